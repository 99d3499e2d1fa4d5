"""A thread drawn on the server: one thing in the middle, what it came from before it, what it led to after it.

Two drawings of the same boxes: side by side for a wide page, one below the other for a narrow one; the style sheet
shows one of them. Words wrap, nothing is said by colour or place alone, and the page has the same as a list.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.html import format_html
from django.utils.safestring import SafeString

from kernel.charts import DARK_BLUE, INK, PAPER, SOFT, join, line, rect, words

WASH = "#eef4fb"
TITLE, NOTE, LEAD = 15, 14, 20  # sizes of words and notes, and the distance of lines
INSIDE, BAR, APART = 14, 6, 5  # room inside a box, its upright bar, and what parts notes from words
GAP, BESIDE, BETWEEN = 30, 12, 44  # from stage to stage, from box to box of one stage, and between chains
WIDE, NARROW = 960, 288
LEFT, MIDDLE, RIGHT = (0, 300), (350, 260), (660, 300)
LETTER = 0.52  # average width of a letter in relation to its size
MOST = 6  # lines of words; the list on the page has all of them


@dataclass(frozen=True)
class Step:
    """One box: what kind of thing it is, its words, and lines of figures or state below."""

    kind: str
    words: str
    notes: tuple[str, ...] = ()


# steps of one kind that led together to the next stage; a chain is its stages from the beginning on
Stage = Sequence[Step]
Chain = Sequence[Stage]


@dataclass(frozen=True)
class Thread:
    """The two drawings, and the one message as the caption."""

    title: str
    wide: SafeString
    narrow: SafeString


@dataclass(frozen=True)
class Heads:
    """What stands above each part, and what is said where nothing came of it yet."""

    before: str
    here: str
    after: str
    nothing: str


def thread(name: str, title: str, heads: Heads, before: Sequence[Chain], here: Step, after: Sequence[Step]) -> Thread:
    """Return the diagram of one thread.

    Args:
        name: letters that no other drawing of the page begins its ids with.
        title: the one message of the diagram.
        before: chains that lead to it.
        after: what came of it, the earliest first; may be empty.
    """
    told = f"{heads.before} → {heads.here} → {heads.after}"
    return Thread(
        title,
        _drawing(f"{name}-wide", title, told, WIDE, *_side_by_side(heads, before, here, after)),
        _drawing(f"{name}-narrow", title, told, NARROW, *_one_below_the_other(heads, before, here, after)),
    )


def _drawing(name: str, title: str, told: str, width: int, height: float, body: SafeString) -> SafeString:
    return format_html(
        '<svg viewBox="0 0 {} {}" width="{}" height="{}" role="img" aria-labelledby="{}-title {}-desc">'
        '<title id="{}-title">{}</title><desc id="{}-desc">{}</desc>{}</svg>',
        *(width, round(height), width, round(height), name, name, name, title, name, told, body),
    )


# ---- one box --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Box:
    """A step with its words broken into lines for its width."""

    width: float
    kind: list[str]
    text: list[str]
    notes: list[str]

    @property
    def height(self) -> float:
        rows = len(self.kind) + len(self.text) + len(self.notes)
        return 2 * INSIDE + LEAD * rows - 4 + (APART if self.notes else 0)

    def draw(self, x: float, y: float, *, here: bool = False) -> SafeString:
        drawn = [
            rect(x + 0.75, y + 0.75, self.width - 1.5, self.height - 1.5, WASH if here else PAPER, stroke=SOFT),
            rect(x, y, BAR, self.height, DARK_BLUE if here else SOFT),
        ]
        left, base = x + BAR + INSIDE, y + INSIDE + LEAD - 8
        for number, text in enumerate(self.kind):
            drawn.append(words(left, base + LEAD * number, text, size=NOTE, fill=SOFT))
        base += LEAD * len(self.kind)
        bold = {"font_weight": 700} if here else {}
        for number, text in enumerate(self.text):
            drawn.append(words(left, base + LEAD * number, text, size=TITLE, fill=INK, **bold))
        base += LEAD * len(self.text) + APART
        for number, text in enumerate(self.notes):
            drawn.append(words(left, base + LEAD * number, text, size=NOTE, fill=INK))
        return join(drawn)


def _box(step: Step, width: float, *, here: bool = False) -> _Box:
    room = width - BAR - 2 * INSIDE
    notes = [text for note in step.notes for text in wrapped(note, room, NOTE)]
    size = TITLE * 1.06 if here else TITLE  # bold letters are wider
    return _Box(width, wrapped(step.kind, room, NOTE), wrapped(step.words, room, size)[:MOST], notes)


def wrapped(text: str, room: float, size: float) -> list[str]:
    """Break words into lines that fit into a width; a word that is longer than a line is broken where it ends."""
    most = max(1, int(room / (size * LETTER)))
    lines = [""]
    for word in text.split(" "):
        if lines[-1] and len(lines[-1]) + 1 + len(word) > most:
            lines.append("")
        piece = f"{lines[-1]} {word}" if lines[-1] else word
        while len(piece) > most:
            lines[-1], piece = piece[:most], piece[most:]
            lines.append("")
        lines[-1] = piece
    lines = [each for each in lines if each]
    if len(lines) > MOST:
        lines = [*lines[: MOST - 1], f"{lines[MOST - 1][: most - 1].rstrip(' ,;:')}…"]
    return lines


def _head(x: float, y: float, text: str) -> SafeString:
    return words(x, y, text, size=TITLE, fill=INK, font_weight=700)


def _down(x: float, y: float, length: float) -> SafeString:
    return join([line(x, y, x, y + length - 7, SOFT, 2), _tip(x, y + length, "down")])


def _tip(x: float, y: float, way: str) -> SafeString:
    corners = {"down": ((-5, -8), (5, -8)), "right": ((-8, -5), (-8, 5))}[way]
    points = " ".join(f"{x + right:g},{y + below:g}" for right, below in ((0, 0), *corners))
    return format_html('<polygon points="{}" fill="{}"/>', points, SOFT)


# ---- side by side ---------------------------------------------------------------------------------------------------


def _side_by_side(heads: Heads, before: Sequence[Chain], here: Step, after: Sequence[Step]) -> tuple[float, SafeString]:
    top = 34.0
    drawn = [_head(x, 18, text) for (x, _width), text in zip((LEFT, MIDDLE, RIGHT), _texts(heads), strict=True)]
    chains = [[[_box(step, LEFT[1]) for step in stage] for stage in chain] for chain in before]
    led = [_box(step, RIGHT[1]) for step in after]
    centre = _box(here, MIDDLE[1], here=True)
    left_height = _height([_height([_height(s, BESIDE) for s in chain], GAP) for chain in chains], BETWEEN)
    right_height = _height(led, BESIDE) if led else 2 * LEAD
    height = max(left_height, right_height, centre.height)
    y = top + (height - left_height) / 2
    middle = top + height / 2
    for chain in chains:
        y, end = _chain(drawn, chain, y)
        drawn += _elbow(LEFT[1], end, (LEFT[1] + MIDDLE[0]) / 2, middle, MIDDLE[0])
        y += BETWEEN
    drawn.append(centre.draw(MIDDLE[0], middle - centre.height / 2, here=True))
    y = top + (height - right_height) / 2
    start = MIDDLE[0] + MIDDLE[1]
    for box in led:
        drawn += _elbow(start, middle, (start + RIGHT[0]) / 2, y + box.height / 2, RIGHT[0])
        drawn.append(box.draw(RIGHT[0], y))
        y += box.height + BESIDE
    if not led:
        said = wrapped(heads.nothing, RIGHT[1], NOTE)
        drawn += [words(RIGHT[0], middle + 5 + LEAD * row, text, size=NOTE, fill=SOFT) for row, text in enumerate(said)]
    return top + height + 4, join(drawn)


def _chain(drawn: list[SafeString], chain: Sequence[Sequence[_Box]], y: float) -> tuple[float, float]:
    """Draw the boxes of a chain; return where the chain ends, and the middle of its last box."""
    end = y
    for number, stage in enumerate(chain):
        if number:
            drawn.append(_down(LEFT[0] + 24, y, GAP))
            y += GAP
        y = _stage(drawn, y, stage)
        end = y - stage[-1].height / 2
    return y, end


def _stage(drawn: list[SafeString], y: float, stage: Sequence[_Box]) -> float:
    for number, box in enumerate(stage):
        y += BESIDE if number else 0
        drawn.append(box.draw(0, y))
        y += box.height
    return y


def _elbow(x1: float, y1: float, turn: float, y2: float, x2: float) -> list[SafeString]:
    return [
        line(x1, y1, turn, y1, SOFT, 2),
        line(turn, y1, turn, y2, SOFT, 2),
        line(turn, y2, x2 - 7, y2, SOFT, 2),
        _tip(x2, y2, "right"),
    ]


def _height(parts: Sequence["_Box | float"], gap: float) -> float:
    heights = [part.height if isinstance(part, _Box) else part for part in parts]
    return sum(heights) + gap * max(0, len(heights) - 1)


def _texts(heads: Heads) -> tuple[str, str, str]:
    return heads.before, heads.here, heads.after


# ---- one below the other --------------------------------------------------------------------------------------------


def _one_below_the_other(
    heads: Heads, before: Sequence[Chain], here: Step, after: Sequence[Step]
) -> tuple[float, SafeString]:
    drawn: list[SafeString] = []
    y = 0.0
    if before:
        y = _under_head(drawn, y, heads.before)
    for order, chain in enumerate(before):
        y += BETWEEN - GAP if order else 0
        y = _chain(drawn, [[_box(step, NARROW) for step in stage] for stage in chain], y)[0] + GAP
    y = _under_head(drawn, y, heads.here)
    centre = _box(here, NARROW, here=True)
    drawn.append(centre.draw(0, y, here=True))
    y = _under_head(drawn, y + centre.height + GAP, heads.after)
    if after:
        return _stage(drawn, y, [_box(step, NARROW) for step in after]), join(drawn)
    for text in wrapped(heads.nothing, NARROW, NOTE):
        drawn.append(words(0, y + 14, text, size=NOTE, fill=SOFT))
        y += LEAD
    return y, join(drawn)


def _under_head(drawn: list[SafeString], y: float, text: str) -> float:
    if y:
        drawn.append(_down(24, y - GAP + 4, GAP - 6))
    drawn.append(_head(0, y + 18, text))
    return y + 30
