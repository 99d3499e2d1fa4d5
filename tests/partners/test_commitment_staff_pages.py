"""The screens of coordinators and approvers: what is typed wrong is kept and changes nothing, what is pressed twice is done once."""

import datetime
import html
import re

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone, translation

from accounts.actors import Actor
from accounts.models import AuditEntry, RoleAssignment
from partners import periods
from partners.commitment_states import DecisionState, EvidenceState, Lifecycle, MilestoneState, UpdateState
from partners.days import HOUSE_ZONE
from partners.domain import commitment_decisions, commitments, evidence, progress
from partners.models import (
    Commitment,
    CommitmentDecision,
    CommitmentEvent,
    CommitmentRevision,
    EvidenceItem,
    Measure,
    Milestone,
    PartyObligation,
    ProgressUpdate,
)
from tests.factories.accounts import person_with
from tests.factories.commitments import agreed, drafted, proposed, proven, reported, sent
from tests.factories.partners import BodyFactory, FrameworkFactory, OrganizationFactory, PillarFactory

pytestmark = pytest.mark.django_db
TODAY = periods.today
TABLES = (
    Commitment,
    CommitmentDecision,
    CommitmentEvent,
    CommitmentRevision,
    EvidenceItem,
    Measure,
    Milestone,
    PartyObligation,
    ProgressUpdate,
    AuditEntry,
)


def url(name, *args, language="en"):
    with translation.override(language):
        return reverse(f"partners:{name}", args=args)


def everything():
    return {model.__name__: sorted(map(str, model.objects.values_list())) for model in TABLES}


def words_of(answer):
    text = re.sub(r"<(script|style|svg)\b.*?</\1>", " ", answer.content.decode(), flags=re.DOTALL)
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", text)).split())


def refused(client, address, typed, *, field="", kept=()):
    """Post and see that it is refused at the field, keeps what was typed, and changes no row."""
    before = everything()
    answer = client.post(address, typed)
    page = answer.content.decode()
    assert answer.status_code == 422, words_of(answer)[:600]
    assert everything() == before
    assert 'id="errors"' in page
    assert not field or f'id="id_{field}_error"' in page, field
    for words in kept:
        assert html.escape(words) in page or words in page, words
    return answer


def said(client, answer):
    """Return the words of the page that a redirect leads to."""
    assert answer.status_code == 302, words_of(answer)[:600]
    return words_of(client.get(answer["Location"]))


# ---- the board --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["en", "fr"])
def test_the_board_shows_what_is_overdue_first_and_says_what_to_do_when_it_is_empty(
    works, writer, second, language, coordinator
):
    coordinator.language = language
    empty = words_of(works.get(url("commitments", language=language)))
    assert {"en": "Start the first draft", "fr": "Commencer la première ébauche"}[language] in empty
    with time_machine.travel("2026-06-01 15:00Z", tick=False):
        late = agreed(writer, second, milestone_days=9)
        reported(late, writer, second)
    with time_machine.travel("2026-06-20 15:00Z", tick=False):
        works.force_login(coordinator)
        fine = agreed(writer, second)
        reported(fine, writer, second)
        draft = drafted(writer)
        page = works.get(url("commitments", language=language)).content.decode()
    order = re.findall(r"C-\d{4}-\d{3}", page.split('id="commitments"')[1])
    assert order == [late.ref, draft.ref, fine.ref]


def test_the_board_finds_by_words_in_either_language_and_ignores_what_is_no_filter(works, writer):
    first = drafted(writer, title_en="Train nurses", title_fr="Former le personnel infirmier")
    drafted(writer)
    for query in ({"words": "NURSES"}, {"words": "infirmier"}, {"words": first.ref.lower()}):
        page = works.get(url("commitments"), query).content.decode()
        assert set(re.findall(r"C-\d{4}-\d{3}", page.split('id="commitments"')[1])) == {first.ref}, query
    for query in ({"words": "\x00"}, {"words": "x" * 500}, {"pillar": "none"}, {"after": "a~b~c"}):
        answer = works.get(url("commitments"), query)
        assert answer.status_code == 200
        assert len(set(re.findall(r"C-\d{4}-\d{3}", answer.content.decode().split('id="commitments"')[1]))) == 2, query


def test_what_is_downloaded_from_the_board_is_what_it_shows_and_is_written_down_first(works, writer):
    shown, _other = drafted(writer, title_en="Train nurses"), drafted(writer)
    answer = works.post(url("board_csv"), {"words": "nurses"})
    content = b"".join(answer.streaming_content).decode()
    assert (shown.ref in content, content.count("\r\n")) == (True, 2)
    entry = AuditEntry.objects.get(verb="export.made")
    assert entry.facts["export"] == "commitments" and "nurses" not in str(entry.facts)


@pytest.mark.parametrize("rows", [1, 4])
def test_the_lists_of_staff_cost_the_same_whatever_their_length(client, writer, second, coordinator, approver, rows,
                                                               django_assert_max_num_queries):  # fmt: skip
    party = OrganizationFactory()
    for _ in range(rows):
        commitment = agreed(writer, second, organization=party)
        reported(commitment, writer, second)
        item = evidence.attach_link(commitment, "https://example.org", actor=writer, title_en="a", title_fr="b",
                                    captured_on=TODAY())  # fmt: skip
        evidence.check(item, actor=writer)
        commitment_decisions.ask_waiver(commitment.milestones.get(), actor=writer, reason_en="a", reason_fr="b")
        drafted(writer)
    # signing in, the session and the head of every staff page cost the same everywhere
    for user, names in ((coordinator, ("commitments", "my_actions", "party")), (approver, ("approvals",))):
        client.force_login(user)
        for name in names:
            address = url(name, *((party.public_id,) if name == "party" else ()))
            client.get(address)
            with django_assert_max_num_queries(24):
                assert client.get(address).status_code == 200


# ---- drafting ---------------------------------------------------------------------------------------------------------


def text_typed(framework, **more):
    return {"framework": framework.pk, "reporting_months": "6", "title_en": "Train", "title_fr": "Former"} | more


def test_a_draft_is_started_with_its_words_and_the_page_says_what_comes_next(works):
    framework = FrameworkFactory()
    pillar = PillarFactory(framework=framework)
    answer = works.post(url("commitment_new"), text_typed(framework, pillars=[pillar.pk], starts_on="2026-12-01"))
    commitment = Commitment.objects.get()
    assert answer["Location"] == url("commitment", commitment.public_id)
    page = said(works, answer)
    assert "Now name the parties" in page and "Name the party that leads." in page
    assert (commitment.title_fr, commitment.starts_on) == ("Former", datetime.date(2026, 12, 1))


def test_a_draft_typed_wrong_is_refused_beside_the_field_keeps_the_words_and_starts_nothing(works, subtests):
    for wrong, field in (
        ({"framework": "999999"}, "framework"),
        ({"framework": "x"}, "framework"),
        ({"reporting_months": "5"}, "reporting_months"),
        ({"starts_on": "2026-02-30"}, "starts_on"),
        ({"starts_on": "99999-01-01"}, "starts_on"),
        ({"starts_on": "2027-01-02", "ends_on": "2027-01-01"}, "ends_on"),
        ({"title_fr": "a\x00b"}, "title_fr"),
        ({"title_fr": "é" * 301}, "title_fr"),
        ({"pillars": ["0"]}, "pillars"),
        ({"sdg_references": ["-1"]}, "sdg_references"),
        ({"parent": "99999999999999999999999"}, "parent"),
    ):
        with subtests.test(str(wrong)):
            typed = text_typed(FrameworkFactory(), title_en="Kept words") | wrong
            refused(works, url("commitment_new"), typed, field=field, kept=["Kept words"])
            assert Commitment.objects.count() == 0


def test_a_change_without_a_reason_after_the_proposal_keeps_the_new_words_and_changes_nothing(works, writer):
    commitment = proposed(writer)
    typed = text_typed(commitment.framework, title_en="Other words", title_fr="Autres mots",
                       pillars=list(commitment.pillars.values_list("pk", flat=True)))  # fmt: skip
    refused(
        works,
        url("commitment_edit", commitment.public_id),
        typed,
        field="reason_en",
        kept=["Other words", "Autres mots"],
    )
    answer = works.post(
        url("commitment_edit", commitment.public_id), typed | {"reason_en": "Clearer.", "reason_fr": "Plus clair."}
    )
    assert answer.status_code == 302
    assert Commitment.objects.get().current_revision.number == 2


def test_parties_are_found_by_old_and_new_names_and_each_stands_once(works, writer):
    draft, body = drafted(writer), BodyFactory(name_en="Task force", name_fr="Groupe de travail")
    found = works.get(url("party_add", draft.public_id), {"q": "groupe de TRAVAIL"})
    assert f"?party=body:{body.public_id}" in found.content.decode()
    address = f"{url('party_add', draft.public_id)}?party=body:{body.public_id}"
    typed = {"role": "contributor", "text_en": "Advises.", "text_fr": "Conseille."}
    assert works.post(address, typed).status_code == 302
    refused(works, address, typed | {"text_en": "Advises twice."}, kept=["Advises twice."])
    refused(works, address, typed | {"role": "king"}, field="role")
    for bad in ("body:x", "body:", "planet:1", f"body:{'0' * 32}"):
        assert works.get(url("party_add", draft.public_id), {"party": bad}).status_code == 200


def test_a_measure_typed_wrong_is_refused_beside_the_field(works, writer, subtests):
    typed = {"kind": "quantity", "name_en": "Kept name", "name_fr": "Nom", "unit_en": "people", "unit_fr": "personnes",
             "target": "40", "direction": "increase", "required": "on"}  # fmt: skip
    for wrong, field in (
        ({"target": ""}, "target"),
        ({"target": "many"}, "target"),
        ({"target": "NaN"}, "target"),
        ({"target": "1e400"}, "target"),
        ({"target": "9" * 40}, "target"),
        ({"unit_fr": ""}, "unit_fr"),
        ({"kind": "qualitative"}, "target"),
        ({"direction": "sideways"}, "direction"),
        ({"name_fr": " "}, "name_fr"),
    ):
        with subtests.test(str(wrong)):
            refused(
                works, url("measure_add", drafted(writer).public_id), typed | wrong, field=field, kept=["Kept name"]
            )


def test_a_milestone_keeps_its_first_date_once_it_was_proposed(works, writer):
    commitment = proposed(writer)
    step = commitment.milestones.get()
    page = works.get(url("milestone_edit", step.public_id)).content.decode()
    assert 'name="due"' not in page
    refused(works, url("milestone_remove", step.public_id), {"reason_en": "a", "reason_fr": "b"})
    typed = {"name_en": "Step", "name_fr": "Étape", "due": "soon", "reason_en": "a", "reason_fr": "b"}
    refused(works, url("milestone_add", commitment.public_id), typed, field="due", kept=["Step"])


# ---- proposing, agreeing, making public ---------------------------------------------------------------------------------


def test_a_proposal_that_lacks_something_says_each_thing_and_changes_nothing(works, writer):
    draft = drafted(writer, measure=True)
    draft.measures.all().delete()
    commitments.edit(draft, actor=writer, title_fr="")
    before = everything()
    page = said(works, works.post(url("commitment_propose", draft.public_id)))
    assert everything() == before
    assert "Title: the French is missing." in page and "Add a measure, or say why there is none." in page


def test_a_double_click_on_propose_proposes_once(works, writer):
    draft = drafted(writer)
    first, again = (works.post(url("commitment_propose", draft.public_id)) for _ in range(2))
    assert (first.status_code, again.status_code) == (302, 302)
    assert CommitmentRevision.objects.count() == 1
    assert AuditEntry.objects.filter(verb="commitment.proposed").count() == 1


def test_an_agreement_typed_wrong_asks_nobody(works, writer, subtests):
    commitment = proposed(writer)
    for wrong, field in (
        ({"method": "telepathy"}, "method"),
        ({"agreed_on": "tomorrow"}, "agreed_on"),
        ({"agreed_on": "2999-01-01"}, "agreed_on"),
        ({"agreed_on": ""}, "agreed_on"),
    ):
        with subtests.test(str(wrong)):
            typed = {"method": "written", "agreed_on": TODAY().isoformat()} | wrong
            refused(works, url("commitment_ask", commitment.public_id, "agree"), typed, field=field)


def test_the_second_click_on_ask_is_told_that_a_colleague_was_asked_already(works, writer):
    commitment = proposed(writer)
    typed = {"method": "written", "agreed_on": TODAY().isoformat()}
    address = url("commitment_ask", commitment.public_id, "agree")
    assert works.post(address, typed).status_code == 302
    answer = refused(works, address, typed)
    assert "asked already" in words_of(answer)
    assert CommitmentDecision.objects.count() == 1


def test_a_release_is_at_once_or_on_a_day_and_hour_to_come(works, writer):
    commitment = proposed(writer)
    address = url("commitment_release", commitment.public_id)
    refused(works, address, {"on": "2020-01-01", "at": "09:00"})
    refused(works, address, {"on": "2999-01-01", "at": ""})
    refused(works, address, {"on": "2999-01-01", "at": "25:61"}, field="at")
    tomorrow = TODAY() + datetime.timedelta(days=1)
    assert works.post(address, {"on": tomorrow.isoformat(), "at": "09:00"}).status_code == 302
    planned = Commitment.objects.get().publish_at
    assert planned.astimezone(HOUSE_ZONE).date() == tomorrow
    assert works.post(url("commitment_release_cancel", commitment.public_id)).status_code == 302
    assert works.post(address, {"on": "", "at": ""}).status_code == 302
    assert Commitment.objects.get().published_at is not None
    works.post(address, {"on": "", "at": ""})
    assert AuditEntry.objects.filter(verb="commitment.released").count() == 1


def test_withdrawing_asks_for_reason_and_office_in_both_languages(works, writer, second):
    commitment = agreed(writer, second)
    address = url("commitment_ask", commitment.public_id, "withdraw")
    typed = {"reason_en": "Kept reason", "reason_fr": "Motif", "office_en": "Minister", "office_fr": " "}
    refused(works, address, typed, field="office_fr", kept=["Kept reason"])
    refused(works, url("commitment_ask", commitment.public_id, "supersede"),
            {"successor": "C-1999-001", "reason_en": "a", "reason_fr": "b"}, field="successor", kept=["C-1999-001"])  # fmt: skip


# ---- progress and evidence ----------------------------------------------------------------------------------------------


@pytest.fixture
def lead(writer, second):
    return agreed(writer, second).obligations.get()


def update_typed(**more):
    return {"narrative_en": "Twelve.", "narrative_fr": "Douze.", "health": "on_track", "challenges_en": "", "challenges_fr": "",
            "recovery_en": "", "recovery_fr": ""} | more  # fmt: skip


def test_an_update_is_written_saved_and_sent_and_the_page_says_who_reads_it_next(works, lead):
    start = periods.period_of(TODAY(), 6).start
    answer = works.post(url("update_start", lead.public_id, start.isoformat()))
    update = ProgressUpdate.objects.get()
    assert answer["Location"] == url("update", update.public_id)
    measure = Measure.objects.get()
    typed = update_typed(**{f"measure-{measure.public_id}": "12.5"})
    assert "Saved as a draft." in said(works, works.post(url("update", update.public_id), typed | {"save": "1"}))
    page = said(works, works.post(url("update", update.public_id), typed | {"send": "1"}))
    assert "A colleague reads it next." in page
    update.refresh_from_db()
    assert (update.state, update.measured) == (UpdateState.SUBMITTED, {str(measure.public_id): "12.5"})
    again = works.post(url("update", update.public_id), typed | {"send": "1"})
    assert again.status_code == 422 and "sent for approval" in words_of(again)
    assert AuditEntry.objects.filter(verb="progress.submitted").count() == 1


def test_an_accepted_update_is_planned_moved_and_taken_back_and_the_page_says_when(works, writer, second, lead):
    update = progress.accept(sent(lead, writer), actor=second)
    page, address = url("update", update.public_id), url("update_plan", update.public_id)
    refused(works, address, {"on": "2020-01-01", "at": "09:00"}, kept=['value="2020"'])
    refused(works, address, {"on": "2199-01-01", "at": "25:61"}, field="at", kept=['value="2199"'])
    tomorrow, next_day = (TODAY() + datetime.timedelta(days=days) for days in (1, 2))
    assert "It becomes public by itself" in said(works, works.post(address, {"on": str(tomorrow), "at": "09:00"}))
    assert "Becomes public:" in works.get(page).content.decode()
    assert f'value="{tomorrow.year}"' in works.get(address).content.decode()
    works.post(address, {"on": str(next_day), "at": "09:00"})
    assert ProgressUpdate.objects.get().publish_at.astimezone(HOUSE_ZONE).date() == next_day
    for _press in range(2):
        answer = said(works, works.post(url("update_plan_cancel", update.public_id)))
    assert "The update stays accepted." in answer
    row = ProgressUpdate.objects.get()
    assert (row.publish_at, row.state) == (None, UpdateState.ACCEPTED)
    assert AuditEntry.objects.filter(verb="progress.publication_planned").count() == 2
    assert AuditEntry.objects.filter(verb="progress.publication_cancelled").count() == 1


def test_an_update_that_is_not_accepted_or_whose_commitment_stays_hidden_is_not_planned(works, writer, second, lead):
    typed = {"on": "2199-01-01", "at": "09:00"}
    refused(works, url("update_plan", sent(lead, writer).public_id), typed)
    hidden = agreed(writer, second, public=False)
    update = progress.accept(sent(hidden.obligations.get(), writer), actor=second)
    answer = refused(works, url("update_plan", update.public_id), typed, kept=['value="2199"'])
    assert "Make the commitment public first" in words_of(answer)
    commitments.schedule_release(hidden, actor=writer, at=timezone.now() + datetime.timedelta(days=1))
    assert works.post(url("update_plan", update.public_id), typed).status_code == 302


def test_an_update_that_cannot_be_sent_yet_is_kept_as_a_draft_with_all_its_words(works, writer, lead):
    update = progress.draft(lead, periods.period_of(TODAY(), 6), actor=writer)
    answer = works.post(url("update", update.public_id), update_typed(health="off_track", narrative_fr="", send="1"))
    assert answer.status_code == 422
    words = words_of(answer)
    assert "What was done: the French is missing." in words and "Recovery plan: the English is missing." in words
    assert "Twelve." in answer.content.decode()
    update.refresh_from_db()
    assert (update.state, update.narrative_en) == (UpdateState.DRAFT, "Twelve.")


def test_a_number_that_is_none_is_refused_beside_its_field(works, writer, lead):
    update = progress.draft(lead, periods.period_of(TODAY(), 6), actor=writer)
    name = f"measure-{Measure.objects.get().public_id}"
    for value in ("NaN", "Infinity", "1" * 30, "twelve", "1.234567", "\x00"):
        refused(works, url("update", update.public_id), update_typed(**{name: value, "save": "1"}), kept=["Twelve."])


def test_a_period_that_does_not_exist_or_has_not_begun_starts_no_report(works, lead):
    before = everything()
    for start in ("2018-02-30", "0000-00-00", "2026-13-01", "9999-12-31"):
        address = f"/en/coordinate/obligations/{lead.public_id}/report/{start}/"
        assert works.post(address).status_code in (302, 404), start
    assert everything() == before


def test_evidence_typed_wrong_is_refused_beside_the_field_and_attaches_nothing(works, lead, subtests):
    typed = {"title_en": "Kept title", "title_fr": "Titre", "url": "https://example.org/a", "measure": "", "language": "both",
             "captured_on": TODAY().isoformat(), "classification": "unclassified"}  # fmt: skip
    for wrong, field in (
        ({"url": "http://example.org"}, "url"),
        ({"url": "javascript:alert(1)"}, "url"),
        ({"url": "https://" + "a" * 600}, "url"),
        ({"url": ""}, ""),
        ({"title_fr": ""}, "title_fr"),
        ({"captured_on": "2999-01-01"}, "captured_on"),
        ({"captured_on": "31/12/2026x"}, "captured_on"),
        ({"measure": "00000000-0000-0000-0000-000000000000"}, "measure"),
        ({"classification": "top_secret"}, "classification"),
    ):
        with subtests.test(str(wrong)):
            refused(
                works, url("evidence_add", lead.commitment.public_id), typed | wrong, field=field, kept=["Kept title"]
            )


def test_a_file_that_is_not_what_it_says_is_refused(works, lead, subtests):
    for name, content in (
        ("a.pdf", b"MZ\x90 program"),
        ("a.exe", b"%PDF-1.7"),
        ("a.svg", b"<svg xmlns='http://www.w3.org/2000/svg'><script>1</script></svg>"),
        ("a.html", b"<script>alert(1)</script>"),
        ("a.docx", b"PK\x03\x04 broken"),
        ("a.csv", b"\xff\xfe\x00binary"),
        ("a.pdf", b""),
    ):
        with subtests.test(str(name)):
            typed = {"title_en": "Kept title", "title_fr": "Titre", "url": "", "measure": "", "language": "both",
                     "captured_on": TODAY().isoformat(), "classification": "unclassified",
                     "file": SimpleUploadedFile(name, content)}  # fmt: skip
            refused(works, url("evidence_add", lead.commitment.public_id), typed, field="file", kept=["Kept title"])


# ---- the approver -------------------------------------------------------------------------------------------------------


def test_the_queue_holds_what_colleagues_prepared_oldest_first_and_never_own_work(client, writer, second, approver):
    both = person_with("coordinator", "approver")
    lead = agreed(writer, second).obligations.get()
    update = sent(lead, writer)
    item = evidence.attach_link(lead.commitment, "https://example.org", actor=Actor.of(both), title_en="Sheet",
                                title_fr="Feuille", captured_on=TODAY())  # fmt: skip
    evidence.check(item, actor=Actor.of(both))
    asked = commitment_decisions.ask_waiver(lead.commitment.milestones.get(), actor=Actor.of(both), reason_en="a",
                                            reason_fr="b")  # fmt: skip
    client.force_login(approver)
    page = client.get(url("approvals")).content.decode()
    for name, row in (("approve_update", update), ("approve_evidence", item), ("approve_decision", asked)):
        assert url(name, row.public_id) in page
    client.force_login(both)
    page = client.get(url("approvals")).content.decode()
    assert url("approve_update", update.public_id) in page
    assert url("approve_evidence", item.public_id) not in page and url("approve_decision", asked.public_id) not in page
    own = client.get(url("approve_decision", asked.public_id))
    assert "You asked for this: a colleague decides." in words_of(own) and 'name="approve"' not in own.content.decode()
    before = everything()
    assert "own work" in said(client, client.post(url("approve_decision", asked.public_id), {"approve": "1"}))
    assert everything() == before


def test_pa_3_who_wrote_a_part_does_not_find_it_in_the_queue(client, writer, second):
    both = person_with("coordinator", "approver")
    lead = agreed(writer, second).obligations.get()
    update = progress.draft(lead, periods.period_of(TODAY(), 6), actor=Actor.of(both))
    progress.write(update, actor=Actor.of(both), narrative_en="a", narrative_fr="b")
    progress.write(update, actor=writer, narrative_en="c", narrative_fr="d")
    progress.submit(update, actor=writer)
    client.force_login(both)
    assert url("approve_update", update.public_id) not in client.get(url("approvals")).content.decode()
    page = client.get(url("approve_update", update.public_id))
    assert "You wrote this: a colleague decides." in words_of(page)


def test_an_approver_reads_before_and_now_and_accepts_once_however_often_the_button_is_pressed(decides, writer, second):
    with time_machine.travel(timezone.now() - datetime.timedelta(days=200), tick=False):
        commitment = agreed(writer, second)
        reported(commitment, writer, Actor.of(person_with("approver")))
    update = sent(commitment.obligations.get(), writer, health="at_risk")
    address = url("approve_update", update.public_id)
    page = decides.get(address)
    assert "How it goes, before and now: On track → At risk" in words_of(page)
    seen = re.search(r'name="seen" value="([^"]+)"', page.content.decode())[1]
    first = decides.post(address, {"seen": html.unescape(seen), "publish": "1"})
    assert "Accepted and made public." in said(decides, first)
    again = decides.post(address, {"seen": html.unescape(seen), "publish": "1"})
    assert "This was decided already." in said(decides, again)
    update.refresh_from_db()
    assert update.state == UpdateState.PUBLISHED
    assert AuditEntry.objects.filter(verb="progress.accepted", subject_ref=str(update.public_id)).count() == 1


def test_what_was_not_read_in_its_newest_version_is_not_accepted_and_the_newest_is_shown(decides, writer, second):
    update = sent(agreed(writer, second).obligations.get(), writer)
    before = everything()
    for seen in ("", "yesterday", "2018-01-01T00:00:00+00:00", "\x00", "9999-99-99T99:99"):
        answer = decides.post(url("approve_update", update.public_id), {"seen": seen, "accept": "1"})
        assert answer["Location"] == url("approve_update", update.public_id)
        assert "newer version" in said(decides, answer), seen
    assert everything() == before


def test_a_return_or_refusal_without_a_reason_is_refused_and_with_one_tells_the_author(decides, writer, second):
    commitment = agreed(writer, second)
    update = sent(commitment.obligations.get(), writer)
    asked = commitment_decisions.ask_waiver(commitment.milestones.get(), actor=writer, reason_en="a", reason_fr="b")
    item = evidence.attach_link(commitment, "https://example.org", actor=writer, title_en="a", title_fr="b",
                                captured_on=TODAY())  # fmt: skip
    evidence.check(item, actor=writer)
    for name, row, button, done in (
        ("approve_update", update, "return", "Returned. The person who wrote it is told"),
        ("approve_decision", asked, "refuse", "Refused. Nothing changes"),
        ("approve_evidence", item, "reject", "The evidence is rejected."),
    ):
        address = url(name, row.public_id)
        refused(decides, address, {button: "1", "reason": " "}, field="reason")
        refused(decides, address, {button: "1", "reason": "a\x00b"}, field="reason")
        assert done in said(decides, decides.post(address, {button: "1", "reason": "Say how many."}))
        answer = decides.post(address, {button: "1", "reason": "Kept words"})
        assert answer.status_code == 422, "the second click is told that it was decided"
    states = (
        ProgressUpdate.objects.get().state,
        CommitmentDecision.objects.get(pk=asked.pk).state,
        EvidenceItem.objects.get().state,
    )
    assert states == (UpdateState.RETURNED, DecisionState.REFUSED, EvidenceState.REJECTED)


def test_a_role_that_was_taken_away_or_has_run_out_signs_nothing_any_more(client, writer, second, approver):
    update = sent(agreed(writer, second).obligations.get(), writer)
    address = url("approve_update", update.public_id)
    client.force_login(approver)
    seen = html.unescape(re.search(r'name="seen" value="([^"]+)"', client.get(address).content.decode())[1])
    role = RoleAssignment.objects.get(user=approver)
    columns = {field.name for field in RoleAssignment._meta.fields}
    ended = next(name for name in ("ended_at", "ends_at", "until") if name in columns)
    RoleAssignment.objects.filter(pk=role.pk).update(**{ended: timezone.now() - datetime.timedelta(minutes=1)})
    before = everything()
    assert client.post(address, {"seen": seen, "accept": "1"}).status_code == 403
    assert client.get(url("approvals")).status_code == 403
    assert everything() == before


def test_pa_3_a_waiver_and_an_agreement_take_effect_when_a_second_person_approves_on_the_page(decides, writer, second):
    commitment = agreed(writer, second)
    asked = commitment_decisions.ask_waiver(
        commitment.milestones.get(), actor=writer, reason_en="Gone.", reason_fr="Disparu."
    )
    page = decides.get(url("approve_decision", asked.public_id))
    assert "Gone." in words_of(page) and "Disparu." in words_of(page)
    assert "Approved." in said(decides, decides.post(url("approve_decision", asked.public_id), {"approve": "1"}))
    assert Milestone.objects.get().state == MilestoneState.WAIVED


def test_evidence_of_a_commitment_that_was_withdrawn_waits_for_nobody(decides, writer, second):
    commitment = agreed(writer, second)
    item = evidence.attach_link(
        commitment, "https://example.org", actor=writer, title_en="Photo", title_fr="Photo", captured_on=TODAY()
    )
    evidence.check(item, actor=writer)
    assert "Photo" in words_of(decides.get(url("approvals")))
    asked = commitment_decisions.ask_withdrawal(
        commitment, actor=writer, reason_en="a", reason_fr="b", office_en="Minister", office_fr="Ministre"
    )
    decides.post(url("approve_decision", asked.public_id), {"approve": "1"})
    assert "Photo" not in words_of(decides.get(url("approvals")))


def test_a_question_about_a_text_that_changed_since_is_said_on_its_page_and_decides_nothing(decides, writer):
    commitment = proposed(writer)
    asked = commitment_decisions.ask_agreement(commitment, actor=writer, method="written", agreed_on=TODAY())
    commitments.edit(commitment, actor=writer, title_en="x", title_fr="y", reason_en="a", reason_fr="b")
    answer = decides.post(url("approve_decision", asked.public_id), {"approve": "1"})
    assert answer["Location"] == url("approve_decision", asked.public_id)
    assert "The text has changed since this was asked." in said(decides, answer)
    assert Commitment.objects.get().lifecycle == Lifecycle.PROPOSED


# ---- what waits for the coordinator -------------------------------------------------------------------------------------


def test_my_actions_lists_what_was_returned_what_is_owed_what_lapses_and_the_drafts(works, writer, second, coordinator):
    with time_machine.travel("2026-01-05 15:00Z", tick=False):
        commitment = agreed(writer, second, milestone_days=900)
        reported(commitment, writer, second)
        proven(commitment, writer, second)
    with time_machine.travel("2026-04-01 15:00Z", tick=False):
        works.force_login(coordinator)
        waiting = sent(commitment.obligations.get(), writer)
        progress.send_back(waiting, actor=second, reason="Say how many.")
        draft = drafted(writer)
        page = words_of(works.get(url("my_actions")))
    for words in (
        "Returned to you",
        "Say how many.",
        "Evidence to look at again",
        "To finish",
        draft.ref,
        commitment.ref,
    ):
        assert words in page, words
    with time_machine.travel("2027-05-10 15:00Z", tick=False):
        works.force_login(coordinator)
        page = words_of(works.get(url("my_actions")))
        assert "was due on" in page and "Updates due" in page
        assert "It was to be checked again by" in page and "no longer counts" in page


def test_an_empty_list_of_actions_says_where_to_go_on(works):
    page = works.get(url("my_actions"))
    assert "Nothing needs your attention now." in words_of(page) and url("commitments") in page.content.decode()


@pytest.mark.parametrize("language", ["en", "fr"])
def test_every_staff_page_of_a_commitment_answers_in_both_languages(works, writer, second, language):
    commitment = agreed(writer, second)
    update = progress.draft(commitment.obligations.get(), periods.period_of(TODAY(), 6), actor=writer)
    step, measure, party = commitment.milestones.get(), commitment.measures.get(), commitment.obligations.get()
    pages = [("commitment", commitment), ("commitment_edit", commitment), ("commitment_release", commitment)]
    pages += [(name, commitment) for name in ("party_add", "measure_add", "milestone_add", "evidence_add")]
    pages += [("update", update), ("update_evidence_add", update), ("party_edit", party), ("party_remove", party)]
    pages += [("measure_edit", measure), ("measure_remove", measure), ("milestone_edit", step)]
    pages += [("milestone_meet", step), ("milestone_move", step), ("milestone_waive", step)]
    for name, row in pages:
        page = works.get(url(name, row.public_id, language=language)).content.decode()
        assert f'lang="{language}-CA"' in page.split(">", 3)[1] + page.split(">", 3)[2], name
        assert page.count("<h1") == 1, name
    for kind in ("agree", "complete", "withdraw", "supersede"):
        assert works.get(url("commitment_ask", commitment.public_id, kind, language=language)).status_code == 200
