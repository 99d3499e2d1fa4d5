"""What respondents are written: is this yours, and what came of it. Their own words are in neither (EN-A17, EN-A29)."""

from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from engagement.domain import loop, participation
from engagement.enums import RECEIVED, Confirmation
from engagement.models import LoopNotice, Participation
from kernel.errors import Invalid
from messaging import rendering
from messaging.addresses import only_address
from messaging.kinds import Composed, MessageKind, Suppressed, register
from partners.contacts import normalize_email
from partners.domain import suppressions
from partners.enums import EVERYTHING, Purpose


def _refusal(person: Participation, purpose: str) -> Suppressed | None:
    """Return why nothing may be written to this mailbox, if it may not."""
    try:
        address = normalize_email(person.email)
    except Invalid:
        return Suppressed("no_address")
    scopes = suppressions.in_force([address]).get(address, set())
    return Suppressed("suppressed") if scopes & {EVERYTHING, purpose} else None


@register(participation.CONFIRM)
class ConfirmMailbox(MessageKind):
    """Asks the mailbox on record whether the submission is its own, before any name is shown (engagement 5.2)."""

    label = _("Question whether a submission is one’s own")
    purpose = "service"

    def compose(self, about: UUID, to: UUID, language: str) -> Composed | Suppressed:
        person = Participation.objects.filter(pk=to).select_related("consultation", "submission").first()
        if person is None or person.submission.state not in RECEIVED:
            return Suppressed("withdrawn")
        if person.confirmation != Confirmation.PENDING:
            return Suppressed("already_answered")
        facts: dict[str, Any] = {"consultation": person.consultation, "token": participation.link_of(person)}
        return _refusal(person, "service") or rendering.render(
            "engagement_confirm", facts, address=only_address(person.email), language=language
        )


@register(loop.NOTICE)
class News(MessageKind):
    """Tells a person who asked to be told that there are replies or progress on what they said."""

    label = _("News of what came of a submission")
    purpose = Purpose.RESULTS

    def compose(self, about: UUID, to: UUID, language: str) -> Composed | Suppressed:
        person = loop.may_be_told(to)
        if person is None:
            return Suppressed("not_wanted")
        wordings = set(LoopNotice.objects.filter(batch=about).values_list("wording", flat=True))
        facts = {
            "consultation": person.consultation,
            "replies": "reply" in wordings,
            "progress": "progress" in wordings,
            "token": participation.link_of(person),
        }
        return _refusal(person, Purpose.RESULTS) or rendering.render(
            "engagement_loop", facts, address=only_address(person.email), language=language
        )
