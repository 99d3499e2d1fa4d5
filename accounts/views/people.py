"""The people who sign in: added, given roles, deprived of them, closed. For administrators."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import queries
from accounts.actors import Actor
from accounts.domain import factors, web_sessions
from accounts.domain import people as domain
from accounts.forms.people import AddPersonForm, ChangePersonForm, PeopleFilter, RoleForm
from accounts.models import FactorReset, RoleAssignment, User
from accounts.permissions import Permission
from accounts.policies import SignedIn, recently_confirmed, requires
from accounts.roles import SEPARATED
from kernel.acting import OVERTAKEN, hindrance_of
from kernel.errors import DomainError
from kernel.forms import put_refusal
from kernel.orders import asked_page, heads

manages = requires(Permission.MANAGE_PEOPLE)


@require_http_methods(["GET", "HEAD", "POST"])
@manages
def people(request: SignedIn) -> HttpResponse:
    """Everybody who signs in, with roles and what protects them, in the order asked for, page after page."""
    form = PeopleFilter.of(request)
    if (there := form.leads_to()) is not None:
        return there
    wanted = form.wanted
    rows = queries.people(words=wanted.get("q", ""), role=wanted.get("role", ""), state=wanted.get("state", ""))
    shown = asked_page(request, rows, form.sorting, size=queries.PEOPLE_ON_A_PAGE, among=queries.everybody())
    context = {
        "form": form,
        "heads": heads(queries.PEOPLE, form.sorting, form.query_with),
        "rows": shown.rows,
        "page": shown.links(form.query_with),
    }
    return render(request, "accounts/people.html", context, status=form.status)


@require_http_methods(["GET", "HEAD", "POST"])
@manages
@recently_confirmed
def person_add(request: SignedIn) -> HttpResponse:
    """Make an account; its owner is told by mail where to sign in."""
    form = AddPersonForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            user = domain.add(actor=Actor.of(request.user), **form.cleaned_data)
        except DomainError as refusal:
            put_refusal(form, refusal)
        else:
            messages.success(request, _("The account is made, and a message says where to sign in."))
            return redirect("accounts:person", user.public_id)
    return render(request, "accounts/person_add.html", {"form": form}, status=422 if form.errors else 200)


@require_safe
@manages
@recently_confirmed
def person(request: SignedIn, public_id: UUID) -> HttpResponse:
    """One person: roles, what protects the account, sessions, what one may do."""
    return _person(request, get_object_or_404(User, public_id=public_id))


def _person(request: SignedIn, user: User, refusal: DomainError | None = None) -> HttpResponse:
    held = queries.roles_of(user)
    context = {
        "person": user,
        "held": held,
        "form": RoleForm(held={one.role for one in held}),
        "factors": queries.factor_kinds(user),
        "sessions": queries.sessions_of(user, current=""),
        "reset": queries.waiting_reset(user),
        "oneself": user.pk == request.user.pk,
        "refusal": refusal,
    }
    return render(request, "accounts/person.html", context, status=422 if refusal else 200)


def _answer(request: SignedIn, user: User, done: Any, said: str) -> HttpResponse:
    """Do the act; show the person's page with the refusal, or lead back to it."""
    try:
        done()
    except DomainError as refusal:
        return _person(request, User.objects.get(pk=user.pk), refusal)
    messages.success(request, said)
    return redirect("accounts:person", user.public_id)


@require_http_methods(["GET", "HEAD", "POST"])
@manages
@recently_confirmed
def person_change(request: SignedIn, public_id: UUID) -> HttpResponse:
    """Correct a person's name, or the address with which they sign in."""
    user = get_object_or_404(User, public_id=public_id)
    now = {"name": user.name, "email": user.email, "seen": domain.seen_of(user)}
    form = ChangePersonForm(request.POST if request.method == "POST" else None, initial=now)
    if request.method == "POST" and form.is_valid():
        try:
            domain.change(user, actor=Actor.of(request.user), **form.cleaned_data)
        except DomainError as refusal:
            put_refusal(form, refusal)
        else:
            messages.success(request, _("Name and address are saved."))
            return redirect("accounts:person", public_id)
    context = {"form": form, "person": user, "was": now["name"]}
    return render(request, "accounts/person_change.html", context, status=422 if form.errors else 200)


@require_POST
@manages
@recently_confirmed
def role_grant(request: SignedIn, public_id: UUID) -> HttpResponse:
    """Give one more role."""
    user = get_object_or_404(User, public_id=public_id)
    role = request.POST.get("role", "")
    said = _("Asked. The role is in force once a second administrator confirms it.")
    if role not in SEPARATED:
        said = _("The role is given. It counts from the next page the person opens.")
    return _answer(request, user, lambda: domain.grant(user, role, actor=Actor.of(request.user)), said)


@require_POST
@manages
@recently_confirmed
def role_confirm(request: SignedIn, public_id: UUID) -> HttpResponse:
    """Put a proposed role in force, as a second person."""
    assignment = get_object_or_404(RoleAssignment, public_id=public_id)
    act = lambda: domain.confirm(assignment, actor=Actor.of(request.user))  # noqa: E731
    return _answer(request, assignment.user, act, _("The role is in force."))


@require_POST
@manages
@recently_confirmed
def role_end(request: SignedIn, public_id: UUID) -> HttpResponse:
    """Take a role away."""
    assignment = get_object_or_404(RoleAssignment, public_id=public_id)
    act = lambda: domain.end(assignment, actor=Actor.of(request.user))  # noqa: E731
    return _answer(request, assignment.user, act, _("The role has ended; it acts from the next request."))


@require_http_methods(["GET", "HEAD", "POST"])
@manages
@recently_confirmed
def person_close(request: SignedIn, public_id: UUID) -> HttpResponse:
    """Close an account; a page says first what ends."""
    user = get_object_or_404(User, public_id=public_id)
    if request.method != "POST":
        return render(request, "accounts/person_close.html", {"person": user})
    act = lambda: domain.close(user, actor=Actor.of(request.user))  # noqa: E731
    return _answer(request, user, act, _("The account is closed: roles, sessions and keys have ended."))


@require_POST
@manages
@recently_confirmed
def person_reopen(request: SignedIn, public_id: UUID) -> HttpResponse:
    """Open a closed account again."""
    user = get_object_or_404(User, public_id=public_id)
    act = lambda: domain.reopen(user, actor=Actor.of(request.user))  # noqa: E731
    return _answer(request, user, act, _("The account is open again, without roles."))


@require_POST
@manages
@recently_confirmed
def person_sign_out(request: SignedIn, public_id: UUID) -> HttpResponse:
    """End every session of a person, such as after a lost device."""
    user = get_object_or_404(User, public_id=public_id)
    act = lambda: web_sessions.end_all(user, actor=Actor.of(request.user))  # noqa: E731
    return _answer(request, user, act, _("All sessions of this person have ended."))


@require_POST
@manages
@recently_confirmed
def reset_ask(request: SignedIn, public_id: UUID) -> HttpResponse:
    """Ask that a person's second factors be reset."""
    user = get_object_or_404(User, public_id=public_id)
    act = lambda: factors.ask_reset(user, actor=Actor.of(request.user))  # noqa: E731
    return _answer(request, user, act, _("A second administrator must now agree."))


@require_http_methods(["GET", "HEAD", "POST"])
@manages
@recently_confirmed
def reset_decide(request: SignedIn, public_id: UUID) -> HttpResponse:
    """Grant a reset, as a second person who has read what it ends; or refuse it."""
    reset = get_object_or_404(FactorReset.objects.select_related("user", "asked_by"), public_id=public_id)
    if request.method != "POST":
        facts = [
            _("The authenticator app, the passkeys and the recovery codes of this person no longer open anything."),
            _("Their sessions end at once. They sign in with a code by mail and enrol anew; a message tells them."),
            _("It cannot be undone. Agree only if you have made sure, by telephone or face to face, that it is them."),
        ]
        guard = lambda: factors.require_second_person(reset, Actor.of(request.user))  # noqa: E731
        hindrance = OVERTAKEN if reset.decided_at is not None else hindrance_of(guard)
        context = {"person": reset.user, "reset": reset, "facts": facts, "hindrance": hindrance}
        return render(request, "accounts/reset_decide.html", context)
    grant = request.POST.get("grant") == "yes"
    act = lambda: factors.decide_reset(reset, grant=grant, actor=Actor.of(request.user))  # noqa: E731
    said = _("The second factors are gone; the person enrols anew.") if grant else _("The reset is refused.")
    return _answer(request, reset.user, act, said)
