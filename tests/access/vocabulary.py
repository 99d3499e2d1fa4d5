"""The few words in which the access table is written.

A line says for one address who gets in, by verb::

    line("events:roster", get=may(P.SEE_ROSTER), of="event")
    line("events:cancel", post=may(P.PLAN_EVENTS), of="event")
    line("partners:commitments", get=EVERYBODY)
    line("events:my", get=guests())

`of` names the seeded object whose ids stand in the address (`tests/access/seed.py`). A verb that is not mentioned is
refused to everybody. Who is not named is sent to sign in, or gets 403; with `otherwise=HIDDEN` 404, as a stranger does.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from enum import Enum

from accounts.permissions import Permission
from accounts.roles import ROLES

ANONYMOUS = "anonymous"
GUEST = "guest"  # has opened an invitation in this browser, and has no account
STRANGERS = (ANONYMOUS, GUEST)
WHO = (*STRANGERS, *ROLES)
VERBS = ("GET", "POST", "PUT", "DELETE")  # HEAD is GET without words, PATCH is met like PUT


class Decision(Enum):
    """What somebody gets."""

    IN = "in"  # the page, or a refusal of the form: the request reached the act
    SIGN_IN = "sign in"
    FORBIDDEN = "403"
    HIDDEN = "404"
    KEY = "401"
    REFUSED = "refused"  # no such act here: 405, or an earlier no


HIDDEN, FORBIDDEN = Decision.HIDDEN, Decision.FORBIDDEN
Rule = Callable[[str], Decision]


def EVERYBODY(who: str) -> Decision:  # noqa: N802 - reads as a word of the table
    """Let everybody in, signed in or not."""
    return Decision.IN


def SIGNED_IN(who: str) -> Decision:  # noqa: N802
    """Let everybody in who has signed in."""
    return Decision.SIGN_IN if who in STRANGERS else Decision.IN


def ABSENT(who: str) -> Decision:  # noqa: N802
    """Answer 404 to everybody: the address exists only elsewhere, such as in demonstration mode."""
    return Decision.HIDDEN


def _nobody(who: str) -> Decision:
    return Decision.REFUSED


def may(*permissions: Permission, otherwise: Decision = FORBIDDEN) -> Rule:
    """Let in whose role carries any one of the permissions."""

    def rule(who: str) -> Decision:
        if who in STRANGERS:
            return Decision.SIGN_IN
        return Decision.IN if ROLES[who].permissions & set(permissions) else otherwise

    return rule


def roles(*names: str, otherwise: Decision = FORBIDDEN, instead: Iterable[Permission] = ()) -> Rule:
    """Let in exactly these roles, where an object narrows what a permission opens.

    `otherwise` is what the others get who carry a permission of `instead`; everybody else gets 403.
    """
    assert set(names) <= set(ROLES), names
    nearly = set(instead)

    def rule(who: str) -> Decision:
        if who in STRANGERS:
            return Decision.SIGN_IN
        if who in names:
            return Decision.IN
        return otherwise if not nearly or ROLES[who].permissions & nearly else FORBIDDEN

    return rule


def guests() -> Rule:
    """Let in a browser that has opened an invitation; everybody else, staff too, gets 403 with the way back."""

    def rule(who: str) -> Decision:
        return Decision.IN if who == GUEST else FORBIDDEN

    return rule


def key(*permissions: Permission, otherwise: Decision = FORBIDDEN) -> Rule:
    """Let in whose key has every scope and whose role carries any one of the permissions (endpoints of the API)."""

    def rule(who: str) -> Decision:
        if who in STRANGERS or Permission.USE_API not in ROLES[who].permissions:
            return Decision.KEY
        return Decision.IN if ROLES[who].permissions & set(permissions) else otherwise

    return rule


@dataclass(frozen=True)
class Line:
    """One address of the table."""

    name: str
    rules: dict[str, Rule] = field(hash=False)
    of: str = ""
    asks_again: bool = False
    sees_all: tuple[str, ...] = ()

    def decide(self, verb: str, who: str) -> Decision:
        """Return what `who` gets for `verb`."""
        return self.rules.get(verb, _nobody)(who)


def line(
    name: str,
    *,
    get: Rule | None = None,
    post: Rule | None = None,
    of: str = "",
    asks_again: bool = False,
    sees_all: tuple[str, ...] = (),
    **others: Rule,
) -> Line:
    """Return one line of the table.

    Args:
        name: name of the address, with its namespace.
        get: who may look; HEAD follows.
        post: who may act.
        of: seeded object whose ids stand in the address.
        asks_again: whether the second factor must have been shown in the last five minutes (RE-18).
        sees_all: roles to which no object of this kind is foreign.
        others: `put=`, `patch=`, `delete=` for endpoints.
    """
    named = {"GET": get, "POST": post, **{verb.upper(): rule for verb, rule in others.items()}}
    chosen = {verb: rule for verb, rule in named.items() if rule is not None}
    return Line(name, chosen, of, asks_again, sees_all)
