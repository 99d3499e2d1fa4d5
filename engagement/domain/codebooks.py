"""Themes: a codebook drafted by analysts, frozen by a second person, and only ever a new version (EN-1, EN-14)."""

from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from accounts.actors import Actor
from accounts.domain import audit
from engagement.domain import freezing
from engagement.domain.wording import write
from engagement.enums import VersionState
from engagement.models import Code, Codebook, CodebookVersion, Consultation
from kernel.errors import DomainError, Invalid
from publishing.domain import gate

COLUMNS = "key order label_en label_fr definition_en definition_fr bears_stance"


def content(version: CodebookVersion) -> dict[str, Any]:
    """Return everything the hash of a version covers."""
    return {
        "number": version.number,
        "codes": [
            {**freezing.columns(code, COLUMNS), "parent": code.parent.key if code.parent else None}
            for code in version.codes.select_related("parent").order_by("order", "pk")
        ],
    }


def require_in_force(code: Code, consultation_id: int) -> None:
    """Refuse a theme that is not of the consultation's frozen codebook (EN-14).

    Raises:
        Invalid: code `theme_not_in_force`.
    """
    in_force = CodebookVersion.objects.filter(
        pk=code.version_id, state=VersionState.FROZEN, codebook__consultation=consultation_id
    )
    if not in_force.exists():
        raise Invalid(_("Choose a theme of the codebook in force."), code="theme_not_in_force", field="theme")


@transaction.atomic
def start_version(consultation: Consultation, *, actor: Actor) -> CodebookVersion:
    """Begin the next version as a copy of the one in force, or an empty first one.

    Raises:
        DomainError: code `version_in_work`, or `themes_in_use` once passages are assigned to the one in force.
    """
    Consultation.objects.lock(pk=consultation.pk)
    codebook, _new = Codebook.objects.get_or_create(consultation=consultation)
    if codebook.versions.filter(state__in=(VersionState.DRAFT, VersionState.REVIEW)).exists():
        raise DomainError(_("A version is already being written. Finish it first."), code="version_in_work")
    latest = codebook.versions.order_by("-number").first()
    if latest is not None and Code.objects.filter(version=latest, codings__isnull=False).exists():
        raise DomainError(
            _("Passages are already assigned to these themes, so they stay as they are."), code="themes_in_use"
        )
    version = CodebookVersion.objects.create(
        codebook=codebook, number=(latest.number if latest else 0) + 1, author_id=actor.user_id
    )
    copies: dict[int, Code] = {}
    for code in latest.codes.order_by("parent_id", "order", "pk") if latest else ():
        copies[code.pk] = Code.objects.create(
            version=version, parent=copies.get(code.parent_id or 0), **freezing.columns(code, COLUMNS)
        )
    audit.record(actor, "codebook.started", version, number=version.number)
    return version


@transaction.atomic
def put_code(
    version: CodebookVersion,
    *,
    actor: Actor,
    key: str = "",
    parent: Code | None = None,
    settled: bool = False,
    seen: str = "",
    **values: Any,
) -> Code:
    """Add a theme to a draft, or change the one with this key; for `seen` see `wording.write`.

    Raises:
        Invalid: code `label_missing` or `code_key_taken`.
    """
    version = CodebookVersion.objects.lock(pk=version.pk)
    freezing.require_draft(version)
    if not str(values.get("label_en", "x")).strip() or not str(values.get("label_fr", "x")).strip():
        raise Invalid(_("Name the theme in both languages."), code="label_missing", field="label_en")
    key = key or slugify(str(values.get("label_en", "")))[:60]
    code = version.codes.filter(key=key).first()
    if code is None:
        last = version.codes.aggregate(last=Max("order"))["last"] or 0
        code = Code(version=version, key=key, parent=parent, order=last + 1, **values)
        code.save(force_insert=True)
    else:
        write(code, values, actor=actor, verb="codebook.theme_edited", settled=settled, seen=seen)
        return code
    audit.record(actor, "codebook.theme_added", version, key=key)
    return code


@transaction.atomic
def remove_code(code: Code, *, actor: Actor) -> None:
    """Take a theme out of a draft."""
    version = CodebookVersion.objects.lock(pk=code.version_id)
    freezing.require_draft(version)
    audit.record(actor, "codebook.theme_removed", version, key=code.key)
    code.delete()


@transaction.atomic
def submit(version: CodebookVersion, *, actor: Actor) -> CodebookVersion:
    """Hand the draft over for review."""
    version = CodebookVersion.objects.lock(pk=version.pk)
    require_languages(version)
    freezing.move(version, VersionState.REVIEW, actor=actor, verb="codebook.submitted")
    return version


@transaction.atomic
def send_back(version: CodebookVersion, *, actor: Actor) -> CodebookVersion:
    """Return a version in review to its author."""
    version = CodebookVersion.objects.lock(pk=version.pk)
    freezing.move(version, VersionState.DRAFT, actor=actor, verb="codebook.sent_back")
    return version


@transaction.atomic
def freeze(version: CodebookVersion, *, actor: Actor) -> CodebookVersion:
    """Put a reviewed version in force, for good."""
    version = CodebookVersion.objects.lock(pk=version.pk)
    require_languages(version)
    freezing.seal(version, content(version), actor=actor, verb="codebook.frozen")
    return version


def require_languages(version: CodebookVersion) -> None:
    """Refuse an empty codebook, or a name missing or stale in one language.

    Raises:
        LanguageGap: `gaps` names theme and field.
        Invalid: code `codebook_empty`.
    """
    codes = list(version.codes.all())
    if not codes:
        raise Invalid(_("There is no theme yet."), code="codebook_empty")
    found = []
    for code in codes:
        stems = ["label", *(["definition"] if code.definition_en or code.definition_fr else [])]
        found += [gate.Gap(f"{code.key}: {gap.stem}", gap.language, gap.stale) for gap in gate.gaps(code, stems)]
    if found:
        raise gate.LanguageGap(found)
