"""The mailbox of the demonstration: every mail as it would have arrived. Anywhere else there is no such page."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_http_methods, require_safe

from kernel.htmx import render_page
from messaging import letter, mime, queries, wording
from messaging.forms import MailFilter
from messaging.models import LocalMail, Message

View = Callable[..., HttpResponse]


def in_demonstration(view: View) -> View:
    """Answer 404 outside demonstration mode."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not settings.DEMO:
            raise Http404
        return view(request, *args, **kwargs)

    return guarded


@login_not_required
@in_demonstration
@require_http_methods(["GET", "HEAD", "POST"])
def mailbox(request: HttpRequest) -> HttpResponse:
    """Every mail, newest first, by address, subject and language."""
    form = MailFilter.of(request)
    if (there := form.leads_to()) is not None:
        return there
    page = queries.kept_mail(**form.wanted, before=request.GET.get("before", ""))
    context = {
        "form": form,
        "mails": page.rows,
        "page": {"next_url": f"?{form.query_with(before=page.next_key)}"} if page.next_key else {},
    }
    status = 422 if form.errors else 200
    return render_page(request, "messaging/demonstration/mailbox.html", context, partial="rows", status=status)


@login_not_required
@in_demonstration
@require_safe
def mail(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """One mail with its parts, its calendar entry as a person would see it, and its counterpart."""
    row = get_object_or_404(LocalMail, pk=public_id)
    kind = Message.objects.filter(pk=row.pk).values_list("kind", flat=True).first() or ""
    context = {
        "mail": row,
        "letter": letter.read(bytes(row.raw)),
        "kind": wording.kind(kind),
        "counterpart": queries.same_kind_in_another_language(row),
    }
    return render_page(request, "messaging/demonstration/mail.html", context)


@login_not_required
@in_demonstration
@require_safe
def mail_calendar(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The calendar file of a mail, to try it in a calendar program."""
    row = get_object_or_404(LocalMail, pk=public_id, has_calendar=True)
    entry = letter.read(bytes(row.raw)).calendar
    if entry is None:
        raise Http404
    disposition = f'attachment; filename="{mime.FILE_NAME}"'
    return HttpResponse(entry.content, content_type="text/calendar", headers={"Content-Disposition": disposition})
