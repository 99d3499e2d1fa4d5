"""App `safety`; what it holds is in the house plan (docs/architecture)."""

from django.apps import AppConfig


class SafetyConfig(AppConfig):
    default_auto_field = "django.db.models.BigAutoField"
    name = "safety"
