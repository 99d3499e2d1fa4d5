"""What people needed and answered goes when an event is archived, as the notice beside the form says (STD-15)."""

import pytest
from django.urls import reverse
from django.utils import translation

from accounts.models import AuditEntry
from events.domain import registrations, scheduling
from events.domain.enrolling import Details
from events.enums import EventState
from events.models import Event, FormAnswer, NeedRequest, Registration
from events.views import visits
from tests.factories.accounts import person_with
from tests.factories.events import (
    SOMEONE,
    EventFactory,
    EventTeamMemberFactory,
    FormQuestionFactory,
    option_for,
    visit_of,
)

pytestmark = pytest.mark.django_db


def attended():
    """One registration with a need and an answer."""
    event = EventFactory(seats=3)
    question = FormQuestionFactory(event=event)
    details = Details(needs={"mobility": "a ramp"}, answers={question.public_id: "an answer"})
    return registrations.accept(option_for(event), details, actor=SOMEONE).registration


def test_archiving_deletes_needs_and_answers_and_keeps_the_seats(client):
    """STD-15: the organizer reads how many, ticks a box, and nothing else is touched."""
    elsewhere, here = attended(), attended()
    event = here.event
    Event.objects.filter(pk=event.pk).update(state=EventState.CONCLUDED)
    organizer = person_with("organizer")
    EventTeamMemberFactory(event=event, user=organizer)
    client.force_login(organizer)
    page = reverse("events:event", args=[event.public_id])
    act = reverse("events:event_move", args=[event.public_id, "archive"])

    assert "needs: 1, answers: 1" in client.get(page).content.decode()
    assert "Tick the box first" in client.post(act, follow=True).content.decode()
    assert here.needs.count() == here.answers.count() == 1
    client.post(act, {"deletes": "1"})

    event.refresh_from_db()
    assert event.state == EventState.ARCHIVED
    assert (here.needs.count(), here.answers.count()) == (0, 0)
    assert Registration.objects.get(pk=here.pk).state == here.state
    assert (elsewhere.needs.count(), elsewhere.answers.count()) == (1, 1)
    entry = AuditEntry.objects.get(verb="answers.forgotten")
    assert (entry.facts["needs"], entry.facts["answers"]) == (1, 1)
    assert "ramp" not in str(entry.facts) and "answer" not in str(sorted(entry.facts.values(), key=str))


def test_a_deletion_that_cannot_be_written_down_undoes_itself(monkeypatch):
    """EV-27: archived with its entry, or not at all."""
    event = attended().event
    Event.objects.filter(pk=event.pk).update(state=EventState.CONCLUDED)
    monkeypatch.setattr("events.domain.forgetting.audit.record", lambda *a, **k: 1 / 0)

    with pytest.raises(ZeroDivisionError):
        scheduling.archive(event, actor=SOMEONE, deletes=True)

    event.refresh_from_db()
    assert event.state == EventState.CONCLUDED
    assert NeedRequest.objects.count() == FormAnswer.objects.count() == 1


def test_the_form_carries_the_whole_notice_in_both_languages(client, settings):
    """STD-15: purpose, use, disclosure, retention, law, bank, rights and the way to complain."""
    settings.PRIVACY_AUTHORITY = {
        "en": "section 4 of the Department Act",
        "fr": "l’article 4 de la Loi sur le ministère",
    }
    settings.PRIVACY_BANK = "PSU 938"
    option = option_for(EventFactory(seats=3))
    client.cookies[visits.COOKIE] = visit_of(option.invitation)
    for language, words in {
        "en": ("Why we ask", "section 4 of the Department Act", "PSU 938", "Privacy Commissioner", "is archived"),
        "fr": ("Pourquoi nous", "l’article 4 de la Loi", "PSU 938", "Commissariat à la protection", "est archivée"),
    }.items():
        with translation.override(language):
            address = reverse("events:my_register", args=[option.public_id])
        html = client.get(address).content.decode()
        assert [each for each in words if each not in html] == [], language
