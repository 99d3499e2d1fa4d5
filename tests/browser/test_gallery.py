"""The gallery shows every component, faultless in both languages, with and without scripts, also in print."""

from pathlib import Path

import pytest

from kernel.gallery import INSIDE, SAMPLES
from tests.support.pages import faults

COMPONENTS = {path.stem for path in (Path(__file__).resolve().parents[2] / "templates/components").glob("*.html")}


def test_every_component_is_in_the_gallery():
    assert COMPONENTS == {sample.component for sample in SAMPLES} | set(INSIDE)
    assert not {sample.component for sample in SAMPLES} & set(INSIDE)


@pytest.mark.parametrize("name", sorted(COMPONENTS))
def test_a_component_states_its_options_first(name):
    source = (Path(__file__).resolve().parents[2] / f"templates/components/{name}.html").read_text()

    assert source.startswith("{% comment %}")
    assert len(source.partition("{% endcomment %}")[0]) > 30


@pytest.mark.parametrize("language", ["en", "fr"])
def test_the_gallery_has_no_fault(live, open_page, language):
    page = open_page(language=language)
    page.goto(f"{live.url}/{language}/{'gallery' if language == 'en' else 'galerie'}/")

    assert faults(page, f"gallery-{language}") == []


def test_nothing_needs_a_script(live, open_page):
    page = open_page(javascript=False)
    page.goto(f"{live.url}/en/gallery/")

    assert page.locator("details.disclosure summary").count() > 2
    assert page.locator("main form button").count() > 3
    assert page.locator("svg[role=img]").count() > 2


def test_what_leads_on_is_not_printed_and_what_was_said_is(live, open_page):
    page = open_page()
    page.goto(f"{live.url}/en/gallery/")
    page.emulate_media(media="print")

    assert not page.locator(".skip, .head__tools, .filters, nav.tabs").filter(visible=True).count()
    assert page.locator("h1, caption, .banner").filter(visible=True).count() > 3


def test_in_forced_colours_states_and_buttons_keep_an_edge(live, open_page):
    page = open_page(forced_colors="active")
    page.goto(f"{live.url}/en/gallery/")
    edges = page.eval_on_selector_all(
        ".state, .button, .banner", "all => all.map(one => getComputedStyle(one).borderTopWidth)"
    )

    assert edges
    assert "0px" not in edges


def test_a_refused_form_takes_the_focus_and_leads_to_its_fields(live, open_page):
    page = open_page(javascript=False)
    page.goto(f"{live.url}/en/gallery/")

    assert page.evaluate("document.activeElement.id") == "errors"
    page.click('#errors a[href="#id_day_0"]')
    assert page.evaluate("document.activeElement.id") == "id_day_0"
