"""An act commits with its entry and its messages, or leaves nothing: each of its writes is made to fail in turn (RE-1, EV-27)."""

from collections.abc import Callable
from contextlib import contextmanager

import pytest
from django.apps import apps
from django.db import connection, transaction

from accounts.actors import Actor
from events.domain import check_in, inviting, registrations, scheduling, signatures, waiting_list
from events.domain.enrolling import Details
from events.models import Event, Invitation, Offer
from tests.factories.accounts import UserFactory
from tests.factories.events import SOMEONE, EventFactory, FormQuestionFactory, option_for, options_for
from tests.factories.partners import PersonFactory

pytestmark = pytest.mark.django_db


class Struck(Exception):
    """The write that was made to fail."""


@contextmanager
def failing_at(number: int):
    """Let the n-th write of the block fail, before it reaches the database."""
    seen = 0

    def strike(execute, sql, params, many, context):
        nonlocal seen
        if sql.lstrip().upper().startswith(("INSERT", "UPDATE", "DELETE")):
            seen += 1
            if seen == number:
                raise Struck
        return execute(sql, params, many, context)

    with connection.execute_wrapper(strike):
        yield


def rows():
    """Every row of every table of ours, as values."""
    ours = [
        model
        for model in apps.get_models()
        if model._meta.app_label in {"events", "messaging", "accounts", "publishing"}
    ]
    return {model: list(model.objects.order_by("pk").values()) for model in ours}


def invited(seats=5, **values):
    event = EventFactory(seats=seats, **values)
    return event, option_for(event)


def accepting():
    event, option = invited()
    question = FormQuestionFactory(event=event)
    details = Details(needs={"mobility": "", "diet": "no nuts"}, answers={question.public_id: "housing"})
    return lambda: registrations.accept(option, details, actor=SOMEONE, key="k")


def joining_the_list():
    event, option = invited(seats=1)
    registrations.accept(option_for(event), actor=SOMEONE)
    return lambda: registrations.accept(option, actor=SOMEONE)


def withdrawing_with_somebody_waiting():
    event, option = invited(seats=1)
    registration = registrations.accept(option, Details(needs={"diet": ""}), actor=SOMEONE).registration
    registrations.accept(option_for(event), actor=SOMEONE)
    return lambda: registrations.withdraw(registration, actor=SOMEONE)


def accepting_an_offer():
    withdrawing_with_somebody_waiting()()
    return lambda: waiting_list.accept(Offer.objects.get(), actor=SOMEONE, channel="link")


def declining_an_offer():
    withdrawing_with_somebody_waiting()()
    return lambda: waiting_list.decline(Offer.objects.get(), actor=SOMEONE)


def releasing():
    event = EventFactory(hold_seats=True)
    inviting.prepare(event.series, [event], [p.pk for p in PersonFactory.create_batch(3)], actor=SOMEONE)
    inviting.ask_to_release(Invitation.objects.order_by("pk"), actor=SOMEONE)
    return inviting.release_chunk


def cancelling():
    event = EventFactory(seats=2)
    for option in options_for(event, 3):
        registrations.accept(option, actor=SOMEONE)
    request = signatures.ask_to_cancel(event, actor=Actor.of(UserFactory()), reason_en="a", reason_fr="b")
    bob = Actor.of(UserFactory())
    return lambda: signatures.sign(request, actor=bob)


def creating():
    place, alice = EventFactory().place, Actor.of(UserFactory())
    return lambda: scheduling.create(actor=alice, seats=5, kind="meeting", title_en="a", title_fr="b", place=place)


def changing_the_time():
    event, option = invited()
    registrations.accept(option, actor=SOMEONE)
    return lambda: scheduling.edit(event, actor=SOMEONE, start_time=event.end_time.replace(hour=8))


def letting_in_a_walk_in():
    event = EventFactory(state="ready")
    person = PersonFactory()
    return lambda: check_in.walk_in(Event.objects.get(pk=event.pk), person, actor=SOMEONE)


ACTS = (
    accepting,
    joining_the_list,
    withdrawing_with_somebody_waiting,
    accepting_an_offer,
    declining_an_offer,
    releasing,
    cancelling,
    creating,
    changing_the_time,
    letting_in_a_walk_in,
)


@pytest.mark.parametrize("prepared", ACTS, ids=lambda act: act.__name__)
def test_an_act_leaves_everything_or_nothing(prepared: Callable[[], Callable[[], object]]):
    act = prepared()
    before, writes = rows(), 0
    while True:
        try:
            with transaction.atomic(), failing_at(writes + 1):
                act()
        except Struck:
            writes += 1
            assert rows() == before, f"write {writes} failed and something stayed"
        else:
            break
    after = rows()
    assert writes >= 4, "every act writes its fact, its entry and more"
    assert after != before
