"""Second signatures for approvers: a list that never holds their own work, and one page for each thing to decide."""

import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.actors import Actor
from accounts.permissions import Permission as P
from accounts.policies import SignedIn, requires
from kernel import canonical
from kernel.errors import DomainError
from partners import commitment_policies as policies
from partners.commitment_states import DecisionState, EvidenceState, UpdateState
from partners.domain import commitment_decisions, evidence, progress
from partners.forms.commitments import WordsForm
from partners.models import Measure, ProgressUpdate
from partners.queries import commitment_work
from partners.views.acting import at_once, say
from partners.views.commitment_rows import readable


def _list() -> str:
    return reverse("partners:approvals")


@requires(P.APPROVE_COMMITMENTS)
@require_safe
def queue(request: SignedIn) -> HttpResponse:
    """What waits for this approver, oldest first."""
    context = {"trail": [(_("To approve"), "")], "queue": commitment_work.queue_of(request.user)}
    return render(request, "partners/commitments/approvals.html", context)


@requires(P.APPROVE_COMMITMENTS)
@require_http_methods(["GET", "HEAD", "POST"])
def update(request: SignedIn, public_id: UUID) -> HttpResponse:
    """Read an update beside the previous one, then accept it or return it with a reason."""
    rows = policies.updates_visible_to(request.user).select_related(
        "author", "obligation__commitment", "obligation__organization", "obligation__body", "obligation__office"
    )
    row = get_object_or_404(rows, public_id=public_id)
    returns = {"return", "take_back"} & set(request.POST)
    form = WordsForm(request.POST if returns else None)
    actor = Actor.of(request.user)
    if request.method == "POST" and not returns:
        return at_once(
            request,
            _list(),
            _("Accepted and made public.") if "publish" in request.POST else _("Accepted. It can be made public next."),
            lambda: progress.accept(
                row, actor=actor, seen=_moment(request.POST.get("seen", "")), publish="publish" in request.POST
            ),
            refused=request.path,
        )
    if form.is_bound and form.is_valid():
        try:
            progress.send_back(
                row, actor=actor, reason=form.cleaned_data["reason"], accepted="take_back" in request.POST
            )
        except DomainError as refusal:
            say(form, refusal)
        else:
            messages.success(request, _("Returned. The person who wrote it is told, with your reason."))
            return redirect(_list())
    previous = (
        ProgressUpdate.objects.filter(
            obligation=row.obligation_id, period_start__lt=row.period_start, state=UpdateState.PUBLISHED
        )
        .order_by("-period_start")
        .first()
    )
    context = {
        "trail": [(_("To approve"), _list()), (_("Progress update"), "")],
        "update": row,
        "commitment": row.obligation.commitment,
        "party": row.obligation.party,
        "previous": previous,
        "form": form,
        "open": row.state == UpdateState.SUBMITTED,
        "accepted": row.state == UpdateState.ACCEPTED,
        "own": row.author_id == request.user.pk or row.writers.filter(pk=request.user.pk).exists(),
        "measures": _measures(row, previous),
        "evidence": row.evidence.select_related("measure", "attached_by").order_by("pk"),
        "seen": row.submitted_at.isoformat() if row.submitted_at else "",
    }
    return render(request, "partners/commitments/approve_update.html", context, status=422 if form.errors else 200)


def _moment(text: str) -> datetime.datetime | None:
    """Return the moment that the page carried; one that was tampered with fits no update."""
    try:
        return parse_datetime(text) or datetime.datetime.min.replace(tzinfo=datetime.UTC)
    except ValueError:
        return datetime.datetime.min.replace(tzinfo=datetime.UTC)


def _measures(row: ProgressUpdate, previous: ProgressUpdate | None) -> list[dict[str, Any]]:
    """Return what was measured, beside what was measured before and the target."""
    before = previous.measured if previous else {}
    return [
        {
            "measure": measure,
            "value": _number(row.measured, measure),
            "before": _number(before, measure),
        }
        for measure in row.obligation.commitment.measures.filter(ended_on=None)
        if str(measure.public_id) in {**before, **row.measured}
    ]


def _number(measured: dict[str, str], measure: Measure) -> Decimal | None:
    found = measured.get(str(measure.public_id))
    return canonical.number(found) if found else None


@requires(P.APPROVE_COMMITMENTS)
@require_http_methods(["GET", "HEAD", "POST"])
def evidence_item(request: SignedIn, public_id: UUID) -> HttpResponse:
    """Look at a piece of evidence, then accept or reject it."""
    rows = policies.evidence_visible_to(request.user).select_related(
        "commitment", "measure", "attached_by", "checked_by"
    )
    item = get_object_or_404(rows, public_id=public_id)
    form = WordsForm(request.POST if request.method == "POST" and "reject" in request.POST else None)
    actor = Actor.of(request.user)
    if request.method == "POST" and "reject" not in request.POST:
        return at_once(
            request,
            _list(),
            _("The evidence is accepted. It counts from now on."),
            lambda: evidence.accept(item, actor=actor),
            refused=request.path,
        )
    if form.is_bound and form.is_valid():
        try:
            evidence.reject(item, actor=actor, reason=form.cleaned_data["reason"])
        except DomainError as refusal:
            say(form, refusal)
        else:
            messages.success(request, _("The evidence is rejected. Your reason stands beside it."))
            return redirect(_list())
    context = {
        "trail": [(_("To approve"), _list()), (_("Evidence"), "")],
        "item": item,
        "commitment": item.commitment,
        "form": form,
        "open": item.state == EvidenceState.CHECKED,
        "own": request.user.pk in (item.attached_by_id, item.checked_by_id),
    }
    return render(request, "partners/commitments/approve_evidence.html", context, status=422 if form.errors else 200)


@requires(P.APPROVE_COMMITMENTS)
@require_http_methods(["GET", "HEAD", "POST"])
def decision(request: SignedIn, public_id: UUID) -> HttpResponse:
    """Read what a colleague asks, then approve or refuse it."""
    rows = policies.decisions_visible_to(request.user).select_related(
        "commitment__current_revision", "asked_by", "milestone", "successor", "revision"
    )
    row = get_object_or_404(rows, public_id=public_id)
    form = WordsForm(request.POST if request.method == "POST" and "refuse" in request.POST else None)
    actor = Actor.of(request.user)
    if request.method == "POST" and "refuse" not in request.POST:
        return at_once(
            request,
            _list(),
            _("Approved. It is in effect now, and the person who asked is told."),
            lambda: commitment_decisions.approve(row, actor=actor),
            refused=request.path,
        )
    if form.is_bound and form.is_valid():
        try:
            commitment_decisions.refuse(row, actor=actor, refusal=form.cleaned_data["reason"])
        except DomainError as refusal:
            say(form, refusal)
        else:
            messages.success(
                request, _("Refused. Nothing changes, and the person who asked is told, with your reason.")
            )
            return redirect(_list())
    revision = row.revision or row.commitment.current_revision
    context = {
        "trail": [(_("To approve"), _list()), (row.get_kind_display(), "")],
        "decision": row,
        "commitment": row.commitment,
        "document": readable(revision.document) if revision else None,
        "both": revision.document if revision else None,
        "form": form,
        "open": row.state == DecisionState.OPEN,
        "own": policies.is_own(row, request.user.pk),
        "asked": row.asked_by_id == request.user.pk,
    }
    return render(request, "partners/commitments/approve_decision.html", context, status=422 if form.errors else 200)
