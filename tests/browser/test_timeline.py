"""The timeline of a commitment is read on a telephone without pushing it sideways, and beside its names on a wide page."""

import datetime

import pytest
from django.urls import reverse
from django.utils import translation

from partners import periods
from partners.domain import milestones
from tests.factories.commitments import agreed, people
from tests.support.pages import faults, shot, sideways

LEGIBLE = 13  # pixels of the smallest letters
SMALLEST = """drawing => Math.min(...[...drawing.querySelectorAll("text")].map(one =>
  one.getAttribute("font-size") * drawing.getBoundingClientRect().width / drawing.viewBox.baseVal.width))"""
OUTSIDE = """drawing => [...drawing.querySelectorAll("text")].filter(one => {
  const all = drawing.getBoundingClientRect(), box = one.getBoundingClientRect();
  return box.left < all.left - 1 || box.right > all.right + 1;
}).map(one => one.textContent)"""


@pytest.fixture
def slipped(live):
    """A commitment whose milestone was put off by a year."""
    writer, approver = people()
    commitment = agreed(writer, approver)
    due = periods.today() + datetime.timedelta(days=425)
    words = {"reason_en": "The room was taken.", "reason_fr": "La salle était prise."}
    milestones.reschedule(commitment.milestones.get(), actor=writer, due=due, **words)
    return commitment


@pytest.mark.parametrize("colours", ["none", "active"])
@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize(("width", "shown", "hidden"), [(320, "narrow", "wide"), (1280, "wide", "narrow")])
def test_one_drawing_is_shown_whose_words_are_all_seen_and_legible(
    live, open_page, slipped, width, shown, hidden, language, colours
):
    page = open_page(width=width, language=language, javascript=False, forced_colors=colours)
    with translation.override(language):
        page.goto(live.url + reverse("partners:public_commitment", args=[slipped.public_id]))
    drawing = page.locator(f".chart__{shown} svg")

    assert drawing.is_visible() and not page.locator(f".chart__{hidden}").is_visible()
    assert drawing.evaluate(OUTSIDE) == [] and drawing.evaluate(SMALLEST) > LEGIBLE
    assert drawing.evaluate("one => one.parentElement.scrollWidth - one.parentElement.clientWidth") <= 0
    assert sideways(page) == []
    shot(page, f"timeline {language} {width} {colours}")


def test_the_page_of_a_commitment_has_no_fault(live, open_page, slipped):
    page = open_page()
    page.goto(live.url + reverse("partners:public_commitment", args=[slipped.public_id]))

    assert faults(page, "timeline") == []
