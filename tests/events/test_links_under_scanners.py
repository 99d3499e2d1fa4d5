"""Mail gateways open every link, some with scripts: nothing is answered by looking (EV-A5, S11)."""

import hashlib

import pytest
from django.apps import apps
from django.urls import reverse

from events.domain import invitations
from events.models import Invitation
from messaging.models import CarrierState
from tests.factories.events import EventFactory, options_for

TIMES = 20


def digest():
    """A sum over every row of every table."""
    found = hashlib.sha256()
    for model in sorted(apps.get_models(), key=lambda each: each._meta.label):
        if model._meta.app_label != "spool" and model is not CarrierState and model._meta.managed:
            found.update(repr((model._meta.label, list(model.objects.order_by("pk").values_list()))).encode())
    return found.hexdigest()


def links(count):
    event = EventFactory(seats=count)
    options_for(event, count)
    return [
        reverse("events:link", args=[token]) for token in invitations.issue(Invitation.objects.order_by("pk")).values()
    ]


@pytest.mark.django_db
@pytest.mark.parametrize("count", [10, pytest.param(100, marks=pytest.mark.full)])
def test_a_link_fetched_twenty_times_changes_no_row_and_still_opens(client, count):
    addresses = links(count)
    before = digest()

    for address in addresses:
        statuses = {(client.get if turn % 2 else client.head)(address).status_code for turn in range(TIMES)}
        assert statuses == {200}

    assert digest() == before
    for address in addresses:
        client.cookies.clear()
        assert client.post(address).status_code == 302
    assert Invitation.objects.filter(opened_at__isnull=False).count() == count


def test_a_browser_that_runs_scripts_and_presses_nothing_changes_no_row(live, open_page):
    addresses = links(3)
    before = digest()
    for address in addresses:
        page = open_page()
        page.goto(live.url + address)
        page.wait_for_load_state("networkidle")
        assert page.locator("main button").count() == 1
        assert page.noted.strangers == []
        page.context.close()

    assert digest() == before
