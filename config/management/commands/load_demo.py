"""`manage load_demo`: the whole demonstration, from staff to replies; again, it changes nothing."""

from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from config.demonstration import conversation, meetings
from config.demonstration.haste import in_haste

BEFORE = ("load_reference", "load_demo_staff", "load_demo_directory", "load_demo_commitments")


class Command(BaseCommand):
    """Load everything that the demonstration shows (demonstration mode only)."""

    help = "Load the demonstration: staff, directory, commitments, the six events of 2018 and two that are open now."

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("The demonstration is loaded in demonstration mode only: set DEMO=1")
        with in_haste():
            self._load()

    def _load(self) -> None:
        for name in BEFORE:
            call_command(name, stdout=self.stdout)
        events = meetings.load()
        self.stdout.write(f"Demonstration events: {len(events)} played")
        for consultation in conversation.load(events):
            self.stdout.write(f"Demonstration consultation {consultation.ref}: {consultation.state}")
