"""Addresses of commitments, grouped by audience; `partners.urls` includes them."""

from django.urls import URLPattern, URLResolver, path, register_converter
from django.utils.translation import gettext_lazy as _

from partners.views import approvals, commitment_acts, commitment_parts, commitment_work, commitments, progress
from partners.views import public_commitments as public

app_name = "partners"


class DecisionPath:
    """What a second person can be asked about a whole commitment."""

    regex = "agree|complete|withdraw|supersede"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


class DayPath:
    """A day such as 2018-04-01; whether it exists is asked by the view."""

    regex = r"\d{4}-\d{2}-\d{2}"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: object) -> str:
        return str(value)


register_converter(DecisionPath, "commitment_decision")
register_converter(DayPath, "day")

everybody: list[URLPattern | URLResolver] = [
    path(_("commitments/"), public.commitment_list, name="public_commitments"),
    path(_("commitments/commitments.csv"), public.list_csv, name="public_commitments_csv"),
    path(_("commitments/commitments.json"), public.list_json, name="public_commitments_json"),
    path(_("commitments/tracker.csv"), public.tracker_csv, name="public_tracker_csv"),
    path(_("commitments/<uuid:public_id>/"), public.commitment, name="public_commitment"),
    path(_("commitments/<uuid:public_id>/history/"), public.history, name="public_commitment_history"),
    path(_("commitments/<uuid:public_id>/commitment.json"), public.commitment_json, name="public_commitment_json"),
    path(_("commitments/<uuid:public_id>/milestones.csv"), public.milestones_csv, name="public_milestones_csv"),
    path(_("commitments/evidence/<uuid:public_id>/"), public.evidence_file, name="public_evidence"),
]

coordinate: list[URLPattern | URLResolver] = [
    path(_("coordinate/actions/"), commitment_work.my_actions, name="my_actions"),
    path(_("coordinate/commitments/"), commitments.board, name="commitments"),
    path(_("coordinate/commitments/export/"), commitments.board_csv, name="board_csv"),
    path(_("coordinate/commitments/new/"), commitments.create, name="commitment_new"),
    path(_("coordinate/commitments/<uuid:public_id>/"), commitments.commitment, name="commitment"),
    path(_("coordinate/commitments/<uuid:public_id>/edit/"), commitments.edit, name="commitment_edit"),
    path(_("coordinate/commitments/<uuid:public_id>/propose/"), commitment_acts.propose, name="commitment_propose"),
    path(_("coordinate/commitments/<uuid:public_id>/publish/"), commitment_acts.release, name="commitment_release"),
    path(
        _("coordinate/commitments/<uuid:public_id>/publish/cancel/"),
        commitment_acts.release_cancel,
        name="commitment_release_cancel",
    ),
    path(
        _("coordinate/commitments/<uuid:public_id>/ask/<commitment_decision:kind>/"),
        commitment_acts.ask,
        name="commitment_ask",
    ),
    path(
        _("coordinate/commitments/<uuid:public_id>/same-meaning/"),
        commitment_acts.ask_equivalence,
        name="commitment_equivalent",
    ),
    path(_("coordinate/commitments/<uuid:public_id>/reopen/"), commitment_acts.reopen, name="commitment_reopen"),
    path(_("coordinate/commitments/<uuid:public_id>/discard/"), commitment_acts.discard, name="commitment_discard"),
    path(_("coordinate/decisions/<uuid:public_id>/take-back/"), commitment_acts.take_back, name="decision_take_back"),
    path(_("coordinate/commitments/<uuid:public_id>/keeper/"), commitment_acts.hand_over, name="commitment_keeper"),
    path(_("coordinate/commitments/<uuid:public_id>/parties/add/"), commitment_parts.party_add, name="party_add"),
    path(_("coordinate/commitments/<uuid:public_id>/measures/add/"), commitment_parts.measure_add, name="measure_add"),
    path(
        _("coordinate/commitments/<uuid:public_id>/milestones/add/"),
        commitment_parts.milestone_add,
        name="milestone_add",
    ),
    path(_("coordinate/commitments/<uuid:public_id>/evidence/add/"), progress.evidence_add, name="evidence_add"),
    path(_("coordinate/obligations/<uuid:public_id>/edit/"), commitment_parts.party_edit, name="party_edit"),
    path(_("coordinate/obligations/<uuid:public_id>/remove/"), commitment_parts.party_remove, name="party_remove"),
    path(_("coordinate/obligations/<uuid:public_id>/report/<day:start>/"), progress.start, name="update_start"),
    path(_("coordinate/measures/<uuid:public_id>/edit/"), commitment_parts.measure_edit, name="measure_edit"),
    path(_("coordinate/measures/<uuid:public_id>/remove/"), commitment_parts.measure_remove, name="measure_remove"),
    path(_("coordinate/milestones/<uuid:public_id>/edit/"), commitment_parts.milestone_edit, name="milestone_edit"),
    path(
        _("coordinate/milestones/<uuid:public_id>/remove/"), commitment_parts.milestone_remove, name="milestone_remove"
    ),
    path(_("coordinate/milestones/<uuid:public_id>/met/"), commitment_acts.milestone_meet, name="milestone_meet"),
    path(_("coordinate/milestones/<uuid:public_id>/move/"), commitment_acts.milestone_move, name="milestone_move"),
    path(_("coordinate/milestones/<uuid:public_id>/waive/"), commitment_acts.milestone_waive, name="milestone_waive"),
    path(
        _("coordinate/milestones/<uuid:public_id>/reopen/"), commitment_acts.milestone_reopen, name="milestone_reopen"
    ),
    path(_("coordinate/updates/<uuid:public_id>/"), progress.update, name="update"),
    path(_("coordinate/updates/<uuid:public_id>/publish/"), progress.publish, name="update_publish"),
    path(_("coordinate/updates/<uuid:public_id>/plan/"), progress.plan, name="update_plan"),
    path(_("coordinate/updates/<uuid:public_id>/plan/cancel/"), progress.plan_cancel, name="update_plan_cancel"),
    path(
        _("coordinate/updates/<uuid:public_id>/evidence/add/"), progress.update_evidence_add, name="update_evidence_add"
    ),
    path(_("coordinate/evidence/<uuid:public_id>/check/"), progress.evidence_check, name="evidence_check"),
    path(_("coordinate/evidence/<uuid:public_id>/edit/"), progress.evidence_edit, name="evidence_edit"),
    path(_("coordinate/evidence/<uuid:public_id>/withdraw/"), progress.evidence_withdraw, name="evidence_withdraw"),
    path(_("coordinate/evidence/<uuid:public_id>/file/"), progress.evidence_file, name="evidence_file"),
    path(_("coordinate/parties/<uuid:public_id>/"), commitment_work.party, name="party"),
]

approve: list[URLPattern | URLResolver] = [
    path(_("coordinate/approvals/"), approvals.queue, name="approvals"),
    path(_("coordinate/approvals/updates/<uuid:public_id>/"), approvals.update, name="approve_update"),
    path(_("coordinate/approvals/evidence/<uuid:public_id>/"), approvals.evidence_item, name="approve_evidence"),
    path(_("coordinate/approvals/decisions/<uuid:public_id>/"), approvals.decision, name="approve_decision"),
]

patterns = [*everybody, *coordinate, *approve]
