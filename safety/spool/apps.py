"""App `spool`: sealed protected input, alone in its own store."""

from django.apps import AppConfig


class SpoolConfig(AppConfig):
    default_auto_field = "django.db.models.BigAutoField"
    name = "safety.spool"
    label = "spool"
