"""Controls of the looking itself: a fault planted on a small page is found at its width, and nothing else is (STD-12).

If one of these fails, the tests that find no fault on the pages of the product prove nothing.
"""

from urllib.parse import quote

import pytest

from tests.support.pages import faults

PAGE = """<!doctype html><html lang="en"><head><title>Small</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<style>body { margin: 0; background: #fff; color: #000 } button { font-size: 16px; min-height: 44px } .late { display: none }
@media %s { %s }</style></head><body><main><h1>Small</h1><button type="button">Go</button><p class="text">Words</p>
%s</main></body></html>"""
AT = {1280: "(min-width: 601px)", 320: "(max-width: 600px)"}
PICTURE = '<img class="late" src="data:image/gif;base64,R0lGODlhAQABAAAAACwAAAAAAQABAAA=">'
# kind: the style that is planted, what stands in the page for it, what the line says that must be found
PLANTED = {
    "a rule about what is shown": (".late { display: block }", PICTURE, "image-alt: "),
    "a rule about colours": (".text { color: #ccc }", "", "color-contrast: "),
    "a rule about size": ("a { position: absolute; top: 200px; height: 9px; width: 9px; overflow: hidden; display: block } a + a { left: 11px }",
                          '<nav><a href="#b">One</a><a href="#c">Two</a></nav>', "target-size: "),
    "a covered focus": (".late { display: block; position: fixed; inset: 0 0 auto; height: 200px; background: #fff }",
                        '<p class="late">Over</p>', "focus is covered: <button"),
    "sideways scroll": (".text { width: 1400px }", "", "px wider than the window"),
}  # fmt: skip
ALWAYS = "all"


def show(page, media, style="", body=""):
    """Open the small page; each time is a page load of its own, as in the walks through the product."""
    page.goto("data:text/html;charset=utf-8," + quote(PAGE % (media, style, body)))


@pytest.mark.parametrize("width", AT)
def test_control_a_fault_at_one_width_is_found_there_alone(open_page, width):
    page, missed = open_page(), {}
    show(page, AT[width])
    assert faults(page, "control") == []
    for kind, (style, body, sign) in PLANTED.items():
        show(page, AT[width], style, body)
        found = faults(page, "control")
        if not any(sign in line for line in found) or not all(line.startswith(f"{width}: ") for line in found):
            missed[kind] = found
    assert missed == {}


def test_control_text_twice_as_large_that_no_longer_fits_is_found(open_page):
    page = open_page()
    show(page, ALWAYS)
    assert faults(page, "control") == []
    show(page, AT[1280], ".text { width: 50rem }")

    found = faults(page, "control")

    assert len(found) == 1 and "at 200% text" in found[0]
    assert page.evaluate("document.documentElement.style.fontSize") == ""


def test_control_an_error_on_the_console_and_a_request_to_another_host_are_found(open_page):
    page = open_page()
    show(page, ALWAYS, "", "<script>console.error('planted')</script><script>throw new Error('thrown')</script>")
    assert {"console: planted", "console: thrown"} <= set(faults(page, "control"))
    page.noted.errors.clear()

    show(page, ALWAYS, "", '<img alt="" src="http://example.org/x.png">')

    assert "left the origin: http://example.org/x.png" in faults(page, "control")


def test_the_looks_leave_the_page_as_they_found_it(open_page):
    page = open_page()
    show(page, ALWAYS, ".text { height: 3000px }")
    faults(page, "control")

    assert page.viewport_size == {"width": 1280, "height": 900}
    assert page.evaluate("[scrollY, document.activeElement.tagName]") == [0, "BODY"]
