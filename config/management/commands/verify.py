"""`manage verify`: look whether the rows still keep the promises; one line of JSON, non-zero on any drift."""

import json
from typing import Any

from django.core.management.base import BaseCommand

from config import verification


class Command(BaseCommand):
    """Name every row that drifted; ids and codes only."""

    help = "Verify counters, seat ledgers, hashes, receipts, reference facts, languages, the trail and both stores."

    def handle(self, *args: Any, **options: Any) -> None:
        checks = verification.run()
        ok = not any(check.problems for check in checks)
        self.stdout.write(json.dumps({"ok": ok, "checks": [check.as_json() for check in checks]}))
        if not ok:
            raise SystemExit(1)
