"""Commitments as anybody reads them: the list, one commitment, its history, and the same as data."""

import datetime
from collections.abc import Iterable
from typing import Any, TypeVar
from uuid import UUID

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.cache import add_never_cache_headers, patch_cache_control
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from kernel import canonical, charts, timelines
from kernel.bilingual import current, text
from kernel.orders import AFTER, BEFORE, ORDER, heads, place, query_of
from kernel.page_cache import kept_whole
from partners import commitment_policies as policies
from partners import exports, origins, periods
from partners.commitment_states import EvidenceKind, Health, MilestoneStanding, PartyRole
from partners.days import day_of
from partners.enums import Basis
from partners.forms.commitment_filters import FilterForm
from partners.labels import MILESTONE_TONES, TONES, milestone_standing
from partners.models import Commitment, EvidenceItem, Milestone
from partners.queries import commitment_data, commitment_page, commitments, orders
from partners.queries.commitment_page import CommitmentPage
from partners.queries.commitments import Choice, Counts, Wanted
from partners.views.commitment_rows import line, readable, states

FEDERAL = "CA"
LIST_SHEET = exports.Sheet("commitments", tuple(exports.Column(key, key) for key in commitment_data.LIST_COLUMNS))
MILESTONE_SHEET = exports.Sheet(
    "milestones", tuple(exports.Column(key, key) for key in commitment_data.MILESTONE_COLUMNS)
)
OFFICIAL_SHEET = exports.Sheet(
    "commitments-tracker", tuple(exports.Column(key, key) for key in commitment_data.OFFICIAL_COLUMNS)
)


def _list_version(request: HttpRequest) -> str:
    return f"{commitment_page.list_version()}@{periods.today()}"


def _page_version(request: HttpRequest, public_id: UUID) -> str | None:
    found = _found(request, public_id)
    panels = origins.version(public_id)
    return None if found is None or panels is None else f"{commitment_page.version(found)}@{periods.today()}@{panels}"


def _found(request: HttpRequest, public_id: UUID) -> Commitment | None:
    """Return the commitment, read once a request: its version and its page begin with the same row."""
    kept = request.__dict__
    if "found_commitment" not in kept:
        kept["found_commitment"] = commitment_page.find(public_id)
    found: Commitment | None = kept["found_commitment"]
    return found


def _page(request: HttpRequest, public_id: UUID) -> CommitmentPage:
    """Return the page of a public commitment, or answer 404."""
    found = _found(request, public_id)
    if found is None:
        raise Http404
    return commitment_page.page_of(found, periods.today())


# ---- the list ---------------------------------------------------------------------------------------------------------


@login_not_required
@require_safe
@kept_whole(version=_list_version, names=(*FilterForm.base_fields, AFTER, BEFORE))
def commitment_list(request: HttpRequest) -> HttpResponse:
    """Every public commitment, with filters, the map of the provinces and territories, and downloads."""
    today, rows = periods.today(), policies.public()
    offered = commitments.choices(rows)
    form = FilterForm(request.GET, offered)
    wanted, chosen = form.wanted(), form.sorting
    found = commitments.page_of(rows, wanted, today, chosen, after=place(request, AFTER), before=place(request, BEFORE))
    counts = commitments.counts(rows, wanted, today)
    context = {
        "trail": [(_("Home"), f"/{current()}/"), (_("Commitments"), "")],
        "form": form,
        "rows": [line(row) for row in found.rows],
        "heads": heads(orders.COMMITMENTS, chosen, query_of(request)),
        "page": found.links(query_of(request)),
        "counts": counts,
        "states": states(request, counts, wanted),
        "map": _map(offered["jurisdiction"], counts, narrowed=wanted != Wanted()),
        "federal": counts.by_jurisdiction.get(FEDERAL, 0),
        "query": request.GET.urlencode(),
        "narrowed": wanted != Wanted(),
        "any_demo": any(row.fictional for row in found.rows),
        "modified_on": max((row.modified_on for row in found.rows if row.modified_on), default=None),
    }
    response = render(request, "partners/public_commitments/list.html", context)
    beside = [request.GET[name] for name in (AFTER, BEFORE) if name in request.GET]
    invented = beside != [str(found.beside)] * (found.beside is not None)
    if form.errors or invented or request.GET.get(ORDER, "") not in ("", chosen.value):
        add_never_cache_headers(response)  # what nobody offered is no page to keep
    return response


def _map(jurisdictions: Iterable[Choice], counts: Counts, *, narrowed: bool) -> charts.Chart:
    """Return the map of the thirteen provinces and territories; the federal government is said in words beside it.

    Under filters the title speaks of the commitments that match, not of the whole country.
    """
    tiles = [
        charts.Tile(one.value, text(one, "name"), counts.by_jurisdiction.get(one.value, 0))
        for one in jurisdictions
        if one.value != FEDERAL
    ]
    present = sum(bool(tile.count) for tile in tiles)
    if narrowed:
        words = _("Commitments that match: parties in %(present)s of %(all)s provinces and territories")
    else:
        words = ngettext(
            "A party in %(present)s of %(all)s provinces and territories has made a commitment",
            "Parties in %(present)s of %(all)s provinces and territories have made a commitment",
            present,
        )
    title = words % {"present": present, "all": len(tiles)}
    return charts.tile_map(title, tiles, unit=_("Commitments"))


@login_not_required
@require_safe
def list_csv(request: HttpRequest) -> HttpResponseBase:
    """The list as a table, with the filters and in the order of the page it was asked from: dates ISO, both languages."""
    rows, today = _narrowed(request)
    return _public_file(exports.response(exports.public_csv(LIST_SHEET, commitment_data.list_rows(rows, today))))


@login_not_required
@require_safe
def list_json(request: HttpRequest) -> HttpResponse:
    """The list as data, with the filters and in the order of the page it was asked from."""
    rows, today = _narrowed(request)
    found = [commitment_data.listed(row, today) for row in rows]
    return _json({"as_of": today, "count": len(found), "commitments": found}, "commitments.json")


@login_not_required
@require_safe
def tracker_csv(request: HttpRequest) -> HttpResponseBase:
    """The official table in the words of the national action plan tracker; demonstration rows never enter (PA-26)."""
    rows = commitment_data.official_rows(policies.public(), periods.today())
    return _public_file(exports.response(exports.public_csv(OFFICIAL_SHEET, rows)))


def _narrowed(request: HttpRequest) -> tuple[Any, Any]:
    today, rows = periods.today(), policies.public()
    form = FilterForm(request.GET, commitments.choices(rows))
    return form.sorting.sorted(commitments.listed(commitments.narrowed(rows, form.wanted(), today))), today


# ---- one commitment ---------------------------------------------------------------------------------------------------


@login_not_required
@require_safe
@kept_whole(version=_page_version)
def commitment(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """One commitment: what was promised, by whom, how it stands and why, the proof, and where it came from."""
    today, page = periods.today(), _page(request, public_id)
    document = readable(page.document)
    label = page.label.label if page.label else page.derived
    context = {
        "trail": [
            (_("Home"), f"/{current()}/"),
            (_("Commitments"), reverse("partners:public_commitments")),
            (page.commitment.ref, ""),
        ],
        "commitment": page.commitment,
        "document": document,
        "revised_on": _revised_on(page.commitment),
        "any_assigned": any(pillar["basis"] == Basis.ASSIGNED for pillar in document["pillars"]),
        "parties": _parties(document),
        "label": label.label if label else "",
        "tone": TONES[label] if label else "",
        "reasons": [reason.label for reason in page.label.reasons] if page.label else [],
        "chart": _timeline(page, today),
        "milestones": [_milestone(row, page.commitment, today) for row in page.milestones],
        "updates": [_update(row, document) for row in page.updates],
        "evidence": [
            {"row": row, "lapsed": row.lapsed(today), "kilobytes": -(-row.size // 1024)} for row in page.evidence
        ],
        "parts": [line(part) for part in page.parts],
        "parts_by_label": sorted(((label.label, number) for label, number in (page.counts or {}).items())),
        "origin_panels": origins.render(request, public_id),
        "modified_on": page.commitment.modified_on,
    }
    return render(request, "partners/public_commitments/commitment.html", context)


def _revised_on(commitment: Commitment) -> datetime.date | None:
    revision = commitment.current_revision
    return day_of(revision.created_at) if revision else None


def _parties(document: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the parties, leads first, with the word of each role."""
    order = {role.value: place for place, role in enumerate(PartyRole)}
    found = sorted(document["parties"], key=lambda party: (order[party["role"]], party["name"]))
    return [{**party, "role_word": PartyRole(party["role"]).label} for party in found]


def _timeline(page: CommitmentPage, today: Any) -> charts.Chart | None:
    """Return the milestone timeline with the first and the present dates; none without milestones."""
    if not page.milestones:
        return None
    marks = [
        timelines.Mark(
            text(row, "name"), row.baseline_due, row.current_due, row.met_on, _dropped(row, page.commitment, today)
        )
        for row in page.milestones
    ]
    met = sum(row.met_on is not None for row in page.milestones)
    title = ngettext("%(met)s of %(all)s milestone met", "%(met)s of %(all)s milestones met", len(page.milestones)) % {
        "met": met,
        "all": len(page.milestones),
    }
    return timelines.milestones(title, marks, today=today)


def _dropped(row: Milestone, commitment: Commitment, today: datetime.date) -> str:
    """Return the word for a step that nobody waits for any more, else nothing."""
    standing = milestone_standing(commitment.standing, row.state, row.current_due, today)
    dropped = standing in (MilestoneStanding.WAIVED, MilestoneStanding.NO_LONGER_DUE)
    return str(standing.label) if dropped else ""


def _milestone(row: Milestone, commitment: Commitment, today: datetime.date) -> dict[str, Any]:
    standing = milestone_standing(commitment.standing, row.state, row.current_due, today)
    return {"row": row, "tone": MILESTONE_TONES[standing], "word": standing.label}


def _update(row: Any, document: dict[str, Any]) -> dict[str, Any]:
    """Return one update with what it measured, beside the target."""
    measured = [
        {"measure": measure, "value": canonical.number(row.measured[measure["id"]])}
        for measure in document["measures"]
        if measure["id"] in row.measured
    ]
    tone = {Health.ON_TRACK: "good", Health.AT_RISK: "warn", Health.OFF_TRACK: "bad"}[row.health]
    return {"row": row, "measured": measured, "tone": tone, "party": text(row.obligation.party, "name")}


@login_not_required
@require_safe
@kept_whole()
def history(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """What happened to one commitment, and every text it has had (PA-11)."""
    found = commitment_page.public_history(public_id)
    if found is None:
        raise Http404
    shown = found.commitment
    context = {
        "trail": [
            (_("Home"), f"/{current()}/"),
            (_("Commitments"), reverse("partners:public_commitments")),
            (shown.ref, reverse("partners:public_commitment", args=[public_id])),
            (_("History"), ""),
        ],
        "commitment": shown,
        "events": [{"day": day_of(one.at), "word": one.get_kind_display()} for one in found.events],
        "revisions": [
            {"row": row, "document": readable(row.document), "day": day_of(row.created_at)} for row in found.revisions
        ],
        "modified_on": shown.modified_on,
    }
    response = render(request, "partners/public_commitments/history.html", context)
    patch_cache_control(response, public=True, max_age=60)
    return response


@login_not_required
@require_safe
def commitment_json(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Everything the page of one commitment shows, both languages in one document."""
    page = _page(request, public_id)
    return _json(commitment_data.whole(page, periods.today()), f"{page.commitment.ref}.json")


@login_not_required
@require_safe
def milestones_csv(request: HttpRequest, public_id: UUID) -> HttpResponseBase:
    """The milestones of one commitment as a table."""
    page = _page(request, public_id)
    return _public_file(
        exports.response(exports.public_csv(MILESTONE_SHEET, commitment_data.milestone_rows(page, periods.today())))
    )


@login_not_required
@require_safe
def evidence_file(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """A public piece of evidence: always an attachment that can run nothing (reliability 3.6)."""
    item = get_object_or_404(policies.public_evidence().filter(kind=EvidenceKind.FILE), public_id=public_id)
    return attachment(item)


def attachment(item: EvidenceItem) -> HttpResponse:
    """Return the file of a piece of evidence under a name that tells nothing of anybody."""
    name = f"evidence-{item.public_id.hex[:8]}.{item.file_type}"
    with item.file.open("rb") as file:
        response = HttpResponse(file.read(), content_type="application/octet-stream")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["Cache-Control"] = "no-store"
    return response


def _json(document: dict[str, Any], file_name: str) -> HttpResponse:
    response = JsonResponse(document, json_dumps_params={"ensure_ascii": False, "indent": 1})
    response["Content-Disposition"] = f'inline; filename="{file_name}"'
    return _public_file(response)


_Answer = TypeVar("_Answer", bound=HttpResponseBase)


def _public_file(response: _Answer) -> _Answer:
    """Let everybody's caches keep what everybody may read, for a minute."""
    response["Cache-Control"] = "public, max-age=60"
    return response
