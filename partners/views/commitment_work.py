"""What waits for a coordinator, and what one party promised."""

from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.permissions import Permission as P
from accounts.policies import SignedIn, requires
from partners import periods
from partners.commitment_states import Label
from partners.labels import TONES
from partners.queries import commitment_work
from partners.views.commitments import crumbs


@requires(P.EDIT_COMMITMENTS, P.REPORT_PROGRESS)
@require_safe
def my_actions(request: SignedIn) -> HttpResponse:
    """Everything that needs this person, in order of consequence."""
    today = periods.today()
    work = commitment_work.work_of(request.user, today)
    lapsed = {item.pk for item in work.stale if item.lapsed(today)}
    context = {
        "trail": [(_("My actions"), "")],
        "work": work,
        "lapsed": lapsed,
        "may_see_all": request.user.may(P.SEE_COMMITMENTS),
    }
    return render(request, "partners/commitments/actions.html", context)


@requires(P.SEE_COMMITMENTS)
@require_safe
def party(request: SignedIn, public_id: UUID) -> HttpResponse:
    """One party: what it promised, what it owes, what it reported."""
    page = commitment_work.party_page(request.user, public_id, periods.today())
    if page is None:
        raise Http404
    lines = []
    for row in page.obligations:
        label = Label(row.commitment.label) if row.commitment.label else None  # type: ignore[attr-defined]
        lines.append({"row": row, "label": label.label if label else "", "tone": TONES[label] if label else ""})
    may_open_updates = request.user.may(P.REPORT_PROGRESS) or request.user.may(P.APPROVE_COMMITMENTS)
    context = {
        "trail": crumbs((str(page.party), "")),
        "page": page,
        "lines": lines,
        "may_open_updates": may_open_updates,
    }
    return render(request, "partners/commitments/party.html", context)
