"""Words of the directory: why a message may not leave, and the hours a person has named."""

import datetime
from collections.abc import Sequence

from django import template
from django.utils.translation import gettext as _

from kernel import formats
from partners import reasons, windows
from partners.forms.directory import DAYS

register = template.Library()


@register.filter
def reason(code: str) -> str:
    """Return why nothing is sent, in words."""
    return str(reasons.words_of(code))


@register.filter
def hours(named: Sequence[Sequence[int]]) -> str:
    """`Monday 9 am to 5 pm, Tuesday 9 am to noon`; the standard hours when none are named."""
    if not named:
        return _("working days, 9 am to 5 pm")
    if windows.is_always(named):
        return _("at any hour")
    days = dict(DAYS)
    return ", ".join(f"{days[day]} {formats.clock_range(_clock(start), _clock(end))}" for day, start, end in named)


def _clock(minute: int) -> datetime.time:
    return datetime.time(minute // 60 % 24, minute % 60)
