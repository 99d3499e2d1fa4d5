"""What anybody may read: the consultation, its paper, what was heard, what the government answers."""

from datetime import date
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from engagement.enums import REPORTED, Outcome
from engagement.models import Consultation
from engagement.queries import public, reporting
from engagement.views import frame
from kernel.bilingual import current
from kernel.page_cache import kept_whole

WELCOME_REVISED_ON = date(2026, 11, 29)  # when the words of the page before any consultation last changed (STD-07)


def _answer(request: HttpRequest, template: str, context: dict[str, Any]) -> HttpResponse:
    return render(request, f"engagement/public/{template}.html", context)


def _consultation(ref: str) -> Consultation:
    return get_object_or_404(public.consultations(), ref=ref)


def _page(
    request: HttpRequest,
    consultation: Consultation,
    *,
    home: bool,
    others: list[Consultation] | None = None,
    answered: Consultation | None = None,
) -> HttpResponse:
    context = {
        "answered": answered,
        "others": others or [],
        "page": public.page_of(consultation),
        "consultation": consultation,
        "steps": frame.steps(consultation),
        "period": frame.period(consultation),
        "closing": frame.closing(consultation),
        "reported": consultation.state in REPORTED,
        "modified_on": consultation.modified_on,
        "home": home,
        "trail": [] if home else frame.trail(consultation),
    }
    return _answer(request, "consultation", context)


@login_not_required
@require_safe
@kept_whole()
def home(request: HttpRequest) -> HttpResponse:
    """The home page of the platform: the consultation that is open, or the latest."""
    consultation, others, answered = public.current()
    if consultation is None:
        return _answer(request, "nothing", {"modified_on": WELCOME_REVISED_ON})
    return _page(request, consultation, home=True, others=others, answered=answered)


@login_not_required
@require_safe
@kept_whole()
def consultation(request: HttpRequest, ref: str) -> HttpResponse:
    """One consultation."""
    return _page(request, _consultation(ref), home=False)


@login_not_required
@require_safe
@kept_whole()
def consultations(request: HttpRequest) -> HttpResponse:
    """Every consultation the public knows of, latest first."""
    rows = list(public.consultations().order_by("-opened_at", "-pk")[:200])
    listed = [(row, frame.period(row), frame.closing(row)) for row in rows]
    modified_on = max((row.modified_on for row in rows if row.modified_on), default=None)
    trail = [(_("Home"), f"/{current()}/"), (_("Consultations"), "")]
    return _answer(request, "consultations", {"rows": listed, "modified_on": modified_on, "trail": trail})


@login_not_required
@require_safe
@kept_whole()
def paper(request: HttpRequest, ref: str, number: int | None = None) -> HttpResponse:
    """The discussion paper in sections, with the questions beside the section they belong to."""
    consultation = _consultation(ref)
    found = public.paper(consultation, number)
    if found is None:
        raise Http404
    context = {
        "consultation": consultation,
        "paper": found,
        "pdf": reverse("engagement:paper_version_pdf", args=[ref, found.version.number]),
        "modified_on": found.version.frozen_on,
        "trail": frame.trail(consultation, (_("Discussion paper"), "")),
    }
    return _answer(request, "paper", context)


@login_not_required
@require_safe
@kept_whole()
def heard(request: HttpRequest, ref: str) -> HttpResponse:
    """What we heard: findings by theme, with their limits, quotations and replies."""
    consultation = _consultation(ref)
    if consultation.state not in REPORTED:
        raise Http404
    rows = reporting.heard(consultation)
    context = {
        "consultation": consultation,
        "rows": rows,
        "themes": reporting.by_theme(rows),
        "corrected": [row for row in rows if row.errata],
        "minority": [row for row in rows if row.finding.is_minority],
        "modified_on": consultation.modified_on,
        "trail": frame.trail(consultation, (_("What we heard"), "")),
    }
    return _answer(request, "heard", context)


@login_not_required
@require_safe
@kept_whole()
def finding(request: HttpRequest, ref: str, number: int) -> HttpResponse:
    """One finding with its thread: what it rests on, the reply, what it led to."""
    thread = reporting.thread(ref, number)
    if thread is None:
        raise Http404
    consultation = thread.heard.finding.consultation
    context = {
        "consultation": consultation,
        "thread": thread,
        "row": thread.heard,
        "modified_on": consultation.modified_on,
        "trail": frame.trail(
            consultation,
            (_("What we heard"), reverse("engagement:heard", args=[ref])),
            (_("Finding %(number)s") % {"number": number}, ""),
        ),
    }
    return _answer(request, "finding", context)


@login_not_required
@require_safe
@kept_whole(names=("outcome",))
def replies(request: HttpRequest, ref: str) -> HttpResponse:
    """What the government answers: counts by outcome, and each reply with its reason."""
    consultation = _consultation(ref)
    if consultation.state not in REPORTED:
        raise Http404
    found = reporting.replies(consultation)
    chosen = request.GET.get("outcome", "")
    offered = chosen in ("", *Outcome.values)
    chosen = chosen if offered else ""
    context = {
        "consultation": consultation,
        "replies": found,
        "rows": [row for row in found.rows if not chosen or row.reply.outcome == chosen],
        "chips": _chips(found, chosen),
        "modified_on": consultation.modified_on,
        "trail": frame.trail(consultation, (_("Replies"), "")),
    }
    response = _answer(request, "replies", context)
    if not offered:
        add_never_cache_headers(response)  # what nobody offered is no page to keep
    return response


def _chips(found: reporting.Replies, chosen: str) -> list[dict[str, Any]]:
    every = {"label": _("All"), "url": "?", "current": not chosen, "count": len(found.rows)}
    return [every] + [
        {"label": label, "url": f"?outcome={value}", "current": chosen == value, "count": count}
        for value, label, count in found.counts
    ]
