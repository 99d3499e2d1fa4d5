"""The app that wires the others: system checks, logging, commands that start everything."""

from django.apps import AppConfig


class ConfigConfig(AppConfig):
    name = "config"

    def ready(self) -> None:
        from accounts import trail as audit_trail
        from accounts import trail_details as audit_details
        from config import checks, logs, trail, trail_details, trail_kinds  # noqa: F401 - the checks register themselves

        audit_trail.register(trail.WORDS)
        audit_trail.register_kinds(trail_kinds.KINDS)
        audit_details.register(trail_details.FACTS, trail_details.CHOICES, trail_details.COLUMNS)
        logs.configure()
