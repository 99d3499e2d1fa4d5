"""Inviting: build a list, see what keeps a message away, read the exact mails, release, follow the replies."""

from collections import Counter
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from accounts.actors import Actor
from accounts.permissions import Permission as P
from accounts.policies import SignedIn, requires
from events import policies
from events.domain import inviting
from events.enums import FIXED_STATES, InvitationState
from events.forms.inviting import FunnelFilter, RevokeForm, SegmentForm
from events.models import Event, Invitation, InvitationOption
from events.previews import preview_invitation
from events.queries import inviting as inviting_queries
from events.queries import orders
from events.views.frame import event_context
from events.words import deadline
from kernel.acting import attempt
from kernel.errors import DomainError
from kernel.orders import AFTER, asked_page, heads, place
from partners.enums import Purpose
from partners.queries import segments

PAGE = 100


def _event(request: SignedIn, public_id: UUID) -> Event:
    return get_object_or_404(
        policies.events_run_by(request.user).select_related("place", "venue", "series"), public_id=public_id
    )


@requires(P.INVITE)
@require_http_methods(["GET", "HEAD", "POST"])
def overview(request: SignedIn, public_id: UUID) -> HttpResponse:
    """The funnel of replies with the list behind each number."""
    event = _event(request, public_id)
    form = FunnelFilter.of(request)
    if (there := form.leads_to()) is not None:
        return there
    chosen = form.wanted
    rows = inviting_queries.options(event, state=chosen.get("state", ""), text=chosen.get("q", ""))
    shown = asked_page(
        request,
        rows,
        form.sorting,
        size=PAGE,
        among=InvitationOption.objects.filter(event=event),
    )
    for row in shown.rows:
        due = row.invitation.reply_by
        row.due = deadline(due, event) if due else ""  # type: ignore[attr-defined]  # for the page
    context = event_context(request, event, "invitations")
    context |= {
        "funnel": inviting_queries.funnel(event),
        "over": event.state in FIXED_STATES,
        "form": form,
        "rows": shown.rows,
        "total": rows.order_by().count(),
        "page": shown.links(form.query_with),
        "heads": heads(orders.INVITATIONS, form.sorting, form.query_with),
    }
    return render(request, "events/organizer/invitations.html", context, status=form.status)


@requires(P.INVITE)
@require_http_methods(["GET", "HEAD", "POST"])
def build(request: SignedIn, public_id: UUID) -> HttpResponse:
    """Choose people by sector, region and organization; see them with their hindrances; put them on the list."""
    event = _event(request, public_id)
    asked = request.POST if request.method == "POST" else request.GET
    form = SegmentForm(asked or None)
    if "show" in request.GET and form.is_valid() and form.segment().empty:
        form.add_error(None, _("Choose at least one sector, region or organization."))
    context = event_context(request, event, "invitations")
    context |= {"form": form, "candidates": None}
    if form.is_bound and form.is_valid():
        candidates = segments.candidates(segments.people(form.segment()), Purpose.INVITATION)
        invited = inviting_queries.invited_already(event)
        reachable = [c for c in candidates if not c.hindrance and c.person.pk not in invited]
        if request.method == "POST":
            return _prepare(request, event, [c.person.pk for c in reachable], asked=len(candidates))
        words = {name: dict(form.fields[name].choices) for name in ("sectors", "jurisdictions")}  # type: ignore[attr-defined]
        context |= _one_page(request, candidates, words["jurisdictions"])
        context |= {
            "total": len(candidates),
            "invited": invited,
            "reachable": len(reachable),
            "composition": composition(reachable, words["sectors"], words["jurisdictions"]),
        }
    return render(request, "events/organizer/build.html", context, status=422 if form.errors else 200)


def _one_page(request: SignedIn, candidates: list[segments.Candidate], region_names: dict[str, str]) -> dict[str, Any]:
    """Return the candidates of one page, each with the words of the region, and the links to its neighbours.

    An address holds an id, never a name.

    Who is put on the list does not depend on the page: it is everybody who fits and can be invited.
    """
    after = place(request, AFTER)
    keys = [candidate.person.public_id for candidate in candidates]
    start = keys.index(after) + 1 if after in keys else 0

    def link(first: int) -> str:
        query = request.GET.copy()
        query.pop("after", None)
        if first > 0:
            query["after"] = str(keys[first - 1])
        return f"?{query.urlencode()}"

    shown = candidates[start : start + PAGE]
    return {
        "candidates": [(one, region_names.get(one.jurisdiction, one.jurisdiction)) for one in shown],
        "first": start + 1,
        "last": start + len(shown),
        "page": {
            "next_url": link(start + PAGE) if start + PAGE < len(keys) else "",
            "previous_url": link(start - PAGE) if start else "",
        },
    }


def _prepare(request: SignedIn, event: Event, people: list[int], *, asked: int) -> HttpResponse:
    if not people:
        messages.error(request, _("Nobody on this list can be invited. Choose other people."))
        return redirect("events:invite_build", event.public_id)
    try:
        done = inviting.prepare(event.series, [event], people, actor=Actor.of(request.user))
    except DomainError as refusal:
        messages.error(request, str(refusal.message))
    else:
        added = done.added + done.extended
        messages.success(
            request,
            ngettext(
                "%(count)s person is on the list. Nothing has been sent. Read the mail, then release.",
                "%(count)s people are on the list. Nothing has been sent. Read the mail, then release.",
                added,
            )
            % {"count": added},
        )
        if left_out := asked - added:
            messages.info(
                request,
                ngettext(
                    "%(count)s person was left out: invited already, or not to be written to. The list says why.",
                    "%(count)s people were left out: invited already, or not to be written to. The list says why.",
                    left_out,
                )
                % {"count": left_out},
            )
    return redirect("events:invite_preview", event.public_id)


def composition(
    candidates: list[segments.Candidate], names: dict[str, str], region_names: dict[str, str]
) -> dict[str, Any]:
    """Return counts of a list by sector and region, for the table beside it.

    Args:
        names: words of the sectors by key.
        region_names: words of the regions by code.
    """
    counts = Counter((sector, one.jurisdiction) for one in candidates for sector in one.sectors)
    regions = sorted({candidate.jurisdiction for candidate in candidates})
    rows = []
    for sector in sorted({sector for sector, _region in counts}):
        row = [counts[sector, region] for region in regions]
        rows.append((names.get(sector, sector), row, sum(row)))
    return {"regions": [region_names.get(region, region) for region in regions], "rows": rows}


@requires(P.INVITE)
@require_http_methods(["GET", "HEAD", "POST"])
def preview(request: SignedIn, public_id: UUID) -> HttpResponse:
    """The exact mails in both languages; then release everything that is prepared."""
    event = _event(request, public_id)
    prepared = Invitation.objects.filter(
        series=event.series, options__event=event, state=InvitationState.PREPARED
    ).distinct()
    if request.method == "POST":
        try:
            count = inviting.ask_to_release(prepared, actor=Actor.of(request.user))
        except DomainError as refusal:
            messages.error(request, str(refusal.message))
            return redirect("events:invite_preview", event.public_id)
        messages.success(
            request,
            ngettext(
                "%(count)s invitation is being sent. Reload this page to see the numbers grow.",
                "%(count)s invitations are being sent. Reload this page to see the numbers grow.",
                count,
            )
            % {"count": count},
        )
        return redirect("events:invitations", event.public_id)
    context = event_context(request, event, "invitations")
    context |= {
        "mails": [(language, preview_invitation(event, language)) for language in ("en", "fr")],
        "count": prepared.count(),
        "full": event.hold_seats and context["root"].used >= context["root"].cap,
    }
    return render(request, "events/organizer/preview.html", context)


def _invitation(request: SignedIn, public_id: UUID) -> tuple[Invitation, Event]:
    events = policies.events_run_by(request.user)
    invitation = get_object_or_404(
        Invitation.objects.filter(options__event__in=events).select_related("person").distinct(), public_id=public_id
    )
    event = events.filter(options__invitation=invitation).order_by("pk").first()
    assert event is not None  # the filter above
    return invitation, event


@requires(P.INVITE)
@require_POST
def resend(request: SignedIn, public_id: UUID) -> HttpResponse:
    """Send a new link; every older one dies."""
    invitation, event = _invitation(request, public_id)
    attempt(
        request,
        lambda: inviting.resend(invitation, actor=Actor.of(request.user)),
        _("A new link is on its way. The earlier ones no longer work."),
    )
    return redirect("events:invitations", event.public_id)


@requires(P.INVITE)
@require_http_methods(["GET", "HEAD", "POST"])
def revoke(request: SignedIn, public_id: UUID) -> HttpResponse:
    """Withdraw an invitation, with a reason."""
    invitation, event = _invitation(request, public_id)
    form = RevokeForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            inviting.revoke(invitation, actor=Actor.of(request.user), reason=form.cleaned_data["reason"])
        except DomainError as refusal:
            form.add_error(None, str(refusal.message))
        else:
            messages.success(request, _("The invitation is withdrawn. Its seat goes to the next person."))
            return redirect("events:invitations", event.public_id)
    context = event_context(request, event, "invitations")
    context |= {"form": form, "invitation": invitation}
    return render(request, "events/organizer/revoke.html", context, status=422 if form.errors else 200)
