"""App `messaging`; what it holds is in the house plan (docs/architecture)."""

from django.apps import AppConfig


class MessagingConfig(AppConfig):
    default_auto_field = "django.db.models.BigAutoField"
    name = "messaging"

    def ready(self) -> None:
        from django.utils.translation import gettext_lazy as _

        from kernel import places
        from messaging import checks, policies  # noqa: F401 - checks registers the system checks

        seen = places.Place(
            "messaging:messages",
            _("Messages"),
            600,
            lambda user: policies.may(user, policies.SEE),
            "messaging:message",
        )
        places.register_staff(seen)
