"""What comes from packages is what was locked, and no style sheet or script reaches another host (STD-04)."""

import hashlib
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LOCK = [line.split() for line in (ROOT / "static/vendor/vendor.lock").read_text().splitlines()]
FOREIGN = re.compile(r"""(?:https?:)?//[a-z0-9-]+\.[a-z]""", re.IGNORECASE)
INLINE = r"""\sstyle=|<style|\son[a-z]+=|javascript:|hx-on|<script(?![^>]*(?:\ssrc=|type="application/json"))"""
pytestmark = pytest.mark.sqlite


@pytest.mark.parametrize(("path", "digest"), [(row[3], row[4]) for row in LOCK])
def test_a_vendored_file_is_the_one_that_was_locked(path, digest):
    assert hashlib.sha256((ROOT / path).read_bytes()).hexdigest() == digest


def test_every_vendored_file_is_in_the_lock_with_its_licence():
    present = {
        str(file.relative_to(ROOT))
        for folder in ("static/vendor", "tests/browser/vendor", "publishing/fonts")
        for file in (ROOT / folder).rglob("*")
        if file.is_file() and file.name != "vendor.lock"
    }

    assert present == {row[3] for row in LOCK}
    assert {row[2] for row in LOCK} == {"MIT", "0BSD", "OFL-1.1", "MPL-2.0"}
    assert {str(Path(row[3]).parent) for row in LOCK} == {
        str(Path(row[3]).parent) for row in LOCK if row[3].endswith("/LICENSE")
    }


@pytest.mark.parametrize("sheet", sorted((ROOT / "static").rglob("*.css")), ids=lambda path: path.name)
def test_a_style_sheet_names_no_other_host(sheet):
    assert not FOREIGN.search(sheet.read_text())


@pytest.mark.parametrize("sheet", sorted((ROOT / "static/css").glob("*.css")), ids=lambda path: path.name)
def test_colours_and_sizes_come_only_from_the_tokens(sheet):
    """STD-01. Free are: shares of the parent, of the line and of the window, and what only printing uses."""
    text = re.sub(r"/\*.*?\*/|@font-face \{.*?\}|@layer print \{.*", "", sheet.read_text(), flags=re.DOTALL)
    text = re.sub(r"@(?:media|container) [^{]*\{", "{", text)
    declared = re.findall(r"[:(,\s](-?[0-9.]+(?:px|rem|pt|cm))\b", text)
    coloured = re.findall(r"#[0-9a-fA-F]{3,8}\b|\b(?:rgb|rgba|hsl|oklch)\(", text)

    assert (declared, coloured) == ([], [])


@pytest.mark.parametrize("sheet", sorted((ROOT / "static/css").glob("*.css")), ids=lambda path: path.name)
def test_every_token_that_is_used_exists(sheet):
    defined = set()
    for source in [*(ROOT / "static/vendor/gcds").glob("*.css"), ROOT / "static/css/app.css", sheet]:
        defined |= set(re.findall(r"(--[\w-]+)\s*:", source.read_text()))

    used = set(re.findall(r"var\((--[\w-]+)\)", sheet.read_text()))

    assert used <= defined, sorted(used - defined)


@pytest.mark.parametrize("template", sorted((ROOT / "templates").rglob("*.html")), ids=lambda path: path.name)
def test_no_page_carries_script_or_style_inside(template):
    """Mails are not pages; their styles are put inside on purpose."""
    if "mail" in template.relative_to(ROOT / "templates").parts:
        return
    text = template.read_text()

    assert not re.search(INLINE, text)
    assert not re.search(r"\|(date|time)\b(?!_)", text), "dates and times go through the format filters (STD-19)"
    assert not re.search(r"\|safe\b", text), "only the sanitizer makes markup safe (STD-42)"
    assert not FOREIGN.search(re.sub(r'xmlns="[^"]*"', "", text))
