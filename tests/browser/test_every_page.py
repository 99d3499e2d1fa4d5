"""Every page of the access table, seen by somebody who may see it, in both languages, at two widths (STD-04, STD-12)."""

from collections import Counter

import pytest
from django.urls import reverse
from django.utils import translation
from playwright.sync_api import Error

from accounts.roles import ROLES
from tests.access.matrix import BY_APP
from tests.access.seed import plant
from tests.access.vocabulary import WHO, Decision
from tests.support.pages import faults, same_as, sideways

SKIPPED = {
    "account_logout": "signs out",
    "root": "redirects",
}


def _looks():
    """Yield (part of the product, line, who) for each line that is a page, with the first who may open it."""
    for app, lines in BY_APP.items():
        for line in lines:
            who = next((one for one in WHO if line.decide("GET", one) is Decision.IN), None)
            if who and line.name not in SKIPPED and not line.name.startswith(("api:", "health")):
                yield app, line, who


@pytest.mark.timeout(3600)
@pytest.mark.parametrize("language", ["en", "fr"])
def test_every_page_is_accessible_and_stays_at_home(live, open_page, language):
    world, pages = plant(), {}
    wrong, seen = [], Counter()
    for app, line, who in _looks():
        with translation.override(language):
            path = reverse(line.name, args=world.arguments(line.of, who))
        if who not in pages:
            pages[who] = open_page(language=language)
        page = pages[who]
        page.context.clear_cookies()
        page.context.add_cookies(same_as(world.clients[who]))
        page.noted.errors.clear()
        page.noted.strangers.clear()
        try:
            answer = page.goto(live.url + path)
        except Error as error:
            assert "Download" in str(error) or "ERR_ABORTED" in str(error), f"{path}: {error}"
            continue
        if "html" not in answer.headers.get("content-type", ""):
            continue
        seen[app] += 1
        if answer.status >= 500:
            wrong.append(f"{line.name} as {who}: {answer.status}")
            continue
        if answer.status < 400:
            # headings and landmarks stand in the templates, which both languages share
            found = faults(page, f"{line.name}-{language}", practice=language == "en")
            wrong += [f"{line.name} as {who}: {fault}" for fault in found]

    assert not wrong, "\n".join(wrong)
    assert set(seen) == {app for app, _line, _who in _looks()}


@pytest.mark.parametrize("language", ["en", "fr"])
def test_the_head_and_menu_of_each_role_fit_a_narrow_screen(live, open_page, language):
    """What stands around a page depends on who looks: search, places, names of different length."""
    world, wrong = plant(), []
    with translation.override(language):
        path = reverse("accounts:mine")
    for who in ROLES:
        page = open_page(width=320, language=language)
        page.context.add_cookies(same_as(world.clients[who]))
        assert page.goto(live.url + path).status == 200
        wrong += [f"{who}: {line}" for line in sideways(page)]
        page.context.close()
    assert wrong == []
