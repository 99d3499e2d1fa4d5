"""What a series of events is called."""

from collections.abc import Iterable

from accounts.actors import Actor
from events.models import Event, EventSeries


def series_for(event: Event, actor: Actor, *, reply_days: int | None = None) -> EventSeries:
    """Return a new series for one event, named like it."""
    more = {} if reply_days is None else {"reply_days": reply_days}
    titles = {"title_en": event.title_en, "title_fr": event.title_fr}
    return EventSeries.objects.create(created_by_id=actor.user_id, **titles, **more)


def follow_titles(event: Event, changed: Iterable[str]) -> None:
    """Let a series of one event follow its titles; one of several events has a name of its own."""
    titles = {name: getattr(event, name) for name in ("title_en", "title_fr") if name in changed}
    if titles and not Event.objects.filter(series=event.series_id).exclude(pk=event.pk).exists():
        EventSeries.objects.filter(pk=event.series_id).update(**titles)
