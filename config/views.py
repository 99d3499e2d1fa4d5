"""The root address: it sends a browser to its own language."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import get_language_from_request
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_headers


@login_not_required
@require_safe
@vary_on_headers("Accept-Language")
def root(request: HttpRequest) -> HttpResponse:
    """Redirect to the home page in the browser's official language."""
    return HttpResponseRedirect("/fr/" if get_language_from_request(request).startswith("fr") else "/en/")
