"""The directory of organizations for staff: list, one organization, its names, its addresses."""

from typing import Any
from uuid import UUID

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts import queries as accounts_queries
from accounts.actors import Actor
from accounts.permissions import Permission
from accounts.policies import SignedIn, recently_confirmed, requires
from accounts.views import saved_views
from kernel.bilingual import Language
from kernel.errors import DomainError
from kernel.orders import asked_page, heads
from partners.days import today
from partners.domain import organization_names as names_domain
from partners.domain import organizations as domain
from partners.domain import people as people_domain
from partners.domain.vouching import set_vouching
from partners.enums import Provenance
from partners.forms import directory as directory_forms
from partners.forms import organizations as organization_forms
from partners.models import Organization, OrganizationName
from partners.queries import directory, orders
from partners.queries.directory import OrganizationFilter
from partners.views.frame import attempt, trail_of

sees = requires(Permission.SEE_DIRECTORY)
edits = requires(Permission.EDIT_DIRECTORY)


@require_http_methods(["GET", "HEAD", "POST"])
@sees
def organizations(request: SignedIn) -> HttpResponse:
    """Every organization, narrowed by filters, in the order asked for, page after page."""
    form = directory_forms.OrganizationsFilterForm.of(request)
    views = saved_views.of(request, "partners.organizations", form.lasting_query)
    if (there := form.leads_to() or views.leads_to(form.query)) is not None:
        return there
    asked = form.wanted
    wanted = OrganizationFilter(
        words=asked.get("q", ""),
        sector=asked.get("sector"),
        region=asked.get("region"),
        kind=asked.get("kind", ""),
        state=asked.get("state") or "active",
    )
    rows = directory.organizations(wanted, today())
    shown = asked_page(
        request,
        rows,
        form.sorting,
        size=directory.ON_A_PAGE,
        among=directory.with_people_count(Organization.objects.all(), today()),
    )
    context = {
        "form": form,
        "views": views,
        "view_form": views.form,
        "heads": heads(orders.ORGANIZATIONS, form.sorting, form.query_with),
        "rows": shown.rows,
        "total": rows.order_by().count(),
        "shown": len(shown.rows),
        "page": shown.links(form.query_with),
        "may_edit": request.user.may(Permission.EDIT_DIRECTORY),
    }
    return render(request, "partners/directory/organizations.html", context, status=max(form.status, views.status))


@require_http_methods(["GET", "HEAD", "POST"])
@edits
def organization_add(request: SignedIn) -> HttpResponse:
    """Add an organization under its name in both languages; one that bears the name already is shown first."""
    form = organization_forms.AddOrganizationForm(
        request.POST if request.method == "POST" else None, initial={"status": "active"}
    )
    likely: list[Organization] = []
    if request.method == "POST" and form.is_valid():
        values = form.fields_for_domain()
        another = values.pop("another")
        provenance = Provenance.DEMO if settings.DEMO else Provenance.STAFF  # a demonstration speaks of nobody real
        short = {"en": values.pop("short_en"), "fr": values.pop("short_fr")}
        if not another and not Organization.objects.filter(public_id=values["once"]).exists():
            same = [
                *directory.organizations_named(values["name_en"]),
                *directory.organizations_named(values["name_fr"]),
            ]
            likely = list(dict.fromkeys(same))[:5]
        if not likely:
            added = attempt(
                form, lambda: domain.add(actor=Actor.of(request.user), short=short, provenance=provenance, **values)
            )
            if added is not None:
                messages.success(request, _("Added to the directory."))
                return redirect("partners:organization", added.public_id)
    context = {
        "form": form,
        "likely": likely,
        "trail": [(_("Organizations"), reverse("partners:organizations")), (_("Add an organization"), "")],
    }
    status = 422 if form.errors or likely else 200
    return render(request, "partners/directory/organization_add.html", context, status=status)


@require_safe
@sees
def organization(request: SignedIn, public_id: UUID) -> HttpResponse:
    """One organization: names through time, people, addresses, history."""
    rows = Organization.objects.select_related("jurisdiction", "parent", "governing_body").prefetch_related("sectors")
    row = get_object_or_404(rows, public_id=public_id)
    context = {
        "facts": directory.one_organization(row, today()),
        "trail": trail_of(row),
        "may_edit": request.user.may(Permission.EDIT_DIRECTORY),
        "history": accounts_queries.trail(about=str(public_id))[0][:20],
    }
    return render(request, "partners/directory/organization.html", context)


def _form_page(request: SignedIn, row: Organization, form: forms.Form, title: str, **context: Any) -> HttpResponse:
    shared = {"organization": row, "form": form, "title": title, "trail": trail_of(row, title)}
    return render(
        request, "partners/directory/organization_form.html", shared | context, status=422 if form.errors else 200
    )


@require_http_methods(["GET", "HEAD", "POST"])
@edits
def organization_edit(request: SignedIn, public_id: UUID) -> HttpResponse:
    """Change what is not a name."""
    row = get_object_or_404(Organization.objects.select_related("governing_body"), public_id=public_id)
    body = getattr(row, "governing_body", None)
    now = {name: getattr(row, name) for name in ("kind", "language_capacity", "status", "verification_due_on")} | {
        "jurisdiction": row.jurisdiction_id,
        "sectors": list(row.sectors.values_list("pk", flat=True)),
        "distinction": body.distinction if body is not None else "",
        "seen": domain.seen_of(row),
    }
    form = organization_forms.EditOrganizationForm(
        request.POST if request.method == "POST" else None, initial=now, locked=domain.locked_fields(row)
    )
    if request.method == "POST" and form.is_valid():
        changed = attempt(form, lambda: domain.edit(row, actor=Actor.of(request.user), **form.fields_for_domain()))
        if changed is not None:
            messages.success(request, _("The organization is saved."))
            return redirect("partners:organization", public_id)
    return _form_page(request, row, form, _("Change"))


@require_http_methods(["GET", "HEAD", "POST"])
@edits
def organization_rename(request: SignedIn, public_id: UUID) -> HttpResponse:
    """Give a new name in both languages, from a day on; the old one stays findable."""
    row = get_object_or_404(Organization, public_id=public_id)
    form = organization_forms.RenameForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        if attempt(form, lambda: domain.rename(row, actor=Actor.of(request.user), **form.cleaned_data)) is not None:
            messages.success(request, _("Renamed. The old name stays findable, and pages about earlier days keep it."))
            return redirect("partners:organization", public_id)
    return _form_page(request, row, form, _("Rename"))


@require_http_methods(["GET", "HEAD", "POST"])
@edits
def name_add(request: SignedIn, public_id: UUID) -> HttpResponse:
    """Add a former, short or applied name in one language."""
    row = get_object_or_404(Organization, public_id=public_id)
    form = organization_forms.NameForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        if attempt(form, lambda: domain.add_name(row, actor=Actor.of(request.user), **form.cleaned_data)) is not None:
            messages.success(request, _("Name added."))
            return redirect("partners:organization", public_id)
    return _form_page(request, row, form, _("Add a name"))


@require_http_methods(["GET", "HEAD", "POST"])
@edits
def name_edit(request: SignedIn, public_id: UUID) -> HttpResponse:
    """Correct a name that was typed or dated wrongly."""
    name = get_object_or_404(OrganizationName.objects.select_related("organization"), public_id=public_id)
    now = {column: getattr(name, column) for column in names_domain.EDITABLE} | {"seen": names_domain.seen_of(name)}
    form = organization_forms.EditNameForm(
        request.POST if request.method == "POST" else None, initial=now, locked=names_domain.locked_fields(name)
    )
    if request.method == "POST" and form.is_valid():
        changed = attempt(
            form, lambda: names_domain.edit_name(name, actor=Actor.of(request.user), **form.fields_for_domain())
        )
        if changed is not None:
            messages.success(request, _("Name corrected."))
            return redirect("partners:organization", name.organization.public_id)
    title = _("Correct a name in English") if name.language == Language.EN else _("Correct a name in French")
    return _form_page(request, name.organization, form, title)


@require_http_methods(["GET", "HEAD", "POST"])
@edits
def name_remove(request: SignedIn, public_id: UUID) -> HttpResponse:
    """Remove a name that was recorded by mistake, after saying what that means."""
    name = get_object_or_404(OrganizationName.objects.select_related("organization"), public_id=public_id)
    refused = None
    if request.method == "POST":
        try:
            names_domain.remove_name(name, actor=Actor.of(request.user))
        except DomainError as refusal:
            refused = refusal
        else:
            messages.success(request, _("Name removed."))
            return redirect("partners:organization", name.organization.public_id)
    facts = [
        _("It is forgotten, as if the organization had never had it, and can no longer be searched for."),
        _("A name that ended the day before this one began holds again."),
    ]
    context = {"facts": facts, "label": _("Remove"), "tone": "danger", "subject": name.text}
    title = _("Remove a name recorded by mistake")
    return _confirm_page(request, name.organization, title, refused, **context)


def _confirm_page(
    request: SignedIn, row: Organization, title: str, refusal: DomainError | None, **context: Any
) -> HttpResponse:
    """Render what an act will do, before it is done, with the refusal when it was."""
    shared = {"title": title, "trail": trail_of(row, title), "refusal": refusal and refusal.message}
    shared |= {"cancel_url": reverse("partners:organization", args=[row.public_id])}
    status = 422 if refusal else 200
    return render(
        request, "partners/directory/confirm_act.html", {"subject": str(row), **shared, **context}, status=status
    )


@require_http_methods(["GET", "HEAD", "POST"])
@edits
@recently_confirmed
def vouching(request: SignedIn, public_id: UUID, *, may_vouch: bool) -> HttpResponse:
    """Say that an organization vouches for protected participants, or no longer does, after saying what that means."""
    row = get_object_or_404(Organization, public_id=public_id)
    refused = None
    if request.method == "POST":
        try:
            set_vouching(row, may_vouch=may_vouch, actor=Actor.of(request.user))
        except DomainError as refusal:
            refused = refusal
        else:
            messages.success(
                request, _("It vouches for participants now.") if may_vouch else _("It no longer vouches.")
            )
            return redirect("partners:organization", public_id)
    if may_vouch:
        title = _("Let this organization vouch for participants")
        facts = [
            _("Access codes for protected events can be given to it, to hand out to people it knows."),
            _("We never learn who received a code."),
        ]
    else:
        title = _("This organization no longer vouches for participants")
        facts = [_("No further access codes can be given to it."), _("Codes that were made already stay valid.")]
    label = _("Let it vouch") if may_vouch else _("End it")
    tone = "" if may_vouch else "danger"
    return _confirm_page(request, row, title, refused, facts=facts, label=label, tone=tone)


@require_http_methods(["GET", "HEAD", "POST"])
@edits
def organization_contact_add(request: SignedIn, public_id: UUID) -> HttpResponse:
    """Add the address or number of a role, such as an office."""
    row = get_object_or_404(Organization, public_id=public_id)
    form = directory_forms.RoleContactForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        added = attempt(form, lambda: people_domain.add_contact(row, actor=Actor.of(request.user), **form.cleaned_data))
        if added is not None:
            messages.success(request, _("Added."))
            return redirect("partners:organization", public_id)
    return _form_page(request, row, form, _("Add an address of a role"))
