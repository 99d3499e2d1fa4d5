"""From a commitment down to findings and counts, on its public and its staff page (EN-A12)."""

import html
import re

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from engagement.domain import answering
from engagement.enums import OriginRelation, Use
from engagement.models import ConsultationEvent, Finding
from engagement.queries import origins
from tests.factories import commitments
from tests.factories.accounts import person_with
from tests.factories.engagement import REPLY, anonymously, published_reply, reported
from tests.factories.events import EventFactory
from tests.support.planting import planted

pytestmark = pytest.mark.django_db
WHY = {"reason_en": "It follows.", "reason_fr": "Il en découle."}
WORDS = "Do not repeat what I say to anyone."


@planted
def tied():
    """Three public commitments tied to the recommendation of a reported consultation; nobody may be quoted."""
    closed = anonymously({Use.ANALYSE, Use.SUMMARISE})
    consultation, _given, staff = reported(words=(WORDS,) * 6, choices=closed, silent=5)
    people = commitments.people()
    made = [commitments.agreed(*people) for _number in range(3)]
    advice = consultation.recommendations.get()
    for row in made:
        answering.tie(advice, row, OriginRelation.IMPLEMENTS, **WHY, actor=staff.as_coordinator)
    return consultation, made, staff


@pytest.mark.parametrize("language", ["en", "fr"])
def test_every_commitment_leads_to_a_finding_with_its_counts(tied, language):
    """EN-A12: from each commitment at least one finding with its counts, one click away."""
    consultation, made, _staff = tied
    finding = Finding.objects.get(consultation=consultation)
    with translation.override(language):
        there = reverse("engagement:finding", args=[consultation.ref, finding.number])
        pages = [reverse("partners:public_commitment", args=[row.public_id]) for row in made]
    (row,) = finding.counts  # six of eleven, rounded by chance, once and for all
    counts = {
        "en": f"about {row['shown']} of about {row['shown_scope']} submissions",
        "fr": f"environ {row['shown']}",
    }[language]
    assert row["shown"] in (5, 10) and row["shown_scope"] in (10, 15)
    for page in pages:
        body = Client().get(page).content.decode()
        assert f'href="{there}"' in body and counts in body.replace("\xa0", " "), page
    print(f"EN-A12: {len(pages)} commitments, {len(pages)} lead to a finding with its counts ({language})")


def test_the_staff_page_of_a_commitment_shows_the_same(tied):
    consultation, made, _staff = tied
    client = Client()
    client.force_login(person_with("coordinator"))
    body = client.get(reverse("partners:commitment", args=[made[0].public_id])).content.decode()
    assert 'id="origins"' in body and reverse("engagement:finding", args=[consultation.ref, 1]) in body


def test_a_commitment_nobody_asked_for_shows_no_empty_panel(a_commitment):
    page = reverse("partners:public_commitment", args=[a_commitment.public_id])
    assert 'id="origins"' not in Client().get(page).content.decode()


def test_the_page_is_made_anew_when_a_reply_is_published(tied):
    """What is kept of the page names the reply, so that a reader never sees the state of yesterday."""
    consultation, made, staff = tied
    page = reverse("partners:public_commitment", args=[made[0].public_id])
    first = Client().get(page)
    assert REPLY.reason_en not in first.content.decode()
    before = origins.version_of(made[0].public_id)
    published_reply(consultation.recommendations.get(), staff)

    assert origins.version_of(made[0].public_id) != before
    assert REPLY.reason_en in Client().get(page, headers={"If-None-Match": first.get("ETag", "")}).content.decode()


def test_the_page_is_made_anew_when_a_meeting_is_no_longer_named_in_public(tied):
    consultation, made, _staff = tied
    event = EventFactory(public_page=True)
    ConsultationEvent.objects.create(consultation=consultation, event=event)
    before = origins.version_of(made[0].public_id)
    assert origins.ahead(origins.behind(made[0].public_id)).meetings == {consultation.pk: 1}

    type(event).objects.filter(pk=event.pk).update(public_page=False)

    assert origins.version_of(made[0].public_id) != before
    assert origins.ahead(origins.behind(made[0].public_id)).meetings == {}


def test_the_panel_costs_four_statements_however_many_findings(tied, django_assert_max_num_queries):
    _consultation, made, _staff = tied
    with django_assert_max_num_queries(4):
        (row,) = origins.behind(made[0].public_id)
        assert len(row.findings) == 1
    with django_assert_max_num_queries(1):
        origins.version_of(made[0].public_id)


def words_of(drawing):
    """Return the words of one drawing, lines joined and every space the same."""
    return " ".join(" ".join(html.unescape(one) for one in re.findall(r"<text[^>]*>([^<]*)</text>", drawing)).split())


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("staff_page", [False, True])
def test_the_thread_is_drawn_beside_its_list_with_the_same_bands_and_what_came_of_it(tied, language, staff_page):
    """Screens 6: the commitment in the middle, findings with counts before it, milestones and updates after it."""
    consultation, made, staff = tied
    published_reply(consultation.recommendations.get(), staff)
    client = Client()
    with translation.override(language):
        name = "partners:commitment" if staff_page else "partners:public_commitment"
        page = reverse(name, args=[made[0].public_id])
    if staff_page:
        client.force_login(person_with("coordinator", language=language))
    body = client.get(page).content.decode()
    figure = re.search(r'<figure class="chart thread-chart">.*?</figure>', body, re.DOTALL).group()
    drawings = re.findall(r"<svg.*?</svg>", figure, re.DOTALL)
    (row,) = Finding.objects.get(consultation=consultation).counts
    step, said = made[0].milestones.get(), [words_of(one) for one in drawings]
    assert len(said) == 2
    for words in said:
        for one in (
            made[0].ref,
            {"en": f"about {row['shown']} of about", "fr": f"environ {row['shown']}"}[language],
            {"en": step.name_en, "fr": step.name_fr}[language],
            {"en": "Planned, ", "fr": "Prévu, "}[language],
        ):
            assert one in words, (one, words)
        assert "6 of" not in words and "11" not in words, "the true counts are in no drawing"
    assert body.index("</figure>") < body.index('<ol class="thread">')


def test_the_diagram_costs_three_statements_however_much_came_of_it(tied, django_assert_max_num_queries):
    _consultation, made, _staff = tied
    rows = origins.behind(made[0].public_id)
    with django_assert_max_num_queries(3):
        led = origins.ahead(rows)
    assert len(led.milestones) == 1


def test_no_public_page_shows_words_that_nobody_may_quote(tied):
    """EN-A12: every page of the thread is read in both languages; the words of six people stand on none of them."""
    consultation, made, staff = tied
    published_reply(Finding.objects.get(consultation=consultation), staff)
    seen, waiting = set(), ["/en/", "/fr/"]
    visitor = Client()
    while waiting:
        address = waiting.pop()
        if address in seen:
            continue
        seen.add(address)
        response = visitor.get(address)
        body = response.getvalue().decode("utf-8", "replace")
        assert WORDS not in body and "Do not repeat" not in body, address
        if response["Content-Type"].startswith("text/html"):
            links = re.findall(r'href="(/(?:en|fr)/[^"#?]*)', body)
            waiting += [each for each in links if re.search(r"consult|commit|engage", each)]
    assert any(consultation.ref in address for address in seen) and any(str(made[0].public_id) in a for a in seen)
    print(f"EN-A12: {len(seen)} public pages, 0 show words that lack consent")
    assert len(seen) >= 20
