"""Which organizations vouch for protected participants; access codes are handed out to no other (safety 5)."""

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.actors import Actor
from accounts.domain import audit
from accounts.models import User
from accounts.permissions import Permission
from kernel.errors import DomainError, NotPermitted
from partners.enums import OrganizationStatus
from partners.models import Organization


def organizations() -> QuerySet[Organization]:
    """Return who vouches now: an organization that is not active any more vouches for nobody."""
    return Organization.objects.filter(may_vouch=True, status=OrganizationStatus.ACTIVE)


@transaction.atomic
def set_vouching(organization: Organization, *, may_vouch: bool, actor: Actor) -> Organization:
    """Say that an organization vouches for protected participants, or no longer does; the same again changes nothing.

    Codes made before stay as they are.

    Raises:
        NotPermitted: the actor hands out access codes, and so never says to whom they may go.
        DomainError: the organization is not active.
    """
    if actor.user_id is not None and User.objects.get(pk=actor.user_id).may(Permission.ISSUE_CODES):
        raise NotPermitted(
            _("Whoever makes access codes does not say who receives them. Ask a colleague."), code="second_person"
        )
    organization = Organization.objects.lock(pk=organization.pk)  # type: ignore[attr-defined]
    if may_vouch and organization.status != OrganizationStatus.ACTIVE:
        raise DomainError(_("Only an active organization can vouch for participants."), code="organization_inactive")
    if organization.may_vouch != may_vouch:
        organization.may_vouch = may_vouch
        organization.save(update_fields=("may_vouch",))
        verb = "organization.vouching_given" if may_vouch else "organization.vouching_ended"
        audit.record(actor, verb, organization, fields=("may_vouch",))
    return organization
