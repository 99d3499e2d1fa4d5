"""A commitment goes from draft to its end by verbs alone, and each verb says what it waits for (partners 4 and 5)."""

import datetime
import json

import pytest
import time_machine
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from accounts.actors import Actor
from accounts.models import AuditEntry
from kernel.errors import DomainError, IllegalMove, Invalid, NotPermitted
from partners import periods
from partners.commitment_states import AgreementMethod, DecisionState, EventKind, Label, Lifecycle, MilestoneState
from partners.domain import commitment_decisions, commitment_parts, commitments, milestones, progress
from partners.domain.commitment_guards import NotReady
from partners.enums import FrameworkStatus, Provenance
from partners.labels import label_of
from partners.models import Commitment, CommitmentEvent, CommitmentRevision, Milestone, PartyObligation
from partners.queries import commitment_checks, commitment_gaps
from tests.factories.commitments import agreed, completed, drafted, people, proposed, reported
from tests.factories.partners import BodyFactory, FrameworkFactory, OrganizationFactory, PillarFactory

pytestmark = pytest.mark.django_db
TODAY = periods.today


@pytest.fixture
def two():
    return people()


@pytest.fixture
def writer(two):
    return two[0]


@pytest.fixture
def approver(two):
    return two[1]


def kinds(commitment):
    return list(
        CommitmentEvent.objects.filter(commitment=commitment).order_by("sequence").values_list("kind", flat=True)
    )


# ---- drafting and proposing -----------------------------------------------------------------------------------------


def test_a_new_draft_gets_the_next_reference_of_the_year(writer):
    year = TODAY().year
    refs = [drafted(writer).ref for _ in range(3)]
    assert refs == [f"C-{year}-001", f"C-{year}-002", f"C-{year}-003"]


def test_a_complete_draft_is_proposed_and_its_text_is_frozen_as_revision_one(writer):
    commitment = proposed(writer)

    revision = commitment.current_revision
    assert (commitment.lifecycle, revision.number) == (Lifecycle.PROPOSED, 1)
    assert revision.document["title"] == {"en": "Train facilitators", "fr": "Former des animatrices et animateurs"}
    assert revision.document["parties"][0]["text"]["fr"] == "Donne la formation."
    assert revision.document["measures"][0]["target"] == "40"
    assert kinds(commitment) == [EventKind.PROPOSED]
    assert AuditEntry.objects.filter(verb="commitment.proposed", subject_ref=str(commitment.public_id)).count() == 1


def test_an_empty_draft_lists_all_that_blocks_the_proposal(writer):
    closed = FrameworkFactory(status=FrameworkStatus.CLOSED)
    draft = commitments.create(actor=writer, framework=closed, title_en="Only English", description_fr="Seulement.")

    with pytest.raises(NotReady) as refusal:
        commitments.propose(draft, actor=writer)

    assert [gap.code for gap in refusal.value.gaps] == [
        "language_missing",
        "language_missing",
        "framework_closed",
        "no_pillar",
        "no_lead",
        "no_measure",
    ]
    assert refusal.value.facts["fields"] == ["title_fr", "description_en"]
    assert Commitment.objects.get().lifecycle == Lifecycle.DRAFT


@pytest.mark.parametrize("field", ["title_en", "title_fr"])
def test_a_missing_language_blocks_the_proposal(writer, field):
    draft = drafted(writer)
    commitments.edit(draft, actor=writer, **{field: ""})

    with pytest.raises(NotReady) as refusal:
        commitments.propose(draft, actor=writer)

    assert refusal.value.facts["fields"] == [field]


def test_a_side_that_has_not_followed_the_other_blocks_the_proposal_until_somebody_says_it_still_holds(writer):
    draft = drafted(writer)
    commitments.edit(draft, actor=writer, title_en="Train 40 facilitators")
    with pytest.raises(NotReady, match="French has not followed"):
        commitments.propose(draft, actor=writer)

    commitments.edit(draft, actor=writer, title_en="Train forty facilitators", same_meaning=["title"])

    assert commitments.propose(draft, actor=writer).lifecycle == Lifecycle.PROPOSED


def test_a_reason_in_both_languages_may_stand_for_the_measure(writer):
    assert proposed(writer, measure=False).lifecycle == Lifecycle.PROPOSED


def test_pillars_of_another_framework_are_refused(writer):
    draft = drafted(writer)
    commitments.edit(draft, actor=writer, pillars=[PillarFactory()])
    assert [gap.code for gap in commitment_gaps.before_proposing(draft)] == ["foreign_pillar"]


def test_a_plan_may_use_the_pillars_of_the_framework_it_names(writer):
    home = FrameworkFactory()
    plan = FrameworkFactory(uses_pillars_of=home)
    commitment = proposed(writer, framework=plan, pillars=[PillarFactory(framework=home)])
    assert commitment.lifecycle == Lifecycle.PROPOSED


def test_a_party_stands_once_and_may_be_a_body(writer):
    draft = drafted(writer)
    body = BodyFactory()
    commitment_parts.add_party(draft, body, actor=writer, role="contributor", text_en="Advises.", text_fr="Conseille.")

    with pytest.raises(Invalid) as refusal:
        commitment_parts.add_party(draft, body, actor=writer, role="observer")

    assert refusal.value.field == "party"
    assert {row.party_kind for row in draft.obligations.all()} == {"organization", "body"}


def test_an_obligation_names_exactly_one_party(writer):
    draft = drafted(writer)
    for parties in ({}, {"organization": OrganizationFactory(), "body": BodyFactory()}):
        with pytest.raises(IntegrityError, match="obligation_has_exactly_one_party"), transaction.atomic():
            PartyObligation.objects.create(commitment=draft, added_on=TODAY(), role="observer", **parties)


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"target": 40, "unit_en": "people"}, "unit_fr"),
        ({"target": None, "unit_en": "people", "unit_fr": "personnes"}, "target"),
        ({"kind": "qualitative", "target": 40, "unit_en": "people", "unit_fr": "personnes"}, "target"),
    ],
)
def test_a_target_needs_a_unit_and_words_have_no_number(writer, values, field):
    with pytest.raises(Invalid) as refusal:
        commitment_parts.add_measure(drafted(writer), actor=writer, name_en="x", name_fr="y", **values)
    assert refusal.value.field == field


# ---- agreement, start, revisions ------------------------------------------------------------------------------------


def test_agreement_is_recorded_by_two_people_with_a_method_and_a_day(writer, approver):
    commitment = proposed(writer)
    decision = commitment_decisions.ask_agreement(
        commitment, actor=writer, method=AgreementMethod.MINUTES, agreed_on=TODAY()
    )
    with pytest.raises(NotPermitted) as refusal:
        commitment_decisions.approve(decision, actor=writer)
    assert refusal.value.code == "own_work"

    commitment_decisions.approve(decision, actor=approver)

    commitment.refresh_from_db()
    assert commitment.lifecycle == Lifecycle.AGREED
    event = CommitmentEvent.objects.get(commitment=commitment, kind=EventKind.AGREED)
    assert json.loads(event.data)["method"] == "minutes"
    assert writer.ref not in event.data and approver.ref not in event.data


def test_pa_3_the_database_refuses_a_decision_by_the_one_who_asked(writer, approver):
    decision = commitment_decisions.ask_agreement(
        proposed(writer), actor=writer, method=AgreementMethod.MINUTES, agreed_on=TODAY()
    )
    with pytest.raises(IntegrityError, match="takes_two_people"), transaction.atomic():
        type(decision).objects.filter(pk=decision.pk).update(
            state=DecisionState.APPROVED, decided_by=writer.user_id, decided_at=timezone.now()
        )


def test_agreement_to_a_text_that_has_changed_since_is_refused(writer, approver):
    commitment = proposed(writer)
    decision = commitment_decisions.ask_agreement(
        commitment, actor=writer, method=AgreementMethod.WRITTEN, agreed_on=TODAY()
    )
    commitments.edit(
        commitment, actor=writer, title_en="Train more", title_fr="Former plus", reason_en="More.", reason_fr="Plus."
    )

    with pytest.raises(DomainError) as refusal:
        commitment_decisions.approve(decision, actor=approver)

    assert refusal.value.code == "revision_changed"
    assert Commitment.objects.get(pk=commitment.pk).lifecycle == Lifecycle.PROPOSED


def test_the_same_question_is_asked_once_while_it_is_open(writer, approver):
    commitment = proposed(writer)
    question = {"actor": writer, "method": AgreementMethod.WRITTEN, "agreed_on": TODAY()}
    first = commitment_decisions.ask_agreement(commitment, **question)
    with pytest.raises(DomainError) as refusal:
        commitment_decisions.ask_agreement(commitment, **question)
    assert refusal.value.code == "asked_already"

    commitment_decisions.refuse(first, actor=approver, refusal="The letter is missing.")

    assert commitment_decisions.ask_agreement(commitment, **question).state == DecisionState.OPEN


def test_the_first_accepted_update_starts_an_agreed_commitment(writer, approver):
    commitment = agreed(writer, approver)
    reported(commitment, writer, approver)
    commitment.refresh_from_db()
    assert (commitment.lifecycle, commitment.started_on) == (Lifecycle.IN_PROGRESS, TODAY())
    assert EventKind.STARTED in kinds(commitment)


def test_a_start_date_that_is_reached_starts_it_and_one_that_is_not_does_not(writer, approver):
    commitment = agreed(writer, approver, starts_on=TODAY() + datetime.timedelta(days=3))
    system = Actor.system("sweep")
    assert commitments.start_if_due(commitment, actor=system, today=TODAY()) is False
    assert commitments.start_if_due(commitment, actor=system, today=commitment.starts_on) is True
    assert commitments.start_if_due(commitment, actor=system, today=commitment.starts_on) is False
    assert kinds(commitment).count(EventKind.STARTED) == 1


def test_a_change_of_text_after_the_proposal_says_why_and_makes_a_revision(writer):
    commitment = proposed(writer)
    first = commitment.current_revision
    words = {"title_en": "Train fifty", "title_fr": "Former cinquante personnes"}
    with pytest.raises(DomainError) as refusal:
        commitments.edit(commitment, actor=writer, **words)
    assert (refusal.value.code, refusal.value.field) == ("reason_needed", "reason_en")

    commitments.edit(commitment, actor=writer, reason_en="More demand.", reason_fr="Demande accrue.", **words)

    commitment.refresh_from_db()
    second = commitment.current_revision
    assert (second.number, second.reason_fr) == (2, "Demande accrue.")
    assert second.core_hash != first.core_hash
    assert [party["hash"] for party in second.document["parties"]] == [
        party["hash"] for party in first.document["parties"]
    ]


def test_a_change_of_one_partys_text_leaves_the_core_hash_and_the_other_hashes(writer):
    commitment = drafted(writer)
    commitment_parts.add_party(
        commitment, OrganizationFactory(), actor=writer, role="contributor", text_en="Helps.", text_fr="Aide."
    )
    commitment = commitments.propose(commitment, actor=writer)
    first = commitment.current_revision.document
    helper = commitment.obligations.get(role="contributor")

    commitment_parts.change_party(
        helper, actor=writer, text_en="Hosts.", text_fr="Accueille.", reason_en="Agreed.", reason_fr="Convenu."
    )

    second = Commitment.objects.get(pk=commitment.pk).current_revision
    assert second.core_hash == commitment.current_revision.core_hash
    hashes = [{p["id"]: p["hash"] for p in document["parties"]} for document in (first, second.document)]
    assert {key for key in hashes[0] if hashes[0][key] != hashes[1][key]} == {str(helper.public_id)}


def test_an_edit_that_would_take_away_the_lead_is_refused_whole(writer):
    commitment = proposed(writer)
    lead = commitment.obligations.get()
    with pytest.raises(NotReady):
        commitment_parts.remove_party(lead, actor=writer, reason_en="Left.", reason_fr="Parti.")
    lead.refresh_from_db()
    assert lead.ended_on is None
    assert CommitmentRevision.objects.filter(commitment=commitment).count() == 1


def test_a_revision_can_be_neither_changed_nor_deleted(writer):
    proposed(writer)
    for statement in (
        "UPDATE partners_commitmentrevision SET content = '{}'",
        "DELETE FROM partners_commitmentrevision",
    ):
        with pytest.raises(IntegrityError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)


def test_an_equivalent_revision_needs_a_second_person_and_leaves_the_date_modified(writer, approver):
    commitment = agreed(writer, approver)
    Commitment.objects.filter(pk=commitment.pk).update(modified_on=datetime.date(2019, 9, 4))
    commitments.edit(
        commitment,
        actor=writer,
        title_en="Train facilitator(s)",
        same_meaning=["title"],
        reason_en="Typing error.",
        reason_fr="Coquille.",
    )
    revision = Commitment.objects.get(pk=commitment.pk).current_revision
    decision = commitment_decisions.ask_equivalence(revision, actor=writer)
    with pytest.raises(NotPermitted):
        commitment_decisions.approve(decision, actor=writer)
    Commitment.objects.filter(pk=commitment.pk).update(modified_on=datetime.date(2019, 9, 4))

    commitment_decisions.approve(decision, actor=approver)

    commitment.refresh_from_db()
    assert commitment.modified_on == datetime.date(2019, 9, 4)
    assert kinds(commitment)[-1] == EventKind.EQUIVALENT


# ---- completion, withdrawal, replacement ----------------------------------------------------------------------------


def test_pa_2_completion_lists_milestones_evidence_and_the_closing_update(writer, approver):
    commitment = agreed(writer, approver)
    reported(commitment, writer, approver)

    with pytest.raises(NotReady) as refusal:
        commitment_decisions.ask_completion(commitment, actor=writer)

    assert [gap.code for gap in refusal.value.gaps] == ["milestone_open", "evidence_missing", "no_closing_update"]


def test_a_commitment_with_all_its_proof_is_closed_by_a_second_person(writer, approver):
    commitment = completed(writer, approver)
    assert label_of(commitment.standing, TODAY()).label == Label.COMPLETE
    assert kinds(commitment)[-1] == EventKind.COMPLETED


def test_pa_3_the_author_of_the_closing_update_may_not_close(writer, approver):
    third = people()[0]
    commitment = agreed(writer, approver, measure=False, milestone_days=None)
    reported(commitment, writer, approver, closing=True)
    from tests.factories.commitments import proven

    proven(commitment, writer, approver)
    decision = commitment_decisions.ask_completion(commitment, actor=third)
    with pytest.raises(NotPermitted):
        commitment_decisions.approve(decision, actor=writer)
    assert commitment_decisions.approve(decision, actor=approver).state == DecisionState.APPROVED


def test_a_complete_commitment_is_reopened_with_a_reason_in_both_languages(writer, approver):
    commitment = completed(writer, approver)
    with pytest.raises(Invalid) as refusal:
        commitments.reopen(commitment, actor=approver, reason_en="The line closed.", reason_fr=" ")
    assert refusal.value.field == "reason_fr"

    commitments.reopen(commitment, actor=approver, reason_en="The line closed.", reason_fr="La ligne a fermé.")

    commitment.refresh_from_db()
    assert commitment.lifecycle == Lifecycle.IN_PROGRESS


def test_pa_11_a_withdrawn_commitment_says_why_and_who_decided_in_both_languages(writer, approver):
    commitment = agreed(writer, approver)
    words = {
        "reason_en": "The program ended.",
        "reason_fr": "Le programme a pris fin.",
        "office_en": "Minister",
        "office_fr": "Ministre",
    }
    with pytest.raises(Invalid) as refusal:
        commitment_decisions.ask_withdrawal(commitment, actor=writer, **words | {"office_fr": ""})
    assert refusal.value.field == "office_fr"

    commitment_decisions.approve(commitment_decisions.ask_withdrawal(commitment, actor=writer, **words), actor=approver)

    commitment.refresh_from_db()
    assert (commitment.lifecycle, commitment.end_reason_fr, commitment.end_office_en) == (
        Lifecycle.WITHDRAWN,
        "Le programme a pris fin.",
        "Minister",
    )
    assert commitment.published_at is not None
    with pytest.raises(DomainError) as closed:
        commitments.edit(commitment, actor=writer, title_en="x", reason_en="a", reason_fr="b")
    assert closed.value.code == "commitment_closed"


def test_pa_11_a_replaced_commitment_names_its_successor(writer, approver):
    old, new = agreed(writer, approver), agreed(writer, approver)
    reasons = {"reason_en": "Merged.", "reason_fr": "Fusionnés."}
    with pytest.raises(Invalid):
        commitment_decisions.ask_replacement(old, old, actor=writer, **reasons)

    commitment_decisions.approve(
        commitment_decisions.ask_replacement(old, new, actor=writer, **reasons), actor=approver
    )

    old.refresh_from_db()
    assert (old.lifecycle, old.successor) == (Lifecycle.SUPERSEDED, new)
    assert label_of(old.standing, TODAY()).label == Label.REPLACED


def test_a_draft_can_be_neither_withdrawn_nor_completed(writer):
    draft = drafted(writer)
    with pytest.raises(IllegalMove):
        commitment_decisions.ask_completion(draft, actor=writer)
    with pytest.raises(IllegalMove):
        commitment_decisions.ask_withdrawal(
            draft, actor=writer, reason_en="a", reason_fr="b", office_en="c", office_fr="d"
        )


# ---- milestones -----------------------------------------------------------------------------------------------------


def test_pa_8_the_first_date_never_changes_and_both_dates_are_kept(writer, approver):
    commitment = agreed(writer, approver)
    milestone = commitment.milestones.get()
    first = milestone.baseline_due
    later = first + datetime.timedelta(days=30)

    milestones.reschedule(milestone, actor=writer, due=later, reason_en="Floods.", reason_fr="Inondations.")

    milestone.refresh_from_db()
    assert (milestone.baseline_due, milestone.current_due, milestone.slips) == (first, later, 1)
    commitment.refresh_from_db()
    assert (commitment.next_due, commitment.current_revision.number) == (later, 2)


def test_pa_8_the_database_refuses_another_first_date_and_the_loss_of_the_milestone(writer, approver):
    milestone = agreed(writer, approver).milestones.get()
    with pytest.raises(IntegrityError, match="frozen"), transaction.atomic():
        Milestone.objects.filter(pk=milestone.pk).update(baseline_due=datetime.date(2030, 1, 1))
    with pytest.raises(IntegrityError, match="frozen"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM partners_milestone WHERE id = %s", [milestone.pk])
    with pytest.raises(DomainError) as refusal:
        commitment_parts.remove_milestone(milestone, actor=writer)
    assert refusal.value.code == "first_date_is_fixed"


def test_while_it_is_a_draft_a_date_may_change_and_a_milestone_may_go(writer):
    draft = drafted(writer)
    milestone = draft.milestones.get()
    day = TODAY() + datetime.timedelta(days=5)
    commitment_parts.change_milestone(milestone, actor=writer, due=day)
    milestone.refresh_from_db()
    assert (milestone.baseline_due, milestone.current_due) == (day, day)
    commitment_parts.remove_milestone(milestone, actor=writer)
    assert draft.milestones.count() == 0


def test_pa_3_a_milestone_is_waived_by_two_people_with_a_public_reason(writer, approver):
    milestone = agreed(writer, approver).milestones.get()
    decision = commitment_decisions.ask_waiver(
        milestone, actor=writer, reason_en="No longer needed.", reason_fr="Devenu inutile."
    )
    with pytest.raises(NotPermitted):
        commitment_decisions.approve(decision, actor=writer)

    commitment_decisions.approve(decision, actor=approver)

    milestone.refresh_from_db()
    assert (milestone.state, milestone.reason_fr) == (MilestoneState.WAIVED, "Devenu inutile.")


def test_a_milestone_is_met_on_a_day_that_has_come(writer, approver):
    milestone = agreed(writer, approver).milestones.get()
    with pytest.raises(Invalid):
        milestones.meet(milestone, actor=writer, met_on=TODAY() + datetime.timedelta(days=1))
    assert milestones.meet(milestone, actor=writer, met_on=TODAY()).state == MilestoneState.MET
    with pytest.raises(IllegalMove):
        milestones.meet(milestone, actor=writer, met_on=TODAY())


# ---- parents --------------------------------------------------------------------------------------------------------


def test_pa_6_a_parent_has_no_status_that_anybody_could_write(writer, approver):
    parent = commitments.create(
        actor=writer, framework=FrameworkFactory(), umbrella=True, title_en="All", title_fr="Tout"
    )
    assert parent.lifecycle is None
    for act in (
        lambda: commitments.propose(parent, actor=writer),
        lambda: commitment_decisions.ask_completion(parent, actor=writer),
        lambda: commitments.reopen(parent, actor=approver, reason_en="a", reason_fr="b"),
    ):
        with pytest.raises(DomainError) as refusal:
            act()
        assert refusal.value.code == "status_is_derived"
    with pytest.raises(IntegrityError, match="parent_has_no_lifecycle"), transaction.atomic():
        Commitment.objects.filter(pk=parent.pk).update(lifecycle=Lifecycle.COMPLETE)


def test_a_group_has_one_level(writer):
    framework = FrameworkFactory()
    words = {"actor": writer, "framework": framework, "title_en": "All", "title_fr": "Tout"}
    parent = commitments.create(umbrella=True, **words)
    child = commitments.create(parent=parent, **words)
    for wrong in ({"parent": child}, {"umbrella": True, "parent": parent}):
        with pytest.raises(Invalid) as refusal:
            commitments.create(**words, **wrong)
        assert refusal.value.field == "parent"


# ---- making public --------------------------------------------------------------------------------------------------


def test_pa_1_release_needs_both_languages_of_everything_public_and_a_proposal(writer):
    draft = drafted(writer)
    with pytest.raises(NotReady) as refusal:
        commitments.release(draft, actor=writer)
    assert [gap.code for gap in refusal.value.gaps] == ["not_proposed"]

    commitments.propose(draft, actor=writer)
    released = commitments.release(draft, actor=writer)

    assert released.published_at is not None
    assert released.modified_on == TODAY()
    again = commitments.release(draft, actor=writer)
    assert again.published_at == released.published_at
    assert kinds(draft).count(EventKind.RELEASED) == 1


def test_pa_1_the_database_refuses_a_public_row_in_one_language(writer):
    commitment = proposed(writer)
    commitments.release(commitment, actor=writer)
    for column in ("title_en", "title_fr"):
        with pytest.raises(IntegrityError, match="title_in_both"), transaction.atomic():
            Commitment.objects.filter(pk=commitment.pk).update(**{column: ""})
    with pytest.raises(IntegrityError, match="description_in_both"), transaction.atomic():
        Commitment.objects.filter(pk=commitment.pk).update(description_en="Only English")


@pytest.mark.parametrize(
    "field",
    [
        *(("commitment", f"{stem}_{side}") for stem in ("title", "description") for side in ("en", "fr")),
        *(("party", f"text_{side}") for side in ("en", "fr")),
        *(("measure", f"{stem}_{side}") for stem in ("name", "unit") for side in ("en", "fr")),
        *(("milestone", f"name_{side}") for side in ("en", "fr")),
    ],
    ids=lambda field: ".".join(field),
)
def test_pa_a6_removing_any_public_field_of_either_language_blocks_both(writer, field):
    commitment = proposed(writer, description_en="In words.", description_fr="En mots.")
    whose, name = field
    rows = {
        "commitment": Commitment.objects.filter(pk=commitment.pk),
        "party": commitment.obligations.all(),
        "measure": commitment.measures.all(),
        "milestone": commitment.milestones.all(),
    }
    try:
        with transaction.atomic():
            rows[whose].update(**{name: ""})
    except IntegrityError:  # the table itself refuses: nothing can be published without it
        assert name in ("title_en", "title_fr")
        return

    with pytest.raises(NotReady) as refusal:
        commitments.release(commitment, actor=writer)

    assert refusal.value.facts["fields"] == [name]
    assert Commitment.objects.get(pk=commitment.pk).published_at is None


def test_a_planned_release_asks_the_gate_now_and_lies_ahead(writer):
    commitment = proposed(writer)
    with pytest.raises(Invalid):
        commitments.schedule_release(commitment, actor=writer, at=timezone.now())
    at = timezone.now() + datetime.timedelta(hours=2)
    assert commitments.schedule_release(commitment, actor=writer, at=at).publish_at == at
    assert commitments.cancel_release(commitment, actor=writer).publish_at is None


def test_a_public_change_moves_the_date_modified(writer, approver):
    with time_machine.travel("2026-03-02 15:00Z", tick=False):
        commitment = agreed(writer, approver)
    assert commitment.modified_on == datetime.date(2026, 3, 2)
    with time_machine.travel("2026-03-05 15:00Z", tick=False):
        milestones.meet(commitment.milestones.get(), actor=writer, met_on=TODAY())
    commitment.refresh_from_db()
    assert commitment.modified_on == datetime.date(2026, 3, 5)


# ---- the chain ------------------------------------------------------------------------------------------------------


def test_pa_9_recomputing_the_chain_from_its_first_entry_gives_the_stored_head(writer, approver):
    commitment = completed(writer, approver)
    assert commitment_checks.breaks(commitment) == []
    last = commitment.history.order_by("-sequence").first()
    assert (commitment.head_sequence, commitment.head_hash) == (last.sequence, last.hash)
    assert list(commitment_checks.all_findings()) == []


@pytest.mark.sqlite
@pytest.mark.parametrize("tampering", ["edit", "delete", "reorder", "cut"])
def test_pa_9_any_edit_deletion_reordering_or_cut_is_detected(writer, approver, tampering):
    commitment = agreed(writer, approver)
    with connection.cursor() as cursor:
        for verb in ("update", "delete"):
            cursor.execute(f"DROP TRIGGER partners_commitmentevent_no_{verb}")
    events = CommitmentEvent.objects.filter(commitment=commitment)
    if tampering == "edit":
        events.filter(sequence=2).update(data='{"method":"announcement"}')
    elif tampering == "delete":
        events.filter(sequence=1).delete()
    elif tampering == "cut":
        events.filter(sequence=3).delete()
    else:
        for here, there in ((1, 90), (2, 1), (90, 2)):
            events.filter(sequence=here).update(sequence=there)

    assert commitment_checks.breaks(commitment) != []


def test_the_history_can_be_neither_changed_nor_shortened(writer):
    proposed(writer)
    for statement in ("UPDATE partners_commitmentevent SET kind = 'agreed'", "DELETE FROM partners_commitmentevent"):
        with pytest.raises(IntegrityError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)


def test_a_failed_audit_entry_undoes_the_proposal(writer, monkeypatch):
    draft = drafted(writer)
    monkeypatch.setattr("accounts.domain.audit.record", lambda *a, **k: 1 / 0)

    with pytest.raises(ZeroDivisionError):
        commitments.propose(draft, actor=writer)

    draft.refresh_from_db()
    assert (draft.lifecycle, draft.head_sequence) == (Lifecycle.DRAFT, 0)
    assert draft.milestones.get().fixed_at is None


# ---- demonstration --------------------------------------------------------------------------------------------------


@pytest.fixture
def demo(settings):
    settings.DEMO = True


def test_pa_26_a_demonstration_speaks_of_fictional_bodies_only(writer, demo):
    draft = drafted(writer)
    assert draft.provenance == Provenance.DEMO
    with pytest.raises(DomainError) as refusal:
        commitment_parts.add_party(
            draft, OrganizationFactory(provenance=Provenance.PUBLIC), actor=writer, role="contributor"
        )
    assert refusal.value.code == "demo_speaks_of_fictional_only"


def test_pa_26_a_demonstration_reports_nothing_about_a_real_bodys_commitment(writer, approver, settings):
    commitment = agreed(writer, approver)
    settings.DEMO = True
    lead = commitment.obligations.get()
    period = periods.period_of(TODAY(), 6)
    for act in (
        lambda: progress.draft(lead, period, actor=writer),
        lambda: milestones.meet(commitment.milestones.get(), actor=writer, met_on=TODAY()),
        lambda: commitment_decisions.ask_completion(commitment, actor=writer),
        lambda: commitments.edit(commitment, actor=writer, title_en="x", reason_en="a", reason_fr="b"),
    ):
        with pytest.raises(DomainError) as refusal:
            act()
        assert refusal.value.code == "demo_speaks_of_fictional_only"


def test_pa_26_the_database_refuses_a_real_body_in_a_demonstration_and_a_change_of_provenance(writer, demo):
    draft = drafted(writer)
    real = OrganizationFactory(provenance=Provenance.PUBLIC)
    for party in ({"organization": real}, {"body": BodyFactory()}):
        with pytest.raises(IntegrityError, match="fictional"), transaction.atomic():
            PartyObligation.objects.create(commitment=draft, added_on=TODAY(), role="observer", **party)
    with pytest.raises(IntegrityError, match="frozen"), transaction.atomic():
        Commitment.objects.filter(pk=draft.pk).update(provenance=Provenance.STAFF)


def test_pa_26_the_database_refuses_demonstration_progress_on_a_real_commitment(writer, approver):
    from partners.models import ProgressUpdate

    lead = agreed(writer, approver).obligations.get()
    period = periods.period_of(TODAY(), 6)
    with pytest.raises(IntegrityError, match="demo progress"), transaction.atomic():
        ProgressUpdate.objects.create(
            obligation=lead, period_start=period.start, period_end=period.end, provenance=Provenance.DEMO
        )
