"""What was accepted, said or asked too early has a way back: it leaves the page at once and the trail says who and why."""

import datetime
import re

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from accounts.actors import Actor
from accounts.models import AuditEntry, User
from kernel.errors import DomainError, IllegalMove, Invalid, NotPermitted
from messaging.models import Message
from partners import periods
from partners.commitment_states import DecisionState, EventKind, EvidenceState, MilestoneState, UpdateState
from partners.domain import commitment_decisions, commitment_keepers, commitments, evidence, milestones, progress
from partners.models import Commitment, CommitmentEvent, EvidenceItem
from partners.queries import commitment_checks
from tests.factories.accounts import person_with
from tests.factories.commitments import agreed, completed, drafted, people, proposed, proven, sent

pytestmark = pytest.mark.django_db
TODAY = periods.today


def url(name, *args):
    return reverse(f"partners:{name}", args=args)


def refused(answer, words):
    assert answer.status_code == 422
    assert words in re.sub(r"\s+", " ", answer.content.decode())


# ---- evidence ---------------------------------------------------------------------------------------------------------


def test_accepted_evidence_that_is_withdrawn_leaves_the_page_the_data_and_the_download_at_once(
    decides, writer, second, settings, tmp_path
):
    settings.MEDIA_ROOT = tmp_path
    commitment = completed(writer, second)
    item = evidence.attach_file(commitment, b"a,b\r\n", "csv", actor=writer, title_en="Names of all who came",
                                title_fr="Noms", captured_on=TODAY())  # fmt: skip
    evidence.accept(evidence.check(item, actor=writer), actor=second)
    pages = [url("public_commitment", commitment.public_id), url("public_commitment_json", commitment.public_id)]
    assert all("Names of all who came" in decides.get(page).content.decode() for page in pages)
    assert decides.get(url("public_evidence", item.public_id)).status_code == 200

    address = url("evidence_withdraw", item.public_id)
    refused(decides.post(address, {"reason": " "}), 'id="id_reason_error"')
    assert decides.post(address, {"reason": "It names people."}).status_code == 302

    assert not any("Names of all who came" in decides.get(page).content.decode() for page in pages)
    assert decides.get(url("public_evidence", item.public_id)).status_code == 404
    assert "It names people." in decides.get(url("commitment", commitment.public_id)).content.decode()
    assert commitment.history.filter(kind=EventKind.EVIDENCE_WITHDRAWN).count() == 1
    assert AuditEntry.objects.filter(verb="evidence.withdrawn").count() == 1
    refused(decides.post(address, {"reason": "Twice."}), "state has changed")
    assert commitment_checks.breaks(Commitment.objects.get(pk=commitment.pk)) == []


def test_what_withdrawn_evidence_proved_counts_as_unproven(writer, second):
    commitment = completed(writer, second)
    evidence.withdraw(commitment.evidence.get(), actor=second, reason="Another year.")
    commitment.refresh_from_db()
    assert commitment.proof_missing
    with pytest.raises(IntegrityError, match="rejected_says_why"), transaction.atomic():
        EvidenceItem.objects.update(rejection="")


def test_whoever_mends_a_title_or_classification_has_checked_it_and_cannot_accept_it(works, writer, second):
    commitment, (third, _other) = agreed(writer, second), people()
    item = evidence.attach_link(commitment, "https://example.org", actor=third, title_en="Tabel", title_fr="Tableau",
                                captured_on=TODAY())  # fmt: skip
    address = url("evidence_edit", item.public_id)
    typed = {"title_en": "Table", "title_fr": "Tableau", "classification": "protected_a"}
    refused(works.post(address, typed | {"title_fr": ""}), 'id="id_title_fr_error"')
    assert works.post(address, typed).status_code == 302
    item.refresh_from_db()
    assert (item.title_en, item.classification, item.state) == ("Table", "protected_a", EvidenceState.CHECKED)
    with pytest.raises(NotPermitted):
        evidence.accept(item, actor=writer)
    evidence.accept(item, actor=second)
    refused(works.post(address, typed | {"title_en": "Other"}), "was decided already")


def test_evidence_that_is_not_accepted_is_not_withdrawn_and_no_reason_withdraws_nothing(writer, second):
    commitment = agreed(writer, second)
    item = proven(commitment, writer, second)
    with pytest.raises(Invalid):
        evidence.withdraw(item, actor=second, reason="\n")
    evidence.withdraw(item, actor=second, reason="Wrong year.")
    for act in (lambda: evidence.withdraw(item, actor=second, reason="x"), lambda: evidence.check(item, actor=writer)):
        with pytest.raises(IllegalMove):
            act()


def test_the_chain_of_a_commitment_still_takes_no_change_after_new_kinds_of_entries_were_added(writer, second):
    agreed(writer, second)
    for act in (lambda: CommitmentEvent.objects.update(data="{}"), lambda: CommitmentEvent.objects.all().delete()):
        with pytest.raises((IntegrityError, DomainError)), transaction.atomic():
            act()


# ---- who looks after it -----------------------------------------------------------------------------------------------


def test_a_commitment_whose_coordinator_has_left_is_listed_for_every_other_until_one_takes_it_over(
    works, writer, second, coordinator
):
    left = person_with("coordinator")
    commitment = agreed(Actor.of(left), second)
    assert commitment.ref not in works.get(url("my_actions")).content.decode()
    User.objects.filter(pk=left.pk).update(is_active=False)
    assert url("commitment_keeper", commitment.public_id) in works.get(url("my_actions")).content.decode()

    address = url("commitment_keeper", commitment.public_id)
    for nobody in ("", str(left.pk), str(person_with("auditor").pk), "x"):
        refused(works.post(address, {"owner": nobody}), 'id="id_owner_error"')
    for _press in range(2):
        assert works.post(address, {"owner": coordinator.pk}).status_code == 302

    commitment.refresh_from_db()
    assert commitment.owner == coordinator
    assert url("commitment_keeper", commitment.public_id) not in works.get(url("my_actions")).content.decode()
    assert AuditEntry.objects.filter(verb="commitment.handed_over").count() == 1
    assert Message.objects.filter(kind="partners.commitment_handed_over").count() == 0, "nobody writes to themselves"


def test_whoever_is_asked_by_a_colleague_to_look_after_a_commitment_is_told(writer, second):
    commitment, other = agreed(writer, second), person_with("coordinator")
    commitment_keepers.hand_over(commitment, other, actor=writer)
    message = Message.objects.get(kind="partners.commitment_handed_over")
    assert message.to == other.public_id
    with pytest.raises(Invalid):
        commitment_keepers.hand_over(commitment, person_with("approver"), actor=writer)


# ---- updates and milestones -------------------------------------------------------------------------------------------


def test_an_accepted_update_that_is_not_public_yet_goes_back_to_its_author_and_its_plan_falls_away(
    decides, writer, second
):
    commitment = agreed(writer, second)
    update = progress.accept(sent(commitment.obligations.get(), writer), actor=second)
    progress.schedule(update, actor=writer, at=timezone.now() + datetime.timedelta(days=1))
    assert url("approve_update", update.public_id) in decides.get(url("update", update.public_id)).content.decode()
    address = url("approve_update", update.public_id)
    refused(decides.post(address, {"take_back": "1", "reason": ""}), 'id="id_reason_error"')
    assert decides.post(address, {"take_back": "1", "reason": "Wrong number."}).status_code == 302
    update.refresh_from_db()
    assert (update.state, update.publish_at, update.return_reason) == (UpdateState.RETURNED, None, "Wrong number.")
    assert Message.objects.filter(kind="partners.update_returned").count() == 1
    progress.publish(progress.accept(progress.submit(update, actor=writer), actor=second), actor=writer)
    with pytest.raises(IllegalMove):
        progress.send_back(update, actor=second, reason="Too late.")


def test_a_milestone_that_was_not_met_after_all_is_open_again_and_the_public_reads_why(decides, writer, second):
    commitment = agreed(writer, second)
    step = commitment.milestones.get()
    with pytest.raises(DomainError):
        milestones.reopen(step, actor=second, reason_en="a", reason_fr="b")
    milestones.meet(step, actor=writer, met_on=TODAY())
    address = url("milestone_reopen", step.public_id)
    assert address in decides.get(url("commitment", commitment.public_id)).content.decode()
    refused(decides.post(address, {"reason_en": "The room was another.", "reason_fr": " "}), 'id="id_reason_fr_error"')
    typed = {"reason_en": "The room was another.", "reason_fr": "La salle était une autre."}
    assert decides.post(address, typed).status_code == 302
    step.refresh_from_db()
    commitment.refresh_from_db()
    assert (step.state, step.met_on, commitment.next_due) == (MilestoneState.PLANNED, None, step.current_due)
    assert "The room was another." in decides.get(url("public_commitment", commitment.public_id)).content.decode()
    assert commitment.history.filter(kind=EventKind.MILESTONE_REOPENED).count() == 1
    assert commitment_checks.breaks(commitment) == []


def test_a_milestone_is_not_met_years_before_the_promise(writer, second):
    step = agreed(writer, second).milestones.get()
    with pytest.raises(Invalid) as refusal:
        milestones.meet(step, actor=writer, met_on=datetime.date(1018, 4, 1))
    assert refusal.value.field == "met_on"


# ---- drafts and questions ---------------------------------------------------------------------------------------------


def test_a_draft_that_was_never_proposed_is_discarded_and_its_number_is_not_given_out_again(works, writer):
    draft = drafted(writer)
    assert url("commitment_discard", draft.public_id) in works.get(url("commitment", draft.public_id)).content.decode()
    assert works.post(url("commitment_discard", draft.public_id)).status_code == 302
    for page in ("commitments", "my_actions"):
        assert url("commitment", draft.public_id) not in works.get(url(page)).content.decode()
    assert works.get(url("commitment", draft.public_id)).status_code == 404
    assert AuditEntry.objects.filter(verb="commitment.discarded", subject_ref=str(draft.public_id)).count() == 1
    assert drafted(writer).number == draft.number + 1


def test_what_the_parties_have_or_what_still_groups_others_is_not_discarded(works, writer, second):
    group = commitments.create(actor=writer, framework=drafted(writer).framework, umbrella=True)
    commitments.edit(drafted(writer), actor=writer, parent=group)
    for kept in (proposed(writer), agreed(writer, second), group):
        assert works.post(url("commitment_discard", kept.public_id)).status_code == 422
    assert Commitment.objects.exclude(discarded_at=None).count() == 0


def test_whoever_asked_takes_the_question_back_and_may_ask_again(works, writer, second):
    commitment = agreed(writer, second)
    step, words = commitment.milestones.get(), {"reason_en": "a", "reason_fr": "b"}
    mine = commitment_decisions.ask_waiver(step, actor=writer, **words)
    address = url("decision_take_back", mine.public_id)
    assert address in works.get(url("commitment", commitment.public_id)).content.decode()
    for _press in range(2):
        assert works.post(address).status_code == 302
    mine.refresh_from_db()
    assert (mine.state, mine.decided_by) == (DecisionState.TAKEN_BACK, None)
    assert AuditEntry.objects.filter(verb="commitment.question_taken_back").count() == 1
    theirs = commitment_decisions.ask_waiver(step, actor=second, **words)
    works.post(url("decision_take_back", theirs.public_id))
    theirs.refresh_from_db()
    assert theirs.state == DecisionState.OPEN


def test_pa_3_who_wrote_a_part_of_the_closing_update_neither_finds_nor_answers_the_question_to_close(client, writer):
    both, third = person_with("coordinator", "approver"), Actor.of(person_with("approver"))
    commitment = agreed(writer, third)
    update = progress.draft(commitment.obligations.get(), periods.period_of(TODAY(), 6), actor=Actor.of(both))
    progress.write(update, actor=Actor.of(both), narrative_en="a", narrative_fr="b", closing=True)
    progress.write(update, actor=writer, narrative_en="c", narrative_fr="d")
    progress.accept(progress.submit(update, actor=writer), actor=third, publish=True)
    milestones.meet(commitment.milestones.get(), actor=writer, met_on=TODAY())
    proven(commitment, writer, third)
    asked = commitment_decisions.ask_completion(commitment, actor=writer)
    client.force_login(both)
    assert url("approve_decision", asked.public_id) not in client.get(url("approvals")).content.decode()
    page = client.get(url("approve_decision", asked.public_id)).content.decode()
    assert "a part of what this is about" in page and 'name="approve"' not in page
    with pytest.raises(NotPermitted):
        commitment_decisions.approve(asked, actor=Actor.of(both))
    commitment_decisions.approve(asked, actor=third)


def test_a_commitment_is_not_replaced_by_one_that_has_ended_since_it_was_asked(writer, second):
    one, other = agreed(writer, second), agreed(writer, second)
    words = {"reason_en": "a", "reason_fr": "b"}
    forth = commitment_decisions.ask_replacement(one, other, actor=writer, **words)
    back = commitment_decisions.ask_replacement(other, one, actor=writer, **words)
    commitment_decisions.approve(forth, actor=second)
    with pytest.raises(Invalid) as refusal:
        commitment_decisions.approve(back, actor=second)
    assert refusal.value.field == "successor"
    other.refresh_from_db()
    assert (other.successor, other.lifecycle) == (None, "agreed")
