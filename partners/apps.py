"""App `partners`: whom we know, and what they promised."""

from django.apps import AppConfig


class PartnersConfig(AppConfig):
    default_auto_field = "django.db.models.BigAutoField"
    name = "partners"

    def ready(self) -> None:
        """Answer for consent towards messaging, and hear what became of messages."""
        from accounts import trail
        from messaging import unsubscribing
        from messaging.domain import settling
        from messaging.enums import MessageState
        from partners import (
            commitment_messages,  # noqa: F401 - registers message kinds
            commitment_places,
            listening,
            places,
            subscriptions,
            trail_words,
        )

        trail.register(trail_words.WORDS)
        places.register()
        commitment_places.register()
        unsubscribing.register(subscriptions.Ledger())
        settling.on_delivery(listening.hear, {MessageState.BOUNCED})
