"""HTML of ours as nested plain values, for exits that are not pages, such as documents.

The HTML comes from the one sanitizer or from a part of a template, so a document says what the page says.
"""

import re
from html.parser import HTMLParser
from typing import TypedDict

from kernel.rich_text import render

HEADINGS = frozenset({"h2", "h3", "h4", "h5", "h6"})
EMPTY = frozenset({"br", "hr"})
BLOCKS = frozenset(
    "blockquote dd div dl dt figcaption figure h2 h3 h4 h5 h6 hr li ol p table tbody thead tr td th ul caption".split()
)
INLINE = frozenset("a br em span strong sub sup time abbr code".split())
UNSEEN = frozenset({"no-print", "visually-hidden"})  # classes of what is for the screen or for the ear alone
SPACE = re.compile(r"[ \t\r\n\f]+")  # no-break spaces are no space that folds


class Element(TypedDict):
    """One element: its name, what is in it, and what matters of its attributes."""

    name: str
    inside: list["Node"]
    href: str
    lang: str
    look: str


Node = str | Element


def of_markdown(markdown: str) -> list[Node]:
    """Return a stored Markdown text through the one sanitizer."""
    return of_html(render(markdown))


def of_html(html: str) -> list[Node]:
    """Return the elements of HTML; what is hidden from print or from sight is left out, unknown elements are boxes."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return _folded(reader.top["inside"])


def element(name: str, inside: list[Node], *, look: str = "", href: str = "", lang: str = "") -> Element:
    """Return one element."""
    return {"name": name, "inside": inside, "href": href, "lang": lang, "look": look}


def words(nodes: list[Node]) -> str:
    """Return the text of elements in order, as one line."""
    found = (node if isinstance(node, str) else f" {words(node['inside'])} " for node in nodes)
    return SPACE.sub(" ", "".join(found)).strip(" ")


def is_heading(node: Node) -> bool:
    """Tell whether a node is a heading."""
    return not isinstance(node, str) and node["name"] in HEADINGS


def headed(nodes: list[Node], *, under: int) -> list[Node]:
    """Return elements whose headings follow one of level `under` without leaving a level out, at most the sixth.

    A heading without words heads nothing and is left out.
    """
    found: list[Node] = []
    open_levels: list[int] = []  # as they are written, outermost first
    for node in nodes:
        if is_heading(node) and not isinstance(node, str):
            if not words([node]):
                continue
            written = int(node["name"][1])
            while open_levels and open_levels[-1] >= written:
                open_levels.pop()
            open_levels.append(written)
            found.append({**node, "name": f"h{min(under + len(open_levels), 6)}"})
        else:
            found.append(node)
    return found


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.top = element("div", [])
        self.open = [self.top]
        self.unseen = 0  # depth inside of what is left out

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if self.unseen or UNSEEN & set(given.get("class", "").split()):
            self.unseen += tag not in EMPTY
            return
        name = tag if tag in BLOCKS | INLINE else "div"
        made = element(
            name,
            [],
            href=given.get("href", "") if tag == "a" else "",
            lang=given.get("lang", "").partition("-")[0],
            look=given.get("class", ""),
        )
        self.open[-1]["inside"].append(made)
        if tag not in EMPTY:
            self.open.append(made)

    def handle_endtag(self, tag: str) -> None:
        if tag in EMPTY:
            return
        if self.unseen:
            self.unseen -= 1
        elif len(self.open) > 1:
            self.open.pop()

    def handle_data(self, data: str) -> None:
        if not self.unseen:
            self.open[-1]["inside"].append(data)


def _folded(nodes: list[Node]) -> list[Node]:
    """Fold white space as a browser does: none at the ends of a block and beside one, one space elsewhere."""
    found: list[Node] = []
    for node in nodes:
        if isinstance(node, str):
            text = SPACE.sub(" ", node)
            if not found or _is_block(found[-1]):
                text = text.lstrip(" ")
            if text:
                found.append(text)
            continue
        if _is_block(node) and found and isinstance(found[-1], str):
            found[-1] = found[-1].rstrip(" ")
            if not found[-1]:
                found.pop()
        inside = _folded(node["inside"]) if _is_block(node) else _kept(node["inside"])
        found.append({**node, "inside": inside})
    if found and isinstance(found[-1], str):
        found[-1] = found[-1].rstrip(" ")
    return [node for node in found if node != ""]


def _kept(nodes: list[Node]) -> list[Node]:
    """Fold white space inside of a line, where it may be what parts two words."""
    return [
        SPACE.sub(" ", node) if isinstance(node, str) else {**node, "inside": _kept(node["inside"])} for node in nodes
    ]


def _is_block(node: Node) -> bool:
    return not isinstance(node, str) and node["name"] in BLOCKS
