"""What the search in the head of staff pages finds: only what this person may open, the first ten of each kind.

Every kind costs the same number of statements however much there is. Nothing of `safety` is looked at: handles, codes and
contributions have no search.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Case, Q, QuerySet, Value, When

from accounts.models import User
from accounts.permissions import Permission
from events import policies
from events.models import Event
from kernel.folding import fold
from partners import commitment_policies
from partners.days import today
from partners.models import Commitment, Organization, Person
from partners.queries import directory
from partners.queries.directory import MOST_WORDS, OrganizationFilter, PeopleFilter

MOST = 10

# the page that opens an event to somebody; the first that is theirs
WAYS = (
    ("events:event", policies.events_visible_to),
    ("events:protected", policies.protected_events_of),
    ("events:needs", policies.events_with_needs_for),
    ("events:door", policies.events_at_door_of),
)


@dataclass(frozen=True)
class Found:
    """The first rows of one kind, and how many there are."""

    rows: list[Any] = field(default_factory=list, repr=False)
    total: int = 0

    @property
    def more(self) -> bool:
        """Whether there are more than are shown."""
        return self.total > len(self.rows)


def people(user: User, words: str) -> Found | None:
    """Return active people whose name or organization holds the words; None for whom the directory is closed."""
    if not user.may(Permission.SEE_DIRECTORY):
        return None
    found: QuerySet[Person] = directory.people(PeopleFilter(words=words), today())
    return _first(found)


def organizations(user: User, words: str) -> Found | None:
    """Return active organizations that bear or bore the words; None for whom the directory is closed."""
    if not user.may(Permission.SEE_DIRECTORY):
        return None
    found: QuerySet[Organization] = directory.organizations(OrganizationFilter(words=words), today())
    return _first(found)


def events(user: User, words: str) -> Found:
    """Return events whose title or place holds the words, the latest first, each with `way`, the page that opens it.

    A protected event is found by whom the policies of its pages let in.
    """
    open_to = {name: seen(user).order_by().values("pk") for name, seen in WAYS}
    rule = Q()
    for seen in open_to.values():
        rule |= Q(pk__in=seen)
    columns = ("title_en", "title_fr", "place__name_en", "place__name_fr")
    keys = _holding(Event.objects.filter(rule).order_by("-starts_at", "-pk").values_list("pk", *columns), words)
    ways = Case(*(When(pk__in=seen, then=Value(name)) for name, seen in open_to.items()), default=Value(""))
    rows = Event.objects.filter(pk__in=keys[:MOST]).select_related("place").annotate(way=ways)
    return Found(_in_order(rows, keys), len(keys))


def commitments(user: User, words: str) -> Found | None:
    """Return commitments whose reference or title holds the words; None for whom they are closed."""
    if not user.may(Permission.SEE_COMMITMENTS):
        return None
    seen = commitment_policies.visible_to(user).order_by("ref", "pk")
    keys = _holding(seen.values_list("pk", "ref", "title_en", "title_fr"), words)
    return Found(_in_order(Commitment.objects.filter(pk__in=keys[:MOST]), keys), len(keys))


def _first(rows: QuerySet[Any]) -> Found:
    return Found(list(rows[:MOST]), rows.order_by().count())


def _holding(rows: Iterable[tuple[Any, ...]], words: str) -> list[int]:
    """Return the keys of rows whose texts hold every word, whatever accents and case.

    Titles have no folded column, and no engine folds accents by itself; there are hundreds of events and commitments, not
    hundreds of thousands, so they are folded as they are read.
    """
    wanted = fold(words).split()[:MOST_WORDS]
    found = []
    for key, *texts in rows:
        text = fold(" ".join(part for part in texts if part))
        if all(word in text for word in wanted):
            found.append(key)
    return found


def _in_order(rows: QuerySet[Any], keys: list[int]) -> list[Any]:
    at = {key: position for position, key in enumerate(keys[:MOST])}
    return sorted(rows.order_by("pk"), key=lambda row: at[row.pk])
