"""The demonstration's conversation: the one of 2018 answered, one half read, one that anybody can answer now."""

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from config.demonstration import conversation
from config.demonstration.meetings import OPEN_NOW
from engagement.domain import verification
from engagement.models import CommitmentOrigin, Consultation, NoteEntry, SourceText, Submission
from partners import reference
from tests.factories.events import EventFactory, ProtectedEventFactory

pytestmark = [pytest.mark.django_db(databases=["default", "protected"]), pytest.mark.sqlite]


def test_three_consultations_stand_where_the_tour_needs_them(settings):
    """EN-A1: facts of 2018 with invented words, played by the verbs of the product, to its replies."""
    settings.DEMO = True
    for command in ("load_reference", "load_demo_staff", "load_demo_directory", "load_demo_commitments"):
        call_command(command, verbosity=0)
    events = {
        row["id"]: ProtectedEventFactory() if row["id"] == "ev-survivors" else EventFactory()
        for row in reference.load().rows("events")
    }

    played = conversation.load({**events, OPEN_NOW: EventFactory()})

    states = {row.ref: Consultation.objects.get(pk=row.pk).state for row in played}
    assert states == {"2018": "replied", "demo-reading": "analysing", "demo-suite": "open"}
    answered = Consultation.objects.get(ref="2018")
    assert Submission.objects.filter(consultation=answered).count() == 42
    assert answered.tables.count() == 20 and NoteEntry.objects.filter(table__consultation=answered).count() >= 20
    assert not SourceText.objects.filter(consultation=answered, readings=None).exists()
    assert SourceText.objects.filter(consultation__ref="demo-reading", readings=None).exists()
    assert CommitmentOrigin.objects.filter(recommendation__consultation=answered).count() == 3
    assert list(verification.problems()) == []
    assert conversation.load(events) == []

    visitor = Client()
    assert visitor.get(reverse("engagement:respond", args=["demo-suite"])).status_code == 200
    assert visitor.get(reverse("engagement:replies", args=["2018"])).context["replies"].waiting == 0
