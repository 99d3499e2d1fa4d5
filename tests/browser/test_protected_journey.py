"""The protected journey in a real browser: one neutral address and title, leaving at once, nothing to go back to.

Walked at two widths, in both languages, with scripts off and on (SA-A1, SA-A2, safety 8).
"""

import sqlite3

import pytest

from accounts.actors import Actor
from safety.models import Handle
from tests.factories.accounts import person_with
from tests.factories.events import ProtectedEventFactory
from tests.factories.partners import OrganizationFactory
from tests.factories.safety import issue_codes

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "protected"])
WORDS = {
    "en": ("I have a code", "Continue", "I have them; continue", "Keep this", "Leave now"),
    "fr": ("J’ai un code", "Continuer", "Je les ai", "Garder", "Quitter le site"),
}
TELLING = ("survivor", "survivant", "traffick", "traite", "roundtable", "table ronde", "protected", "protég")


@pytest.fixture
def codes(transactional_db):
    event = ProtectedEventFactory(seats=4, title_en="Survivor roundtable", title_fr="Table ronde des survivantes")
    partner = OrganizationFactory(may_vouch=True)
    return issue_codes(partner, Actor.of(person_with("liaison")), 4, event.public_id)[1]


def press(page, words):
    with page.expect_navigation():
        page.get_by_role("button", name=words).first.click()


@pytest.mark.parametrize("javascript", [False, True], ids=["no-script", "script"])
@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("width", [320, 1280])
def test_the_journey_has_one_address_one_title_and_an_end(live, open_page, codes, width, language, javascript):
    start, onward, kept, keep, leave = WORDS[language]
    page = open_page(width=width, javascript=javascript, language=language)
    met = []

    def look():
        met.append((page.url, page.title()))
        wide = page.evaluate("document.documentElement.scrollWidth") if javascript else 0
        assert wide <= width
        assert page.locator(".exit-bar").get_by_role("link", name=leave).count() == 1
        assert all(box.get_attribute("autocomplete") == "off" for box in page.locator("input[type=text]").all())

    address = f"{live.url}/{language}/s/"
    page.goto(address)
    look()
    press(page, start)
    look()
    page.locator("input[name=code]").fill(codes[0])
    press(page, onward)
    look()
    page.locator("input[name=take_part]").check()
    page.locator("input[name=comes_back]").check()
    press(page, onward)
    look()
    press(page, kept)
    look()
    press(page, keep)
    look()
    assert Handle.objects.count() == 1
    symbols = Handle.objects.get().handle
    assert any(cookie["name"] == "visit" for cookie in page.context.cookies())
    assert {url for url, _title in met} == {address}
    titles = {title for _url, title in met}
    assert len(titles) == 1 and not any(word in next(iter(titles)).lower() for word in TELLING)

    page.locator(".exit-bar").get_by_role("link", name=leave).click()
    page.wait_for_url(f"{address}blank/")
    assert not any(cookie["name"] in ("visit", "session") for cookie in page.context.cookies())
    page.go_back()
    text = page.locator("body").inner_text()
    assert symbols not in text and codes[0] not in text and not page.locator("input[name=needs]").count()
    assert page.noted.strangers == [] and page.noted.errors == []


def test_the_profile_of_a_real_browser_remembers_one_neutral_address_and_nothing_typed(
    live, chromium_with_history, browser, codes, tmp_path
):
    """After the journey, its file of history holds one address and one title; the file of form entries nothing."""
    start, onward, kept, keep, _leave = WORDS["en"]
    profile = browser.browser_type.launch_persistent_context(
        str(tmp_path), executable_path=chromium_with_history, args=["--no-sandbox", "--disable-dev-shm-usage"]
    )
    page = profile.new_page()
    page.goto(f"{live.url}/en/privacy/")
    page.goto(f"{live.url}/en/s/")
    press(page, start)
    page.locator("input[name=code]").fill(codes[0])
    press(page, onward)
    page.locator("input[name=take_part]").check()
    page.locator("input[name=comes_back]").check()
    press(page, onward)
    press(page, kept)
    press(page, keep)
    page.locator(".exit-bar").get_by_role("link", name="Leave now").click()
    page.wait_for_url(f"{live.url}/en/s/blank/")
    symbols = Handle.objects.get().handle
    profile.close()
    history = next(tmp_path.rglob("History"))
    with sqlite3.connect(f"file:{history}?mode=ro", uri=True) as file:
        rows = file.execute("SELECT url, title FROM urls").fetchall()
    assert any(url.endswith("/en/privacy/") for url, _title in rows), "the file of history is written at all"
    ours = [(url, title) for url, title in rows if not url.endswith("/en/privacy/")]
    assert {url for url, _title in ours} <= {f"{live.url}/en/s/{page}" for page in ("", "exit/", "blank/")}
    assert not any(word in f"{url} {title}".lower() for url, title in ours for word in TELLING)
    kept_bytes = b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file() and path.stat().st_size)
    for secret in (symbols, codes[0]):
        assert secret.encode() not in kept_bytes
        assert secret.encode("utf-16-le") not in kept_bytes
