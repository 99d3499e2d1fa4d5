"""Pages for people who follow a link of a message, without signing in."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from kernel.private_pages import keep_private
from messaging import mime, unsubscribing


@csrf_exempt  # mail programs post here for the reader (RFC 8058); the act needs the token and nothing else
@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    """Show what the link stops; stop it on POST only, because scanners follow links (RE-6, STD-29)."""
    if request.method == "POST":
        unsubscribing.stop(token)
        if request.POST.get("List-Unsubscribe") == mime.ONE_CLICK.partition("=")[2]:
            return keep_private(HttpResponse(status=204))
        return keep_private(HttpResponseRedirect(request.path, status=303))
    subscription = unsubscribing.find(token)
    page = render(
        request,
        "messaging/public/unsubscribe.html",
        {"subscription": subscription},
        status=200 if subscription else 404,
    )
    return keep_private(page)
