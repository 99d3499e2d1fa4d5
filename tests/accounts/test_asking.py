"""What ends for good goes after a page that says what ends: a key, all second factors of a person (screens 1)."""

import html

import pytest
from allauth.mfa.models import Authenticator
from django.urls import reverse

from accounts.actors import Actor
from accounts.domain import factors
from accounts.models import ApiToken, AuditEntry
from accounts.scopes import Scope
from tests.factories.accounts import app_of, key_of, person_with

pytestmark = pytest.mark.django_db


def asks(client, address, *, offered_on, says):
    """The page is reached by a link, says what ends, has one button and a way back; looking leaves no entry."""
    offered = client.get(offered_on).content.decode()
    assert f'href="{address}"' in offered
    entries = AuditEntry.objects.count()
    page = html.unescape(client.get(address).content.decode())
    assert AuditEntry.objects.count() == entries
    for words in says:
        assert words in page, words
    assert page[page.index("<h1>") :].count("<button") == 1 and "No, go back" in page


def test_a_key_is_revoked_after_a_page_that_says_which_programs_stop(client):
    organizer = person_with("organizer")
    key_of(organizer, Scope.EVENTS_READ)
    key = ApiToken.objects.get()
    client.force_login(organizer)
    address, keys = reverse("accounts:key_revoke", args=[key.public_id]), reverse("accounts:keys")
    asks(client, address, offered_on=keys, says=(key.name, "stops working for you at once", "It cannot be undone"))
    assert ApiToken.objects.get().revoked_at is None

    assert client.post(address).headers["Location"] == keys
    assert ApiToken.objects.get().revoked_at is not None
    assert "opens nothing any more" in client.get(address).content.decode()
    client.force_login(person_with("organizer"))
    assert client.get(address).status_code == 404


def test_all_second_factors_go_after_a_page_that_a_second_administrator_reads(client):
    adam, eve = person_with("administrator", name="Adam"), person_with("administrator", name="Eve")
    nora = person_with("organizer", name="Nora")
    app_of(nora)
    reset = factors.ask_reset(nora, actor=Actor.of(adam))
    address, person = (
        reverse("accounts:reset_decide", args=[reset.public_id]),
        reverse("accounts:person", args=[nora.public_id]),
    )
    client.force_login(adam)
    assert address + '"' not in client.get(person).content.decode().replace(
        f'action="{address}"', ""
    )  # only the refusal
    assert "A second administrator must agree to this." in client.get(address).content.decode()

    client.force_login(eve)
    says = ("Nora", "no longer open anything", "sessions end at once", "It cannot be undone")
    asks(client, address, offered_on=person, says=says)
    assert Authenticator.objects.filter(user=nora).exists()
    client.post(address, {"grant": "yes"})
    assert not Authenticator.objects.filter(user=nora).exists()
    assert "This is no longer possible." in client.get(address).content.decode()
