"""Who looks after a commitment: the reminders and the list of actions go to that person."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.actors import Actor
from accounts.domain import audit
from accounts.models import User
from kernel.errors import Invalid
from messaging.domain import outbox
from partners import commitment_policies as policies
from partners.models import Commitment


@transaction.atomic
def hand_over(commitment: Commitment, owner: User, *, actor: Actor) -> Commitment:
    """Let a coordinator look after the commitment from now on; the same one again changes nothing.

    Whoever is named by somebody else is told.

    Raises:
        Invalid: the account is closed, or none of its roles may edit commitments.
    """
    commitment = Commitment.objects.lock(pk=commitment.pk)
    if commitment.owner_id == owner.pk:
        return commitment
    if not policies.keepers().filter(pk=owner.pk).exists():
        raise Invalid(_("Choose a person who edits commitments and still signs in."), field="owner")
    commitment.owner = owner
    commitment.save(update_fields=("owner",))
    audit.record(actor, "commitment.handed_over", commitment, owner=owner.public_id)
    if owner.pk != actor.user_id:
        outbox.owe(
            "partners.commitment_handed_over",
            about=commitment.public_id,
            to=owner.public_id,
            key=f"partners.commitment_handed_over:{commitment.public_id}:{timezone.now():%Y%m%d%H%M%S%f}",
            language=owner.language,
        )
    return commitment
