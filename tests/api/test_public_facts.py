"""What anybody may read over the API: the thread from consultation to progress, and nothing that pages would not say."""

import datetime
import json

import pytest
from django.test import Client
from django.utils import timezone

from engagement.domain import participation
from partners import reference
from partners.domain import reference as loading
from partners.models import Commitment, Jurisdiction
from tests.api import facts
from tests.factories.commitments import agreed
from tests.factories.commitments import people as two_people
from tests.factories.engagement import SOMEONE, ConsultationFactory, anonymously, open_consultation
from tests.factories.events import EventFactory, ProtectedEventFactory
from tests.factories.partners import OfficeHolderFactory, OrganizationFactory
from tests.support.planting import planted

pytestmark = pytest.mark.django_db


@planted
def thread():
    return facts.thread(inputs=6)


def get(path, **headers):
    return Client().get(f"/api/v1/{path}", headers=headers)


def read(path):
    answer = get(path)
    assert answer.status_code == 200, (path, answer.content)
    return answer.json()


def every_address(thread):
    ref, commitment = thread.consultation.ref, thread.commitment.public_id
    return [
        "consultations/",
        f"consultations/{ref}/",
        f"consultations/{ref}/paper/",
        f"consultations/{ref}/questionnaire/",
        f"consultations/{ref}/findings/",
        f"consultations/{ref}/findings/{thread.finding.number}/",
        f"consultations/{ref}/recommendations/",
        f"consultations/{ref}/dispositions/",
        "commitments/",
        f"commitments/{commitment}/",
        f"commitments/{commitment}/history/",
        "progress/",
        "events/",
        f"events/{thread.event.public_id}/",
        *(f"reference/{name}/" for name in "bodies institutions offices places sectors".split()),
    ]


def test_the_thread_can_be_followed_from_the_consultation_to_progress(thread):
    ref = thread.consultation.ref
    consultation = read(f"consultations/{ref}/")
    (finding,) = read(f"consultations/{ref}/findings/")["results"]
    whole = read(f"consultations/{ref}/findings/{finding['number']}/")
    (recommendation,) = read(f"consultations/{ref}/recommendations/")["results"]
    replies = read(f"consultations/{ref}/dispositions/")["results"]
    (origin,) = recommendation["commitments"]
    commitment = read(f"commitments/{origin['commitment']}/")
    (update,) = read(f"progress/?commitment={commitment['id']}")["results"]

    assert consultation["title"] == {"en": "A way forward", "fr": "Une voie à suivre"}
    assert [event["id"] for event in consultation["events"]] == [str(thread.event.public_id)]
    assert (finding["statement"]["fr"], finding["reply"]["outcome"]) == ("On demande.", "accepted")
    assert whole["recommendations"][0]["commitments"][0]["ref"] == commitment["ref"]
    assert recommendation["findings"] == [finding["number"]]
    assert [(row["finding"], row["recommendation"]) for row in replies] == [(1, None), (None, 1)]
    assert origin["reason"] == {"en": "It builds.", "fr": "Il bâtit."}
    assert update["narrative"]["fr"] == "Douze personnes ont été formées."
    assert commitment["updates"][0]["id"] == update["id"]
    assert [event["kind"] for event in read(f"commitments/{commitment['id']}/history/")["events"]][-1] == "proposed"


def test_paper_and_questionnaire_say_what_is_asked_in_both_languages(db):
    ref = open_consultation().ref
    paper, form = read(f"consultations/{ref}/paper/"), read(f"consultations/{ref}/questionnaire/")

    assert (paper["version"], paper["in_force"], paper["versions"]) == (1, True, [1])
    assert paper["sections"][1]["heading"] == {"en": "About prevention", "fr": "Au sujet de prevention"}
    assert "prevention" in paper["sections"][1]["questions"] and len(paper["sha256"]) == 64
    questions = {question["key"]: question for page in form["pages"] for question in page["questions"]}
    assert questions["known"]["options"][0] == {"code": "yes", "label": {"en": "Yes", "fr": "Oui"}}
    assert (questions["weight"]["scale"]["low"], questions["weight"]["scale"]["high"]) == (1, 5)
    assert questions["prevention"]["scale"] is None and form["notice"]["fr"]
    assert get(f"consultations/{ref}/paper/?version=2").status_code == 404


def test_counts_are_rounded_words_are_consented_and_persons_have_no_names(thread):
    """EN-10, EN-22: the page shows the name that was consented to; the API never does."""
    ref = thread.consultation.ref
    (finding,) = read(f"consultations/{ref}/findings/")["results"]
    (share,) = finding["counts"]
    assert "raised" not in share and "scope" not in share
    assert (share["word"], share["shown"], share["shown_scope"]) == ("raised", None, None), "all of six raised it"
    assert [quote["words"] for quote in finding["quotes"]] == ["Quote me."]
    assert finding["quotes"][0]["organization"] == "Maison Lumière"

    participation.change_choices(thread.quoted, anonymously({"analyse"}), language="en", actor=SOMEONE)
    assert read(f"consultations/{ref}/findings/")["results"][0]["quotes"] == []


def test_no_public_answer_names_a_person_a_mailbox_or_a_protected_event(thread):
    """EV-18, EV-A12: every public answer is searched."""
    OfficeHolderFactory(holder=facts.NAME)
    searched = 0
    for path in every_address(thread):
        words = get(path).content.decode()
        for telling in (
            facts.NAME,
            facts.MAILBOX,
            "@",
            facts.SECRET_EN,
            facts.SECRET_FR,
            str(thread.protected.public_id),
            "Private words",
            "Not yet said",
            thread.draft.ref,
        ):
            assert telling not in words, (path, telling)
            searched += 1
    print(f"EV-A12 API: {searched} searches, 0 hits")


def test_what_is_not_public_is_not_there(thread):
    hidden = Commitment.objects.get(published_at=None)
    for path in (
        f"consultations/{thread.draft.ref}/",
        f"consultations/{thread.draft.ref}/paper/",
        f"consultations/{thread.draft.ref}/findings/",
        "consultations/never/dispositions/",
        f"consultations/{thread.consultation.ref}/findings/99/",
        f"consultations/{thread.consultation.ref}/findings/{10**30}/",
        f"commitments/{hidden.public_id}/",
        f"commitments/{hidden.public_id}/history/",
        f"events/{thread.protected.public_id}/",
    ):
        answer = get(path)
        assert (answer.status_code, answer["Content-Type"]) == (404, "application/problem+json"), path
    assert len(read("commitments/")["results"]) == 1


def test_before_the_report_nothing_was_heard(db):
    consultation = open_consultation()
    for noun in ("findings", "recommendations", "dispositions"):
        assert read(f"consultations/{consultation.ref}/{noun}/")["results"] == []


def test_a_period_is_said_no_finer_than_it_is_known(db):
    days = {"period_from": datetime.date(2018, 9, 1), "period_to": datetime.date(2018, 10, 31)}
    row = ConsultationFactory(state="closed", period_precision="month", **days)

    assert read(f"consultations/{row.ref}/")["period"] == {"start": "2018-09", "end": "2018-10", "precision": "month"}


@pytest.mark.parametrize(
    ("path", "field"),
    [
        ("consultations/?state=draft", "state"),
        ("consultations/?stat=open", "stat"),
        ("consultations/x/findings/?stance=loud", "stance"),
        ("consultations/x/dispositions/?outcome=%00", "outcome"),
        ("commitments/?label=fine", "label"),
        ("commitments/?pillar=fifth", "pillar"),
        ("commitments/?jurisdiction=XX", "jurisdiction"),
        ("commitments/?sdg=99", "sdg"),
        ("commitments/?party=me", "party"),
        ("commitments/?page_size=501", "page_size"),
        ("progress/?since=yesterday", "since"),
        ("events/?kind=party", "kind"),
        ("reference/places/?name=Toronto", "name"),
    ],
)
def test_a_query_that_cannot_be_is_refused_by_name_and_in_the_language_asked_for(db, path, field):
    english, french = (get(path, **{"Accept-Language": language}) for language in ("en", "fr"))

    for answer in (english, french):
        assert (answer.status_code, answer["Content-Type"]) == (400, "application/problem+json")
        assert list(answer.json()["errors"]) == [field]
    assert english.json()["errors"] != french.json()["errors"]
    assert english["Content-Language"].startswith("en") and french["Content-Language"].startswith("fr")


def test_commitments_are_narrowed_as_on_the_page(db):
    first = facts.commitment_with_progress()
    writer, approver = two_people()
    other = agreed(writer, approver, title_en="Build a line", title_fr="Ouvrir une ligne")
    party = other.obligations.get().organization.public_id
    pillar = other.pillar_links.get().pillar.key
    for query in (f"party={party}", f"pillar={pillar}", "words=line", "words=LIGNE", f"words={other.ref}"):
        assert [row["ref"] for row in read(f"commitments/?{query}")["results"]] == [other.ref], query
    labels = {row["ref"]: row["label"] for row in read("commitments/")["results"]}
    assert set(labels) == {first.ref, other.ref}
    for ref, label in labels.items():
        found = {row["ref"] for row in read(f"commitments/?label={label}")["results"]}
        assert ref in found and found == {one for one in labels if labels[one] == label}


def test_progress_is_read_since_a_day(db):
    facts.commitment_with_progress()
    today = timezone.now().date()
    assert len(read(f"progress/?since={today}")["results"]) == 1
    assert read(f"progress/?since={today + datetime.timedelta(days=2)}")["results"] == []


def test_an_unchanged_answer_is_not_sent_again(db):
    """STD-32: caches keep it for a minute and then ask with the entity tag."""
    path = f"consultations/{open_consultation().ref}/paper/"
    first = get(path)
    again = get(path, **{"If-None-Match": first["ETag"]})

    assert set(first["Cache-Control"].split(", ")) == {"public", "max-age=60"}
    assert (again.status_code, again.content) == (304, b"")
    assert "public" not in get("consultations/?state=draft").headers.get("Cache-Control", "")


def test_lists_go_on_where_the_last_page_ended(db):
    made = [EventFactory() for _ in range(3)]
    first = read("events/?page_size=2")
    second = Client().get(first["next"]).json()

    assert [row["id"] for row in first["results"] + second["results"]] == [str(event.public_id) for event in made]
    assert second["next"] is None


def _more_events():
    EventFactory.create_batch(4), ProtectedEventFactory()


def _more_commitments():
    facts.commitment_with_progress()


def _more_consultations():
    open_consultation()


@pytest.mark.parametrize(
    ("path", "more", "statements"),
    [
        ("events/", _more_events, 1),
        ("commitments/", _more_commitments, 1),
        ("progress/", _more_commitments, 1),
        ("consultations/", _more_consultations, 1),
    ],
    ids=["events", "commitments", "progress", "consultations"],
)
def test_a_longer_list_costs_no_more_statements(db, path, more, statements, django_assert_num_queries):
    """PF-2: at two sizes."""
    for _size in (1, 2):
        more()
        with django_assert_num_queries(statements):
            read(path)


def test_what_hangs_on_a_consultation_costs_a_fixed_number_of_statements(thread, django_assert_max_num_queries):
    for path in every_address(thread):
        with django_assert_max_num_queries(6):
            read(path)


def test_reference_lists_hold_the_file_and_only_the_file(db, django_assert_max_num_queries):
    """PA-A1: every jurisdiction, place, sector, framework, goal, instrument, forum, body, office and funding line."""
    loading.load(reference.load(), actor=SOMEONE)
    OrganizationFactory(name_en="Invented here")
    rows = 0
    for (
        name
    ) in "jurisdictions places sectors frameworks sdg instruments forums institutions bodies offices funding".split():
        with django_assert_max_num_queries(4):
            found = read(f"reference/{name}/?page_size=500")["results"]
        assert found and all(row["name"]["en"] and row["name"]["fr"] and row["key"] for row in found), name
        rows += len(found)
    assert len(read("reference/jurisdictions/")["results"]) == Jurisdiction.objects.count() == 14
    assert "Invented here" not in json.dumps(read("reference/institutions/?page_size=500"))
    print(f"PA-A1 API: {rows} reference rows in 11 lists")
