"""The 2018 consultation, from the first invitation to the last reply: over HTTP, with a real worker and mail server.

Nothing is done behind the screens: every row is there because somebody pressed a button (EV-A6, EN-A1).
"""

import re
from collections import Counter
from uuid import UUID

import pytest
from django.core.management import call_command
from django.utils import timezone

from config import verification
from engagement.models import (
    Consultation,
    Disposition,
    Finding,
    NoteEntry,
    PaperSection,
    QuestionVersion,
    Submission,
)
from events.enums import LIVE_QUEUE, SEATED
from events.models import CheckInEvent, Event, Invitation, QueueEntry, Registration
from events.queries import counters
from partners import commitment_policies, periods
from partners.models import ContactPoint, Person
from safety.models import Handle
from tests.acceptance import conversation, promises, story
from tests.privacy import looking
from tests.privacy.canaries import words_in
from tests.support.processes import wait_until, web_server
from tests.support.visitor import Visitor

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "protected"])
PROTECTED = 12


@pytest.fixture
def seen():
    """What browsers keep of the story, what crosses the broker's wire, and what the processes log."""
    return looking.Seen()


@pytest.fixture
def platform(broker, start_worker, smtp_sink, settings, monkeypatch, seen):
    """A web server in demonstration mode and a worker with beat, both sending to the mail server and logging all."""
    looking.watch(monkeypatch, seen)
    settings.DEMO = True
    for command in ("load_reference", "load_demo_staff", "load_demo_directory"):
        call_command(command, verbosity=0)
    shared = {"DEMO": "1", "EMAIL_URL": smtp_sink.url, "LOG_LEVEL": "DEBUG"}
    urls = {"CELERY_BROKER_URL": broker.url, "CACHE_URL": broker.cache_url}
    with web_server(**shared, **urls) as live, looking.listening(broker, seen):
        worker = start_worker(beat=True, BASE_URL=live.url, **shared)
        seen.logs = lambda: live.process.output() + worker.output()
        yield live.url


def tell(**counts):
    print("  ".join(f"{name}={value}" for name, value in counts.items()))


def test_the_story_of_six_events(platform, smtp_sink, seen, broker):
    tell(people=Person.objects.count(), mailboxes=ContactPoint.objects.filter(kind="email").count())
    assert Person.objects.count() == 214
    alice, bob = story.as_role(platform, "organizer"), story.as_role(platform, "approver")
    meetings = story.meetings(timezone.localdate())
    addresses = {key: story.plan(alice, bob, meeting) for key, meeting in meetings.items()}
    protected = meetings["ev-survivors"]

    asked = Counter()
    for key, meeting in meetings.items():
        if meeting is not protected:
            story.open_invitations(alice, bob, addresses[key], meeting.title_en)
            asked[key] = story.invite(alice, addresses[key], meeting)
    wait_until(lambda: _released() == sum(asked.values()), "every invitation", 120)
    wait_until(lambda: len(_invitations_received(smtp_sink)) == sum(asked.values()), "every mail", 180)
    invited = set(Invitation.objects.values_list("person", flat=True))
    tell(invitations=sum(asked.values()), invited=len(invited), **{k: n for k, n in asked.items()})
    assert len(invited) == 214
    assert all(len(received.recipients) == 1 for received in smtp_sink.received)
    languages = Counter(Invitation.objects.values_list("language", flat=True))
    assert languages["en"] and languages["fr"]

    replies = _reply_all(platform, smtp_sink)
    tell(**replies)
    seats = Registration.objects.filter(state__in=SEATED)
    waits = QueueEntry.objects.filter(state__in=LIVE_QUEUE)
    tell(seats=seats.count(), waiting=waits.count())
    assert waits.exists()
    assert counters.drift() == []
    for event in Event.objects.all():
        assert event.registrations.filter(state__in=SEATED).count() <= meetings_seats(event, meetings)

    _somebody_gives_a_seat_back(platform, smtp_sink)
    assert counters.drift() == []

    handles = _twelve_come_without_a_name(platform, alice, bob, addresses["ev-survivors"], protected)
    tell(handles=handles)
    assert (handles, Handle.objects.count()) == (PROTECTED, PROTECTED)
    assert not [m for m in smtp_sink.received if protected.title_en in m.text or protected.title_fr in m.text]

    came = _check_in(platform, alice, addresses["ev-vancouver"])
    tell(checked_in=came)
    assert came == CheckInEvent.objects.filter(kind="in").count()

    what_people_said(platform, smtp_sink, alice, bob)
    verify()
    nobody_is_named_where_nobody_belongs(seen, broker, smtp_sink)


def what_people_said(platform, sink, alice, paul):
    """Input, notes, themes, findings, replies, commitments and progress; then the thread, down and up."""
    cast = conversation.Cast(
        platform,
        alice,
        paul,
        story.as_role(platform, "analyst"),
        _second_analyst(platform, sink),
        story.as_role(platform, "coordinator"),
    )
    events = list(Event.objects.order_by("pk").values_list("pk", flat=True))
    address = conversation.prepare(cast, "way-forward", events)
    consultation = Consultation.objects.get(ref="way-forward")
    tell(meetings=len(events), sections=PaperSection.objects.count(), questions=QuestionVersion.objects.count())

    sent = conversation.submit_all(cast, sink, "way-forward")
    tell(submissions=Submission.objects.filter(state="submitted").count(), **sent)
    assert Submission.objects.filter(state="submitted").count() == conversation.SUBMISSIONS
    assert sent["en"] and sent["fr"] and sent["resumed"]
    notes = conversation.take_notes(cast, address)
    tell(notes=NoteEntry.objects.count(), **notes)
    assert NoteEntry.objects.count() == conversation.NOTES and notes["en"] and notes["fr"]

    read = conversation.read_all(cast, address, consultation.public_id)
    tell(**read)
    concluded = conversation.conclude(cast, address, consultation.public_id)
    tell(**concluded)
    assert Finding.objects.filter(state="published").count() == concluded["findings"] == 4
    before = _made_public()
    page = promises.promise(cast, periods.today())
    conversation.tie(cast, address)
    replies = conversation.answer_all(cast, address)
    paul.open(address).follow("Declare it answered").press("Declare it answered")
    promises.report(cast, page, periods.today())
    told = conversation.told(cast, sink)
    made = {name: count - before[name] for name, count in _made_public().items()}
    tell(replies=replies, **made, reply_mails=told)
    assert made == {"commitments": 1, "progress": 1, "evidence": 1}
    assert Disposition.objects.filter(state="published").count() == replies == 6
    assert told
    _follow_the_thread(cast)


def _made_public():
    """Return how many commitments, reports of progress and pieces of evidence anybody may read."""
    return {
        "commitments": commitment_policies.public().count(),
        "progress": commitment_policies.public_updates().count(),
        "evidence": commitment_policies.public_evidence().count(),
    }


def _follow_the_thread(cast):
    """Anybody can go from the commitment down to the findings and counts, and a person up from their receipt."""
    down = conversation.from_commitment_to_counts(cast.base)
    up = conversation.from_receipt_to_progress(cast)
    tell(thread_down=down, thread_up=up)


def _second_analyst(platform, sink):
    """The administrator adds a second analyst by page; she signs in with the code that is mailed to her."""
    adam = story.as_role(platform, "administrator").open("/en/account/people/add/")
    adam.press("Make the account", name="Theo Caron", email="theo@example.org", roles=["analyst"])
    theo = Visitor(platform).open("/en/account/sign-in/")
    theo.press("Send me a code", email="theo@example.org")
    code = wait_until(lambda: _code_in(sink.to("theo@example.org")), "the code to sign in", 60)
    return theo.press("Continue", code=code)


def verify():
    """`manage verify` finds nothing: counters, ledgers, hashes, languages, trail, both stores."""
    found = verification.run()
    tell(**{check.name: check.rows for check in found})
    assert {check.name: check.problems for check in found if check.problems} == {}


def nobody_is_named_where_nobody_belongs(seen, broker, sink):
    """Names and addresses stand in the directory and in one's own mail; nowhere else that the platform writes (S6)."""
    people = {person.display_name for person in Person.objects.all()}
    mailboxes = set(ContactPoint.objects.filter(kind="email").values_list("value", flat=True))
    written = {
        "logs": seen.logs(),
        "trail": looking.trail(),
        "wire": b"\n".join(seen.wire),
        "broker": looking.keys_of(broker.client),
        "addresses": "\n".join(seen.addresses),
        "titles": "\n".join(seen.titles),
        "files": "\n".join(seen.file_names),
        "store": looking.store("default", without=looking.tables_with_people()),
    }
    tell(looked_for=len(people | mailboxes), **{place: len(data) for place, data in written.items()})
    found = {place: sorted(words_in(data, people | mailboxes))[:3] for place, data in written.items()}
    assert {place: hits for place, hits in found.items() if hits} == {}
    assert words_in(f"{written['titles']} {min(mailboxes)}", mailboxes) == {min(mailboxes)}
    strangers = [
        received.recipients[0]
        for received in list(sink.received)
        if any(other in received.text for other in mailboxes - set(received.recipients))
    ]
    assert strangers == []


def meetings_seats(event, meetings):
    return next(m.seats for m in meetings.values() if m.title_en == event.title_en)


def _released():
    return Invitation.objects.filter(released_at__isnull=False).count()


def _invitations_received(sink):
    return [m for m in list(sink.received) if "/my/i/" in m.text or "/mon/i/" in m.text]


def _links(sink):
    """Return (address, link) of every invitation received, one a link."""
    found = []
    for received in _invitations_received(sink):
        link = re.search(r"https?://\S+/(?:my|mon)/i/[\w-]+/", received.text)[0]
        found.append((received.recipients[0], link))
    return found


def _reply_all(platform, sink):
    """Everybody answers in their own way: most say yes, some with needs, some no, some not at all."""
    counts = Counter()
    for number, (_address, link) in enumerate(_links(sink)):
        if number % 10 == 9:
            counts["silent"] += 1
            continue
        visitor = Visitor(platform).open(link)
        french = "/fr/" in visitor.response.url
        visitor.press("Ouvrir mon invitation" if french else "Open my invitation")
        if number % 10 == 8:
            visitor.press("Non, je ne peux pas venir" if french else "No, I cannot come")
            counts["declined"] += 1
            continue
        visitor.follow("Oui, je viendrai" if french else "Yes, I will come")
        needs = {"need_interpretation": True, "detail_interpretation": "Cree"} if number % 7 == 0 else {}
        waiting = visitor.sees("liste d’attente" if french else "Join the waiting list")
        button = (
            ("M’inscrire à la liste d’attente" if french else "Join the waiting list")
            if waiting
            else ("Confirmer ma participation" if french else "Confirm: I will come")
        )
        visitor.press(button, **needs)
        counts["waiting" if waiting else "accepted"] += 1
    return counts


def _somebody_gives_a_seat_back(platform, sink):
    """A freed seat is offered to whoever is first in line, by mail, and taken by page."""
    entry = QueueEntry.objects.filter(state="waiting").order_by("-priority", "pk").first()
    leaver = Registration.objects.filter(event=entry.event, state="confirmed").order_by("pk").first()
    visitor = _with_code(platform, sink, leaver)
    visitor.follow("I can no longer come" if "/en/" in visitor.response.url else "Je ne peux plus venir")
    visitor.press("Give my seat back" if "/en/" in visitor.response.url else "Rendre ma place")
    entry.refresh_from_db()
    assert entry.state == "offered"
    address = entry.person.contact_points.get(kind="email").value
    wait_until(lambda: len(sink.to(address)) >= 2 and _offer_mail(sink, address), "the offer", 60)
    taker = _with_code(platform, sink, entry)
    english = "/en/" in taker.response.url
    taker.follow("Take the seat or leave it" if english else "Prendre la place ou la laisser")
    taker.press("Take the seat" if english else "Prendre la place")
    entry.refresh_from_db()
    assert entry.state == "accepted"
    tell(offers_taken=1)


def _offer_mail(sink, address):
    return [m for m in sink.to(address) if "held for you" in m.message["Subject"] or "réservée" in m.message["Subject"]]


def _with_code(platform, sink, row):
    """Open an answered invitation in a new browser with the code that is mailed to the same address."""
    invitation = row.option.invitation
    address = row.person.contact_points.get(kind="email").value
    title = row.event.title_en, row.event.title_fr
    mails = [m for m in sink.to(address) if re.search(r"/(?:my|mon)/i/", m.text)]
    mine = [m for m in mails if title[0] in m.message["Subject"] or title[1] in m.message["Subject"]]
    link = re.search(r"https?://\S+/(?:my|mon)/i/[\w-]+/", mine[0].text)[0]
    before = len(sink.to(address))
    visitor = Visitor(platform).open(link)
    english = "/en/" in visitor.response.url
    visitor.press("Open my invitation" if english else "Ouvrir mon invitation")
    code = wait_until(lambda: _code_in(sink.to(address)[before:]), "the code", 60)
    visitor.press("Continue" if english else "Continuer", code=code)
    assert invitation.pk
    return visitor


def _code_in(mails):
    """Return the eight digits of the newest code mail, or nothing yet."""
    found = [re.search(r"\b\d{4}\s?\d{4}\b", m.text) for m in mails if "/i/" not in m.text]
    return next((match[0] for match in reversed(found) if match), None)


def _twelve_come_without_a_name(platform, alice, bob, address, meeting):
    """The liaison settles the plan and issues codes; twelve people take part with a code and a handle."""
    event = UUID(address.rstrip("/").rsplit("/", 1)[1])
    dana = story.as_role(platform, "liaison").open(f"/en/organize/protected/{event}/")
    items = next(form for form in dana.page.forms if "items" in form.names).boxes["items"]
    dana.press("Save the plan", items=sorted(items))
    story.open_invitations(alice, bob, address, meeting.title_en)
    dana.open(f"/en/organize/protected/{event}/")
    partners = next(form for form in dana.page.forms if "partner" in form.names).boxes["partner"] - {""}
    dana.press("Make codes and show them once", partner=min(partners), size=PROTECTED + 2)
    codes = re.findall(r"\b[2-9A-HJ-NP-Z]{4}-[2-9A-HJ-NP-Z]{4}-[2-9A-HJ-NP-Z]{4}\b", dana.text)
    assert len(codes) == PROTECTED + 2
    for number in range(PROTECTED):
        visitor = Visitor(platform).open("/en/s/")
        assert "Survivor" not in visitor.response.text
        visitor.press("I have a code").press("Continue", code=codes[number].lower())
        visitor.press("Continue", take_part=True, comes_back=number % 2 == 0)
        if number % 2 == 0:
            visitor.press("I have them")
        visitor.press("Keep this", needs=["interpretation"] if number % 3 == 0 else [])
        assert visitor.sees("You have a seat")
    dana.open(f"/en/organize/protected/{event}/")
    return int(re.search(r"(\d+) seats taken", dana.text)[1])


def _check_in(platform, alice, address):
    """The organizer says that everything is arranged; the door lets up to thirty people in, and takes one back."""
    need_page = alice.open(f"{address}needs/")
    while any("Arranged" in label for form in need_page.page.forms for label, _n, _v in form.buttons):
        need_page.press("Arranged")
    alice.open(address).press("Everything is arranged")
    event = Event.objects.get(public_id=UUID(address.rstrip("/").rsplit("/", 1)[1]))
    assert event.state == "ready", alice.text
    door = alice.open(f"/en/door/{event.public_id}/")
    people = list(
        Registration.objects.filter(event=event, state="confirmed").select_related("person").order_by("pk")[:30]
    )
    assert people
    for registration in people:
        door.press("Find", q=registration.person.display_name)
        door.press("Let in")
        assert door.sees("present")
    door.press("Undo")
    assert CheckInEvent.objects.filter(registration=people[-1], kind="undo").exists()
    return len(people)
