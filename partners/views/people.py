"""The directory of people for staff: list, person, what is known about them."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import queries as accounts_queries
from accounts.actors import Actor
from accounts.permissions import Permission
from accounts.policies import SignedIn, recently_confirmed, requires
from accounts.views import saved_views
from kernel import acting
from kernel.errors import DomainError
from kernel.forms import SeenForm
from kernel.orders import asked_page, heads
from partners import contacts, directory_sheets, exports
from partners.days import today
from partners.domain import people as domain
from partners.forms import directory as directory_forms
from partners.models import Affiliation, ContactPoint, ContactRule, Person
from partners.queries import directory, duplicates, orders
from partners.queries.directory import PeopleFilter
from partners.views.frame import attempt, trail_of

sees = requires(Permission.SEE_DIRECTORY)
edits = requires(Permission.EDIT_DIRECTORY)


def _filter(form: directory_forms.PeopleFilterForm) -> PeopleFilter:
    asked = form.wanted
    return PeopleFilter(
        words=asked.get("q", ""),
        sector=asked.get("sector"),
        region=asked.get("region"),
        kind=asked.get("kind", ""),
        reach=asked.get("reach", ""),
        state=asked.get("state") or "active",
    )


@require_http_methods(["GET", "HEAD", "POST"])
@sees
def people(request: SignedIn) -> HttpResponse:
    """Everybody in the directory, narrowed by filters, in the order asked for, page after page."""
    form = directory_forms.PeopleFilterForm.of(request)
    views = saved_views.of(request, "partners.people", form.lasting_query)
    if (there := form.leads_to() or views.leads_to(form.query)) is not None:
        return there
    rows = directory.people(_filter(form), today())
    everybody = directory.with_organization(Person.objects.all(), today())
    shown = asked_page(
        request,
        rows,
        form.sorting,
        size=directory.ON_A_PAGE,
        among=everybody,
    )
    context = {
        "form": form,
        "views": views,
        "view_form": views.form,
        "heads": heads(orders.PEOPLE, form.sorting, form.query_with),
        "rows": shown.rows,
        "total": rows.order_by().count(),
        "shown": len(shown.rows),
        "page": shown.links(form.query_with),
        "regions": {row.pk: row for row in directory.regions()},
        "waiting": directory.consent_waiting().count() if request.user.may(Permission.RECORD_CONSENT) else 0,
        "may_edit": request.user.may(Permission.EDIT_DIRECTORY),
        "may_import": request.user.may(Permission.IMPORT_PEOPLE),
        "may_export": request.user.may(Permission.EXPORT_PEOPLE),
    }
    return render(request, "partners/directory/people.html", context, status=max(form.status, views.status))


@require_POST
@requires(Permission.EXPORT_PEOPLE)
@recently_confirmed
def people_export(request: SignedIn) -> HttpResponseBase:
    """Download exactly what the filtered list shows; a POST, because the entry in the trail comes first (RE-20)."""
    form = directory_forms.PeopleFilterForm.carried(request, request.GET)
    if form.ended:
        return redirect("partners:people")  # everybody is more than what was seen
    rows = directory_sheets.people_rows(directory.people(_filter(form), today()))
    try:
        download = exports.prepare(
            directory_sheets.PEOPLE, rows, form=request.POST.get("form", ""), user=request.user, subject=request.user
        )
    except DomainError as refusal:
        messages.error(request, str(refusal.message))
        return redirect("partners:people")
    return exports.response(download)


@require_http_methods(["GET", "HEAD", "POST"])
@edits
def person_add(request: SignedIn) -> HttpResponse:
    """Add a person; likely duplicates are shown first and must be told apart."""
    form = directory_forms.AddPersonForm(request.POST if request.method == "POST" else None)
    likely: list[Any] = []
    if request.method == "POST" and form.is_valid():
        values = dict(form.cleaned_data)
        another = values.pop("another")
        organization = values["organization"]
        sent_before = Person.objects.filter(public_id=values["once"]).exists()
        likely = (
            []
            if another or sent_before
            else duplicates.of_one(
                values["display_name"], (values["email"], values["phone"]), organization.pk if organization else None
            )
        )
        if not likely:
            added = attempt(form, lambda: domain.add(actor=Actor.of(request.user), **values))
            if added is not None:
                messages.success(request, _("Added to the directory."))
                return redirect("partners:person", added.public_id)
    context = {
        "form": form,
        "likely": likely,
        "names": directory.organization_names(),
        "trail": [(_("People"), reverse("partners:people")), (_("Add a person"), "")],
    }
    return render(request, "partners/directory/person_add.html", context, status=422 if form.errors or likely else 200)


@require_safe
@sees
def person(request: SignedIn, public_id: UUID) -> HttpResponse:
    """One person: where they belong, how they are reached, what they agreed to, what happened."""
    row = get_object_or_404(Person.objects.select_related("jurisdiction"), public_id=public_id)
    facts = directory.one_person(row, timezone.now(), today())
    context = {
        "facts": facts,
        "zone": dict(directory.zones(row.zone))[row.zone] if row.zone else "",
        "trail": trail_of(row),
        "may_edit": request.user.may(Permission.EDIT_DIRECTORY),
        "may_consent": request.user.may(Permission.RECORD_CONSENT),
        "me": request.user,
        "history": accounts_queries.trail(about=str(public_id))[0][:20],
    }
    return render(request, "partners/directory/person.html", context)


def _form_page(request: SignedIn, row: Person, form: forms.Form, title: str, **context: Any) -> HttpResponse:
    """Render one form about a person under their name."""
    shared = {"person": row, "form": form, "title": title, "trail": trail_of(row, title)}
    return render(request, "partners/directory/person_form.html", shared | context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@edits
def person_edit(request: SignedIn, public_id: UUID) -> HttpResponse:
    """Change who somebody is."""
    row = get_object_or_404(Person, public_id=public_id)
    now = {name: getattr(row, name) for name in domain.EDITABLE}
    now |= {"jurisdiction": row.jurisdiction_id, "seen": domain.seen_of(row)}
    form = directory_forms.EditPersonForm(request.POST if request.method == "POST" else None, initial=now)
    if request.method == "POST" and form.is_valid():
        if attempt(form, lambda: domain.edit(row, actor=Actor.of(request.user), **form.cleaned_data)) is not None:
            messages.success(request, _("The person’s details are saved."))
            return redirect("partners:person", public_id)
    return _form_page(request, row, form, _("Change"))


@require_http_methods(["GET", "HEAD", "POST"])
@edits
def affiliation_add(request: SignedIn, public_id: UUID) -> HttpResponse:
    """Add a part in an organization."""
    row = get_object_or_404(Person, public_id=public_id)
    form = directory_forms.AffiliationForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        if attempt(form, lambda: domain.affiliate(row, actor=Actor.of(request.user), **form.cleaned_data)) is not None:
            messages.success(request, _("Affiliation added."))
            return redirect("partners:person", public_id)
    return _form_page(request, row, form, _("Add an affiliation"), names=directory.organization_names())


@require_http_methods(["GET", "HEAD", "POST"])
@edits
def affiliation_edit(request: SignedIn, public_id: UUID) -> HttpResponse:
    """Change or end an affiliation."""
    held = get_object_or_404(Affiliation.objects.select_related("person", "organization", "body"), public_id=public_id)
    now = {name: getattr(held, name) for name in domain.AFFILIATION_EDITABLE}
    now["seen"] = domain.seen_of_affiliation(held)
    form = directory_forms.EditAffiliationForm(request.POST if request.method == "POST" else None, initial=now)
    if request.method == "POST" and form.is_valid():
        changed = attempt(
            form, lambda: domain.edit_affiliation(held, actor=Actor.of(request.user), **form.cleaned_data)
        )
        if changed is not None:
            messages.success(request, _("The affiliation is saved."))
            return redirect("partners:person", held.person.public_id)
    return _form_page(request, held.person, form, _("Change an affiliation"), about=held.organization or held.body)


@require_http_methods(["GET", "HEAD", "POST"])
@edits
def affiliation_remove(request: SignedIn, public_id: UUID) -> HttpResponse:
    """Remove an affiliation that was recorded by mistake, after saying what that means."""
    held = get_object_or_404(Affiliation.objects.select_related("person", "organization", "body"), public_id=public_id)
    title = _("Remove an affiliation recorded by mistake")
    if request.method == "POST":
        domain.remove_affiliation(held, actor=Actor.of(request.user))
        messages.success(request, _("The affiliation is removed."))
        return redirect("partners:person", held.person.public_id)
    context = {
        "title": title,
        "trail": trail_of(held.person, title),
        "subject": f"{held.person}, {held.organization or held.body}",
        "facts": [
            _("It is forgotten, as if the person had never belonged there."),
            _("If the person did belong there and no longer does, go back and end it with its last day."),
        ],
        "label": _("Remove"),
        "tone": "danger",
        "cancel_url": reverse("partners:person", args=[held.person.public_id]),
    }
    return render(request, "partners/directory/confirm_act.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@edits
def contact_add(request: SignedIn, public_id: UUID) -> HttpResponse:
    """Add an address or number."""
    row = get_object_or_404(Person, public_id=public_id)
    form = directory_forms.ContactForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        if (
            attempt(form, lambda: domain.add_contact(row, actor=Actor.of(request.user), **form.cleaned_data))
            is not None
        ):
            messages.success(request, _("Added."))
            return redirect("partners:person", public_id)
    return _form_page(request, row, form, _("Add an address or number"))


@require_http_methods(["GET", "HEAD", "POST"])
@edits
def contact_remove(request: SignedIn, public_id: UUID) -> HttpResponse:
    """Forget an address or number for good, after saying what that means."""
    point = get_object_or_404(ContactPoint.objects.select_related("person", "organization"), public_id=public_id)
    owner = point.person or point.organization
    assert owner is not None
    back = trail_of(owner, _("Remove an address or number"))
    if request.method == "POST":
        domain.remove_contact(point, actor=Actor.of(request.user))
        messages.success(request, _("The address or number is removed. Nothing is sent there any more."))
        return redirect(back[1][1])
    context = {"point": contacts.printed(point.kind, point.value), "owner": owner, "trail": back, "back": back[1][1]}
    return render(request, "partners/directory/contact_remove.html", context)


CONTACT_ACTS = {
    "prefer": (domain.prefer_contact, gettext_lazy("Messages go there first from now on.")),
    "use": (domain.use_contact, gettext_lazy("It is used again.")),
    "stop": (domain.stop_contact, gettext_lazy("Nothing is sent there any more.")),
}


@require_POST
@edits
def contact_act(request: SignedIn, public_id: UUID, act: str) -> HttpResponse:
    """Write first to, use again or stop using one address or number of a person or an organization."""
    point = get_object_or_404(ContactPoint.objects.select_related("person", "organization"), public_id=public_id)
    actor = Actor.of(request.user)
    do, done = CONTACT_ACTS[act]
    try:
        do(point, actor=actor)
    except DomainError as refusal:
        messages.error(request, str(refusal.message))
    else:
        messages.success(request, str(done))
    if point.person is not None:
        return redirect("partners:person", point.person.public_id)
    assert point.organization is not None
    return redirect("partners:organization", point.organization.public_id)


@require_http_methods(["GET", "HEAD", "POST"])
@edits
def contact_rule(request: SignedIn, public_id: UUID) -> HttpResponse:
    """Write down how and when the person wants to be reached."""
    row = get_object_or_404(Person, public_id=public_id)
    now = directory.rule_values(row) | {"seen": domain.seen_of_rule(row)}
    form = directory_forms.ContactRuleForm(request.POST if request.method == "POST" else None, initial=now)
    if request.method == "POST" and form.is_valid():
        names = ("email_allowed", "phone_allowed", "voicemail_allowed", "relay", "seen")
        values = {name: form.cleaned_data[name] for name in names}
        rule = attempt(
            form, lambda: domain.set_contact_rule(row, actor=Actor.of(request.user), hours=form.hours(), **values)
        )
        if rule is not None:
            messages.success(
                request, _("It is saved how and when the person wants to be reached. Messages keep to it from now on.")
            )
            return redirect("partners:person", public_id)
    return _form_page(request, row, form, _("How to reach this person"), names=directory.organization_names())


@require_http_methods(["GET", "HEAD", "POST"])
@edits
def contact_rule_clear(request: SignedIn, public_id: UUID) -> HttpResponse:
    """Remove the contact rule, after a page that says what then reaches the person."""
    row = get_object_or_404(Person, public_id=public_id)
    if request.method == "POST":
        seen = request.POST.get("seen", "")
        clear = lambda: domain.clear_contact_rule(row, actor=Actor.of(request.user), seen=seen)  # noqa: E731
        acting.attempt(request, clear, _("The rule is removed."))
        return redirect("partners:person", public_id)
    has_rule = ContactRule.objects.filter(person=row).exists()
    title = _("Remove the rule about reaching this person")
    context = {
        "title": title,
        "trail": trail_of(row, title),
        "subject": str(row),
        "facts": [
            _("Messages may then reach the person at any hour and at every address that is in use."),
            _("What the rule says is forgotten: which ways, which hours, through whom. Nothing brings it back."),
            _("The person is not told. Do it only when they have asked for it."),
        ],
        "label": _("Remove the rule"),
        "tone": "danger",
        "cancel_url": reverse("partners:person", args=[public_id]),
        "form": SeenForm(initial={"seen": domain.seen_of_rule(row)}) if has_rule else "",
        "hindrance": "" if has_rule else acting.OVERTAKEN,
    }
    return render(request, "partners/directory/confirm_act.html", context)
