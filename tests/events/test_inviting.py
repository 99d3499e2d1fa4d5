"""Inviting people: prepared, sent in one commit with seat and message, opened by a link that is kept as a hash."""

import datetime
import hashlib

import pytest
import time_machine
from django.db import transaction

from accounts.models import AuditEntry
from events.domain import invitations, inviting, registrations, sweeping
from events.enums import InvitationState, OptionState, SeatState
from events.messages import InvitationMessage
from events.models import Invitation, InvitationCode, InvitationLink, LinkRequest, SeatLedger
from events.queries import counters
from kernel.errors import DomainError, IllegalMove
from messaging import kinds
from messaging.models import Message
from tests.factories.events import SOMEONE, EventFactory, InvitationFactory, ProtectedEventFactory, option_for
from tests.factories.partners import OrganizationFactory, PersonFactory, SectorFactory

pytestmark = pytest.mark.django_db


def prepare(event, people):
    inviting.prepare(event.series, [event], [person.pk for person in people], actor=SOMEONE)
    return Invitation.objects.filter(series=event.series).order_by("pk")


def compose(kind, about, to, language="en"):
    return kinds.get(kind).compose(about, to, language)


def sent(invitation):
    """Compose the mail of an invitation and return its link's token."""
    words = compose("event.invitation", invitation.public_id, invitation.person.public_id)
    line = next(line for line in words.text.splitlines() if "/my/i/" in line)
    return words, line.rstrip("/").rpartition("/")[2]


def test_preparing_invites_each_person_once_and_freezes_the_language():
    event = EventFactory()
    people = [PersonFactory(preferred_language="fr"), PersonFactory()]
    found = inviting.prepare(event.series, [event], [p.pk for p in people], actor=SOMEONE)
    again = inviting.prepare(event.series, [event], [p.pk for p in people], actor=SOMEONE)

    assert (found.added, again.added, again.already) == (2, 0, 0)
    assert list(Invitation.objects.order_by("pk").values_list("language", flat=True)) == ["fr", "en"]
    assert not Message.objects.exists()


def test_a_second_event_joins_what_is_prepared_and_leaves_alone_what_was_sent():
    first = EventFactory()
    second = EventFactory(series=first.series)
    ready, gone = PersonFactory(), PersonFactory()
    InvitationFactory(series=first.series, person=gone, events=[first])
    prepare(first, [ready])

    found = inviting.prepare(first.series, [first, second], [ready.pk, gone.pk], actor=SOMEONE)

    assert (found.added, found.already, found.extended) == (0, 1, 1)
    assert Invitation.objects.get(person=ready).options.count() == 2


def test_nobody_is_invited_to_a_protected_event():
    event = ProtectedEventFactory()
    with pytest.raises(DomainError) as refused:
        prepare(event, [PersonFactory()])
    assert refused.value.code == "events_unknown"


def test_a_released_invitation_holds_a_seat_and_owes_its_message_in_the_same_commit():
    event = EventFactory(hold_seats=True, seats=2)
    rows = prepare(event, PersonFactory.create_batch(3))

    assert inviting.ask_to_release(rows, actor=SOMEONE) == 3
    inviting.release_due()

    states = list(rows.values_list("state", "held_back"))
    assert states == [("released", ""), ("released", ""), ("prepared", "no_seat")]
    assert SeatLedger.objects.filter(state=SeatState.HELD, option__isnull=False).count() == 2
    assert event.pools.get().held == 2
    assert Message.objects.filter(kind="event.invitation").count() == 2
    assert AuditEntry.objects.filter(verb="invitation.released").count() == 2
    assert counters.drift(event) == []


def test_releasing_twice_sends_nothing_twice():
    """EV-A4."""
    event = EventFactory()
    rows = prepare(event, PersonFactory.create_batch(5))
    for _again in range(2):
        inviting.ask_to_release(rows, actor=SOMEONE)
        inviting.release_due()
    assert Message.objects.count() == 5
    assert set(rows.values_list("sends", flat=True)) == {1}


def test_nothing_is_released_before_the_event_invites():
    event = EventFactory(state="planned")
    rows = prepare(event, [PersonFactory()])
    with pytest.raises(DomainError) as refused:
        inviting.ask_to_release(rows, actor=SOMEONE)
    assert refused.value.code == "event_not_open"


def test_the_mail_carries_a_fresh_link_of_256_bits_and_the_table_only_its_hash():
    """RE-7, EV-13."""
    event = EventFactory(description_en="", expectations_en="Bring a story.", expectations_fr="Apportez un récit.")
    invitation = option_for(event, preferred_language="en", organization=OrganizationFactory()).invitation

    words, token = sent(invitation)

    assert len(token) == 43
    assert InvitationLink.objects.get().token_hash == hashlib.sha256(token.encode()).hexdigest()
    assert event.title_en in words.subject and "Bring a story." in words.text and "Bring a story." in words.html
    assert words.calendar is None
    assert invitations.find(token) == invitation
    assert invitations.find(token[:-1] + ("A" if token[-1] != "A" else "B")) is None
    assert invitations.find("x" * 5000) is None and invitations.find("\ud800\x00") is None


def test_a_mail_written_twice_has_two_live_links_and_a_resend_on_request_kills_both():
    invitation = option_for(EventFactory(), organization=OrganizationFactory()).invitation
    tokens = [sent(invitation)[1] for _copy in range(2)]
    assert [invitations.find(token) for token in tokens] == [invitation, invitation]

    inviting.resend(invitation, actor=SOMEONE)

    assert [invitations.find(token) for token in tokens] == [None, None]
    assert Message.objects.filter(kind="event.invitation").count() == 1
    assert invitations.find(sent(Invitation.objects.get())[1]) == invitation


def test_looking_at_a_link_changes_nothing_and_pressing_its_button_is_noted_once():
    """EV-12."""
    invitation = option_for(EventFactory(), organization=OrganizationFactory()).invitation
    _words, token = sent(invitation)
    before = Invitation.objects.values().get(), AuditEntry.objects.count()
    found = invitations.find(token)
    assert (Invitation.objects.values().get(), AuditEntry.objects.count()) == before

    for _press in range(2):
        invitations.open_invitation(found, actor=SOMEONE)

    assert Invitation.objects.get().opened_at is not None
    assert AuditEntry.objects.filter(verb="invitation.opened").count() == 1


@pytest.mark.parametrize("state", ["expired", "revoked", "superseded", "closed"])
def test_a_link_that_is_over_says_so_and_opens_nothing(state):
    option = option_for(EventFactory())
    Invitation.objects.update(state=state, answered_at=datetime.datetime.now(datetime.UTC))
    invitation = Invitation.objects.get()
    for act in (
        lambda: invitations.open_invitation(invitation, actor=SOMEONE),
        lambda: registrations.accept(option, actor=SOMEONE),
        lambda: registrations.decline(option, actor=SOMEONE),
        lambda: invitations.send_code(invitation, actor=SOMEONE),
        lambda: invitations.use_code(invitation, "12345678", actor=SOMEONE),
    ):
        with pytest.raises(DomainError) as refused:
            act()
        assert refused.value.code == f"invitation_{state}"


def mailed_code(invitation):
    invitations.send_code(invitation, actor=SOMEONE)
    message = Message.objects.filter(kind="event.code").order_by("-owed_at").first()
    words = compose("event.code", message.about, message.to)
    digits = next(line for line in words.text.splitlines() if line.replace(" ", "").isdigit())
    assert digits not in words.subject
    return digits


def test_after_a_reply_the_link_needs_a_code_that_works_once():
    option = option_for(EventFactory())
    assert not invitations.needs_code(option.invitation)
    registrations.accept(option, actor=SOMEONE)
    invitation = Invitation.objects.get()
    assert invitations.needs_code(invitation)

    digits = mailed_code(invitation)
    assert digits.replace(" ", "") not in InvitationCode.objects.get().code_hash
    assert invitations.use_code(invitation, digits, actor=SOMEONE) == invitation
    with pytest.raises(invitations.CodeRefused):
        invitations.use_code(invitation, digits, actor=SOMEONE)


def test_a_code_dies_after_five_tries_ten_minutes_or_a_newer_one():
    invitation = option_for(EventFactory()).invitation
    digits = mailed_code(invitation)
    wrong = "0000 0001" if digits != "0000 0001" else "0000 0002"
    for _try in range(5):
        with pytest.raises(invitations.CodeRefused):
            invitations.use_code(invitation, wrong, actor=SOMEONE)
    with pytest.raises(invitations.CodeRefused):
        invitations.use_code(invitation, digits, actor=SOMEONE)

    older, newer = mailed_code(invitation), mailed_code(invitation)
    if older != newer:
        with pytest.raises(invitations.CodeRefused):
            invitations.use_code(invitation, older, actor=SOMEONE)
    with (
        time_machine.travel(datetime.datetime.now(datetime.UTC) + datetime.timedelta(minutes=11)),
        pytest.raises(invitations.CodeRefused),
    ):
        invitations.use_code(invitation, newer, actor=SOMEONE)
    with pytest.raises(invitations.CodeRefused):
        invitations.use_code(invitation, "x\x00١٢٣", actor=SOMEONE)


def test_asking_for_a_link_writes_one_row_for_known_and_unknown_alike_and_mails_only_the_known():
    """RE-16."""
    invitation = option_for(EventFactory(), email="known@example.org").invitation

    for address in ("  KNOWN@example.org ", "unknown@example.org"):
        invitations.ask_again(address)
    rows = list(LinkRequest.objects.values_list("address_digest", flat=True))
    assert len(rows) == 2 and all(len(row) == 64 and "@" not in row for row in rows)
    inviting.answer_link_requests()

    assert list(Message.objects.values_list("to", flat=True)) == [invitation.person.public_id]
    assert set(LinkRequest.objects.values_list("address_digest", "found")) == {("", 0), ("", 1)}


def test_an_unanswered_invitation_expires_and_its_seat_goes_to_whoever_waits():
    event = EventFactory(hold_seats=True, seats=1)
    rows = prepare(event, [PersonFactory()])
    inviting.ask_to_release(rows, actor=SOMEONE)
    inviting.release_due()
    waiting = registrations.accept(option_for(event), actor=SOMEONE).entry
    Invitation.objects.filter(pk=rows[0].pk).update(reply_by=datetime.datetime.now(datetime.UTC))

    sweeping.sweep()

    invitation = Invitation.objects.get(pk=rows[0].pk)
    assert (invitation.state, invitation.options.get().state) == (InvitationState.EXPIRED, OptionState.LAPSED)
    assert waiting.offers.get().state == "made"
    assert counters.drift(event) == []


def test_revoking_gives_the_seat_back_and_is_refused_once_somebody_accepted():
    event = EventFactory(hold_seats=True, seats=5)
    rows = prepare(event, PersonFactory.create_batch(2))
    inviting.ask_to_release(rows, actor=SOMEONE)
    inviting.release_due()
    registrations.accept(rows[0].options.get(), actor=SOMEONE)
    assert (event.pools.get().taken, event.pools.get().held) == (1, 1)

    with pytest.raises(DomainError) as refused:
        inviting.revoke(rows[0], actor=SOMEONE, reason="moved")
    inviting.revoke(rows[1], actor=SOMEONE, reason="moved")

    assert refused.value.code == "has_seats"
    assert (event.pools.get().taken, event.pools.get().held) == (1, 0)
    with pytest.raises(IllegalMove):
        inviting.revoke(rows[1], actor=SOMEONE, reason="moved")


def test_seats_of_a_release_are_held_within_the_ceiling_of_a_sector():
    sector = SectorFactory(key="ngo")
    ngo = OrganizationFactory(sectors=[sector])
    event = EventFactory(hold_seats=True, seats=10)
    root = event.pools.get()
    event.pools.create(kind="ceiling", parent=root, dimension="sector", value="ngo", cap=2)
    rows = prepare(event, PersonFactory.create_batch(3, organization=ngo) + PersonFactory.create_batch(2))

    inviting.ask_to_release(rows, actor=SOMEONE)
    inviting.release_due()

    assert list(rows.values_list("held_back", flat=True)) == ["", "", "no_seat", "", ""]
    assert counters.drift(event) == []


def test_a_release_costs_the_same_few_statements_whatever_its_size(django_assert_max_num_queries):
    for count in (5, 50):
        event = EventFactory(hold_seats=True, seats=100)
        inviting.ask_to_release(prepare(event, PersonFactory.create_batch(count)), actor=SOMEONE)
        with django_assert_max_num_queries(16), transaction.atomic():
            assert inviting.release_chunk() == count


def test_fifty_mails_are_read_together(django_assert_max_num_queries):
    """PF-12: no statement for each message."""
    event = EventFactory()
    options = [option_for(event, organization=OrganizationFactory()) for _person in range(20)]
    owed = [kinds.Reference(o.invitation.public_id, o.invitation.person.public_id, "both") for o in options]
    with django_assert_max_num_queries(12):
        composing = InvitationMessage().prepare(owed)
        words = [composing(one.about, one.to, one.language) for one in owed]
    assert all(event.title_fr in one.text and event.title_en in one.text for one in words)
