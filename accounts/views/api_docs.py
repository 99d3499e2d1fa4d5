"""The reference of the API, for those who may have a key; a plain page that needs no script."""

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts import api_reference
from accounts.permissions import Permission
from accounts.policies import SignedIn, requires


@require_safe
@requires(Permission.USE_API)
def reference(request: SignedIn) -> HttpResponse:
    """Every endpoint, what it takes, what it answers, and how to ask."""
    context = {"groups": api_reference.endpoints(), "base": settings.BASE_URL}
    return render(request, "accounts/api_docs.html", context)
