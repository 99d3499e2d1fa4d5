"""The list of messages: everything owed and sent, what needs a person on top, two acts (screens 4)."""

import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import AuditEntry
from messaging import queries, wording
from messaging.enums import MessageState
from messaging.models import Message
from tests.factories.accounts import RoleAssignmentFactory, UserFactory
from tests.factories.messaging import MessageFactory

pytestmark = pytest.mark.django_db
LIST = "/en/organize/messages/"


def person_with(role):
    user = UserFactory()
    RoleAssignmentFactory(user=user, role=role)
    return user


@pytest.fixture
def alice(client, settings):
    settings.DEMO = True  # no second factor is asked
    user = person_with("organizer")
    client.force_login(user)
    return user


def text_of(response):
    return " ".join(response.content.decode().split())


def test_the_list_shows_kind_state_and_reason_and_no_personal_value(client, alice, note):
    MessageFactory(state="suppressed", reason="consent_withdrawn", settled_at=timezone.now())
    MessageFactory(state="dead", reason="a_code_of_some_app", settled_at=timezone.now())

    page = text_of(client.get(LIST))

    assert "test.note" in page
    assert "The person has withdrawn consent for this purpose." in page
    assert "a_code_of_some_app" in page


def test_uncertain_and_given_up_messages_stand_on_top_with_their_acts(client, alice):
    uncertain = MessageFactory(state="uncertain", settled_at=timezone.now())
    dead = MessageFactory(state="dead", settled_at=timezone.now())
    MessageFactory()

    page = text_of(client.get(LIST))

    assert page.index("What needs a decision") < page.index("All messages")
    assert reverse("messaging:message_arrived", args=[uncertain.pk]) in page
    assert reverse("messaging:message_arrived", args=[dead.pk]) not in page
    assert page.count(">Send again") == 2


def test_who_may_see_but_not_settle_gets_no_buttons(client, settings):
    settings.DEMO = True
    client.force_login(person_with("coordinator"))
    MessageFactory(state="uncertain", settled_at=timezone.now())

    page = text_of(client.get(LIST))

    assert "What needs a decision" in page
    assert "Send again" not in page


@pytest.mark.parametrize(
    ("act", "was", "becomes", "verb"),
    [
        ("arrived", "uncertain", "sent", "message.found_arrived"),
        ("send_again", "uncertain", "due", "message.sent_again"),
        ("send_again", "dead", "due", "message.sent_again"),
    ],
)
def test_a_person_settles_it_and_the_trail_says_who(client, alice, listener, act, was, becomes, verb):
    message = MessageFactory(
        state=was, crashes=3, refusals=4, first_refused_at=timezone.now(), settled_at=timezone.now()
    )

    response = client.post(reverse(f"messaging:message_{act}", args=[message.pk]), follow=True)

    message.refresh_from_db()
    assert (response.status_code, message.state) == (200, becomes)
    entry = AuditEntry.objects.get(verb=verb)
    assert (entry.actor_ref, entry.subject_ref, entry.facts["was"]) == (str(alice.public_id), str(message.pk), was)
    if becomes == "due":
        assert (message.crashes, message.refusals, message.first_refused_at, message.settled_at) == (0, 0, None, None)
    else:
        assert [heard.state for heard in listener] == ["sent"]


@pytest.mark.parametrize(("act", "state"), [("arrived", "sent"), ("arrived", "dead"), ("send_again", "delivered")])
def test_what_is_settled_already_is_refused_in_words_and_stays(client, alice, act, state):
    message = MessageFactory(state=state, settled_at=timezone.now())

    response = client.post(reverse(f"messaging:message_{act}", args=[message.pk]))

    message.refresh_from_db()
    assert (response.status_code, message.state) == (422, state)
    assert "no longer possible" in text_of(response)
    assert not AuditEntry.objects.filter(verb__startswith="message.").exists()


def test_a_failed_audit_entry_undoes_the_decision(client, alice, monkeypatch):
    message = MessageFactory(state="uncertain", settled_at=timezone.now())
    monkeypatch.setattr("accounts.domain.audit.record", lambda *_a, **_k: 1 / 0)

    with pytest.raises(ZeroDivisionError):
        client.post(reverse("messaging:message_send_again", args=[message.pk]))

    message.refresh_from_db()
    assert message.state == "uncertain"


def test_messages_of_protected_participation_are_nowhere(client, alice, note):
    type(note).protected = True
    message = MessageFactory(state="uncertain", settled_at=timezone.now())

    assert "test.note" not in text_of(client.get(LIST))
    assert client.get(reverse("messaging:message", args=[message.pk])).status_code == 404
    assert client.post(reverse("messaging:message_arrived", args=[message.pk])).status_code == 404


def test_the_list_goes_on_by_key_without_repeating_or_leaving_out(client, alice):
    now = timezone.now()
    messages = MessageFactory.create_batch(120)
    for number, message in enumerate(messages):
        Message.objects.filter(pk=message.pk).update(owed_at=now - timedelta(seconds=number // 7))
    seen, address = [], LIST

    while address:
        response = client.get(address)
        seen += [row.id for row in response.context["rows"]]
        following = response.context["page"].get("next_url")
        address = following and LIST + following

    assert len(seen) == len(set(seen)) == 120


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ({"state": "dead"}, 1),
        ({"kind": "test.note"}, 2),
        ({"kind": "test.note", "state": "sent"}, 1),
        ({"kind": "no.such"}, 0),
        ({"state": "nonsense"}, 0),
        ({"about": "not-a-uuid"}, 0),
        ({"before": "\x00"}, 3),
        ({"before": "2026-01-01T00:00:00+00:00_nonsense"}, 3),
        ({"before": "2026-01-01_00000000-0000-0000-0000-000000000000"}, 3),
    ],
)
def test_filters_narrow_and_nonsense_never_breaks(client, alice, note, query, shown):
    MessageFactory(state="dead", settled_at=timezone.now())
    MessageFactory(state="sent", settled_at=timezone.now())
    MessageFactory(kind="other.kind")

    response = client.get(LIST, query)

    assert response.status_code == (200 if shown else 422)
    assert len(response.context["rows"]) == shown or not shown


@pytest.mark.parametrize("count", [3, 45])
def test_the_list_costs_the_same_whatever_its_length(client, alice, note, count, django_assert_max_num_queries):
    MessageFactory.create_batch(count)
    with django_assert_max_num_queries(7):  # session, person, roles, list, needing, counts, session written
        assert len(client.get(LIST).context["rows"]) == count


@pytest.fixture
def many(note, monkeypatch):
    """Eleven messages of two kinds, in four states, three languages, some not settled, some owed at the same moment."""
    monkeypatch.setattr(queries, "ON_A_PAGE", 4)
    now, states = timezone.now(), ("sent", "due", "dead", "bounced")
    for number in range(11):
        state = states[number % 4]
        message = MessageFactory(
            kind="test.note" if number % 3 else "account.welcome",
            state=state,
            language=("en", "fr", "both")[number % 3],
            settled_at=None if state == "due" else now - timedelta(hours=number),
        )
        Message.objects.filter(pk=message.pk).update(owed_at=now - timedelta(minutes=number // 2))


SHOWN = {
    "owed": lambda row: row.owed_at,
    "kind": lambda row: str(row.kind_words).casefold(),
    "state": lambda row: MessageState.values.index(row.state),
    "settled": lambda row: row.settled_at,
    "language": lambda row: str(row.language_words).casefold(),
}


@pytest.mark.parametrize("order", [chosen.value for chosen in queries.MESSAGES])
def test_the_pages_of_every_order_meet_each_message_once_and_lead_back_the_same_way(client, alice, many, order):
    at, pages = f"?order={order}", []
    while at:
        here = client.get(LIST + at)
        pages.append([row for row in here.context["rows"]])
        at = here.context["page"]["next_url"]
    met = [row for rows in pages for row in rows]
    assert len({row.id for row in met}) == len(met) == 11

    values = [SHOWN[order.removeprefix("-")](row) for row in met]
    known = [value for value in values if value is not None]
    assert values == sorted(known, reverse=order.startswith("-")) + values[len(known) :]  # not settled: last

    back = [pages[-1]]
    while at := here.context["page"]["previous_url"]:
        here = client.get(LIST + at)
        back.insert(0, [row for row in here.context["rows"]])
    assert back == pages


def test_the_newest_stand_first_and_a_head_says_so(client, alice, many):
    page = client.get(LIST)
    owed = [row.owed_at for row in page.context["rows"]]
    assert owed == sorted(owed, reverse=True)
    assert 'abbr="To be sent since" aria-sort="descending"' in page.content.decode()
    assert list(client.get(LIST, {"order": "nothing"}).context["rows"]) == list(page.context["rows"])


def test_filters_and_states_keep_the_order_and_what_needs_a_decision_stands_on_the_first_page_alone(
    client, alice, many
):
    page = client.get(LIST, {"order": "kind"})
    assert "What needs a decision" in text_of(page)
    assert f'href="{LIST}?state=dead&amp;order=kind"' in page.content.decode()
    assert 'value="kind" selected' in page.content.decode()
    assert "What needs a decision" not in text_of(client.get(LIST + page.context["page"]["next_url"]))
    narrowed = client.get(LIST, {"order": "-owed", "state": "sent"})
    assert [row.state for row in narrowed.context["rows"]] == ["sent"] * 3


@pytest.mark.parametrize("order", ["", "kind", "-settled"])
def test_a_page_costs_the_same_in_every_order_wherever_it_begins(
    client, alice, many, order, django_assert_max_num_queries
):
    following = client.get(LIST, {"order": order}).context["page"]["next_url"]
    with django_assert_max_num_queries(6):
        assert len(client.get(LIST + following).context["rows"]) == 4


def test_no_page_begins_behind_a_message_of_protected_participation(client, alice, many, note):
    first = [row.id for row in client.get(LIST).context["rows"]]
    hidden = Message.objects.filter(kind="test.note").first()
    type(note).protected = True
    rows = [row.id for row in client.get(LIST, {"after": hidden.pk}).context["rows"]]
    assert rows == [row.id for row in client.get(LIST).context["rows"]] != first


def test_one_message_says_how_it_stands(client, alice):
    message = MessageFactory(state="uncertain", reason="no_answer", settled_at=timezone.now(), carrier="smtp")

    english = text_of(client.get(reverse("messaging:message", args=[message.pk])))
    french = text_of(client.get(f"/fr/organiser/messages/{message.pk}/"))

    assert "Nobody can know whether it left." in english
    assert "Personne ne peut savoir" in french
    assert "It arrived after all" in english


def test_every_reason_that_stops_a_message_is_said_in_words():
    """A log that shows `answered_meanwhile` to an organizer says nothing."""
    root = Path(__file__).resolve().parents[2]
    source = "\n".join(
        (root / name).read_text(encoding="utf-8")
        for name in (
            *(path.relative_to(root) for path in sorted((root / "events/messages").glob("*.py"))),
            *("events/domain/terms.py", "engagement/messages.py", "accounts/messages.py"),
            *("partners/commitment_messages.py", "partners/reasons.py", "messaging/domain/delivery.py"),
        )
    )
    codes = set(re.findall(r'Suppressed\("(\w+)"\)', source))
    codes |= set(re.findall(r'stopped = .*?"" if .*? else "(\w+)"', source))
    codes |= set(re.findall(r'"(\w+)",\s+_\(', source)) | set(re.findall(r'code="(\w+)"\)', source))
    codes |= set(re.findall(r'^    "(\w+)": _\(', source, re.MULTILINE)) - {"registration_over"}

    assert {"answered_meanwhile", "consent_refused", "event_cancelled", "invitation_expired"} <= codes
    assert {code for code in codes if wording.reason(code) == code} == set()
