"""After a meeting: what is left to do, who came, what was written down, and what came of it (screens 4)."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_safe

from accounts.permissions import Permission as P
from accounts.policies import SignedIn, requires
from engagement.enums import TableState
from engagement.models import TableSession
from engagement.queries import meetings
from events import policies
from events.enums import EventState
from events.models import Event
from events.queries import afterwards, rosters
from events.tabs import Added
from events.views.frame import event_context

TOOK_PLACE = frozenset({EventState.CONCLUDED, EventState.ARCHIVED})
AFTER = Added("after", "engagement:event_after", gettext_lazy("After"), lambda event: event.state in TOOK_PLACE)


@requires(P.PLAN_EVENTS)
@require_safe
def after(request: SignedIn, public_id: UUID) -> HttpResponse:
    """What a meeting that took place leaves to do and led to; of a protected one nobody and no word is shown."""
    rows = policies.events_run_by(request.user).filter(state__in=sorted(TOOK_PLACE))
    event = get_object_or_404(rows.select_related("place", "venue"), public_id=public_id)
    concluded = event.state == EventState.CONCLUDED
    tables = [] if event.protected else list(meetings.tables(event, request.user))
    context = event_context(request, event, "after")
    context |= {
        "concluded": concluded,
        "stored": rosters.stored_answers(event) if concluded else None,
        "todo": _todo(event, tables) if concluded else [],
        "steps": _steps(concluded=concluded),
        "attendance": None if event.protected else afterwards.attendance(event),
        "tables": tables,
        "came_of": meetings.came_of(event),
    }
    return render(request, "engagement/organizer/after.html", context)


def _todo(event: Event, tables: list[TableSession]) -> list[dict[str, Any]]:
    """Return what should be settled before the event is archived, each with the page that settles it."""
    items = []
    if unsaid := afterwards.unsaid_needs(event):
        text = ngettext(
            "For %(count)s need nobody has said whether it was met. Archiving deletes it.",
            "For %(count)s needs nobody has said whether they were met. Archiving deletes them.",
            unsaid,
        ) % {"count": unsaid}
        url = reverse("events:needs", args=[event.public_id])
        items.append({"text": text, "url": url, "label": _("Go to the needs"), "tone": "warn"})
    if still_open := [table for table in tables if table.state == TableState.OPEN]:
        text = ngettext(
            "The notes of %(count)s table are still open.",
            "The notes of %(count)s tables are still open.",
            len(still_open),
        ) % {"count": len(still_open)}
        url = reverse("engagement:table", args=[still_open[0].public_id])
        items.append({"text": text, "url": url, "label": _("Open the first one"), "tone": "info"})
    return items


def _steps(*, concluded: bool) -> list[dict[str, Any]]:
    return [
        {"label": _("It took place"), "done": True},
        {"label": _("Concluded"), "done": not concluded, "current": concluded},
        {"label": _("Archived"), "current": not concluded},
    ]
