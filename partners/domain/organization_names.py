"""Names of an organization that were typed or dated wrongly: corrected, or taken away."""

import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.actors import Actor
from accounts.domain import audit
from kernel.errors import DomainError, Invalid
from kernel.folding import fold
from kernel.seen import require_unchanged, shown
from partners.days import today
from partners.domain import organizations
from partners.enums import NameKind
from partners.models import Organization, OrganizationName
from partners.names import clean, name_on

EDITABLE = ("kind", "text", "valid_from", "valid_to")
# what a change of name ends together with the name it replaces; see `organizations.rename`
_ENDED_WITH = {NameKind.LEGAL: (NameKind.LISTED,), NameKind.APPLIED: (NameKind.LISTED,)}


def locked_fields(name: OrganizationName) -> tuple[str, ...]:
    """Return the columns that nobody edits: the wording of the reference file, of which only the days are ours."""
    return ("kind", "text") if name.key is not None else ()


def seen_of(name: OrganizationName) -> str:
    """Return the word for what a page shows of a name now; `edit_name` takes it back."""
    return shown(name, EDITABLE)


@transaction.atomic
def edit_name(name: OrganizationName, *, actor: Actor, seen: str = "", **fields: Any) -> OrganizationName:
    """Correct one name, its kind or its days; only differing fields are written.

    Args:
        seen: `seen_of` when the page was opened.
        fields: any of `EDITABLE`.

    Raises:
        Stale: somebody else has changed the name since.
        Invalid: the name is empty, its days run backwards or overlap another name of that kind and language, it comes
            from the reference file, or no name would hold today.
    """
    organization = Organization.objects.lock(pk=name.organization_id)  # type: ignore[attr-defined]
    row: OrganizationName = OrganizationName.objects.get(pk=name.pk, organization=organization)
    require_unchanged(seen, seen_of(row))
    if "text" in fields:
        fields["text"] = clean(fields["text"])
    changed = [column for column in EDITABLE if column in fields and getattr(row, column) != fields[column]]
    if not changed:
        return row
    named_before = _holds_today(organization, row.language)
    for column in changed:
        if column in locked_fields(row):
            raise Invalid(_("This comes from the reference file and is not changed here."), code="seed", field=column)
        setattr(row, column, fields[column])
    if not row.text:
        raise Invalid(_("Enter the name."), code="name_missing", field="text")
    if row.valid_from and row.valid_to and row.valid_to < row.valid_from:
        raise Invalid(_("The last day lies before the first one."), code="dates_backwards", field="valid_to")
    organizations.refuse_overlap(row)
    row.folded = fold(row.text)
    row.save(update_fields=(*changed, "folded"))
    if named_before and not _holds_today(organization, row.language):
        raise Invalid(
            _("No name in this language would hold today. Give another name first."),
            code="no_name_today",
            field="valid_to",
        )
    organizations.refresh_names(organization)
    facts = {"language": str(row.language), "kind": str(row.kind)}
    audit.record(actor, "organization.name_changed", organization, fields=changed, **facts)
    return row


@transaction.atomic
def remove_name(name: OrganizationName, *, actor: Actor) -> None:
    """Take away a name that was recorded by mistake; the name it had ended holds again.

    Raises:
        DomainError: it comes from the reference file, or no name in its language would hold today.
    """
    organization = Organization.objects.lock(pk=name.organization_id)  # type: ignore[attr-defined]
    row: OrganizationName = OrganizationName.objects.get(pk=name.pk, organization=organization)
    if row.key is not None:
        raise DomainError(_("This comes from the reference file and is not changed here."), code="seed")
    named_before = _holds_today(organization, row.language)
    row.delete()
    _let_the_earlier_hold_again(row)
    left = OrganizationName.objects.filter(organization=organization, language=row.language)
    if not left.exists() or (named_before and not _holds_today(organization, row.language)):
        raise DomainError(
            _("No name in this language would hold today. Correct this name, or give another one first."),
            code="no_name_today",
        )
    organizations.refresh_names(organization)
    facts = {"language": str(row.language), "kind": str(row.kind)}
    audit.record(actor, "organization.name_removed", organization, **facts)


def _let_the_earlier_hold_again(gone: OrganizationName) -> None:
    """Undo what a change of name did: the names that ended on its eve reach as far as it did."""
    if gone.valid_from is None:
        return
    kinds = (gone.kind, *_ENDED_WITH.get(NameKind(gone.kind), ()))
    eve = gone.valid_from - datetime.timedelta(days=1)
    earlier = OrganizationName.objects.filter(
        organization_id=gone.organization_id, language=gone.language, kind__in=kinds, valid_to=eve
    )
    for row in earlier.order_by("pk"):
        row.valid_to = gone.valid_to
        organizations.refuse_overlap(row)
        row.save(update_fields=("valid_to",))


def _holds_today(organization: Organization, language: str) -> bool:
    names = OrganizationName.objects.filter(organization=organization, language=language)
    return bool(name_on(names, today(), language))
