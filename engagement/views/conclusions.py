"""Findings, recommendations, replies and origins: drafted by one, signed by others."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.actors import Actor
from accounts.permissions import Permission as P
from accounts.policies import SignedIn, requires
from engagement import policies
from engagement.domain import answering, findings
from engagement.enums import (
    FINDING_MOVES,
    RECOMMENDATION_MOVES,
    ConsultationState,
    FindingState,
    RecommendationState,
    Stance,
)
from engagement.forms.analyst import FindingForm, NewFindingForm, NewRecommendationForm, RecommendationForm
from engagement.forms.lists import FindingsOrder
from engagement.forms.organizer import initial_texts
from engagement.models import Erratum, Finding, Quote, Recommendation, Unit
from engagement.queries import analysis, orders, reporting
from engagement.views.acting import acted
from engagement.views.analyst import context_of, find
from engagement.views.asking import NEVER_CHANGES, Question, asked, in_both, removal
from kernel.acting import OVERTAKEN
from kernel.errors import DomainError
from kernel.forms import put_refusal
from kernel.moves import can_step
from kernel.orders import heads, query_of

FINDING_ACTS: dict[str, tuple[Callable[..., Any], P, Any]] = {
    "check": (
        findings.check_evidence,
        P.CHECK_ANALYSIS,
        gettext_lazy("Evidence checked; the counts are frozen with it. Next, the two languages are compared."),
    ),
    "review": (
        findings.review_language,
        P.CHECK_ANALYSIS,
        gettext_lazy("Both languages say the same. Next, an approver decides."),
    ),
    "approve": (
        findings.approve,
        P.APPROVE_FINDINGS,
        gettext_lazy("The finding is approved. It is published next, with what we heard."),
    ),
    "publish": (
        findings.publish,
        P.APPROVE_FINDINGS,
        gettext_lazy("The finding is published. Next, it needs a reply."),
    ),
    "send-back": (findings.send_back, P.CHECK_ANALYSIS, gettext_lazy("Sent back to its author.")),
}
RECOMMENDATION_ACTS: dict[str, tuple[Callable[..., Any], P, Any]] = {
    "approve": (answering.approve_recommendation, P.APPROVE_FINDINGS, gettext_lazy("The recommendation is approved.")),
    "send-back": (answering.send_back_recommendation, P.APPROVE_FINDINGS, gettext_lazy("Sent back to its author.")),
}
FINDING = "statement_en statement_fr limits_en limits_fr is_minority"
EVIDENCE_READERS = (*policies.ANALYSTS, P.APPROVE_FINDINGS)


@requires(*policies.READERS)
@require_safe
def overview(request: SignedIn, public_id: UUID) -> HttpResponse:
    """All findings, in the order asked for, and recommendations with where they stand."""
    consultation, form = find(request, public_id), FindingsOrder(request.GET)
    context = context_of(
        request,
        consultation,
        "analysis_findings",
        form=form,
        heads=heads(orders.FINDINGS, form.sorting, query_of(request)),
        findings=form.sorting.sorted(consultation.findings.select_related("theme", "author")),
        recommendations=consultation.recommendations.prefetch_related("findings", _with_names()).order_by("number"),
        in_analysis=findings.takes_findings(consultation),
        themes=analysis.themes(consultation).exists(),
    )
    return render(request, "engagement/analyst/findings.html", context)


def _with_names() -> Any:
    """Read the corrections of recommendations with who wrote and who signed each."""
    return Prefetch("errata", Erratum.objects.select_related("author", "approver").order_by("-pk"))


@requires(P.ANALYSE)
@require_http_methods(["GET", "HEAD", "POST"])
def add(request: SignedIn, public_id: UUID) -> HttpResponse:
    """A new finding on one theme with one stance."""
    consultation = find(request, public_id)
    form = NewFindingForm(analysis.themes(consultation), request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            row = findings.draft(
                consultation,
                form.cleaned_data["theme"],
                Stance(form.cleaned_data["stance"]),
                form.wording(),
                actor=Actor.of(request.user),
                once=form.cleaned_data["once"],
            )
        except DomainError as refusal:
            put_refusal(form, refusal)
        else:
            messages.success(request, _("The finding is drafted on every passage of its theme and stance."))
            return redirect("engagement:analysis_finding", row.public_id)
    context = context_of(
        request,
        consultation,
        "analysis_findings",
        form=form,
        heading=_("New finding"),
        back="engagement:analysis_findings",
    )
    return render(request, "engagement/organizer/texts.html", context, status=422 if form.errors else 200)


def _finding(request: SignedIn, public_id: UUID) -> Finding:
    rows = policies.findings_visible_to(request.user).select_related(
        "consultation", "theme", "author", "checker", "reviewer", "approver"
    )
    return get_object_or_404(rows, public_id=public_id)


@requires(*policies.READERS)
@require_safe
def one(request: SignedIn, public_id: UUID) -> HttpResponse:
    """One finding: statement, evidence, counts, signatures, and what still blocks it."""
    finding = _finding(request, public_id)
    may_read = any(request.user.may(permission) for permission in EVIDENCE_READERS)
    steps = (
        (_("Drafted"), finding.author, True),
        (_("Evidence checked"), finding.checker, finding.state != FindingState.DRAFT),
        (_("Languages compared"), finding.reviewer, finding.reviewer_id is not None),
        (_("Approved"), finding.approver, finding.approver_id is not None),
        (_("Published"), None, finding.state == FindingState.PUBLISHED),
    )
    done = [reached for _label, _who, reached in steps]
    here = done.index(False) if False in done else -1
    context = context_of(
        request,
        finding.consultation,
        "analysis_findings",
        finding=finding,
        shares=reporting.shares_of(finding),
        evidence=analysis.evidence(finding, request.user) if may_read else [],
        may_read=may_read,
        quotes=[(q, q.source.text[q.start : q.end]) for q in finding.quotes.select_related("source").order_by("pk")],
        own=finding.author_id == request.user.pk,
        errata=finding.errata.select_related("author", "approver").order_by("-pk"),
        steps=[
            {"label": label, "done": reached, "current": n == here, "note": who.name if who and reached else ""}
            for n, (label, who, reached) in enumerate(steps)
        ],
    )
    return render(request, "engagement/analyst/finding.html", context)


@requires(P.ANALYSE)
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: SignedIn, public_id: UUID) -> HttpResponse:
    """Change the words of a draft."""
    finding = _finding(request, public_id)
    form = FindingForm(request.POST if request.method == "POST" else None, initial=initial_texts(finding, FINDING))
    if request.method == "POST" and form.is_valid():
        try:
            findings.edit(
                finding, form.wording(), actor=Actor.of(request.user), settled=form.is_settled, seen=form.seen_before
            )
        except DomainError as refusal:
            put_refusal(form, refusal)
        else:
            messages.success(
                request,
                _("The words of the finding are saved. Next, see below what still keeps it from being published."),
            )
            return redirect("engagement:analysis_finding", public_id)
    heading = _("Finding %(number)s") % {"number": finding.number}
    context = context_of(
        request,
        finding.consultation,
        "analysis_findings",
        form=form,
        heading=heading,
        back="engagement:analysis_findings",
    )
    return render(request, "engagement/organizer/texts.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def act(request: HttpRequest, public_id: UUID, name: str) -> HttpResponseBase:
    """One signature, or back to the author; published after a page that says what it does."""
    verb, permission, done = FINDING_ACTS[name]
    permissions = (permission, P.APPROVE_FINDINGS) if name == "send-back" else (permission,)
    if request.method != "POST" and name != "publish":
        return HttpResponseNotAllowed(["POST"])

    @requires(*permissions)
    def step(signed: SignedIn) -> HttpResponse:
        finding = _finding(signed, public_id)
        do = lambda: verb(finding, actor=Actor.of(signed.user))  # noqa: E731
        if name == "publish":
            return asked(signed, finding.consultation, _publishing(finding), do, public_id)
        return acted(signed, do, done, "analysis_finding", public_id)

    return step(request)


def _publishing(finding: Finding) -> Question:
    possible = finding.consultation.state == ConsultationState.REPORTING and can_step(
        FINDING_MOVES, finding.state, FindingState.PUBLISHED
    )
    return Question(
        title=_("Publish finding %(number)s?") % {"number": finding.number},
        words=in_both(finding, "statement"),
        facts=(
            _("Anybody can read it at once, in English and in French, with the quotations under it."),
            _("It needs a published reply before the consultation can be declared answered."),
            NEVER_CHANGES,
        ),
        done=FINDING_ACTS["publish"][2],
        back="analysis_finding",
        label=_("Publish"),
        hindrance="" if possible else OVERTAKEN,
    )


@requires(P.ANALYSE)
@require_POST
def quote(request: SignedIn, public_id: UUID) -> HttpResponse:
    """Show the words of one passage under the finding, if the person allows it."""
    finding = _finding(request, public_id)
    try:
        wanted = UUID(request.POST.get("coding", ""))
    except ValueError:
        wanted = UUID(int=0)
    row = finding.evidence.select_related("coding__source").filter(coding=wanted).first()
    if row is None:
        messages.error(request, _("Choose a passage this finding rests on."))
        return redirect("engagement:analysis_finding", public_id)
    source = row.coding.source
    units = Unit.objects.filter(source=source, start__gte=row.coding.start, end__lte=row.coding.end)
    return acted(
        request,
        lambda: findings.choose_quote(finding, source, list(units), actor=Actor.of(request.user)),
        _("The quotation will stand under the finding."),
        "analysis_finding",
        public_id,
    )


@requires(P.ANALYSE)
@require_http_methods(["GET", "HEAD", "POST"])
def drop_quote(request: SignedIn, public_id: UUID) -> HttpResponse:
    """Ask, then take a quotation away."""
    rows = Quote.objects.filter(finding__in=policies.findings_visible_to(request.user))
    row = get_object_or_404(rows.select_related("finding__consultation", "source"), public_id=public_id)
    if row.finding.state == FindingState.PUBLISHED:
        facts: tuple[Any, ...] = (
            _("These words leave the public page, the document and the data at once, in both languages."),
            _("Nothing brings them back: nothing can be added to a finding that is published."),
            _("The finding stays as it is, and so do its counts."),
        )
    else:
        facts = (
            _("These words no longer stand under the finding. It still rests on the passage."),
            _("They can be quoted again until the finding is published, if the person still allows it."),
        )
    question = removal(
        title=_("Remove this quotation?"),
        subject=row.source.text[row.start : row.end],
        facts=facts,
        done=_("The quotation is removed."),
        back="analysis_finding",
    )
    do = lambda: findings.drop_quote(row, actor=Actor.of(request.user))  # noqa: E731
    return asked(request, row.finding.consultation, question, do, row.finding.public_id)


@requires(P.ANALYSE)
@require_http_methods(["GET", "HEAD", "POST"])
def recommend(request: SignedIn, public_id: UUID) -> HttpResponse:
    """A new recommendation."""
    consultation = find(request, public_id)
    form = NewRecommendationForm(consultation, request.POST if request.method == "POST" else None)
    return _recommendation(
        request,
        form,
        consultation,
        lambda: answering.recommend(
            consultation,
            form.cleaned_data["findings"],
            **_statements(form),
            actor=Actor.of(request.user),
            once=form.cleaned_data["once"],
        ),
        _("New recommendation"),
    )


def _statements(form: RecommendationForm) -> dict[str, str]:
    return {name: form.cleaned_data[name] for name in ("statement_en", "statement_fr")}


def _found(request: SignedIn, public_id: UUID) -> Recommendation:
    rows = policies.recommendations_visible_to(request.user).select_related("consultation", "author", "approver")
    return get_object_or_404(rows, public_id=public_id)


@requires(P.ANALYSE)
@require_http_methods(["GET", "HEAD", "POST"])
def edit_recommendation(request: SignedIn, public_id: UUID) -> HttpResponse:
    """Change a draft recommendation."""
    row = _found(request, public_id)
    initial = {"statement_en": row.statement_en, "statement_fr": row.statement_fr, "findings": row.findings.all()}
    initial["seen"] = answering.seen_of_recommendation(row)
    form = RecommendationForm(row.consultation, request.POST if request.method == "POST" else None, initial=initial)
    return _recommendation(
        request,
        form,
        row.consultation,
        lambda: answering.edit_recommendation(
            row,
            form.cleaned_data["findings"],
            **_statements(form),
            actor=Actor.of(request.user),
            settled=form.is_settled,
            seen=form.seen_before,
        ),
        _("Recommendation %(number)s") % {"number": row.number},
    )


def _recommendation(
    request: SignedIn, form: Any, consultation: Any, save: Callable[[], Any], heading: str
) -> HttpResponse:
    if request.method == "POST" and form.is_valid():
        try:
            save()
        except DomainError as refusal:
            put_refusal(form, refusal)
        else:
            messages.success(request, _("The recommendation is saved. Somebody else approves it."))
            return redirect("engagement:analysis_findings", consultation.public_id)
    context = context_of(
        request, consultation, "analysis_findings", form=form, heading=heading, back="engagement:analysis_findings"
    )
    return render(request, "engagement/organizer/texts.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def act_recommendation(request: HttpRequest, public_id: UUID, name: str) -> HttpResponseBase:
    """Approve, after a page that says what it does where that makes it public; or back to the author."""
    verb, permission, done = RECOMMENDATION_ACTS[name]
    if request.method != "POST" and name != "approve":
        return HttpResponseNotAllowed(["POST"])

    @requires(permission)
    def step(signed: SignedIn) -> HttpResponse:
        row = _found(signed, public_id)
        do = lambda: verb(row, actor=Actor.of(signed.user))  # noqa: E731
        if name == "approve":
            return asked(signed, row.consultation, _approving(row, done), do)
        return acted(signed, do, done, "analysis_findings", row.consultation.public_id)

    return step(request)


def _approving(row: Recommendation, done: Any) -> Question:
    if row.consultation.state == ConsultationState.REPORTING:
        facts: tuple[Any, ...] = (
            _("What was heard is published already, so this becomes public at once, in English and in French."),
            NEVER_CHANGES,
        )
    else:
        facts = (
            _("It becomes public with what was heard, and nobody outside sees it before."),
            _("Until then it can be sent back to its author."),
        )
    return Question(
        title=_("Approve recommendation %(number)s?") % {"number": row.number},
        words=in_both(row, "statement"),
        facts=facts,
        done=done,
        back="analysis_findings",
        label=_("Approve"),
        tone="danger" if row.consultation.state == ConsultationState.REPORTING else "",
        hindrance="" if can_step(RECOMMENDATION_MOVES, row.state, RecommendationState.APPROVED) else OVERTAKEN,
    )
