"""Reads of `accounts`: a person's own sessions and keys, the people who sign in, the audit trail."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.db.models import Case, Exists, IntegerField, OuterRef, Prefetch, Q, QuerySet, Value, When
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts import trail as words
from accounts import trail_details
from accounts.domain.factors import REAL
from accounts.models import HANDLE, ApiToken, AuditEntry, FactorReset, RoleAssignment, User, WebSession
from kernel.folding import folded
from kernel.orders import DATES, STEPS, TEXT, Key, Order, Orders


@dataclass(frozen=True)
class SessionRow:
    """One signed-in browser, as its owner sees it."""

    handle: str
    browser: str
    system: str
    started_at: datetime | None
    seen_at: datetime | None
    current: bool


def sessions_of(user: User, *, current: str) -> list[SessionRow]:
    """Return the person's live sessions, the present one first, then the latest.

    Args:
        user: the owner.
        current: digest of the session that asks.
    """
    live = WebSession.objects.filter(user=user, expire_date__gt=timezone.now()).order_by("-seen_at")
    rows = [
        SessionRow(
            one.session_key[:HANDLE], one.browser, one.system, one.started_at, one.seen_at, one.session_key == current
        )
        for one in live
    ]
    return sorted(rows, key=lambda row: not row.current)


def keys_of(user: User) -> QuerySet[ApiToken]:
    """Return the person's API keys, the newest first."""
    return ApiToken.objects.filter(user=user).order_by("-pk")


def roles_of(user: User) -> QuerySet[RoleAssignment]:
    """Return the roles a person holds or has been proposed for, in order of time."""
    return user.role_assignments.filter(ended_at=None).select_related("granted_by", "confirmed_by").order_by("pk")


PEOPLE_ON_A_PAGE = 50
BY_NAME = Key(folded("name"))


def _standing() -> Case:
    """Return the rank of an account as the list shows it: active, without second factor, closed."""
    open_ = Value(0) if settings.DEMO else Value(1)  # a demonstration asks nobody for a second factor
    return Case(
        When(is_active=False, then=Value(2)),
        When(is_protected=True, then=Value(0)),
        default=open_,
        output_field=IntegerField(),
    )


PEOPLE = Orders(
    Order("name", _("Name"), TEXT, (BY_NAME,)),
    Order("email", _("E-mail address"), TEXT, (Key("email"),)),
    Order("state", _("State"), STEPS, (Key(_standing),), then=(BY_NAME,)),
    Order("seen", _("Last signed in"), DATES, (Key("last_login", nullable=True),), then=(BY_NAME,), falls_first=True),
)


def everybody() -> QuerySet[User]:
    """Return all who sign in; `is_protected` tells who has a second factor, `held` lists their roles."""
    held = RoleAssignment.objects.filter(ended_at=None).order_by("pk")
    return User.objects.annotate(is_protected=_protected()).prefetch_related(Prefetch("role_assignments", held, "held"))


def _protected() -> Exists:
    return Exists(Authenticator.objects.filter(user=OuterRef("pk"), type__in=REAL))


def people(*, words: str = "", role: str = "", state: str = "") -> QuerySet[User]:
    """Return the people who sign in, narrowed, as `everybody` does.

    Args:
        words: part of a name or address.
        role: key of a role they hold or were proposed for.
        state: `active`, `closed`, `bare` (no second factor) or `waiting` (something needs a second person).
    """
    held, found = RoleAssignment.objects.filter(ended_at=None), everybody()
    if words:
        found = found.filter(Q(name__icontains=words) | Q(email__icontains=words))
    if role:
        found = found.filter(Exists(held.filter(user=OuterRef("pk"), role=role)))
    if state in ("active", "closed"):
        found = found.filter(is_active=state == "active")
    elif state == "bare":
        found = found.filter(~_protected(), is_active=True)
    elif state == "waiting":
        proposed = Exists(held.filter(user=OuterRef("pk"), confirmed_at=None))
        found = found.filter(proposed | Exists(FactorReset.objects.filter(user=OuterRef("pk"), decided_at=None)))
    return found


def factor_kinds(user: User) -> list[str]:
    """Return the kinds of second factor a person has, each once."""
    return sorted(set(Authenticator.objects.filter(user=user).values_list("type", flat=True)))


def waiting_reset(user: User) -> FactorReset | None:
    """Return the undecided reset of a person's factors, if there is one."""
    return FactorReset.objects.filter(user=user, decided_at=None).select_related("asked_by").first()


ENTRIES_ON_A_PAGE = 100


@dataclass(frozen=True)
class TrailRow:
    """One entry in words."""

    at: datetime
    who: str
    who_ref: str
    what: str
    verb: str
    about: str
    about_ref: str
    about_url: str
    via: str
    details: list[tuple[str, str]]


def trail(
    *,
    reader: User | None = None,
    verb: str = "",
    who: UUID | None = None,
    about: str = "",
    since: date | None = None,
    until: date | None = None,
    before: int | None = None,
) -> tuple[list[TrailRow], int | None]:
    """Return one page of the trail, the newest first, and the key after which the next page begins, if there is one.

    Args:
        reader: who reads; a thing that they may open carries its address, and none does without a reader.
        verb: only this act.
        who: only acts of the one with this public id.
        about: only acts on the object with this public id.
        since: from the beginning of this day, UTC.
        until: to the end of this day, UTC.
        before: key of the last row of the page before.
    """
    wanted: dict[str, Any] = {
        "verb": verb,
        "actor_ref": str(who) if who else "",
        "subject_ref": about,
        "at__gte": datetime.combine(since, time(), UTC) if since else None,
        "at__lt": datetime.combine(until, time(), UTC) + timedelta(days=1) if until and until < date.max else None,
        "pk__lt": before,
    }
    found = AuditEntry.objects.filter(**{name: value for name, value in wanted.items() if value}).order_by("-pk")
    entries = list(found[: ENTRIES_ON_A_PAGE + 1])
    more, entries = len(entries) > ENTRIES_ON_A_PAGE, entries[:ENTRIES_ON_A_PAGE]
    people_refs = {entry.actor_ref for entry in entries if entry.actor_kind == "user"}
    names = {
        str(ref): name for ref, name in User.objects.filter(public_id__in=people_refs).values_list("public_id", "name")
    }
    subjects = {(entry.subject_kind, entry.subject_ref) for entry in entries}
    pages = words.pages_of(reader, subjects) if reader is not None else {}
    return [_row(entry, names, pages) for entry in entries], entries[-1].pk if more else None


def _row(entry: AuditEntry, names: dict[str, str], pages: dict[tuple[str, str], str]) -> TrailRow:
    return TrailRow(
        entry.at,
        words.actor_words(entry.actor_kind, entry.actor_ref, names),
        entry.actor_ref if entry.actor_kind == "user" else "",
        words.words_of(entry.verb),
        entry.verb,
        words.kind_words(entry.subject_kind),
        entry.subject_ref,
        pages.get((entry.subject_kind, entry.subject_ref), ""),
        entry.via,
        trail_details.rows(entry.subject_kind, entry.fields, entry.facts),
    )
