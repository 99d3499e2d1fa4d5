"""My input: what can be done in the consultations of one's events, and never whose input is whose (screens 3)."""

import re

import pytest
from django.http import HttpResponse
from django.urls import reverse
from django.utils import translation

from engagement.domain import consultations
from engagement.models import ConsultationEvent
from engagement.queries import mine
from engagement.views import receipts
from events.views import visits
from tests.factories.engagement import ConsultationFactory, Staff, by_name, open_consultation, reported, submitted
from tests.factories.events import EventFactory, InvitationOptionFactory, ProtectedEventFactory, option_for, visit_of

pytestmark = pytest.mark.django_db


def visiting(client, option, *, proved=False):
    client.cookies[visits.COOKIE] = visit_of(option.invitation, proved=proved)
    return client


def words(client, language="en"):
    with translation.override(language):
        page = client.get(reverse("engagement:my_input"))
    assert page.status_code == 200
    return page.content.decode()


def of(consultation, **event):
    row = EventFactory(**event)
    ConsultationEvent.objects.create(consultation=consultation, event=row)
    return row


def test_an_open_consultation_of_my_event_offers_paper_and_input_in_both_languages(client):
    consultation = open_consultation()
    visiting(client, option_for(of(consultation)))

    for language in ("en", "fr"):
        text = words(client, language)
        with translation.override(language):
            assert reverse("engagement:respond", args=[consultation.ref]) in text
            assert reverse("engagement:paper", args=[consultation.ref]) in text
            assert reverse("engagement:receipt") in text
        assert getattr(consultation, f"title_{language}") in text


def test_a_consultation_that_has_reported_offers_findings_and_replies_and_takes_no_input(client):
    consultation = reported()[0]
    visiting(client, option_for(of(consultation)))

    text = words(client)

    assert reverse("engagement:heard", args=[consultation.ref]) in text
    assert reverse("engagement:replies", args=[consultation.ref]) in text
    assert reverse("engagement:respond", args=[consultation.ref]) not in text


def test_a_consultation_of_somebody_elses_event_or_a_draft_is_not_there(client):
    theirs, draft = open_consultation(title_en="Theirs"), ConsultationFactory(title_en="Not yet")
    option_for(of(theirs))
    visiting(client, option_for(of(draft)))

    text = words(client)

    assert "Theirs" not in text and "Not yet" not in text
    assert "None of your events belongs to a public consultation yet." in text


def test_ev18_a_protected_event_leads_to_no_consultation(client):
    """EV-18: neither by its own mark nor by that of its place in the consultation."""
    consultation = open_consultation()
    protected = ProtectedEventFactory()
    ConsultationEvent.objects.create(consultation=consultation, event=protected, stream="protected")
    marked = EventFactory()
    ConsultationEvent.objects.create(consultation=consultation, event=marked, stream="protected")

    assert mine.consultations_of([protected]) == []
    assert mine.consultations_of([marked]) == []


def test_input_is_never_found_by_the_invited_person(client):
    """Named input of the very person, address and all, is neither shown nor hinted at."""
    consultation = open_consultation()
    option = option_for(of(consultation), display_name="Jo Martin", email="jo@example.org")
    visiting(client, option, proved=True)
    before = words(client)

    submitted(consultation, "We need shelters.", by_name())

    assert _bare(words(client)) == _bare(before)


def _bare(text):
    return re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", text)


def test_a_receipt_that_is_open_in_this_browser_is_a_link_that_tells_nothing_of_it(client):
    other = open_consultation(title_en="Quite another one")
    submission = submitted(other, "We need shelters.")
    visiting(client, option_for(of(open_consultation())))
    assert "A receipt is open on this device" not in words(client)

    response = HttpResponse()
    receipts.hold(response, submission)
    client.cookies[receipts.OPEN] = response.cookies[receipts.OPEN].value
    text = words(client)

    assert "A receipt is open on this device" in text and reverse("engagement:my_receipt") in text
    assert "Quite another one" not in text and str(submission.pk) not in text and "shelters" not in text


@pytest.mark.parametrize("events", [1, 6])
def test_it_costs_the_same_whatever_the_number_of_events(client, events, django_assert_num_queries):
    staff = Staff()
    first = of(open_consultation(staff))
    option = option_for(first)
    for n in range(events - 1):
        InvitationOptionFactory(
            event=of(open_consultation(staff), series=first.series), invitation=option.invitation, rank=n + 2
        )
    visiting(client, option)

    with django_assert_num_queries(2):
        words(client)


def test_it_is_one_persons_page_no_cache_keeps_it_and_a_stranger_is_told_how_to_come_back(client):
    assert client.get(reverse("engagement:my_input")).status_code == 403

    page = visiting(client, option_for(EventFactory())).get(reverse("engagement:my_input"))

    assert page.headers["Cache-Control"] == "no-store"
    assert page.headers["X-Robots-Tag"] == "noindex, nofollow"


def test_a_consultation_that_takes_input_stands_first():
    staff = Staff()
    closed, asking = open_consultation(staff), open_consultation(staff)
    newer = open_consultation(staff)
    consultations.close(newer, actor=staff.as_organizer)
    rows = mine.consultations_of([of(closed), of(asking), of(newer)])

    assert rows[-1] == newer and len(rows) == 3
