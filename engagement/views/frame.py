"""What several pages of this app show: the way here, where a consultation stands, and its dates in words."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from engagement.domain.consultations import zone_of
from engagement.enums import ConsultationState, Precision
from engagement.models import Consultation
from kernel import formats
from kernel.bilingual import current, text
from kernel.wall_time import offset, offset_words, to_wall

S = ConsultationState
STEPS = (
    (pgettext_lazy("consultation", "Announced"), frozenset({S.SCHEDULED})),
    (gettext_lazy("Open for input"), frozenset({S.OPEN})),
    (gettext_lazy("Input is analyzed"), frozenset({S.CLOSED, S.ANALYSING})),
    (gettext_lazy("What we heard"), frozenset({S.REPORTING})),
    (gettext_lazy("Answered"), frozenset({S.REPLIED, S.ARCHIVED})),
)


def trail(consultation: Consultation, *more: tuple[Any, str]) -> list[tuple[Any, str]]:
    """Return the breadcrumbs of a page below a consultation; the last one has no address."""
    own = reverse("engagement:consultation", args=[consultation.ref])
    title = formats.typographic(text(consultation, "title"))
    above = [(_("Home"), f"/{current()}/"), (_("Consultations"), reverse("engagement:consultations"))]
    return [*above, (title, own if more else ""), *more]


def steps(consultation: Consultation) -> list[dict[str, Any]]:
    """Return where a consultation stands, as the five-step line."""
    here = next((n for n, (_label, states) in enumerate(STEPS) if consultation.state in states), -1)
    answered = consultation.state in STEPS[-1][1]
    return [
        {"label": label, "done": n < here or answered, "current": n == here and not answered}
        for n, (label, _states) in enumerate(STEPS)
    ]


def period(consultation: Consultation) -> str:
    """Return the period of a consultation no finer than it is known."""
    first, last = consultation.period_from, consultation.period_to
    if first is None or last is None:
        return ""
    if consultation.period_precision == Precision.MONTH:
        return formats.months(first, last)
    return formats.date_range(first, last, year=True)


def closing(consultation: Consultation) -> str:
    """Return the last day for input with place and offset, such as `October 31, 2018, Ottawa time (UTC−4)`."""
    if consultation.closes_day is None or consultation.closes_at is None:
        return ""
    day = formats.long_date(consultation.closes_day, weekday=True)
    place = formats.typographic(text(consultation.place, "time")) if consultation.place else ""
    zone = zone_of(consultation)
    distance = offset_words(offset(to_wall(consultation.closes_at, zone), zone))
    return f"{day}, {place} ({distance})" if place else f"{day} ({distance})"
