"""Commitments for coordinators: the board, one commitment whole, its text and its parts."""

from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.actors import Actor
from accounts.permissions import Permission as P
from accounts.policies import SignedIn, recently_confirmed, requires
from accounts.views import saved_views
from kernel.bilingual import text
from kernel.orders import AFTER, BEFORE, heads, place, query_of
from partners import commitment_policies as policies
from partners import exports, origins, periods
from partners.commitment_states import DecisionKind, DecisionState, Label, Lifecycle
from partners.domain import commitment_decisions, commitment_guards, commitments
from partners.forms.commitment_filters import BoardFilterForm
from partners.forms.commitments import CommitmentForm, NewCommitmentForm, pairs_of
from partners.labels import TONES, is_late, is_past, milestone_standing, rolled_up
from partners.models import Commitment, Milestone
from partners.queries import commitment_data, commitment_gaps, commitment_work, orders
from partners.queries import commitments as reading
from partners.queries.commitments import Wanted
from partners.views.acting import Act, answer
from partners.views.commitment_rows import line, states

FORM = "partners/commitments/form.html"


def crumbs(*more: tuple[Any, str]) -> list[tuple[Any, str]]:
    """Return where the person is, from the board on."""
    return [(_("Commitments"), reverse("partners:commitments")), *more]


def here(commitment: Commitment) -> tuple[str, str]:
    """Return the crumb of one commitment."""
    return commitment.ref, reverse("partners:commitment", args=[commitment.public_id])


def named(commitment: Commitment) -> str:
    """Return reference and title, as the pages of its acts say what they act on."""
    return f"{commitment.ref} {text(commitment, 'title')}"


def found_for(request: SignedIn, public_id: UUID) -> Commitment:
    rows = policies.visible_to(request.user).select_related("framework", "parent", "current_revision", "owner")
    return get_object_or_404(rows, public_id=public_id)


# ---- the board --------------------------------------------------------------------------------------------------------


@requires(P.SEE_COMMITMENTS)
@require_http_methods(["GET", "HEAD", "POST"])
def board(request: SignedIn) -> HttpResponse:
    """Every commitment, what is overdue or stale first unless asked otherwise, with filters and counts."""
    today, rows = periods.today(), policies.visible_to(request.user)
    form = BoardFilterForm(request.GET, reading.choices(rows))
    views = saved_views.of(request, "partners.commitments", form.lasting_query)
    if (there := views.leads_to(request.GET.urlencode())) is not None:
        return there
    if request.method == "POST" and not views.posted:
        return redirect("partners:commitments")
    wanted, chosen = form.wanted(), form.sorting
    found = reading.page_of(rows, wanted, today, chosen, after=place(request, AFTER), before=place(request, BEFORE))
    counts = reading.counts(rows, wanted, today)
    context = {
        "trail": [(_("Commitments"), "")],
        "form": form,
        "views": views,
        "view_form": views.form,
        "heads": heads(orders.BOARD, chosen, query_of(request)),
        "attention_first": chosen == orders.BOARD.first,
        "rows": [_board_line(row, today) for row in found.rows],
        "page": found.links(query_of(request)),
        "counts": counts,
        "states": states(request, counts, wanted),
        "may_edit": policies.may_edit(request.user),
        "narrowed": wanted != Wanted(),
    }
    return render(request, "partners/commitments/board.html", context, status=views.status)


BOARD_SHEET = exports.Sheet("commitments", tuple(exports.Column(key, key) for key in commitment_data.LIST_COLUMNS))


@require_POST
@requires(P.SEE_COMMITMENTS)
@recently_confirmed
def board_csv(request: SignedIn) -> HttpResponseBase:
    """Download what the board shows with these filters, in its order; a POST, because an entry in the trail comes first."""
    today, rows = periods.today(), policies.visible_to(request.user)
    form = BoardFilterForm(request.POST, reading.choices(rows))
    shown = form.sorting.sorted(reading.listed(reading.narrowed(rows, form.wanted(), today)))
    file = exports.prepare(
        BOARD_SHEET, commitment_data.list_rows(shown, today), form=exports.CSV, user=request.user, subject=request.user
    )
    return exports.response(file)


def _board_line(row: Commitment, today: Any) -> dict[str, Any]:
    late = is_late(row.standing, row.next_due, today)
    stale = row.lifecycle == Lifecycle.IN_PROGRESS and is_past(row.fresh_until, today)
    return {**line(row), "late": late, "stale": stale}


# ---- one commitment ---------------------------------------------------------------------------------------------------


@requires(P.SEE_COMMITMENTS)
@require_safe
def commitment(request: SignedIn, public_id: UUID) -> HttpResponse:
    """One commitment: everything, what blocks the next step, and the next act."""
    found, today = found_for(request, public_id), periods.today()
    label = reading.labelled(found, today)
    parts = reading.parts_of(found, policies.visible_to(request.user), today) if found.umbrella else []
    derived, counts = rolled_up(Label(part.label) for part in parts if part.label)  # type: ignore[attr-defined]
    shown = label.label if label else derived
    decisions = list(found.decisions.select_related("asked_by", "decided_by", "milestone").order_by("-pk")[:20])
    waiting = {decision.kind for decision in decisions if decision.state == DecisionState.OPEN}
    milestones = list(found.milestones.order_by("baseline_due", "pk"))
    user, honest = request.user, commitment_guards.is_honest(found)
    context = {
        "trail": crumbs((found.ref, "")),
        "commitment": found,
        "label": shown.label if shown else "",
        "tone": TONES[shown] if shown else "",
        "reasons": [reason.label for reason in label.reasons] if label else [],
        "parts": [line(part) for part in parts],
        "parts_by_label": [(one.label, number) for one, number in sorted(counts.items())],
        "gaps": _gaps(found, today),
        "pillars": found.pillars.select_related("framework").order_by("position", "pk"),
        "sdg": found.sdg_references.order_by("position", "pk"),
        "reporting": [] if found.umbrella else commitment_work.reporting(found, today),
        "measures": found.measures.filter(ended_on=None),
        "milestones": [_milestone(row, found, today) for row in milestones],
        "evidence": [
            {"row": row, "lapsed": row.lapsed(today)}
            for row in found.evidence.select_related("measure", "attached_by", "decided_by").order_by("-pk")
        ],
        "decisions": decisions,
        "waiting": waiting,
        "may_ask": _may_ask(found, waiting),
        "events": [{"word": one.get_kind_display(), "at": one.at} for one in found.history.order_by("-sequence")[:30]],
        "may_edit": honest and policies.may_edit(user),
        "may_report": honest and policies.may_report(user),
        "may_approve": honest and policies.may_approve(user),
        "honest": honest,
        "mine": {row.pk for row in decisions if row.state == DecisionState.OPEN and row.asked_by_id == user.pk},
        "may_discard": found.lifecycle in (None, Lifecycle.DRAFT) and not found.current_revision_id and not found.key,
        "origin_panels": origins.render(request, public_id),
        "open_text": found.lifecycle not in ("complete", "withdrawn", "superseded"),
    }
    return render(request, "partners/commitments/commitment.html", context)


def _milestone(row: Milestone, found: Commitment, today: Any) -> dict[str, Any]:
    return {"row": row, "standing": milestone_standing(found.standing, row.state, row.current_due, today)}


def _gaps(found: Commitment, today: Any) -> list[commitment_gaps.Gap]:
    """Return what blocks the next step of this commitment."""
    if found.umbrella or found.lifecycle in (Lifecycle.PROPOSED, Lifecycle.AGREED):
        return commitment_gaps.before_release(found) if found.published_at is None else []
    if found.lifecycle == Lifecycle.DRAFT:
        return commitment_gaps.before_proposing(found)
    if found.lifecycle == Lifecycle.IN_PROGRESS:
        return commitment_gaps.before_completing(found, today)
    return []


def _may_ask(found: Commitment, waiting: set[str]) -> dict[str, bool]:
    """Return which decisions the lifecycle allows and nobody has been asked for yet."""
    return {
        kind.value: commitment_decisions.may_ask(found, kind) and kind not in waiting
        for kind in (DecisionKind.AGREE, DecisionKind.COMPLETE, DecisionKind.WITHDRAW, DecisionKind.SUPERSEDE)
    }


@requires(P.EDIT_COMMITMENTS)
@require_http_methods(["GET", "HEAD", "POST"])
def create(request: SignedIn) -> HttpResponse:
    """A new draft."""
    form = NewCommitmentForm(request.POST if request.method == "POST" else None, changing=False)
    made: list[Commitment] = []
    act = Act(
        title=_("New commitment"),
        label=_("Start the draft"),
        done=_("The draft is started. Now name the parties, what is measured, and the milestones."),
        back=reverse("partners:commitments"),
        trail=crumbs((_("New commitment"), "")),
        template=FORM,
        context=_text_context(form),
    )
    response = answer(
        request, form, act, lambda: made.append(commitments.create(actor=Actor.of(request.user), **form.values()))
    )
    return redirect("partners:commitment", made[0].public_id) if made else response


@requires(P.EDIT_COMMITMENTS)
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: SignedIn, public_id: UUID) -> HttpResponse:
    """The shared text; once the parties have it, a change says why and makes a revision."""
    found = found_for(request, public_id)
    form = CommitmentForm(
        request.POST if request.method == "POST" else None,
        initial=CommitmentForm.initial_of(found),
        with_parties=found.current_revision_id is not None,
    )
    form.keep_framework(found)
    act = Act(
        title=_("Change the text"),
        label=_("Save"),
        done=_("The text is saved."),
        back=here(found)[1],
        trail=crumbs(here(found), (_("Change the text"), "")),
        template=FORM,
        context=_text_context(form) | {"commitment": found},
    )
    return answer(request, form, act, lambda: commitments.edit(found, actor=Actor.of(request.user), **form.values()))


def _text_context(form: forms.Form) -> dict[str, Any]:
    return {"pairs": pairs_of(form, ("title", "description")), "last_pairs": pairs_of(form, ("no_measure", "reason"))}
