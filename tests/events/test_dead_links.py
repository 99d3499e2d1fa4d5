"""A link that opens nothing says why and what to do, in both languages, and no link stands in a log (RE-7, part 12)."""

import logging
import re

import pytest
import structlog
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.html import escape

from config.logs import LibraryFormatter
from events.domain import invitations, terms
from events.enums import EventState, InvitationState
from events.models import Invitation, Registration
from events.views import visits
from tests.factories.events import EventFactory, option_for, visit_of

pytestmark = pytest.mark.django_db
DEAD = (InvitationState.EXPIRED, InvitationState.REVOKED, InvitationState.SUPERSEDED, InvitationState.CLOSED)
LANGUAGES = ("en", "fr")


def token_of(invitation):
    return invitations.issue([invitation])[invitation.pk]


def address(name, language, *arguments):
    with translation.override(language):
        return reverse(name, args=arguments)


def said(words, language):
    with translation.override(language):
        return escape(str(words))


def title_of(html):
    return re.search("<title>(.*?)</title>", html, re.DOTALL)[1]


@pytest.mark.parametrize("state", DEAD)
def test_a_link_whose_invitation_has_ended_says_why_and_offers_a_new_one(client, state):
    invitation = option_for(EventFactory()).invitation
    token = token_of(invitation)
    Invitation.objects.filter(pk=invitation.pk).update(state=state)
    invitation.refresh_from_db()

    for language in LANGUAGES:
        for ask in (client.get, client.post):
            answer = ask(address("events:link", language, token))
            html = answer.content.decode()

            assert answer.status_code == 404
            assert said(terms.invitation_refusal(invitation).message, language) in html
            assert f'action="{address("events:send_link", language)}"' in html
            assert answer.headers["Referrer-Policy"] == "strict-origin"
            assert token not in title_of(html)
            if (
                language == "en"
            ):  # a new link opens what is over as little as the old one: only another invitation helps
                over = state != InvitationState.SUPERSEDED
                assert ("If you have another invitation" in html) is over
                assert ("Have a new link sent to you" in html) is not over


def test_a_link_whose_time_to_reply_has_passed_says_so_before_any_sweep(client):
    invitation = option_for(EventFactory()).invitation
    token = token_of(invitation)
    Invitation.objects.filter(pk=invitation.pk).update(reply_by=timezone.now())

    for language in LANGUAGES:
        html = client.get(address("events:link", language, token)).content.decode()
        assert said(terms._BY_INVITATION[InvitationState.EXPIRED][1], language) in html


@pytest.mark.parametrize("kind", ["mistyped", "replaced"])
def test_a_mistyped_and_a_replaced_link_look_alike(client, kind):
    invitation = option_for(EventFactory()).invitation
    token = token_of(invitation)
    if kind == "mistyped":
        token = token[:-3]
    else:
        Invitation.objects.filter(pk=invitation.pk).update(generation=invitation.generation + 1)

    for language in LANGUAGES:
        answer = client.get(address("events:link", language, token))

        assert answer.status_code == 404
        assert invitation.person.display_name not in answer.content.decode()
        assert f'action="{address("events:send_link", language)}"' in answer.content.decode()


def test_a_forwarded_link_of_an_answered_invitation_asks_for_the_mailed_code(client):
    invitation = option_for(EventFactory()).invitation
    token = token_of(invitation)
    Invitation.objects.filter(pk=invitation.pk).update(state=InvitationState.ANSWERED, answered_at=timezone.now())

    for language in LANGUAGES:
        answer = client.post(address("events:link", language, token))
        assert (answer.status_code, answer.headers["Location"]) == (302, address("events:code", language))


@pytest.mark.parametrize("state", [EventState.CANCELLED, EventState.POSTPONED, EventState.CONCLUDED])
def test_the_form_of_an_event_that_takes_no_reply_says_why_and_registers_nobody(client, state):
    event = EventFactory()
    option = option_for(event)
    client.cookies[visits.COOKIE] = visit_of(option.invitation)
    cancelled = {"cancelled_at": timezone.now(), "cancel_reason_en": "Ice.", "cancel_reason_fr": "Verglas."}
    more = cancelled if state == EventState.CANCELLED else {}
    type(event).objects.filter(pk=event.pk).update(state=state, **more)
    event.refresh_from_db()

    for language in LANGUAGES:
        answer = client.post(address("events:my_register", language, option.public_id), {"key": "k"})

        assert answer.status_code == 422
        assert said(terms.refusal(event).message, language) in answer.content.decode()
    assert not Registration.objects.exists()


def test_no_link_stands_in_a_log_whatever_becomes_of_the_request(caplog, monkeypatch):
    token = token_of(option_for(EventFactory()).invitation)
    calm, paths = Client(raise_request_exception=False), [address("events:link", code, token) for code in LANGUAGES]

    with caplog.at_level(logging.DEBUG, "django.request"), structlog.testing.capture_logs() as ours:
        for path in paths:
            for asked in (path, f"{path}x/", path.rstrip("/")):
                calm.get(asked)
                calm.post(asked, headers={"Host": "evil.example"})
        monkeypatch.setattr(invitations, "find", lambda token: 1 / 0)
        assert [calm.get(path).status_code for path in paths] == [500, 500]

    written = [LibraryFormatter().format(record) for record in caplog.records] + [repr(entry) for entry in ours]
    assert any("log_response" in line for line in written)
    assert [line for line in written if token in line] == []
