"""The pages of an import of people: upload, columns, check, confirmation, progress, result (PA-A19, EV-A13)."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.actors import Actor
from accounts.permissions import Permission
from accounts.policies import SignedIn, recently_confirmed, requires
from kernel import formats
from kernel.acting import OVERTAKEN
from kernel.errors import DomainError
from kernel.moves import can_step
from kernel.orders import asked_page, heads, query_of
from partners import exports
from partners.domain import import_work, imports
from partners.exports import Column, Sheet
from partners.forms.imports import ColumnsForm, ImportsOrder, UploadForm, choices_of
from partners.import_states import IMPORT_MOVES, TONES, WORKING, Finding, ImportState, Outcome
from partners.models import PeopleImport
from partners.queries import import_examples, keyset, orders
from partners.queries import imports as queries
from partners.views.frame import attempt

imports_people = requires(Permission.IMPORT_PEOPLE)
PAGES = {
    ImportState.CHECKED: "partners/directory/import_preview.html",
    ImportState.DONE: "partners/directory/import_result.html",
    ImportState.DISCARDED: "partners/directory/import_result.html",
}
# which rows a tab shows: before the end by what was found, afterwards by what was done
BEFORE = {
    "bad": (Finding.BAD,),
    "likely": (Finding.LIKELY,),
    "new": (Finding.NEW,),
    "known": (Finding.KNOWN, Finding.REPEATED),
}
AFTER = {
    "refused": (Outcome.REFUSED,),
    "left-out": (Outcome.LEFT_OUT,),
    "added": (Outcome.CREATED,),
    "completed": (Outcome.MERGED,),
    "unchanged": (Outcome.UNCHANGED,),
}


def _held(public_id: UUID) -> PeopleImport:
    return get_object_or_404(PeopleImport.objects.select_related("uploaded_by"), public_id=public_id)


def _trail(here: str = "") -> list[tuple[str, str]]:
    people, all_of_them = (_("People"), reverse("partners:people")), reverse("partners:people_imports")
    return [people, (_("Imports"), all_of_them if here else ""), *([(here, "")] if here else [])]


def _steps(held: PeopleImport | None) -> list[dict[str, Any]]:
    """Return where an import stands, for the line of steps."""
    state = held.state if held else ""
    if held and state == ImportState.STUCK:
        state = ImportState.APPLYING if held.confirmed_at else ImportState.CHECKING
    order = ("", ImportState.READ, ImportState.CHECKING, ImportState.CHECKED, ImportState.APPLYING)
    labels = (_("Upload"), _("Columns"), _("Check"), pgettext("step", "Confirm"), _("Import"))
    here = order.index(state) if state in order else len(order)
    return [{"label": label, "done": at < here, "current": at == here} for at, label in enumerate(labels)]


@require_http_methods(["GET", "HEAD", "POST"])
@imports_people
def people_imports(request: SignedIn) -> HttpResponse:
    """Upload a file, and the imports there were, in the order asked for, page after page."""
    form = UploadForm(request.POST, request.FILES) if request.method == "POST" else UploadForm()
    if request.method == "POST" and form.is_valid():
        content, name = form.cleaned_data["file"]
        try:
            held = imports.take_in(content, name, actor=Actor.of(request.user), by=request.user)
        except imports.AlreadyHere as refusal:
            messages.info(request, str(refusal.message))
            return redirect("partners:people_import", refusal.facts["public_id"])
        except DomainError as refusal:
            form.add_error("file", str(refusal.message))
        else:
            messages.success(request, _("The file was read. Nobody is added yet."))
            return redirect("partners:people_import_columns", held.public_id)
    order, query, every = ImportsOrder(request.GET), query_of(request), queries.listed()
    shown = asked_page(request, every, order.sorting, size=queries.ON_A_PAGE)
    context = {
        "form": form,
        "steps": _steps(None),
        "order_form": order,
        "heads": heads(orders.IMPORTS, order.sorting, query),
        "rows": [{"import": row, "tone": TONES[ImportState(row.state)]} for row in shown.rows],
        "total": PeopleImport.objects.count(),
        "shown": len(shown.rows),
        "page": shown.links(query),
        "kinds": import_examples.KINDS.items(),
        "trail": _trail(),
    }
    return render(request, "partners/directory/imports.html", context, status=422 if form.errors else 200)


@require_safe
@imports_people
def example(request: SignedIn, kind: str, form: str) -> HttpResponseBase:
    """Download a file to start from: column names, or made-up rows."""
    if kind not in import_examples.KINDS or form not in exports.TYPES:
        raise Http404
    return exports.response(exports.example(import_examples.sheet(kind), import_examples.rows(kind), form=form))


@require_safe
@imports_people
def people_import(request: SignedIn, public_id: UUID) -> HttpResponse:
    """One import: what it waits for, how far it is, or what it did."""
    held = _held(public_id)
    if held.state == ImportState.READ:
        return redirect("partners:people_import_columns", held.public_id)
    return _page(request, held)


def _page(request: SignedIn, held: PeopleImport, *, status: int = 200, refusal: str = "") -> HttpResponse:
    tally = queries.tally(held)
    context: dict[str, Any] = {
        "held": held,
        "steps": _steps(held),
        "tally": tally,
        "refusal": refusal,
        "trail": _trail(_("Import")),
        "kept_until": held.finished_at + import_work.KEPT if held.finished_at else None,
        "not_imported": queries.not_imported(held).count(),
    }
    if held.state in PAGES:
        context |= _rows(request, held, tally)
    template = PAGES.get(ImportState(held.state), "partners/directory/import_progress.html")
    return render(request, template, context, status=status)


def _rows(request: SignedIn, held: PeopleImport, tally: queries.Tally) -> dict[str, Any]:
    """Return the tabs, and the rows of the one that is open, page by page."""
    over = held.state != ImportState.CHECKED
    kinds: dict[str, tuple[str, ...]] = dict(AFTER if over else BEFORE)  # type: ignore[arg-type]
    labels = (
        (_("Refused"), _("Left out"), pgettext("rows of an import", "Added"), _("Completed"), _("Nothing to add"))
        if over
        else (_("Refused"), _("Likely duplicates"), pgettext("rows of an import", "New"), _("Known already"))
    )
    counted = tally.outcomes if over else tally.findings
    counts = {name: sum(counted.get(word, 0) for word in words) for name, words in kinds.items()}
    default = next((name for name, count in counts.items() if count), next(iter(kinds)))
    show = request.GET.get("show", default)
    show = show if show in kinds else default
    column = "outcome" if over else "finding"
    found = keyset.page(
        held.rows.filter(**{f"{column}__in": kinds[show]}),
        {"line": int},
        size=queries.ON_A_PAGE,
        after=request.GET.get("after", ""),
        before=request.GET.get("before", ""),
    )
    return {
        "show": show,
        "tabs": [
            {"url": f"?show={name}#rows", "label": label, "current": name == show, "count": counts[name]}
            for (name, label) in zip(kinds, labels, strict=True)
        ],
        "rows": queries.shown(held, found.rows),
        "page": {
            "next_url": f"?show={show}&after={found.after}#rows" if found.after else "",
            "previous_url": f"?show={show}&before={found.before}#rows" if found.before else "",
        },
        "after": request.GET.get("after", ""),
    }


@require_http_methods(["GET", "HEAD", "POST"])
@imports_people
def people_import_columns(request: SignedIn, public_id: UUID) -> HttpResponse:
    """Say what the columns of the file mean; guesses are filled in."""
    held = _held(public_id)
    if held.state not in (ImportState.READ, ImportState.CHECKED) and request.method != "POST":
        return redirect("partners:people_import", held.public_id)
    examples = queries.first_rows(held)
    form = ColumnsForm(held, examples, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        mapped = attempt(
            form,
            lambda: imports.set_columns(
                held,
                form.columns(),
                actor=Actor.of(request.user),
                without_organization=form.cleaned_data["without_organization"],
            ),
        )
        if mapped is not None:
            return redirect("partners:people_import", held.public_id)
    context = {
        "held": held,
        "form": form,
        "steps": _steps(held),
        "examples": examples,
        "trail": _trail(_("Columns of the file")),
    }
    return render(request, "partners/directory/import_columns.html", context, status=422 if form.errors else 200)


@require_POST
@imports_people
def people_import_choose(request: SignedIn, public_id: UUID) -> HttpResponse:
    """Save the decisions about the likely duplicates of one page."""
    held = _held(public_id)
    try:
        imports.choose(held, choices_of(request.POST), actor=Actor.of(request.user))
    except DomainError as refusal:
        return _page(request, _held(public_id), status=422, refusal=str(refusal.message))
    messages.success(request, _("Your decisions are saved. Nobody is added yet."))
    after = request.POST.get("next", "")
    here = reverse("partners:people_import", args=[held.public_id])
    return redirect(f"{here}?show=likely{f'&after={after}' if after.isdigit() else ''}")


@require_http_methods(["GET", "HEAD", "POST"])
@imports_people
def people_import_discard(request: SignedIn, public_id: UUID) -> HttpResponse:
    """Throw the file away, after a page that says what is erased and what stays."""
    held = _held(public_id)
    if request.method == "POST":
        try:
            imports.discard(held, actor=Actor.of(request.user))
        except DomainError as refusal:
            return _page(request, _held(public_id), status=refusal.status, refusal=str(refusal.message))
        messages.success(request, _("The file is discarded, and its rows are erased."))
        return redirect("partners:people_imports")
    added = queries.tally(held).outcomes.get(Outcome.CREATED, 0)
    stay = ngettext(
        "%(n)s person whom it has added already stays in the directory.",
        "%(n)s people whom it has added already stay in the directory.",
        added,
    ) % {"n": formats.number(added)}
    erased = ngettext(
        "%(n)s row is erased, with what was decided about it.",
        "%(n)s rows are erased, with what was decided about them.",
        held.rows_total,
    ) % {"n": formats.number(held.rows_total)}
    title = _("Discard this file")
    context = {
        "title": title,
        "trail": _trail(title),
        "subject": held.file_name or held.get_form_display(),
        "facts": [
            erased,
            stay if added else _("Nobody whom it names is added to the directory."),
            _("It cannot be undone. To import these people after all, upload the file again."),
        ],
        "label": title,
        "tone": "danger",
        "cancel_url": reverse("partners:people_import", args=[public_id]),
        "hindrance": "" if can_step(IMPORT_MOVES, held.state, ImportState.DISCARDED) else OVERTAKEN,
    }
    return render(request, "partners/directory/confirm_act.html", context)


@require_POST
@imports_people
def people_import_act(request: SignedIn, public_id: UUID, act: str) -> HttpResponse:
    """Confirm or take up again; doing it twice says where the import stands."""
    held, actor = _held(public_id), Actor.of(request.user)
    try:
        if act == "confirm":
            imports.confirm(held, actor=actor, by=request.user)
        else:
            imports.retry(held, actor=actor)
    except DomainError as refusal:
        return _page(request, _held(public_id), status=refusal.status, refusal=str(refusal.message))
    return redirect("partners:people_import", held.public_id)


@require_safe
@imports_people
def people_import_progress(request: SignedIn, public_id: UUID) -> HttpResponse:
    """The part of the page that htmx asks for again; the whole page is loaded anew once the work is over."""
    held = _held(public_id)
    if "HX-Request" not in request.headers:
        return redirect("partners:people_import", held.public_id)
    answer = render(request, "partners/directory/import_bar.html", {"held": held})
    if held.state not in WORKING:
        answer["HX-Refresh"] = "true"
    return answer


@require_POST
@imports_people
@recently_confirmed
def people_import_refused(request: SignedIn, public_id: UUID) -> HttpResponseBase:
    """Download the rows that were not imported, with the reasons, to be mended and uploaded again."""
    held = _held(public_id)
    headings = (Column(f"column_{at}", name) for at, name in enumerate(held.headings))
    columns = (Column("row", _("Row of the file")), Column("reason", _("Why it was not imported")), *headings)
    # not a list of our people: what the same office uploaded, in its own order
    sheet = Sheet(str(_("rows-not-imported")), columns)
    if held.emptied_at or held.state in WORKING or not queries.not_imported(held).exists():
        messages.error(request, _("There are no rows to download any more. Upload the file again to see them."))
        return redirect("partners:people_import", held.public_id)
    try:
        download = exports.prepare(
            sheet, queries.refused_cells(held), form=request.POST.get("form", ""), user=request.user, subject=held
        )
    except DomainError as refusal:
        return _page(request, held, status=422, refusal=str(refusal.message))
    return exports.response(download)
