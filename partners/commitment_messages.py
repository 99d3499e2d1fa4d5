"""What staff are written about commitments: a decision taken, an update returned, what falls due."""

from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from accounts.models import User
from messaging import kinds, rendering
from messaging.kinds import Composed, Suppressed
from partners import periods
from partners.commitment_states import DecisionState, EvidenceState, Lifecycle, UpdateState
from partners.models import Commitment, CommitmentDecision, EvidenceItem, PartyObligation, ProgressUpdate
from partners.queries.commitment_facts import latest_of, owed_next


def _to_staff(stem: str, to: UUID, language: str, **facts: Any) -> Composed | Suppressed:
    """Write to a member of staff at the address they sign in with, while they still do."""
    user = User.objects.filter(public_id=to, is_active=True).only("email").first()
    if user is None:
        return Suppressed("no_account")
    return rendering.render(stem, facts, address=user.email, language=language)


@kinds.register("partners.decision_taken")
class DecisionTaken(kinds.MessageKind):
    """Tells whoever asked what a second person decided."""

    label = _("Answer of a second person")
    purpose = "service"

    def compose(self, about: UUID, to: UUID, language: str) -> Composed | Suppressed:
        decision = CommitmentDecision.objects.select_related("commitment").filter(public_id=about).first()
        if decision is None or decision.state == DecisionState.OPEN:
            return Suppressed("no_longer_true")
        approved = decision.state == DecisionState.APPROVED
        facts = {"decision": decision, "commitment": decision.commitment, "approved": approved}
        return _to_staff("partners_decision_taken", to, language, **facts)


@kinds.register("partners.update_returned")
class UpdateReturned(kinds.MessageKind):
    """Tells the author of a progress update that it came back, and where to read why."""

    label = _("Progress update sent back")
    purpose = "service"

    def compose(self, about: UUID, to: UUID, language: str) -> Composed | Suppressed:
        update = ProgressUpdate.objects.select_related("obligation__commitment").filter(public_id=about).first()
        if update is None or update.state != UpdateState.RETURNED:
            return Suppressed("no_longer_true")
        facts = {"update": update, "commitment": update.obligation.commitment}
        return _to_staff("partners_update_returned", to, language, **facts)


@kinds.register("partners.update_due")
class UpdateDue(kinds.MessageKind):
    """Reminds the owner of a commitment that a party's progress update falls due."""

    label = _("Reminder that a progress update is due")
    purpose = "service"

    def compose(self, about: UUID, to: UUID, language: str) -> Composed | Suppressed:
        obligation = PartyObligation.objects.select_related("commitment").filter(public_id=about).first()
        if obligation is None or obligation.ended_on or obligation.commitment.lifecycle != Lifecycle.IN_PROGRESS:
            return Suppressed("no_longer_owed")
        period = owed_next(obligation.commitment, obligation, latest_of(obligation))
        if period.end >= periods.today():
            return Suppressed("no_longer_owed")
        facts = {"obligation": obligation, "commitment": obligation.commitment, "period": period}
        return _to_staff("partners_update_due", to, language, **facts)


@kinds.register("partners.evidence_due")
class EvidenceDue(kinds.MessageKind):
    """Reminds the owner of a commitment that evidence must be looked at again, before it lapses."""

    label = _("Reminder to check evidence again")
    purpose = "service"

    def compose(self, about: UUID, to: UUID, language: str) -> Composed | Suppressed:
        item = EvidenceItem.objects.select_related("commitment").filter(public_id=about).first()
        if item is None or item.state != EvidenceState.ACCEPTED or item.recheck_due is None:
            return Suppressed("no_longer_owed")
        return _to_staff("partners_evidence_due", to, language, item=item, commitment=item.commitment)


@kinds.register("partners.commitment_handed_over")
class CommitmentHandedOver(kinds.MessageKind):
    """Tells a coordinator that a colleague has asked them to look after a commitment."""

    label = _("Commitment to look after")
    purpose = "service"

    def compose(self, about: UUID, to: UUID, language: str) -> Composed | Suppressed:
        commitment = Commitment.objects.filter(public_id=about, owner__public_id=to).first()
        if commitment is None:
            return Suppressed("no_longer_true")
        return _to_staff("partners_commitment_handed_over", to, language, commitment=commitment)
