"""Who may see and do what with events. Views reach every object through these; strangers get 404 (S1)."""

from django.db.models import Q, QuerySet

from accounts.models import User
from accounts.permissions import Permission as P
from events.enums import AT_THE_DOOR, PUBLISHED, SafetyTier, TeamRole
from events.models import Event, Registration, SignatureRequest
from events.models.scheduling import TEXTS
from publishing.domain import gate


def _of_team(user: User, *roles: str) -> Q:
    return Q(team__user=user, team__role__in=roles)


def events_run_by(user: User) -> QuerySet[Event]:
    """Events this person organizes: plans, invites, settles."""
    if not user.may(P.PLAN_EVENTS):
        return Event.objects.none()
    return Event.objects.filter(_of_team(user, TeamRole.ORGANIZER)).distinct()


def runs(user: User, event: Event) -> bool:
    """Tell whether this person organizes the event; one statement, none for who organizes nothing."""
    return events_run_by(user).filter(pk=event.pk).exists()


def events_spoken_of_by(user: User) -> QuerySet[Event]:
    """Events this person organizes and about which messages may leave: never protected ones (EV-18)."""
    return events_run_by(user).exclude(safety_tier=SafetyTier.PROTECTED)


def events_signed_by(user: User) -> QuerySet[Event]:
    """Events on which this person may give a second signature; never a reason to see people."""
    return Event.objects.all() if user.may(P.APPROVE_EVENTS) else Event.objects.none()


def events_visible_to(user: User) -> QuerySet[Event]:
    """Events whose planning this person may read."""
    if user.may(P.APPROVE_EVENTS):
        return Event.objects.all()
    return events_run_by(user)


def events_with_needs_for(user: User) -> QuerySet[Event]:
    """Events whose needs this person settles."""
    if not user.may(P.SEE_NEEDS):
        return Event.objects.none()
    return Event.objects.filter(_of_team(user, TeamRole.ORGANIZER, TeamRole.LOGISTICS)).distinct()


def events_at_door_of(user: User) -> QuerySet[Event]:
    """Events at whose door this person stands. Protected ones have another door (safety 5.10)."""
    if not user.may(P.CHECK_IN):
        return Event.objects.none()
    return (
        Event.objects.filter(_of_team(user, TeamRole.ORGANIZER, TeamRole.DOOR), state__in=sorted(AT_THE_DOOR))
        .exclude(safety_tier=SafetyTier.PROTECTED)
        .distinct()
    )


def protected_events_of(user: User) -> QuerySet[Event]:
    """Protected events for which this person issues codes and lets handles in."""
    if not (user.may(P.ISSUE_CODES) or user.may(P.CHECK_IN_HANDLES)):
        return Event.objects.none()
    return Event.objects.filter(safety_tier=SafetyTier.PROTECTED)


def registrations_run_by(user: User) -> QuerySet[Registration]:
    """Registrations of people at events this person organizes; handles are counted, never listed."""
    return Registration.objects.filter(event__in=events_run_by(user), person__isnull=False)


def registrations_spoken_of_by(user: User) -> QuerySet[Registration]:
    """Registrations of people who may telephone about them; about a protected event nobody does (EV-18)."""
    return Registration.objects.filter(event__in=events_spoken_of_by(user), person__isnull=False)


def requests_signed_by(user: User) -> QuerySet[SignatureRequest]:
    """Requests waiting for a second signature, never this person's own (PA-3)."""
    if not user.may(P.APPROVE_EVENTS):
        return SignatureRequest.objects.none()
    return SignatureRequest.objects.exclude(requested_by=user)


def public_events() -> QuerySet[Event]:
    """Events with a public page: opened, open to everybody's eyes, and no text out of date (EV-18, EV-19)."""
    shown = Event.objects.filter(state__in=sorted(PUBLISHED), public_page=True, safety_tier=SafetyTier.OPEN)
    for stem in TEXTS:
        shown = shown.exclude(~Q(**{f"{stem}_en": ""}), gate.behind(Event, stem))
    return shown
