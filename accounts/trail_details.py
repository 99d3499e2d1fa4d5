"""The details of an entry of the trail in words: which columns changed, and what the ids, codes and counts mean.

Columns are named as their model names them. The words of the facts are registered at start-up by `config`. Values
stay as they were written, except where they are one of the choices of a column; ids are shortened to what tells them
apart.
"""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.db.models import Model
from django.utils.translation import gettext as _

SHOWN = 8  # signs of an id or digest that are shown
SAME_CHOICES = {"was": "state"}  # facts whose values are those of a column with another name

_words: dict[str, Any] = {}
_choices: dict[str, list[tuple[Any, Any]]] = {}
_columns: dict[str, Any] = {}


def register(
    words: Mapping[str, Any], choices: Mapping[str, Iterable[tuple[Any, Any]]], columns: Mapping[str, Any]
) -> None:
    """Add words; called once at start-up.

    Args:
        words: of facts, by name.
        choices: the values that a fact may have, with their words.
        columns: of files that are uploaded or downloaded, by key.
    """
    _words.update(words)
    _columns.update(columns)
    _choices.update({name: list(pairs) for name, pairs in choices.items()})


def rows(kind: str, columns: Iterable[str], facts: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Return what an entry holds besides who, what and about what: a label and a value each.

    Args:
        kind: label of the table of the subject.
        columns: what changed, as the entry names it.
        facts: ids, codes and counts.
    """
    model = _model(kind)
    names = sorted({_column_of_file(name) if "export" in facts else words_of_column(model, name) for name in columns})
    label = _("Columns of the file") if "export" in facts else _("What changed")
    found = [(label, ", ".join(names))] if names else []
    return found + [
        (words_of_fact(name), _value(model, name, value)) for name, value in facts.items() if value not in (None, "")
    ]


def words_of_column(model: type[Model] | None, name: str) -> str:
    """Return how the model, or else a file, calls a column; its name without underscores when neither has it."""
    found = _field(model, name)
    return str(found.verbose_name) if found is not None else _column_of_file(name)


def _column_of_file(key: str) -> str:
    return str(_columns.get(key) or key.replace("_", " "))


def words_of_fact(name: str) -> str:
    """Return what a fact is called; its name when nobody has said it in words."""
    return str(_words.get(name) or name)


def _model(kind: str) -> type[Model] | None:
    try:
        return apps.get_model(kind)
    except (LookupError, ValueError):
        return None


def _field(model: type[Model] | None, name: str) -> Any:
    if model is None:
        return None
    try:
        found = model._meta.get_field(name)
    except FieldDoesNotExist:
        return None
    return found if hasattr(found, "verbose_name") else None


def _value(model: type[Model] | None, name: str, value: Any) -> str:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    own = getattr(_field(model, SAME_CHOICES.get(name, name)), "flatchoices", None) or ()
    for choices in (own, _choices.get(name, ())):
        for key, words in choices:
            if str(key) == str(value):
                return str(words)
    return _short(str(value))


def _short(value: str) -> str:
    try:
        UUID(value)
    except ValueError:
        is_digest = len(value) == 64 and all(sign in "0123456789abcdef" for sign in value)
        return f"{value[:SHOWN]}…" if is_digest else value
    return f"{value[:SHOWN]}…"
