"""Who comes in what capacity, what the form asks, what people need."""

from collections.abc import Mapping
from collections.abc import Set as AbstractSet

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from events.enums.scheduling import TeamRole


class RegistrationKind(models.TextChoices):
    """In what capacity somebody comes."""

    DELEGATE = "delegate", _("participant")
    SUPPORT_PERSON = "support_person", _("support person")
    INTERPRETER = "interpreter", _("interpreter")
    STAFF = "staff", _("staff")


class RegistrationState(models.TextChoices):
    """The life of one person's seat at one event."""

    PENDING = "pending", _("waiting for approval")
    CONFIRMED = "confirmed", pgettext_lazy("registration", "confirmed")
    CANCELLED = "cancelled", _("cancelled")
    REMOVED = "removed", _("removed by the organizer")


R = RegistrationState
REGISTRATION_MOVES: Mapping[str, AbstractSet[str]] = {
    R.PENDING: frozenset({R.CONFIRMED, R.CANCELLED, R.REMOVED}),
    R.CONFIRMED: frozenset({R.CANCELLED, R.REMOVED}),
    R.CANCELLED: frozenset(),
    R.REMOVED: frozenset(),
}
SEATED = frozenset({R.PENDING, R.CONFIRMED})
ENDED = frozenset({R.CANCELLED, R.REMOVED})


class QuestionKind(models.TextChoices):
    """How a question of the form is answered."""

    TEXT = "text", _("short text")
    YES_NO = "yes_no", _("yes or no")
    CHOICE = "choice", _("one of a list")


# a part of the team whose pages show answers; nobody is promised a reader who could not read
ANSWER_READERS = (TeamRole.ORGANIZER, TeamRole.LOGISTICS)


class NeedKind(models.TextChoices):
    """What somebody needs to take part."""

    INTERPRETATION = "interpretation", _("interpretation")
    CAPTIONING = "captioning", _("captioning")
    SIGN_LANGUAGE = "sign_language", _("sign language")
    MOBILITY = "mobility", _("step-free access")
    CHILDCARE = "childcare", _("child care")
    CEREMONY = "ceremony", _("cultural or ceremonial support")
    SUPPORT_PERSON = "support_person", _("a support person comes with me")
    DIET = "diet", _("diet or allergy")


CRITICAL_NEEDS = frozenset(
    {NeedKind.INTERPRETATION, NeedKind.CAPTIONING, NeedKind.SIGN_LANGUAGE, NeedKind.MOBILITY, NeedKind.CHILDCARE}
)
NEED_READERS: Mapping[str, AbstractSet[str]] = {
    kind: frozenset({TeamRole.ORGANIZER, TeamRole.LOGISTICS}) for kind in NeedKind
}


class NeedState(models.TextChoices):
    """How far a need is settled."""

    REQUESTED = "requested", _("asked for")
    ASSIGNED = "assigned", _("somebody sees to it")
    CONFIRMED = "confirmed", _("arranged")
    MET = "met", _("met")
    NOT_MET = "not_met", _("not met")
    WITHDRAWN = "withdrawn", _("no longer needed")


N = NeedState
NEED_MOVES: Mapping[str, AbstractSet[str]] = {
    N.REQUESTED: frozenset({N.ASSIGNED, N.CONFIRMED, N.WITHDRAWN}),
    N.ASSIGNED: frozenset({N.ASSIGNED, N.CONFIRMED, N.WITHDRAWN}),
    N.CONFIRMED: frozenset({N.MET, N.NOT_MET, N.WITHDRAWN}),
    N.MET: frozenset(),
    N.NOT_MET: frozenset(),
    N.WITHDRAWN: frozenset(),
}
ASKED_NEED = frozenset(NeedState) - {NeedState.WITHDRAWN}
UNSETTLED_NEED = frozenset({N.REQUESTED, N.ASSIGNED})
