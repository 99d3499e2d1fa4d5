"""Running a consultation: its life, dates, meetings, tables and declared figures."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.actors import Actor
from accounts.permissions import Permission as P
from accounts.policies import SignedIn, requires
from engagement import policies
from engagement.domain import consultations, notes, opening
from engagement.enums import HeadCount, TableRule
from engagement.forms.lists import ConsultationsOrder
from engagement.forms.organizer import ConsultationForm, ExtendForm, FigureForm, LinkEventForm, TableForm
from engagement.models import Consultation, ConsultationEvent
from engagement.queries import orders, staff
from engagement.views import frame, steps
from engagement.views.acting import acted
from engagement.views.asking import asked
from events.policies import events_run_by
from kernel.errors import DomainError
from kernel.forms import put_refusal
from kernel.orders import asked_page, heads, query_of

CONSULTATIONS_ON_A_PAGE = 50
TABS = (
    ("one", gettext_lazy("Overview"), policies.READERS),
    ("paper", gettext_lazy("Paper"), policies.READERS),
    ("questions", gettext_lazy("Questions"), policies.READERS),
    ("meetings", gettext_lazy("Meetings and tables"), (P.EDIT_CONSULTATIONS,)),
    ("replies", gettext_lazy("Replies"), (P.EDIT_CONSULTATIONS, P.APPROVE_FINDINGS)),
)
ACTS: dict[str, tuple[Callable[..., Any], tuple[P, ...], Any]] = {
    "open": (
        consultations.open_,
        (P.APPROVE_CONSULTATIONS,),
        gettext_lazy("Signed. The public can see the consultation."),
    ),
    "unschedule": (consultations.unschedule, (P.EDIT_CONSULTATIONS,), gettext_lazy("It is a draft again.")),
    "close": (consultations.close, (P.EDIT_CONSULTATIONS,), gettext_lazy("Closed for input.")),
    "analyse": (
        consultations.start_analysis,
        (P.EDIT_CONSULTATIONS,),
        gettext_lazy("Everything received is locked and ready to be read."),
    ),
    "report": (consultations.report, (P.APPROVE_FINDINGS,), gettext_lazy("What we heard is published.")),
    "reply": (consultations.mark_replied, (P.APPROVE_FINDINGS,), gettext_lazy("The consultation is answered.")),
    "archive": (consultations.archive, (P.EDIT_CONSULTATIONS,), gettext_lazy("The consultation is on record.")),
}


def find(request: SignedIn, public_id: UUID) -> Consultation:
    """Return a consultation this person may open, or 404."""
    return get_object_or_404(policies.visible_to(request.user).select_related("place", "lead"), public_id=public_id)


def context_of(request: SignedIn, consultation: Consultation, tab: str, **more: Any) -> dict[str, Any]:
    """Return what the head of every staff page of a consultation shows."""
    user = request.user
    tabs = [
        {"url": reverse(f"engagement:run_{key}", args=[consultation.public_id]), "label": label, "current": key == tab}
        for key, label, permissions in TABS
        if any(user.may(permission) for permission in permissions)
    ]
    if any(user.may(permission) for permission in policies.ANALYSTS):
        tabs.append(
            {
                "url": reverse("engagement:analysis_one", args=[consultation.public_id]),
                "label": _("Analysis"),
                "current": False,
            }
        )
    return {
        "consultation": consultation,
        "tabs": tabs,
        "may_edit": user.may(P.EDIT_CONSULTATIONS),
        "may_sign": user.may(P.APPROVE_CONSULTATIONS),
        "may_approve": user.may(P.APPROVE_FINDINGS),
        **more,
    }


@requires(*policies.READERS)
@require_safe
def run(request: SignedIn) -> HttpResponse:
    """All consultations, the latest first unless asked otherwise, page after page."""
    form, query = ConsultationsOrder(request.GET), query_of(request)
    every = policies.visible_to(request.user).select_related("place")
    shown = asked_page(request, every, form.sorting, size=CONSULTATIONS_ON_A_PAGE)
    context = {
        "form": form,
        "heads": heads(orders.CONSULTATIONS, form.sorting, query),
        "rows": [(row, frame.period(row), frame.closing(row)) for row in shown.rows],
        "total": every.count(),
        "shown": len(shown.rows),
        "page": shown.links(query),
        "may_edit": request.user.may(P.EDIT_CONSULTATIONS),
    }
    return render(request, "engagement/organizer/list.html", context)


@requires(P.EDIT_CONSULTATIONS)
@require_http_methods(["GET", "HEAD", "POST"])
def create(request: SignedIn) -> HttpResponse:
    """A new consultation, as a draft."""
    form = ConsultationForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            row = consultations.create(form.details(), actor=Actor.of(request.user))
        except DomainError as refusal:
            put_refusal(form, refusal)
        else:
            messages.success(request, _("The consultation is created as a draft. Next: its paper and its questions."))
            return redirect("engagement:run_one", row.public_id)
    return render(request, "engagement/organizer/edit.html", {"form": form}, status=422 if form.errors else 200)


@requires(*policies.READERS)
@require_safe
def one(request: SignedIn, public_id: UUID) -> HttpResponse:
    """Where it stands, what needs someone, the balance sheet, the next act."""
    consultation = find(request, public_id)
    context = context_of(
        request,
        consultation,
        "one",
        steps=frame.steps(consultation),
        period=frame.period(consultation),
        closing=frame.closing(consultation),
        todo=staff.todo(consultation, request.user),
        balance=staff.balance(consultation),
        blockers=opening.blockers(consultation) if consultation.state == "draft" else [],
        own=consultation.author_id == request.user.pk,
        changes=consultation.deadline_changes.order_by("-pk"),
        figures=consultation.figures.all(),
    )
    return render(request, "engagement/organizer/one.html", context)


@requires(P.EDIT_CONSULTATIONS)
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: SignedIn, public_id: UUID) -> HttpResponse:
    """Change what is said about a consultation."""
    consultation = get_object_or_404(policies.run_by(request.user), public_id=public_id)
    form = ConsultationForm(request.POST if request.method == "POST" else None, consultation=consultation)
    if request.method == "POST" and form.is_valid():
        try:
            details, seen = form.details(consultation.ref), form.cleaned_data["seen"]
            consultations.edit(consultation, details, actor=Actor.of(request.user), seen=seen)
        except DomainError as refusal:
            put_refusal(form, refusal)
        else:
            messages.success(request, _("What is said about the consultation is saved."))
            return redirect("engagement:run_one", public_id)
    context = context_of(request, consultation, "one", form=form)
    return render(request, "engagement/organizer/edit.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def act(request: HttpRequest, public_id: UUID, name: str) -> HttpResponseBase:
    """One step of a consultation's life, after a page that says what it does."""
    verb, permissions, done = ACTS[name]

    @requires(*permissions)
    def step(signed: SignedIn) -> HttpResponse:
        consultation = find(signed, public_id)
        question = steps.question_of(consultation, name, done)
        return asked(signed, consultation, question, lambda: verb(consultation, actor=Actor.of(signed.user)))

    return step(request)


@requires(P.EDIT_CONSULTATIONS)
@require_http_methods(["GET", "HEAD", "POST"])
def extend(request: SignedIn, public_id: UUID) -> HttpResponse:
    """Give people more time, and say publicly why."""
    consultation = get_object_or_404(policies.run_by(request.user), public_id=public_id)
    form = ExtendForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            consultations.extend(consultation, **form.cleaned_data, actor=Actor.of(request.user))
        except DomainError as refusal:
            put_refusal(form, refusal)
        else:
            messages.success(request, _("Extended. The new date and its reason are public."))
            return redirect("engagement:run_one", public_id)
    context = context_of(request, consultation, "one", form=form, closing=frame.closing(consultation))
    return render(request, "engagement/organizer/extend.html", context, status=422 if form.errors else 200)


@requires(P.EDIT_CONSULTATIONS)
@require_safe
def meetings(request: SignedIn, public_id: UUID) -> HttpResponse:
    """The events that belong to it, and the tables whose notes are taken."""
    return _meetings(request, get_object_or_404(policies.run_by(request.user), public_id=public_id))


def _meetings(request: SignedIn, consultation: Consultation, **forms: Any) -> HttpResponse:
    links = staff.meetings(consultation, request.user)
    tables = consultation.tables.select_related("event", "session").order_by("event", "label")
    context = context_of(
        request,
        consultation,
        "meetings",
        links=links,
        tables=tables,
        link_form=forms.get("link_form") or LinkEventForm(events_run_by(request.user)),
        table_form=forms.get("table_form") or TableForm(consultation),
        form=next(iter(forms.values()), None),
    )
    return render(request, "engagement/organizer/meetings.html", context, status=422 if forms else 200)


@requires(P.EDIT_CONSULTATIONS)
@require_POST
def link_event(request: SignedIn, public_id: UUID) -> HttpResponse:
    """Let an event belong to the consultation."""
    consultation = get_object_or_404(policies.run_by(request.user), public_id=public_id)
    form = LinkEventForm(events_run_by(request.user), request.POST)
    if form.is_valid():
        event = form.cleaned_data["event"]
        return acted(
            request,
            lambda: consultations.link_event(consultation, event, actor=Actor.of(request.user)),
            _("The meeting belongs to the consultation."),
            "run_meetings",
            public_id,
        )
    return _meetings(request, consultation, link_form=form)


@requires(P.EDIT_CONSULTATIONS)
@require_POST
def unlink_event(request: SignedIn, public_id: UUID) -> HttpResponse:
    """Take an event out of its consultation."""
    links = ConsultationEvent.objects.filter(consultation__in=policies.run_by(request.user))
    link = get_object_or_404(links.select_related("consultation", "event"), public_id=public_id)
    return acted(
        request,
        lambda: consultations.unlink_event(link, actor=Actor.of(request.user)),
        _("The meeting no longer belongs to the consultation."),
        "run_meetings",
        link.consultation.public_id,
    )


@requires(P.EDIT_CONSULTATIONS)
@require_POST
def open_table(request: SignedIn, public_id: UUID) -> HttpResponse:
    """Open the notes of a table."""
    consultation = get_object_or_404(policies.run_by(request.user), public_id=public_id)
    form = TableForm(consultation, request.POST)
    if form.is_valid():
        values = form.cleaned_data
        try:
            notes.open_table(
                consultation,
                values["event"],
                values["label"],
                session=values["session"],
                rule=TableRule(values["rule"]),
                head_count=HeadCount(values["head_count"]) if values["head_count"] else "",
                actor=Actor.of(request.user),
            )
        except DomainError as refusal:
            put_refusal(form, refusal)
        else:
            messages.success(request, _("The table is open for notes."))
            return redirect("engagement:run_meetings", public_id)
    return _meetings(request, consultation, table_form=form)


@requires(P.EDIT_CONSULTATIONS)
@require_http_methods(["GET", "HEAD", "POST"])
def figures(request: SignedIn, public_id: UUID) -> HttpResponse:
    """Declare a total as a constant."""
    consultation = get_object_or_404(policies.run_by(request.user), public_id=public_id)
    form = FigureForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        values = dict(form.cleaned_data)
        consultations.declare(consultation, actor=Actor.of(request.user), key=values.pop("key"), **values)
        messages.success(request, _("The figure is declared and stands on the public page."))
        return redirect("engagement:run_one", public_id)
    context = context_of(request, consultation, "one", form=form, figures=consultation.figures.all())
    return render(request, "engagement/organizer/figures.html", context, status=422 if form.errors else 200)
