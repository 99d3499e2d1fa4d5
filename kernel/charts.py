"""Charts drawn on the server as SVG with presentation attributes only: no style, no script, no colour alone.

Every figure stands as words on the mark and again in the table beside the chart. A figure that may not be shown is
`None`: it is absent from the source, not hidden (STD-39).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from kernel import formats

INK, SOFT, LINE, PAPER = "#333333", "#595959", "#d9d9d9", "#ffffff"
DARK_BLUE, LIGHT_BLUE, GREEN, GREY = "#1f497a", "#5c95d6", "#1f7a40", "#8c8c8c"
NOTHING = SafeString("")


def svg(width: float, height: float, title: str, body: SafeString, *, stretch: bool = False) -> SafeString:
    """Return one drawing with its title, which is all that a screen reader hears of it."""
    ratio = SafeString(' preserveAspectRatio="none"') if stretch else NOTHING
    size = NOTHING if stretch else format_html(' width="{}" height="{}"', _n(width), _n(height))
    return format_html(
        '<svg viewBox="0 0 {} {}"{}{} role="img" aria-label="{}">{}</svg>',
        _n(width),
        _n(height),
        size,
        ratio,
        title,
        body,
    )


def rect(x: float, y: float, width: float, height: float, fill: str, **more: object) -> SafeString:
    """Return a rectangle; extra attributes use `_` for `-`."""
    return format_html(
        '<rect x="{}" y="{}" width="{}" height="{}" fill="{}"{}/>',
        _n(x),
        _n(y),
        _n(width),
        _n(height),
        fill,
        _attributes(more),
    )


def words(x: float, y: float, text: object, *, size: int = 16, fill: str = INK, **more: object) -> SafeString:
    """Return one line of text."""
    return format_html(
        '<text x="{}" y="{}" font-size="{}" fill="{}"{}>{}</text>', _n(x), _n(y), size, fill, _attributes(more), text
    )


def line(x1: float, y1: float, x2: float, y2: float, stroke: str = LINE, width: float = 1) -> SafeString:
    """Return a straight line."""
    return format_html(
        '<line x1="{}" y1="{}" x2="{}" y2="{}" stroke="{}" stroke-width="{}"/>',
        _n(x1),
        _n(y1),
        _n(x2),
        _n(y2),
        stroke,
        _n(width),
    )


def join(parts: Iterable[SafeString]) -> SafeString:
    """Return the parts one after the other."""
    return format_html_join("", "{}", ((part,) for part in parts))


def _n(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".") if value % 1 else str(int(value))


def _attributes(more: dict[str, object]) -> SafeString:
    return format_html_join("", ' {}="{}"', ((name.replace("_", "-"), value) for name, value in more.items()))


# ---- seats ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Part:
    """One part of a bar: its word, how many, and how it is drawn."""

    word: str
    count: int
    fill: str
    sample: SafeString


@dataclass(frozen=True)
class Seats:
    """What the component `bar` shows."""

    cap: int
    parts: list[Part]
    svg: SafeString


def _hatch(x: float, width: float, height: float, step: float) -> SafeString:
    """Upright white strokes across a part, so that it is known without its colour."""
    strokes = []
    at = x + step / 2
    while at < x + width:
        strokes.append(line(at, 0, at, height, PAPER, step / 4))
        at += step
    return join(strokes)


def seats(cap: int, taken: int = 0, held: int = 0, aside: int = 0) -> Seats:
    """Return the bar of one pool: seats taken, held for somebody, set aside, free."""
    free = max(cap - taken - held - aside, 0)
    shown = [
        (gettext("taken"), taken, DARK_BLUE, False),
        (gettext("held"), held, LIGHT_BLUE, True),
        (gettext("set aside"), aside, GREY, True),
        (gettext("free"), free, PAPER, False),
    ]
    parts, marks, x = [], [], 0.0
    whole = max(cap, taken + held + aside, 1)
    for word, count, fill, hatched in shown:
        if not count and word in (gettext("held"), gettext("set aside")):
            continue
        sample = join(
            [
                rect(0.5, 0.5, 15, 15, fill, stroke=SOFT),
                _hatch(1, 14, 16, 5) if hatched else NOTHING,
            ]
        )
        parts.append(Part(word, count, fill, sample))
        width = 100 * count / whole
        if count:
            marks += [rect(x, 0, width, 4, fill), _hatch(x, width, 4, 1.6) if hatched else NOTHING]
        x += width
    said = formats.listing([f"{part.word} {formats.number(part.count)}" for part in parts])
    return Seats(cap, parts, svg(100, 4, f"{said} / {formats.number(cap)}", join(marks), stretch=True))


# ---- charts with a table --------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Chart:
    """A drawing, its title (the one message) and the same figures as a table."""

    title: str
    svg: SafeString
    heads: list[str]
    rows: list[list[str]] = field(default_factory=list)
    shrinks: bool = False  # is still read when it is as narrow as a telephone, so nobody has to push it sideways
    narrow: SafeString = NOTHING  # a drawing of its own for narrow pages; the style sheet shows one of the two


def _figure(count: int | None) -> str:
    return formats.small_count(0) if count is None else formats.number(count)


# ---- the thirteen jurisdictions -------------------------------------------------------------------------------------

TILES = {
    "YT": (0, 0), "NT": (1, 0), "NU": (2, 0), "NL": (6, 0),
    "BC": (0, 1), "AB": (1, 1), "SK": (2, 1), "MB": (3, 1), "ON": (4, 1), "QC": (5, 1), "PE": (6, 1),
    "NB": (5, 2), "NS": (6, 2),
}  # fmt: skip
TILE = 88


@dataclass(frozen=True)
class Tile:
    """What one province or territory shows. `count` is `None` where it may not be shown."""

    code: str
    name: str
    count: int | None
    url: str = ""


def tile_map(title: str, tiles: Sequence[Tile], *, unit: str = "") -> Chart:
    """Return a grid of thirteen tiles; darker means more, and every number is written."""
    largest = max((tile.count or 0 for tile in tiles), default=0) or 1
    drawn = [_tile(tile, largest) for tile in tiles if tile.code in TILES]
    heads = [gettext("Province or territory"), unit or gettext("Number")]
    table = [[tile.name, _figure(tile.count)] for tile in tiles]
    return Chart(title, svg(7 * TILE, 3 * TILE, title, join(drawn)), heads, table, shrinks=True)


SHADES = (("#ffffff", INK), ("#d6e4f5", INK), ("#85afe0", "#0a1829"), ("#2962a3", PAPER), ("#143152", PAPER))


def _tile(tile: Tile, largest: int) -> SafeString:
    column, row = TILES[tile.code]
    x, y = column * TILE, row * TILE
    shade = 0 if not tile.count else 1 + min(3, 4 * tile.count // (largest + 1))
    fill, ink = SHADES[shade]
    said = _figure(tile.count)
    body = join(
        [
            rect(x + 2, y + 2, TILE - 4, TILE - 4, fill, rx=6, stroke=SOFT),
            words(x + TILE / 2, y + 38, tile.code, size=24, fill=ink, text_anchor="middle", font_weight=700),
            words(
                x + TILE / 2,
                y + 68,
                said if tile.count is not None else "<5",
                size=25,
                fill=ink,
                text_anchor="middle",
            ),
        ]
    )
    return format_html("<g><title>{}: {}</title>{}</g>", tile.name, said, body)
