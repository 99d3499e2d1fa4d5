"""The houses events meet in: added once, corrected for every event that meets there."""

from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.actors import Actor
from accounts.domain import audit
from events.domain import change_notices
from events.enums import FIXED_STATES, OPENED
from events.models import Event, Venue
from kernel.errors import Invalid
from kernel.seen import require_unchanged, shown
from kernel.wall_time import canonical_zone
from partners.models import Place

TEXTS = ("name_en", "name_fr", "address", "access_en", "access_fr")


@transaction.atomic
def add(*, actor: Actor, place: Place, once: UUID | None = None, **texts: str) -> Venue:
    """Write down a house to meet in; its zone is its place's.

    Args:
        once: the key of the form; sent twice, it adds one venue.
        texts: `name_en`, `name_fr`, `address`, `access_en`, `access_fr`.

    Raises:
        Invalid: a name is missing, or the way in is told in one language only.
    """
    if once is not None and (made := Venue.objects.filter(public_id=once).first()):
        return made
    venue = Venue(place=place, zone=canonical_zone(place.zone), **_checked(texts))
    venue.public_id = once or venue.public_id
    venue.save(force_insert=True)
    audit.record(actor, "venue.added", venue)
    return venue


def seen_of(venue: Venue) -> str:
    """Return the word for what a page shows of a venue now; `edit` takes it back."""
    return shown(venue, (*TEXTS, "place"))


@transaction.atomic
def edit(venue: Venue, *, actor: Actor, place: Place, seen: str = "", **texts: str) -> Venue:
    """Correct a venue. Everybody concerned by an open event there is told once, as for any change of place.

    Args:
        seen: `seen_of` when the page was opened.

    Raises:
        Stale: somebody else has corrected it since.
        Invalid: as `add`; `place_fixed`, an event meets there already.
    """
    venue = Venue.objects.lock(pk=venue.pk)
    require_unchanged(seen, seen_of(venue))
    wanted: dict[str, Any] = {**_checked(texts), "place": place}
    changed = [name for name, value in wanted.items() if getattr(venue, name) != value]
    if not changed:
        return venue
    if "place" in changed and venue.events.exists():
        raise Invalid(
            _("Events meet at this venue. Add another venue for another city or town."),
            code="place_fixed",
            field="place",
        )
    events = Event.objects.lock_all(venue=venue, state__in=sorted(OPENED - FIXED_STATES))
    was_known = {event.pk: change_notices.known(event) for event in events}
    for name in changed:
        setattr(venue, name, wanted[name])
    venue.zone = canonical_zone(place.zone)
    venue.save(update_fields=(*changed, "zone"))
    audit.record(actor, "venue.edited", venue, fields=changed)
    for event in events:
        event.venue, event.modified_at = venue, timezone.now()
        event.save(update_fields=("modified_at",))
        change_notices.owe_change(event, was_known[event.pk])
    return venue


def _checked(texts: dict[str, str]) -> dict[str, str]:
    tidied = {name: texts.get(name, "").strip() for name in TEXTS}
    for field in ("name_en", "name_fr"):
        if not tidied[field]:
            raise Invalid(_("Give the name in both languages."), code="name_missing", field=field)
    if bool(tidied["access_en"]) != bool(tidied["access_fr"]):
        field = "access_fr" if tidied["access_en"] else "access_en"
        raise Invalid(_("Say how one gets in in both languages, or in none."), code="access_half", field=field)
    return {name: value[: _longest(name)] for name, value in tidied.items()}


def _longest(name: str) -> int | None:
    return getattr(Venue._meta.get_field(name), "max_length", None)
