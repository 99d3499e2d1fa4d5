"""The places of this app in the menus."""

from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.permissions import Permission as P
from engagement.policies import ANALYSTS, READERS
from kernel.places import Place, register_own, register_public, register_staff

RUNNING = tuple(f"engagement:{name}" for name in ("run", "paper_title", "section", "question", "page", "reply", "tie"))


def register() -> None:
    """Add what the public reads, an invited person's input, and what organizers, note-takers and analysts work at."""
    register_own(Place("engagement:my_input", _("My input"), 20))
    register_public(Place("home", _("Home"), 10))
    register_public(Place("engagement:consultations", _("Consultations"), 20, prefix="events:public_event"))
    register_public(Place("engagement:receipt", _("My receipt"), 80))
    register_staff(Place("engagement:run", _("Consultations"), 25, _may(*READERS), prefix=RUNNING))
    register_staff(Place("engagement:notes", _("Notes"), 60, _may(P.WRITE_NOTES), work=60))
    register_staff(
        Place("engagement:analysis", _("Analysis"), 70, _may(*ANALYSTS), prefix="engagement:analysis", work=50)
    )


def _may(*permissions: P):  # type: ignore[no-untyped-def]
    def shown_to(user: User) -> bool:
        return any(user.may(permission) for permission in permissions)

    return shown_to
