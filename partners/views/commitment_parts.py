"""The parts of a commitment's text for coordinators: parties, measures, milestones."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from accounts.actors import Actor
from accounts.permissions import Permission as P
from accounts.policies import SignedIn, requires
from partners import commitment_policies as policies
from partners.domain import commitment_parts
from partners.forms.commitments import (
    MeasureForm,
    MilestoneForm,
    PartyForm,
    PartySearchForm,
    ReasonForm,
    pairs_of,
)
from partners.models import Body, Commitment, Measure, Milestone, Office, Organization, PartyObligation
from partners.queries import commitment_work
from partners.views.acting import Act, answer
from partners.views.commitments import FORM, crumbs, found_for, here

# ---- parties ----------------------------------------------------------------------------------------------------------

PARTY_MODELS: dict[str, Any] = {"organization": Organization, "body": Body, "office": Office}


@requires(P.EDIT_COMMITMENTS)
@require_http_methods(["GET", "HEAD", "POST"])
def party_add(request: SignedIn, public_id: UUID) -> HttpResponse:
    """Find a party by name, old or new, then write down its part."""
    found = found_for(request, public_id)
    chosen = _chosen_party(request)
    if chosen is None:
        search = PartySearchForm(request.GET if "q" in request.GET else None)
        words = search.cleaned_data["q"].strip() if search.is_bound and search.is_valid() else ""
        context = {
            "trail": crumbs(here(found), (_("Add a party"), "")),
            "commitment": found,
            "form": search,
            "words": words,
            "matches": commitment_work.parties_named(words) if words else [],
        }
        return render(request, "partners/commitments/party_find.html", context, status=422 if search.errors else 200)
    return _part(
        request,
        found,
        PartyForm(
            request.POST if request.method == "POST" else None, with_parties=_with_parties(found), changing=False
        ),
        title=_("Add %(party)s") % {"party": chosen},
        stems=("text",),
        do=lambda values: commitment_parts.add_party(found, chosen, actor=Actor.of(request.user), **values),
        where="parties",
    )


def _chosen_party(request: HttpRequest) -> Any:
    """Return the party named in the address as `kind:id`, if there is one."""
    kind, _colon, key = request.GET.get("party", "").partition(":")
    model = PARTY_MODELS.get(kind)
    if model is None:
        return None
    try:
        return model.objects.filter(public_id=UUID(key)).first()
    except ValueError:
        return None


@requires(P.EDIT_COMMITMENTS)
@require_http_methods(["GET", "HEAD", "POST"])
def party_edit(request: SignedIn, public_id: UUID) -> HttpResponse:
    """Change one party's role or text."""
    row = get_object_or_404(_parts(PartyObligation, policies.obligations_visible_to(request.user)), public_id=public_id)
    return _part(
        request,
        row.commitment,
        PartyForm(
            request.POST if request.method == "POST" else None,
            initial=PartyForm.initial_of(row),
            with_parties=_with_parties(row.commitment),
        ),
        title=_("Change the part of %(party)s") % {"party": row.party},
        stems=("text",),
        do=lambda values: commitment_parts.change_party(row, actor=Actor.of(request.user), **values),
        where="parties",
    )


@requires(P.EDIT_COMMITMENTS)
@require_http_methods(["GET", "HEAD", "POST"])
def party_remove(request: SignedIn, public_id: UUID) -> HttpResponse:
    """Take a party off, or end its part."""
    row = get_object_or_404(_parts(PartyObligation, policies.obligations_visible_to(request.user)), public_id=public_id)
    return _removal(
        request,
        row.commitment,
        title=_("Take %(party)s off") % {"party": row.party},
        do=lambda values: commitment_parts.remove_party(row, actor=Actor.of(request.user), **values),
        where="parties",
    )


# ---- measures and milestones --------------------------------------------------------------------------------------------


@requires(P.EDIT_COMMITMENTS)
@require_http_methods(["GET", "HEAD", "POST"])
def measure_add(request: SignedIn, public_id: UUID) -> HttpResponse:
    """Add what is measured."""
    found = found_for(request, public_id)
    return _part(
        request,
        found,
        MeasureForm(
            request.POST if request.method == "POST" else None,
            initial={"kind": "quantity"},
            with_parties=_with_parties(found),
            changing=False,
        ),
        title=_("Add a measure"),
        stems=("name", "unit"),
        do=lambda values: commitment_parts.add_measure(found, actor=Actor.of(request.user), **values),
        where="measures",
    )


@requires(P.EDIT_COMMITMENTS)
@require_http_methods(["GET", "HEAD", "POST"])
def measure_edit(request: SignedIn, public_id: UUID) -> HttpResponse:
    """Change a measure."""
    row = get_object_or_404(_parts(Measure, policies.measures_visible_to(request.user)), public_id=public_id)
    return _part(
        request,
        row.commitment,
        MeasureForm(
            request.POST if request.method == "POST" else None,
            initial=MeasureForm.initial_of(row),
            with_parties=_with_parties(row.commitment),
        ),
        title=_("Change a measure"),
        stems=("name", "unit"),
        do=lambda values: commitment_parts.change_measure(row, actor=Actor.of(request.user), **values),
        where="measures",
    )


@requires(P.EDIT_COMMITMENTS)
@require_http_methods(["GET", "HEAD", "POST"])
def measure_remove(request: SignedIn, public_id: UUID) -> HttpResponse:
    """Take a measure off, or end it."""
    row = get_object_or_404(_parts(Measure, policies.measures_visible_to(request.user)), public_id=public_id)
    return _removal(
        request,
        row.commitment,
        title=_("Take a measure off"),
        do=lambda values: commitment_parts.remove_measure(row, actor=Actor.of(request.user), **values),
        where="measures",
    )


@requires(P.EDIT_COMMITMENTS)
@require_http_methods(["GET", "HEAD", "POST"])
def milestone_add(request: SignedIn, public_id: UUID) -> HttpResponse:
    """Add a dated step."""
    found = found_for(request, public_id)
    return _part(
        request,
        found,
        MilestoneForm(
            request.POST if request.method == "POST" else None, with_parties=_with_parties(found), changing=False
        ),
        title=_("Add a milestone"),
        stems=("name",),
        do=lambda values: commitment_parts.add_milestone(found, actor=Actor.of(request.user), **values),
        where="milestones",
    )


@requires(P.EDIT_COMMITMENTS)
@require_http_methods(["GET", "HEAD", "POST"])
def milestone_edit(request: SignedIn, public_id: UUID) -> HttpResponse:
    """Change a milestone's words; its date only while it is a draft."""
    row = get_object_or_404(_parts(Milestone, policies.milestones_visible_to(request.user)), public_id=public_id)
    return _part(
        request,
        row.commitment,
        MilestoneForm(
            request.POST if request.method == "POST" else None,
            initial=MilestoneForm.initial_of(row),
            with_parties=_with_parties(row.commitment),
            fixed=row.fixed_at is not None,
        ),
        title=_("Change a milestone"),
        stems=("name",),
        do=lambda values: commitment_parts.change_milestone(row, actor=Actor.of(request.user), **values),
        where="milestones",
    )


@requires(P.EDIT_COMMITMENTS)
@require_http_methods(["GET", "HEAD", "POST"])
def milestone_remove(request: SignedIn, public_id: UUID) -> HttpResponse:
    """Take a milestone off a draft."""
    row = get_object_or_404(_parts(Milestone, policies.milestones_visible_to(request.user)), public_id=public_id)
    return _removal(
        request,
        row.commitment,
        title=_("Take a milestone off"),
        do=lambda values: commitment_parts.remove_milestone(row, actor=Actor.of(request.user)),
        where="milestones",
    )


def _parts(model: Any, rows: Any) -> Any:
    """Return the living parts with their commitment."""
    ended = {"ended_on": None} if model is not Milestone else {}
    return rows.filter(**ended).select_related("commitment")


def _with_parties(commitment: Commitment) -> bool:
    """Tell whether the parties have the text, so that a change says why."""
    return commitment.current_revision_id is not None


SAVED = {
    "parties": gettext_lazy("The part of the party is saved."),
    "measures": gettext_lazy("The measure is saved."),
    "milestones": gettext_lazy("The milestone is saved."),
}


def _part(
    request: HttpRequest,
    commitment: Commitment,
    form: Any,
    *,
    title: str,
    stems: tuple[str, ...],
    do: Any,
    where: str,
) -> HttpResponse:
    """Show or save the form of one part of a commitment."""
    if commitment.umbrella:
        raise Http404
    act = Act(
        title=title,
        label=_("Save"),
        done=SAVED[where],
        back=f"{here(commitment)[1]}#{where}",
        trail=crumbs(here(commitment), (title, "")),
        template=FORM,
        context={"pairs": pairs_of(form, stems), "last_pairs": pairs_of(form, ("reason",)), "commitment": commitment},
    )
    return answer(request, form, act, lambda: do(form.values()))


def _removal(request: HttpRequest, commitment: Commitment, *, title: str, do: Any, where: str) -> HttpResponse:
    """Ask before a part is taken away."""
    form = ReasonForm(request.POST if request.method == "POST" else None, with_parties=_with_parties(commitment))
    keeps = (
        _("What was reported about it stays.") if _with_parties(commitment) else _("It is a draft; nothing is kept.")
    )
    act = Act(
        title=title,
        label=_("Take it off"),
        done=_("It is taken off."),
        back=f"{here(commitment)[1]}#{where}",
        facts=(keeps,),
        style="danger",
        trail=crumbs(here(commitment), (title, "")),
    )
    return answer(request, form, act, lambda: do(form.values()))
