"""`manage.py migrate`, which in a store of its own replays the history of the apps that live there and no other."""

from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.management.commands import migrate
from django.db import DEFAULT_DB_ALIAS, router


class Command(migrate.Command):
    """Django's command; for the store of protected input it took as long as for the main one, to make three tables."""

    def handle(self, *args: Any, **options: Any) -> None:
        alias = options["database"]
        if alias == DEFAULT_DB_ALIAS or options["app_label"] or settings.MIGRATION_MODULES:
            super().handle(*args, **options)
            return
        for config in apps.get_app_configs():
            if router.allow_migrate(alias, config.label):
                super().handle(*args, **{**options, "app_label": config.label, "run_syncdb": False})
