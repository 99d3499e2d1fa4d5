"""Changing role in the demonstration: one press, no code. Elsewhere the address does not exist.

Its form stands on every page, and a token in it would keep every public page from being the same for everybody; so the
request is believed by where it comes from.
"""

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import translation
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from accounts.adapters import is_our_address
from accounts.domain import demonstration
from kernel.late_forms import is_from_here

VISITOR = "visitor"
ORIGINS = {"HTTP_ORIGIN", "HTTP_REFERER"}  # a browser sends the first with every form; what is no browser, neither


@csrf_exempt
@login_not_required
@require_POST
def change_role(request: HttpRequest) -> HttpResponse:
    """Become the demonstration's person of the posted role, or a visitor, and go on to the posted page of this site."""
    if not settings.DEMO:
        raise Http404
    if ORIGINS & request.META.keys() and not is_from_here(request):
        raise PermissionDenied
    role = request.POST.get("role", "")
    person = demonstration.person(role)
    if person is None and role != VISITOR:
        raise Http404
    if request.user.is_authenticated:
        logout(request)
    if person is not None:
        get_adapter().login(request, person)
    onward = request.POST.get("next", "")
    if is_our_address(onward):
        return redirect(onward)
    return redirect("accounts:start") if person else redirect(f"/{translation.get_language()[:2]}/")
