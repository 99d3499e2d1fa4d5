"""One browser, several tabs, several consultations, several people: each begins what is theirs (EN-4, EN-A4)."""

import pytest
from django.test import Client
from django.urls import reverse

from engagement.models import ConsentRecord, Participation, Submission
from tests.engagement.respondent import ANONYMOUS, begun, page, respond, save
from tests.factories.engagement import open_consultation

pytestmark = pytest.mark.django_db


@pytest.fixture
def consultation():
    return open_consultation()


def test_two_tabs_of_one_browser_share_one_draft(consultation):
    """EN-A4: both tabs were opened before either began."""
    client = Client()
    client.get(respond(consultation))
    client.get(respond(consultation))
    first = client.post(respond(consultation), ANONYMOUS)
    second = client.post(respond(consultation), ANONYMOUS)
    assert first["Location"] == second["Location"]
    assert Submission.objects.count() == ConsentRecord.objects.count() == Participation.objects.count() == 1


def test_the_next_person_at_a_browser_begins_input_of_their_own(consultation):
    """EN-A4: what the last person sent is neither opened nor changed."""
    client, secret = begun(consultation)
    save(client, consultation, 1, prevention="The first person’s words.")
    client.post(reverse("engagement:check", args=[consultation.ref]), {"after": "0"})
    first = Submission.objects.get()

    _client, other_secret = begun(consultation, client)
    second = Submission.objects.exclude(pk=first.pk).get()
    assert other_secret != secret and second.receipt != first.receipt
    assert "The first person’s words." not in client.get(page(consultation, 1)).content.decode()
    first.refresh_from_db()
    assert first.revisions == 1


def test_a_form_opened_before_the_last_input_was_sent_begins_nothing_unseen(consultation):
    client = Client()
    mark = client.get(respond(consultation)).context["begin"]
    client.post(respond(consultation), {**ANONYMOUS, "begin": mark})
    save(client, consultation, 1, prevention="Sent.")
    client.post(reverse("engagement:check", args=[consultation.ref]), {"after": "0"})

    late = client.post(respond(consultation), {**ANONYMOUS, "begin": mark})
    assert late.status_code == 422 and "Since you opened this page" in late.content.decode()
    again = client.post(respond(consultation), {**ANONYMOUS, "begin": late.context["begin"]})
    assert again.status_code == 302 and Submission.objects.count() == 2


def test_one_browser_gives_input_to_two_consultations(consultation):
    other = open_consultation()
    client, secret = begun(consultation)
    _client, other_secret = begun(other, client)
    assert secret != other_secret
    assert {row.consultation for row in Submission.objects.all()} == {consultation, other}
    assert client.get(page(other, 1)).status_code == 200


def test_a_second_tab_with_other_choices_is_told_that_a_draft_was_begun(consultation):
    client, _secret = begun(consultation)
    answer = client.post(respond(consultation), {**ANONYMOUS, "uses": ["analyse"]})
    assert answer.status_code == 422
    assert "a draft was begun already" in answer.content.decode()
    assert reverse("engagement:my_receipt") in answer.content.decode()
    assert Submission.objects.get().consent.may_quote, "nothing was changed"
