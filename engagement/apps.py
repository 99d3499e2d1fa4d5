"""App `engagement`; what it holds is in the house plan (docs/architecture)."""

from django.apps import AppConfig


class EngagementConfig(AppConfig):
    default_auto_field = "django.db.models.BigAutoField"
    name = "engagement"

    def ready(self) -> None:
        """Register the words of messages, the entries of the menus, the panel on the pages of commitments, the tab of events."""
        from engagement import (
            messages,  # noqa: F401 - registering is its effect
            places,
        )
        from engagement.views.after import AFTER
        from engagement.views.origins import FindingsPanel
        from events import tabs
        from partners import origins

        places.register()
        tabs.register(AFTER)
        origins.register(FindingsPanel())
