"""`manage.py up`: the whole platform on one machine, with nothing to install."""

import sys
from typing import Any

from django.core.management.base import BaseCommand

from config.running import embedded


class Command(BaseCommand):
    """Start broker, worker and web server; stop them in order on Ctrl-C or TERM.

    `manage.py` itself runs `config.running.embedded` for `up` alone, before Django is loaded; this command lets it be
    found in the list of commands, and takes every other way of writing it.
    """

    help = "Start everything on this machine. PORT, VAR (data folder) and DEMO=0 (start empty) are honoured."

    def handle(self, *args: Any, **options: Any) -> None:
        sys.exit(embedded.main())
