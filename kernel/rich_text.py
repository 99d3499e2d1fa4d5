"""The one sanitizer: Markdown to a short list of elements, nothing that loads, acts or leaves the page's look (STD-42).

Its two libraries are 3 MiB that a process which shows no such text never loads.
"""

from functools import cache
from typing import TYPE_CHECKING

from django.utils.safestring import SafeString

if TYPE_CHECKING:
    from markdown_it import MarkdownIt

ELEMENTS = frozenset(
    "a abbr blockquote br caption code dd dl dt em h2 h3 h4 hr li ol p strong sub sup table tbody td th thead tr ul".split()
)
ATTRIBUTES = {"a": {"href"}, "abbr": {"title"}, "th": {"scope"}, "ol": {"start"}}
SCHEMES = frozenset({"https", "mailto", "tel"})
LONGEST = 200_000


@cache
def _parser() -> "MarkdownIt":
    from markdown_it import MarkdownIt

    return MarkdownIt("commonmark", {"html": False, "linkify": False}).enable("table")


def render(markdown: str) -> SafeString:
    """Return the HTML of a Markdown text.

    Headings begin at the second level, because the page has its own first one. Raw HTML in the text shows as text,
    pictures are dropped, links lead to https, mail, telephone or this site, and never carry the reader's address along.
    """
    parser = _parser()
    tokens = parser.parse(markdown[:LONGEST])
    for token in tokens:
        if token.type in ("heading_open", "heading_close"):
            token.tag = f"h{min(int(token.tag[1]) + 1, 4)}"
    return shown(parser.renderer.render(tokens, parser.options, {}))


def shown(html: str) -> SafeString:
    """Return HTML from elsewhere, such as a mail, reduced to the same elements; nothing in it loads or acts."""
    import nh3

    return SafeString(
        nh3.clean(
            html[: 2 * LONGEST],
            tags=set(ELEMENTS),
            attributes={element: set(names) for element, names in ATTRIBUTES.items()},
            url_schemes=set(SCHEMES),
            link_rel="noopener noreferrer",
            attribute_filter=_local_or_safe,
        )
    )


def _local_or_safe(element: str, attribute: str, value: str) -> str | None:
    """Drop `//host` addresses, which a browser takes for another site."""
    if attribute == "href" and value.replace("\\", "/").lstrip().startswith("//"):
        return None
    return value
