"""The audit trail in words: what each verb means and what kind of thing it is about, in the language of the page.

`accounts` knows its own verbs; the words of the apps above are registered at start-up by `config`.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy


@dataclass(frozen=True)
class Kind:
    """What an entry may be about.

    Attributes:
        words: the kind, never whose it is.
        page: url name of the page of one such thing, taking its reference; empty when there is none.
        opened_by: the things of this kind that a person may open; asked once for all entries of a page.
        field: what the reference is.
    """

    words: Any
    page: str = ""
    opened_by: Callable[[Any], QuerySet[Any]] | None = None
    field: str = "public_id"


_kinds: dict[str, Kind] = {}
_words: dict[str, Any] = {
    "session.started": gettext_lazy("signed in"),
    "session.ended": gettext_lazy("ended a session"),
    "factor.added": gettext_lazy("added a second factor"),
    "factor.removed": gettext_lazy("removed a second factor"),
    "factor.codes_made": gettext_lazy("made new recovery codes"),
    "factor.reset": gettext_lazy("reset a person’s second factors"),
    "factor.reset_asked": gettext_lazy("asked to reset a person’s second factors"),
    "factor.reset_refused": gettext_lazy("refused to reset a person’s second factors"),
    "person.added": gettext_lazy("made an account"),
    "person.closed": gettext_lazy("closed an account"),
    "person.reopened": gettext_lazy("opened a closed account again"),
    "person.language_set": gettext_lazy("changed the language of messages"),
    "account.changed": gettext_lazy("changed the name or address of an account"),
    "role.granted": gettext_lazy("put a role in force"),
    "role.proposed": gettext_lazy("proposed a role"),
    "role.ended": gettext_lazy("took a role away"),
    "token.issued": gettext_lazy("made a key to the API"),
    "token.revoked": gettext_lazy("revoked a key to the API"),
    "view.saved": gettext_lazy("saved a view of a list"),
    "view.removed": gettext_lazy("removed a saved view of a list"),
}
_ACTORS: dict[str, Any] = {
    "user": gettext_lazy("a person who signs in"),
    "system": gettext_lazy("the platform"),
    "invitation": gettext_lazy("the holder of an invitation"),
    "registration": gettext_lazy("the holder of a registration"),
    "submission": gettext_lazy("the holder of a receipt"),
    "code": gettext_lazy("the holder of an access code"),
    "receipt": gettext_lazy("the holder of the receipt of a submission"),
    "mailbox": gettext_lazy("the owner of the address given with a submission"),
    "respondent": gettext_lazy("somebody who answered and stays unknown"),
}


def register(words: Mapping[str, Any]) -> None:
    """Add the words of an app's verbs; called once at start-up."""
    _words.update(words)


def register_kinds(kinds: Mapping[str, Kind]) -> None:
    """Add what entries may be about, by the label of the table; called once at start-up."""
    _kinds.update(kinds)


def kind_words(kind: str) -> str:
    """Return what kind of thing a table holds."""
    return str(_kinds[kind].words) if kind in _kinds else _("something that is no longer kept")


def pages_of(user: Any, subjects: Iterable[tuple[str, str]]) -> dict[tuple[str, str], str]:
    """Return the addresses of those things that the reader may open; one statement at most for each kind.

    Args:
        user: who reads.
        subjects: label of the table and reference, as entries hold them.
    """
    wanted: dict[str, set[UUID]] = {}
    for kind, ref in subjects:
        try:
            wanted.setdefault(kind, set()).add(UUID(ref))
        except ValueError:
            continue  # no such thing has a page of its own
    found = {}
    for label, refs in sorted(wanted.items()):
        held = _kinds.get(label)
        if held is None or held.opened_by is None:
            continue
        rows = held.opened_by(user).filter(**{f"{held.field}__in": refs}).order_by()
        for one in rows.values_list(held.field, flat=True):
            found[label, str(one)] = reverse(held.page, args=[one])
    return found


def known() -> list[tuple[str, Any]]:
    """Return every verb with its words, in order of the verbs."""
    return sorted(_words.items())


def words_of(verb: str) -> str:
    """Return what the verb means; the verb itself when nobody has said it in words."""
    return str(_words.get(verb) or verb)


def actor_words(kind: str, ref: str, names: Mapping[str, str]) -> str:
    """Return who acted: a name for staff, a kind for everybody else."""
    if kind == "user":
        return names.get(ref) or _("a person who is no longer listed")
    if kind == "system":
        return _("the platform (%(job)s)") % {"job": ref}
    return str(_ACTORS.get(kind) or _("the holder of a link"))
