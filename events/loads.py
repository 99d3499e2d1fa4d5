"""An event to drive a load against: so many seats, so many invitations, each with its link (PF-4, PF-7, EV-A1)."""

import json
import secrets
from collections.abc import Iterator
from datetime import time, timedelta

from django.db import transaction
from django.utils import timezone, translation

from accounts.actors import Actor, Via
from accounts.domain import people as staff
from accounts.models import User
from accounts.roles import Approver, Organizer
from events.domain import inviting, scheduling, signatures
from events.models import Event, Invitation
from kernel import wall_time
from messaging import rendering
from partners.domain import crowds
from partners.models import Place

CHUNK = 1000
AHEAD = timedelta(days=60)


def prepare(seats: int, people: int) -> tuple[Event, Iterator[str]]:
    """Plan and open an event by the ordinary verbs and invite that many made-up people to it.

    Returns:
        The event, and one JSON line a person with `link` (absolute) and `language`, made chunk by chunk.

    Raises:
        DomainError: a number is out of range; LookupError: no place is known, load the reference data first.
    """
    mark = secrets.token_hex(4)
    actor = Actor.system("prepare_load", Via.COMMAND)
    event = _open_event(seats, mark, actor)
    with transaction.atomic():
        keys = crowds.make(people, mark, actor=actor)
        inviting.prepare(event.series, [event], keys, actor=actor)
    return event, _lines(event, actor)


def _open_event(seats: int, mark: str, actor: Actor) -> Event:
    place = Place.objects.order_by("pk").first()
    if place is None:
        raise LookupError("no place is known")
    day = wall_time.to_wall(timezone.now() + AHEAD, place.zone).date()
    organizer, approver = (_signatory(role, mark, actor) for role in (Organizer.key, Approver.key))
    event = scheduling.create(
        actor=Actor.of(organizer, Via.COMMAND),
        seats=seats,
        kind="meeting",
        title_en=f"Load {mark}",
        title_fr=f"Charge {mark}",
        place=place,
        start_day=day,
        end_day=day,
        start_time=time(9),
        end_time=time(16),
        public_page=False,
        hold_seats=False,
    )
    scheduling.plan(event, actor=Actor.of(organizer, Via.COMMAND))
    request = signatures.ask_to_open(event, actor=Actor.of(organizer, Via.COMMAND))
    return signatures.sign(request, actor=Actor.of(approver, Via.COMMAND))


def _signatory(role: str, mark: str, actor: Actor) -> User:
    return staff.add(f"load-{role}-{mark}@example.org", f"Load {role}", roles=[role], actor=actor)


def _lines(event: Event, actor: Actor) -> Iterator[str]:
    keys = list(Invitation.objects.filter(options__event=event).order_by("pk").values_list("pk", flat=True))
    for start in range(0, len(keys), CHUNK):
        rows = Invitation.objects.filter(pk__in=keys[start : start + CHUNK]).order_by("pk")
        languages = dict(rows.values_list("pk", "language"))
        for key, token in inviting.hand_out(rows, actor=actor).items():
            language = languages[key]
            with translation.override(language):
                link = rendering.link("events:link", token)
            yield json.dumps({"link": link, "language": language})
