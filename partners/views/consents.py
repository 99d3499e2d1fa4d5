"""Consent recorded by staff: reported by one person, confirmed by another; a no counts at once (PA-18)."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.actors import Actor
from accounts.permissions import Permission
from accounts.policies import SignedIn, requires
from kernel.errors import DomainError
from partners.domain import consent, consent_on_behalf, stopping
from partners.enums import ConsentMethod, ConsentState
from partners.forms.directory import ConsentForm, StopForm
from partners.models import ConsentProposal, Person
from partners.queries import directory
from partners.views.frame import attempt, trail_of

records = requires(Permission.RECORD_CONSENT)


@require_safe
@records
def waiting(request: SignedIn) -> HttpResponse:
    """Consents that wait for a second person; one's own are shown and cannot be confirmed."""
    trail = [(_("People"), reverse("partners:people")), (_("Consents to confirm"), "")]
    context = {"rows": directory.consent_waiting(), "me": request.user, "trail": trail}
    return render(request, "partners/directory/consents.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@records
def consent_record(request: SignedIn, public_id: UUID) -> HttpResponse:
    """Report a yes that the person gave by telephone, on paper or in person."""
    row = get_object_or_404(Person, public_id=public_id)
    form = ConsentForm(request.POST if request.method == "POST" else None, initial=_language(row))
    if request.method == "POST" and form.is_valid():
        values = dict(form.cleaned_data)
        values["method"] = ConsentMethod(values["method"])
        if attempt(form, lambda: consent_on_behalf.propose(row, actor=Actor.of(request.user), **values)) is not None:
            messages.success(request, _("Recorded. It counts once a second person has confirmed it."))
            return redirect("partners:person", public_id)
    title = _("Record a yes on behalf of this person")
    context = {"person": row, "form": form, "title": title, "trail": trail_of(row, title), "consent": True}
    return render(request, "partners/directory/person_form.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@records
def consent_stop(request: SignedIn, public_id: UUID) -> HttpResponse:
    """Write down a no that the person gave to staff."""
    row = get_object_or_404(Person, public_id=public_id)
    form = StopForm(request.POST if request.method == "POST" else None, initial=_language(row))
    if request.method == "POST" and form.is_valid():
        values = dict(form.cleaned_data)
        news = stopping.withdraw(
            row,
            values["purpose"],
            actor=Actor.of(request.user),
            method=ConsentMethod(values["method"]),
            language=values["language"],
        )
        messages.success(
            request, _("Stopped. It counts from now on.") if news else _("This was stopped already. Nothing changes.")
        )
        return redirect("partners:person", public_id)
    title = _("Stop messages to this person")
    context = {"person": row, "form": form, "title": title, "trail": trail_of(row, title)}
    return render(request, "partners/directory/person_form.html", context, status=422 if form.errors else 200)


@require_POST
@records
def consent_decide(request: SignedIn, public_id: UUID, act: str) -> HttpResponse:
    """Confirm or reject what a colleague recorded."""
    proposal = get_object_or_404(ConsentProposal.objects.select_related("person"), public_id=public_id)
    try:
        consent_on_behalf.decide(proposal, actor=Actor.of(request.user), confirm=act == "confirm")
        messages.success(request, _said(proposal) if act == "confirm" else _("Rejected. Nothing changes."))
    except DomainError as refusal:
        messages.error(request, str(refusal.message))
    return redirect("partners:person", proposal.person.public_id)


def _said(proposal: ConsentProposal) -> str:
    """Say whether a confirmed yes counts: a no of the same day or later stands."""
    held = consent.standing(proposal.person, proposal.purpose, timezone.now(), proposal.channel)
    if held.state == ConsentState.GRANTED:
        return _("Confirmed. It counts now.")
    return _("Confirmed and kept in the ledger. A no that came later stands, so nothing is sent.")


def _language(person: Person) -> dict[str, str]:
    return {"language": person.preferred_language if person.preferred_language != "both" else "en"}
