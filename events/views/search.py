"""The search in the head of staff pages: people, organizations, events and commitments this person may open."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.policies import SignedIn, requires
from events.forms.searches import EverythingSearch
from events.places import SEARCHED
from events.queries import finding
from events.words import when
from partners.forms.directory import OrganizationsFilterForm, PeopleFilterForm


@requires(*SEARCHED)
@require_http_methods(["GET", "HEAD", "POST"])
def search(request: SignedIn) -> HttpResponse:
    """Find by name or title, in groups; the words travel sealed, because they may be somebody's name."""
    form = EverythingSearch.of(request)
    if (there := form.leads_to()) is not None:
        return there
    words = form.wanted.get("q", "")
    groups = _groups(request, words) if words else []
    context = {
        "form": form,
        "words": words,
        "groups": [group for group in groups if group["total"]],
        "total": sum(group["total"] for group in groups),
    }
    return render(request, "events/search.html", context, status=form.status)


def _groups(request: SignedIn, words: str) -> list[dict[str, Any]]:
    """Return what was found by kind, without the kinds that are closed to this person."""
    user = request.user
    found = (
        ("people", _("People"), finding.people(user, words)),
        ("organizations", _("Organizations"), finding.organizations(user, words)),
        ("events", _("Events"), finding.events(user, words)),
        ("commitments", _("Commitments"), finding.commitments(user, words)),
    )
    return [
        {
            "key": key,
            "title": title,
            "total": kind.total,
            "more": kind.more,
            "rows": [_row(key, row) for row in kind.rows],
            "all_url": _all(request, key, words) if kind.more else "",
        }
        for key, title, kind in found
        if kind is not None
    ]


def _all(request: SignedIn, key: str, words: str) -> str:
    """Return the address of the whole list of one kind, where there is one; the words are sealed for that list."""
    lists = {"people": PeopleFilterForm, "organizations": OrganizationsFilterForm}
    return lists[key].address(request, reverse(f"partners:{key}"), words) if key in lists else ""


def _row(key: str, row: Any) -> dict[str, Any]:
    """Return one line: the row, its page, and when for an event."""
    names = {
        "people": "partners:person",
        "organizations": "partners:organization",
        "commitments": "partners:commitment",
    }
    if key == "events":
        return {"row": row, "url": reverse(row.way, args=[row.public_id]), "when": when(row)}
    return {"row": row, "url": reverse(names[key], args=[row.public_id])}
