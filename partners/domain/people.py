"""People of the directory: who they are, where they belong, how they may be reached."""

import datetime
from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.actors import Actor
from accounts.domain import audit
from kernel.errors import DomainError, Invalid, Stale
from kernel.folding import fold
from kernel.seen import require_unchanged, shown
from kernel.wall_time import canonical_zone
from messaging import addresses
from partners import contacts, windows
from partners.days import overlap, today
from partners.domain import suppressions
from partners.domain.once import made_with
from partners.enums import EVERYTHING, AffiliationSource, ContactKind, ContactStatus, SuppressionReason
from partners.models import Affiliation, Body, ContactPoint, ContactRule, Organization, Person
from partners.names import clean

EDITABLE = ("display_name", "preferred_language", "other_language", "pronouns", "jurisdiction", "zone", "is_active")
AFFILIATION_EDITABLE = ("role", "started_on", "ended_on", "is_primary")
RULE = ("email_allowed", "phone_allowed", "voicemail_allowed", "relay", "windows")
NO_RULE = "none"


def named(display_name: str) -> dict[str, str]:
    """Return the name columns of a person: as shown, and folded for search and order.

    Raises:
        Invalid: nothing is left of the name, or it is too long.
    """
    name = clean(display_name)
    if not name:
        raise Invalid(_("Enter the person's name."), code="name_missing", field="display_name")
    if len(name) > 200:
        raise Invalid(_("A name has at most 200 characters."), code="name_too_long", field="display_name")
    return {"display_name": name, "folded": fold(name)[:200]}


@transaction.atomic
def add(
    *,
    actor: Actor,
    display_name: str,
    email: str = "",
    phone: str = "",
    organization: Organization | None = None,
    role: str = "",
    source: AffiliationSource = AffiliationSource.STAFF,
    once: UUID | None = None,
    **fields: Any,
) -> Person:
    """Add a person, with one address, one number and one main affiliation when they are known.

    Args:
        once: the key of the form; sent twice, it returns the person that the first one made.

    Raises:
        Invalid: a name, address or number cannot be read.
    """
    person, made = Person.objects.get_or_create(public_id=once or uuid4(), defaults={**named(display_name), **fields})
    if not made:
        return person
    audit.record(actor, "person.listed", person)
    if email:
        add_contact(person, actor=actor, kind=ContactKind.EMAIL, value=email, preferred=True)
    if phone:
        add_contact(person, actor=actor, kind=ContactKind.PHONE, value=phone, preferred=True)
    if organization is not None:
        affiliate(person, actor=actor, organization=organization, role=role, is_primary=True, source=source)
    return person


def seen_of(person: Person) -> str:
    """Return the word for what a page shows of a person now; `edit` takes it back."""
    return shown(person, EDITABLE)


@transaction.atomic
def edit(person: Person, *, actor: Actor, seen: str = "", **fields: Any) -> Person:
    """Change what is known about a person; only differing fields are written.

    Args:
        seen: `seen_of` when the page was opened.

    Raises:
        Stale: somebody else has changed the person since.
        Invalid: the name is empty or too long; `zone_unknown`.
    """
    person = Person.objects.lock(pk=person.pk)  # type: ignore[attr-defined]
    require_unchanged(seen, seen_of(person))
    if "display_name" in fields:
        fields |= named(fields["display_name"])
    if fields.get("zone"):
        fields["zone"] = _zone(fields["zone"])
    changed = [name for name in (*EDITABLE, "folded") if name in fields and getattr(person, name) != fields[name]]
    for name in changed:
        setattr(person, name, fields[name])
    if changed:
        person.save(update_fields=changed)
        audit.record(actor, "person.changed", person, fields=[name for name in changed if name != "folded"])
    return person


def _zone(name: str) -> str:
    try:
        return canonical_zone(name)
    except Invalid as refusal:
        raise Invalid(refusal.message, code=refusal.code, field="zone") from None


@transaction.atomic
def affiliate(
    person: Person,
    *,
    actor: Actor,
    organization: Organization | None = None,
    body: Body | None = None,
    role: str = "",
    started_on: datetime.date | None = None,
    ended_on: datetime.date | None = None,
    is_primary: bool = False,
    source: AffiliationSource = AffiliationSource.STAFF,
    once: UUID | None = None,
) -> Affiliation:
    """Add a part in an organization or body.

    Args:
        once: the key of the form; sent twice, it adds once.

    Raises:
        Invalid: the days run backwards, or the person already has a main affiliation on one of them (PA-12).
    """
    person = Person.objects.lock(pk=person.pk)  # type: ignore[attr-defined]
    if (made := made_with(Affiliation, once, person_id=person.pk)) is not None:
        return made
    row = Affiliation(
        public_id=once or uuid4(),
        person=person,
        organization=organization,
        body=body,
        role=clean(role)[:200],
        started_on=started_on,
        ended_on=ended_on,
        is_primary=is_primary,
        source=source,
    )
    _refuse_bad_days(row)
    row.save()
    audit.record(actor, "affiliation.added", row, person=person.public_id)
    return row


def seen_of_affiliation(affiliation: Affiliation) -> str:
    """Return the word for what a page shows of an affiliation now; `edit_affiliation` takes it back."""
    return shown(affiliation, AFFILIATION_EDITABLE)


@transaction.atomic
def edit_affiliation(affiliation: Affiliation, *, actor: Actor, seen: str = "", **fields: Any) -> Affiliation:
    """Change role, days or whether it is the main one.

    Args:
        seen: `seen_of_affiliation` when the page was opened.

    Raises:
        Stale: somebody else has changed the affiliation since.
        Invalid: as `affiliate`.
    """
    Person.objects.lock(pk=affiliation.person_id)  # type: ignore[attr-defined]
    row = Affiliation.objects.lock(pk=affiliation.pk)  # type: ignore[attr-defined]
    require_unchanged(seen, seen_of_affiliation(row))
    changed = [name for name in AFFILIATION_EDITABLE if name in fields and getattr(row, name) != fields[name]]
    for name in changed:
        setattr(row, name, fields[name])
    _refuse_bad_days(row)
    if changed:
        row.save(update_fields=changed)
        audit.record(actor, "affiliation.changed", row, fields=changed)
    return row


@transaction.atomic
def remove_affiliation(affiliation: Affiliation, *, actor: Actor) -> None:
    """Take away a part that was recorded by mistake; one that is over is ended with its last day instead."""
    person = Person.objects.lock(pk=affiliation.person_id)  # type: ignore[attr-defined]
    row = Affiliation.objects.lock(pk=affiliation.pk)  # type: ignore[attr-defined]
    audit.record(actor, "affiliation.removed", row, person=person.public_id)
    row.delete()


def _refuse_bad_days(row: Affiliation) -> None:
    if row.started_on and row.ended_on and row.ended_on < row.started_on:
        raise Invalid(_("The last day lies before the first one."), code="dates_backwards", field="ended_on")
    if not row.is_primary:
        return
    for other in Affiliation.objects.filter(person_id=row.person_id, is_primary=True).exclude(pk=row.pk):
        if overlap(row.started_on, row.ended_on, other.started_on, other.ended_on):
            raise Invalid(
                _(
                    "On some of these days the person already has a main affiliation. End it first, or make this one secondary."
                ),
                code="primary_affiliation_exists",
                field="is_primary",
            )


@transaction.atomic
def add_contact(
    owner: Person | Organization,
    *,
    actor: Actor,
    kind: ContactKind,
    value: str,
    preferred: bool = False,
    label_en: str = "",
    label_fr: str = "",
    once: UUID | None = None,
) -> ContactPoint:
    """Add an address or number to a person, or to a role of an organization.

    Args:
        once: the key of the form; sent twice, it adds once.

    Raises:
        Invalid: it cannot be read, or this owner already has it.
    """
    stored = contacts.normalize(kind, value)
    holder = {"person": owner} if isinstance(owner, Person) else {"organization": owner}
    owner.__class__.objects.lock(pk=owner.pk)  # type: ignore[attr-defined]
    if (made := made_with(ContactPoint, once, **{f"{name}_id": held.pk for name, held in holder.items()})) is not None:
        return made
    if ContactPoint.objects.filter(**holder, value=stored).exists():
        raise Invalid(_("This is already in the list."), code="contact_known", field="value")
    if preferred:
        ContactPoint.objects.filter(**holder, kind=kind, preferred=True).update(preferred=False)
    point = ContactPoint.objects.create(
        public_id=once or uuid4(),
        **holder,
        kind=kind,
        value=stored,
        preferred=preferred,
        label_en=label_en,
        label_fr=label_fr,
    )
    audit.record(actor, "contact.added", point, kind=str(kind), owner=owner.public_id)
    return point


@transaction.atomic
def prefer_contact(point: ContactPoint, *, actor: Actor) -> ContactPoint:
    """Write here first from now on."""
    point = ContactPoint.objects.lock(pk=point.pk)  # type: ignore[attr-defined]
    ContactPoint.objects.filter(  # type: ignore[misc]
        person_id=point.person_id, organization_id=point.organization_id, kind=point.kind, preferred=True
    ).exclude(pk=point.pk).update(preferred=False)
    if not point.preferred:
        point.preferred = True
        point.save(update_fields=("preferred",))
        audit.record(actor, "contact.preferred", point)
    return point


@transaction.atomic
def remove_contact(point: ContactPoint, *, actor: Actor) -> None:
    """Forget an address or number; a suppression of its value stays (PA-17)."""
    point = ContactPoint.objects.lock(pk=point.pk)  # type: ignore[attr-defined]
    audit.record(actor, "contact.removed", point, kind=str(point.kind))
    point.delete()


@transaction.atomic
def set_contact_status(point: ContactPoint, status: ContactStatus, *, actor: Actor) -> ContactPoint:
    """Mark an address as in use, bounced or not to be used; the same again changes nothing."""
    point = ContactPoint.objects.lock(pk=point.pk)  # type: ignore[attr-defined]
    if point.status != status:
        point.status, point.status_at = status, timezone.now()
        point.save(update_fields=("status", "status_at"))
        audit.record(actor, f"contact.{status}", point)
    return point


@transaction.atomic
def stop_contact(point: ContactPoint, *, actor: Actor) -> ContactPoint:
    """Never use an address or number again, because its owner asked staff; it stays so when it is typed anew (PA-17)."""
    suppressions.suppress(point.value, actor=actor, reason=SuppressionReason.REQUEST)
    return set_contact_status(point, ContactStatus.SUPPRESSED, actor=actor)


@transaction.atomic
def use_contact(point: ContactPoint, *, actor: Actor) -> ContactPoint:
    """Use an address or number again that staff had stopped or that mail came back from.

    Raises:
        DomainError: its reader stopped messages themselves; only they start them again.
    """
    suppressions.lift_request(point.value, actor=actor)
    if EVERYTHING in suppressions.in_force([point.value]).get(point.value, set()):
        raise DomainError(
            _("The reader of this address has stopped messages. Only a fresh yes of theirs starts them again."),
            code="stopped_by_reader",
        )
    return set_contact_status(point, ContactStatus.ACTIVE, actor=actor)


@transaction.atomic
def note_bounce(person_ref: UUID, address_digest: str, *, actor: Actor, complaint: bool = False) -> int:
    """Mark the address a message came back from; return how many contact points changed.

    Args:
        person_ref: public id of the person the message went to.
        address_digest: `messaging.addresses.digest` of the address.
        complaint: the reader reported the message as unwanted, so nobody writes to the address any more.
    """
    status = ContactStatus.SUPPRESSED if complaint else ContactStatus.BOUNCED
    changed = 0
    for point in ContactPoint.objects.filter(person__public_id=person_ref, kind=ContactKind.EMAIL).order_by("pk"):
        if addresses.digest(point.value) == address_digest and point.status == ContactStatus.ACTIVE:
            set_contact_status(point, status, actor=actor)
            if complaint:
                suppressions.suppress(point.value, actor=actor, reason=SuppressionReason.COMPLAINT)
            changed += 1
    return changed


def seen_of_rule(person: Person, columns: Iterable[str] = RULE) -> str:
    """Return the word for what a page shows of how a person may be reached; `set_contact_rule` takes it back."""
    rule = ContactRule.objects.filter(person=person).first()
    return shown(rule, columns) if rule is not None else NO_RULE


@transaction.atomic
def set_contact_rule(
    person: Person,
    *,
    actor: Actor,
    seen: str = "",
    email_allowed: bool = True,
    phone_allowed: bool = True,
    voicemail_allowed: bool = False,
    relay: Organization | None = None,
    hours: Iterable[Sequence[int]] = (),
    checked_on: datetime.date | None = None,
) -> ContactRule:
    """Write down how and when the person wants to be reached; overlapping hours are merged.

    Args:
        seen: `seen_of_rule` when the page was opened.

    Raises:
        Stale: the person, or somebody else, has said otherwise since.
    """
    person = Person.objects.lock(pk=person.pk)  # type: ignore[attr-defined]
    require_unchanged(seen, seen_of_rule(person))
    rule, _created = ContactRule.objects.update_or_create(
        person=person,
        defaults={
            "email_allowed": email_allowed,
            "phone_allowed": phone_allowed,
            "voicemail_allowed": voicemail_allowed,
            "relay": relay,
            "windows": windows.merge(hours),
            "checked_on": checked_on or today(),
        },
    )
    audit.record(actor, "contact_rule.set", person)
    return rule


@transaction.atomic
def clear_contact_rule(person: Person, *, actor: Actor, seen: str = "") -> None:
    """Take the rule away: the person may be written to at any hour again.

    Args:
        seen: `seen_of_rule` when the page was opened.

    Raises:
        Stale: the person, or somebody else, has said otherwise since. DomainError: `no_contact_rule`.
    """
    person = Person.objects.lock(pk=person.pk)  # type: ignore[attr-defined]
    if seen and seen != seen_of_rule(person):
        raise Stale(_("Nothing was removed: the rule has changed since you opened the page. This is what holds now."))
    deleted, _by_model = ContactRule.objects.filter(person=person).delete()
    if not deleted:
        raise DomainError(_("There is no contact rule to remove."), code="no_contact_rule")
    audit.record(actor, "contact_rule.cleared", person)
