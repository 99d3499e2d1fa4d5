"""The paper's editor: drafts in sections, review, a second signature that freezes."""

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
from engagement.domain import papers
from engagement.forms.organizer import PaperForm, SectionForm, initial_texts
from engagement.models import PaperSection, PaperVersion
from engagement.views import freezing
from engagement.views.acting import acted
from engagement.views.asking import asked, removal
from engagement.views.organizer import context_of, find
from kernel.bilingual import text
from kernel.errors import DomainError
from kernel.forms import put_refusal

ACTS: dict[str, tuple[Callable[..., Any], P, Any]] = {
    "submit": (papers.submit, P.EDIT_CONSULTATIONS, gettext_lazy("Handed over. A second person reads and freezes it.")),
    "send-back": (papers.send_back, P.APPROVE_CONSULTATIONS, gettext_lazy("Sent back to its author.")),
    "freeze": (
        papers.freeze,
        P.APPROVE_CONSULTATIONS,
        gettext_lazy("Frozen. This version is in force and never changes."),
    ),
}
VERSION = "title_en title_fr change_note_en change_note_fr"
SECTION = "heading_en heading_fr body_en body_fr"


def _versions(request: SignedIn) -> Any:
    return PaperVersion.objects.filter(paper__consultation__in=policies.visible_to(request.user)).select_related(
        "paper__consultation", "author", "frozen_by"
    )


def _sections(request: SignedIn) -> Any:
    return PaperSection.objects.filter(version__in=_versions(request)).select_related("version__paper__consultation")


@requires(*policies.READERS)
@require_safe
def overview(request: SignedIn, public_id: UUID) -> HttpResponse:
    """The versions of the paper; the one in work with its sections."""
    consultation = find(request, public_id)
    versions = list(PaperVersion.objects.filter(paper__consultation=consultation).select_related("author", "frozen_by"))
    in_work = next((row for row in versions if not row.is_fixed), None)
    context = context_of(
        request,
        consultation,
        "paper",
        versions=versions,
        in_work=in_work,
        sections=in_work.sections.order_by("order", "pk") if in_work else [],
        own=bool(in_work and in_work.author_id == request.user.pk),
    )
    return render(request, "engagement/organizer/paper.html", context)


@requires(P.EDIT_CONSULTATIONS)
@require_POST
def start(request: SignedIn, public_id: UUID) -> HttpResponse:
    """Begin the next version."""
    consultation = get_object_or_404(policies.run_by(request.user), public_id=public_id)
    return acted(
        request,
        lambda: papers.start_version(consultation, actor=Actor.of(request.user)),
        _("A new version has begun. Nothing of it is public."),
        "run_paper",
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
        consultation, do = version.paper.consultation, lambda: verb(version, actor=Actor.of(signed.user))
        if name == "freeze":
            return asked(signed, consultation, freezing.question_of(version, consultation, done, "run_paper"), do)
        return acted(signed, do, done, "run_paper", consultation.public_id)

    return step(request)


@requires(P.EDIT_CONSULTATIONS)
@require_http_methods(["GET", "HEAD", "POST"])
def describe(request: SignedIn, public_id: UUID) -> HttpResponse:
    """Title, and what changed."""
    version = get_object_or_404(_versions(request), public_id=public_id)
    form = PaperForm(request.POST if request.method == "POST" else None, initial=initial_texts(version, VERSION))
    return _edit(
        request,
        form,
        version.paper.consultation,
        lambda: papers.describe(
            version, actor=Actor.of(request.user), settled=form.is_settled, seen=form.seen_before, **form.texts()
        ),
        _("Title and change note"),
        _("Title and change note are saved."),
    )


@requires(P.EDIT_CONSULTATIONS)
@require_http_methods(["GET", "HEAD", "POST"])
def add_section(request: SignedIn, public_id: UUID) -> HttpResponse:
    """A new section at the end."""
    version = get_object_or_404(_versions(request), public_id=public_id)
    form = SectionForm(request.POST if request.method == "POST" else None)
    return _edit(
        request,
        form,
        version.paper.consultation,
        lambda: papers.add_section(version, actor=Actor.of(request.user), **form.texts()),
        _("New section"),
        _("The section is added at the end of the draft."),
    )


@requires(P.EDIT_CONSULTATIONS)
@require_http_methods(["GET", "HEAD", "POST"])
def edit_section(request: SignedIn, public_id: UUID) -> HttpResponse:
    """One section in both languages."""
    section = get_object_or_404(_sections(request), public_id=public_id)
    form = SectionForm(request.POST if request.method == "POST" else None, initial=initial_texts(section, SECTION))
    return _edit(
        request,
        form,
        section.version.paper.consultation,
        lambda: papers.edit_section(
            section, actor=Actor.of(request.user), settled=form.is_settled, seen=form.seen_before, **form.texts()
        ),
        _("Section “%(key)s”") % {"key": section.key},
        _("The section is saved in the draft."),
    )


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
            return redirect("engagement:run_paper", consultation.public_id)
    context = context_of(request, consultation, "paper", form=form, heading=title, back="engagement:run_paper")
    return render(request, "engagement/organizer/texts.html", context, status=422 if form.errors else 200)


@requires(P.EDIT_CONSULTATIONS)
@require_POST
def move_section(request: SignedIn, public_id: UUID) -> HttpResponse:
    """Put a section at the place that its button names."""
    section = get_object_or_404(_sections(request), public_id=public_id)
    named = request.POST.get("to", "")
    place = int(named) if named.isascii() and named.isdecimal() and len(named) < 6 else 0
    return acted(
        request,
        lambda: papers.move_section(section, place=place, actor=Actor.of(request.user)),
        _("Moved."),
        "run_paper",
        section.version.paper.consultation.public_id,
    )


@requires(P.EDIT_CONSULTATIONS)
@require_http_methods(["GET", "HEAD", "POST"])
def remove_section(request: SignedIn, public_id: UUID) -> HttpResponse:
    """Ask, then take a section out of the draft."""
    section = get_object_or_404(_sections(request), public_id=public_id)
    question = removal(
        title=_("Remove this section from the draft?"),
        subject=text(section, "heading") or section.key,
        facts=(
            _("Its heading and its text go, in both languages. Nothing brings them back."),
            _("Earlier versions keep it, and the version in force stays as it is."),
            _("A question tied to this section stays, but no longer stands beside the paper."),
        ),
        done=_("The section is removed from the draft. Earlier versions keep it."),
        back="run_paper",
    )
    consultation = section.version.paper.consultation
    return asked(request, consultation, question, lambda: papers.remove_section(section, actor=Actor.of(request.user)))
