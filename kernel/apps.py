"""App `kernel`; what it holds is in the house plan (docs/architecture)."""

from django.apps import AppConfig


class KernelConfig(AppConfig):
    default_auto_field = "django.db.models.BigAutoField"
    name = "kernel"

    def ready(self) -> None:
        from kernel.sqlite import checks

        checks.register()
