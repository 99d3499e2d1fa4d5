"""Discussion papers: draft in sections, review, freeze by a second person, and only ever a new version (EN-1, EN-A13)."""

from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from accounts.actors import Actor
from accounts.domain import audit
from engagement.domain import freezing
from engagement.domain.wording import write
from engagement.enums import ChangeStatus, VersionState
from engagement.models import Consultation, DiscussionPaper, PaperSection, PaperVersion
from kernel.errors import DomainError, Invalid
from publishing.domain import gate

SECTION_TEXTS = ("heading", "body")
VERSION_TEXTS = ("title", "change_note")


def content(version: PaperVersion) -> dict[str, Any]:
    """Return everything the hash of a version covers."""
    return {
        **freezing.columns(version, "number title_en title_fr change_note_en change_note_fr"),
        "sections": [
            freezing.columns(section, "key order heading_en heading_fr body_en body_fr change_status")
            for section in version.sections.order_by("order", "pk")
        ],
    }


@transaction.atomic
def start_version(consultation: Consultation, *, actor: Actor) -> PaperVersion:
    """Begin the next version as a copy of the one in force, or an empty first one.

    Raises:
        DomainError: code `version_in_work`, one is already being written.
    """
    Consultation.objects.lock(pk=consultation.pk)
    paper, _new = DiscussionPaper.objects.get_or_create(consultation=consultation)
    if paper.versions.filter(state__in=(VersionState.DRAFT, VersionState.REVIEW)).exists():
        raise DomainError(_("A version is already being written. Finish it first."), code="version_in_work")
    latest = paper.versions.order_by("-number").first()
    version = PaperVersion(
        paper=paper,
        number=(latest.number if latest else 0) + 1,
        author_id=actor.user_id,
        title_en=latest.title_en if latest else "",
        title_fr=latest.title_fr if latest else "",
        is_demonstration=consultation.is_demonstration,
    )
    version.save(force_insert=True)
    PaperSection.objects.bulk_create(
        [
            PaperSection(
                version=version,
                change_status=ChangeStatus.SAME,
                **freezing.columns(old, "key order heading_en heading_fr body_en body_fr"),
            )
            for old in (latest.sections.order_by("order", "pk") if latest else ())
        ]
    )
    audit.record(actor, "paper.started", version, number=version.number)
    return version


@transaction.atomic
def describe(
    version: PaperVersion, *, actor: Actor, settled: bool = False, seen: str = "", **texts: str
) -> PaperVersion:
    """Set the title and the note on what changed, in either language."""
    version = PaperVersion.objects.lock(pk=version.pk)
    freezing.require_draft(version)
    write(version, texts, actor=actor, settled=settled, seen=seen, verb="paper.described")
    return version


@transaction.atomic
def add_section(version: PaperVersion, *, actor: Actor, key: str = "", **texts: str) -> PaperSection:
    """Add a section at the end; its key becomes its address for good.

    Raises:
        Invalid: code `section_key_taken`, the version already has that address.
    """
    version = PaperVersion.objects.lock(pk=version.pk)
    freezing.require_draft(version)
    key = key or slugify(texts.get("heading_en") or "")[:60] or f"section-{version.sections.count() + 1}"
    if version.sections.filter(key=key).exists():
        raise Invalid(_("Another section already has this address. Choose another heading."), code="section_key_taken")
    last = version.sections.aggregate(last=Max("order"))["last"] or 0
    section = PaperSection(version=version, key=key, order=last + 1, **texts)
    section.save(force_insert=True)
    audit.record(actor, "paper.section_added", version, key=key)
    return section


@transaction.atomic
def edit_section(
    section: PaperSection, *, actor: Actor, settled: bool = False, seen: str = "", **texts: str
) -> PaperSection:
    """Change the heading or the text of a section, in either language; for `seen` see `wording.write`."""
    freezing.require_draft(PaperVersion.objects.lock(pk=section.version_id))
    section = PaperSection.objects.lock(pk=section.pk)
    write(section, texts, actor=actor, settled=settled, seen=seen, verb="paper.section_edited")
    return section


@transaction.atomic
def remove_section(section: PaperSection, *, actor: Actor) -> None:
    """Take a section out of a draft."""
    version = PaperVersion.objects.lock(pk=section.version_id)
    freezing.require_draft(version)
    audit.record(actor, "paper.section_removed", version, key=section.key)
    section.delete()


@transaction.atomic
def move_section(section: PaperSection, *, place: int, actor: Actor) -> None:
    """Put a section at a place, counted from 1; where it stands already, nothing happens."""
    version = PaperVersion.objects.lock(pk=section.version_id)
    freezing.require_draft(version)
    rows = list(version.sections.order_by("order", "pk"))
    here, there = rows.index(section), place - 1
    if here != there and 0 <= there < len(rows):
        rows.insert(there, rows.pop(here))
        for order, row in enumerate(rows, start=1):
            row.order = order
            row.save(update_fields=("order",))
        audit.record(actor, "paper.section_moved", version, key=section.key)


@transaction.atomic
def submit(version: PaperVersion, *, actor: Actor) -> PaperVersion:
    """Hand a draft over for review.

    Raises:
        LanguageGap: a text is missing or stale in one language.
    """
    version = PaperVersion.objects.lock(pk=version.pk)
    require_languages(version)
    freezing.move(version, VersionState.REVIEW, actor=actor, verb="paper.submitted")
    return version


@transaction.atomic
def send_back(version: PaperVersion, *, actor: Actor) -> PaperVersion:
    """Return a version in review to its author."""
    version = PaperVersion.objects.lock(pk=version.pk)
    freezing.move(version, VersionState.DRAFT, actor=actor, verb="paper.sent_back")
    return version


@transaction.atomic
def freeze(version: PaperVersion, *, actor: Actor) -> PaperVersion:
    """Put a reviewed version in force, for good.

    Raises:
        LanguageGap: a text is missing or stale in one language; nothing is frozen (EN-A13).
        NotPermitted: the author cannot freeze.
    """
    version = PaperVersion.objects.lock(pk=version.pk)
    require_languages(version)
    _mark_changes(version)
    freezing.seal(version, content(version), actor=actor, verb="paper.frozen")
    return version


def require_languages(version: PaperVersion) -> None:
    """Refuse when the version has no section, or any text is missing or stale in one language.

    Raises:
        LanguageGap: `gaps` names section and field.
        Invalid: code `paper_empty`.
    """
    sections = list(version.sections.all())
    if not sections:
        raise Invalid(_("The paper has no section yet."), code="paper_empty")
    stems = VERSION_TEXTS if version.number > 1 else VERSION_TEXTS[:1]
    found = gate.gaps(version, stems)
    for section in sections:
        for gap in gate.gaps(section, SECTION_TEXTS):
            found.append(gate.Gap(f"{section.key}: {gap.stem}", gap.language, gap.stale))
    if found:
        raise gate.LanguageGap(found)


def _mark_changes(version: PaperVersion) -> None:
    """Say of each section whether it is new, changed or the same as in the version in force."""
    before = {
        row.key: row
        for row in PaperSection.objects.filter(version__paper_id=version.paper_id, version__state=VersionState.FROZEN)
    }
    texts = "heading_en heading_fr body_en body_fr"
    for section in version.sections.all():
        old = before.get(section.key)
        if old is None:
            status = ChangeStatus.NEW
        else:
            same = freezing.columns(old, texts) == freezing.columns(section, texts)
            status = ChangeStatus.SAME if same else ChangeStatus.CHANGED
        if section.change_status != status:
            section.change_status = status
            section.save(update_fields=("change_status",))
