"""What a person reads of their own choices: what may be written to them, and what they said before, in plain words."""

import datetime
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from partners import windows
from partners.days import day_of
from partners.domain import consent, own_choices, stopping
from partners.enums import ConsentBasis, ConsentState, ContactKind, ContactStatus, Purpose
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
UNSAID: dict[ConsentBasis, Any] = {
    ConsentBasis.PUBLIC_ROLE: _("we may, because of your public role in an organization"),
    ConsentBasis.IMPLIED: _("we may for a time, because you took part"),
}


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


def _choice(purpose: Purpose, standing: consent.Standing, *, in_role: bool) -> Choice:
    """Return the choice as the rule of sending sees it."""
    basis = consent.basis_of(purpose, standing, in_role=in_role)
    is_open = not isinstance(basis, consent.Refuse)
    words = UNSAID.get(basis) if isinstance(basis, ConsentBasis) else None
    acted = standing.since if words is None or standing.state == ConsentState.GRANTED else None
    since = day_of(acted) if acted else None
    return Choice(purpose, PROMISES[purpose], words or STATES[standing.state], since, open=is_open)


def past(facts: OnePerson) -> list[Past]:
    """Return the ledger of the person, newest first, each act with its wording."""
    return [Past(event, day_of(event.at), NOTICES.get(event.notice_version, "")) for event in facts.ledger]


def stopped(facts: OnePerson) -> bool:
    """Tell whether the person has stopped every address of theirs, whatever the hour and their rule.

    Two statements, and only where nothing may be written now.
    """
    if any(one.purpose == Purpose.REGISTRATION and one.allowed for one in facts.reached):
        return False
    theirs = [one.point for one in facts.contacts if one.point.kind == ContactKind.EMAIL]
    to_stop = any(point.status != ContactStatus.BOUNCED for point in theirs)
    return to_stop and not consent.has_address(facts.person.pk, Purpose.REGISTRATION)


def any_hour(facts: OnePerson) -> bool:
    """Tell whether no hour is left out of those at which the person may be written to."""
    return facts.rule is None or windows.is_always(facts.rule.windows)
