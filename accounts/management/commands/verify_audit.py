"""`manage verify_audit`: walk the chain over the trail; one line of JSON, non-zero when anything was tampered with."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from accounts.domain import sealing


class Command(BaseCommand):
    """Name the first bad row, if there is one."""

    help = "Verify the audit trail: edits, deletions, insertions, moves and a cut tail are found."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--anchors", type=Path, help="file of anchors kept elsewhere; our own when omitted")
        parser.add_argument("--seal", action="store_true", help="seal what is finished before looking")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["seal"]:
            sealing.seal()
        verdict = sealing.verify(options["anchors"])
        self.stdout.write(verdict.as_json())
        if not verdict.ok:
            raise SystemExit(1)
