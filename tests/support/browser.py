"""A real Chromium, driven by Playwright, that reaches this machine alone and notes who was asked."""

import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.db import connections

from tests.support import planting
from tests.support.not_run import not_run

# no name and no address but this machine's can be reached; files are cached as a person's browser caches them
ARGUMENTS = (
    *("--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu", "--disable-background-networking"),
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
    # a page here lives for a second: compiling its scripts further than once is never earned back
    "--js-flags=--no-opt,--no-maglev,--always-sparkplug",
)
HOME = {"127.0.0.1", "localhost", None}
WHOLE = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
# the shell has no window to draw and takes a third less work; it keeps no history
NAMES = ("chromium-headless-shell", *WHOLE)


def find_chromium() -> str | None:
    """Return the path of a Chromium: the one named by `CHROMIUM`, or the first on the path."""
    return os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)


@dataclass
class Noted:
    """What a page did that it may not: requests to other hosts, console errors, policy violations."""

    strangers: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)


@pytest.fixture(scope="session")
def chromium() -> str:
    """The path of a Chromium; without one, the test is a part not run."""
    return find_chromium() or not_run("browser", "no Chromium found on PATH or in CHROMIUM")


@pytest.fixture(scope="session")
def chromium_with_history() -> str:
    """The path of a whole Chromium, which keeps a profile as a person's does."""
    return next(filter(None, map(shutil.which, WHOLE)), None) or not_run("browser", "no Chromium that keeps a profile")


@pytest.fixture(scope="session")
def browser(chromium: str, django_db_blocker: Any) -> Iterator[Any]:
    """One Chromium for the whole run.

    Playwright leaves an event loop running in this thread, and Django keeps connections apart within and outside a
    loop. So none may stay open on the other side: a forked process is outside again, and all would share its socket.
    Nor may rows stay planted there.
    """
    from playwright.sync_api import sync_playwright

    connections.close_all()
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=chromium, args=list(ARGUMENTS))
        yield running
        with django_db_blocker.unblock():
            planting.bed.clear()
        connections.close_all()
        running.close()


@pytest.fixture
def open_page(browser: Any) -> Iterator[Callable[..., Any]]:
    """Open a page in a context of its own: `open_page(width=320, javascript=False, language="fr")`.

    `page.noted` says which requests were for another host (they reach nobody) and what the console
    complained about; a test that cares asserts both are empty.
    """
    contexts = []

    def open_one(
        width: int = 1280, height: int = 900, javascript: bool = True, language: str = "en", **more: Any
    ) -> Any:
        context = browser.new_context(
            viewport={"width": width, "height": height},
            java_script_enabled=javascript,
            locale=f"{language}-CA",
            **more,
        )
        contexts.append(context)
        page, noted = context.new_page(), Noted()
        page.noted = noted
        page.on("request", lambda asked: _note_stranger(asked, noted))
        page.on("console", lambda line: noted.errors.append(line.text) if line.type == "error" else None)
        page.on("pageerror", lambda error: noted.errors.append(str(error)))
        return page

    yield open_one
    for context in contexts:
        context.close()


def _note_stranger(asked: Any, noted: Noted) -> None:
    if urlsplit(asked.url).hostname not in HOME:
        noted.strangers.append(asked.url)
