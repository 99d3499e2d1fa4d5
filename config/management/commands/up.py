"""`manage.py up`: the whole platform on one machine, with nothing to install."""

import os
import sys
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from config.env import Mode
from config.running.runner import Refused, Runner, folder_is_writable


class Command(BaseCommand):
    """Start broker, worker and web server; stop them in order on Ctrl-C or TERM."""

    help = "Start everything on this machine. PORT, VAR (data folder) and DEMO=0 (start empty) are honoured."

    def handle(self, *args: Any, **options: Any) -> None:
        env = settings.ENV
        if env.mode is Mode.PRODUCTION:
            raise CommandError("In production start web, worker and beat apart, as docker-compose.yml does.")
        if not folder_is_writable(env.var):
            raise CommandError(f"The data folder {env.var} cannot be written to. Choose another: VAR=/path ./run")
        os.chdir(settings.BASE_DIR)
        runner = Runner(env, say=self._say)
        try:
            status = runner.run(ready=self._ready)
        except Refused as refusal:
            raise CommandError(str(refusal)) from None
        sys.exit(status)

    def _say(self, words: str) -> None:
        self.stderr.write(words, self.style.NOTICE)
        self.stderr.flush()

    def _ready(self) -> None:
        """Print the one line that says where, and how to sign in."""
        first = "create the first person with ./run manage create_staff, then enter by mailed code"
        how = "choose a role in the head of any page (demonstration mode)" if settings.DEMO else first
        self.stdout.write(f"Ready: {settings.ENV.base_url}/en/\nSign in: {how}.")
        self.stdout.flush()
