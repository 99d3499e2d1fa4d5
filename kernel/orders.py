"""The orders of a list: what its heads sort by, and where a page of it begins, whatever the order.

A list declares its orders once, beside what it reads; the first one is how it stands when nobody asks:

    ORDERS = Orders(
        Order("name", _("Name"), TEXT, (Key("folded"),)),
        Order("organization", _("Organization"), TEXT, (Key(in_language("organization"), nullable=True),)),
    )

`?order=name` asks for an order and `?order=-name` for its reverse; anything else is answered by the first one. A page
begins after a row, not after a count, so a list that grows never repeats or skips; the address names that row by its
public id and so holds no value of it. What is empty stands last, in both directions.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar
from uuid import UUID

from django import forms
from django.db.models import Case, Exists, F, IntegerField, Model, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import NullIf
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from kernel.bilingual import by_words
from kernel.folding import Folded, fold, folded
from kernel.forms import Form

_Row = TypeVar("_Row", bound=Model)
ORDER, AFTER, BEFORE = "order", "after", "before"  # names in the address


@dataclass(frozen=True)
class Way:
    """The words for the two directions of an order."""

    up: Any
    down: Any


TEXT = Way(gettext_lazy("A to Z"), gettext_lazy("Z to A"))
DATES = Way(gettext_lazy("earliest first"), gettext_lazy("latest first"))
NUMBERS = Way(gettext_lazy("lowest first"), gettext_lazy("highest first"))
STEPS = Way(pgettext_lazy("order of steps", "first to last"), pgettext_lazy("order of steps", "last to first"))


@dataclass(frozen=True)
class Key:
    """One thing rows are ordered by.

    Attributes:
        by: a field or annotation, or a function that returns one or an expression: asked for each page, because it may
            depend on the language.
        nullable: whether it may be null; such rows stand last.
        falls: whether the highest stands first.
    """

    by: str | Callable[[], Any]
    nullable: bool = False
    falls: bool = False


@dataclass(frozen=True)
class Order:
    """One order of a list.

    Attributes:
        name: what the address calls it.
        label: the head of its column.
        way: the words for its directions.
        keys: what is turned round when the order is reversed.
        then: what decides between equal rows, in both directions alike.
        falls_first: whether the first press on the head asks for the reverse.
        turns: whether it has a reverse; the order in which a list best stands at first may have none.
    """

    name: str
    label: Any
    way: Way
    keys: tuple[Key, ...]
    then: tuple[Key, ...] = ()
    falls_first: bool = False
    turns: bool = True


@dataclass(frozen=True)
class Chosen:
    """An order of a list in one direction."""

    order: Order
    falls: bool = False
    is_first: bool = False

    @property
    def value(self) -> str:
        """What asks for it in an address."""
        return f"-{self.order.name}" if self.falls else self.order.name

    def sorted(self, rows: QuerySet[_Row]) -> QuerySet[_Row]:
        """Return the rows in this order, which leaves nothing to chance."""
        made, turns = self._turns()
        found: QuerySet[_Row] = rows.alias(**made).order_by(*(turn.sql(backwards=False) for turn in turns))
        return found

    def _turns(self) -> tuple[dict[str, Any], list["_Turn"]]:
        """Return the expressions that have to be added, by name, and the keys; the last one is unique."""
        made: dict[str, Any] = {}
        turns = []
        for number, (key, reverse) in enumerate(
            [(key, self.falls) for key in self.order.keys] + [(key, False) for key in self.order.then]
        ):
            by = key.by if isinstance(key.by, str) else key.by()
            if not isinstance(by, str):
                made[f"order_{number}"], by = by, f"order_{number}"
            turns.append(_Turn(by, key.falls != reverse, key.nullable))
        return made, [*turns, _Turn("pk", self.falls, nullable=False)]


@dataclass(frozen=True)
class _Turn:
    name: str
    falls: bool
    nullable: bool

    def sql(self, *, backwards: bool) -> Any:
        """Return the part of ORDER BY; only where there may be nulls it says where they stand, so that indexes serve."""
        nulls = {"nulls_first" if backwards else "nulls_last": True} if self.nullable else {}
        column = F(self.name)
        return column.desc(**nulls) if self.falls != backwards else column.asc(**nulls)

    def beyond(self, start: QuerySet[Any], *, backwards: bool) -> Q:
        """Return the condition of rows that lie beyond the row in `start`."""
        further = Q(**{f"{self.name}__{'lt' if self.falls != backwards else 'gt'}": self._of(start)})
        if self.nullable:  # a null lies beyond every value, and every value lies before a null
            further |= self._is_null(not backwards) & Q(Exists(start.filter(self._is_null(backwards))))
        return further

    def reaches(self, start: QuerySet[Any], *, backwards: bool) -> Q:
        """Return a condition that every row beyond the one in `start` meets, plain enough for an index to begin at it."""
        if self.nullable:
            return Q()
        return Q(**{f"{self.name}__{'lte' if self.falls != backwards else 'gte'}": self._of(start)})

    def same(self, start: QuerySet[Any]) -> Q:
        """Return the condition of rows with the value of the row in `start`."""
        same = Q(**{self.name: self._of(start)})
        return same | self._is_null(True) & Q(Exists(start.filter(self._is_null(True)))) if self.nullable else same

    def _of(self, start: QuerySet[Any]) -> Subquery:
        return Subquery(start.values(self.name)[:1])

    def _is_null(self, null: bool) -> Q:
        return Q(**{f"{self.name}__isnull": null})


class Orders:
    """The orders that a list offers; the first one is how it stands when nobody asks.

    Args:
        falls: whether the first one then stands in its reverse, such as the newest first.
    """

    def __init__(self, first: Order, *others: Order, falls: bool = False) -> None:
        self.all = {order.name: order for order in (first, *others)}
        self.first = Chosen(first, falls, is_first=True)

    def asked(self, text: object) -> Chosen:
        """Return the order that an address asks for, the first one when it asks for none that is offered."""
        wanted = str(text or "")
        falls, order = wanted.startswith("-"), self.all.get(wanted.removeprefix("-"))
        if order is None or (order is self.first.order and falls == self.first.falls) or (falls and not order.turns):
            return self.first
        return Chosen(order, falls)

    def __iter__(self) -> Iterator[Chosen]:
        """Return every order in both directions, where it has them, the first one first."""
        for order in self.all.values():
            begins = order is self.first.order and self.first.falls
            for falls in (begins, not begins) if order.turns else (False,):
                yield self.asked(f"{'-' * falls}{order.name}")


class OrderField(forms.ChoiceField):
    """The order in a form of filters: kept when filters change, and offered as a list where heads are not shown.

    Cleaned to the order chosen; what is not offered is answered by the first order, never refused.
    """

    is_order = True  # the template of a field asks

    def __init__(self, orders: Orders) -> None:
        self.orders = orders
        super().__init__(label=pgettext_lazy("of a list", "Order"), required=False, choices=self._offered)

    def _offered(self) -> list[tuple[str, str]]:
        return [(one.value, _described(one)) for one in self.orders]

    def clean(self, value: Any) -> Chosen:
        """Return the order that is asked for."""
        return self.orders.asked(value)


class OrderForm(Form):
    """A form of filters of a list that is not searched by name, or nothing but the order, which is then `order_only`.

    Attributes:
        order_only: whether there is no other filter; the form is then shown only where heads are not.
    """

    @property
    def order_only(self) -> bool:
        return list(self.fields) == [ORDER]

    @property
    def sorting(self) -> Chosen:
        """The order of the list."""
        self.is_valid()
        chosen: Chosen = self.cleaned_data[ORDER]
        return chosen


def _described(one: Chosen) -> str:
    way = one.order.way
    return _("%(head)s (%(way)s)") % {"head": one.order.label, "way": way.down if one.falls else way.up}


# ---- heads and pages --------------------------------------------------------------------------------------------------

Query = Callable[..., str]


@dataclass(frozen=True)
class Head:
    """The head of a column that sorts.

    Attributes:
        label: the words of the column.
        url: the list in the order that pressing the head asks for.
        does: what pressing it does.
        sort: `ascending` or `descending` where the list stands in this order, as `aria-sort` says it.
    """

    label: Any
    url: str
    does: str
    sort: str = ""


def heads(orders: Orders, chosen: Chosen, query: Query) -> dict[str, Head]:
    """Return the heads of a list by the name of their order. A press begins at the first page.

    Args:
        query: makes the query string that keeps the filters, with what it is given added.
    """
    made = {}
    for name, order in orders.all.items():
        here = chosen.order is order
        press = Chosen(order, falls=not chosen.falls if here else order.falls_first)
        way = order.way.down if press.falls else order.way.up
        sort = ("descending" if chosen.falls else "ascending") if here else ""
        made[name] = Head(order.label, f"?{query(order=press.value)}", _("sort: %(way)s") % {"way": way}, sort)
    return made


def query_of(request: HttpRequest) -> Query:
    """Return what makes query strings from the address of a list: its filters kept, where a page begins left out."""

    def query(**more: Any) -> str:
        kept = request.GET.copy()
        for name in (AFTER, BEFORE, *more):
            kept.pop(name, None)
        added = request.GET.__class__(mutable=True)
        added.update({name: str(value) for name, value in more.items()})
        return "&".join(part for part in (added.urlencode(), kept.urlencode()) if part)

    return query


@dataclass(frozen=True)
class Slice(Generic[_Row]):
    """One page of rows, and the public ids after and before which the pages beside it begin; none where there is none.

    Attributes:
        beside: the row that was asked for as the one before or behind the page; none where it says nothing.
    """

    rows: list[_Row] = field(repr=False)
    after: UUID | None = None
    before: UUID | None = None
    beside: UUID | None = None

    def links(self, query: Query) -> dict[str, str]:
        """Return the addresses of the pages beside this one, as the pager takes them."""
        return {
            "next_url": f"?{query(after=self.after)}" if self.after else "",
            "previous_url": f"?{query(before=self.before)}" if self.before else "",
        }


def page(
    rows: QuerySet[_Row],
    chosen: Chosen,
    *,
    size: int,
    after: UUID | None = None,
    before: UUID | None = None,
    among: QuerySet[_Row] | None = None,
) -> Slice[_Row]:
    """Return one page in an order. One statement: where the page begins is asked in the same one.

    Where nothing lies beyond that row, or it is not there, the page at the start is shown instead, with a second one.

    Args:
        after: public id of the row before the page.
        before: public id of the row behind the page.
        among: the rows that may say where a page begins, such as those without filters, so that a row that no longer
            fits keeps its place; `rows` when not given.
    """
    backwards = before is not None and after is None
    at = before if backwards else after
    made, turns = chosen._turns()
    found = rows.alias(**made).order_by(*(turn.sql(backwards=backwards) for turn in turns))
    if at is not None:
        start = (rows if among is None else among).annotate(**made).filter(public_id=at).order_by()
        found = found.filter(turns[0].reaches(start, backwards=backwards), _beyond(turns, start, backwards=backwards))
    shown = list(found[: size + 1])
    more, shown = len(shown) > size, shown[:size]
    if not shown:
        return Slice([]) if at is None else page(rows, chosen, size=size)
    if backwards:
        shown.reverse()
    first, last = (row.public_id for row in (shown[0], shown[-1]))  # type: ignore[attr-defined]
    goes_on, came_from = (True, more) if backwards else (more, at is not None)
    return Slice(shown, after=last if goes_on else None, before=first if came_from else None, beside=at)


def _beyond(turns: list[_Turn], start: QuerySet[Any], *, backwards: bool) -> Q:
    """Return the condition of rows that lie beyond the row in `start`; none does where it is empty."""
    condition = Q()
    for turn in reversed(turns):
        within = turn.same(start) & condition if condition else Q()
        condition = turn.beyond(start, backwards=backwards) | within
    return condition


def asked_page(
    request: HttpRequest, rows: QuerySet[_Row], chosen: Chosen, *, size: int, among: QuerySet[_Row] | None = None
) -> Slice[_Row]:
    """Return the page that the address of a list asks for; otherwise as `page`."""
    return page(rows, chosen, size=size, after=place(request, AFTER), before=place(request, BEFORE), among=among)


def place(request: HttpRequest, name: str) -> UUID | None:
    """Return the row that an address names as `after` or `before`; nothing for what is no id."""
    try:
        return UUID(request.GET[name])
    except (KeyError, ValueError):
        return None


# ---- what lists are ordered by ------------------------------------------------------------------------------------------


def in_language(stem: str) -> Callable[[], Folded]:
    """Return a key of a text pair: the side in the language of the page."""
    return lambda: by_words(stem)


def filled(by: str | Callable[[], Folded]) -> Callable[[], Any]:
    """Return a key that takes an empty text for none, so that it stands last; to be declared `nullable`."""
    words = folded(by) if isinstance(by, str) else by
    return lambda: NullIf(words(), Value(""))


def ranked(column: str, values: Iterable[str]) -> Callable[[], Case]:
    """Return a key that follows the order of these values; any other value follows them."""
    places = [(str(value), place) for place, value in enumerate(values)]
    return lambda: Case(
        *(When(**{column: value}, then=Value(place)) for value, place in places),
        default=Value(len(places)),
        output_field=IntegerField(),
    )


def by_label(column: str, choices: Iterable[tuple[str, Any]]) -> Callable[[], Case]:
    """Return a key that follows the words of a choice in the language of the page."""
    return lambda: ranked(column, [value for value, label in sorted(choices, key=lambda one: fold(str(one[1])))])()
