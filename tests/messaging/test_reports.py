"""What providers report: bearer-checked, idempotent in any order, heard by those who keep the people (STD-26)."""

import itertools
import json
from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from messaging.domain import bounces, claiming, following, settling, tidying
from messaging.models import Message
from tests.factories.messaging import MessageFactory

pytestmark = pytest.mark.django_db
TOKEN = "report-token"


@pytest.fixture(autouse=True)
def token(settings):
    settings.NOTIFY_CALLBACK_TOKEN = TOKEN


def sent(**fields):
    now = timezone.now()
    return MessageFactory(**{"state": "sent", "submitted_at": now, "settled_at": now, "address_digest": "d", **fields})


def post(client, body, *, bearer=TOKEN, source="notify"):
    headers = {"Authorization": f"Bearer {bearer}"} if bearer else {}
    content = body if isinstance(body, bytes) else json.dumps(body)
    return client.post(f"/hooks/mail/{source}/", content, content_type="application/json", headers=headers).status_code


def state_of(message):
    message.refresh_from_db()
    return message.state


@pytest.mark.parametrize(
    ("theirs", "state", "reason", "permanent"),
    [
        ("delivered", "delivered", "", False),
        ("permanent-failure", "bounced", "address_unknown", True),
        ("temporary-failure", "bounced", "mailbox_not_taking", False),
        ("technical-failure", "dead", "provider_failed", False),
    ],
)
def test_a_report_settles_the_message_and_is_heard(client, listener, theirs, state, reason, permanent):
    message = sent()

    assert post(client, {"reference": str(message.pk), "status": theirs, "to": "alice@example.org"}) == 204

    assert (state_of(message), message.reason) == (state, reason)
    assert [(heard.message, heard.to, heard.address_digest, heard.permanent) for heard in listener] == [
        (message.pk, message.to, "d", permanent)
    ]


@pytest.mark.parametrize("order", list(itertools.permutations(["delivered", "permanent-failure", "delivered"])))
def test_reports_in_any_order_and_twice_end_the_same_way(client, listener, order):
    message = sent()

    for theirs in [*order, *order]:
        assert post(client, {"reference": str(message.pk), "status": theirs}) == 204

    assert state_of(message) == "bounced"
    assert len(listener) <= 2


def test_a_report_that_comes_before_our_own_answer_counts_as_it(client, note, carrier):
    message = MessageFactory()
    (claim,) = claiming.claim_due()
    claim = claiming.mark_submitting(claim, carrier="scripted", digest="", address_digest="d")

    post(client, {"reference": str(message.pk), "status": "delivered"})

    assert settling.settle(claim, "sent") is False
    assert state_of(message) == "delivered"


def test_a_report_about_what_never_left_changes_nothing(client):
    message = MessageFactory()

    assert post(client, {"reference": str(message.pk), "status": "delivered"}) == 204
    assert state_of(message) == "due"


def test_a_late_report_stops_the_second_try(client, note, carrier):
    """The provider said absent, then turned out to have it: it must not be sent again."""
    message = MessageFactory(submitted_at=timezone.now(), reason="never_arrived")

    post(client, {"reference": str(message.pk), "status": "delivered"})

    assert state_of(message) == "delivered"
    assert claiming.claim_due() == []


@pytest.mark.parametrize("bearer", ["", "wrong", TOKEN + "x", TOKEN[:-1]])
def test_without_the_token_nothing_is_believed(client, bearer):
    message = sent()

    assert post(client, {"reference": str(message.pk), "status": "delivered"}, bearer=bearer) == 401
    assert state_of(message) == "sent"


def test_where_no_token_is_set_there_is_nothing(client, settings):
    settings.NOTIFY_CALLBACK_TOKEN = ""

    assert post(client, {"reference": str(sent().pk), "status": "delivered"}, bearer="") == 404


UNKNOWN = b"9b3d7d3e-6f1c-4d0e-9a55-0e6a1f3c2b70"  # a reference that nothing was ever sent under


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"", 400),
        (b"[]", 400),
        (b"null", 400),
        (b"{}", 400),
        (b"\xff\xfe", 400),
        (b'{"reference": "\\u0000", "status": "delivered"}', 400),
        (b'{"reference": 12, "status": "delivered"}', 400),
        (b'{"reference": "' + UNKNOWN + b'", "status": "delivered"}', 204),
        (b'{"reference": "' + UNKNOWN + b'", "status": {"a": 1}}', 204),
        (b"[" * 5000, 400),
        (b'{"reference": "' + b"x" * 20_000 + b'"}', 400),
    ],
)
def test_what_is_no_report_is_refused_without_a_stumble(client, body, status):
    assert post(client, body) == status


def test_another_provider_reports_in_our_own_words(client, listener):
    message = sent()

    assert post(client, {"reference": str(message.pk), "status": "complained"}, source="report") == 204
    assert (state_of(message), message.reason) == ("bounced", "complaint")
    assert post(client, {"reference": str(message.pk), "status": "delivered"}, source="unknown") == 404
    assert client.get("/hooks/mail/notify/").status_code == 405


def test_a_report_costs_no_more_than_a_second_needs(client, listener, django_assert_max_num_queries):
    message = sent()
    with django_assert_max_num_queries(6):
        post(client, {"reference": str(message.pk), "status": "delivered"})


class TestPulling:
    def test_asks_about_silent_messages_only_while_the_provider_remembers(self, carrier):
        carrier.memory = timedelta(days=3)
        now = timezone.now()
        fresh, silent, old = (
            sent(carrier="scripted", settled_at=now - age)
            for age in (timedelta(minutes=5), timedelta(hours=2), timedelta(days=4))
        )
        elsewhere = sent(carrier="other", settled_at=now - timedelta(hours=2))
        carrier.statuses = dict.fromkeys([fresh.pk, silent.pk, old.pk, elsewhere.pk], "delivered")

        assert following.pull(carrier) == 1
        assert [state_of(one) for one in (fresh, silent, old, elsewhere)] == ["sent", "delivered", "sent", "sent"]

    def test_begins_with_those_not_asked_for_longest(self, carrier, monkeypatch):
        monkeypatch.setattr(following, "BATCH", 1)
        now = timezone.now()
        messages = [sent(carrier="scripted", settled_at=now - timedelta(hours=hours)) for hours in (2, 3)]
        asked = []
        carrier.status = lambda reference: asked.append(reference) or ""

        for _run in range(4):
            following.pull(carrier)

        assert {asked[0], asked[1]} == {message.pk for message in messages}
        assert asked[:2] == asked[2:]


def test_the_address_is_forgotten_a_month_after_the_message_was_settled():
    kept, old, waiting = (
        sent(),
        sent(settled_at=timezone.now() - timedelta(days=31)),
        MessageFactory(address_digest="d"),
    )
    with time_machine.travel(timezone.now(), tick=False):
        assert tidying.forget_addresses() == 1

    assert dict(Message.objects.values_list("pk", "address_digest")) == {kept.pk: "d", old.pk: "", waiting.pk: "d"}


def test_every_outcome_leads_from_sent_to_where_it_says():
    for outcome, meaning in bounces.OUTCOMES.items():
        message = sent(state="uncertain")
        assert bounces.report(message.pk, outcome)
        assert state_of(message) == meaning.state
