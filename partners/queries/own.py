"""What a person reads of their own choices: what may be written to them, and what they said before, in plain words."""

import datetime
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from partners.days import day_of
from partners.domain import own_choices, stopping
from partners.domain.consent import BASES, Standing
from partners.enums import ConsentBasis, ConsentState, Purpose
from partners.models import ConsentEvent
from partners.queries.directory import OnePerson

# the words of each notice that a person said yes to, as its page has them
NOTICES: dict[str, Any] = {
    own_choices.NOTICE_VERSION: _("Yes, write to me about this"),
    stopping.NOTICE_VERSION: _("Yes, send me these messages again"),
}
PROMISES: dict[Purpose, Any] = {
    Purpose.INVITATION: _("You may invite me to consultation events."),
    Purpose.RESULTS: _("You may tell me what came of a consultation that I took part in."),
    Purpose.NEWS: _("You may send me news about the strategy."),
}
STATES: dict[ConsentState, Any] = {
    ConsentState.NOT_ASKED: _("you have not said yes"),
    ConsentState.PENDING: _("we asked you, and you have not answered"),
    ConsentState.GRANTED: _("you said yes"),
    ConsentState.REFUSED: _("you said no"),
    ConsentState.WITHDRAWN: _("you have stopped it"),
    ConsentState.EXPIRED: _("your yes has run out"),
}
NO = frozenset({ConsentState.REFUSED, ConsentState.WITHDRAWN})
BY_ROLE = _("we may, because of your public role in an organization")
IMPLIED = _("we may for a time, because you took part")


@dataclass(frozen=True)
class Choice:
    """One thing a person says yes or no to.

    Attributes:
        promise: the wording, in the person's own voice.
        words: how it stands now.
        since: the day from which it stands so, where somebody acted.
        open: messages of this kind may be written, as far as the person's word goes.
    """

    purpose: Purpose
    promise: Any
    words: Any
    since: datetime.date | None
    open: bool


@dataclass(frozen=True)
class Past:
    """One act of the ledger, with its day, and the wording where it was given on a page."""

    event: ConsentEvent
    day: datetime.date
    wording: Any


def choices(facts: OnePerson) -> list[Choice]:
    """Return what the person chooses, from what was read of them."""
    by_purpose = {one.purpose: one for one in facts.reached}
    return [
        _choice(purpose, by_purpose[purpose].standing, in_role=bool(facts.current)) for purpose in own_choices.TO_CHOOSE
    ]


def _choice(purpose: Purpose, standing: Standing, *, in_role: bool) -> Choice:
    said_yes, said_no = standing.state == ConsentState.GRANTED, standing.state in NO
    express = said_yes and standing.basis == ConsentBasis.EXPRESS
    by_role = not express and not said_no and in_role and ConsentBasis.PUBLIC_ROLE in BASES[purpose]
    words = STATES[standing.state]
    if by_role:
        words = BY_ROLE
    elif said_yes and standing.basis == ConsentBasis.IMPLIED:
        words = IMPLIED
    since = day_of(standing.since) if standing.since else None
    return Choice(purpose, PROMISES[purpose], words, since, open=said_yes or by_role)


def past(facts: OnePerson) -> list[Past]:
    """Return the ledger of the person, newest first, each act with its wording."""
    return [Past(event, day_of(event.at), NOTICES.get(event.notice_version, "")) for event in facts.ledger]


def stopped(facts: OnePerson) -> bool:
    """Tell whether the person has stopped every address of theirs."""
    return any(one.purpose == Purpose.REGISTRATION and one.code == "address_suppressed" for one in facts.reached)
