"""Reading: the state of the analysis, themes, one text with its passages."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
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
from engagement.domain import codebooks, coding
from engagement.enums import ConsultationState, Stance
from engagement.forms.analyst import AssignForm, ThemeForm
from engagement.forms.organizer import initial_texts
from engagement.models import Code, CodebookVersion, Coding, Consultation, SourceText
from engagement.queries import analysis, staff
from engagement.views import freezing
from engagement.views.acting import acted
from engagement.views.asking import asked, removal
from kernel.bilingual import text as label_of
from kernel.errors import DomainError
from kernel.forms import put_refusal

ACTS: dict[str, tuple[Callable[..., Any], Any]] = {
    "submit": (codebooks.submit, gettext_lazy("Handed over. A second analyst reads and freezes the themes.")),
    "send-back": (codebooks.send_back, gettext_lazy("Sent back to its author.")),
    "freeze": (codebooks.freeze, gettext_lazy("Frozen. Passages can now be assigned to these themes.")),
}
THEME = "label_en label_fr definition_en definition_fr bears_stance"


def find(request: SignedIn, public_id: UUID) -> Consultation:
    """Return a consultation this person may open, or 404."""
    return get_object_or_404(policies.visible_to(request.user), public_id=public_id)


def context_of(request: SignedIn, consultation: Consultation, tab: str, **more: Any) -> dict[str, Any]:
    """Return what the head of every page of the analysis shows."""
    user = request.user
    tabs = [("analysis_one", _("Reading")), ("analysis_themes", _("Themes")), ("analysis_findings", _("Findings"))]
    if not any(user.may(permission) for permission in policies.ANALYSTS):
        tabs = tabs[2:]
    rows = [
        {"url": reverse(f"engagement:{name}", args=[consultation.public_id]), "label": label, "current": name == tab}
        for name, label in tabs
    ]
    return {
        "consultation": consultation,
        "tabs": rows,
        "may_analyse": user.may(P.ANALYSE),
        "may_check": user.may(P.CHECK_ANALYSIS),
        "may_approve": user.may(P.APPROVE_FINDINGS),
        "may_reply": user.may(P.EDIT_CONSULTATIONS),
        **more,
    }


@requires(*policies.ANALYSTS)
@require_safe
def consultations(request: SignedIn) -> HttpResponse:
    """The consultations under analysis, and those before and after."""
    rows = policies.visible_to(request.user).order_by("-pk")[:200]
    return render(request, "engagement/analyst/list.html", {"rows": rows})


@requires(*policies.ANALYSTS)
@require_safe
def one(request: SignedIn, public_id: UUID) -> HttpResponse:
    """What is read and unread, question by question, and what waits for this person."""
    consultation = find(request, public_id)
    context = context_of(
        request,
        consultation,
        "analysis_one",
        progress=analysis.progress(consultation, request.user),
        unread=analysis.next_unread(consultation, request.user),
        codebook=analysis.codebook(consultation),
        counts=analysis.theme_counts(consultation),
        todo=staff.findings_waiting(consultation, request.user),
        begun=consultation.state
        not in (ConsultationState.DRAFT, ConsultationState.SCHEDULED, ConsultationState.OPEN, ConsultationState.CLOSED),
    )
    return render(request, "engagement/analyst/one.html", context)


@requires(*policies.ANALYSTS)
@require_safe
def next_text(request: SignedIn, public_id: UUID) -> HttpResponse:
    """Go to the next text to read, of one question if it is named."""
    consultation = find(request, public_id)
    question = request.GET.get("question", "")[:60].replace("\x00", "")
    found = analysis.next_unread(consultation, request.user, question)
    if found is None:
        messages.success(request, _("Everything here has been read."))
        return redirect("engagement:analysis_one", public_id)
    return redirect("engagement:text", found.pk)


def _text(request: SignedIn, pk: UUID) -> SourceText:
    rows = policies.texts_read_by(request.user).select_related(
        "consultation", "note__table", "submission__consent", "submission__participation"
    )
    return get_object_or_404(rows, pk=pk)


@requires(*policies.ANALYSTS)
@require_http_methods(["GET", "HEAD", "POST"])
def text(request: SignedIn, pk: UUID) -> HttpResponse:
    """One text: choose sentences, a theme, a stance; assign; next. By keyboard, with or without JavaScript."""
    source = _text(request, pk)
    numbers = list(source.units.order_by("number").values_list("number", flat=True))
    themes = analysis.themes(source.consultation)
    form = AssignForm(numbers, themes, request.POST if request.method == "POST" else None)
    if request.method == "POST":
        if request.POST.get("go") == "read":
            return _read(request, source)
        if form.is_valid():
            values = form.cleaned_data
            try:
                coding.assign(
                    source, values["units"], values["theme"], Stance(values["stance"]), actor=Actor.of(request.user)
                )
            except DomainError as refusal:
                form.add_error(None, str(refusal.message))
            else:
                messages.success(request, _("Assigned."))
                return redirect("engagement:text", pk)
    context = context_of(
        request,
        source.consultation,
        "analysis_one",
        form=form,
        reading=analysis.reading(source, request.user),
        chosen={int(n) for n in request.POST.getlist("units") if n.isdecimal() and len(n) < 9},
        may_assign=source.consultation.state in (ConsultationState.ANALYSING, ConsultationState.REPORTING),
    )
    return render(request, "engagement/analyst/text.html", context, status=422 if form.errors else 200)


def _read(request: SignedIn, source: SourceText) -> HttpResponse:
    coding.mark_read(source, actor=Actor.of(request.user))
    return redirect(
        reverse("engagement:next_text", args=[source.consultation.public_id]) + f"?question={source.question_key}"
    )


@requires(P.ANALYSE)
@require_POST
def retract(request: SignedIn, pk: UUID) -> HttpResponse:
    """Take an assignment back."""
    rows = Coding.objects.filter(source__in=policies.texts_read_by(request.user)).select_related("source")
    found = get_object_or_404(rows, pk=pk, **coding.live())
    return acted(
        request,
        lambda: coding.retract(found, actor=Actor.of(request.user)),
        _("Taken back. The record of it stays."),
        "text",
        found.source_id,
    )


@requires(*policies.ANALYSTS)
@require_safe
def themes(request: SignedIn, public_id: UUID) -> HttpResponse:
    """The themes: a draft, or those in force with what stands under them."""
    consultation = find(request, public_id)
    version = analysis.codebook(consultation)
    context = context_of(
        request,
        consultation,
        "analysis_themes",
        version=version,
        codes=version.codes.order_by("order", "pk") if version else [],
        counts=analysis.theme_counts(consultation),
        own=bool(version and version.author_id == request.user.pk),
    )
    return render(request, "engagement/analyst/themes.html", context)


@requires(P.ANALYSE)
@require_POST
def start_themes(request: SignedIn, public_id: UUID) -> HttpResponse:
    """Begin the next version of the themes."""
    consultation = find(request, public_id)
    return acted(
        request,
        lambda: codebooks.start_version(consultation, actor=Actor.of(request.user)),
        _("A new version of the themes has begun."),
        "analysis_themes",
        public_id,
    )


def _versions(request: SignedIn) -> Any:
    rows = CodebookVersion.objects.filter(codebook__consultation__in=policies.visible_to(request.user))
    return rows.select_related("codebook__consultation")


@require_http_methods(["GET", "HEAD", "POST"])
def act_themes(request: HttpRequest, public_id: UUID, name: str) -> HttpResponseBase:
    """Hand over, send back; freeze, after a page that says what it does."""
    verb, done = ACTS[name]
    if request.method != "POST" and name != "freeze":
        return HttpResponseNotAllowed(["POST"])

    @requires(P.ANALYSE if name == "submit" else P.CHECK_ANALYSIS)
    def step(signed: SignedIn) -> HttpResponse:
        version = get_object_or_404(_versions(signed), public_id=public_id)
        consultation, do = version.codebook.consultation, lambda: verb(version, actor=Actor.of(signed.user))
        if name == "freeze":
            return asked(signed, consultation, freezing.question_of(version, consultation, done, "analysis_themes"), do)
        return acted(signed, do, done, "analysis_themes", consultation.public_id)

    return step(request)


@requires(P.ANALYSE)
@require_http_methods(["GET", "HEAD", "POST"])
def add_theme(request: SignedIn, public_id: UUID) -> HttpResponse:
    """A new theme of the draft."""
    version = get_object_or_404(_versions(request), public_id=public_id)
    form = ThemeForm(request.POST if request.method == "POST" else None, initial={"bears_stance": True})
    return _theme(request, form, version, "", _("New theme"))


@requires(P.ANALYSE)
@require_http_methods(["GET", "HEAD", "POST"])
def edit_theme(request: SignedIn, public_id: UUID) -> HttpResponse:
    """Change a theme of the draft."""
    code = get_object_or_404(Code.objects.filter(version__in=_versions(request)), public_id=public_id)
    version = get_object_or_404(_versions(request), pk=code.version_id)
    form = ThemeForm(request.POST if request.method == "POST" else None, initial=initial_texts(code, THEME))
    return _theme(request, form, version, code.key, _("Theme"))


def _theme(request: SignedIn, form: ThemeForm, version: CodebookVersion, key: str, title: str) -> HttpResponse:
    consultation = version.codebook.consultation
    if request.method == "POST" and form.is_valid():
        try:
            codebooks.put_code(
                version,
                actor=Actor.of(request.user),
                key=key,
                settled=form.is_settled,
                seen=form.seen_before,
                **form.texts(),
            )
        except DomainError as refusal:
            put_refusal(form, refusal)
        else:
            messages.success(request, _("The theme is saved in the draft."))
            return redirect("engagement:analysis_themes", consultation.public_id)
    context = context_of(
        request, consultation, "analysis_themes", form=form, heading=title, back="engagement:analysis_themes"
    )
    return render(request, "engagement/organizer/texts.html", context, status=422 if form.errors else 200)


@requires(P.ANALYSE)
@require_http_methods(["GET", "HEAD", "POST"])
def remove_theme(request: SignedIn, public_id: UUID) -> HttpResponse:
    """Ask, then take a theme out of the draft."""
    code = get_object_or_404(
        Code.objects.filter(version__in=_versions(request)).select_related("version__codebook__consultation"),
        public_id=public_id,
    )
    question = removal(
        title=_("Remove this theme from the draft?"),
        subject=label_of(code, "label") or code.key,
        facts=(
            _("The theme goes, with its definition, in both languages. Nothing brings it back."),
            _("Passages marked with it in earlier versions keep it."),
        ),
        done=_("The theme is removed from the draft. Earlier versions keep it."),
        back="analysis_themes",
    )
    return asked(
        request,
        code.version.codebook.consultation,
        question,
        lambda: codebooks.remove_code(code, actor=Actor.of(request.user)),
    )
