"""Questionnaires: pages of questions, each of which can be skipped; versions freeze, edits make new ones (EN-1 to EN-3)."""

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.actors import Actor
from accounts.domain import audit
from engagement.domain import freezing, wording
from engagement.domain.wording import write
from engagement.enums import Meaning, QuestionType, VersionState
from engagement.models import (
    Consultation,
    OptionVersion,
    PaperSection,
    Questionnaire,
    QuestionnaireVersion,
    QuestionPage,
    QuestionVersion,
)
from kernel.errors import DomainError, Invalid
from kernel.seen import require_unchanged, shown
from partners.domain.once import made_with
from publishing.domain import gate

VERSION_COLUMNS = "title_en title_fr intro_en intro_fr notice_en notice_fr"
PAGE_COLUMNS = "order title_en title_fr intro_en intro_fr is_sensitive"
QUESTION_COLUMNS = (
    "key order type prompt_en prompt_fr help_en help_fr section_key limit scale_low scale_high "
    "scale_low_label_en scale_low_label_fr scale_high_label_en scale_high_label_fr"
)
OPTION_COLUMNS = "code order label_en label_fr"
CHOICES = (QuestionType.SINGLE, QuestionType.MULTI)
QUESTION_SHOWN = [name for name in f"{QUESTION_COLUMNS} meaning".split() if name != "order"]


def content(version: QuestionnaireVersion) -> dict[str, Any]:
    """Return everything the hash of a version covers, its privacy notice included."""
    questions = list(version.questions.prefetch_related("options").order_by("order", "pk"))
    return {
        **freezing.columns(version, f"major minor {VERSION_COLUMNS}"),
        "pages": [
            {
                **freezing.columns(page, PAGE_COLUMNS),
                "questions": [
                    {
                        **freezing.columns(question, f"{QUESTION_COLUMNS} meaning"),
                        "options": [freezing.columns(option, OPTION_COLUMNS) for option in question.options.all()],
                    }
                    for question in questions
                    if question.page_id == page.pk
                ],
            }
            for page in version.pages.order_by("order")
        ],
    }


@transaction.atomic
def start_version(consultation: Consultation, *, actor: Actor, major: bool = False) -> QuestionnaireVersion:
    """Begin the next version as a copy of the latest; every copied question keeps its meaning until someone says otherwise.

    Args:
        major: start a new major number, when questions come or go; else the next minor one.

    Raises:
        DomainError: code `version_in_work`.
    """
    Consultation.objects.lock(pk=consultation.pk)
    questionnaire, _new = Questionnaire.objects.get_or_create(consultation=consultation)
    if questionnaire.versions.filter(state__in=(VersionState.DRAFT, VersionState.REVIEW)).exists():
        raise DomainError(_("A version is already being written. Finish it first."), code="version_in_work")
    latest = questionnaire.versions.order_by("-major", "-minor").first()
    number = (1, 0) if latest is None else (latest.major + 1, 0) if major else (latest.major, latest.minor + 1)
    version = QuestionnaireVersion(
        questionnaire=questionnaire,
        major=number[0],
        minor=number[1],
        author_id=actor.user_id,
        is_demonstration=consultation.is_demonstration,
        **(freezing.columns(latest, VERSION_COLUMNS) if latest else {}),
    )
    version.save(force_insert=True)
    if latest is not None:
        _copy(latest, version)
    audit.record(actor, "questionnaire.started", version, number=version.number)
    return version


def _copy(latest: QuestionnaireVersion, version: QuestionnaireVersion) -> None:
    for page in latest.pages.order_by("order"):
        new_page = QuestionPage.objects.create(version=version, **freezing.columns(page, PAGE_COLUMNS))
        for question in page.questions.prefetch_related("options").order_by("order"):
            new = QuestionVersion.objects.create(
                version=version,
                page=new_page,
                meaning=Meaning.SAME,
                **freezing.columns(question, QUESTION_COLUMNS),
            )
            OptionVersion.objects.bulk_create(
                [
                    OptionVersion(question=new, **freezing.columns(option, OPTION_COLUMNS))
                    for option in question.options.all()
                ]
            )


@transaction.atomic
def describe(
    version: QuestionnaireVersion, *, actor: Actor, settled: bool = False, seen: str = "", **texts: str
) -> QuestionnaireVersion:
    """Set title, introduction and privacy notice, in either language; for `seen` see `wording.write`."""
    version = QuestionnaireVersion.objects.lock(pk=version.pk)
    freezing.require_draft(version)
    write(version, texts, actor=actor, settled=settled, seen=seen, verb="questionnaire.described")
    return version


@transaction.atomic
def add_page(
    version: QuestionnaireVersion,
    *,
    actor: Actor,
    is_sensitive: bool = False,
    once: UUID | None = None,
    **texts: str,
) -> QuestionPage:
    """Add an empty page at the end.

    Args:
        once: the key of the form; sent twice, it returns the page that the first one made.

    Raises:
        Invalid: the key is another version's; `form_used`.
    """
    version = QuestionnaireVersion.objects.lock(pk=version.pk)
    if (made := made_with(QuestionPage, once, version_id=version.pk)) is not None:
        return made
    freezing.require_draft(version)
    place = version.pages.count() + 1
    page = QuestionPage(public_id=once or uuid4(), version=version, order=place, is_sensitive=is_sensitive, **texts)
    page.save(force_insert=True)
    audit.record(actor, "questionnaire.page_added", version, page=page.order)
    return page


@transaction.atomic
def edit_page(
    page: QuestionPage, *, actor: Actor, settled: bool = False, seen: str = "", **values: Any
) -> QuestionPage:
    """Change the title, the introduction or the content note of a page; for `seen` see `wording.write`."""
    freezing.require_draft(QuestionnaireVersion.objects.lock(pk=page.version_id))
    page = QuestionPage.objects.lock(pk=page.pk)
    write(page, values, actor=actor, settled=settled, seen=seen, verb="questionnaire.page_edited")
    return page


@dataclass(frozen=True)
class Option:
    """One choice: a stable code and its label in both languages."""

    code: str
    label_en: str
    label_fr: str


@dataclass(frozen=True)
class Question:
    """What a question consists of, as a form or a file gives it."""

    key: str
    type: QuestionType
    texts: dict[str, str]
    section_key: str = ""
    limit: int = 10_000
    scale: tuple[int, int] | None = None
    meaning: Meaning = Meaning.CHANGED
    options: list[Option] = field(default_factory=list)


def seen_of_question(row: QuestionVersion) -> str:
    """Return the word for what a page shows of a question and its choices; `put_question` takes it back."""
    options = list(row.options.order_by("order").values_list("code", "label_en", "label_fr"))
    return shown(row, QUESTION_SHOWN, options)


@transaction.atomic
def put_question(
    page: QuestionPage, question: Question, *, actor: Actor, settled: bool = False, new: bool = False, seen: str = ""
) -> QuestionVersion:
    """Add a question to a page of a draft, or replace the one with the same key.

    Args:
        settled: both languages still say the same although one was changed.
        new: refuse a key that the version already has.
        seen: `seen_of_question` when the page was opened.

    Raises:
        Stale: a colleague has changed the question since.
        Invalid: code `question_key_taken`; a choice question without options, a scale without two ends, or a section
            the paper does not have.
    """
    version = QuestionnaireVersion.objects.lock(pk=page.version_id)
    freezing.require_draft(version)
    _check(version, question)
    if new and version.questions.filter(key=question.key).exists():
        raise Invalid(_("Another question has this short name."), code="question_key_taken", field="key")
    row = version.questions.filter(key=question.key).first() or QuestionVersion(
        version=version, key=question.key, order=version.questions.count() + 1
    )
    if not row._state.adding:
        require_unchanged(seen, seen_of_question(row))
    row.page, row.type, row.section_key = page, question.type, question.section_key
    row.limit, row.meaning = question.limit, question.meaning
    row.scale_low, row.scale_high = question.scale or (None, None)
    if row._state.adding:
        for name, value in question.texts.items():
            setattr(row, name, value)
        row.save(force_insert=True)
    else:
        row.save(update_fields=("page", "type", "section_key", "limit", "meaning", "scale_low", "scale_high"))
        wording.put(row, question.texts, settled=settled)
    row.options.all().delete()
    OptionVersion.objects.bulk_create(
        [
            OptionVersion(question=row, code=o.code, order=n, label_en=o.label_en, label_fr=o.label_fr)
            for n, o in enumerate(question.options, start=1)
        ]
    )
    audit.record(actor, "questionnaire.question_put", version, key=question.key)
    return row


def _check(version: QuestionnaireVersion, question: Question) -> None:
    if question.type in CHOICES and len(question.options) < 2:
        raise Invalid(_("A question with choices needs at least two."), code="options_missing", field="options")
    if len({option.code for option in question.options}) != len(question.options):
        raise Invalid(_("Two choices have the same code."), code="option_code_taken", field="options")
    if question.type == QuestionType.SCALE and (question.scale is None or question.scale[0] >= question.scale[1]):
        raise Invalid(_("A scale needs a lower and a higher end."), code="scale_ends", field="scale_low")
    if question.section_key:
        known = PaperSection.objects.filter(
            version__paper__consultation_id=version.questionnaire.consultation_id, key=question.section_key
        )
        if not known.exists():
            raise Invalid(_("The paper has no section with this address."), code="section_unknown", field="section_key")


@transaction.atomic
def remove_question(question: QuestionVersion, *, actor: Actor) -> None:
    """Take a question out of a draft; answers to earlier versions stay where they are."""
    version = QuestionnaireVersion.objects.lock(pk=question.version_id)
    freezing.require_draft(version)
    audit.record(actor, "questionnaire.question_removed", version, key=question.key)
    question.delete()


@transaction.atomic
def submit(version: QuestionnaireVersion, *, actor: Actor) -> QuestionnaireVersion:
    """Hand a draft over for review.

    Raises:
        LanguageGap: a text is missing or stale in one language.
    """
    version = QuestionnaireVersion.objects.lock(pk=version.pk)
    require_languages(version)
    freezing.move(version, VersionState.REVIEW, actor=actor, verb="questionnaire.submitted")
    return version


@transaction.atomic
def send_back(version: QuestionnaireVersion, *, actor: Actor) -> QuestionnaireVersion:
    """Return a version in review to its author."""
    version = QuestionnaireVersion.objects.lock(pk=version.pk)
    freezing.move(version, VersionState.DRAFT, actor=actor, verb="questionnaire.sent_back")
    return version


@transaction.atomic
def freeze(version: QuestionnaireVersion, *, actor: Actor) -> QuestionnaireVersion:
    """Put a reviewed version in force, for good; drafts that people have begun stay with the version they began.

    Raises:
        LanguageGap: a text is missing or stale in one language; nothing is frozen (EN-A13).
        NotPermitted: the author cannot freeze.
    """
    version = QuestionnaireVersion.objects.lock(pk=version.pk)
    require_languages(version)
    freezing.seal(version, content(version), actor=actor, verb="questionnaire.frozen")
    return version


def require_languages(version: QuestionnaireVersion) -> None:
    """Refuse when a page or question is missing, or any text is missing or stale in one language.

    Raises:
        LanguageGap: `gaps` names question and field.
        Invalid: code `questionnaire_empty`.
    """
    questions = list(version.questions.prefetch_related("options"))
    if not questions:
        raise Invalid(_("The questionnaire has no question yet."), code="questionnaire_empty")
    found = gate.gaps(version, ("title", "notice"))
    if version.intro_en or version.intro_fr:
        found += gate.gaps(version, ("intro",))
    for page in version.pages.all():
        found += _gaps(page, _used(page, "title", "intro"), f"{page.order}")
    for question in questions:
        stems = ["prompt", *_used(question, "help", "scale_low_label", "scale_high_label")]
        found += _gaps(question, stems, question.key)
        for option in question.options.all():
            found += _gaps(option, ["label"], f"{question.key}/{option.code}")
    if found:
        raise gate.LanguageGap(found)


def _used(row: QuestionPage | QuestionVersion, *stems: str) -> list[str]:
    """Return the optional pairs of which at least one side is written."""
    return [stem for stem in stems if getattr(row, f"{stem}_en") or getattr(row, f"{stem}_fr")]


def _gaps(row: Any, stems: list[str], name: str) -> list[gate.Gap]:
    return [gate.Gap(f"{name}: {gap.stem}", gap.language, gap.stale) for gap in gate.gaps(row, stems)]
