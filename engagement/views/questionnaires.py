"""The editor of the questions: pages, questions, choices, the privacy notice; a second signature freezes."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
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
from engagement.domain import questionnaires
from engagement.forms.organizer import (
    NewQuestionPageForm,
    QuestionForm,
    QuestionnaireForm,
    QuestionPageForm,
    initial_texts,
    version_initial,
)
from engagement.models import PaperSection, QuestionnaireVersion, QuestionPage, QuestionVersion
from engagement.views import freezing
from engagement.views.acting import acted
from engagement.views.asking import asked, removal
from engagement.views.organizer import context_of, find
from kernel.bilingual import text
from kernel.errors import DomainError
from kernel.forms import put_refusal

ACTS: dict[str, tuple[Callable[..., Any], P, Any]] = {
    "submit": (
        questionnaires.submit,
        P.EDIT_CONSULTATIONS,
        gettext_lazy("Handed over. A second person reads and freezes it."),
    ),
    "send-back": (questionnaires.send_back, P.APPROVE_CONSULTATIONS, gettext_lazy("Sent back to its author.")),
    "freeze": (
        questionnaires.freeze,
        P.APPROVE_CONSULTATIONS,
        gettext_lazy("Frozen. This version is in force and never changes."),
    ),
}


def _versions(request: SignedIn) -> Any:
    return QuestionnaireVersion.objects.filter(
        questionnaire__consultation__in=policies.visible_to(request.user)
    ).select_related("questionnaire__consultation", "author", "frozen_by")


def _consultation(version: QuestionnaireVersion) -> Any:
    return version.questionnaire.consultation


@requires(*policies.READERS)
@require_safe
def overview(request: SignedIn, public_id: UUID) -> HttpResponse:
    """The versions; the one in work, or in force, with its pages and questions."""
    consultation = find(request, public_id)
    versions = list(
        QuestionnaireVersion.objects.filter(questionnaire__consultation=consultation).select_related(
            "author", "frozen_by"
        )
    )
    shown = next((row for row in versions if not row.is_fixed), None) or (versions[0] if versions else None)
    pages = shown.pages.prefetch_related("questions__options").order_by("order") if shown else []
    context = context_of(
        request,
        consultation,
        "questions",
        versions=versions,
        shown=shown,
        in_work=shown if shown and not shown.is_fixed else None,
        pages=pages,
        own=bool(shown and shown.author_id == request.user.pk),
    )
    return render(request, "engagement/organizer/questions.html", context)


@requires(P.EDIT_CONSULTATIONS)
@require_POST
def start(request: SignedIn, public_id: UUID) -> HttpResponse:
    """Begin the next version."""
    consultation = get_object_or_404(policies.run_by(request.user), public_id=public_id)
    major = request.POST.get("major") == "yes"
    return acted(
        request,
        lambda: questionnaires.start_version(consultation, actor=Actor.of(request.user), major=major),
        _("A new version has begun. Nothing of it is public."),
        "run_questions",
        public_id,
    )


@require_http_methods(["GET", "HEAD", "POST"])
def act(request: HttpRequest, public_id: UUID, name: str) -> HttpResponseBase:
    """Hand over, send back; freeze, after a page that says what it does."""
    verb, permission, done = ACTS[name]
    if request.method != "POST" and name != "freeze":
        return HttpResponseNotAllowed(["POST"])

    @requires(permission)
    def step(signed: SignedIn) -> HttpResponse:
        version = get_object_or_404(_versions(signed), public_id=public_id)
        consultation, do = _consultation(version), lambda: verb(version, actor=Actor.of(signed.user))
        if name == "freeze":
            return asked(signed, consultation, freezing.question_of(version, consultation, done, "run_questions"), do)
        return acted(signed, do, done, "run_questions", consultation.public_id)

    return step(request)


def _edit(
    request: SignedIn, form: Any, consultation: Any, save: Callable[[], Any], title: str, done: str
) -> HttpResponse:
    if request.method == "POST" and form.is_valid():
        try:
            save()
        except DomainError as refusal:
            put_refusal(form, refusal)
        else:
            messages.success(request, done)
            return redirect("engagement:run_questions", consultation.public_id)
    context = context_of(request, consultation, "questions", form=form, heading=title, back="engagement:run_questions")
    return render(request, "engagement/organizer/texts.html", context, status=422 if form.errors else 200)


@requires(P.EDIT_CONSULTATIONS)
@require_http_methods(["GET", "HEAD", "POST"])
def describe(request: SignedIn, public_id: UUID) -> HttpResponse:
    """Title, introduction and privacy notice."""
    version = get_object_or_404(_versions(request), public_id=public_id)
    form = QuestionnaireForm(request.POST if request.method == "POST" else None, initial=version_initial(version))
    return _edit(
        request,
        form,
        _consultation(version),
        lambda: questionnaires.describe(
            version, actor=Actor.of(request.user), settled=form.is_settled, seen=form.seen_before, **form.texts()
        ),
        _("Title, introduction and privacy notice"),
        _("Title, introduction and privacy notice are saved."),
    )


@requires(P.EDIT_CONSULTATIONS)
@require_http_methods(["GET", "HEAD", "POST"])
def add_page(request: SignedIn, public_id: UUID) -> HttpResponse:
    """A new page of questions."""
    version = get_object_or_404(_versions(request), public_id=public_id)
    form = NewQuestionPageForm(request.POST if request.method == "POST" else None)
    return _edit(
        request,
        form,
        _consultation(version),
        lambda: questionnaires.add_page(
            version, actor=Actor.of(request.user), once=form.cleaned_data["once"], **form.texts()
        ),
        _("New page of questions"),
        _("The page is added at the end of the draft. Next, add its questions."),
    )


def sections_of(consultation: Any) -> list[tuple[str, str]]:
    """Return the sections of the latest version of the paper, by key and heading."""
    rows = PaperSection.objects.filter(version__paper__consultation=consultation).order_by("-version__number", "order")
    found = list(rows.select_related("version"))
    return [(row.key, text(row, "heading")) for row in found if row.version_id == found[0].version_id]


def _pages(request: SignedIn) -> Any:
    return QuestionPage.objects.filter(version__in=_versions(request)).select_related(
        "version__questionnaire__consultation"
    )


@requires(P.EDIT_CONSULTATIONS)
@require_http_methods(["GET", "HEAD", "POST"])
def edit_page(request: SignedIn, public_id: UUID) -> HttpResponse:
    """One page of questions."""
    page = get_object_or_404(_pages(request), public_id=public_id)
    names = "title_en title_fr intro_en intro_fr is_sensitive"
    form = QuestionPageForm(request.POST if request.method == "POST" else None, initial=initial_texts(page, names))
    return _edit(
        request,
        form,
        _consultation(page.version),
        lambda: questionnaires.edit_page(
            page, actor=Actor.of(request.user), settled=form.is_settled, seen=form.seen_before, **form.texts()
        ),
        _("Page %(number)s") % {"number": page.order},
        _("The page of questions is saved in the draft."),
    )


@requires(P.EDIT_CONSULTATIONS)
@require_http_methods(["GET", "HEAD", "POST"])
def add_question(request: SignedIn, public_id: UUID) -> HttpResponse:
    """A new question on a page."""
    page = get_object_or_404(_pages(request), public_id=public_id)
    form = QuestionForm(sections_of(_consultation(page.version)), request.POST if request.method == "POST" else None)
    return _edit(
        request,
        form,
        _consultation(page.version),
        lambda: questionnaires.put_question(page, form.question(), actor=Actor.of(request.user), new=True),
        _("New question"),
        _("The question is added at the end of its page."),
    )


def _questions(request: SignedIn) -> Any:
    rows = QuestionVersion.objects.filter(version__in=_versions(request))
    return rows.select_related("page", "version__questionnaire__consultation").prefetch_related("options")


@requires(P.EDIT_CONSULTATIONS)
@require_http_methods(["GET", "HEAD", "POST"])
def edit_question(request: SignedIn, public_id: UUID) -> HttpResponse:
    """One question."""
    row = get_object_or_404(_questions(request), public_id=public_id)
    form = QuestionForm(
        sections_of(_consultation(row.version)),
        request.POST if request.method == "POST" else None,
        initial=QuestionForm.initial_of(row),
    )
    form.fields["key"].disabled = True
    return _edit(
        request,
        form,
        _consultation(row.version),
        lambda: questionnaires.put_question(
            row.page, form.question(), actor=Actor.of(request.user), settled=form.is_settled, seen=form.seen_before
        ),
        _("Question “%(key)s”") % {"key": row.key},
        _("The question is saved in the draft."),
    )


@requires(P.EDIT_CONSULTATIONS)
@require_http_methods(["GET", "HEAD", "POST"])
def remove_question(request: SignedIn, public_id: UUID) -> HttpResponse:
    """Ask, then take a question out of the draft."""
    row = get_object_or_404(_questions(request), public_id=public_id)
    question = removal(
        title=_("Remove this question from the draft?"),
        subject=text(row, "prompt") or row.key,
        facts=(
            _("The question goes, with the answers it offers, in both languages. Nothing brings it back."),
            _("Earlier versions keep it, and so do the answers that people gave to them."),
        ),
        done=_("The question is removed from the draft. Answers to earlier versions stay."),
        back="run_questions",
    )
    return asked(
        request,
        _consultation(row.version),
        question,
        lambda: questionnaires.remove_question(row, actor=Actor.of(request.user)),
    )
