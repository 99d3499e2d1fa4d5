"""No `next` value takes anybody away from the platform (RE-23)."""

from urllib.parse import urlsplit

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from accounts.adapters import is_our_address
from tests.factories.accounts import app_of, person_with

FOREIGN = [
    *(
        prefix + "evil.example"
        for prefix in ("//", "///", "////", "/\\", "\\\\", "\\/", "/\\/", "http:", "https:", "http://")
    ),
    *(
        prefix + "evil.example/en/"
        for prefix in ("https://", "HTTPS://", "http:/", "https:/", "ftp://", "//\\", "//user@")
    ),
    "https://evil.example\\@testserver/en/",
    "https://testserver@evil.example/en/",
    "https://testserver.evil.example/en/",
    "https://evil.example#testserver",
    "https://evil.example?testserver",
    "//evil.example%2f..",
    "//%65vil.example",
    "/%2fevil.example",
    "/%5cevil.example",
    "/en/%2e%2e//evil.example",
    "/en//evil.example",
    "/en/..//evil.example",
    "/en/../..//evil.example/",
    "/\tevil.example",
    "/\n/evil.example",
    "\t//evil.example",
    " //evil.example",
    "\x00//evil.example",
    "/\x00/evil.example",
    "/en/\r\nLocation: https://evil.example",
    "/en/%0d%0aLocation:%20https://evil.example",
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    " javascript:alert(1)",
    "java\nscript:alert(1)",
    "data:text/html,<script>alert(1)</script>",
    "vbscript:msgbox(1)",
    "file:///etc/passwd",
    "mailto:a@evil.example",
    "blob:https://evil.example/1",
    "evil.example",
    "evil.example/en/",
    "./evil.example",
    "../evil.example",
    "?next=https://evil.example",
    "#//evil.example",
    "/en/account/?next=//evil.example\\",
    "https:evil.example",
    "https:///evil.example",
    "http://[::1]@evil.example",
    "http://127.0.0.1:80@evil.example",
    "http://2130706433/",
    "//2130706433/",
    "/de/account/",
    "/static/../..//evil.example",
    "/api/v1/schema/",
    "/en/" + "a" * 3000,
    "／／evil.example",
    "/\u2028/evil.example",
    "/en/nowhere-at-all/",
]


@pytest.fixture
def signed_in(db):
    user = person_with("organizer")
    app_of(user)
    client = Client()
    client.force_login(user)
    return client


def stays(response) -> bool:
    there = response.headers.get("Location", "/")
    parts = urlsplit(there)
    return not parts.scheme and not parts.netloc and there.startswith("/") and not there.startswith(("//", "/\\"))


@pytest.mark.parametrize("place", FOREIGN)
def test_a_foreign_next_is_ignored_wherever_one_is_read(signed_in, place):
    """Sign-in while signed in, confirmation, passkey, sign-out: none follows it."""
    assert not is_our_address(place)
    for name in ("account_login", "mfa_reauthenticate", "mfa_reauthenticate_webauthn"):
        assert stays(signed_in.get(reverse(name), {"next": place}))
    assert stays(signed_in.post(reverse("account_logout"), {"next": place}))
    stranger = Client()
    assert stays(stranger.post(reverse("mfa_login_webauthn"), {"next": place}))
    asked = stranger.post(reverse("account_login"), {"email": "nobody@example.org", "next": place})
    assert stays(asked) and "evil" not in urlsplit(asked.headers.get("Location", "")).path


def test_there_are_sixty_such_values():
    assert len(set(FOREIGN)) >= 60
    print(f"RE-23: {len(FOREIGN)} foreign `next` values, 0 followed")


@pytest.mark.parametrize(("language", "query"), [("en", ""), ("fr", ""), ("en", "?a=1&b=2")])
def test_a_page_of_ours_is_followed_in_either_language(signed_in, language, query):
    with translation.override(language):
        place = reverse("accounts:sessions") + query
    assert signed_in.get(reverse("account_login"), {"next": place}).headers["Location"] == place
