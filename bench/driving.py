"""Invited people at browsers without scripts, many at once: each opens a link, presses the button and says yes.

Real processes, each with one kept connection, as a load from outside would be; the bench and the race tests share it.
"""

import http.client
import multiprocessing
import re
import time
from collections import Counter
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Protocol
from urllib.parse import urlencode, urlsplit

_TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
_KEY = re.compile(r'name="key" value="([^"]*)"')
_REGISTER = re.compile(r'href="([^"]+/(?:register|inscription)/)"')
_CALENDAR = re.compile(r'href="[^"]+\.ics"')  # only a seat has one; its address is translated
SEAT, WAITING, TOLD, LOST = "seat", "waiting", "told", "lost"
PATIENCE = 120  # seconds one answer may take before the attempt counts as lost


@dataclass(frozen=True)
class Attempt:
    """How one person fared.

    Attributes:
        outcome: `seat`, `waiting`, `told` (a page said why not) or `lost` (an error, a broken connection).
        seconds: from opening the link to the page that confirms.
        slowest: the longest single answer.
        note: status or error of what was lost.
        broken: answers with a status of 500 or above, whatever came of the journey.
    """

    outcome: str
    seconds: float
    slowest: float
    note: str = ""
    broken: int = 0


class Person:
    """One browser: cookies, a connection, and the time each answer took."""

    def __init__(self, address: str) -> None:
        self.host = urlsplit(address).netloc
        self.connection = http.client.HTTPConnection(self.host, timeout=PATIENCE)
        self.cookies: dict[str, str] = {}
        self.slowest = 0.0
        self.broken = 0

    def ask(self, method: str, path: str, form: dict[str, str] | None = None) -> tuple[int, str, str]:
        """Send one request and return status, text and where it redirects to."""
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        body = None
        if form is not None:
            body = urlencode(form)
            headers |= {
                "Content-Type": "application/x-www-form-urlencoded",
                "Origin": f"http://{self.host}",
                "Referer": f"http://{self.host}{path}",
            }
        begun = time.perf_counter()
        self.connection.request(method, path, body, headers)
        answer = self.connection.getresponse()
        text = answer.read().decode(errors="replace")
        self.slowest = max(self.slowest, time.perf_counter() - begun)
        self.broken += answer.status >= 500
        for cookie in answer.headers.get_all("Set-Cookie") or []:
            name, _equals, value = cookie.partition(";")[0].partition("=")
            self.cookies[name] = value
        return answer.status, text, answer.headers.get("Location") or ""

    def forget(self) -> None:
        """Become somebody else on the same connection."""
        self.cookies.clear()
        self.slowest, self.broken = 0.0, 0

    def hang_up(self) -> None:
        """Begin the next request on a new connection."""
        self.connection.close()


class Browser(Protocol):
    """What walks: a person at a connection, or one inside the process of a test."""

    slowest: float
    broken: int

    def ask(self, method: str, path: str, form: dict[str, str] | None = None) -> tuple[int, str, str]: ...
    def forget(self) -> None: ...
    def hang_up(self) -> None: ...


def attempt(person: Browser, link: str) -> Attempt:
    """Walk one invitation from its link to the confirming page."""
    begun = time.perf_counter()
    try:
        outcome, note = _walk(person, urlsplit(link).path)
    except (OSError, http.client.HTTPException, _Surprise) as error:
        person.hang_up()
        outcome, note = LOST, f"{type(error).__name__}: {error}"
    found = Attempt(outcome, time.perf_counter() - begun, person.slowest, note, person.broken)
    person.forget()
    return found


class _Surprise(Exception):
    """A page that is not the one expected."""


def _walk(person: Browser, path: str) -> tuple[str, str]:
    page = _page(person.ask("GET", path), 200)
    home = _target(person.ask("POST", path, {"csrfmiddlewaretoken": _one(_TOKEN, page)}))
    mine = _page(person.ask("GET", home), 200)
    found = _REGISTER.search(mine)
    if found is None:
        return TOLD, ""
    form = _page(person.ask("GET", found[1]), 200)
    sent = {"csrfmiddlewaretoken": _one(_TOKEN, form), "key": _one(_KEY, form)}
    if 'name="party"' in form:
        sent["party"] = "1"
    status, page, there = person.ask("POST", found[1], sent)
    if status == 422:
        return TOLD, ""
    home = _target((status, page, there))
    after = _page(person.ask("GET", home), 200)
    if _CALENDAR.search(after):
        return SEAT, ""
    return (WAITING, "") if _REGISTER.search(after) is None else (LOST, "neither seat nor wait")


def _page(answer: tuple[int, str, str], expected: int) -> str:
    status, text, _there = answer
    if status != expected:
        raise _Surprise(f"status {status}")
    return text


def _target(answer: tuple[int, str, str]) -> str:
    status, _text, there = answer
    if status not in (302, 303):
        raise _Surprise(f"status {status}")
    return there


def _one(pattern: re.Pattern[str], page: str) -> str:
    found = pattern.search(page)
    if found is None:
        raise _Surprise(f"no {pattern.pattern[:20]} on the page")
    return found[1]


def drive(links: Sequence[str], processes: int) -> list[Attempt]:
    """Let `processes` browsers that start together walk all `links`, each its share; return how each fared."""
    spawn = multiprocessing.get_context("fork")
    together = spawn.Barrier(processes)
    runners = []
    for number in range(processes):
        ours, theirs = spawn.Pipe(duplex=False)
        share = links[number::processes]
        process = spawn.Process(target=_share, args=(share, together, theirs), daemon=True)
        process.start()
        theirs.close()
        runners.append((process, ours, len(share)))
    found: list[Attempt] = []
    for process, ours, expected in runners:
        mine: list[Attempt] = []
        with suppress(EOFError):
            mine = ours.recv()
        found += mine + [Attempt(LOST, 0, 0, "the browser died")] * (expected - len(mine))
        process.join(5)
    return found


def _share(links: Sequence[str], together: object, pipe: object) -> None:
    person = Person(links[0]) if links else None
    together.wait(PATIENCE)  # type: ignore[attr-defined]
    pipe.send([attempt(person, link) for link in links] if person else [])  # type: ignore[attr-defined]


def outcomes(attempts: Iterable[Attempt]) -> Counter[str]:
    """Count the outcomes."""
    return Counter(one.outcome for one in attempts)


def summary(attempts: Sequence[Attempt]) -> dict[str, Any]:
    """Return the counts of a run: what people were told, what was lost and why, broken answers, waits in seconds."""
    counts = outcomes(attempts)
    slowest = sorted(one.slowest for one in attempts) or [0.0]
    notes = Counter(one.note for one in attempts if one.note)
    return {
        "people": len(attempts),
        **{f"{name}_told": counts[name] for name in (SEAT, WAITING)},
        "refused_told": counts[TOLD],
        "lost": counts[LOST],
        "broken_answers": sum(one.broken for one in attempts),
        "median_wait_s": round(slowest[len(slowest) // 2], 3),
        "p95_wait_s": round(slowest[len(slowest) * 95 // 100], 2),
        "slowest_s": round(slowest[-1], 2),
        **({"notes": dict(notes.most_common(3))} if notes else {}),
    }
