"""Sending invitations while the worker dies at every write (EV-A4, RE-1)."""

import multiprocessing
import os
import signal

import pytest
from django.db import connection, connections

from accounts.models import AuditEntry
from events.domain import inviting
from events.models import Invitation, SeatLedger
from events.queries import counters
from messaging.models import Message
from tests.factories.events import SOMEONE, EventFactory
from tests.support.racing import race_processes

pytestmark = pytest.mark.django_db(transaction=True)
FORK = multiprocessing.get_context("fork")
PEOPLE, CHUNK = 500, 100


def prepared(people=PEOPLE):
    from partners.domain import crowds

    event = EventFactory(seats=people, hold_seats=True)
    keys = crowds.make(people, "wave", actor=SOMEONE)
    inviting.prepare(event.series, [event], keys, actor=SOMEONE)
    return event


def dies_at(write):
    """Release in a process of its own that is killed just before its n-th write; tell whether it lived."""

    def life():
        connections.close_all()
        seen = 0

        def strike(execute, sql, params, many, context):
            nonlocal seen
            if sql.lstrip().upper().startswith(("INSERT", "UPDATE", "DELETE")):
                seen += 1
                if seen == write:
                    os.kill(os.getpid(), signal.SIGKILL)
            return execute(sql, params, many, context)

        with connection.execute_wrapper(strike):
            inviting.release_chunk(CHUNK)
        os._exit(0)

    connections.close_all()
    process = FORK.Process(target=life)
    process.start()
    process.join(60)
    return process.exitcode == 0


def whole(event):
    """Every invitation is either untouched or sent with its seat, message and entry."""
    sent = Invitation.objects.filter(state="released").count()
    assert Message.objects.filter(kind="event.invitation").count() == sent
    assert AuditEntry.objects.filter(verb="invitation.released").count() == sent
    assert SeatLedger.objects.filter(state="held").count() == sent
    assert counters.drift(event) == []
    return sent


def test_a_wave_of_500_released_twice_with_a_kill_at_every_write_sends_each_once():
    event = prepared()
    rows = Invitation.objects.order_by("pk")
    inviting.ask_to_release(rows, actor=SOMEONE)
    write, kills = 1, 0
    while not dies_at(write):
        kills += 1
        write += 1
        assert whole(event) == 0
    assert whole(event) == CHUNK and kills >= 6

    inviting.ask_to_release(rows, actor=SOMEONE)
    while inviting.release_chunk(CHUNK):
        pass

    assert whole(event) == PEOPLE
    keys = Message.objects.values_list("key", flat=True)
    assert len(set(keys)) == len(keys) == PEOPLE
    assert set(rows.values_list("sends", "release_at")) == {(1, None)}


def test_four_workers_at_once_send_each_invitation_once():
    event = prepared(200)
    inviting.ask_to_release(Invitation.objects.order_by("pk"), actor=SOMEONE)

    def drain():
        total = 0
        while handled := inviting.release_chunk(20):
            total += handled
        return total

    found = race_processes(drain, drain, drain, drain)

    inviting.release_due()
    assert all(isinstance(each, int) for each in found), found
    assert whole(event) == 200
