"""The protected meeting of the demonstration that is open: a visitor makes codes as the liaison and walks the journey."""

import re

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from accounts.domain import demonstration
from config.demonstration import meetings
from events import policies
from events.domain import terms
from partners.domain import vouching
from safety import seats
from safety.domain import codes

pytestmark = [pytest.mark.django_db(databases=["default", "protected"]), pytest.mark.sqlite]


def test_a_fictional_protected_meeting_is_open_for_which_the_liaison_makes_codes_that_work(settings):
    settings.DEMO = True
    for command in ("load_reference", "load_demo_staff", "load_demo_directory"):
        call_command(command, verbosity=0)

    event = meetings._open_protected(meetings.Cast.gather())

    assert event.protected and terms.refusal(event) is None
    assert "(fictional)" in event.title_en and "(fictive)" in event.title_fr
    assert not policies.public_events().filter(pk=event.pk).exists()
    assert seats.keeper().practical(event.public_id, "fr").open

    liaison = Client()
    liaison.force_login(demonstration.person("liaison"))
    partner = vouching.organizations().order_by("pk").first()
    choices = liaison.get(reverse("events:protected", args=[event.public_id])).content.decode()
    value = re.search(rf'<option value="([^"]+)">{re.escape(partner.name_en[:10])}', choices)
    issued = liaison.post(
        reverse("events:protected_issue", args=[event.public_id]),
        {"partner": value[1] if value else str(partner.public_id), "size": 1},
    )
    (code,) = issued.context["codes"]
    assert codes.event_of(code) == event.public_id
