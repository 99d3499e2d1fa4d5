"""What every address sends with its answer, in both languages: headers, caching, weight, nobody else's host.

Asked through the HTTP client, so that the whole table costs seconds; the browser sees the same pages in
`tests/browser/test_every_page.py` (STD-03, STD-04, STD-11, STD-32).
"""

import gzip
import re
from functools import cache as remembered
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.conf import settings as configured
from django.contrib.staticfiles import finders
from django.core.cache import cache
from django.urls import NoReverseMatch, reverse
from django.utils import translation
from django.utils.translation import gettext

from partners.models import ReferenceLoad
from tests.access.matrix import LINES
from tests.access.seed import plant
from tests.access.vocabulary import ANONYMOUS, GUEST, WHO, Decision

STATIC = Path(__file__).resolve().parents[2] / "static"
ALWAYS = {
    "Strict-Transport-Security": "max-age=31536000; includeSubDomains; preload",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
OFF = ("camera", "geolocation", "microphone", "payment", "usb", "display-capture", "midi")
FETCHES = re.compile(r"<(?:link|script|img|source|iframe|object|use|form|video|audio|embed)\b[^>]*>", re.IGNORECASE)
NAMED = re.compile(r'\s(?:src|href|action|srcset|data|poster)="([^"]*)"')
PUBLIC_KB, PROTECTED_KB = 150, 50
FONT = re.compile(r"@font-face \{.*?url\(\"\.\./(.*?)\"\).*?unicode-range: (.*?);", re.DOTALL)


@pytest.fixture
def secure(settings, db):
    """The headers of a production, at an https address."""
    settings.SECURE_HSTS_SECONDS, settings.SECURE_HSTS_INCLUDE_SUBDOMAINS, settings.SECURE_HSTS_PRELOAD = (
        31_536_000,
        True,
        True,
    )


def _answers(world):
    """Yield (what was asked, who, answer) for every address that may be looked at, in each language it has."""
    for line in LINES:
        inside = next((one for one in WHO if line.decide("GET", one) is Decision.IN), None)
        for who in {inside or ANONYMOUS, ANONYMOUS}:
            for language in ("en", "fr"):
                try:
                    with translation.override(language):
                        path = reverse(line.name, args=world.arguments(line.of, who))
                except NoReverseMatch:
                    continue
                if language == "fr" and not path.startswith("/fr/"):
                    continue
                if line.name == "account_logout" and who != ANONYMOUS:
                    continue
                cache.clear()
                if who == ANONYMOUS:  # somebody who comes for the first time
                    world.clients[who].cookies.clear()
                yield f"{line.name} ({language}, {who})", who, path, world.clients[who].get(path, secure=True)


def _policy(answer) -> dict[str, str]:
    parts = answer.headers.get("Content-Security-Policy", "").split(";")
    return dict(part.strip().partition(" ")[::2] for part in parts if part.strip())


def _wrong_headers(answer) -> list[str]:
    found = [f"{name} is {answer.headers.get(name)!r}" for name, value in ALWAYS.items() if answer.get(name) != value]
    # addresses that hold a secret send less: the next page learns the host alone
    if answer.get("Referrer-Policy") not in ("same-origin", "strict-origin", "no-referrer"):
        found.append(f"Referrer-Policy is {answer.get('Referrer-Policy')!r}")
    policy = _policy(answer)
    if policy == {"default-src": "'none'", "sandbox": ""}:  # a file: it may do nothing at all
        policy = {**policy, "script-src": "'self'", "require-trusted-types-for": "'script'", "trusted-types": ""}
    if policy.get("default-src") != "'none'" or policy.get("script-src") != "'self'":
        found.append(f"policy {policy}")
    if policy.get("require-trusted-types-for") != "'script'" or "trusted-types" not in policy:
        found.append("no trusted types")
    if any("unsafe" in value or "*" in value or "http" in value for value in policy.values()):
        found.append(f"the policy lets others in: {policy}")
    allowed = answer.headers.get("Permissions-Policy", "")
    found += [f"{feature} is not shut off" for feature in OFF if f"{feature}=()" not in allowed]
    return found


def _wrong_caching(answer, who) -> list[str]:
    control = answer.headers.get("Cache-Control", "")
    if "no-store" in control:
        return []
    if who not in (ANONYMOUS,):
        return [f"kept by caches although {who} is known: {control!r}"]
    if "public" not in control:
        return [f"Cache-Control is {control!r}"]
    return ["a page for everybody sets a cookie"] if answer.cookies else []


def _strangers(html: str) -> list[str]:
    named = [url for tag in FETCHES.findall(html) for url in NAMED.findall(tag)]
    return [
        f"asks {url}"
        for url in named
        if urlsplit(url).netloc not in ("", "testserver") and urlsplit(url).netloc not in configured.BASE_URL
    ]


@remembered
def _packed(path: str) -> int:
    body = Path(finders.find(path)).read_bytes()
    return len(body) if path.endswith(".woff2") else len(gzip.compress(body, 6))


@remembered
def _fonts() -> list[tuple[str, list[tuple[int, int]]]]:
    found = []
    for name, ranges in FONT.findall((STATIC / "css/app.css").read_text()):
        spans = [part.strip().removeprefix("U+").partition("-") for part in ranges.split(",")]
        found.append((name, [(int(low, 16), int(high or low, 16)) for low, _dash, high in spans]))
    return found


def weight(html: str) -> int:
    """Return the bytes of a first visit: page, sheets, scripts, pictures and the fonts that its letters need."""
    static = {
        url.partition("/static/")[2]
        for tag in FETCHES.findall(html)
        for url in NAMED.findall(tag)
        if "/static/" in url and "<form" not in tag
    }
    letters = {ord(letter) for letter in re.sub(r"<[^>]+>", " ", html)}
    static |= {name for name, spans in _fonts() if any(low <= one <= high for one in letters for low, high in spans)}
    return len(gzip.compress(html.encode(), 6)) + sum(_packed(name.partition("?")[0]) for name in static)


def test_every_answer_carries_the_headers_and_stays_light(secure):
    world = plant()
    wrong, seen, pages, heaviest = [], 0, 0, {"public": (0, ""), "protected": (0, "")}
    for asked, who, path, answer in _answers(world):
        seen += 1
        found = _wrong_headers(answer) + _wrong_caching(answer, who)
        if "html" in answer.headers.get("Content-Type", "") and answer.status_code == 200:
            pages += 1
            html = answer.content.decode()
            found += _strangers(html)
            kind, most = ("protected", PROTECTED_KB) if path[3:6] == "/s/" else ("public", PUBLIC_KB)
            heavy = weight(html)
            heaviest[kind] = max(heaviest[kind], (heavy, asked))
            if heavy > most * 1024:
                found.append(f"weighs {heavy / 1024:.0f} KB, more than {most}")
        wrong += [f"{asked} {answer.status_code}: {fault}" for fault in found]

    assert not wrong, f"{len(wrong)}\n" + "\n".join(wrong[:60])
    print(
        f"STD-32: {seen} answers. STD-03, STD-04: {pages} pages, "
        + ", ".join(f"heaviest {kind} {size / 1024:.0f} KB ({name})" for kind, (size, name) in heaviest.items())
    )
    assert pages > 200
    assert all(size for size, _name in heaviest.values())


def _lacks(html: str, *, home: bool) -> list[str]:
    """Name what a public page lacks of its frame (STD-01), and of its date in the form that it explains (STD-07)."""
    modified = re.search(r'<p class="modified">(.*?)</p>', html, re.DOTALL)
    has = {
        "skip link": '<a class="skip" href="#main">' in html and '<main id="main"' in html,
        "breadcrumbs": home or f'<nav class="crumbs" aria-label="{gettext("You are here")}"><ol><li><a href="' in html,
        "footer": '<footer class="foot">' in html,
        "date modified": modified and re.search(r"\b\d{4}-\d{2}-\d{2}\b", re.sub("<[^>]+>", " ", modified[1])),
    }
    return [name for name, there in has.items() if not there]


def test_every_page_that_is_the_same_for_everybody_has_the_whole_frame_and_its_date(secure):
    """What caches may keep is what the public reads."""
    world = plant()
    ReferenceLoad.objects.create(created=1, changed=0)
    wrong, seen = [], 0
    for asked, _who, path, answer in _answers(world):
        if answer.status_code != 200 or "html" not in answer["Content-Type"] or "public" not in answer["Cache-Control"]:
            continue
        seen += 1
        with translation.override(path[1:3]):
            wrong += [f"{asked}: {part}" for part in _lacks(answer.content.decode(), home=path in ("/en/", "/fr/"))]

    assert not wrong, "\n".join(wrong)
    assert seen > 10


@pytest.mark.django_db
def test_the_page_before_any_consultation_has_its_date_too(client):
    assert _lacks(client.get("/en/").text, home=True) == []


def test_control_letters_beyond_latin_weigh_more():
    """If this fails, the weights above leave the fonts out."""
    assert weight("<p>ᐃᓄᒃᑎᑐᑦ</p>") - weight("<p>Inuktitut</p>") > 40_000


@pytest.mark.parametrize("path", ["/en/nowhere/", "/fr/nulle-part/", "/api/v1/nowhere/", "/en/s/nowhere/"])
def test_a_refusal_carries_the_same_headers(secure, client, path):
    answer = client.get(path, secure=True)

    assert answer.status_code in (401, 404)
    assert _wrong_headers(answer) == []
    assert _wrong_caching(answer, GUEST) == []
