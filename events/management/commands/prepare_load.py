"""Prepare an event against which a load can be driven from outside."""

import os
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from events import loads
from kernel.errors import DomainError

ALLOWED = frozenset({"embedded", "bench", "test"})


class Command(BaseCommand):
    """`manage prepare_load --seats 40 --people 10000 --out links.jsonl`: one JSON line a person, never in production."""

    help = "Plan and open an event with so many seats and so many invitations; write each link as one JSON line."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--seats", type=int, default=40)
        parser.add_argument("--people", type=int, default=10_000)
        parser.add_argument("--out", type=Path, required=True, help="file to write; readable by its owner only")

    def handle(self, *args: Any, **options: Any) -> None:
        if settings.ENV.mode not in ALLOWED:
            raise CommandError("A load is prepared in embedded, bench or test mode only")
        if not 1 <= options["people"] <= 100_000:
            raise CommandError("--people must be between 1 and 100000")
        try:
            event, lines = loads.prepare(options["seats"], options["people"])
        except (DomainError, LookupError) as refusal:
            raise CommandError(str(refusal)) from refusal
        descriptor = os.open(options["out"], os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            count = sum(bool(file.write(f"{line}\n")) for line in lines)
        self.stdout.write(f"{count} invitations to {options['seats']} seats, event {event.public_id}")
