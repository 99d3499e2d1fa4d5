"""Having a file read by a child process, and turning its answer into a table or a refusal (RE-21)."""

import json
import subprocess
import sys
from typing import Any

import structlog
from django.conf import settings

from kernel.errors import Invalid
from partners.intake import words
from partners.intake.limits import MOST_BYTES, WALL
from partners.intake.table import Table

log = structlog.get_logger("imports")
ENDINGS = ("csv", "xlsx")


def read(content: bytes, name: str) -> Table:
    """Return the table in a file.

    Args:
        content: the bytes of the file.
        name: its name; only the ending counts.

    Raises:
        Invalid: it cannot be read; the message says how to mend it, the code why.
    """
    ending = name.rpartition(".")[2].lower()
    if ending not in ENDINGS:
        raise refused("ending")
    if len(content) > MOST_BYTES:
        raise refused("too_large")
    answer = _ask(content, ending)
    if "refused" in answer:
        raise refused(answer["refused"], answer["facts"])
    return Table(**answer)


def refused(code: str, facts: dict[str, Any] | None = None) -> Invalid:
    """Return the refusal of a file, ready to be raised."""
    return Invalid(words.of_file(code, facts or {}), code=f"file_{code}", field="file")


def _ask(content: bytes, ending: str) -> dict[str, Any]:
    """Run the child; whatever ends it, its end is an answer."""
    command = [sys.executable, "-X", "utf8", "-s", "-m", "partners.intake.child", ending]
    try:
        done = subprocess.run(  # noqa: S603 - our own module, a fixed word as its argument
            command, input=content, capture_output=True, timeout=WALL, check=False, cwd=settings.BASE_DIR, env={}
        )
        if done.returncode == 0:
            return dict(json.loads(done.stdout))
        log.warning("import_reader_ended", code=done.returncode)
    except subprocess.TimeoutExpired:
        log.warning("import_reader_ended", code="timeout")
    return {"refused": "too_complex", "facts": {}}
