"""Corrections of what is published: drafted by one, signed by another; the words they correct never change."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from accounts.actors import Actor
from accounts.permissions import Permission as P
from accounts.policies import SignedIn, requires
from engagement import policies
from engagement.domain import errata
from engagement.enums import ErratumState
from engagement.forms.analyst import ErratumForm
from engagement.forms.organizer import initial_texts
from engagement.models import Erratum, Finding, Recommendation
from engagement.views.analyst import context_of
from engagement.views.asking import Question, asked, in_both, removal
from kernel.acting import OVERTAKEN, hindrance_of
from kernel.bilingual import text
from kernel.errors import DomainError
from kernel.forms import put_refusal

ACTS: dict[str, tuple[Callable[..., Any], P, Any]] = {
    "publish": (
        errata.publish,
        P.APPROVE_FINDINGS,
        gettext_lazy("The correction is published. It stands beside the words it corrects."),
    ),
    "drop": (errata.drop, P.ANALYSE, gettext_lazy("The draft of the correction is dropped.")),
}


def _subject(request: SignedIn, kind: str, public_id: UUID) -> Finding | Recommendation:
    rows: Any = (
        policies.findings_visible_to(request.user)
        if kind == "finding"
        else policies.recommendations_visible_to(request.user)
    )
    found: Finding | Recommendation = get_object_or_404(rows.select_related("consultation"), public_id=public_id)
    return found


def _erratum(request: SignedIn, public_id: UUID) -> Erratum:
    rows = policies.errata_visible_to(request.user).select_related("consultation", "finding", "recommendation")
    return get_object_or_404(rows, public_id=public_id)


def _back(subject: Any) -> tuple[str, UUID]:
    """Return the page on which a finding or a recommendation stands."""
    if isinstance(subject, Finding):
        return "analysis_finding", subject.public_id
    return "analysis_findings", subject.consultation.public_id


@requires(P.ANALYSE)
@require_http_methods(["GET", "HEAD", "POST"])
def add(request: SignedIn, kind: str, public_id: UUID) -> HttpResponse:
    """Draft the correction of a published finding or recommendation."""
    subject = _subject(request, kind, public_id)
    form = ErratumForm(request.POST if request.method == "POST" else None)
    return _write(request, form, subject, lambda: errata.draft(subject, **form.texts(), actor=Actor.of(request.user)))


@requires(P.ANALYSE)
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: SignedIn, public_id: UUID) -> HttpResponse:
    """Change a correction that is not published."""
    row = _erratum(request, public_id)
    form = ErratumForm(
        request.POST if request.method == "POST" else None, initial=initial_texts(row, "text_en text_fr")
    )
    save = lambda: errata.edit(row, **form.texts(), actor=Actor.of(request.user), settled=form.is_settled)  # noqa: E731
    return _write(request, form, row.finding or row.recommendation, save)


def _write(request: SignedIn, form: ErratumForm, subject: Any, save: Callable[[], Any]) -> HttpResponse:
    if request.method == "POST" and form.is_valid():
        try:
            save()
        except DomainError as refusal:
            put_refusal(form, refusal)
        else:
            messages.success(request, _("The correction is saved. Somebody else publishes it."))
            name, about = _back(subject)
            return redirect(f"engagement:{name}", about)
    context = context_of(
        request,
        subject.consultation,
        "analysis_findings",
        form=form,
        subject=subject,
        heading=_("Correction"),
        back="engagement:analysis_findings",
    )
    return render(request, "engagement/organizer/texts.html", context, status=422 if form.errors else 200)


def _publishing(row: Erratum, back: str, actor: Actor) -> Question:
    possible = row.state == ErratumState.DRAFT
    return Question(
        title=_("Publish this correction?"),
        words=in_both(row, "text"),
        facts=(
            _("Anybody can read it at once, in English and in French, beside the words it corrects and with its date."),
            _("Those words stay as they were published: on the pages, in the document and in the data."),
            _("It cannot be undone: a correction that is published never changes. Another one can follow it."),
        ),
        done=ACTS["publish"][2],
        back=back,
        label=_("Publish"),
        hindrance=hindrance_of(lambda: errata.require_publishable(row, actor)) if possible else OVERTAKEN,
    )


def _dropping(row: Erratum, back: str, _actor: Actor) -> Question:
    return removal(
        title=_("Drop this draft of a correction?"),
        subject=text(row, "text"),
        facts=(_("Its words go, in both languages. Nothing brings them back."), _("Nobody outside has seen it.")),
        done=ACTS["drop"][2],
        back=back,
    )


@require_http_methods(["GET", "HEAD", "POST"])
def act(request: HttpRequest, public_id: UUID, name: str) -> HttpResponseBase:
    """Publish or drop, each after a page that says what it does."""
    verb, permission, _done = ACTS[name]

    @requires(permission)
    def step(signed: SignedIn) -> HttpResponse:
        row = _erratum(signed, public_id)
        back, about = _back(row.finding or row.recommendation)
        actor = Actor.of(signed.user)
        question = (_publishing if name == "publish" else _dropping)(row, back, actor)
        return asked(signed, row.consultation, question, lambda: verb(row, actor=actor), about)

    return step(request)
