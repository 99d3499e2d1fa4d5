"""Milestones are drawn twice, and the narrow drawing is read at 320 pixels without pushing it sideways (screens 1)."""

import re
from datetime import date
from xml.etree import ElementTree

import pytest
from django.utils import translation

from kernel import charts, timelines
from kernel.diagrams import LETTER
from kernel.timelines import Mark

pytestmark = pytest.mark.sqlite
HOSTILE = '"><script>alert(1)</script>'
TODAY = date(2019, 3, 1)
SVG = "{http://www.w3.org/2000/svg}"
MARKS = [
    Mark(HOSTILE, date(2019, 1, 1), date(2019, 2, 1), None),
    Mark("Hire and train forty facilitators of support circles across all jurisdictions " * 3, TODAY, TODAY),
    Mark("Met", date(2019, 1, 1), date(2019, 6, 1), date(2018, 12, 1)),
    Mark("Given up", date(2019, 1, 1), date(2019, 1, 1), dropped="waived"),
]
WIDTHS = {"svg": 640, "narrow": 288}


def root_of(chart, which):
    return ElementTree.fromstring(str(getattr(chart, which)))


def texts(root):
    """Where each text begins and ends by its estimated width, its foot, its size and its words."""
    found = []
    for one in root.iter("text"):
        size, x = int(one.attrib["font-size"]), float(one.attrib["x"])
        width = len(one.text) * size * LETTER
        left = x - {"start": 0, "middle": width / 2, "end": width}[one.attrib.get("text-anchor", "start")]
        found.append((left, left + width, float(one.attrib["y"]), size, one.text))
    return found


@pytest.mark.parametrize("which", WIDTHS)
@pytest.mark.parametrize("marks", [MARKS, []])
def test_both_drawings_are_well_formed_named_and_without_style(which, marks):
    chart = timelines.milestones("Three", marks, today=TODAY)
    root = root_of(chart, which)

    assert root.attrib["role"] == "img" and root.attrib["aria-label"] == chart.title
    assert root.attrib["width"] == str(WIDTHS[which])
    assert not re.search(r"style|<script|onload|class=", str(getattr(chart, which)))
    assert all(len(row) == len(chart.heads) == 4 for row in chart.rows) and len(chart.rows) == len(marks)


@pytest.mark.parametrize("today", [date(2018, 1, 1), TODAY, date(2024, 1, 1)])
@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("which", WIDTHS)
def test_all_words_stand_within_the_drawing_and_are_large_enough(which, language, today):
    with translation.override(language):
        root = root_of(timelines.milestones("Three", MARKS, today=today), which)

    height = float(root.attrib["height"])
    for left, right, foot, size, words in texts(root):
        assert size >= 14 and 0 < foot <= height, words
        assert left > -1 and right < WIDTHS[which] + 6, words


def test_no_line_of_the_narrow_drawing_lies_on_another():
    root = root_of(timelines.milestones("Three", MARKS, today=TODAY), "narrow")
    rows = sorted({foot for _left, _right, foot, _size, _words in texts(root)})

    assert all(below - above >= 20 for above, below in zip(rows, rows[1:], strict=False)), rows


def test_the_narrow_drawing_says_each_date_in_words_and_the_table_has_them_too():
    chart = timelines.milestones("Three", MARKS, today=TODAY)
    said = " ".join(words for *_where, words in texts(root_of(chart, "narrow")))

    for sentence in (
        "First promised for 2019-01-01, now for 2019-02-01.",
        "First promised for 2019-01-01, now for 2019-06-01. Met on 2018-12-01.",
        "Promised for 2019-01-01. Waived.",
    ):
        assert sentence in said
    assert chart.rows[2] == ["Met", "2019-01-01", "2019-06-01", "2018-12-01"]
    assert chart.rows[3][-1] == "waived"


@pytest.mark.parametrize("which", WIDTHS)
def test_a_milestone_that_nobody_waits_for_is_grey(which):
    chart = timelines.milestones("t", MARKS[-1:], today=TODAY)

    assert charts.GREY in str(getattr(chart, which)) and charts.GREEN not in str(getattr(chart, which))
