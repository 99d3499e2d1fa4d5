"""Who waits, who is next, and what became of an offer."""

from collections.abc import Mapping
from collections.abc import Set as AbstractSet

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class QueuePolicy(models.TextChoices):
    """Who is next."""

    FIRST_COME = "first_come", _("whoever has waited longest")
    PRIORITY = "priority", _("by priority, then whoever has waited longest")


class PartyFit(models.TextChoices):
    """What happens when the next party is larger than what is free."""

    STRICT = "strict", _("collect seats until the party fits")
    BEST_FIT = "best_fit", _("let a smaller party pass, and record it")


class QueueState(models.TextChoices):
    """The life of one wait."""

    WAITING = "waiting", _("waiting")
    OFFERED = "offered", _("has an offer")
    ACCEPTED = "accepted", pgettext_lazy("offer", "accepted")
    DECLINED = "declined", pgettext_lazy("offer", "declined")
    EXPIRED = "expired", _("let the offer lapse")
    WITHDRAWN = "withdrawn", _("left the list")
    CLOSED = "closed", _("list closed")


Q = QueueState
QUEUE_MOVES: Mapping[str, AbstractSet[str]] = {
    Q.WAITING: frozenset({Q.OFFERED, Q.ACCEPTED, Q.WITHDRAWN, Q.CLOSED}),
    Q.OFFERED: frozenset({Q.ACCEPTED, Q.DECLINED, Q.EXPIRED, Q.WITHDRAWN, Q.CLOSED}),
    Q.ACCEPTED: frozenset(),
    Q.DECLINED: frozenset(),
    Q.EXPIRED: frozenset(),
    Q.WITHDRAWN: frozenset(),
    Q.CLOSED: frozenset(),
}
LIVE_QUEUE = frozenset({Q.WAITING, Q.OFFERED})


class OfferState(models.TextChoices):
    """The life of one offer of freed seats."""

    MADE = "made", _("open")
    ACCEPTED = "accepted", pgettext_lazy("offer", "accepted")
    DECLINED = "declined", pgettext_lazy("offer", "declined")
    EXPIRED = "expired", _("lapsed")
    REVOKED = "revoked", pgettext_lazy("offer", "withdrawn")


OFFER_MOVES: Mapping[str, AbstractSet[str]] = {
    OfferState.MADE: frozenset({OfferState.ACCEPTED, OfferState.DECLINED, OfferState.EXPIRED, OfferState.REVOKED}),
    OfferState.ACCEPTED: frozenset(),
    OfferState.DECLINED: frozenset(),
    OfferState.EXPIRED: frozenset(),
    OfferState.REVOKED: frozenset(),
}


class Outcome(models.TextChoices):
    """What a look at one waiting entry decided."""

    OFFERED = "offered", _("offer made")
    SKIPPED = "skipped", _("passed over")
    COLLECTING = "collecting", _("seats being collected")
    CLOSED = "closed", _("list closed")
