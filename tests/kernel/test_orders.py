"""Whatever a list is ordered by, walking its pages meets every row once, in order (screens 1)."""

import pytest
from django.db import transaction
from django.http import HttpRequest, QueryDict
from hypothesis import given, settings
from hypothesis import strategies as st

from kernel.orders import (
    AFTER,
    TEXT,
    Key,
    Order,
    OrderField,
    OrderForm,
    Orders,
    Slice,
    filled,
    heads,
    page,
    place,
    query_of,
    ranked,
)
from partners.models import Person
from tests.factories.partners import JurisdictionFactory

ORDERS = Orders(
    Order("name", "Name", TEXT, (Key("folded"),)),
    Order("region", "Region", TEXT, (Key("jurisdiction__code", nullable=True),), then=(Key("folded"),)),
    Order("tongue", "Tongue", TEXT, (Key(filled("other_language"), nullable=True),)),
    Order("way", "Way", TEXT, (Key(ranked("preferred_language", ["fr", "both"])),), then=(Key("pk", falls=True),)),
    Order("both", "Both", TEXT, (Key("jurisdiction_id", nullable=True, falls=True), Key("folded", falls=True))),
)
PLACES = {"fr": 0, "both": 1, "en": 2}
# what each order compares, written a second time: (value, whether the highest stands first), then the ties
COMPARED = {
    "name": ([(lambda row: row.folded, False)], []),
    "region": ([(lambda row: row.jurisdiction and row.jurisdiction.code, False)], [(lambda row: row.folded, False)]),
    "tongue": ([(lambda row: row.other_language or None, False)], []),
    "way": ([(lambda row: PLACES[row.preferred_language], False)], [(lambda row: row.pk, True)]),
    "both": ([(lambda row: row.jurisdiction_id, True), (lambda row: row.folded, True)], []),
}
CHOICES = [chosen.value for chosen in ORDERS]
letters = st.sampled_from(["a", "b", "c"])
someone = st.tuples(
    letters, st.sampled_from([None, 0, 1]), st.sampled_from(["", "x", "y"]), st.sampled_from(list(PLACES))
)


def expected(rows, chosen):
    """Sort the rows in Python: the last thing compared first, what is empty behind in every direction."""
    keys, ties = COMPARED[chosen.order.name]
    keys = [(value, falls != chosen.falls) for value, falls in keys]
    found = list(rows)
    for value, falls in reversed([*keys, *ties, (lambda row: row.pk, chosen.falls)]):
        found = [
            *sorted((row for row in found if value(row) is not None), key=value, reverse=falls),
            *(row for row in found if value(row) is None),
        ]
    return [row.pk for row in found]


def walked(rows, chosen, size):
    """Return the keys of all rows, page after page."""
    met, at = [], None
    while True:
        shown = page(rows, chosen, size=size, after=at)
        met, at = [*met, *(row.pk for row in shown.rows)], shown.after
        if at is None or len(met) > 20:
            return met


def walked_back(rows, chosen, size, last):
    """Return the keys of all rows before the last one, page before page."""
    met, at = [], last.public_id
    while True:
        shown = page(rows, chosen, size=size, before=at)
        if shown.before is None and last in shown.rows:
            return met  # nothing lies before it: the first page is shown instead
        met, at = [*(row.pk for row in shown.rows), *met], shown.before
        if at is None or len(met) > 20:
            return met


@pytest.mark.django_db
@settings(max_examples=60, deadline=None)
@given(people=st.lists(someone, max_size=9), size=st.integers(1, 4), value=st.sampled_from(CHOICES))
def test_every_row_is_met_once_and_in_order_forwards_and_backwards(people, size, value):
    chosen = ORDERS.asked(value)
    with transaction.atomic():
        regions = [JurisdictionFactory(code=code) for code in ("ON", "QC")]
        for name, region, tongue, language in people:
            Person.objects.create(
                display_name=name,
                folded=name,
                other_language=tongue,
                preferred_language=language,
                jurisdiction=None if region is None else regions[region],
            )
        rows = Person.objects.select_related("jurisdiction")
        right = expected(rows, chosen)

        assert [row.pk for row in chosen.sorted(rows)] == right
        assert walked(rows, chosen, size) == right
        if people:
            last = rows.get(pk=right[-1])
            assert [*walked_back(rows, chosen, size, last), last.pk] == right
        transaction.set_rollback(True)


@pytest.mark.django_db
def test_a_row_that_no_longer_fits_keeps_its_place_and_one_that_is_gone_begins_at_the_start():
    people = [Person.objects.create(display_name=name, folded=name) for name in "abcd"]
    rows, everybody, chosen = Person.objects.exclude(folded="b"), Person.objects.all(), ORDERS.first

    names = [row.folded for row in page(rows, chosen, size=9, after=people[1].public_id, among=everybody).rows]
    assert names == ["c", "d"]
    gone, last = people[1].public_id, people[3].public_id
    people[1].delete()
    for way in ("after", "before"):
        shown = page(everybody, chosen, size=2, **{way: gone})
        assert ([row.folded for row in shown.rows], shown.before, shown.beside) == (["a", "c"], None, None)
    assert page(everybody, chosen, size=2, after=last) == page(
        everybody, chosen, size=2
    )  # what stood behind it is gone
    assert page(rows.filter(folded="z"), chosen, size=2, after=last, among=everybody) == Slice([])


@pytest.mark.django_db
@pytest.mark.parametrize("value", CHOICES)
def test_where_a_page_begins_is_asked_in_its_own_statement(value, django_assert_num_queries):
    for name in "abc":
        Person.objects.create(
            display_name=name, folded=name, jurisdiction=JurisdictionFactory() if name < "c" else None
        )
    first, middle, last = ORDERS.asked(value).sorted(Person.objects.all())
    with django_assert_num_queries(2):
        after = page(Person.objects.all(), ORDERS.asked(value), size=1, after=middle.public_id)
        before = page(Person.objects.all(), ORDERS.asked(value), size=1, before=middle.public_id)
    assert (after.rows, before.rows) == ([last], [first])
    assert after.beside == before.beside == middle.public_id


@pytest.mark.parametrize(
    "text", ["", None, "nothing", "-nothing", "--name", "-", "name ", "NAME", "\x00", "name&order=x", 7]
)
def test_an_order_that_is_not_offered_is_answered_by_the_first_one(text):
    assert ORDERS.asked(text) == ORDERS.first
    assert OrderField(ORDERS).clean(text) == ORDERS.first


def test_each_order_is_offered_in_both_directions_the_first_one_first():
    assert CHOICES[:4] == ["name", "-name", "region", "-region"]
    assert [ORDERS.asked(value).value for value in CHOICES] == CHOICES
    assert [label for _value, label in OrderField(ORDERS).choices][:2] == ["Name (A to Z)", "Name (Z to A)"]


def test_a_list_may_stand_in_the_reverse_of_its_first_order_such_as_the_newest_first():
    newest = Orders(
        Order("born", "Born", TEXT, (Key("pk"),)), Order("name", "Name", TEXT, (Key("folded"),)), falls=True
    )
    assert [chosen.value for chosen in newest] == ["-born", "born", "name", "-name"]
    assert newest.asked("") == newest.asked("-born") == newest.asked("nothing") == newest.first
    assert newest.first.falls and newest.first.is_first
    assert not newest.asked("born").falls and not newest.asked("born").is_first
    made = heads(newest, newest.first, query_of(asked_for("")))
    assert (made["born"].url, made["born"].sort, made["name"].sort) == ("?order=born", "descending", "")


def asked_for(query):
    request = HttpRequest()
    request.GET = QueryDict(query)
    return request


def test_a_head_keeps_the_filters_begins_at_the_first_page_and_turns_what_stands():
    request = asked_for("state=all&order=name&after=3f2504e0-4f89-11d3-9a0c-0305e82c3301")
    made = heads(ORDERS, ORDERS.asked("name"), query_of(request))

    assert (made["name"].url, made["name"].sort) == ("?order=-name&state=all", "ascending")
    assert (made["region"].url, made["region"].sort) == ("?order=region&state=all", "")
    assert (made["name"].does, made["region"].does) == ("sort: Z to A", "sort: A to Z")
    back = heads(ORDERS, ORDERS.asked("-name"), query_of(request))["name"]
    assert (back.url, back.sort) == ("?order=name&state=all", "descending")
    assert place(request, AFTER) and place(asked_for("after=x"), AFTER) is None


class Sorted(OrderForm):
    order = OrderField(ORDERS)


def test_a_form_without_another_filter_says_so_and_understands_its_order():
    assert Sorted({"order": "-region"}).sorting == ORDERS.asked("-region")
    assert Sorted({"order": "x"}).sorting == ORDERS.first
    assert Sorted({}).order_only and not Sorted({}).errors
