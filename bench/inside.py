"""Tasks that run inside the platform, each in a fresh process: `python -m bench.inside TASK ...` prints one JSON line.

CPU is that of the process (its database server's is not in it), statements are those that Django sent.
"""

import json
import resource
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import django

django.setup()

from django.conf import settings  # noqa: E402 - the platform is set up first
from django.core.cache import cache  # noqa: E402 - the platform is set up first
from django.db import connection, transaction  # noqa: E402 - the platform is set up first
from django.db.models import Count, Max, Min  # noqa: E402 - the platform is set up first
from django.test import Client  # noqa: E402 - the platform is set up first
from django.urls import reverse  # noqa: E402 - the platform is set up first
from django.utils import timezone, translation  # noqa: E402 - the platform is set up first

from accounts.actors import Actor, Via  # noqa: E402 - the platform is set up first
from accounts.models import User  # noqa: E402 - the platform is set up first
from bench import driving  # noqa: E402 - the platform is set up first
from events import loads  # noqa: E402 - the platform is set up first
from events.domain import inviting  # noqa: E402 - the platform is set up first
from events.models import CapacityPool, Event, Invitation, QueueEntry, Registration  # noqa: E402 - as above
from events.queries import rosters  # noqa: E402 - the platform is set up first
from messaging.domain import delivery  # noqa: E402 - the platform is set up first
from messaging.models import Message  # noqa: E402 - the platform is set up first
from partners.domain import crowds  # noqa: E402 - the platform is set up first
from partners.models import Person  # noqa: E402 - the platform is set up first
from tests.support import signing_in  # noqa: E402 - the platform is set up first

ACTOR = Actor.system("bench", Via.COMMAND)
CONTROL = ("BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE")
TASKS: dict[str, Callable[..., dict[str, Any]]] = {}
REPEATS = 12
assert signing_in.show_second_factor


def task(function: Callable[..., dict[str, Any]]) -> Callable[..., dict[str, Any]]:
    """Let a function be called by its name."""
    TASKS[function.__name__] = function
    return function


@dataclass
class Spent:
    """What a stretch of work took."""

    cpu_ms: float = 0.0
    wall_s: float = 0.0
    statements: list[str] = field(default_factory=list)


@contextmanager
def measured() -> Iterator[Spent]:
    """Measure CPU, time and statements of what happens inside."""
    spent = Spent()

    def note(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if not sql.lstrip().upper().startswith(CONTROL):
            spent.statements.append(sql)
        return execute(sql, params, many, context)

    cpu, wall = time.process_time(), time.perf_counter()
    with connection.execute_wrapper(note):
        yield spent
    spent.cpu_ms, spent.wall_s = (time.process_time() - cpu) * 1000, time.perf_counter() - wall


def _browser(**headers: str) -> Client:
    return Client(headers={"host": settings.BASE_URL.partition("://")[2], **headers}, raise_request_exception=True)


def _get(client: Client, path: str) -> Any:
    answer = client.get(path)
    assert answer.status_code == 200, f"{path}: {answer.status_code}"
    return answer


@task
def public_pages(*paths: str) -> dict[str, Any]:
    """Statements of public pages, with an empty cache and again."""
    found = {}
    for path in paths:
        _get(_browser(), path)  # templates compiled, content types known
        cache.clear()
        with measured() as cold:
            _get(_browser(), path)
        with measured() as warm:
            _get(_browser(), path)
        found[path] = {"cold": len(cold.statements), "warm": len(warm.statements)}
    return found


@task
def public_event() -> dict[str, Any]:
    """An event with a page for everybody; its address."""
    event, _lines = loads.prepare(40, 1)
    Event.objects.filter(pk=event.pk).update(public_page=True)
    with translation.override("en"):
        return {"path": reverse("events:public_event", args=[event.public_id])}


@task
def state_of_load() -> dict[str, Any]:
    """What the rows of the newest event say: pages may be misread, rows may not."""
    event = Event.objects.order_by("pk").last()
    assert event is not None
    root = CapacityPool.objects.get(event=event, parent=None)
    return {
        "seats_in_store": Registration.objects.filter(event=event, state="confirmed").count(),
        "waiting_in_store": QueueEntry.objects.filter(event=event, state="waiting").count(),
        "pool_taken": root.taken,
        "pool_cap": root.cap,
    }


@task
def crowd(people: str = "10000") -> dict[str, Any]:
    """Seat so many people at an event of their own by plain rows: the lists are measured, not the registering."""
    count = int(people)
    event, _lines = loads.prepare(count, 1)
    keys = crowds.make(count, "list", actor=ACTOR)
    now = timezone.now()
    rows = [
        Registration(
            event=event,
            person_id=key,
            organization_name_en="An organization",
            organization_name_fr="Un organisme",
            language="en",
            state="confirmed",
            channel="link",
            registered_by=str(ACTOR),
            registered_at=now,
        )
        for key in keys
    ]
    with transaction.atomic():
        Registration.objects.bulk_create(rows, batch_size=1000)
        CapacityPool.objects.filter(event=event, parent=None).update(taken=count)
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
    return {"event": str(event.public_id), "people": count}


def _organizer(event: Event) -> User:
    return User.objects.get(event_roles__event=event, event_roles__role="organizer")


@task
def roster(event: str) -> dict[str, Any]:
    """An organizer's first page of 10,000 people, and a page in the middle."""
    found = Event.objects.get(public_id=event)
    client = _browser()
    client.force_login(_organizer(found))  # with its second factor: see tests.support.signing_in
    with translation.override("en"):
        path = reverse("events:people", args=[event])
    for _ in range(3):
        _get(client, path)
    runs = []
    for _ in range(REPEATS):
        with measured() as run:
            _get(client, path)
        runs.append(run)
    cpu = sorted(run.cpu_ms for run in runs)
    return {
        "cpu_ms": round(cpu[len(cpu) // 2], 1),
        "least_cpu_ms": round(cpu[0], 1),
        "statements": len(runs[0].statements),
    }


@task
def raw_read(event: str) -> dict[str, Any]:
    """The same rows read as tuples, through the platform's own query and by a bare cursor; the first is compared with."""
    rows = (
        rosters.roster(Event.objects.get(public_id=event))
        .order_by("pk")
        .values_list(
            *("person__display_name", "organization_name_en", "organization_name_fr", "sector__name_en"),
            *("sector__name_fr", "jurisdiction__code", "language", "state"),
        )
    )
    sql, params = rows.query.sql_with_params()
    bare = ours = float("inf")
    for _ in range(5):
        with measured() as run, connection.cursor() as cursor:
            cursor.execute(sql, params)
            cursor.fetchall()
        bare = min(bare, run.cpu_ms)
        with measured() as run:
            count = len(list(rows.all()))
        ours = min(ours, run.cpu_ms)
    return {"cpu_ms": round(ours, 1), "bare_cursor_cpu_ms": round(bare, 1), "rows": count}


@task
def roster_file(event: str, form: str) -> dict[str, Any]:
    """The roster of 10,000 as a file, with the peak of this process's memory."""
    from events.exports import roster_file as file_of

    found = Event.objects.get(public_id=event)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    runs = []
    for _ in range(3):  # the least of a few, as the raw read it is compared with
        with measured() as run:
            answer = file_of(
                found, {"state": "", "sector": "", "jurisdiction": "", "text": ""}, form, _organizer(found)
            )
            size = sum(len(part) for part in (answer.streaming_content if answer.streaming else [answer.content]))
        runs.append(run)
    return {
        "cpu_ms": round(min(run.cpu_ms for run in runs), 1),
        "statements": len(run.statements),
        "bytes": size,
        "peak_mib": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, 1),
        "before_mib": round(before / 1024, 1),
    }


class Inside:
    """A browser inside this process."""

    slowest, broken = 0.0, 0

    def __init__(self) -> None:
        self.client = Client(headers={"host": settings.BASE_URL.partition("://")[2]}, enforce_csrf_checks=True)

    def ask(self, method: str, path: str, form: dict[str, str] | None = None) -> tuple[int, str, str]:
        """Send one request through the whole stack of middleware."""
        answer = self.client.generic("GET", path) if form is None else self.client.post(path, form)
        return answer.status_code, answer.content.decode(), answer.headers.get("Location", "")

    def forget(self) -> None:
        self.client.cookies.clear()

    def hang_up(self) -> None:
        """There is no connection."""


@task
def journey(people: str = "40") -> dict[str, Any]:
    """Statements of whole registrations: every request from the link to the confirmation, then the mail."""
    count = int(people)
    _event, lines = loads.prepare(count, count)
    links = [json.loads(line)["link"] for line in lines]
    delivery.drain(budget=60)  # what the preparing owed
    browser = Inside()
    browser.ask("GET", "/en/")  # the middleware is built with the first request
    with measured() as requests:
        outcomes = driving.outcomes(driving.attempt(browser, link) for link in links)
    with measured() as mail:
        sent = delivery.drain(budget=120)
    return {
        "outcomes": dict(outcomes),
        "sent": sent,
        "requests_each": round(len(requests.statements) / count, 2),
        "mail_each": round(len(mail.statements) / count, 2),
        "statements_each": round((len(requests.statements) + len(mail.statements)) / count, 2),
        "cpu_ms_each": round((requests.cpu_ms + mail.cpu_ms) / count, 1),
    }


@task
def wave(people: str = "1000") -> dict[str, Any]:
    """Ask for so many personalised invitations to leave; the worker sends them."""
    count = int(people)
    event, _lines = loads.prepare(count, 1)
    keys = crowds.make(count, "mail", actor=ACTOR)
    inviting.prepare(event.series, [event], keys, actor=ACTOR)
    rows = Invitation.objects.filter(options__event=event, person__in=Person.objects.filter(pk__in=keys))
    return {"event": str(event.public_id), "asked": inviting.ask_to_release(rows, actor=ACTOR)}


@task
def wave_times(event: str) -> dict[str, Any]:
    """How many invitations to one event were sent, and the seconds from the first that left to the last settled."""
    sent = Message.objects.filter(
        kind="event.invitation",
        state="sent",
        about__in=Invitation.objects.filter(options__event__public_id=event).values("public_id"),
    )
    first_and_last = sent.aggregate(first=Min("submitted_at"), last=Max("settled_at"))
    first, last = first_and_last["first"], first_and_last["last"]
    return {"sent": sent.count(), "seconds": round((last - first).total_seconds(), 2) if first and last else 0.0}


@task
def messages(people: str = "1000") -> dict[str, Any]:
    """So many personalised invitations handed to a relay by one process."""
    event = wave(people)["event"]
    while inviting.release_chunk():
        pass
    ours = Message.objects.filter(
        kind="event.invitation",
        about__in=Invitation.objects.filter(options__event__public_id=event).values("public_id"),
    )
    due = ours.filter(state="due").count()
    with measured() as run:
        sent = delivery.drain(budget=600)
    rows = ours.values_list("state").annotate(n=Count("pk")).order_by("state")
    return {
        "due": due,
        "sent": sent,
        "seconds": round(run.wall_s, 2),
        "cpu_ms_each": round(run.cpu_ms / max(1, sent), 2),
        "statements_each": round(len(run.statements) / max(1, sent), 2),
        "states": dict(rows),
    }


if __name__ == "__main__":
    print(json.dumps(TASKS[sys.argv[1]](*sys.argv[2:])))
