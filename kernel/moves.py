"""State machines as tables: one mapping from a state to the states it may become."""

from collections.abc import Mapping
from collections.abc import Set as AbstractSet

from django.utils.translation import gettext_lazy as _

from kernel.errors import IllegalMove

Moves = Mapping[str, AbstractSet[str]]


def can_step(moves: Moves, here: str, there: str) -> bool:
    """Tell whether the table lists the move from `here` to `there`."""
    return str(there) in {str(state) for state in moves.get(here, frozenset())}


def step(moves: Moves, here: str, there: str) -> str:
    """Return `there` when the table lists the move, else refuse.

    Raises:
        IllegalMove: the move is not in the table; its facts name both states.
    """
    if not can_step(moves, here, there):
        raise IllegalMove(
            _("This is no longer possible here: its state has changed. Reload the page to see where it stands."),
            was=str(here),
            wanted=str(there),
        )
    return there
