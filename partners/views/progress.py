"""Progress for coordinators: one party's update for one period, and the evidence."""

import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.actors import Actor
from accounts.permissions import Permission as P
from accounts.policies import SignedIn, requires
from kernel import canonical
from kernel.acting import OVERTAKEN, hindrance_of
from kernel.bilingual import text
from kernel.errors import DomainError
from kernel.moves import can_step
from partners import commitment_policies as policies
from partners import periods
from partners.commitment_states import EDITABLE_UPDATE, UPDATE_MOVES, EvidenceKind, UpdateState
from partners.days import HOUSE_ZONE
from partners.domain import evidence, progress
from partners.forms.commitments import WordsForm, pairs_of
from partners.forms.progress import EvidenceForm, EvidenceWordsForm, PlanForm, UpdateForm
from partners.models import Commitment, EvidenceItem, ProgressUpdate
from partners.queries import commitment_gaps
from partners.views.acting import Act, answer, asked, at_once, say
from partners.views.commitments import crumbs, found_for, here, named
from partners.views.public_commitments import attachment


@requires(P.REPORT_PROGRESS)
@require_POST
def start(request: SignedIn, public_id: UUID, start: str) -> HttpResponse:
    """Begin the report of one party about one period, or open the one that exists."""
    rows = policies.obligations_visible_to(request.user).select_related("commitment")
    obligation = get_object_or_404(rows, public_id=public_id)
    try:
        period = periods.rest_of(datetime.date.fromisoformat(start), obligation.commitment.reporting_months)
    except (ValueError, OverflowError) as error:
        raise Http404 from error
    try:
        update = progress.draft(obligation, period, actor=Actor.of(request.user))
    except DomainError as refusal:
        messages.error(request, str(refusal.message))
        return redirect(f"{here(obligation.commitment)[1]}#progress")
    return redirect("partners:update", update.public_id)


def _update(request: SignedIn, public_id: UUID) -> ProgressUpdate:
    rows = policies.updates_visible_to(request.user).select_related(
        "author",
        "decided_by",
        "obligation__commitment",
        "obligation__organization",
        "obligation__body",
        "obligation__office",
    )
    found: ProgressUpdate = get_object_or_404(rows, public_id=public_id)
    return found


@requires(P.REPORT_PROGRESS, P.APPROVE_COMMITMENTS)
@require_http_methods(["GET", "HEAD", "POST"])
def update(request: SignedIn, public_id: UUID) -> HttpResponse:
    """Write the update, save it as far as it goes, or send it for approval."""
    row = _update(request, public_id)
    commitment = row.obligation.commitment
    measures = list(commitment.measures.filter(ended_on=None))
    editable = row.state in EDITABLE_UPDATE and policies.may_report(request.user)
    posted = request.method == "POST"
    if posted and not policies.may_report(request.user):
        raise PermissionDenied  # an approver reads here and decides on the page of approvals
    form = UpdateForm(request.POST if posted else None, initial=UpdateForm.initial_of(row, measures), measures=measures)
    if posted and form.is_valid():
        try:
            sent = _write(row, form, Actor.of(request.user), send="send" in request.POST)
        except DomainError as refusal:
            say(form, refusal)
        else:
            words = _("Sent for approval. A colleague reads it next.") if sent else _("Saved as a draft.")
            messages.success(request, words)
            return redirect(
                "partners:commitment" if sent else "partners:update", (commitment if sent else row).public_id
            )
    context = {
        "trail": crumbs(here(commitment), (_("Progress update"), "")),
        "update": row,
        "commitment": commitment,
        "party": row.obligation.party,
        "period": row.period,
        "form": form,
        "editable": editable,
        "pairs": {stem: pairs_of(form, (stem,)) for stem in UpdateForm.STEMS},
        "measured": _measured(row, measures),
        "previous": _previous(row),
        "gaps": commitment_gaps.before_submitting(row) if editable else [],
        "evidence": row.evidence.select_related("measure").order_by("pk"),
        "may_return": row.state == UpdateState.ACCEPTED and policies.may_approve(request.user),
        "may_publish": row.state == UpdateState.ACCEPTED and policies.may_edit(request.user),
    }
    return render(request, "partners/commitments/update.html", context, status=422 if form.errors else 200)


def _write(row: ProgressUpdate, form: UpdateForm, actor: Actor, *, send: bool) -> bool:
    """Save what was typed, and send it when asked; what was typed is saved even if it cannot be sent yet."""
    progress.write(row, actor=actor, values=form.values(), **form.words())
    if send:
        progress.submit(row, actor=actor)
    return send


def _measured(row: ProgressUpdate, measures: Any) -> list[dict[str, Any]]:
    return [
        {"measure": measure, "value": canonical.number(row.measured[str(measure.public_id)])}
        for measure in measures
        if str(measure.public_id) in row.measured
    ]


def _previous(row: ProgressUpdate) -> ProgressUpdate | None:
    """Return the party's last public update before this one, to compare with."""
    earlier = ProgressUpdate.objects.filter(
        obligation=row.obligation_id, period_start__lt=row.period_start, state=UpdateState.PUBLISHED
    )
    found: ProgressUpdate | None = earlier.order_by("-period_start").first()
    return found


@requires(P.EDIT_COMMITMENTS)
@require_http_methods(["GET", "HEAD", "POST"])
def publish(request: SignedIn, public_id: UUID) -> HttpResponse:
    """Make an accepted update public, after a page that says who sees it."""
    row = _update(request, public_id)
    commitment, title = row.obligation.commitment, _("Make the update public")
    possible = can_step(UPDATE_MOVES, row.state, UpdateState.PUBLISHED)
    act = Act(
        title=title,
        label=_("Make it public"),
        done=_("The update is public, in both languages."),
        back=reverse("partners:update", args=[row.public_id]),
        about=named(commitment),
        facts=(
            _("Anybody can read it at once, in English and in French, on the page of the commitment and in its data."),
            _("People whose input led to the commitment and who asked to be told get a message."),
            _("It cannot be undone. A mistake is put right in the next update."),
        ),
        style="danger",
        hindrance=hindrance_of(lambda: progress.require_public(commitment)) if possible else OVERTAKEN,
        trail=crumbs(here(commitment), (title, "")),
    )
    return asked(request, act, lambda: progress.publish(row, actor=Actor.of(request.user)))


@requires(P.EDIT_COMMITMENTS)
@require_http_methods(["GET", "HEAD", "POST"])
def plan(request: SignedIn, public_id: UUID) -> HttpResponse:
    """Plan when an accepted update becomes public, or move it."""
    row = _update(request, public_id)
    planned = row.publish_at.astimezone(HOUSE_ZONE) if row.publish_at else None
    form = PlanForm(
        request.POST if request.method == "POST" else None,
        initial={"on": planned.date(), "at": planned.time()} if planned else None,
    )
    title = _("Plan when the update becomes public")
    act = Act(
        title=title,
        label=_("Plan it"),
        done=_("Planned. It becomes public by itself; you can take the plan back until then."),
        back=reverse("partners:update", args=[row.public_id]),
        facts=(_("Both languages become public together."), _("It is checked again at that moment.")),
        trail=crumbs(here(row.obligation.commitment), (title, "")),
    )
    return answer(request, form, act, lambda: progress.schedule(row, actor=Actor.of(request.user), at=form.moment()))


@requires(P.EDIT_COMMITMENTS)
@require_POST
def plan_cancel(request: SignedIn, public_id: UUID) -> HttpResponse:
    """Take back a planned publication."""
    row = _update(request, public_id)
    back = reverse("partners:update", args=[row.public_id])
    done = _("The planned publication is taken back. The update stays accepted.")
    return at_once(request, back, done, lambda: progress.cancel_schedule(row, actor=Actor.of(request.user)))


# ---- evidence ---------------------------------------------------------------------------------------------------------


@requires(P.REPORT_PROGRESS)
@require_http_methods(["GET", "HEAD", "POST"])
def evidence_add(request: SignedIn, public_id: UUID) -> HttpResponse:
    """Attach a link or a file to a commitment."""
    return _attach(request, found_for(request, public_id), None)


@requires(P.REPORT_PROGRESS)
@require_http_methods(["GET", "HEAD", "POST"])
def update_evidence_add(request: SignedIn, public_id: UUID) -> HttpResponse:
    """Attach a link or a file to a progress update."""
    row = _update(request, public_id)
    return _attach(request, row.obligation.commitment, row)


def _attach(request: SignedIn, commitment: Commitment, row: ProgressUpdate | None) -> HttpResponse:
    posted = request.method == "POST"
    form = EvidenceForm(
        request.POST if posted else None,
        request.FILES if posted else None,
        measures=commitment.measures.filter(ended_on=None),
        initial={"captured_on": periods.today()},
    )
    title = _("Attach evidence")
    act = Act(
        title=title,
        label=_("Attach it"),
        done=_("Attached. Next: a person opens it and says that it shows what it should."),
        back=reverse("partners:update", args=[row.public_id]) if row else f"{here(commitment)[1]}#evidence",
        facts=(_("Accepted, unclassified evidence is shown to the public."),),
        trail=crumbs(here(commitment), (title, "")),
        template="partners/commitments/evidence_form.html",
        context={"commitment": commitment},
    )
    return answer(request, form, act, lambda: _attach_typed(commitment, row, form.cleaned_data, Actor.of(request.user)))


def _attach_typed(
    commitment: Commitment, row: ProgressUpdate | None, typed: dict[str, Any], actor: Actor
) -> EvidenceItem:
    described = {
        name: typed[name]
        for name in ("title_en", "title_fr", "captured_on", "measure", "language", "classification", "once")
    }
    if typed["file"]:
        content, kind = typed["file"]
        return evidence.attach_file(commitment, content, kind, actor=actor, update=row, **described)
    return evidence.attach_link(commitment, typed["url"], actor=actor, update=row, **described)


def _evidence(request: SignedIn, public_id: UUID) -> EvidenceItem:
    rows = policies.evidence_visible_to(request.user).select_related("commitment")
    found: EvidenceItem = get_object_or_404(rows, public_id=public_id)
    return found


@requires(P.REPORT_PROGRESS)
@require_POST
def evidence_check(request: SignedIn, public_id: UUID) -> HttpResponse:
    """Say that one has opened it and it shows what it should."""
    item = _evidence(request, public_id)
    done = _("Checked. If it is new or had lapsed, a second person accepts it next.")
    back = f"{here(item.commitment)[1]}#evidence"
    return at_once(request, back, done, lambda: evidence.check(item, actor=Actor.of(request.user)))


@requires(P.REPORT_PROGRESS)
@require_http_methods(["GET", "HEAD", "POST"])
def evidence_edit(request: SignedIn, public_id: UUID) -> HttpResponse:
    """Mend the title or the classification while it is not accepted."""
    item = _evidence(request, public_id)
    initial = {name: getattr(item, name) for name in evidence.WORDS} | {"seen": evidence.seen_of(item)}
    form = EvidenceWordsForm(request.POST if request.method == "POST" else None, initial=initial)
    title = _("Correct the evidence")
    act = Act(
        title=title,
        label=_("Save"),
        done=_("The words of the evidence are saved."),
        back=f"{here(item.commitment)[1]}#evidence",
        facts=(
            _("Saving a change says that you have opened it and it shows what it should. A second person accepts it."),
        ),
        trail=crumbs(here(item.commitment), (title, "")),
        context={"pairs": pairs_of(form, ("title",))},
    )
    return answer(request, form, act, lambda: evidence.correct(item, actor=Actor.of(request.user), **form.cleaned_data))


@requires(P.APPROVE_COMMITMENTS)
@require_http_methods(["GET", "HEAD", "POST"])
def evidence_withdraw(request: SignedIn, public_id: UUID) -> HttpResponse:
    """Take accepted evidence off the public page, with the reason for colleagues."""
    item = _evidence(request, public_id)
    form = WordsForm(request.POST if request.method == "POST" else None)
    title = _("Take the evidence off the page")
    act = Act(
        title=title,
        label=_("Take it off the page"),
        done=_("It is off the page, its data and its download."),
        back=f"{here(item.commitment)[1]}#evidence",
        facts=(
            text(item, "title"),
            _("It leaves the public page, the data and the download at once; it stays here with your reason."),
            _("What it proved counts as unproven until other evidence is accepted."),
        ),
        style="danger",
        trail=crumbs(here(item.commitment), (title, "")),
    )
    return answer(
        request, form, act, lambda: evidence.withdraw(item, actor=Actor.of(request.user), **form.cleaned_data)
    )


@requires(P.SEE_COMMITMENTS)
@require_safe
def evidence_file(request: SignedIn, public_id: UUID) -> HttpResponse:
    """The file of a piece of evidence, in every state."""
    item = _evidence(request, public_id)
    if item.kind != EvidenceKind.FILE:
        raise Http404
    return attachment(item)
