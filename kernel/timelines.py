"""Milestones on a line of time: when each was first promised, when it is promised now, and whether it is met.

Two drawings of the same marks, as of a thread (`kernel.diagrams`): names beside the lines for a wide page, and for a
narrow one above them, with the dates in words below. The table has every date.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from kernel import formats
from kernel.charts import DARK_BLUE, GREEN, GREY, INK, PAPER, SOFT, Chart, join, line, svg, words
from kernel.diagrams import wrapped

NAME, NOTE, LEAD = 15, 14, 20  # sizes of names and notes, and the distance of lines
WIDE, BESIDE, STEP = 640, 240, 44  # width, room for the names, and height of a row
TODAY = 45  # half of the word, and some more
NARROW, EDGE, TRACK, APART = 288, 12, 34, 16  # width, room for half a mark, height of a line, and what parts two rows


@dataclass(frozen=True)
class Mark:
    """A milestone: when it was first promised, when it is promised now, and whether it is met.

    `dropped` is the word for one that nobody waits for any more; it is drawn grey.
    """

    label: str
    first: date
    now: date
    met: date | None = None
    dropped: str = ""

    @property
    def days(self) -> list[date]:
        return [day for day in (self.first, self.now, self.met) if day]


@dataclass(frozen=True)
class _Scale:
    """Where a day stands, from the earliest to the latest."""

    start: date
    end: date
    left: float
    room: float

    def place(self, day: date) -> float:
        return self.left + self.room * (day - self.start).days / max((self.end - self.start).days, 1)

    @property
    def right(self) -> float:
        return self.left + self.room


def milestones(title: str, marks: Sequence[Mark], *, today: date) -> Chart:
    """Return a milestone timeline: a ring where it was first promised, a diamond where it is now, filled when met."""
    days = [day for mark in marks for day in mark.days] + [today]
    start, end = min(days), max(days)
    heads = [gettext("Milestone"), gettext("First promised"), gettext("Promised now"), gettext("Met")]
    table = [
        [
            mark.label,
            formats.short_date(mark.first),
            formats.short_date(mark.now),
            formats.short_date(mark.met) if mark.met else mark.dropped or gettext("not yet"),
        ]
        for mark in marks
    ]
    wide = _names_beside(title, marks, today, _Scale(start, end, BESIDE + 20, WIDE - BESIDE - 40))
    narrow = _names_above(title, marks, today, _Scale(start, end, EDGE, NARROW - 2 * EDGE))
    return Chart(title, wide, heads, table, narrow=narrow)


def _marked(mark: Mark, scale: _Scale, y: float) -> list[SafeString]:
    """Draw what stands on the line of one milestone."""
    drawn = []
    if mark.first != mark.now:
        drawn.append(line(scale.place(mark.first), y, scale.place(mark.now), y, DARK_BLUE, 3))
        drawn.append(_ring(scale.place(mark.first), y))
    here = scale.place(mark.met or mark.now)
    drawn.append(_diamond(here, y, filled=mark.met is not None, ink=GREY if mark.dropped else GREEN))
    return drawn


def _ring(x: float, y: float) -> SafeString:
    return format_html(
        '<circle cx="{}" cy="{}" r="6" fill="{}" stroke="{}" stroke-width="2.5"/>',
        f"{x:g}",
        f"{y:g}",
        PAPER,
        DARK_BLUE,
    )


def _diamond(x: float, y: float, *, filled: bool, ink: str) -> SafeString:
    points = " ".join(f"{x + right:g},{y + below:g}" for right, below in ((0, -10), (10, 0), (0, 10), (-10, 0)))
    return format_html(
        '<polygon points="{}" fill="{}" stroke="{}" stroke-width="2.5"/>', points, ink if filled else PAPER, ink
    )


def _ends(scale: _Scale, y: float) -> list[SafeString]:
    """Write the first and the last day under or over the ends of the lines."""
    return [
        words(scale.left, y, formats.short_date(scale.start), size=NOTE, fill=SOFT),
        words(scale.right, y, formats.short_date(scale.end), size=NOTE, fill=SOFT, text_anchor="end"),
    ]


def _today(x: float, y: float, width: float) -> SafeString:
    """Write where today is, within the drawing."""
    anchor = "start" if x < TODAY else "end" if x > width - TODAY else "middle"
    at = {"start": x - 5, "middle": x, "end": x + 5}[anchor]
    return words(at, y, gettext("today"), size=NOTE, fill=SOFT, text_anchor=anchor)


# ---- names beside -----------------------------------------------------------------------------------------------------


def _names_beside(title: str, marks: Sequence[Mark], today: date, scale: _Scale) -> SafeString:
    top = 34
    height = top + len(marks) * STEP + 30
    now = scale.place(today)
    drawn = [
        line(now, 22, now, height - 24, SOFT, 1.5),
        _today(now, 16, WIDE),
    ]
    for index, mark in enumerate(marks):
        y = top + index * STEP + 20
        drawn += [*_name(mark.label, BESIDE - 12, y), line(scale.left, y, scale.right, y), *_marked(mark, scale, y)]
    return svg(WIDE, height, title, join([*drawn, *_ends(scale, height - 6)]))


def _name(label: str, right: float, middle: float) -> list[SafeString]:
    """Write a name of at most two lines that end at `right`."""
    lines = wrapped(label, right, NAME)
    if len(lines) > 2:
        lines = [lines[0], f"{lines[1][:24].rstrip(' ,;:')}…"]
    start = middle + 5 - 9 * (len(lines) - 1)
    return [words(right, start + 18 * number, text, size=NAME, text_anchor="end") for number, text in enumerate(lines)]


# ---- names above ------------------------------------------------------------------------------------------------------


def _names_above(title: str, marks: Sequence[Mark], today: date, scale: _Scale) -> SafeString:
    now = scale.place(today)
    drawn, y = _ends(scale, NOTE), 2.0 * LEAD
    tip = f"{now:g},{y + 10:g} {now - 5:g},{y + 3:g} {now + 5:g},{y + 3:g}"
    drawn += [_today(now, y - 2, NARROW), format_html('<polygon points="{}" fill="{}"/>', tip, SOFT)]
    y += APART
    for mark in marks:
        y = _lines(drawn, y, wrapped(mark.label, NARROW, NAME * 1.06), size=NAME, fill=INK, font_weight=700)
        middle = y + TRACK / 2
        drawn += [
            line(scale.left, middle, scale.right, middle),
            line(now, y + 3, now, y + TRACK - 3, SOFT, 1.5),
            *_marked(mark, scale, middle),
        ]
        y = _lines(drawn, y + TRACK, wrapped(_told(mark), NARROW, NOTE), size=NOTE, fill=INK) + APART
    return svg(NARROW, y, title, join(drawn))


def _lines(drawn: list[SafeString], y: float, lines: Sequence[str], **look: object) -> float:
    """Write lines from the left, and return where the last one ends."""
    for text in lines:
        y += LEAD
        drawn.append(words(0, y - 5, text, **look))  # type: ignore[arg-type]
    return y


def _told(mark: Mark) -> str:
    """Return the dates of a milestone as a sentence."""
    first, now = formats.short_date(mark.first), formats.short_date(mark.now)
    if mark.first != mark.now:
        promised = gettext("First promised for %(first)s, now for %(now)s.") % {"first": first, "now": now}
    else:
        promised = gettext("Promised for %(day)s.") % {"day": now}
    if mark.met:
        return f"{promised} {gettext('Met on %(day)s.') % {'day': formats.short_date(mark.met)}}"
    return f"{promised} {mark.dropped[:1].upper()}{mark.dropped[1:]}." if mark.dropped else promised
