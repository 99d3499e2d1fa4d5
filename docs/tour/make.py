"""Take the pictures of README from a running demonstration, in both languages.

    ./run                                    # in another terminal, with an empty data folder
    .venv/bin/python docs/tour/make.py       # or with the address it printed, if it is another one

Needs the packages of `./run test` and a Chromium (on the path, or named by `CHROMIUM`). The pictures are 1280 pixels
wide, without the browser's own frame, and stand as `docs/tour/<language>/<name>.webp`.
"""

import base64
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from playwright.sync_api import sync_playwright

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from tests.support.browser import find_chromium  # noqa: E402

FOLDER = Path(__file__).resolve().parent
SIZE = {"width": 1280, "height": 860}
LIGHT = 0.72  # quality of the WebP pictures: letters stay sharp, one picture stays near 40 KB
PACK = """async ([png, quality]) => {
  const picture = await createImageBitmap(await (await fetch("data:image/png;base64," + png)).blob());
  const canvas = new OffscreenCanvas(picture.width, picture.height);
  canvas.getContext("2d").drawImage(picture, 0, 0);
  const bytes = new Uint8Array(await (await canvas.convertToBlob({type: "image/webp", quality})).arrayBuffer());
  return btoa(Array.from(bytes, (one) => String.fromCharCode(one)).join(""));
}"""
Visit = Callable[[Any], None]


def main_link(nth: int = 0, within: str = "main") -> Visit:
    """Follow a link of the page."""
    return lambda page: page.locator(f"{within} a").nth(nth).click()


def follow(href: str) -> Visit:
    """Follow the first link whose address contains `href`."""
    return lambda page: page.locator(f'main a[href*="{href}"]').first.click()


def named(words: str) -> Visit:
    """Follow the first link whose words contain `words`."""
    return lambda page: page.locator("main a", has_text=words).first.click()


# name, who looks, English address, what is done there before the picture is taken
SCENES: list[tuple[str, str, str, list[Visit]]] = [
    ("home", "visitor", "/en/", []),
    ("today", "organizer", "/en/organize/", []),
    ("invitations", "organizer", "/en/organize/events/", [named("Ottawa (fictional)"), follow("/invitations/")]),
    ("mail", "visitor", "/en/demonstration/mailbox/?language={language}", [main_link(0, "main table tbody")]),
    ("respond", "visitor", "/en/consultations/", [follow("/consultations/demo"), follow("/respond/")]),
    ("survivors", "visitor", "/en/s/", []),
    ("analysis", "analyst", "/en/analyze/", [named("2018")]),
    ("heard", "visitor", "/en/consultations/2018/heard/", []),
    ("commitments", "visitor", "/en/commitments/", []),
    ("board", "coordinator", "/en/coordinate/commitments/", []),
]


def become(page: Any, base: str, role: str) -> None:
    """Change the role in the bar of the demonstration."""
    page.goto(f"{base}/en/accessibility/")
    page.select_option("#demo_role", role)
    page.locator(".demo-bar button").click()
    page.wait_for_load_state()


def keep(page: Any, name: str, language: str) -> int:
    """Write what the window shows; return the size of the file."""
    page.evaluate("() => document.fonts.ready.then(() => true)")
    png = base64.b64encode(page.screenshot(animations="disabled")).decode()
    blank = page.context.browser.new_page()
    packed = base64.b64decode(blank.evaluate(PACK, [png, LIGHT]))
    blank.close()
    target = FOLDER / language / f"{name}.webp"
    target.parent.mkdir(exist_ok=True)
    target.write_bytes(packed)
    return len(packed)


def take(page: Any, base: str, scene: tuple[str, str, str, list[Visit]]) -> int:
    """Go to the scene twice, the second time on to the same page in French; a picture of each."""
    name, role, address, steps = scene
    size = 0
    for language in ("en", "fr"):
        become(page, base, role)
        page.goto(base + address.format(language=language))
        for step in steps:
            step(page)
            page.wait_for_load_state()
        if language == "fr":
            page.goto(base + str(page.locator("a.switch").first.get_attribute("href")))
        size += keep(page, name, language)
    return size


def main() -> None:
    """Take every scene and say how heavy they are together."""
    base = sys.argv[1].rstrip("/") if len(sys.argv) > 1 else "http://127.0.0.1:8000"
    wanted = set(sys.argv[2:])
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=["--no-sandbox"])
        page = browser.new_page(viewport=SIZE)
        for scene in SCENES:
            if not wanted or scene[0] in wanted:
                sys.stdout.write(f"{scene[0]}: {take(page, base, scene) // 1024} KB in two languages\n")
        browser.close()
    together = sum(file.stat().st_size for file in FOLDER.rglob("*.webp"))
    sys.stdout.write(f"together {together / 1_000_000:.1f} MB\n")


if __name__ == "__main__":
    main()
