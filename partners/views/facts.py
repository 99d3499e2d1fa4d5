"""Public pages of reference data: the strategy, institutions, regions, sectors, international efforts, all facts."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from kernel.bilingual import current
from kernel.page_cache import kept_whole
from partners import fact_words
from partners.days import day_of, today
from partners.forms.facts import NamesForm
from partners.queries import reference as queries

Sections = list[tuple[str, Any]]


@login_not_required
@require_safe
@kept_whole()
def strategy(request: HttpRequest) -> HttpResponse:
    """The frameworks with their pillars, measures, money and evaluations."""
    sections = [
        ("frameworks", _("Strategies and plans")),
        ("pillars", _("How the pillars continue")),
        ("measures", _("Groups of measures")),
        ("funding", _("Funding")),
        ("evaluation", _("Evaluation")),
    ]
    return _page(request, "strategy", queries.strategy, sections)


@login_not_required
@require_safe
@kept_whole()
def institutions(request: HttpRequest) -> HttpResponse:
    """Departments, governments, bodies and offices, under the names of a day."""
    form = NamesForm(request.GET or None)
    asked = form.cleaned_data if form.is_valid() else {}
    on, wanted = asked.get("on") or today(), asked.get("q") or ""
    sections = [
        ("departments", _("Federal departments and agencies")),
        ("bodies", _("Bodies")),
        ("offices", _("Offices")),
        ("governments", _("Provinces and territories")),
    ]
    context = {"form": form, "on": on, "wanted": wanted, "dated": on != today()}
    asked_for = (lambda: queries.institutions(on, wanted)) if wanted or on != today() else None
    return _page(
        request, "institutions", lambda: queries.institutions(on), [] if wanted else sections, live=asked_for, **context
    )


@login_not_required
@require_safe
@kept_whole()
def institution(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """One institution: its names through time, its bodies and offices."""
    row = get_object_or_404(queries.published_organizations(), public_id=public_id)
    load = queries.latest_load()
    context = {
        "facts": queries.institution(row, today()),
        "modified_on": day_of(load.created_at) if load else None,
        "trail": [_home(), (_("Institutions"), reverse("partners:institutions")), (str(row), "")],
    }
    return _public(request, "institution", context)


@login_not_required
@require_safe
@kept_whole()
def regions(request: HttpRequest) -> HttpResponse:
    """The federal jurisdiction, the provinces and territories, and their places."""
    return _page(request, "regions", queries.regions)


@login_not_required
@require_safe
@kept_whole()
def sectors(request: HttpRequest) -> HttpResponse:
    """The sectors that are consulted."""
    return _page(request, "sectors", queries.sectors)


@login_not_required
@require_safe
@kept_whole()
def international(request: HttpRequest) -> HttpResponse:
    """Treaties and compacts, Sustainable Development Goals, forums."""
    return _page(request, "international", queries.international)


@login_not_required
@require_safe
@kept_whole()
def consultation(request: HttpRequest) -> HttpResponse:
    """The 2018 consultation as the source states it; the Survivor Roundtable is one line without a place."""
    return _page(request, "consultation", queries.consultation)


@login_not_required
@require_safe
@kept_whole()
def all_facts(request: HttpRequest) -> HttpResponse:
    """Every fact of the reference file in both languages, with where it comes from."""
    load = queries.latest_load()
    lists = queries.facts(demo=settings.DEMO) if load else []
    shown = [{"key": name, "title": fact_words.title_of(name), "rows": rows} for name, rows in lists]
    context = {
        "load": load,
        "lists": shown,
        "sections": [(one["key"], one["title"]) for one in shown],
        "modified_on": day_of(load.created_at) if load else None,
        **_frame("facts"),
    }
    return _public(request, "facts", context)


def _page(
    request: HttpRequest,
    page: str,
    build: Callable[[], Any],
    sections: Sections | None = None,
    *,
    live: Callable[[], Any] | None = None,
    **context: Any,
) -> HttpResponse:
    """Render a page of reference data from what is kept for the latest load, or from what was asked for (`live`)."""
    load = queries.latest_load()
    facts = None
    if load is not None:
        facts = live() if live is not None else queries.kept(load, f"{page}:{today()}", build)
    shared = {
        "facts": facts,
        "sections": sections or [],
        "modified_on": day_of(load.created_at) if load else None,
        **_frame(page),
    }
    return _public(request, page, shared | context)


def _public(request: HttpRequest, page: str, context: dict[str, Any]) -> HttpResponse:
    return render(request, f"partners/public/{page}.html", context)


def _home() -> tuple[str, str]:
    return _("Home"), f"/{current()}/"


def _frame(current_page: str) -> dict[str, Any]:
    """Return the tabs across the pages of facts, and the way to this one."""
    pages = (
        ("strategy", _("Strategy")),
        ("facts_consultation", _("Consultations of 2018")),
        ("institutions", _("Institutions")),
        ("regions", _("Regions")),
        ("sectors", _("Sectors")),
        ("international", _("International efforts")),
        ("facts", _("All facts and sources")),
    )
    tabs = [
        {"url": reverse(f"partners:{name}"), "label": label, "current": name.removeprefix("facts_") == current_page}
        for name, label in pages
    ]
    here = next(label for name, label in pages if name.removeprefix("facts_") == current_page)
    return {"tabs": tabs, "trail": [_home(), (here, "")]}
