"""Stopping messages: what staff write down, and what the bearer of a link in a message may do in three steps (STD-29).

Only a fresh act by the person re-opens what they stopped; the page behind their own link is the place for it.
"""

from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.actors import Actor
from kernel.bilingual import Language
from kernel.errors import DomainError, Invalid
from partners import subscriptions
from partners.domain import consent, people, suppressions
from partners.enums import (
    EVERYTHING,
    ConsentAct,
    ConsentBasis,
    ConsentMethod,
    ConsentState,
    ContactKind,
    ContactStatus,
    Purpose,
    SuppressionReason,
)
from partners.models import ContactPoint, Person

# the words of `start_messages.html` the person said yes to; a change of what they promise is a new version
NOTICE_VERSION = "start-again-1"


class Choice:
    """The three named choices of the unsubscribe page; each says exactly what stops."""

    THIS_PURPOSE = "purpose"
    THIS_ADDRESS = "address"
    EVERYTHING = "everything"


@transaction.atomic
def unsubscribe(
    person: Person,
    choice: str,
    *,
    purpose: str,
    address: str,
    actor: Actor,
    language: str,
    method: ConsentMethod = ConsentMethod.LINK,
) -> None:
    """Stop what the person chose to stop: one purpose, one address, or everything; twice changes nothing more.

    Args:
        choice: one of `Choice`.
        purpose: purpose of the message that carried the link.
        address: normalized address the message went to.
        method: by which way the person said so.
    """
    held = Person.objects.lock(pk=person.pk)  # type: ignore[attr-defined]
    if choice == Choice.THIS_PURPOSE:
        _stop_purpose(held, purpose, address, actor=actor, language=language, method=method)
    elif choice == Choice.THIS_ADDRESS:
        _stop_address(address, actor=actor)
    elif choice == Choice.EVERYTHING:
        for each in Purpose:
            if ConsentBasis.SERVICE not in consent.BASES[each]:
                _stop_purpose(held, each, address, actor=actor, language=language, method=method)
        own = ContactPoint.objects.filter(person=held, kind=ContactKind.EMAIL).values_list("value", flat=True)
        for value in sorted({address, *own}):
            _stop_address(value, actor=actor)
    else:
        raise Invalid(_("Choose what should stop."), code="choice_unknown", field="choice")


def _stop_purpose(
    person: Person, purpose: str, address: str, *, actor: Actor, language: str, method: ConsentMethod
) -> None:
    if purpose == consent.SERVICE or ConsentBasis.SERVICE in consent.BASES[purpose]:
        # a service message rests on no consent that could be withdrawn, so its address is silenced for that purpose
        if purpose != consent.SERVICE and address:
            suppressions.suppress(address, actor=actor, reason=SuppressionReason.UNSUBSCRIBED, scope=purpose)
        return
    withdraw(person, purpose, actor=actor, method=method, language=language)


@transaction.atomic
def withdraw(person: Person, purpose: str, *, actor: Actor, method: ConsentMethod, language: str) -> bool:
    """Write a person's no to one purpose into the ledger; tell whether it was news. The same no again writes nothing."""
    held = Person.objects.lock(pk=person.pk)  # type: ignore[attr-defined]
    if consent.standing(held, purpose, timezone.now()).state == ConsentState.WITHDRAWN:
        return False
    consent.record(held, purpose, ConsentAct.WITHDRAWN, actor=actor, method=method, language=language)
    return True


def _stop_address(address: str, *, actor: Actor) -> None:
    if address:  # an address that was removed since is forgotten, and so cannot be written to
        suppressions.suppress(address, actor=actor, reason=SuppressionReason.UNSUBSCRIBED)


@transaction.atomic
def stop_by_link(link: subscriptions.Link, choice: str, *, actor: Actor) -> bool:
    """Do what the bearer of a link in a message chose; False when the person is no longer known.

    Raises:
        Invalid: there is no such choice.
    """
    person = Person.objects.filter(public_id=link.person_ref).first()
    if person is None:
        return False
    point = ContactPoint.objects.filter(public_id=link.contact_ref, person=person).first()
    language = person.preferred_language if person.preferred_language in Language.values else Language.EN
    unsubscribe(
        person,
        choice,
        purpose=link.purpose,
        address=point.value if point is not None else "",
        actor=actor,
        language=language,
    )
    return True


@dataclass(frozen=True)
class Stopped:
    """What stands in the way of messages by one link: their kind, or the address they went to."""

    purpose: bool
    address: bool

    def __bool__(self) -> bool:
        return self.purpose or self.address


def stopped_by_link(link: subscriptions.Link) -> Stopped | None:
    """Say what of a link's messages has been stopped; None when its person or address is no longer known."""
    person = Person.objects.filter(public_id=link.person_ref, is_active=True).first()
    point = ContactPoint.objects.filter(public_id=link.contact_ref, person=person).first() if person else None
    if person is None or point is None:
        return None
    held = consent.standing(person, link.purpose, timezone.now()).state
    scopes = suppressions.in_force([point.value]).get(point.value, set())
    return Stopped(
        purpose=held in {ConsentState.WITHDRAWN, ConsentState.REFUSED},
        address=bool(scopes & {EVERYTHING, link.purpose}),
    )


@transaction.atomic
def start_by_link(link: subscriptions.Link, *, actor: Actor, language: str) -> None:
    """Take the person's own fresh yes: messages of the link's kind may come to its address again; twice changes nothing.

    Only the address that the link came to is opened, for having the link shows nothing about another one; and only
    this kind of message, whatever else was stopped with it.

    Raises:
        DomainError: the person, or the address, is no longer known.
    """
    stopped = stopped_by_link(link)
    if stopped is None:
        raise DomainError(
            _("We no longer know the address this message went to. Write to us, and we add it again."),
            code="address_forgotten",
        )
    person = Person.objects.lock(public_id=link.person_ref)  # type: ignore[attr-defined]
    point = ContactPoint.objects.lock(public_id=link.contact_ref)  # type: ignore[attr-defined]
    if suppressions.lift(point.value, link.purpose, actor=actor) and point.status == ContactStatus.SUPPRESSED:
        people.set_contact_status(point, ContactStatus.ACTIVE, actor=actor)
    if stopped and ConsentBasis.EXPRESS in consent.BASES[link.purpose]:
        consent.record(
            person,
            link.purpose,
            ConsentAct.GRANTED,
            actor=actor,
            method=ConsentMethod.LINK,
            language=language,
            basis=ConsentBasis.EXPRESS,
            contact_ref=point.public_id,
            notice_version=NOTICE_VERSION,
        )
