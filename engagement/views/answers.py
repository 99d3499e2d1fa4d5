"""The government's replies, and the commitments that followed: drafted by one, signed by another."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from accounts.actors import Actor
from accounts.permissions import Permission as P
from accounts.policies import SignedIn, requires
from engagement import policies
from engagement.domain import answering
from engagement.enums import DISPOSITION_MOVES, DispositionState, FindingState, OriginRelation
from engagement.forms.analyst import OriginForm, ReplyForm
from engagement.forms.organizer import initial_texts
from engagement.models import CommitmentOrigin, Disposition, Finding, Recommendation
from engagement.views.asking import Question, asked, in_both, removal
from engagement.views.organizer import context_of, find
from kernel.acting import OVERTAKEN
from kernel.bilingual import text
from kernel.errors import DomainError
from kernel.forms import put_refusal
from kernel.moves import can_step
from partners.models import Commitment

REPLY_ACTS: dict[str, tuple[Callable[..., Any], P, Any]] = {
    "approve": (answering.approve_reply, P.APPROVE_FINDINGS, gettext_lazy("Approved. It can now be published.")),
    "publish": (
        answering.publish_reply,
        P.APPROVE_FINDINGS,
        gettext_lazy("Published. People who asked to be told are told."),
    ),
    "drop": (answering.withdraw_draft_reply, P.EDIT_CONSULTATIONS, gettext_lazy("The draft is dropped.")),
}
REPLY = "outcome reason_en reason_fr office_en office_fr"


def _recommendation(request: SignedIn, public_id: UUID) -> Recommendation:
    rows = policies.recommendations_visible_to(request.user).select_related("consultation")
    return get_object_or_404(rows, public_id=public_id)


@requires(P.EDIT_CONSULTATIONS, P.APPROVE_FINDINGS)
@require_safe
def replies(request: SignedIn, public_id: UUID) -> HttpResponse:
    """What is answered, what waits, what is missing; and the commitments tied to recommendations."""
    consultation = find(request, public_id)
    rows = list(
        Disposition.objects.filter(consultation=consultation)
        .exclude(state=DispositionState.SUPERSEDED)
        .select_related("drafter", "approver")
        .order_by("pk")
    )
    of_findings = {f: [r for r in rows if r.finding_id == f.pk] for f in _published(consultation.findings)}
    of_recommendations = {
        r: [d for d in rows if d.recommendation_id == r.pk] for r in _published(consultation.recommendations)
    }
    context = context_of(
        request,
        consultation,
        "replies",
        findings=_with_drafting(of_findings),
        recommendations=_with_drafting(of_recommendations),
        missing=[f.number for f, own in of_findings.items() if not any(r.state == "published" for r in own)],
        origins=_origins(consultation),
    )
    return render(request, "engagement/organizer/replies.html", context)


def _with_drafting(answered: dict[Any, list[Disposition]]) -> list[tuple[Any, list[Disposition], bool]]:
    """Return what is answered, with its replies, and whether another may be drafted: one in work at a time."""
    in_work = (DispositionState.DRAFT, DispositionState.APPROVED)
    return [(subject, own, not any(row.state in in_work for row in own)) for subject, own in answered.items()]


def _published(rows: Any) -> Any:
    return rows.filter(state=FindingState.PUBLISHED).order_by("number")


def _origins(consultation: Any) -> Any:
    rows = CommitmentOrigin.objects.filter(recommendation__consultation=consultation)
    return rows.select_related("commitment", "recommendation").order_by("recommendation__number", "pk")


@requires(P.EDIT_CONSULTATIONS)
@require_http_methods(["GET", "HEAD", "POST"])
def reply(request: SignedIn, kind: str, public_id: UUID) -> HttpResponse:
    """Draft the reply to a finding or a recommendation."""
    subject: Finding | Recommendation = (
        get_object_or_404(
            policies.findings_visible_to(request.user).select_related("consultation"), public_id=public_id
        )
        if kind == "finding"
        else _recommendation(request, public_id)
    )
    form = ReplyForm(request.POST if request.method == "POST" else None)
    return _reply(
        request,
        form,
        subject,
        lambda: answering.draft_reply(subject, form.reply(), actor=Actor.of(request.user)),
    )


def _disposition(request: SignedIn, public_id: UUID) -> Disposition:
    rows = policies.dispositions_visible_to(request.user).select_related(
        "consultation", "finding", "recommendation", "supersedes"
    )
    return get_object_or_404(rows, public_id=public_id)


@requires(P.EDIT_CONSULTATIONS)
@require_http_methods(["GET", "HEAD", "POST"])
def edit_reply(request: SignedIn, public_id: UUID) -> HttpResponse:
    """Change a draft reply."""
    row = _disposition(request, public_id)
    form = ReplyForm(request.POST if request.method == "POST" else None, initial=initial_texts(row, REPLY))
    return _reply(
        request,
        form,
        row.finding or row.recommendation,
        lambda: answering.edit_reply(
            row, form.reply(), actor=Actor.of(request.user), settled=form.is_settled, seen=form.seen_before
        ),
    )


def _reply(request: SignedIn, form: ReplyForm, subject: Any, save: Callable[[], Any]) -> HttpResponse:
    if request.method == "POST" and form.is_valid():
        try:
            save()
        except DomainError as refusal:
            put_refusal(form, refusal)
        else:
            messages.success(request, _("The reply is drafted. A second person approves it."))
            return redirect("engagement:run_replies", subject.consultation.public_id)
    context = context_of(
        request,
        subject.consultation,
        "replies",
        form=form,
        subject=subject,
        heading=_("Reply"),
        back="engagement:run_replies",
    )
    return render(request, "engagement/organizer/texts.html", context, status=422 if form.errors else 200)


def _dropping(row: Disposition) -> Question:
    return removal(
        title=_("Drop this draft of a reply?"),
        subject=text(row, "reason") or row.get_outcome_display(),
        facts=(
            _("The answer and its reason go, in both languages. Nothing brings them back."),
            _("A reply that is published already stays in force."),
        ),
        done=_("The draft is dropped."),
        back="run_replies",
    )


def _approving(row: Disposition) -> Question:
    return Question(
        title=_("Approve this reply?"),
        words=in_both(row, "reason"),
        facts=(
            _("Its words can no longer be changed: only another reply can take its place one day."),
            _("Nobody outside sees it before it is published."),
        ),
        done=REPLY_ACTS["approve"][2],
        back="run_replies",
        label=_("Approve"),
        hindrance=_unless_it_can_step(row, DispositionState.APPROVED),
    )


def _publishing(row: Disposition) -> Question:
    replaces = row.supersedes is not None and row.supersedes.state == DispositionState.PUBLISHED
    return Question(
        title=_("Publish this reply?"),
        words=in_both(row, "reason"),
        facts=(
            _("Anybody can read it at once, in English and in French, beside what it answers."),
            *([_("The reply that is public now is replaced by it.")] if replaces else []),
            _("People who gave input and asked to be told get a message."),
            _("It cannot be undone. What is wrong can only be replaced by another reply."),
        ),
        done=REPLY_ACTS["publish"][2],
        back="run_replies",
        label=_("Publish"),
        hindrance=_unless_it_can_step(row, DispositionState.PUBLISHED),
    )


def _unless_it_can_step(row: Disposition, there: DispositionState) -> Any:
    return "" if can_step(DISPOSITION_MOVES, row.state, there) else OVERTAKEN


QUESTIONS: dict[str, Callable[[Disposition], Question]] = {
    "approve": _approving,
    "publish": _publishing,
    "drop": _dropping,
}


@require_http_methods(["GET", "HEAD", "POST"])
def act_reply(request: HttpRequest, public_id: UUID, name: str) -> HttpResponseBase:
    """Approve, publish, drop, each after a page that says what it does."""
    verb, permission, _done = REPLY_ACTS[name]

    @requires(permission)
    def step(signed: SignedIn) -> HttpResponse:
        row = _disposition(signed, public_id)
        question = QUESTIONS[name](row)
        return asked(signed, row.consultation, question, lambda: verb(row, actor=Actor.of(signed.user)))

    return step(request)


@requires(P.EDIT_CONSULTATIONS)
@require_http_methods(["GET", "HEAD", "POST"])
def tie(request: SignedIn, public_id: UUID) -> HttpResponse:
    """State that a recommendation led to a commitment."""
    row = _recommendation(request, public_id)
    commitments = Commitment.objects.filter(published_at__isnull=False).order_by("year", "number")
    form = OriginForm(commitments, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        try:
            answering.tie(
                row,
                values["commitment"],
                OriginRelation(values["relation"]),
                reason_en=values["reason_en"],
                reason_fr=values["reason_fr"],
                actor=Actor.of(request.user),
            )
        except DomainError as refusal:
            put_refusal(form, refusal)
        else:
            messages.success(request, _("The commitment is tied to the recommendation, for good."))
            return redirect("engagement:run_replies", row.consultation.public_id)
    context = context_of(
        request,
        row.consultation,
        "replies",
        form=form,
        subject=row,
        heading=_("Which commitment followed?"),
        back="engagement:run_replies",
    )
    return render(request, "engagement/organizer/texts.html", context, status=422 if form.errors else 200)
