"""What anybody reads: home, paper, findings, replies; at most four statements each, and nothing that lacks consent."""

import re

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation

from engagement.domain import answering, consultations, findings, notes, papers, participation
from engagement.enums import Stance
from engagement.models import Quote, SourceText
from events.words import when
from kernel.page_cache import content_changed
from tests.factories import commitments
from tests.factories.engagement import (
    REPLY,
    SAFE_USES,
    SILENT,
    SOMEONE,
    Staff,
    anonymously,
    approved_finding,
    coded,
    frozen_themes,
    in_analysis,
    led_to,
    open_consultation,
    published_reply,
    submitted,
    written,
)
from tests.factories.events import EventFactory, ProtectedEventFactory
from tests.support.planting import planted

pytestmark = pytest.mark.django_db


@pytest.fixture
def anybody():
    return Client()


def at(name, consultation, *more):
    return reverse(f"engagement:{name}", args=[consultation.ref, *more])


def test_the_home_page_shows_the_open_consultation_and_what_one_can_do(anybody):
    open_consultation(title_en="An older one")
    consultation = open_consultation(title_en="The open one")
    body = anybody.get("/en/").content.decode()
    assert "The open one" in body and at("respond", consultation) in body and at("paper", consultation) in body


def _current(body):
    menu = body[body.index('aria-label="Menu"') :].partition("</nav>")[0]
    return re.findall(r'aria-current="page">([^<]+)<', menu)


def test_the_menu_marks_the_part_a_page_belongs_to_and_home_only_at_home(anybody):
    """Every address stands under that of the home page: that alone makes none of them the home page."""
    event = EventFactory(public_page=True)
    parts = {
        "/en/": ["Home"],
        at("paper", open_consultation()): ["Consultations"],
        reverse("events:public_event", args=[event.public_id]): ["Consultations"],
        reverse("partners:institutions"): ["Strategy and facts"],
        reverse("partners:international"): ["Strategy and facts"],
        reverse("kernel:privacy"): [],
    }
    assert {path: _current(anybody.get(path).content.decode()) for path in parts} == parts


def test_a_meeting_of_a_consultation_that_is_closed_is_not_said_to_take_input(anybody):
    staff = Staff()
    still_open, closed = open_consultation(staff), in_analysis(open_consultation(staff), staff)
    for consultation in (still_open, closed):
        consultations.link_event(consultation, EventFactory(public_page=True), actor=staff.as_organizer)
    words = "Everybody can give input online while the consultation is open."

    assert words in anybody.get(at("consultation", still_open)).content.decode()
    body = anybody.get(at("consultation", closed)).content.decode()
    assert words not in body and "These meetings are by invitation." in body


@pytest.mark.parametrize(
    ("act", "word", "dated"), [("cancelled", "Cancelled", True), ("postponed", "Postponed", False)]
)
def test_a_meeting_that_does_not_take_place_as_planned_is_marked_and_no_former_date_stands(anybody, act, word, dated):
    staff = Staff()
    consultation, event = open_consultation(staff), EventFactory(public_page=True)
    consultations.link_event(consultation, event, actor=staff.as_organizer)
    pages = at("consultation", consultation), reverse("events:public_event", args=[event.public_id])
    for page in pages:
        body = anybody.get(page).content.decode()
        assert when(event) in body and word not in body

    why = {"cancelled_at": timezone.now(), "cancel_reason_en": "Fire", "cancel_reason_fr": "Feu"}
    type(event).objects.filter(pk=event.pk).update(state=act, **(why if act == "cancelled" else {}))
    content_changed()

    for page in pages:
        body = anybody.get(page).content.decode()
        assert word in body and (when(event) in body) == dated
    assert ("How to take part" in body) != dated  # of the event itself, while it may still take place


def test_without_a_consultation_the_home_page_says_so(anybody):
    assert "No consultation is open" in anybody.get("/en/").content.decode()


def test_a_draft_consultation_is_unknown_to_the_public(anybody):
    from tests.factories.engagement import ConsultationFactory

    draft = ConsultationFactory()
    for name in ("consultation", "paper", "respond", "heard", "replies"):
        assert anybody.get(at(name, draft)).status_code == 404
    assert draft.title_en not in anybody.get(reverse("engagement:consultations")).content.decode()


def test_a_protected_meeting_is_a_line_without_day_or_place(anybody):
    """EV-18"""
    staff = Staff()
    consultation = open_consultation(staff)
    shown = EventFactory(state="planned", title_en="Roundtable in the west")
    hidden = ProtectedEventFactory(title_en="Secret gathering", title_fr="Réunion secrète")
    for event in (shown, hidden):
        consultations.link_event(consultation, event, actor=staff.as_organizer)
    type(shown).objects.filter(pk=shown.pk).update(state="inviting")
    body = anybody.get(at("consultation", consultation)).content.decode()
    assert "Roundtable in the west" in body
    assert "A survivor roundtable" in body
    for telling in ("Secret gathering", hidden.place.name_en, str(hidden.public_id)):
        assert telling not in body


def test_figures_are_declared_and_bounds_read_as_bounds(anybody):
    staff = Staff()
    consultation = open_consultation(staff)
    for key, bound, value in (("people", "over", 200), ("online", "exact", 42)):
        consultations.declare(
            consultation, key=key, bound=bound, value=value, label_en=key, label_fr=key, actor=staff.as_organizer
        )
    body = anybody.get(at("consultation", consultation)).content.decode()
    assert "over 200" in body and ">42<" in body


@planted
def whole_thread():
    """A reported consultation with a reply, a recommendation, a commitment and one quotation."""
    a_commitment, staff = commitments.agreed(*commitments.people()), Staff()
    consultation = open_consultation(staff)
    quoted = submitted(consultation, "Quote me. I agree.", anonymously())
    for n in range(11):
        words = f"Private words {n}." if n < 6 else SILENT
        submitted(consultation, words, anonymously(SAFE_USES - {"quote"}))
    in_analysis(consultation, staff)
    theme, _other = frozen_themes(consultation, staff)
    coded(consultation, theme, staff)
    finding = findings.draft(
        consultation, theme, Stance.FOR, findings.Wording("People ask.", "On demande."), actor=staff.as_analyst
    )
    led_to(a_commitment, finding, quoted, staff)
    consultation.refresh_from_db()
    return consultation, finding, staff, quoted, a_commitment


@pytest.fixture
def thread(whole_thread):
    return whole_thread[:4]


@pytest.fixture
def a_commitment(whole_thread):
    return whole_thread[-1]


@pytest.mark.parametrize("name", ["consultation", "paper", "heard", "replies", "finding"])
def test_each_public_page_costs_at_most_four_statements(anybody, thread, name, django_assert_max_num_queries):
    """RE-15, PF: cold, whatever stands on it."""
    consultation, finding, _staff, _quoted = thread
    address = at(name, consultation, *([finding.number] if name == "finding" else []))
    with django_assert_max_num_queries(4):
        response = anybody.get(address)
    assert response.status_code == 200
    assert "public" in response["Cache-Control"]


def test_the_home_page_costs_at_most_four_statements(anybody, thread, django_assert_max_num_queries):
    with django_assert_max_num_queries(4):
        assert anybody.get("/fr/").status_code == 200


def test_findings_show_words_of_quantity_rounded_figures_and_only_consented_words(anybody, thread):
    """EN-10, EN-22"""
    consultation, finding, _staff, quoted = thread
    body = anybody.get(at("heard", consultation)).content.decode()
    (row,) = finding.counts
    assert (row["raised"], row["scope"]) == (7, 12)
    assert f"about {row['shown']} of about {row['shown_scope']} submissions" in body
    assert "7 of" not in body and "of about 12" not in body
    assert "Quote me." in body and "I agree" not in body and "Private words" not in body

    from engagement.domain import participation
    from tests.factories.engagement import SOMEONE

    participation.change_choices(quoted, anonymously({"analyse"}), language="en", actor=SOMEONE)
    assert Quote.objects.exists()
    assert "Quote me." not in anybody.get(at("heard", consultation)).content.decode()


def test_words_that_are_not_in_the_language_of_the_page_say_which_they_are_in(anybody, thread):
    consultation, *_rest = thread
    assert "(in English)" not in anybody.get(at("heard", consultation)).content.decode()
    with translation.override("fr"):
        page = anybody.get(at("heard", consultation)).content.decode()
    assert '<blockquote lang="en-CA">' in page and "une personne participante (en anglais)" in page


def test_the_thread_of_a_finding_reaches_reply_recommendation_and_commitment(anybody, thread, a_commitment):
    consultation, finding, _staff, _quoted = thread
    body = anybody.get(at("finding", consultation, finding.number)).content.decode()
    for part in ("People ask.", "We agree.", "Build.", a_commitment.ref, "It builds."):
        assert part in body
    assert anybody.get(at("finding", consultation, 99)).status_code == 404
    assert anybody.get(f"/en/consultations/{consultation.ref}/heard/{10**30}/").status_code == 404


def test_public_counts_of_replies_equal_the_rows(anybody, thread):
    """EN-A11"""
    consultation, finding, staff, _quoted = thread
    reply = answering.Reply("deferred", "Later.", "Plus tard.", "Office A", "Bureau A")
    published_reply(consultation.recommendations.get(), staff, reply)
    context = anybody.get(at("replies", consultation)).context
    counts = {value: count for value, _label, count in context["replies"].counts}
    assert counts["accepted"] == counts["deferred"] == 1 and sum(counts.values()) == 2
    assert context["replies"].waiting == 0
    only = anybody.get(at("replies", consultation) + "?outcome=deferred").content.decode()
    assert "Later." in only and "We agree." not in only
    assert anybody.get(at("replies", consultation) + "?outcome=%00nonsense").status_code == 200
    assert finding.number == 1


def test_nothing_is_heard_before_the_report(anybody):
    staff = Staff()
    consultation = open_consultation(staff)
    submitted(consultation)
    in_analysis(consultation, staff)
    theme, _other = frozen_themes(consultation, staff)
    coded(consultation, theme, staff)
    approved_finding(consultation, theme, staff)
    for name, more in (("heard", []), ("replies", []), ("finding", [1])):
        assert anybody.get(at(name, consultation, *more)).status_code == 404


def test_a_quotation_leaves_every_page_when_its_author_takes_the_consent_back(anybody, thread, a_commitment):
    """EN-A12: what was heard, the finding, the API and the commitment, from the next request on."""
    consultation, finding, _staff, quoted = thread
    pages = {
        "heard": at("heard", consultation),
        "finding": at("finding", consultation, finding.number),
        "api": f"/api/v1/consultations/{consultation.ref}/findings/",
        "commitment": reverse("partners:public_commitment", args=[a_commitment.public_id]),
    }

    def shown():
        return {name for name, page in pages.items() if "Quote me." in anybody.get(page).content.decode()}

    assert shown() == {"heard", "finding", "api"}, "a commitment shows figures, never words"
    participation.change_choices(quoted, anonymously(SAFE_USES - {"quote"}), language="en", actor=SOMEONE)
    assert shown() == set()


def test_both_languages_carry_the_same_findings_figures_and_anchors(anybody, thread):
    """EN-A13, EN-29"""
    import re

    from django.utils import translation

    consultation, _finding, _staff, _quoted = thread
    seen = []
    for language in ("en", "fr"):
        with translation.override(language):
            body = anybody.get(at("heard", consultation)).content.decode()
        main = body[body.index("<main") : body.index("</main>")]
        seen.append(
            (re.findall(r' id="([^"]+)"', main), re.findall(r"(?:about|environ)\s(\d+)\b", main.replace("\xa0", " ")))
        )
        assert len(seen[-1][0]) >= 4 and len(seen[-1][1]) >= 2
    assert seen[0] == seen[1]


def test_the_paper_keeps_section_addresses_over_versions_and_shows_questions_beside(anybody):
    staff = Staff()
    consultation = open_consultation(staff)
    version = papers.start_version(consultation, actor=staff.as_organizer)
    papers.describe(version, actor=staff.as_organizer, change_note_en="Clearer.", change_note_fr="Plus clair.")
    papers.edit_section(
        version.sections.get(key="support"), actor=staff.as_organizer, body_en="New text.", body_fr="Nouveau texte."
    )
    papers.submit(version, actor=staff.as_organizer)
    papers.freeze(version, actor=staff.as_approver)

    body = anybody.get(at("paper", consultation)).content.decode()
    for part in ('id="support"', 'id="prevention"', "New text.", "Clearer.", "What about support?", "Changed"):
        assert part in body
    old = anybody.get(at("paper_version", consultation, 1)).content.decode()
    assert "New text." not in old and "earlier version" in old and 'id="support"' in old
    assert anybody.get(at("paper_version", consultation, 7)).status_code == 404


def test_markup_in_texts_never_becomes_markup(anybody):
    staff = Staff()
    consultation = open_consultation(staff)
    version = papers.start_version(consultation, actor=staff.as_organizer)
    evil = "<script>alert(1)</script> [x](javascript:alert(1)) <img src=x onerror=alert(1)>"
    papers.describe(version, actor=staff.as_organizer, change_note_en=evil, change_note_fr=evil)
    papers.edit_section(
        version.sections.first(),
        actor=staff.as_organizer,
        body_en=evil,
        body_fr=evil,
        heading_en="<b>x",
        heading_fr="<b>x",
    )
    papers.submit(version, actor=staff.as_organizer)
    papers.freeze(version, actor=staff.as_approver)
    body = anybody.get(at("paper", consultation)).content.decode()
    assert "<script>alert" not in body and "<img" not in body and 'href="javascript' not in body and "<b>x" not in body


def test_notes_may_be_quoted_without_a_speaker(anybody, roundtable, noted_table, staff):
    consultation, _event = roundtable
    for n in range(3):
        written(noted_table, f"Point {n}.", staff)
    notes.close(noted_table, actor=staff.as_note_taker)
    in_analysis(consultation, staff)
    theme, _other = frozen_themes(consultation, staff)
    coded(consultation, theme, staff)
    finding = findings.draft(consultation, theme, Stance.FOR, findings.Wording("a", "b"), actor=staff.as_analyst)
    source = SourceText.objects.order_by("text").first()
    findings.choose_quote(finding, source, list(source.units.all()), actor=staff.as_analyst)
    findings.check_evidence(finding, actor=staff.as_second_analyst)
    findings.review_language(finding, actor=staff.as_second_analyst)
    findings.approve(finding, actor=staff.as_approver)
    consultations.report(consultation, actor=staff.as_approver)
    body = anybody.get(at("heard", consultation)).content.decode()
    assert "Point 0." in body and "from the notes of a table" in body
    assert REPLY.reason_en not in body
