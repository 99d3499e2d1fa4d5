"""The team of an event: who does what, who could, and ending a part."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods

from accounts.actors import Actor
from accounts.permissions import Permission as P
from accounts.policies import SignedIn, requires
from events import policies
from events.domain import team as team_domain
from events.enums import TeamRole
from events.forms.team import PartForm
from events.models import Event, EventTeamMember
from events.queries import teams
from events.views.frame import event_context
from kernel.errors import DomainError
from kernel.forms import put_refusal

OPENS = {
    TeamRole.ORGANIZER: gettext_lazy("Plans, invites, sees who comes, and builds this team."),
    TeamRole.LOGISTICS: gettext_lazy("Sees what people need to take part, and arranges it."),
    TeamRole.DOOR: gettext_lazy("Sees the names at the door and lets people in, once the event is ready."),
    TeamRole.NOTE_TAKER: gettext_lazy("Writes the notes of the tables of this event."),
    TeamRole.FACILITATOR: gettext_lazy("Leads a table; writes and closes its notes where notes are kept."),
    TeamRole.LIAISON: gettext_lazy("Prepares the access codes with the partners who vouch, and lets people in."),
}


def _event(request: SignedIn, public_id: UUID) -> Event:
    return get_object_or_404(policies.events_run_by(request.user).select_related("place", "venue"), public_id=public_id)


@requires(P.PLAN_EVENTS)
@require_http_methods(["GET", "HEAD", "POST"])
def team(request: SignedIn, public_id: UUID) -> HttpResponse:
    """Who runs this event, part by part; add somebody whose roles allow the part."""
    event = _event(request, public_id)
    parts = teams.parts(event)
    sent = request.POST.get("role", "") if request.method == "POST" else ""
    forms = {part.key: PartForm(request.POST if part.key == sent else None, part=part) for part in parts}
    if request.method == "POST" and sent not in forms:
        messages.error(request, _("Choose a part from the list."))
        return redirect("events:team", event.public_id)
    if sent and forms[sent].is_valid() and _added(request, event, forms[sent]):
        return redirect("events:team", event.public_id)
    context = event_context(request, event, "team")
    context["parts"] = [(part, OPENS[TeamRole(part.key)], forms[part.key]) for part in parts]
    return render(request, "events/organizer/team.html", context, status=422 if sent else 200)


def _added(request: SignedIn, event: Event, form: PartForm) -> bool:
    role = form.cleaned_data["role"]
    try:
        team_domain.add(event, form.cleaned_data["user"], role, actor=Actor.of(request.user))
    except DomainError as refusal:
        put_refusal(form, refusal)
        return False
    messages.success(
        request,
        _("Added to the team: %(part)s. No message is sent, so tell them yourself.") % {"part": TeamRole(role).label},
    )
    return True


@requires(P.PLAN_EVENTS)
@require_http_methods(["GET", "HEAD", "POST"])
def remove(request: SignedIn, public_id: UUID) -> HttpResponse:
    """Say what ends with a part, then end it."""
    member = get_object_or_404(
        EventTeamMember.objects.filter(event__in=policies.events_run_by(request.user)).select_related(
            "user", "event__place", "event__venue"
        ),
        public_id=public_id,
    )
    event = member.event
    if request.method == "POST":
        try:
            team_domain.remove(member, actor=Actor.of(request.user))
        except DomainError as refusal:
            messages.error(request, str(refusal.message))
            return redirect("events:team", event.public_id)
        messages.success(request, _("Taken off the team."))
        if policies.events_run_by(request.user).filter(pk=event.pk).exists():
            return redirect("events:team", event.public_id)
        return redirect("events:list")
    context = event_context(request, event, "team")
    context |= {"member": member, "facts": _what_ends(request, member)}
    return render(request, "events/organizer/team_remove.html", context)


def _what_ends(request: SignedIn, member: EventTeamMember) -> list[Any]:
    facts = [
        _("This event no longer opens to them in this part. Other parts they have stay."),
        _("What they have written stays. No message is sent."),
    ]
    if member.user_id == request.user.pk and member.role == TeamRole.ORGANIZER:
        facts.insert(0, _("This is you: the event leaves your list. Another organizer can add you again."))
    needs = teams.open_needs_of(member)
    if needs:
        facts.append(
            ngettext(
                "They still see to %(count)s need. Give it to somebody else under “Needs”.",
                "They still see to %(count)s needs. Give them to somebody else under “Needs”.",
                needs,
            )
            % {"count": needs}
        )
    return facts
