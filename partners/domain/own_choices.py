"""What a person decides about themselves on their own page: what may be written to them, when, and that all stops.

Staff record the same on behalf of a person, with a second one (PA-18); here it is the person's own fresh act.
"""

from collections.abc import Iterable, Sequence

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.actors import Actor
from kernel.errors import DomainError, Invalid
from kernel.seen import require_unchanged
from partners import windows
from partners.domain import consent, people, stopping
from partners.enums import ConsentAct, ConsentBasis, ConsentMethod, ConsentState, Purpose
from partners.models import ContactRule, Person

# what a person says yes or no to; the other purposes rest on an act of their own or on their organization's part
TO_CHOOSE = tuple(purpose for purpose in Purpose if ConsentBasis.EXPRESS in consent.BASES[purpose])
OWN_RULE = tuple(column for column in people.RULE if column != "relay")
# the words of the own page a person said yes to; a change of what they promise is a new version
NOTICE_VERSION = "own-page-1"


def _chosen(purpose: str) -> Purpose:
    if purpose not in TO_CHOOSE:
        raise Invalid(_("There is nothing to choose for messages of this kind."), code="purpose_not_chosen")
    return Purpose(purpose)


@transaction.atomic
def give(person: Person, purpose: str, *, actor: Actor, language: str) -> bool:
    """Take the person's own yes to one purpose; tell whether it was news. The same yes again writes nothing.

    Where they had stopped every address of theirs, the first is opened again, for a yes without one says nothing.

    Raises:
        Invalid: messages of this kind are nobody's choice.
    """
    wanted = _chosen(purpose)
    held = Person.objects.lock(pk=person.pk)  # type: ignore[attr-defined]
    standing = consent.standing(held, wanted, timezone.now())
    news = (standing.state, standing.basis) != (ConsentState.GRANTED, ConsentBasis.EXPRESS)
    if news:
        consent.record(
            held,
            wanted,
            ConsentAct.GRANTED,
            actor=actor,
            method=ConsentMethod.WEB,
            language=language,
            basis=ConsentBasis.EXPRESS,
            notice_version=NOTICE_VERSION,
        )
    return consent.open_an_address(held.pk, wanted, actor=actor) is not None or news


@transaction.atomic
def take_back(person: Person, purpose: str, *, actor: Actor, language: str) -> bool:
    """Take the person's own no to one purpose; tell whether it was news. The same no again writes nothing.

    Who had said yes withdraws it; who had said nothing refuses.

    Raises:
        Invalid: messages of this kind are nobody's choice.
    """
    unwanted = _chosen(purpose)
    held = Person.objects.lock(pk=person.pk)  # type: ignore[attr-defined]
    before = consent.standing(held, unwanted, timezone.now()).state
    if before in {ConsentState.REFUSED, ConsentState.WITHDRAWN}:
        return False
    act = ConsentAct.WITHDRAWN if before == ConsentState.GRANTED else ConsentAct.REFUSED
    consent.record(held, unwanted, act, actor=actor, method=ConsentMethod.WEB, language=language)
    return True


@transaction.atomic
def stop_everything(person: Person, *, actor: Actor, language: str) -> None:
    """Stop every message to every address of the person, those about their own seats too; twice changes nothing more."""
    stopping.unsubscribe(
        person,
        stopping.Choice.EVERYTHING,
        purpose="",
        address="",
        actor=actor,
        language=language,
        method=ConsentMethod.WEB,
    )


@transaction.atomic
def start_again(person: Person, *, actor: Actor) -> None:
    """Let messages about the person's own seats come again, to the first address they had stopped themselves.

    What they had said no to stays a no.

    Raises:
        DomainError: every address of theirs is out of use for another reason.
    """
    held = Person.objects.lock(pk=person.pk)  # type: ignore[attr-defined]
    consent.open_an_address(held.pk, Purpose.REGISTRATION, actor=actor)
    if not consent.has_address(held.pk, Purpose.REGISTRATION):
        raise DomainError(
            _("We have no address of yours that works. Write to us, and we add one."), code="no_address_to_open"
        )


def seen_of_reach(person: Person) -> str:
    """Return the word for what one's own page shows of how one may be reached; `set_reach` takes it back.

    A partner who relays is agreed with staff and not on that page, so it may change meanwhile.
    """
    return people.seen_of_rule(person, OWN_RULE)


@transaction.atomic
def set_reach(
    person: Person,
    *,
    actor: Actor,
    seen: str = "",
    email_allowed: bool,
    phone_allowed: bool,
    voicemail_allowed: bool,
    hours: Iterable[Sequence[int]],
) -> ContactRule:
    """Write down how and when the person wants to be reached; a partner who relays stays as agreed with staff.

    Args:
        seen: `seen_of_reach` when the page was opened.

    Raises:
        Stale: staff, or the person in another window, have said otherwise since.
    """
    held = Person.objects.lock(pk=person.pk)  # type: ignore[attr-defined]
    require_unchanged(seen, seen_of_reach(held), own=True)
    rule = ContactRule.objects.filter(person=held).select_related("relay").first()
    return people.set_contact_rule(
        held,
        actor=actor,
        email_allowed=email_allowed,
        phone_allowed=phone_allowed,
        voicemail_allowed=voicemail_allowed,
        relay=rule.relay if rule else None,
        hours=hours,
    )


@transaction.atomic
def clear_reach(person: Person, *, actor: Actor) -> None:
    """Let messages come at any hour again; twice changes nothing more.

    By which ways one is reached, and that no voice message may be left, stays as it was said.

    Raises:
        DomainError: a partner relays, which is agreed with staff.
    """
    held = Person.objects.lock(pk=person.pk)  # type: ignore[attr-defined]
    rule = ContactRule.objects.filter(person=held).first()
    if rule is None or windows.is_always(rule.windows):
        return
    if rule.relay_id is not None:
        raise DomainError(_("A partner passes messages on to you. Write to us to change that."), code="partner_relays")
    said = {name: getattr(rule, name) for name in ("email_allowed", "phone_allowed", "voicemail_allowed")}
    people.set_contact_rule(held, actor=actor, hours=windows.ALWAYS, **said)
