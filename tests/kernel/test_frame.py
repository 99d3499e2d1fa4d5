"""The frame of a page: language switch, hreflang pairs, title, error pages, protected frame (STD-06, STD-07, STD-11)."""

import re
from urllib.parse import urlsplit

import pytest
from django.core.cache import cache
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils import translation

from kernel import addresses, tones
from kernel.errors import DomainError, Invalid
from kernel.limits import LimitReached
from kernel.middleware import ErrorPagesMiddleware
from kernel.views import errors, pages
from tests.access.matrix import LINES
from tests.access.seed import plant
from tests.access.vocabulary import WHO, Decision
from tests.support.environment import ROOT
from tests.support.pages import ZONE_ABBREVIATION

HREFLANG = re.compile(r'hreflang="(..)-CA" href="(https?://[^"]+)"')
PAGES = ["kernel:contact", "kernel:privacy", "kernel:accessibility", "kernel:gallery"]


def _parts(html: str) -> dict[str, int]:
    """Count what the two languages of a page have alike: headings, links, tables and downloads of its main part."""
    main = html.partition("<main")[2].partition("</main>")[0]
    counted = {f"h{level}": main.count(f"<h{level}") for level in range(1, 5)}
    links = re.findall(r"<a [^>]*>", main)
    files = [link for link in links if re.search(r"\bdownload\b|\.(?:csv|json|xlsx|ics|pdf)[\"?]", link)]
    return {**counted, "tables": main.count("<table"), "links": len(links), "downloads": len(files)}


def _switch(html: str) -> str:
    return re.search(r'<a class="switch" href="([^"]+)"', html)[1].replace("&amp;", "&")


@pytest.mark.django_db
@pytest.mark.parametrize("name", PAGES)
def test_the_switch_leads_to_the_same_page_with_the_same_query_and_back(client, name):
    path = reverse(name) + "?q=caf%C3%A9&page=2"

    there = _switch(client.get(path).content.decode())
    back = _switch(client.get(there).content.decode())

    assert there.startswith("/fr/")
    assert there.endswith("?q=caf%C3%A9&page=2")
    assert client.get(there).status_code == 200
    assert back == path


@pytest.mark.sqlite  # what stands around a page does not depend on the database
@pytest.mark.django_db
def test_every_page_of_the_access_table_switches_to_itself_and_holds_the_same_in_both_languages(settings):
    """STD-06, STD-09, STD-11."""
    world, wrong, seen = plant(), [], 0
    for line in LINES:
        who = next((one for one in WHO if line.decide("GET", one) is Decision.IN), None)
        if not who or line.name.startswith(("api:", "health", "root")) or line.name == "account_logout":
            continue
        client = world.clients[who]
        with translation.override("en"):
            path = reverse(line.name, args=world.arguments(line.of, who))
        cache.clear()
        here = client.get(path)
        if here.status_code != 200 or "html" not in here.headers["Content-Type"] or "/en/" not in path:
            continue
        seen += 1
        html = here.content.decode()
        links = re.findall(r"<a [^>]*href=\"([^\"]+)\"", html)
        with translation.override("fr"):
            french = reverse(line.name, args=world.arguments(line.of, who))
        cache.clear()
        there = client.get(french)
        if _switch(html) != french or there.status_code != 200:
            wrong.append(f"{line.name}: the switch leads to {_switch(html)}, not to {french}")
            continue
        if _parts(html) != _parts(there.text):
            wrong.append(f"{line.name}: the main part has {_parts(html)} in English and {_parts(there.text)} in French")
        pairs = [HREFLANG.findall(text) for text in (html, there.text)]
        named = [urlsplit(url).path for _language, url in pairs[0]]
        if pairs[0] != pairs[1] or named != ([path, french] if '<body class="page--public">' in html else []):
            wrong.append(f"{line.name}: names {pairs[0]} in English and {pairs[1]} in French (STD-11)")
        if links[0] != "#main" or (links[1] != french and 'class="plain"' not in html):
            wrong.append(f"{line.name}: the first links are {links[:2]}")
        if html.count("<h1") != 1 or not re.search(r"<title>\s*\S", html):
            wrong.append(
                f"{line.name}: {html.count('<h1')} first headings, title {re.search('<title>.*?</title>', html)}"
            )
        if not re.search(r'<html lang="en-CA"', html):
            wrong.append(f"{line.name}: no language")
        for page in (html, there.content.decode()):
            if found := ZONE_ABBREVIATION.search(re.sub(r"<[^>]+>", " ", page)):
                wrong.append(f"{line.name}: names a zone by the abbreviation {found[0]} (STD-20c)")

    assert not wrong, "\n".join(wrong)
    assert seen > 20


def test_control_what_one_language_lacks_is_counted():
    whole = '<main><h2>Data</h2><a href="/en/list.csv">List</a></main><a href="/">Home</a>'

    assert _parts(whole) == _parts("<main></main>") | {"h2": 1, "links": 1, "downloads": 1}


@pytest.mark.django_db
@pytest.mark.parametrize("name", PAGES)
def test_each_language_names_both_and_itself(client, name, settings):
    settings.BASE_URL = "https://consultation.example.org"
    with translation.override("en"):
        english = client.get(reverse(name)).content.decode()
    with translation.override("fr"):
        french = client.get(reverse(name)).content.decode()
    pairs = [HREFLANG.findall(html) for html in (english, french)]

    assert pairs[0] == pairs[1]
    assert [language for language, _ in pairs[0]] == ["en", "fr"]
    assert all(url.startswith(f"https://consultation.example.org/{language}/") for language, url in pairs[0])


def test_the_page_behind_a_refused_form_is_the_one_that_held_it():
    request = RequestFactory().post("/en/contact/", headers={"Referer": "http://testserver/en/privacy/?a=1"})

    assert addresses.in_language(request, "fr") == "/fr/confidentialite/?a=1"
    stranger = RequestFactory().post("/en/contact/", headers={"Referer": "https://example.org/en/privacy/"})
    assert addresses.in_language(stranger, "fr") == "/fr/nous-joindre/"


def test_a_page_without_an_address_switches_to_the_first_page():
    assert addresses.in_language(RequestFactory().get("/en/nowhere/at/all/"), "fr") == "/fr/"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("path", "words"),
    [("/en/nowhere/", "We cannot find this page"), ("/fr/nulle-part/", "Nous ne trouvons pas cette page")],
)
def test_an_unknown_address_gets_a_page_in_its_language(client, path, words, django_assert_num_queries):
    with django_assert_num_queries(0):
        answer = client.get(path)

    assert answer.status_code == 404
    assert words in answer.content.decode()
    assert "Cache-Control" in answer.headers


@pytest.mark.django_db
def test_a_protected_address_that_does_not_exist_tells_nothing(client):
    html = client.get("/en/s/nowhere/").content.decode()

    assert "<title>Welcome</title>" in html
    assert "National consultations" not in html
    assert "htmx" not in html


@pytest.mark.django_db
def test_an_expired_form_without_words_keeps_a_way_back():
    strict = Client(enforce_csrf_checks=True)

    answer = strict.post(reverse("account_login"), {"login": ""}, headers={"Referer": "http://testserver/en/privacy/"})

    assert answer.status_code == 403
    html = answer.content.decode()
    assert "open for too long" in html
    assert 'href="/en/privacy/"' in html


@pytest.mark.django_db
def test_the_address_of_an_act_opened_by_hand_says_so(client):
    answer = client.post("/en/contact/")

    assert answer.status_code == 405
    assert answer.headers["Allow"]
    assert "only takes a form" in answer.content.decode()


@pytest.mark.parametrize("status", sorted(errors.PAGES))
@pytest.mark.parametrize("language", ["en", "fr"])
def test_every_error_page_says_what_happened_and_what_to_do(status, language):
    with translation.override(language):
        answer = errors.page(RequestFactory().get(f"/{language}/x/"), status)
        words = errors.PAGES[status]

        html = answer.content.decode()
        assert answer.status_code == status
        for part in (words.title, words.what, words.next):
            assert str(part).replace("'", "&#x27;") in html
        assert f'lang="{language}-CA"' in html


@pytest.mark.parametrize(
    ("refusal", "status"),
    [
        (DomainError("The event is over.", code="event_over"), 409),
        (Invalid("Choose a day."), 422),
        (LimitReached("Too many.", retry_after=60), 429),
    ],
)
def test_a_refusal_that_no_view_showed_becomes_a_page_with_its_words(refusal, status):
    middleware = ErrorPagesMiddleware(lambda request: None)

    answer = middleware.process_exception(RequestFactory().post("/en/x/"), refusal)

    assert answer.status_code == status
    assert str(refusal) in answer.content.decode()
    assert middleware.process_exception(RequestFactory().post("/en/x/"), KeyError("x")) is None
    assert middleware.process_exception(RequestFactory().post("/api/v1/x/"), refusal) is None
    assert answer.headers.get("Retry-After") == ("60" if status == 429 else None)


def test_too_many_tries_say_how_long_to_wait_at_most():
    middleware = ErrorPagesMiddleware(lambda request: HttpResponse(status=429, headers={"Retry-After": "3600"}))

    bare = middleware(RequestFactory().post("/en/x/"))
    raised = middleware.process_exception(RequestFactory().post("/en/x/"), LimitReached("Many.", retry_after=61))

    assert "Try again in 60 minutes at the latest." in bare.content.decode()
    assert "Try again in 2 minutes at the latest." in raised.content.decode()


@pytest.mark.django_db
def test_too_many_tries_with_a_passkey_are_answered_by_our_page(client):
    answers = [client.post(reverse("mfa_login_webauthn"), {"credential": "x"}) for _try in range(40)]
    refused = next(answer for answer in answers if answer.status_code == 429)

    assert "<h1>Too many attempts</h1>" in refused.content.decode()


def test_an_upload_that_is_too_large_is_said_to_be(client, settings, db):
    settings.DATA_UPLOAD_MAX_NUMBER_FIELDS = 2

    answer = client.post(reverse("account_login"), {f"f{n}": "x" for n in range(5)})

    assert answer.status_code == 413
    assert "too large" in answer.content.decode()


def test_no_state_has_two_tones():
    listed = [state for words in (tones.GOOD, tones.BUSY, tones.WARN, tones.BAD, tones.OVER) for state in words.split()]

    assert len(listed) == len(set(listed))
    assert tones.tone_of("confirmed") == "good"
    assert tones.tone_of("never heard of") == "quiet"
    assert tones.tone_of("warn") == "warn"


@pytest.mark.django_db
@pytest.mark.parametrize("demo", [True, False])
def test_without_the_institutions_brand_every_page_says_whose_it_is_not(client, settings, demo):
    """STD-05: the demonstration says that it is one, any other says that it is no government's site; a brand is silent."""
    settings.DEMO = demo
    words = "This is a demonstration." if demo else "This is not a site of the Government of Canada."
    other = "This is not a site of the Government of Canada." if demo else "This is a demonstration."
    paths = (reverse("kernel:contact"), reverse("kernel:accessibility"), "/en/nowhere/")
    for path in paths:
        html = client.get(path).content.decode()
        assert words in html and other not in html, path
    settings.DEMO, settings.BRAND = False, "canada"
    assert all("Government of Canada" not in client.get(path).content.decode() for path in paths)


def test_no_protected_mark_stands_among_the_files():
    """STD-05: no signature, arms or wordmark of the Government of Canada is part of the product."""
    names = [path.name.lower() for path in (ROOT / "static").rglob("*") if path.is_file()]
    assert (
        names
        and [name for name in names if any(mark in name for mark in ("sig-blk", "wmms", "wordmark", "arms"))] == []
    )


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/en/accessibility/", "/fr/accessibilite/"])
def test_the_accessibility_statement_names_standard_exceptions_contact_and_day(client, settings, path):
    """STD-14."""
    settings.MAIL_REPLY_TO = "help@example.org"
    html = client.get(path).content.decode()
    for words in ("2.2", "1.3.5", "2.2.1", "PDF", "mailto:help@example.org", pages.REVISED_ON.isoformat()):
        assert words in html, words
