"""Reading a PDF as a reader's program does: language, title, tags, fonts and words."""

import io
import re
from dataclasses import dataclass
from xml.etree import ElementTree

from pypdf import PdfReader
from pypdf.generic import ArrayObject, DictionaryObject

PART = "{http://www.aiim.org/pdfua/ns/id/}part"


@dataclass(frozen=True)
class Document:
    """What a PDF says of itself, and what it says."""

    language: str
    title: str
    shows_title: bool
    marked: bool
    part: str  # of PDF/UA
    tags: list[str]  # in reading order, roles of our own resolved
    fonts: dict[str, bool]  # name → embedded
    text: str
    pages: list[str]
    links: list[str]


def read(content: bytes) -> Document:
    reader = PdfReader(io.BytesIO(content))
    root = reader.trailer["/Root"]
    metadata = ElementTree.fromstring(root["/Metadata"].get_data())
    tree = root["/StructTreeRoot"]
    roles = {name: str(role) for name, role in tree.get("/RoleMap", {}).items()}
    pages = [page.extract_text() for page in reader.pages]
    return Document(
        language=str(root["/Lang"]),
        title=str(reader.metadata.title),
        shows_title=bool(root["/ViewerPreferences"]["/DisplayDocTitle"]),
        marked=bool(root["/MarkInfo"]["/Marked"]),
        part=next((str(node.text) for node in metadata.iter(PART)), ""),
        tags=[roles.get(tag, tag).strip("/") for tag in _tags(tree)],
        fonts=_fonts(reader),
        text="\n".join(pages),
        pages=pages,
        links=[str(one) for page in reader.pages for one in _links(page)],
    )


def lines(content: bytes) -> list[list[str]]:
    """Return the words of each page by the line they are printed on."""
    found = []
    for page in PdfReader(io.BytesIO(content)).pages:
        rows: dict[int, str] = {}

        def add(text, matrix, at, _font, _size, rows=rows):
            place = round(matrix[5] + matrix[3] * at[5])
            rows[place] = rows.get(place, "") + text.replace("\n", "")

        page.extract_text(visitor_text=add)
        found.append([rows[place] for place in sorted(rows, reverse=True)])
    return found


def _tags(node):
    """Yield the kinds of the structure, depth first."""
    if isinstance(node, ArrayObject):
        for one in node:
            yield from _tags(one.get_object())
    elif isinstance(node, DictionaryObject):
        if "/S" in node:
            yield str(node["/S"])
        if "/K" in node:
            yield from _tags(node["/K"].get_object())


def _fonts(reader) -> dict[str, bool]:
    found = {}
    for page in reader.pages:
        for font in page["/Resources"].get("/Font", {}).values():
            inner = font.get_object()["/DescendantFonts"][0].get_object()
            described = inner["/FontDescriptor"].get_object()
            found[str(inner["/BaseFont"])] = any(f"/FontFile{n}" in described for n in ("", "2", "3"))
    return found


def _links(page):
    for one in page.get("/Annots", []):
        action = one.get_object().get("/A")
        if action and "/URI" in action:
            yield action["/URI"]


def squeezed(words: str) -> str:
    """Return words without what only breaks lines, so that a page and a document can be compared."""
    return re.sub(r"[ \n\t\u200b\u2060]+", "", words)
