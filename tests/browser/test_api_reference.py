"""The reference of the API is a page like every other: readable, accessible, in a frame of either language (STD-12)."""

import pytest
from django.urls import reverse
from django.utils import translation

from accounts import api_reference
from tests.access.seed import World, _people
from tests.support.pages import faults, same_as

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize("language", ["en", "fr"])
def test_it_lists_every_act_and_says_how_to_get_a_key(live, open_page, language):
    world = World()
    _people(world)
    with translation.override(language):
        path, keys = reverse("accounts:api_docs"), reverse("accounts:key_new")
    page = open_page(language=language)
    page.context.add_cookies(same_as(world.clients["organizer"]))
    page.goto(live.url + path)

    assert faults(page, f"api-reference-{language}") == []
    words = page.inner_text("main")
    for _noun, rows in api_reference.endpoints():
        for row in rows:
            assert f"{row.method} {row.path}" in words
    assert page.locator(f"main a[href='{keys}']").count() == 1
    assert words.count("curl") >= 3 and "Idempotency-Key" in words
