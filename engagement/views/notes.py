"""Taking notes at a table: one question at a time, short entries, no speaker; saved as they are written."""

from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.actors import Actor
from accounts.permissions import Permission as P
from accounts.policies import SignedIn, requires
from engagement import policies
from engagement.domain import notes
from engagement.enums import HeadCount, NoteKind, Support, TableState, VersionState
from engagement.forms.analyst import NoteForm
from engagement.models import QuestionVersion, TableSession
from engagement.views.acting import acted
from kernel.bilingual import current
from kernel.errors import DomainError
from kernel.forms import put_refusal


@requires(P.WRITE_NOTES, P.EDIT_CONSULTATIONS)
@require_safe
def tables(request: SignedIn) -> HttpResponse:
    """My tables, open ones first."""
    rows = (
        policies.tables_of(request.user)
        .select_related("event", "session", "consultation")
        .order_by("-state", "event__starts_at", "label")
    )
    return render(request, "engagement/notes/list.html", {"tables": rows[:500]})


def _table(request: SignedIn, public_id: UUID) -> TableSession:
    rows = policies.tables_of(request.user).select_related("event", "session", "consultation")
    return get_object_or_404(rows, public_id=public_id)


def _questions(table: TableSession) -> Any:
    return QuestionVersion.objects.filter(
        version__questionnaire__consultation=table.consultation_id, version__state=VersionState.FROZEN
    ).order_by("page__order", "order")


@requires(P.WRITE_NOTES, P.EDIT_CONSULTATIONS)
@require_http_methods(["GET", "HEAD", "POST"])
def table(request: SignedIn, public_id: UUID) -> HttpResponse:
    """One table: write a note, read those written, close."""
    found = _table(request, public_id)
    questions = _questions(found)
    first = {"key": uuid4(), "language": current(), "kind": NoteKind.POINT, "support": Support.NOT_TESTED}
    corrected = request.GET.get("amends", "")
    amended = (
        found.entries.filter(sequence=int(corrected)).first() if corrected.isdecimal() and len(corrected) < 7 else None
    )
    if amended is not None:
        first |= {"amends": amended.sequence, "kind": amended.kind, "support": amended.support}
    chosen = questions.filter(key=request.GET.get("question", "")[:60].replace("\x00", "")).first()
    form = NoteForm(
        questions, request.POST if request.method == "POST" else None, initial={**first, "question": chosen}
    )
    hint = ""
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        hint = notes.looks_like_a_name(values["text"])
        if not hint or request.POST.get("anyway"):
            try:
                _write(found, values, request)
            except DomainError as refusal:
                put_refusal(form, refusal)
            else:
                messages.success(request, _("The entry is saved. You can write the next one."))
                question = values["question"]
                where = f"?question={question.key}" if question else ""
                return redirect(f"{request.path}{where}")
    entries = found.entries.select_related("amends").order_by("-sequence")
    prompts = {question.key: question for question in questions}
    context = {
        "table": found,
        "form": form,
        "hint": hint,
        "amended": amended,
        "entries": [(entry, prompts.get(entry.question_key)) for entry in entries],
        "head_counts": HeadCount.choices,
        "is_open": found.state == TableState.OPEN,
    }
    return render(request, "engagement/notes/table.html", context, status=422 if form.errors or hint else 200)


def _write(found: TableSession, values: dict[str, Any], request: SignedIn) -> None:
    amends = found.entries.filter(sequence=values["amends"]).first() if values["amends"] else None
    notes.write(
        found,
        values["text"],
        kind=NoteKind(values["kind"]),
        support=Support(values["support"]),
        language=values["language"],
        key=values["key"],
        question_key=values["question"].key if values["question"] else "",
        amends=amends,
        actor=Actor.of(request.user),
    )


@require_POST
def act(request: HttpRequest, public_id: UUID, name: str) -> HttpResponseBase:
    """Close or reopen the notes, or say how many sat at the table."""

    @requires(P.WRITE_NOTES, P.EDIT_CONSULTATIONS)
    def step(signed: SignedIn) -> HttpResponse:
        found, actor = _table(signed, public_id), Actor.of(signed.user)
        if name == "close":
            return acted(
                signed, lambda: notes.close(found, actor=actor), _("The notes are closed."), "table", public_id
            )
        if name == "reopen":
            return acted(
                signed, lambda: notes.reopen(found, actor=actor), _("The notes are open again."), "table", public_id
            )
        count = signed.POST.get("head_count", "")
        band = HeadCount(count) if count in HeadCount.values else ""
        return acted(
            signed,
            lambda: notes.set_head_count(found, band, actor=actor),
            _("The number of people is saved."),
            "table",
            public_id,
        )

    return step(request)
