"""Charts say every figure in words, carry no style, and do not hold what they may not show (STD-39)."""

import re
from xml.etree import ElementTree

import pytest

from kernel import charts

pytestmark = pytest.mark.sqlite
HOSTILE = '"><script>alert(1)</script>'


def _parts():
    tiles = [charts.Tile("ON", "Ontario", 67), charts.Tile("NT", "Northwest Territories", None)]
    return [
        charts.tile_map("Five", tiles),
    ]


@pytest.mark.parametrize("chart", _parts(), ids=lambda chart: chart.title)
def test_a_chart_is_well_formed_named_and_without_style(chart):
    root = ElementTree.fromstring(str(chart.svg))

    assert root.attrib["role"] == "img"
    assert root.attrib["aria-label"] == chart.title
    assert not re.search(r"style|<script|onload|class=", str(chart.svg))
    assert all(len(row) == len(chart.heads) for row in chart.rows)


def test_every_figure_stands_on_the_mark_and_in_the_table():
    chart = charts.tile_map("One", [charts.Tile("ON", "Ontario", 1234), charts.Tile("NU", "Nunavut", 9)])

    assert ">1,234<" in str(chart.svg)
    assert chart.rows == [["Ontario", "1,234"], ["Nunavut", "9"]]


def test_a_figure_that_may_not_be_shown_is_absent_from_the_source():
    chart = charts.tile_map(
        "Five", [charts.Tile("ON", "Ontario", 67), charts.Tile("NT", "Northwest Territories", None)]
    )

    assert chart.rows[1] == ["Northwest Territories", "fewer than 5"]
    assert "Northwest Territories: fewer than 5" in str(chart.svg)


def test_the_map_is_read_on_a_telephone_without_pushing_it_sideways():
    """At 288 of its 616 units every word of the map is still about 11 pixels high (screens 1)."""
    chart = charts.tile_map("One", [charts.Tile("ON", "Ontario", 3)])

    assert chart.shrinks
    assert min(int(size) for size in re.findall(r'font-size="(\d+)"', str(chart.svg))) * 288 / 616 > 11


def test_all_thirteen_jurisdictions_have_a_place_of_their_own():
    assert len(charts.TILES) == 13
    assert len(set(charts.TILES.values())) == 13


@pytest.mark.parametrize(("taken", "held", "aside"), [(27, 4, 3), (0, 0, 0), (40, 0, 0), (45, 0, 0)])
def test_the_seats_of_a_pool_are_told_in_words(taken, held, aside):
    seats = charts.seats(40, taken, held, aside)

    assert {part.word: part.count for part in seats.parts}["taken"] == taken
    assert {part.word: part.count for part in seats.parts}["free"] == max(40 - taken - held - aside, 0)
    ElementTree.fromstring(str(seats.svg))


def test_a_chart_of_nothing_is_drawn():
    ElementTree.fromstring(str(charts.tile_map("t", []).svg))
