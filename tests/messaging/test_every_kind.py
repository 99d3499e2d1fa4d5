"""Every registered kind of message, in both languages: nothing that was told in confidence, no zone by its letters."""

import datetime
import html
import re

import pytest
import time_machine
from django.utils import timezone

from accounts.models import User
from engagement.domain import loop, participation
from engagement.models import LoopNotice
from events.domain import registrations
from events.domain.enrolling import Details
from events.models import CapacityPool, FormAnswer, InvitationCode, NeedRequest, Offer, QueueEntry, Registration
from messaging import kinds
from messaging.kinds import Composed, Reference
from messaging.models import CalendarEntry
from partners.domain import progress
from partners.models import CommitmentDecision
from tests.factories import commitments
from tests.factories.accounts import UserFactory
from tests.factories.engagement import by_name, published_reply, reported
from tests.factories.events import SOMEONE, EventFactory, FormQuestionFactory, option_for
from tests.support.pages import ZONE_ABBREVIATION

pytestmark = pytest.mark.django_db
TOLD = "Kestrel-"  # begins every value that was told in confidence
LANGUAGES = ("en", "fr")


def of_events():
    """Return (kind, language, message) for each message about an event, with what only its team may read planted."""
    event = EventFactory(seats=9)
    option = option_for(event)
    seat = registrations.accept(option, Details(needs={"mobility": ""}), actor=SOMEONE).registration
    NeedRequest.objects.update(detail=f"{TOLD}need")
    FormAnswer.objects.create(
        registration=seat, question=FormQuestionFactory(event=event, text_en=f"{TOLD}?"), value=f"{TOLD}answer"
    )
    Registration.objects.update(removal_reason=f"{TOLD}reason")
    wait = QueueEntry.objects.create(
        event=event,
        leaf=CapacityPool.objects.get(event=event),
        person=option_for(event).invitation.person,
        language="en",
        channel="link",
        joined_at=timezone.now(),
        answers={"needs": {"diet": f"{TOLD}diet"}},
    )
    offer = Offer.objects.create(entry=wait, expires_at=timezone.now() + datetime.timedelta(days=1))
    about = {
        "invitation": option.invitation,
        "reminder": option.invitation,
        "code": InvitationCode.objects.create(invitation=option.invitation),
        "cancellation": event,
        "waiting": wait,
        "offer": offer,
        "offer_ended": offer,
    }
    for name in [name for name in kinds.names() if name.startswith("event.")]:
        kind, subject_of = kinds.get(name), about.get(name.removeprefix("event."), seat).public_id
        for language in LANGUAGES:
            subject = kind.subjects([Reference(subject_of, seat.person.public_id, language)])[subject_of]
            words = kind.render(subject, language, address="alice@example.org", name="Alice", token="x" * 43)
            if kind.calendar_methods:
                entry = CalendarEntry.objects.get()
                entry.last_method = min(kind.calendar_methods)
                words = kind._with_calendar(words, event, entry)
                assert words.calendar is not None
            yield name, language, words


def of_accounts():
    """Return the messages to staff about their own account."""
    user = UserFactory()
    for name in [name for name in kinds.names() if name.startswith("account.")]:
        for language in LANGUAGES:
            User.objects.filter(pk=user.pk).update(language=language)
            yield name, language, kinds.get(name).compose(user.public_id, user.public_id, language)


def of_commitments():
    """Return the messages to staff about commitments, with the words of a report and of a refusal planted."""
    writer, approver = commitments.people()
    to = User.objects.get(pk=writer.user_id).public_id
    with time_machine.travel("2026-05-04T15:00:00Z", tick=False):
        commitment = commitments.agreed(writer, approver, milestone_days=800)
        commitments.reported(commitment, writer, approver)
        item = commitments.proven(commitment, writer, approver)
        lead = commitment.obligations.first()
        update = commitments.sent(commitments.agreed(writer, approver).obligations.first(), writer)
        progress.send_back(update, actor=approver, reason=f"{TOLD}return")
        decision = CommitmentDecision.objects.exclude(state="open").first()
        CommitmentDecision.objects.update(reason_en=f"{TOLD}why", reason_fr=f"{TOLD}why", refusal=f"{TOLD}no")
    about = {"decision_taken": decision, "update_returned": update, "evidence_due": item, "update_due": lead}
    about |= {"commitment_handed_over": commitment}
    for name in [name for name in kinds.names() if name.startswith("partners.")]:
        for language in LANGUAGES:
            with time_machine.travel("2027-04-23T15:00:00Z", tick=False):
                subject_of = about[name.removeprefix("partners.")].public_id
                yield name, language, kinds.get(name).compose(subject_of, to, language)


def of_input():
    """Return the messages to people who gave input, with their words, name and organization planted."""
    said = by_name(name=f"{TOLD}name", organization_name=f"{TOLD}house")
    consultation, given, staff = reported(words=(f"{TOLD}words",) * 6, choices=said)
    participation.confirm(given[0].participation_id, actor=SOMEONE)
    published_reply(consultation.findings.get(), staff)
    loop.tell(actor=SOMEONE)
    notice = LoopNotice.objects.first()
    for language in LANGUAGES:
        yield loop.NOTICE, language, kinds.get(loop.NOTICE).compose(notice.batch, notice.participation_id, language)
        asked = given[1].participation_id
        yield participation.CONFIRM, language, kinds.get(participation.CONFIRM).compose(given[1].pk, asked, language)


def everything_in(message: Composed) -> str:
    """Return all that leaves: subject, both bodies, and the calendar file without its table of zones."""
    content = message.calendar.content.decode() if message.calendar else ""
    content = re.sub(r"BEGIN:VTIMEZONE.*?END:VTIMEZONE", "", content.replace("\r\n ", ""), flags=re.DOTALL)
    page = re.sub(r"<style.*?</style>", "", message.html, flags=re.DOTALL)
    return "\n".join((message.subject, message.text, html.unescape(page), content))


def test_std_31_no_message_of_any_kind_says_what_was_told_in_confidence_or_names_a_zone_by_its_letters():
    """STD-31, STD-20c: whoever wants to read it signs in or opens their own page."""
    seen = set()
    for makers in (of_events, of_accounts, of_commitments, of_input):
        for name, language, message in makers():
            assert isinstance(message, Composed), f"{name}: {message}"
            seen.add((name, language))
            leaves = everything_in(message)
            assert TOLD not in leaves, name
            assert not ZONE_ABBREVIATION.search(leaves), f"{name}: {ZONE_ABBREVIATION.search(leaves)}"

    ours = [name for name in kinds.names() if not name.startswith(("test.", "chaos."))]
    assert seen == {(name, language) for name in ours for language in LANGUAGES}


def test_the_search_itself_finds_what_is_planted():
    message = Composed("a@example.org", "s", f"at 14:30 EDT, {TOLD}need", "<p>14 h 30 HAE</p>")

    assert TOLD in everything_in(message)
    assert len(ZONE_ABBREVIATION.findall(everything_in(message))) == 2
