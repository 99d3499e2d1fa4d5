"""Staff: added, given roles, deprived of them, closed. Nobody decides about their own roles (safety 3, RE-18)."""

from collections.abc import Iterable
from datetime import timedelta
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.actors import Actor
from accounts.domain import audit, web_sessions
from accounts.models import ApiToken, FormerAddress, RoleAssignment, User
from accounts.permissions import Permission
from accounts.roles import ROLES, SEPARATED
from kernel.bilingual import Language
from kernel.errors import DomainError, Invalid, NotPermitted
from kernel.seen import require_unchanged, shown
from messaging.domain import outbox

FORMER_KEPT = timedelta(days=7)


@transaction.atomic
def add(
    email: str,
    name: str,
    *,
    language: str = Language.EN,
    roles: Iterable[str] = (),
    actor: Actor,
    once: UUID | None = None,
) -> User:
    """Make an account for a member of staff or a partner, with roles, and write to them where to sign in.

    Args:
        once: the key of the form; sent twice, it returns the account that the first one made.

    Raises:
        Invalid: the address has an account already.
    """
    held = _holder_of(email)
    try:
        if held is None:
            with transaction.atomic():
                user = User.objects.create_user(email, name, language=language, public_id=once)
    except IntegrityError:  # somebody else, or the other press of the button, was a moment faster
        held = _holder_of(email)
        if held is None:
            raise
    if held is not None:
        if once is not None and held.public_id == once:
            return held
        raise Invalid(_("Somebody with this address has an account already."), code="address_taken", field="email")
    audit.record(actor, "person.added", user)
    for role in sorted(set(roles)):
        grant(user, role, actor=actor)
    outbox.owe(
        "account.welcome",
        about=user.public_id,
        to=user.public_id,
        key=f"account.welcome:{user.public_id}",
        language=language,
    )
    return user


def _holder_of(email: str) -> User | None:
    return User.objects.filter(email__iexact=email.strip()).first()


@transaction.atomic
def set_language(user: User, *, language: str, actor: Actor) -> User:
    """Set the language in which we write to a person."""
    user = User.objects.lock(pk=user.pk)
    if user.language != language:
        user.language = language
        user.save(update_fields=("language",))
        audit.record(actor, "person.language_set", user, fields=("language",))
    return user


def seen_of(user: User) -> str:
    """Return the word for what a page shows of an account now; `change` takes it back."""
    return shown(user, ("name", "email"))


@transaction.atomic
def change(user: User, *, name: str, email: str, actor: Actor, seen: str = "") -> User:
    """Correct a person's name, or the address with which they sign in; only what differs is written.

    A new address ends every session, and both addresses are told.

    Args:
        seen: `seen_of` when the page was opened.

    Raises:
        Stale: another administrator has changed the account since.
        NotPermitted: one's own.
        DomainError: the account is closed.
        Invalid: the address has an account already.
    """
    if actor.user_id == user.pk:
        raise NotPermitted(_("Nobody changes their own account here. Ask another administrator."), code="own_account")
    user = User.objects.lock(pk=user.pk)
    if not user.is_active:
        raise DomainError(_("This account is closed. Open it again first."), code="account_closed")
    require_unchanged(seen, seen_of(user))
    was, wanted = user.email, {"name": name, "email": email.strip().lower()}
    changed = [column for column, value in wanted.items() if getattr(user, column) != value]
    for column in changed:
        setattr(user, column, wanted[column])
    if not changed:
        return user
    try:
        with transaction.atomic():
            user.save(update_fields=changed)
    except IntegrityError:
        raise Invalid(
            _("Somebody with this address has an account already."), code="address_taken", field="email"
        ) from None
    audit.record(actor, "account.changed", user, fields=changed)
    if "email" in changed:
        web_sessions.end_all(user, actor=actor)
        former = FormerAddress.objects.create(user=user, email=was)
        for about in (former.public_id, user.public_id):
            key = f"account.address_changed:{former.public_id}:{about}"
            outbox.owe("account.address_changed", about=about, to=user.public_id, key=key, language=user.language)
    return user


@transaction.atomic
def forget_addresses() -> int:
    """Delete addresses that were told long ago that they open nothing any more; return how many."""
    return FormerAddress.objects.filter(created_at__lt=timezone.now() - FORMER_KEPT).delete()[0]


@transaction.atomic
def grant(user: User, role: str, *, actor: Actor) -> RoleAssignment:
    """Give a role. One that must be kept apart is in force only after a second person confirmed it.

    Args:
        user: who receives it.
        role: key of a role.
        actor: who gives it; nobody gives themselves one.

    Raises:
        Invalid: no such role.
        NotPermitted: to oneself.
        DomainError: the account is closed, the role is held already, or it may not be joined with one that is held.
    """
    if role not in ROLES:
        raise Invalid(_("There is no such role."), code="role_unknown", field="role")
    user = User.objects.lock(pk=user.pk)
    held = set(user.role_assignments.filter(ended_at=None).values_list("role", flat=True))
    _require_grantable(user, role, held, actor)
    apart = role in SEPARATED
    assignment = RoleAssignment.objects.create(
        user=user, role=role, granted_by_id=actor.user_id, confirmed_at=None if apart else timezone.now()
    )
    audit.record(actor, "role.proposed" if apart else "role.granted", user, role=role)
    return assignment


def _require_grantable(user: User, role: str, held: set[str], actor: Actor) -> None:
    if actor.user_id == user.pk:
        raise NotPermitted(_("Nobody gives themselves a role. Ask another administrator."), code="own_role")
    if not user.is_active:
        raise DomainError(_("This account is closed. Open it again first."), code="account_closed")
    if role in held:
        raise DomainError(_("This person has that role already."), code="role_held", field="role")
    if role in SEPARATED and held & SEPARATED:
        raise DomainError(
            _("One person holds at most one of: liaison, custodian, privacy officer, auditor."),
            code="roles_kept_apart",
            field="role",
        )


@transaction.atomic
def confirm(assignment: RoleAssignment, *, actor: Actor) -> RoleAssignment:
    """Put a proposed role in force, as a second person.

    Raises:
        NotPermitted: by the one who proposed it or who receives it.
        DomainError: it has ended; one already in force is left as it is.
    """
    User.objects.lock(pk=assignment.user_id)
    assignment = RoleAssignment.objects.lock(pk=assignment.pk)  # type: ignore[attr-defined]
    if assignment.ended_at is not None:
        raise DomainError(_("This proposal was withdrawn."), code="role_ended")
    if assignment.confirmed_at is None:
        if actor.user_id is None or actor.user_id in (assignment.granted_by_id, assignment.user_id):
            raise NotPermitted(_("A second administrator must confirm this role."), code="second_person")
        assignment.confirmed_at, assignment.confirmed_by_id = timezone.now(), actor.user_id
        assignment.save(update_fields=("confirmed_at", "confirmed_by"))
        audit.record(actor, "role.granted", assignment.user, role=assignment.role)
    return assignment


@transaction.atomic
def end(assignment: RoleAssignment, *, actor: Actor) -> RoleAssignment:
    """Take a role away; it acts on the person's next request. The last administrator stays.

    Raises:
        NotPermitted: one's own.
        DomainError: nobody else could manage people afterwards.
    """
    if actor.user_id == assignment.user_id:
        raise NotPermitted(_("Nobody takes away their own role. Ask another administrator."), code="own_role")
    _lock_administrators()
    assignment = RoleAssignment.objects.lock(pk=assignment.pk)  # type: ignore[attr-defined]
    if assignment.ended_at is None:
        if _manages(assignment) and not _other_managers(assignment.user).exists():  # type: ignore[attr-defined]
            raise DomainError(
                _("Give another person this role first: somebody must manage people."), code="last_manager"
            )
        assignment.ended_at, assignment.ended_by_id = timezone.now(), actor.user_id
        assignment.save(update_fields=("ended_at", "ended_by"))
        audit.record(actor, "role.ended", assignment.user, role=assignment.role)
    return assignment


@transaction.atomic
def close(user: User, *, actor: Actor) -> User:
    """Close an account: roles end, sessions end, keys end, at once. The history stays.

    Raises:
        NotPermitted: one's own.
        DomainError: nobody else could manage people afterwards.
    """
    if actor.user_id == user.pk:
        raise NotPermitted(_("Nobody closes their own account. Ask another administrator."), code="own_account")
    _lock_administrators()
    user = User.objects.lock(pk=user.pk)
    if user.is_active:
        for assignment in user.role_assignments.filter(ended_at=None).order_by("pk"):
            end(assignment, actor=actor)
        now = timezone.now()
        ApiToken.objects.filter(user=user, revoked_at=None).update(
            revoked_at=now, revoked_by_id=actor.user_id or user.pk
        )
        web_sessions.end_all(user, actor=actor)
        user.is_active = False
        user.save(update_fields=("is_active",))
        audit.record(actor, "person.closed", user)
    return user


@transaction.atomic
def reopen(user: User, *, actor: Actor) -> User:
    """Open a closed account again, without any role."""
    user = User.objects.lock(pk=user.pk)
    if not user.is_active:
        user.is_active = True
        user.save(update_fields=("is_active",))
        audit.record(actor, "person.reopened", user)
    return user


def _manages(assignment: RoleAssignment) -> bool:
    return Permission.MANAGE_PEOPLE in ROLES[assignment.role].permissions and assignment.confirmed_at is not None


def _managing_roles() -> list[str]:
    return [key for key, role in ROLES.items() if Permission.MANAGE_PEOPLE in role.permissions]


def _other_managers(user: User) -> QuerySet[RoleAssignment]:
    others = RoleAssignment.objects.filter(role__in=_managing_roles(), ended_at=None, confirmed_at__isnull=False)
    return others.exclude(user=user).filter(user__is_active=True)


def _lock_administrators() -> None:
    """Hold all managing roles in key order, so that two administrators cannot remove each other at the same moment."""
    RoleAssignment.objects.lock_all(role__in=_managing_roles(), ended_at=None)  # type: ignore[attr-defined]
