"""A load is prepared by the same verbs that organizers use."""

import dataclasses
import json

import pytest
from django.core.management import CommandError, call_command

from config.env import Mode
from events.domain import invitations, registrations
from events.models import Event, Invitation
from messaging.models import Message
from tests.factories.events import SOMEONE
from tests.factories.partners import PlaceFactory

pytestmark = pytest.mark.django_db


def test_each_line_is_a_link_that_can_be_answered_and_no_mail_leaves(tmp_path, settings):
    PlaceFactory()
    out = tmp_path / "links.jsonl"
    call_command("prepare_load", seats=2, people=5, out=out)

    rows = [json.loads(line) for line in out.read_text().splitlines()]
    assert [row["language"] for row in rows] == ["en", "fr", "en", "fr", "en"]
    assert all(row["link"].startswith(f"{settings.BASE_URL}/{row['language']}/") for row in rows)
    assert out.stat().st_mode & 0o077 == 0
    assert not Message.objects.filter(kind__startswith="event.").exists()
    placed = []
    for row in rows:
        invitation = invitations.find(row["link"].rstrip("/").rpartition("/")[2])
        placed.append(registrations.accept(invitation.options.get(), actor=SOMEONE))
    assert [bool(each.registration) for each in placed] == [True, True, False, False, False]
    assert Event.objects.get().pools.get().taken == 2
    assert set(Invitation.objects.values_list("state", flat=True)) == {"answered"}


def test_a_load_is_never_prepared_in_production(tmp_path, settings):
    settings.ENV = dataclasses.replace(settings.ENV, mode=Mode.PRODUCTION)
    with pytest.raises(CommandError, match="embedded, bench or test"):
        call_command("prepare_load", out=tmp_path / "x")


def test_numbers_out_of_range_and_a_missing_place_are_said_in_words(tmp_path):
    with pytest.raises(CommandError, match="between 1 and 100000"):
        call_command("prepare_load", people=0, out=tmp_path / "x")
    with pytest.raises(CommandError, match="no place"):
        call_command("prepare_load", people=1, out=tmp_path / "x")
