"""Reading the trail: who did what to which object, in words; never the values."""

from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts import queries
from accounts.forms.audit import TrailFilter
from accounts.permissions import Permission
from accounts.policies import SignedIn, requires


@require_safe
@requires(Permission.READ_AUDIT)
def trail(request: SignedIn) -> HttpResponse:
    """The newest entries first, narrowed by who, what, about what and when."""
    form = TrailFilter(request.GET or None)
    wanted: dict[str, Any] = form.cleaned_data if form.is_valid() else {}
    rows, last = queries.trail(reader=request.user, **wanted) if form.is_valid() or not request.GET else ([], None)
    kept = {name: value for name, value in wanted.items() if value and name != "before"}
    page = {"next_url": f"?{urlencode({**kept, 'before': last})}"} if last else {}
    status = 422 if form.errors else 200
    return render(
        request, "accounts/trail.html", {"form": form, "rows": rows, "page": page, "kept": kept}, status=status
    )
