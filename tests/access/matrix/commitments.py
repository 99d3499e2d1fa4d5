"""Commitments: the public reads, coordinators write, approvers decide; a reader of another role may look, never act."""

from accounts.permissions import Permission as P
from tests.access.vocabulary import EVERYBODY, HIDDEN, Decision, Line, Rule, line, may

SEE, EDIT, APPROVE = may(P.SEE_COMMITMENTS), may(P.EDIT_COMMITMENTS), may(P.APPROVE_COMMITMENTS)


def reporting(*more: P) -> Rule:
    """Let in who reports progress; a partner's contact reaches no commitment here until self-service comes."""
    rule = may(P.REPORT_PROGRESS, *more)

    def decide(who: str) -> Decision:
        return HIDDEN if who == "partner_contact" else rule(who)

    return decide


REPORT = reporting()


def both(name: str, rule: Rule, of: str) -> Line:
    """Return the line of a page with a form: the same people look and act."""
    return line(f"partners:{name}", get=rule, post=rule, of=of)


REFERENCE = "bodies forums frameworks funding institutions instruments jurisdictions offices places sdg sectors".split()

LINES = [
    line("api:commitment-list", get=EVERYBODY),
    line("api:commitment-detail", get=EVERYBODY, of="public_commitment"),
    line("api:commitment-history", get=EVERYBODY, of="public_commitment"),
    line("api:progress-list", get=EVERYBODY),
    *(line(f"api:reference_{name}-list", get=EVERYBODY) for name in REFERENCE),
    line("partners:public_commitments", get=EVERYBODY),
    line("partners:public_commitments_csv", get=EVERYBODY),
    line("partners:public_commitments_json", get=EVERYBODY),
    line("partners:public_tracker_csv", get=EVERYBODY),
    line("partners:public_commitment", get=EVERYBODY, of="public_commitment"),
    line("partners:public_commitment_history", get=EVERYBODY, of="public_commitment"),
    line("partners:public_commitment_json", get=EVERYBODY, of="public_commitment"),
    line("partners:public_milestones_csv", get=EVERYBODY, of="public_commitment"),
    line("partners:public_evidence", get=EVERYBODY, of="public_evidence"),
    line("partners:my_actions", get=may(P.EDIT_COMMITMENTS, P.REPORT_PROGRESS)),
    line("partners:commitments", get=SEE, post=SEE),
    line("partners:board_csv", post=SEE, asks_again=True),
    line("partners:commitment", get=SEE, of="commitment"),
    line("partners:party", get=SEE, of="party"),
    line("partners:evidence_file", get=SEE, of="evidence"),
    line("partners:commitment_new", get=EDIT, post=EDIT),
    both("commitment_edit", EDIT, "commitment"),
    both("commitment_release", EDIT, "commitment"),
    both("commitment_reopen", APPROVE, "commitment"),
    line("partners:commitment_ask", get=EDIT, post=EDIT, of="commitment_withdraw"),
    line("partners:commitment_propose", get=EDIT, post=EDIT, of="commitment"),
    line("partners:commitment_release_cancel", post=EDIT, of="commitment"),
    line("partners:commitment_equivalent", post=EDIT, of="commitment"),
    both("commitment_keeper", EDIT, "commitment"),
    both("commitment_discard", EDIT, "commitment"),
    line("partners:decision_take_back", post=EDIT, of="commitment_decision"),
    both("party_add", EDIT, "commitment"),
    both("party_edit", EDIT, "obligation"),
    both("party_remove", EDIT, "obligation"),
    both("measure_add", EDIT, "commitment"),
    both("measure_edit", EDIT, "measure"),
    both("measure_remove", EDIT, "measure"),
    both("milestone_add", EDIT, "commitment"),
    both("milestone_edit", EDIT, "milestone"),
    both("milestone_remove", EDIT, "milestone"),
    both("milestone_meet", REPORT, "milestone"),
    both("milestone_move", EDIT, "milestone"),
    both("milestone_waive", EDIT, "milestone"),
    both("milestone_reopen", APPROVE, "milestone"),
    line("partners:update_start", post=REPORT, of="report"),
    line("partners:update", get=reporting(P.APPROVE_COMMITMENTS), post=REPORT, of="progress"),
    line("partners:update_publish", get=EDIT, post=EDIT, of="progress"),
    both("update_plan", EDIT, "progress"),
    line("partners:update_plan_cancel", post=EDIT, of="progress"),
    both("update_evidence_add", REPORT, "progress"),
    both("evidence_add", REPORT, "commitment"),
    line("partners:evidence_check", post=REPORT, of="evidence"),
    both("evidence_edit", REPORT, "evidence"),
    both("evidence_withdraw", APPROVE, "evidence"),
    line("partners:approvals", get=APPROVE),
    both("approve_update", APPROVE, "progress"),
    both("approve_evidence", APPROVE, "evidence"),
    both("approve_decision", APPROVE, "commitment_decision"),
]
