"""`manage load_demo_staff`: one fictional person for each role, in demonstration mode."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from accounts.domain import demonstration
from kernel.errors import DomainError


class Command(BaseCommand):
    """Make the demonstration's people; run again, it changes nothing."""

    help = "Make one fictional person for each role (demonstration mode only)."

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            new = demonstration.load()
        except DomainError as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write(f"{len(demonstration.PEOPLE)} people, {new} new")
