"""What anybody may read of an event: what, when, where, how one gets in; never who."""

import hashlib
from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_not_required
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from events import policies
from events.enums import FIXED_STATES, EventState
from events.models import Event, Session, Venue
from events.views.frame import TONES
from events.words import announced, title, where
from kernel.page_cache import kept_whole
from kernel.prepared import Prepared
from partners.models import Place

_PARTS = {"place": Place, "venue": Venue, "sessions": Session}


_COLUMNS = [
    *(field.attname for field in Event._meta.concrete_fields),
    *(f"{part}__{field.attname}" for part, model in _PARTS.items() for field in model._meta.concrete_fields),
]


def _made_of(public_id: UUID) -> QuerySet[Event, tuple[Any, ...]]:
    return policies.public_events().filter(public_id=public_id).order_by("sessions__pk").values_list(*_COLUMNS)


_rows = Prepared(_made_of)


def _version(request: HttpRequest, public_id: UUID) -> str | None:
    """Return a digest of every row the page is made of, in one statement; None when there is no such page."""
    found = _rows.rows(public_id)
    return hashlib.sha256(repr(found).encode()).hexdigest() if found else None


@login_not_required
@require_safe
@kept_whole(version=_version)
def event(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """One event. Protected events have no page at all: the answer is the same as for none (EV-18)."""
    found = get_object_or_404(
        policies.public_events().select_related("place", "venue").prefetch_related("sessions"), public_id=public_id
    )
    context = {
        "event": found,
        "trail": [(_("Home"), reverse("home")), (title(found), "")],
        "when": announced(found),
        "where": where(found),
        "tone": TONES[EventState(found.state)],
        "over": found.state in FIXED_STATES,
        "sessions": found.sessions.all(),
        "modified_on": found.modified_at or found.created_at,
    }
    return render(request, "events/public/event.html", context)
