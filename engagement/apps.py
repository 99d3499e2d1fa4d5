"""App `engagement`; what it holds is in the house plan (docs/architecture)."""

from django.apps import AppConfig


class EngagementConfig(AppConfig):
    default_auto_field = "django.db.models.BigAutoField"
    name = "engagement"

    def ready(self) -> None:
        """Register the words of messages, the entries of the menus, and the panel on the pages of commitments."""
        from engagement import (
            messages,  # noqa: F401 - registering is its effect
            places,
        )
        from engagement.views.origins import FindingsPanel
        from partners import origins

        places.register()
        origins.register(FindingsPanel())
