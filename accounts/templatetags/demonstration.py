"""The demonstration's bar: who one is, and who else one may be."""

from typing import Any

from django import template
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext_lazy as _

from accounts.domain.demonstration import PEOPLE
from accounts.models import User
from accounts.roles import ROLES

register = template.Library()
# along the thread: what it is called, who looks, the page (with the reference of the consultation where it needs one)
TOUR = (
    (
        _("Invitation"),
        "organizer",
        "events:today",
        _("Plan a meeting, build the list of people, read the mail in both languages, release it."),
    ),
    (
        _("Seat"),
        "",
        "messaging:mailbox",
        _("Open an invitation as the person who received it, follow its link, say yes and take a seat."),
    ),
    (
        _("Words"),
        "",
        "engagement:respond",
        _("Give input yourself: say how your words may be used, answer what you like, keep the receipt."),
    ),
    (_("Theme"), "analyst", "engagement:analysis", _("Read texts, mark passages, see what they add up to.")),
    (
        _("Recommendation"),
        "",
        "engagement:heard",
        _("Read what was heard, with its figures and its limits, and what was recommended."),
    ),
    (
        _("Commitment"),
        "",
        "partners:public_commitments",
        _("See who promised what, and follow a promise down to what people said."),
    ),
    (
        _("Progress"),
        "coordinator",
        "partners:commitments",
        _("See what is late and what is owed, report progress, check the evidence."),
    ),
    (
        _("Reply"),
        "",
        "engagement:replies",
        _("See what the government answers and why; with a receipt, people follow their own words to here."),
    ),
)


@register.simple_tag(takes_context=True)
def demo_roles(context: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the roles with their names, the demonstration's people, and which one this is."""
    request = context.get("request")
    user = getattr(request, "user", None)
    held = user.role_keys if isinstance(user, User) else set()
    return [
        {"key": role, "name": ROLES[role].name, "person": somebody.name, "current": role in held}
        for role, somebody in PEOPLE.items()
    ]


@register.simple_tag
def demo_tour(reference: str = "", asking: str = "") -> list[dict[str, Any]]:
    """Return the steps of the tour whose pages this installation has.

    Args:
        reference: of the consultation shown, for the pages of what was heard and answered.
        asking: reference of one that takes input now.
    """
    steps = []
    for title, role, page, sentence in TOUR:
        own = asking if page == "engagement:respond" else reference
        for arguments in ((own,), ()):
            try:
                url = reverse(page, args=arguments)
            except NoReverseMatch:
                continue
            name = ROLES[role].name if role else ""
            person = PEOPLE[role].name if role else ""
            steps.append({"title": title, "role": role, "as": name, "person": person, "url": url, "text": sentence})
            break
    return steps
