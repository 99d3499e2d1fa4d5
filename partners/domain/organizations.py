"""Organizations and their dated names."""

import datetime
from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.actors import Actor
from accounts.domain import audit
from kernel.bilingual import Language
from kernel.errors import Invalid
from kernel.folding import fold
from kernel.seen import require_unchanged, shown
from partners.days import today
from partners.domain import commitment_parts
from partners.enums import NameKind, OrganizationKind, Provenance
from partners.models import IndigenousGoverningBody, Organization, OrganizationName, Sector
from partners.names import clean, name_on

EDITABLE = ("kind", "jurisdiction", "place", "parent", "status", "language_capacity", "verification_due_on")
FROM_THE_SOURCE = ("kind", "jurisdiction", "parent")  # the reviewed reference file says these of its own organizations


@transaction.atomic
def add(
    *,
    actor: Actor,
    kind: str,
    name_en: str,
    name_fr: str,
    sectors: Iterable[Sector] = (),
    provenance: Provenance = Provenance.STAFF,
    distinction: str = "",
    short: Mapping[str, str] | None = None,
    once: UUID | None = None,
    **fields: Any,
) -> Organization:
    """Add an organization under its legal name in both languages.

    Args:
        sectors: sectors it belongs to; one whose people are never in the directory is refused.
        distinction: First Nations, Inuit or Métis, for a governing body only.
        short: short names by language, if any.
        once: the key of the form; sent twice, it returns the organization that the first one made.
        fields: any of `EDITABLE`.

    Raises:
        Invalid: a name is empty, a sector may not be used, or a governing body has no distinction.
    """
    names = {Language.EN: clean(name_en), Language.FR: clean(name_fr)}
    for language, text in names.items():
        if not text:
            raise Invalid(_("Give the name in both official languages."), code="name_missing", field=f"name_{language}")
    chosen = list(sectors)
    _refuse_hidden_sectors(chosen)
    columns = {"kind": kind, "name_en": names[Language.EN], "name_fr": names[Language.FR], "provenance": provenance}
    organization, made = Organization.objects.get_or_create(public_id=once or uuid4(), defaults={**columns, **fields})
    if not made:
        return organization
    organization.sectors.set(chosen)
    _write_names(organization, NameKind.LEGAL, names, provenance=provenance)  # type: ignore[arg-type]
    if short:
        _write_names(organization, NameKind.SHORT, {k: v for k, v in short.items() if v}, provenance=provenance)
    if kind == OrganizationKind.INDIGENOUS_GOVERNING_BODY:
        _note_distinction(organization, distinction)
    audit.record(actor, "organization.added", organization, kind=str(kind))
    return organization


def _note_distinction(organization: Organization, distinction: str) -> bool:
    """Keep whose governing body it is; tell whether that is news. One that is known stays when nothing is said."""
    body = IndigenousGoverningBody.objects.filter(organization=organization).first()
    if not distinction and body is None:
        raise Invalid(
            _("Say whether it is First Nations, Inuit or Métis."), code="distinction_missing", field="distinction"
        )
    if body is None:
        note_governing_body(organization, distinction=distinction)
        return True
    if distinction in ("", body.distinction):
        return False
    body.distinction = distinction
    body.save(update_fields=("distinction",))
    return True


def note_governing_body(organization: Organization, *, distinction: str) -> IndigenousGoverningBody:
    """Keep what is particular to a governing body; in the caller's transaction."""
    body, _created = IndigenousGoverningBody.objects.get_or_create(
        organization=organization, defaults={"distinction": distinction}
    )
    return body


def locked_fields(organization: Organization) -> tuple[str, ...]:
    """Return the columns that nobody edits: facts of the reviewed source, which only a new source changes."""
    return FROM_THE_SOURCE if organization.provenance == Provenance.SEED else ()


def seen_of(organization: Organization) -> str:
    """Return the word for what a page shows of an organization now; `edit` takes it back."""
    sectors = sorted(organization.sectors.values_list("pk", flat=True))
    return shown(organization, EDITABLE, sectors)


@transaction.atomic
def edit(
    organization: Organization,
    *,
    actor: Actor,
    sectors: Iterable[Sector] | None = None,
    distinction: str = "",
    seen: str = "",
    **fields: Any,
) -> Organization:
    """Change what is not a name; names are given here with a date, and corrected in `domain.organization_names`.

    Args:
        sectors: the sectors it belongs to from now on.
        distinction: First Nations, Inuit or Métis, for a governing body only.
        seen: `seen_of` when the page was opened.
        fields: any of `EDITABLE`.

    Raises:
        Stale: somebody else has changed the organization since.
        Invalid: a fact of the source would change, a sector may not be used, or a governing body has no distinction
            or is part of another organization.
    """
    organization = Organization.objects.lock(pk=organization.pk)  # type: ignore[attr-defined]
    require_unchanged(seen, seen_of(organization))
    changed = [name for name in EDITABLE if name in fields and getattr(organization, name) != fields[name]]
    for name in changed:
        if name in locked_fields(organization):
            raise Invalid(_("This comes from the reviewed source and is not changed here."), code="seed", field=name)
        setattr(organization, name, fields[name])
    if organization.kind == OrganizationKind.INDIGENOUS_GOVERNING_BODY and organization.parent_id:
        raise Invalid(_("A governing body is not part of another organization."), code="governing_body", field="parent")
    if changed:
        organization.save(update_fields=changed)
    if "jurisdiction" in changed:
        commitment_parts.follow_region(organization)
    if organization.kind == OrganizationKind.INDIGENOUS_GOVERNING_BODY and _note_distinction(organization, distinction):
        changed.append("distinction")
    if sectors is not None:
        chosen = {sector.pk for sector in sectors}
        if chosen != set(organization.sectors.values_list("pk", flat=True)):
            _refuse_hidden_sectors(Sector.objects.filter(pk__in=chosen))
            organization.sectors.set(chosen)
            changed.append("sectors")
    if changed:
        audit.record(actor, "organization.changed", organization, fields=changed)
    return organization


@transaction.atomic
def rename(
    organization: Organization,
    *,
    actor: Actor,
    on: datetime.date,
    name_en: str,
    name_fr: str,
    kind: NameKind = NameKind.LEGAL,
) -> Organization:
    """Give the organization a new name in both languages from a day on; the old one ends the day before (PA-A9).

    Raises:
        Invalid: a name is empty, or a later name of this kind already starts after that day.
    """
    organization = Organization.objects.lock(pk=organization.pk)  # type: ignore[attr-defined]
    eve = on - datetime.timedelta(days=1)
    replaced = {kind, NameKind.LISTED} if kind in {NameKind.LEGAL, NameKind.APPLIED} else {kind}
    for name in OrganizationName.objects.filter(organization=organization, kind__in=replaced):
        if name.valid_from is not None and name.valid_from >= on:
            raise Invalid(
                _("Another name already starts on or after that day. Correct or remove that name first."),
                code="names_overlap",
                field="on",
            )
        if name.valid_to is None or name.valid_to > eve:
            name.valid_to = eve
            name.save(update_fields=("valid_to",))
    _write_names(organization, kind, {"en": clean(name_en), "fr": clean(name_fr)}, valid_from=on)
    refresh_names(organization)
    audit.record(actor, "organization.renamed", organization, fields=("name_en", "name_fr"), kind=str(kind))
    return organization


@transaction.atomic
def add_name(
    organization: Organization,
    *,
    actor: Actor,
    kind: NameKind,
    language: str,
    text: str,
    valid_from: datetime.date | None = None,
    valid_to: datetime.date | None = None,
) -> OrganizationName:
    """Add one name of one language and kind, with the days it was in force.

    Raises:
        Invalid: the text is empty, the days run backwards, or they overlap another name of that kind and language.
    """
    organization = Organization.objects.lock(pk=organization.pk)  # type: ignore[attr-defined]
    rows = _write_names(organization, kind, {language: clean(text)}, valid_from=valid_from, valid_to=valid_to)
    refresh_names(organization)
    audit.record(actor, "organization.name_added", organization, kind=str(kind), language=str(language))
    return rows[0]


def _write_names(
    organization: Organization,
    kind: NameKind,
    texts: Mapping[str, str],
    *,
    valid_from: datetime.date | None = None,
    valid_to: datetime.date | None = None,
    provenance: Provenance = Provenance.STAFF,
) -> list[OrganizationName]:
    rows = []
    for language, text in texts.items():
        if not text:
            raise Invalid(_("Give the name in both official languages."), code="name_missing", field=f"name_{language}")
        if valid_from and valid_to and valid_to < valid_from:
            raise Invalid(_("The last day lies before the first one."), code="dates_backwards", field="valid_to")
        row = OrganizationName(
            organization=organization,
            language=language,
            kind=kind,
            text=text,
            folded=fold(text),
            valid_from=valid_from,
            valid_to=valid_to,
            provenance=provenance,
        )
        refuse_overlap(row)
        row.save()
        rows.append(row)
    return rows


def overlaps(row: OrganizationName, others: Iterable[OrganizationName]) -> bool:
    """Tell whether a name shares a day with another of the same language and kind; both ends count (PA-A9)."""
    first, last = row.valid_from or datetime.date.min, row.valid_to or datetime.date.max
    return any(
        (other.language, other.kind) == (row.language, row.kind)
        and (other.valid_from or datetime.date.min) <= last
        and first <= (other.valid_to or datetime.date.max)
        for other in others
    )


def refuse_overlap(row: OrganizationName) -> None:
    """Say it in words before the database's exclusion constraint says it.

    Raises:
        Invalid: another name of that kind and language shares a day with this one.
    """
    others = OrganizationName.objects.filter(organization=row.organization, language=row.language).exclude(pk=row.pk)
    if overlaps(row, others):
        raise Invalid(
            _("On some of these days the organization already has a name of this kind and language."),
            code="names_overlap",
            field="valid_from",
        )


def refresh_names(organization: Organization, on: datetime.date | None = None) -> bool:
    """Put the names in force on a day, today when omitted, into the columns that lists read; tell whether they changed."""
    changed = _names_in_force(organization, on or today())
    for column, text in changed.items():
        setattr(organization, column, text)
    if changed:
        organization.save(update_fields=tuple(changed))
    return bool(changed)


def _names_in_force(organization: Organization, day: datetime.date) -> dict[str, str]:
    """Return the columns that should hold another name on that day, with the name."""
    names = list(organization.names.all())
    wanted = {f"name_{language}": name_on(names, day, language) for language in Language}
    return {column: text for column, text in wanted.items() if text and text != getattr(organization, column)}


def follow_names(*, actor: Actor) -> int:
    """Put names that start or end on their day in force; run every hour, so just after midnight too (PA-A9).

    Reading holds no lock; each organization whose name changes is written in its own transaction. Return how many.
    """
    day = today()
    dated = OrganizationName.objects.filter(Q(valid_from__lte=day) | Q(valid_to__lt=day)).values("organization")
    rows = Organization.objects.filter(pk__in=dated).order_by("pk").prefetch_related("names")
    due = [row.pk for row in rows.iterator(500) if _names_in_force(row, day)]
    count = 0
    for pk in due:
        with transaction.atomic():
            organization = Organization.objects.lock(pk=pk)  # type: ignore[attr-defined]
            if refresh_names(organization, day):
                audit.record(actor, "organization.name_in_force", organization)
                count += 1
    return count


def _refuse_hidden_sectors(sectors: Iterable[Sector]) -> None:
    if any(sector.directory_never for sector in sectors):
        raise Invalid(
            _("People with lived experience are never listed in the directory. Use protected participation instead."),
            code="sector_never_in_directory",
            field="sectors",
        )
