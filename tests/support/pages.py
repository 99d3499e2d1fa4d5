"""What a browser finds wrong with a page: axe with the 2.2 AA rules, sideways scroll, covered focus, refused requests."""

import os
import re
from pathlib import Path
from typing import Any

AXE = (Path(__file__).resolve().parents[1] / "browser/vendor/axe/axe.min.js").read_text(encoding="utf-8")
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
WIDTHS = (1280, 320)
ZONE_ABBREVIATION = re.compile(r"\b(?:[PMCEAN][SD]T|H[NA][PRCEAT])\b")  # of Canada, in English and in French
LOOK = """() => {
  const all = [...document.querySelectorAll("a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex]")];
  const covered = [];
  for (const one of all) {
    if (!one.checkVisibility({visibilityProperty: true}) || one.tabIndex < 0) continue;
    one.focus();
    one.scrollIntoView({block: "nearest", behavior: "instant"});
    if (document.activeElement !== one) continue;
    const box = one.getBoundingClientRect();
    const x = Math.min(Math.max(box.left + box.width / 2, 1), innerWidth - 1);
    const y = Math.min(Math.max(box.top + Math.min(box.height / 2, 20), 1), innerHeight - 1);
    const top = document.elementFromPoint(x, y);
    const line = [...one.getClientRects()].some((part) => {
      const there = document.elementFromPoint(part.left + part.width / 2, part.top + part.height / 2);
      return there && (one.contains(there) || there.contains(one));
    });
    if (!line && top && !one.contains(top) && !top.contains(one)) covered.push(one.outerHTML.slice(0, 100));
  }
  return covered;
}"""


def findings(page: Any) -> list[str]:
    """Return one line for each rule of axe that the page breaks."""
    if not page.evaluate("() => Boolean(window.axe)"):
        page.evaluate(f"() => {{ {AXE} }}")
    answer = page.evaluate(
        "tags => axe.run(document, {runOnly: tags, resultTypes: ['violations'], preload: false, iframes: false})", TAGS
    )
    return [
        f"{found['id']}: {found['help']} – {found['nodes'][0]['html'][:120]} ({len(found['nodes'])})"
        for found in answer["violations"]
    ]


def sideways(page: Any) -> list[str]:
    """Return a line when the page must be scrolled sideways."""
    over = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    if over <= 0:
        return []
    widest = page.evaluate(
        """() => [...document.body.querySelectorAll("*")]
        .filter((one) => one.getBoundingClientRect().right > innerWidth + 1 && !one.closest(".scroll"))
        .slice(-1).map((one) => one.outerHTML.slice(0, 100))"""
    )
    return [f"{over} px wider than the window: {widest}"]


def covered_focus(page: Any) -> list[str]:
    """Return a line for each control that is hidden behind something when it has the focus (2.4.11)."""
    return [f"focus is covered: {one}" for one in page.evaluate(LOOK)]


def twice_the_text(page: Any) -> list[str]:
    """Return what no longer fits when text is twice as large."""
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    found = sideways(page)
    page.evaluate("document.documentElement.style.fontSize = ''")
    return [f"at 200% text {line}" for line in found]


def shot(page: Any, name: str) -> None:
    """Save a picture when `SHOTS` names a folder."""
    if folder := os.environ.get("SHOTS"):
        Path(folder).mkdir(parents=True, exist_ok=True)
        page.screenshot(path=f"{folder}/{re.sub(r'[^a-z0-9_-]+', '-', name.lower())}.png", full_page=True)


def faults(page: Any, name: str) -> list[str]:
    """Return everything wrong with the page that is open, at both widths, with a picture of each on demand."""
    found = []
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900 if width > 600 else 640})
        page.evaluate("() => { document.activeElement.blur(); scrollTo(0, 0); }")
        shot(page, f"{name}-{width}")
        found += [f"{width}: {line}" for line in [*findings(page), *sideways(page), *covered_focus(page)]]
    page.set_viewport_size({"width": 1280, "height": 900})
    found += twice_the_text(page)
    found += [f"left the origin: {url}" for url in page.noted.strangers]
    found += [f"console: {line}" for line in page.noted.errors]
    return found


def same_as(client: Any) -> list[dict[str, str]]:
    """Return the cookies of a test client, for a browser on the same host."""
    return [
        {"name": name, "value": morsel.value, "domain": "127.0.0.1", "path": "/"}
        for name, morsel in client.cookies.items()
    ]
