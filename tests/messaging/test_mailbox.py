"""The demonstration's mailbox: every mail as it would arrive; nowhere else does it exist."""

import uuid
from datetime import datetime

import pytest
from django.urls import reverse
from icalendar import Calendar

from messaging import backends, rendering
from messaging.domain import calendar, delivery
from messaging.kinds import Composed
from messaging.models import LocalMail
from tests.factories.messaging import LocalMailFactory, MessageFactory

pytestmark = pytest.mark.django_db
FACTS = calendar.CalendarFacts(
    starts=datetime(2026, 12, 4, 9, 0),
    ends=datetime(2026, 12, 4, 16, 30),
    zone="America/Vancouver",
    title_en="Regional roundtable",
    title_fr="Table ronde régionale",
    place_en="Room 2",
    place_fr="Salle 2",
)


@pytest.fixture
def demo(settings):
    settings.DEMO = True
    settings.BASE_URL = "http://127.0.0.1:8000"
    return settings


def mail_of(note, language="en", **composed):
    """Deliver one message through the local carrier and return what was kept."""
    note.answer = Composed(
        **{"address": "alice@example.org", "subject": "Your seat", "text": "Hello.\n", "language": language, **composed}
    )
    message = MessageFactory(language=language)
    assert delivery.drain(backends.current()) == 1
    return LocalMail.objects.get(pk=message.pk)


def page_of(client, mail):
    return client.get(reverse("messaging:mail", args=[mail.pk])).content.decode()


@pytest.mark.parametrize("name", ["mailbox", "mail", "mail_calendar"])
def test_it_exists_in_demonstration_mode_only(client, settings, name):
    settings.DEMO = False
    arguments = [] if name == "mailbox" else [LocalMailFactory(has_calendar=True).pk]

    assert client.get(reverse(f"messaging:{name}", args=arguments)).status_code == 404


def test_a_message_can_be_read_there_without_signing_in(client, demo, note):
    mail_of(note, subject="Votre place", language="fr")

    for address in ("/en/demonstration/mailbox/", "/fr/demonstration/boite-de-reception/"):
        page = client.get(address).content.decode()
        assert "Votre place" in page and "alice@example.org" in page


def test_text_page_headers_and_parts_are_shown_as_they_would_arrive(client, demo, note):
    text = "Dear Alice,\n\nOpen\nhttp://127.0.0.1:8000/en/unsubscribe/x/\n"
    html = '<html><head><style>p{}</style></head><body><h1>Welcome</h1><p>Dear <a href="http://127.0.0.1:8000/en/x/">Alice</a></p></body></html>'
    page = page_of(
        client, mail_of(note, text=text, html=html, unsubscribe_url="http://127.0.0.1:8000/en/unsubscribe/x/")
    )

    assert '<a href="/en/unsubscribe/x/"' in page
    assert "<h2>Welcome</h2>" in page and '<a href="/en/x/"' in page
    assert "List-Unsubscribe" in page and "multipart/alternative" in page and "text/html" in page


def test_a_hostile_page_comes_out_harmless(client, demo, note):
    html = '<body><p onclick="x()">Hi<script>alert(1)</script><img src="http://evil.example/x.png"><a href="javascript:x()">go</a></p></body>'
    page = page_of(client, mail_of(note, html=html))

    shown = page.split('class="card prose"')[1].split("</section>")[0]
    assert not any(part in shown for part in ("script", "onclick", "<img", "evil.example", "javascript:"))


@pytest.mark.parametrize(
    ("language", "address", "words"),
    [
        ("en", "/en/", ["Put into the calendar", "Regional roundtable", "9\u00a0am to 4:30\u00a0pm", "UTC\u22127"]),
        ("fr", "/fr/", ["Inscrit au calendrier", "Table ronde régionale", "de 9\u00a0h à 16\u00a0h\u00a030"]),
    ],
)
def test_the_calendar_file_is_opened_as_a_person_would_read_it(client, demo, note, language, address, words):
    alice, event = uuid.uuid4(), uuid.uuid4()
    calendar.invite(alice, event, FACTS)
    entry = calendar.entries([(alice, event)])[alice, event]
    part = calendar.part_of(entry, FACTS, language=language, address="alice@example.org")
    mail = mail_of(note, language=language, calendar=part)

    page = client.get(
        address
        + reverse("messaging:mail", args=[mail.pk])
        .split("/", 2)[2]
        .replace(
            "demonstration/mailbox", "demonstration/boite-de-reception" if language == "fr" else "demonstration/mailbox"
        )
    ).content.decode()
    file = client.get(reverse("messaging:mail_calendar", args=[mail.pk]))

    assert f"{FACTS.zone} (" not in page and "America/" not in page
    for word in words:
        assert word in page
    assert file["Content-Type"] == "text/calendar"
    assert "attachment" in file["Content-Disposition"]
    assert str(Calendar.from_ical(file.content).walk("VEVENT")[0]["location"]) == (
        "Room 2" if language == "en" else "Salle 2"
    )


def test_the_same_kind_in_the_other_language_is_one_link_away(client, demo, note):
    french = mail_of(note, language="fr", subject="Votre place")
    english = mail_of(note, language="en")

    assert reverse("messaging:mail", args=[french.pk]) in page_of(client, english)


def test_a_mail_without_a_calendar_file_has_none_to_open(client, demo, note):
    mail = mail_of(note)

    assert client.get(reverse("messaging:mail_calendar", args=[mail.pk])).status_code == 404


@pytest.mark.parametrize("count", [3, 45])
def test_the_mailbox_costs_the_same_whatever_its_length(client, demo, count, django_assert_max_num_queries):
    LocalMailFactory.create_batch(count)
    with django_assert_max_num_queries(3):
        page = client.get("/en/demonstration/mailbox/").content.decode()
    assert page.count('scope="row"') == count


@pytest.mark.parametrize(
    "query", [{"words": "alice"}, {"language": "fr"}, {"words": "\x00"}, {"language": "xx"}, {"before": "x_y"}]
)
def test_filters_of_the_mailbox_never_break(client, demo, query):
    LocalMailFactory()

    assert client.get("/en/demonstration/mailbox/", query).status_code in (200, 422)


def test_rendering_both_languages_ends_up_in_one_mail(client, demo, note):
    both = mail_of(note, language="both", subject="Your seat / Votre place")

    assert rendering.languages_of("both") == ["en", "fr"]
    assert "both languages" in client.get("/en/demonstration/mailbox/").content.decode()
    assert "en, fr" in page_of(client, both)


def test_going_back_brings_the_whole_page_and_a_filter_only_the_rows(client, demo):
    address, part = "/en/demonstration/mailbox/", {"HX-Request": "true"}
    back = {**part, "HX-History-Restore-Request": "true"}

    assert "<h1>" not in client.get(address, headers=part).content.decode()
    whole = client.get(address, headers=back)
    assert "<h1>" in whole.content.decode() and "HX-History-Restore-Request" in whole.headers["Vary"]
