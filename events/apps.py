"""App `events`; what it holds is in the house plan (docs/architecture)."""

from django.apps import AppConfig


class EventsConfig(AppConfig):
    default_auto_field = "django.db.models.BigAutoField"
    name = "events"

    def ready(self) -> None:
        """Register what lower apps ask of events: words of messages, seats of handles."""
        from events import (
            messages,  # noqa: F401 - registering is its effect
            places,
        )
        from events.domain.protected import Seats
        from safety import seats

        seats.register(Seats())
        places.register()
