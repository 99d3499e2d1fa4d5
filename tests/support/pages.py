"""What a browser finds wrong with a page: axe with the 2.2 AA rules, sideways scroll, covered focus, refused requests."""

import os
import re
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parents[1]
LOOKING = (HERE / "support/looking.js").read_text(encoding="utf-8")
AXE = (HERE / "browser/vendor/axe/axe.min.js").read_text(encoding="utf-8")
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
WIDTHS = (1280, 320)
ZONE_ABBREVIATION = re.compile(r"\b(?:[PMCEAN][SD]T|H[NA][PRCEAT])\b")  # of Canada, in English and in French


def sideways(page: Any) -> list[str]:
    """Return a line when the page must be scrolled sideways."""
    return list(page.evaluate(f"() => {{ {LOOKING} return looking.sideways(); }}"))


def shot(page: Any, name: str) -> None:
    """Save a picture when `SHOTS` names a folder."""
    if folder := os.environ.get("SHOTS"):
        Path(folder).mkdir(parents=True, exist_ok=True)
        page.screenshot(path=f"{folder}/{re.sub(r'[^a-z0-9_-]+', '-', name.lower())}.png", full_page=True)


def faults(page: Any, name: str, *, practice: bool = True) -> list[str]:
    """Return everything wrong with the page that is open, at both widths, with a picture of each on demand.

    Args:
        practice: ask too for good practice beyond the rules (headings, landmarks), which no width changes.
    """
    found = []
    _let_look(page)
    for width in WIDTHS:
        _widen(page, width)
        wide = width == WIDTHS[0]
        tags, twice = [*TAGS, *(["best-practice"] if wide and practice else [])], wide
        lines = page.evaluate("([tags, twice]) => looking.all(tags, twice)", [tags, twice])
        found += [f"{width}: {line}" for line in lines]
        shot(page, f"{name}-{width}")
    _widen(page, WIDTHS[0])
    found += [f"left the origin: {url}" for url in page.noted.strangers]
    found += [f"console: {line}" for line in page.noted.errors]
    return found


def _let_look(page: Any) -> None:
    """Put axe on the page, and on each that this tab opens later: sending it anew costs more than a page."""
    if not page.evaluate("() => Boolean(window.axe && window.looking)"):
        page.add_init_script(f"{AXE}\n{LOOKING}")
        page.evaluate(f"() => {{ {AXE}\n{LOOKING} }}")


def _widen(page: Any, width: int) -> None:
    """Give the window this width, as high as such windows are; a window that has it is laid out no second time."""
    size = {"width": width, "height": 900 if width > 600 else 640}
    if page.viewport_size != size:
        page.set_viewport_size(size)


def same_as(client: Any) -> list[dict[str, str]]:
    """Return the cookies of a test client, for a browser on the same host."""
    return [
        {"name": name, "value": morsel.value, "domain": "127.0.0.1", "path": "/"}
        for name, morsel in client.cookies.items()
    ]
