"""Venues: the list, and correcting one."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.actors import Actor
from accounts.permissions import Permission as P
from accounts.policies import SignedIn, requires
from events.domain import venues
from events.forms.program import EditVenueForm
from events.forms.searches import VenuesOrder
from events.models import Venue
from events.queries import orders
from kernel.errors import DomainError
from kernel.forms import put_refusal
from kernel.orders import heads, query_of


@requires(P.PLAN_EVENTS)
@require_safe
def venue_list(request: SignedIn) -> HttpResponse:
    """Every venue one may choose, by city unless asked otherwise; all organizers share them."""
    form = VenuesOrder(request.GET)
    context = {
        "form": form,
        "heads": heads(orders.VENUES, form.sorting, query_of(request)),
        "venues": form.sorting.sorted(Venue.objects.select_related("place")),
    }
    return render(request, "events/organizer/venues.html", context)


@requires(P.PLAN_EVENTS)
@require_http_methods(["GET", "HEAD", "POST"])
def venue(request: SignedIn, public_id: UUID) -> HttpResponse:
    """Correct a venue for every event that meets there."""
    found = get_object_or_404(Venue.objects.select_related("place"), public_id=public_id)
    form = EditVenueForm(request.POST if request.method == "POST" else None, initial=EditVenueForm.initial_of(found))
    if request.method == "POST" and form.is_valid():
        try:
            venues.edit(found, actor=Actor.of(request.user), **form.cleaned_data)
        except DomainError as refusal:
            put_refusal(form, refusal)
        else:
            messages.success(request, _("The venue is saved. Every event that meets there shows it."))
            return redirect("events:venues")
    context = {"form": form, "venue": found}
    return render(request, "events/organizer/venue.html", context, status=422 if form.errors else 200)
