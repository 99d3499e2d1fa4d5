"""The places of this app in the menus of staff."""

from django.utils.translation import gettext_lazy as _

from accounts.permissions import Permission as P
from kernel.places import Place, register_own, register_search, register_staff

# whoever may open people, organizations, events or commitments has something to search
SEARCHED = (
    P.SEE_DIRECTORY,
    P.SEE_COMMITMENTS,
    P.PLAN_EVENTS,
    P.APPROVE_EVENTS,
    P.SEE_NEEDS,
    P.CHECK_IN,
    P.ISSUE_CODES,
    P.CHECK_IN_HANDLES,
)

# pages of one event whose address begins with the part they are about
OF_ONE_EVENT = (
    *("events:session", "events:team", "events:question", "events:reminder", "events:pool", "events:venue"),
    *("events:invitation", "events:registration", "events:need", "events:people", "events:seats", "events:program"),
)


def register() -> None:
    """Add what organizers, approvers, door staff and liaisons work at, the search in the head, an invited person's tabs."""
    register_own(Place("events:my", _("Seats"), 10))
    register_own(Place("events:my_messages", _("Messages"), 30))
    register_own(
        Place(
            "events:my_data",
            _("My data and consent"),
            40,
            prefix=("events:my_details", "events:my_reach", "events:my_stop"),
        )
    )
    register_search(Place("events:search", _("Search"), 0, lambda user: any(user.may(one) for one in SEARCHED)))
    register_staff(Place("events:today", _("Today"), 10, lambda user: user.may(P.PLAN_EVENTS), work=10))
    register_staff(
        Place(
            "events:list",
            _("Events"),
            20,
            lambda user: user.may(P.PLAN_EVENTS) or user.may(P.APPROVE_EVENTS),
            prefix=OF_ONE_EVENT,
        )
    )
    register_staff(Place("events:to_sign", _("To sign"), 30, lambda user: user.may(P.APPROVE_EVENTS), work=45))
    # whoever plans events finds the door of each beside its other parts
    at_door = Place(
        "events:door_list", _("Door"), 40, lambda user: user.may(P.CHECK_IN) and not user.may(P.PLAN_EVENTS), work=20
    )
    register_staff(at_door)
    # whoever plans events finds the needs of each beside its other parts
    register_staff(
        Place(
            "events:needs_by_event",
            _("Needs"),
            45,
            lambda user: user.may(P.SEE_NEEDS) and not user.may(P.PLAN_EVENTS),
            prefix="events:needs",
            work=20,
        )
    )
    register_staff(
        Place(
            "events:protected_list",
            _("Protected meetings"),
            50,
            lambda user: user.may(P.ISSUE_CODES) or user.may(P.CHECK_IN_HANDLES),
        )
    )
