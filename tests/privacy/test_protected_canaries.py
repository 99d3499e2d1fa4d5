"""Two hundred identities are typed into everything a protected participant can reach, and are found nowhere (EV-A12).

Five people walk the whole journey over HTTP, each trying to tell who they and thirty-nine others are: as a code, as a
phrase, in fields that do not exist, in headers and cookies, in the text they hand over. Then every place is searched.
"""

from uuid import uuid4

import pytest
import requests
from celery import current_app
from django.core.mail import EmailMessage
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.actors import Actor
from accounts.domain import audit
from accounts.models import AuditEntry
from events.models import Registration
from messaging.models import Message
from partners.models import Person
from safety.domain import contributions, handles
from safety.models import AccessCode, CodePool, Handle
from safety.spool.models import ReleasedContribution, SpoolItem
from tests.factories.accounts import key_of, person_with
from tests.factories.events import EventTeamMemberFactory, ProtectedEventFactory
from tests.factories.partners import OrganizationFactory
from tests.factories.safety import issue_codes
from tests.privacy import canaries, looking
from tests.privacy.canaries import numbers_in
from tests.support import searching
from tests.support.broker import publishing_to
from tests.support.processes import web_server
from tests.support.visitor import Visitor

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "protected"])
JOURNEYS, EACH = 5, 40
TITLE = canaries.Canary(900)  # the words of the event's own title: nobody outside may read them


@pytest.fixture
def played(broker, monkeypatch, settings):
    """Five journeys against a web server whose every log line is kept; what was seen, and where to look."""
    seen = looking.watch(monkeypatch)
    event = ProtectedEventFactory(
        seats=JOURNEYS + 2, title_en=f"Table {TITLE.organization}", title_fr=f"Table {TITLE.organization}"
    )
    liaison = person_with("liaison")
    partner = OrganizationFactory(may_vouch=True)
    _ref, plain = issue_codes(partner, Actor.of(liaison), JOURNEYS + 2, event.public_id)
    bowl = contributions.issue_bowl(event.public_id, contributions.SMALLEST_BATCH)
    server = {"LOG_LEVEL": "DEBUG", "CELERY_BROKER_URL": broker.url, "CACHE_URL": broker.cache_url}
    with web_server(**server) as live, looking.listening(broker, seen):
        for number in range(JOURNEYS):
            journey(live.url, plain[number], bowl[number], canaries.some(number * EACH, EACH))
        broker.client.set("heard", "on the wire")
        log = live.process.output()
    handles.arrive(Handle.objects.order_by("pk")[0].handle, event.public_id)
    return seen, event, bowl[JOURNEYS:], log


def journey(base: str, code: str, drawn: str, people: list) -> None:
    """One person's way, in English or French, with and without coming back, trying every box with an identity."""
    (who, *others), french = people, people[0].number % (2 * EACH) == 0
    words = FRENCH if french else ENGLISH
    visitor = Visitor(base)
    visitor.session.headers.update({"User-Agent": f"Mozilla {others[0].name}", "X-Forwarded-For": others[1].email})
    visitor.session.cookies.set("who", others[2].email)
    visitor.open(f"/{'fr' if french else 'en'}/s/").press(words["start"])
    for other in others[3:6]:
        visitor.press(words["next"], 422, code=other.name)
    visitor.press(words["next"], 422, code=who.phone)
    visitor.press(words["next"], code=code)
    _fields_that_do_not_exist(visitor, who, others[6:10])
    visitor.press(words["next"], take_part=True, comes_back=True)
    visitor.press(words["kept"]).press(words["needs"])
    again = Visitor(base).open(f"/{'fr' if french else 'en'}/s/").press(words["back"])
    for other in others[10:13]:
        again.press(words["next"], 422, phrase=f"{other.name} {other.email} {other.organization}")
    writer = Visitor(base).open(f"/{'fr' if french else 'en'}/s/w/")
    writer.press(words["hand"], 422, code=others[13].email, text=others[14].name)
    said = " ".join(string for other in (who, *others[15:]) for string in other.strings)
    writer.press(words["hand"], code=drawn, text=said)


ENGLISH = {
    "start": "I have a code",
    "next": "Continue",
    "kept": "I have them; continue",
    "needs": "Keep this",
    "back": "I have been here before",
    "hand": "Hand it over",
}
FRENCH = {
    "start": "J’ai un code",
    "next": "Continuer",
    "kept": "Je les ai",
    "needs": "Garder",
    "back": "Ce n’est pas ma première visite",
    "hand": "Remettre",
}


def _fields_that_do_not_exist(visitor: Visitor, who, others: list) -> None:
    """Post names and addresses in fields nobody asks for, and in the query of the address."""
    token = dict(visitor.page.forms[0].values)["csrfmiddlewaretoken"]
    extra = {"name": who.name, "email": who.email, "phone": others[0].phone, "organization": others[1].organization}
    answer = requests.post(
        visitor.response.url,
        params={"name": others[2].name, "email": others[3].email},
        data={"csrfmiddlewaretoken": token, "act": "nothing", **extra},
        headers={"Referer": visitor.response.url},
        cookies=visitor.session.cookies,
        timeout=30,
        allow_redirects=False,
    )
    assert answer.status_code == 302
    assert numbers_in(answer.headers["Location"]) == set()


def places(seen, log, broker) -> dict:
    """Return everything that was written, by place."""
    return {
        "main store": looking.store("default"),
        "protected store": looking.store("protected"),
        "files of the stores": looking.files_of("default") + looking.files_of("protected"),
        "audit trail": looking.trail(),
        "logs": log,
        "broker and cache": looking.keys_of(broker.client),
        "wire of the broker": b"\n".join(seen.wire),
        "addresses": "\n".join(seen.addresses),
        "titles": "\n".join(seen.titles),
        "file names": "\n".join(seen.file_names),
    }


def leaks(found: dict, *, allowed=frozenset()) -> dict:
    """Return the numbers of the identities found, by place."""
    return {place: hits for place, data in found.items() if (hits := {n for n in numbers_in(data) if n not in allowed})}


def test_two_hundred_identities_are_found_nowhere_and_a_planted_one_is_found_everywhere(played, broker, settings):
    seen, event, drawn_later, log = played
    assert Handle.objects.count() == JOURNEYS == Registration.objects.filter(handle__isnull=False).count()
    assert SpoolItem.objects.count() == JOURNEYS
    own = frozenset({TITLE.number})  # the staff's own title stands in the event's row and nowhere else
    found = places(seen, log, broker)
    bytes_read = {place: len(data) for place, data in found.items()}
    print("identities=200", "  ".join(f"{place}={size}" for place, size in bytes_read.items()))
    assert leaks({k: v for k, v in found.items() if k not in ("main store", "files of the stores")}) == {}
    assert leaks(found, allowed=own) == {}
    empty = {place for place, size in bytes_read.items() if size == 0}
    assert empty <= {"file names", *({"files of the stores"} if connection.vendor == "postgresql" else ())}
    assert any(b"heard" in command for command in seen.wire)

    _nothing_is_sent_and_nothing_is_public(event)
    _no_row_ties_a_handle_to_anything_else(event)
    _one_address_and_one_title(seen)
    _what_is_released_stays_in_its_store(event, drawn_later, own)
    _a_planted_leak_is_found(seen, broker, event)


def _nothing_is_sent_and_nothing_is_public(event):
    """No message is owed, no page, interface, list, export or calendar tells of the meeting (RE-13)."""
    assert Message.objects.count() == 0 and Person.objects.count() == 0
    stranger, organizer = Client(), Client()
    user = person_with("organizer")
    organizer.force_login(user)
    EventTeamMemberFactory(event=event, user=user)
    for address in ("/en/", "/fr/", "/en/events/", "/fr/evenements/", "/sitemap.xml", "/robots.txt", "/api/v1/events/"):
        answer = stranger.get(address, follow=True)
        assert numbers_in(answer.content) == set(), address
    for name in ("events:public_event", "events:my_calendar"):
        answer, missing = (stranger.get(reverse(name, args=[ref])) for ref in (event.public_id, uuid4()))
        assert numbers_in(answer.content) == set(), name
        assert answer.status_code == missing.status_code >= 400, name  # as if there were no such meeting
    assert stranger.get(f"/api/v1/events/{event.public_id}/").status_code == 404
    for address in (
        f"/en/organize/events/{event.public_id}/",
        f"/en/organize/events/{event.public_id}/people/",
        f"/en/door/{event.public_id}/",
        f"/en/organize/protected/{event.public_id}/",
    ):
        for client in (organizer, _of("liaison"), _of("auditor")):
            answer = client.get(address, follow=True)
            assert numbers_in(b"".join(answer)) <= {TITLE.number}, address
            assert numbers_in(answer.headers.get("Content-Disposition", "")) == set()
    for client in (organizer, _of("liaison"), _of("auditor")):
        found = searching.search(client, reverse("events:search"), {"q": TITLE.organization})
        assert numbers_in(found.content) <= {TITLE.number}
    _no_export_and_no_interface_tells(event, user, organizer)
    assert _of("liaison").get(f"/en/organize/protected/{event.public_id}/").context["arrived"] == 1


def _no_export_and_no_interface_tells(event, user, organizer):
    """The roster of the meeting is asked for as its organizer may ask: as a file and by programs."""
    file = organizer.post(reverse("events:people_export", args=[event.public_id]), {"form": "csv"})
    written = b"".join(file.streaming_content)
    assert file.status_code == 200 and written.count(b"\n") == 1, "the line of headings alone"
    assert numbers_in(written) == numbers_in(file.headers["Content-Disposition"]) == set()
    key = {"Authorization": f"Bearer {key_of(user, 'events:read', 'registrations:read')}"}
    for address in ("events/", f"events/{event.public_id}/", f"registrations/?event={event.public_id}"):
        answer = Client().get(f"/api/v1/staff/{address}", headers=key)
        assert answer.status_code in (200, 404), address
        assert numbers_in(answer.content) <= {TITLE.number}, address
        assert not any(handle in answer.content.decode() for handle in Handle.objects.values_list("handle", flat=True))


def _of(role):
    client = Client()
    client.force_login(person_with(role))
    return client


def _no_row_ties_a_handle_to_anything_else(event):
    """In no row of the main store, and in no audit entry, does a handle stand beside a code, a pool or a person."""
    handles_ = {str(pk).replace("-", "") for pk in Handle.objects.values_list("pk", flat=True)}
    handles_ |= set(Handle.objects.values_list("handle", flat=True))
    others = {str(pk).replace("-", "") for pk in AccessCode.objects.values_list("pk", flat=True)}
    others |= set(AccessCode.objects.values_list("code_hash", flat=True))
    others |= {str(pk).replace("-", "") for pk in CodePool.objects.values_list("public_id", flat=True)}
    others |= {str(pk).replace("-", "") for pk in SpoolItem.objects.values_list("pk", flat=True)}
    lines = looking.store("default").decode("utf-8", "replace").replace("-", "").splitlines()
    beside = [line for line in lines if any(h in line for h in handles_) and any(o in line for o in others)]
    assert beside == []
    visits = [line for line in looking.sessions() if any(str(pk).encode() in line for pk in _keys())]
    assert len(visits) == JOURNEYS and not any(b"_auth_user_id" in line for line in visits)
    protected = looking.store("protected").decode("utf-8", "replace").replace("-", "")
    assert not any(handle in protected for handle in handles_)
    entries = AuditEntry.objects.filter(verb="seat.taken")
    assert {entry.subject_ref for entry in entries} == {str(event.public_id)}


def _keys():
    return list(Handle.objects.values_list("pk", flat=True))


def _what_is_released_stays_in_its_store(event, drawn, own):
    """After the meeting ten texts are opened, shuffled, in their own store, and nothing of them comes into the main one."""
    for code in drawn:
        contributions.say(code, "nothing that tells", language="en", uses=[], receipt=False)
    today = timezone.localdate()
    assert contributions.release(today) == 0, "the meeting is not over"
    type(event).objects.filter(pk=event.pk).update(state="concluded")
    assert contributions.release(today) == contributions.SMALLEST_BATCH
    assert numbers_in(looking.store("default")) | numbers_in(looking.trail()) <= own
    released = looking.store("protected").decode("utf-8", "replace")
    assert numbers_in(released), "what people wrote can be read now, and only here"
    assert not any(str(pk) in released or pk.hex in released for pk in _keys())
    ReleasedContribution.objects.all().delete()


def _one_address_and_one_title(seen):
    """A browser's history holds one address and one title a language for the whole journey, and one for writing."""
    paths = {address.split("/", 3)[-1] for address in seen.addresses if address.startswith("http")}
    assert paths == {"en/s/", "fr/s/", "en/s/w/", "fr/s/w/"}
    assert len(set(seen.titles)) == 2, set(seen.titles)


def _a_planted_leak_is_found(seen, broker, event):
    """The search itself works: an identity written to each place, plainly or packed, is found there."""
    leak = canaries.Canary(777)
    with transaction.atomic():
        audit.record(Actor.system("test"), "event.edited", event, note=leak.name)
    assert numbers_in(looking.trail()) == {777}
    with publishing_to(broker.url):
        current_app.send_task("messaging.tasks.sweep", args=[leak.email])
    assert 777 in numbers_in(looking.keys_of(broker.client)), "task arguments"
    client = Client()
    session = client.session
    session["who"] = leak.phone
    session.save()
    assert 777 in numbers_in(looking.store("default", without=frozenset({AuditEntry._meta.db_table})))
    SpoolItem.objects.create(sealed=leak.organization.encode())
    assert numbers_in(looking.store("protected")) == {777}
    for place in ("addresses", "titles", "file names"):
        assert numbers_in(f"{place} {leak.name}".replace(" ", "%20")) == {777}
    raw = EmailMessage("News", leak.name, "a@example.org", ["b@example.org"]).message().as_bytes()
    assert numbers_in(raw) == {777}
