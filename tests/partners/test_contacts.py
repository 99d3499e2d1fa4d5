"""Addresses and numbers: one strict reading, one stored form (STD-21)."""

import pytest

from kernel.errors import Invalid
from partners import contacts, windows


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("Name@Example.ORG", "name@example.org"),
        ("  a.b+c@example.org ", "a.b+c@example.org"),
        ("moi@exämple.org", "moi@xn--exmple-cua.org"),
        ("\uff41@example.org", "a@example.org"),
    ],
)
def test_an_address_is_stored_in_one_form(typed, stored):
    assert contacts.normalize_email(typed) == stored
    assert contacts.normalize_email(stored) == stored


@pytest.mark.parametrize(
    "typed",
    ["", "a", "a@b", "a@b@c.org", "a@example.org, b@example.org", "a@example.org;b@example.org", "Ana <a@example.org>",
     "a@example.org\nBcc: b@example.org", "a\x00@example.org", "é@example.org", "a@" + "x" * 300 + ".org", "=cmd|x@1"],
)  # fmt: skip
def test_anything_but_one_plain_address_is_refused(typed):
    with pytest.raises(Invalid):
        contacts.normalize_email(typed)


@pytest.mark.parametrize(
    "typed",
    ["613-555-0134 ext. 22", "613-555-0134 x22", "613-555-0134 poste 22", "(613) 555-0134 ext 22", "1 613 555 0134 #22",
     "613\u2011555\u20110134 ext. 22", "+1 613 555 0134 poste\u00a022", "6135550134 EXT.22"],
)  # fmt: skip
def test_the_ways_people_write_a_number_are_one_number(typed):
    stored = contacts.normalize_phone(typed)
    assert stored == "+16135550134;ext=22"
    assert contacts.normalize_phone(stored) == stored


@pytest.mark.parametrize("typed", ["", "12", "abc", "613-555", "1" * 60, "\x00", "613-555-0134 ext. abc def"])
def test_what_is_no_number_is_refused(typed):
    with pytest.raises(Invalid):
        contacts.normalize_phone(typed)


def test_a_number_is_printed_with_hyphens_that_do_not_break():
    assert contacts.printed("phone", "+16135550134;ext=22") == "613\u2011555\u20110134 ext.\u00a022"
    assert contacts.printed("email", "a@example.org") == "a@example.org"


@pytest.mark.parametrize(
    ("given", "merged"),
    [
        ([], []),
        ([(1, 540, 600), (0, 540, 600)], [[0, 540, 600], [1, 540, 600]]),
        ([(0, 540, 600), (0, 600, 660)], [[0, 540, 660]]),
        ([(0, 540, 700), (0, 600, 660)], [[0, 540, 700]]),
        ([(0, 540, 600), (0, 601, 660)], [[0, 540, 600], [0, 601, 660]]),
        ([(6, 0, 1440)], [[6, 0, 1440]]),
    ],
)
def test_overlapping_hours_are_merged(given, merged):
    assert windows.merge(given) == merged


@pytest.mark.parametrize("wrong", [(7, 0, 1), (-1, 0, 1), (0, 10, 10), (0, 20, 10), (0, 0, 1441)])
def test_hours_that_cannot_be_are_refused(wrong):
    with pytest.raises(Invalid):
        windows.merge([wrong])
