"""My input: the tab of an invited person's page that leads to consultations, and to a receipt open in this browser.

Input is never looked up by person. Whoever holds number and secret opens it; this page only knows whether this browser
has one open, and says nothing about it.
"""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from engagement.enums import REPORTED
from engagement.queries import mine
from engagement.views import receipts as browser
from engagement.views.frame import closing
from events.queries.attendee import Found
from events.views.opening import invited


@require_safe
@invited
def my_input(request: HttpRequest, found: Found) -> HttpResponse:
    """The consultations to which my events belong, each with what can be done now."""
    rows = mine.consultations_of(option.event for option in found.options)
    context = {
        "rows": [(row, closing(row), row.state in REPORTED) for row in rows],
        "receipt_open": browser.held(request) is not None,
    }
    return render(request, "engagement/respondent/my_input.html", context)
