"""A move is in the table or it is refused."""

import pytest

from kernel.errors import IllegalMove
from kernel.moves import step
from messaging.enums import MOVES, MessageState


@pytest.mark.parametrize("here", MessageState)
@pytest.mark.parametrize("there", MessageState)
def test_every_move_of_a_message_is_either_listed_or_refused(here, there):
    if there in MOVES[here]:
        assert step(MOVES, here, there) == there
    else:
        with pytest.raises(IllegalMove):
            step(MOVES, here, there)
