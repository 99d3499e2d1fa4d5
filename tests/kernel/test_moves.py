"""A move is in the table or it is refused; every table of every app is whole."""

import pkgutil
from collections.abc import Mapping
from enum import Enum
from importlib import import_module

import pytest

from kernel.errors import IllegalMove
from kernel.moves import step
from messaging.enums import MOVES, MessageState

APPS = ("accounts", "engagement", "events", "messaging", "partners", "publishing", "safety")
# the notes of a table may be opened and closed for ever; staff may register somebody whose time to reply is over
NEVER_OVER = {"engagement.enums.TABLE_MOVES", "events.enums.OPTION_MOVES"}


def _tables() -> dict[str, Mapping]:
    """Return every move table by the module, or the package, that an app keeps its states in."""
    found = {}
    for app in APPS:
        for module in pkgutil.iter_modules(import_module(app).__path__, f"{app}."):
            if module.name.endswith(("enums", "states")):
                made = import_module(module.name)
                found |= {
                    f"{module.name}.{name}": table for name, table in vars(made).items() if name.endswith("MOVES")
                }
    return found


TABLES = _tables()


def _reached(table: Mapping, start: Enum) -> set[Enum]:
    seen, todo = set(), [start]
    while todo:
        here = todo.pop()
        if here not in seen:
            seen.add(here)
            todo += table[here]
    return seen


@pytest.mark.sqlite
def test_the_tables_of_every_app_are_found():
    assert len(TABLES) > 20


@pytest.mark.sqlite
@pytest.mark.parametrize("name", sorted(TABLES))
def test_a_table_knows_every_state_leads_to_each_from_the_first_and_comes_to_an_end(name):
    table = TABLES[name]
    states = type(next(iter(table)))
    assert issubclass(states, Enum)
    first, *_others = states

    assert set(table) == set(states)
    assert {there for targets in table.values() for there in targets} <= set(states)
    assert _reached(table, first) == set(states)
    ends = {state for state in states if not table[state]}
    assert bool(ends) == (name not in NEVER_OVER)
    assert all(_reached(table, state) & ends for state in states if ends)


@pytest.mark.parametrize("here", MessageState)
@pytest.mark.parametrize("there", MessageState)
def test_every_move_of_a_message_is_either_listed_or_refused(here, there):
    if there in MOVES[here]:
        assert step(MOVES, here, there) == there
    else:
        with pytest.raises(IllegalMove):
            step(MOVES, here, there)
