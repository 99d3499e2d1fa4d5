"""The steps of a commitment for coordinators: propose, make public, ask for a second signature; and its milestones."""

import datetime
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_http_methods, require_POST

from accounts.actors import Actor
from accounts.permissions import Permission as P
from accounts.policies import SignedIn, requires
from kernel.acting import OVERTAKEN
from kernel.moves import can_step
from partners import commitment_policies as policies
from partners.commitment_states import LIFECYCLE_MOVES, AgreementMethod, DecisionKind, Lifecycle
from partners.days import HOUSE_ZONE
from partners.domain import commitment_decisions, commitment_keepers, commitments, milestones
from partners.forms.commitments import (
    AgreeForm,
    KeeperForm,
    MeetForm,
    NothingForm,
    ReasonPairForm,
    ReleaseForm,
    ReplaceForm,
    RescheduleForm,
    WithdrawForm,
    pairs_of,
)
from partners.models import Commitment, Milestone
from partners.periods import today
from partners.views.acting import Act, answer, asked, at_once
from partners.views.commitments import crumbs, found_for, here, named


@requires(P.EDIT_COMMITMENTS)
@require_http_methods(["GET", "HEAD", "POST"])
def propose(request: SignedIn, public_id: UUID) -> HttpResponse:
    """Send the draft to the parties, after a page that says what that fixes."""
    found = found_for(request, public_id)
    title = _("Propose it to the parties")
    act = Act(
        title=title,
        label=title,
        done=_("It is proposed. Its first dates are fixed now. Next: record that the parties agree."),
        back=here(found)[1],
        about=named(found),
        facts=(
            _("The text becomes revision 1. Whoever changes it later says why, and makes another revision."),
            _("The first date of each milestone is fixed for good; a later one stands beside it."),
            _("The public sees nothing of it yet, and no message is sent: you hand the text to the parties yourself."),
            _("It cannot be undone: what is proposed can only be withdrawn, with the reason."),
        ),
        style="danger",
        hindrance="" if can_step(LIFECYCLE_MOVES, found.lifecycle or "", Lifecycle.PROPOSED) else OVERTAKEN,
        trail=crumbs(here(found), (title, "")),
    )
    return asked(request, act, lambda: commitments.propose(found, actor=Actor.of(request.user)))


@requires(P.EDIT_COMMITMENTS)
@require_http_methods(["GET", "HEAD", "POST"])
def release(request: SignedIn, public_id: UUID) -> HttpResponse:
    """Make it public now, or plan when."""
    found = found_for(request, public_id)
    form = ReleaseForm(request.POST if request.method == "POST" else None)
    title = _("Make it public")
    act = Act(
        title=title,
        label=_("Make it public"),
        done=_("Done. Both languages become public together."),
        back=here(found)[1],
        about=named(found),
        facts=(
            _("Anybody can then read it, in English and in French."),
            _("Its address stays for good, also when it ends one day."),
        ),
        trail=crumbs(here(found), (title, "")),
    )
    return answer(request, form, act, lambda: _release(found, form.cleaned_data, Actor.of(request.user)))


def _release(found: Commitment, typed: dict[str, Any], actor: Actor) -> None:
    if typed["on"] is None:
        commitments.release(found, actor=actor)
    else:
        at = datetime.datetime.combine(typed["on"], typed["at"], tzinfo=HOUSE_ZONE)
        commitments.schedule_release(found, actor=actor, at=at.astimezone(datetime.UTC))


@requires(P.EDIT_COMMITMENTS)
@require_POST
def release_cancel(request: SignedIn, public_id: UUID) -> HttpResponse:
    """Take back a planned release."""
    found = found_for(request, public_id)
    done = _("The planned release is taken back.")
    return at_once(
        request, here(found)[1], done, lambda: commitments.cancel_release(found, actor=Actor.of(request.user))
    )


@requires(P.EDIT_COMMITMENTS)
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: SignedIn, public_id: UUID, kind: str) -> HttpResponse:
    """Ask a second person: to record the agreement, to complete, to withdraw, to replace."""
    found = found_for(request, public_id)
    data = request.POST if request.method == "POST" else None
    actor = Actor.of(request.user)
    if kind == DecisionKind.AGREE:
        return _ask_agreement(request, found, AgreeForm(data), actor)
    if kind == DecisionKind.COMPLETE:
        return _ask_completion(request, found, NothingForm(data), actor)
    if kind == DecisionKind.WITHDRAW:
        form = WithdrawForm(data)
        return answer(
            request,
            form,
            _asking(
                found,
                _("Ask to withdraw it"),
                pairs_of(form, ("reason", "office")),
                facts=(_("It ends. Its page stays, with the reason and who decided."),),
                style="danger",
            ),
            lambda: commitment_decisions.ask_withdrawal(found, actor=actor, **form.cleaned_data),
        )
    if kind == DecisionKind.SUPERSEDE:
        replace = ReplaceForm(data)
        return answer(
            request,
            replace,
            _asking(
                found,
                _("Ask to replace it"),
                pairs_of(replace, ("reason",)),
                facts=(_("It ends. Its page stays and leads to the one that replaces it."),),
                style="danger",
            ),
            lambda: commitment_decisions.ask_replacement(found, actor=actor, **replace.cleaned_data),
        )
    raise Http404


def _ask_agreement(request: SignedIn, found: Commitment, form: AgreeForm, actor: Actor) -> HttpResponse:
    facts = (_("The agreement is recorded for the text as it stands now."),)
    return answer(
        request,
        form,
        _asking(found, _("Record that the parties agree"), (), facts=facts),
        lambda: commitment_decisions.ask_agreement(
            found,
            actor=actor,
            method=AgreementMethod(form.cleaned_data["method"]),
            agreed_on=form.cleaned_data["agreed_on"],
        ),
    )


def _ask_completion(request: SignedIn, found: Commitment, form: NothingForm, actor: Actor) -> HttpResponse:
    facts = (_("Milestones, evidence and the closing update are checked now and again when it is approved."),)
    return answer(
        request,
        form,
        _asking(found, _("Ask to close it as complete"), (), facts=facts),
        lambda: commitment_decisions.ask_completion(found, actor=actor),
    )


def _asking(found: Commitment, title: str, pairs: Any, *, facts: tuple[Any, ...], style: str = "") -> Act:
    """Return the page of a question to a second person."""
    return Act(
        title=title,
        label=_("Ask a second person"),
        done=_("Asked. A colleague with the right to approve finds it in their list."),
        back=here(found)[1],
        about=named(found),
        facts=(*facts, _("It takes effect when a second person approves it; you cannot approve it yourself.")),
        style=style,
        trail=crumbs(here(found), (title, "")),
        context={"pairs": pairs},
    )


@requires(P.EDIT_COMMITMENTS)
@require_POST
def ask_equivalence(request: SignedIn, public_id: UUID) -> HttpResponse:
    """Ask a second person to confirm that the newest revision changes no meaning."""
    found = found_for(request, public_id)
    if found.current_revision is None:
        raise Http404
    revision = found.current_revision
    done = _("Asked. A colleague with the right to approve finds it in their list.")
    return at_once(
        request,
        here(found)[1],
        done,
        lambda: commitment_decisions.ask_equivalence(revision, actor=Actor.of(request.user)),
    )


@requires(P.EDIT_COMMITMENTS)
@require_POST
def take_back(request: SignedIn, public_id: UUID) -> HttpResponse:
    """Take back one's own question that nobody has answered."""
    rows = policies.decisions_visible_to(request.user).select_related("commitment")
    row = get_object_or_404(rows, public_id=public_id)
    return at_once(
        request,
        f"{here(row.commitment)[1]}#decisions",
        _("Taken back. Nobody is asked any more."),
        lambda: commitment_decisions.take_back(row, actor=Actor.of(request.user)),
    )


@requires(P.EDIT_COMMITMENTS)
@require_http_methods(["GET", "HEAD", "POST"])
def discard(request: SignedIn, public_id: UUID) -> HttpResponse:
    """Discard a draft that was never proposed."""
    found = found_for(request, public_id)
    form = NothingForm(request.POST if request.method == "POST" else None)
    title = _("Discard the draft")
    act = Act(
        title=title,
        label=_("Discard the draft"),
        done=_("The draft %(ref)s is discarded.") % {"ref": found.ref},
        back=here(found)[1] if request.method != "POST" else reverse("partners:commitments"),
        about=named(found),
        facts=(
            _("It leaves every list, and nothing brings it back."),
            _("Its number is not given out again; the audit trail keeps who discarded it."),
        ),
        style="danger",
        trail=crumbs(here(found), (title, "")),
    )
    return answer(request, form, act, lambda: commitments.discard(found, actor=Actor.of(request.user)))


@requires(P.APPROVE_COMMITMENTS)
@require_http_methods(["GET", "HEAD", "POST"])
def reopen(request: SignedIn, public_id: UUID) -> HttpResponse:
    """Put a complete commitment back to in progress."""
    found = found_for(request, public_id)
    form = ReasonPairForm(request.POST if request.method == "POST" else None)
    title = _("Reopen it")
    act = Act(
        title=title,
        label=_("Reopen it"),
        done=_("It is in progress again."),
        back=here(found)[1],
        about=named(found),
        facts=(_("The public reads that it was reopened, and why."),),
        trail=crumbs(here(found), (title, "")),
        context={"pairs": pairs_of(form, ("reason",))},
    )
    return answer(
        request, form, act, lambda: commitments.reopen(found, actor=Actor.of(request.user), **form.cleaned_data)
    )


@requires(P.EDIT_COMMITMENTS)
@require_http_methods(["GET", "HEAD", "POST"])
def hand_over(request: SignedIn, public_id: UUID) -> HttpResponse:
    """Choose the coordinator who looks after it."""
    found = found_for(request, public_id)
    form = KeeperForm(request.POST if request.method == "POST" else None, initial={"owner": found.owner_id})
    title = _("Choose who looks after it")
    others = policies.keepers().exclude(pk=found.owner_id or 0).exists()
    alone = () if others else (_("Nobody else has a role that edits commitments. An administrator can give one."),)
    act = Act(
        title=title,
        label=pgettext("commitment", "Hand it over"),
        done=_("Handed over. The person you chose is told, and gets its reminders from now on."),
        back=here(found)[1],
        about=named(found),
        facts=(_("The reminders and the list of actions go to this person, who is told by mail."), *alone),
        trail=crumbs(here(found), (title, "")),
    )
    return answer(
        request,
        form,
        act,
        lambda: commitment_keepers.hand_over(found, actor=Actor.of(request.user), **form.cleaned_data),
    )


# ---- milestones -------------------------------------------------------------------------------------------------------


def _milestone(request: SignedIn, public_id: UUID) -> Milestone:
    rows = policies.milestones_visible_to(request.user).select_related("commitment")
    found: Milestone = get_object_or_404(rows, public_id=public_id)
    return found


def _step(row: Milestone, title: str, done: str, *, facts: tuple[Any, ...] = (), pairs: Any = ()) -> Act:
    return Act(
        title=_("%(act)s: %(milestone)s") % {"act": title, "milestone": row},
        label=title,
        done=done,
        back=f"{here(row.commitment)[1]}#milestones",
        about=named(row.commitment),
        facts=facts,
        trail=crumbs(here(row.commitment), (title, "")),
        context={"pairs": pairs},
    )


@requires(P.REPORT_PROGRESS)
@require_http_methods(["GET", "HEAD", "POST"])
def milestone_meet(request: SignedIn, public_id: UUID) -> HttpResponse:
    """Say that a milestone was met."""
    row = _milestone(request, public_id)
    form = MeetForm(request.POST if request.method == "POST" else None, initial={"met_on": today()})
    act = _step(row, _("Milestone met"), _("The milestone is met."))
    return answer(request, form, act, lambda: milestones.meet(row, actor=Actor.of(request.user), **form.cleaned_data))


@requires(P.EDIT_COMMITMENTS)
@require_http_methods(["GET", "HEAD", "POST"])
def milestone_move(request: SignedIn, public_id: UUID) -> HttpResponse:
    """Give a milestone another date."""
    row = _milestone(request, public_id)
    form = RescheduleForm(request.POST if request.method == "POST" else None)
    facts = (_("The first date stays and is shown beside the new one, with the reason."),)
    act = _step(
        row, _("Reschedule"), _("The milestone has a new date."), facts=facts, pairs=pairs_of(form, ("reason",))
    )
    return answer(
        request, form, act, lambda: milestones.reschedule(row, actor=Actor.of(request.user), **form.cleaned_data)
    )


@requires(P.EDIT_COMMITMENTS)
@require_http_methods(["GET", "HEAD", "POST"])
def milestone_waive(request: SignedIn, public_id: UUID) -> HttpResponse:
    """Ask a second person to waive a milestone."""
    row = _milestone(request, public_id)
    form = ReasonPairForm(request.POST if request.method == "POST" else None)
    facts = (_("A second person decides. The public reads that it was waived, and why."),)
    done = _("Asked. A colleague with the right to approve finds it in their list.")
    act = _step(row, _("Ask to waive"), done, facts=facts, pairs=pairs_of(form, ("reason",)))
    return answer(
        request,
        form,
        act,
        lambda: commitment_decisions.ask_waiver(row, actor=Actor.of(request.user), **form.cleaned_data),
    )


@requires(P.APPROVE_COMMITMENTS)
@require_http_methods(["GET", "HEAD", "POST"])
def milestone_reopen(request: SignedIn, public_id: UUID) -> HttpResponse:
    """Say that a milestone was not met after all."""
    row = _milestone(request, public_id)
    form = ReasonPairForm(request.POST if request.method == "POST" else None)
    facts = (_("It is open again on its present date. The public reads that it was not met after all, and why."),)
    act = _step(
        row, _("Not met after all"), _("The milestone is open again."), facts=facts, pairs=pairs_of(form, ("reason",))
    )
    return answer(request, form, act, lambda: milestones.reopen(row, actor=Actor.of(request.user), **form.cleaned_data))
