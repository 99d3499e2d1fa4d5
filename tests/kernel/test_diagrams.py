"""A thread is drawn twice, side by side and one below the other; its words wrap, and nothing in it runs or is styled."""

import re
from xml.etree import ElementTree

import pytest

from kernel import diagrams
from kernel.diagrams import Heads, Step

pytestmark = pytest.mark.sqlite
HEADS = Heads("What it came from", "The commitment", "What it led to", "Nothing yet.")
HOSTILE = '"><script>alert(1)</script>'
LONG = "Des services accessibles partout au pays, dans la langue que la personne parle à la maison, sans délai. "
CHAIN = [
    [Step("Consultation", "2018", ("6 meetings",))],
    [Step("Finding", LONG * 3, ("many",)), Step("Finding", HOSTILE)],
    [Step("Recommendation 1", "Train people.")],
]


def drawings(before=(CHAIN,), after=(Step("Milestone", "First training", ("Met",)),)):
    thread = diagrams.thread("one", "Two findings led to it", HEADS, before, Step("C-1", "Train 40"), after)
    return {"wide": str(thread.wide), "narrow": str(thread.narrow)}


def texts(drawing):
    """Return (x, y, size, words) of every line, and the width and height of the drawing."""
    root = ElementTree.fromstring(drawing)
    _x, _y, width, height = (float(part) for part in root.attrib["viewBox"].split())
    lines = [
        (float(one.attrib["x"]), float(one.attrib["y"]), int(one.attrib["font-size"]), one.text or "")
        for one in root.iter()
        if one.tag.endswith("text")
    ]
    return lines, width, height


@pytest.mark.parametrize("which", ["wide", "narrow"])
def test_a_drawing_is_well_formed_named_and_without_style_or_script(which):
    drawing = drawings()[which]
    root = ElementTree.fromstring(drawing)
    title, told = list(root)[:2]
    assert root.attrib["aria-labelledby"] == f"{title.attrib['id']} {told.attrib['id']}"
    assert (title.text, told.text) == (
        "Two findings led to it",
        "What it came from → The commitment → What it led to",
    )
    assert not re.search(r"style|<script|onload|class=|href", drawing)


def test_the_two_drawings_of_a_page_share_no_id():
    both = drawings()
    ids = [re.findall(r' id="([^"]+)"', both[which]) for which in both]
    assert not set(ids[0]) & set(ids[1]) and len(ids[0]) == len(ids[1]) == 2


@pytest.mark.parametrize("which", ["wide", "narrow"])
def test_both_drawings_say_every_box_its_figures_and_what_stands_above_them(which):
    said = " ".join(words for *_place, words in texts(drawings()[which])[0])
    for words in ("6 meetings", "many", "Train people.", "C-1", "Train 40", "First training", "Met"):
        assert words in said
    for head in ("What it came from", "The commitment", "What it led to"):
        assert head in said


@pytest.mark.parametrize("which", ["wide", "narrow"])
def test_long_words_wrap_inside_the_drawing_and_stay_readable(which):
    lines, width, height = texts(drawings()[which])
    assert width == {"wide": 960, "narrow": 288}[which]
    assert min(size for _x, _y, size, _words in lines) >= 14
    for x, y, size, words in lines:
        assert x + len(words) * size * diagrams.LETTER <= width, words
        assert 0 < y <= height, words
    assert len([words for *_place, words in lines if "services" in words or "langue" in words]) >= 2


def test_boxes_of_the_narrow_drawing_never_lie_on_one_another():
    root = ElementTree.fromstring(drawings()["narrow"])
    boxes = sorted(
        (float(one.attrib["y"]), float(one.attrib["height"]))
        for one in root.iter()
        if one.tag.endswith("rect") and float(one.attrib["width"]) > 100
    )
    assert len(boxes) == 6
    assert all(y + height < below for (y, height), (below, _height) in zip(boxes, boxes[1:], strict=False))


def test_a_commitment_that_led_to_nothing_yet_says_so():
    assert all("Nothing yet." in drawing for drawing in drawings(after=()).values())


@pytest.mark.parametrize(
    ("words", "lines"),
    [("one two", ["one two"]), ("", []), ("a" * 30, ["a" * 25, "a" * 5]), ("one " * 8, ["one one one one one one", "one one"])],
)  # fmt: skip
def test_words_break_between_words_and_a_long_one_where_the_line_ends(words, lines):
    assert diagrams.wrapped(words.strip(), 25 * diagrams.LETTER * 10 + 0.01, 10) == lines
