"""A yes that staff record on behalf of a person: reported by one, confirmed or rejected by another (PA-3, PA-18)."""

import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.actors import Actor
from accounts.domain import audit
from kernel.errors import DomainError, Invalid, NotPermitted
from partners.days import HOUSE_ZONE, day_of
from partners.domain import consent
from partners.enums import Channel, ConsentAct, ConsentBasis, ConsentMethod, ProposalState
from partners.models import ConsentEvent, ConsentProposal, Person


@transaction.atomic
def propose(
    person: Person,
    purpose: str,
    *,
    actor: Actor,
    method: ConsentMethod,
    language: str,
    acted_on: datetime.date,
    channel: Channel = Channel.EMAIL,
) -> ConsentProposal:
    """Report that a person said yes by telephone, on paper or in person; a second person must confirm it (PA-18).

    Raises:
        Invalid: the day lies ahead, or the purpose never rests on an express yes.
        DomainError: the same report already waits.
    """
    if actor.user_id is None:
        raise NotPermitted(_("Only a member of staff can record consent on behalf of a person."))
    if acted_on > day_of(timezone.now()):
        raise Invalid(_("The day the person agreed cannot lie ahead."), code="date_ahead", field="acted_on")
    if ConsentBasis.EXPRESS not in consent.BASES[purpose]:
        raise Invalid(_("Messages of this kind need no consent."), code="consent_not_needed", field="purpose")
    held = Person.objects.lock(pk=person.pk)  # type: ignore[attr-defined]
    if ConsentProposal.objects.filter(
        person=held, purpose=purpose, channel=channel, state=ProposalState.WAITING
    ).exists():
        raise DomainError(_("The same record already waits for a second person."), code="proposal_waiting")
    proposal = ConsentProposal.objects.create(
        person=held,
        purpose=purpose,
        channel=channel,
        language=language,
        method=method,
        acted_on=acted_on,
        proposed_by_id=actor.user_id,
    )
    audit.record(actor, "consent.proposed", proposal, purpose=str(purpose), person=held.public_id)
    return proposal


@transaction.atomic
def decide(proposal: ConsentProposal, *, actor: Actor, confirm: bool) -> ConsentProposal:
    """Confirm or reject what a colleague recorded on behalf of a person; never one's own record (PA-3, PA-18).

    The act counts from the start of the day the person agreed, so a withdrawal on the same day or later stands. A
    person who had stopped every address of theirs before that day is written to at the first of them again.

    Raises:
        NotPermitted: it is the actor's own record.
        DomainError: somebody has decided already.
    """
    proposal = ConsentProposal.objects.lock(pk=proposal.pk)  # type: ignore[attr-defined]
    if proposal.state != ProposalState.WAITING:
        raise DomainError(_("Somebody has already decided about this record."), code="proposal_decided")
    if actor.user_id is None or (confirm and actor.user_id == proposal.proposed_by_id):
        raise NotPermitted(
            _("A second person must confirm this record; you wrote it yourself."), code="second_person_needed"
        )
    proposal.state = ProposalState.CONFIRMED if confirm else ProposalState.REJECTED
    proposal.decided_by_id, proposal.decided_at = actor.user_id, timezone.now()
    proposal.save(update_fields=("state", "decided_by", "decided_at"))
    if confirm:
        ConsentEvent.objects.create(
            person_id=proposal.person_id,
            purpose=proposal.purpose,
            channel=proposal.channel,
            act=ConsentAct.GRANTED,
            basis=ConsentBasis.EXPRESS,
            at=datetime.datetime.combine(proposal.acted_on, datetime.time.min, HOUSE_ZONE),
            language=proposal.language,
            method=proposal.method,
            recorded_by_id=proposal.proposed_by_id,
            second_by_id=actor.user_id,
        )
        agreed = datetime.datetime.combine(proposal.acted_on, datetime.time.min, HOUSE_ZONE)
        consent.open_an_address(proposal.person_id, proposal.purpose, actor=actor, before=agreed)
    audit.record(actor, f"consent.{proposal.state}", proposal, purpose=str(proposal.purpose))
    return proposal
