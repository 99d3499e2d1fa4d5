"""Pages about the site itself: contact, privacy, accessibility."""

from datetime import date
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from kernel.page_cache import kept_whole

REVISED_ON = date(2026, 11, 29)  # when the words of these three pages last changed (STD-07)


def _page(request: HttpRequest, name: str, title: str, **context: Any) -> HttpResponse:
    trail = [(_("Home"), f"/{request.LANGUAGE_CODE}/"), (title, "")]  # type: ignore[attr-defined]
    return render(request, f"kernel/{name}.html", {"modified_on": REVISED_ON, "trail": trail, **context})


@login_not_required
@require_safe
@kept_whole()
def contact(request: HttpRequest) -> HttpResponse:
    """Say how to reach the people who run the consultation."""
    return _page(request, "contact", _("Contact us"), email=settings.MAIL_REPLY_TO, postal=settings.MAIL_POSTAL_ADDRESS)


@login_not_required
@require_safe
@kept_whole()
def privacy(request: HttpRequest) -> HttpResponse:
    """Say what is kept, why, for how long and who may see it."""
    return _page(request, "privacy", _("Privacy"), email=settings.MAIL_REPLY_TO)


@login_not_required
@require_safe
@kept_whole()
def accessibility(request: HttpRequest) -> HttpResponse:
    """Say which standard is met, the known exceptions and whom to tell (STD-14)."""
    return _page(request, "accessibility", _("Accessibility"), email=settings.MAIL_REPLY_TO)
