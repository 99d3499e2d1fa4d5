"""The registration form of an event: its own questions, how they read in both languages, asking and retiring."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.actors import Actor
from accounts.permissions import Permission as P
from accounts.policies import SignedIn, requires
from events import policies
from events.domain import questions as questions_domain
from events.enums import FIXED_STATES
from events.forms.attendee import RegistrationForm, readers
from events.forms.questions import EditQuestionForm, NewQuestionForm
from events.models import Event, FormQuestion
from events.queries import questions as question_queries
from events.views.frame import event_context
from kernel.acting import attempt
from kernel.errors import DomainError
from kernel.forms import put_refusal


def _event(request: SignedIn, public_id: UUID) -> Event:
    return get_object_or_404(
        policies.events_spoken_of_by(request.user).select_related("place", "venue"), public_id=public_id
    )


@requires(P.PLAN_EVENTS)
@require_safe
def questions(request: SignedIn, public_id: UUID) -> HttpResponse:
    """What the form asks, who reads it, and how it reads in both languages."""
    event = _event(request, public_id)
    asked, retired = question_queries.asked(event)
    context = event_context(request, event, "questions")
    context |= {
        "asked": [(row, readers(row.audience)) for row in asked],
        "retired": retired,
        "previews": [(language, _as_read(event, asked, language)) for language in ("en", "fr")],
        "may_change": event.state not in FIXED_STATES,
    }
    return render(request, "events/organizer/questions.html", context)


def _as_read(event: Event, asked: list[FormQuestion], language: str) -> str:
    """Return the form as an invited person reads it in one language; nothing in it can be sent."""
    with translation.override(language):
        form = RegistrationForm(event=event, questions=asked, prefix=language)
        return render_to_string("events/organizer/form_as_read.html", {"form": form})


@requires(P.PLAN_EVENTS)
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: SignedIn, public_id: UUID) -> HttpResponse:
    """Add a question at the end of the form."""
    event = _event(request, public_id)
    form = NewQuestionForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            questions_domain.ask(event, form.wording(), actor=Actor.of(request.user), once=form.cleaned_data["once"])
        except DomainError as refusal:
            put_refusal(form, refusal)
        else:
            messages.success(
                request, _("The question is on the form. Who has registered already sees it when changing the answers.")
            )
            return redirect("events:questions", event.public_id)
    context = event_context(request, event, "questions")
    context["form"] = form
    return render(request, "events/organizer/question.html", context, status=422 if form.errors else 200)


def _question(request: SignedIn, key: UUID) -> FormQuestion:
    asked = FormQuestion.objects.filter(event__in=policies.events_spoken_of_by(request.user))
    return get_object_or_404(asked.select_related("event__place", "event__venue"), key=key)


@requires(P.PLAN_EVENTS)
@require_http_methods(["GET", "HEAD", "POST"])
def reword(request: SignedIn, key: UUID) -> HttpResponse:
    """Put a question differently while nobody has answered it; afterwards say why its words stay."""
    question = _question(request, key)
    event = question.event
    typed = request.POST if request.method == "POST" else None
    form = EditQuestionForm(typed, initial=EditQuestionForm.initial_of(question))
    if request.method == "POST" and form.is_valid():
        try:
            seen = form.cleaned_data["seen"]
            questions_domain.reword(question, form.wording(), actor=Actor.of(request.user), seen=seen)
        except DomainError as refusal:
            put_refusal(form, refusal)
        else:
            messages.success(request, _("The question reads as you have written it now."))
            return redirect("events:questions", event.public_id)
    context = event_context(request, event, "questions") | {"form": form, "question": question}
    return render(request, "events/organizer/question.html", context, status=422 if form.errors else 200)


@requires(P.PLAN_EVENTS)
@require_POST
def move(request: SignedIn, key: UUID) -> HttpResponse:
    """Let a question change places with its neighbour."""
    question = _question(request, key)
    try:
        questions_domain.move(question, actor=Actor.of(request.user), earlier=request.POST.get("where") == "earlier")
    except DomainError as refusal:
        messages.error(request, str(refusal.message))
    return redirect("events:questions", question.event.public_id)


@requires(P.PLAN_EVENTS)
@require_http_methods(["GET", "HEAD", "POST"])
def retire(request: SignedIn, key: UUID) -> HttpResponse:
    """Say what happens with the answers, then ask no longer."""
    question = _question(request, key)
    event = question.event
    if request.method == "POST":
        attempt(
            request,
            lambda: questions_domain.retire(question, actor=Actor.of(request.user)),
            _("The question is asked no longer. Answers already given stay."),
        )
        return redirect("events:questions", event.public_id)
    context = event_context(request, event, "questions")
    context |= {"question": question, "given": question.answers.exclude(value="").count()}
    return render(request, "events/organizer/question_retire.html", context)
