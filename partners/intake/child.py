"""The process that reads one file: from standard input to one line of JSON, with little memory, time and no network use.

Run as `python -m partners.intake.child NAME-ENDING`. It knows no settings, no database and no secrets.
"""

import json
import resource
import sys

from partners.intake import separated, workbook
from partners.intake.limits import CPU_HARD, MEMORY, MOST_BYTES, Unreadable
from partners.intake.table import Table

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ZIP = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
OTHER = (
    b"%PDF",
    b"\x1f\x8b",
    b"Rar!",
    b"7z\xbc\xaf",
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"GIF8",
    b"{\\rtf",
    b"\x7fELF",
    b"MZ",
)


def limit() -> None:
    """Give up all but a little memory and processor time, and every means to write or to start something."""
    for what, most in (
        (resource.RLIMIT_AS, MEMORY),
        (resource.RLIMIT_CPU, CPU_HARD),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_NOFILE, 16),
    ):
        resource.setrlimit(what, (most, most))


def read(content: bytes, ending: str) -> Table:
    """Read a file by what it is, which its name must agree with.

    Raises:
        Unreadable: it is no file that can be imported.
    """
    if content.startswith(OLE):
        raise Unreadable("encrypted" if ENCRYPTED in content else "old_workbook")
    if content.startswith(OTHER):
        raise Unreadable("not_a_table")
    if content.startswith(ZIP):
        table = workbook.read(content)
        if ending != "xlsx":
            raise Unreadable("named_otherwise")
        return table
    start = content[:500].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if start.startswith((b"<!doctype", b"<html", b"<?xml", b"<table")):
        raise Unreadable("not_a_table")
    if ending == "xlsx":
        raise Unreadable("damaged" if content else "empty")
    return separated.read(content)


def main() -> None:
    """Read standard input and answer."""
    limit()
    try:
        content = sys.stdin.buffer.read(MOST_BYTES + 1)
        if len(content) > MOST_BYTES:
            raise Unreadable("too_large")
        answer = read(content, sys.argv[1]).data()
    except Unreadable as refusal:
        answer = {"refused": refusal.code, "facts": refusal.facts}
    except MemoryError:
        answer = {"refused": "too_complex", "facts": {}}
    sys.stdout.buffer.write(json.dumps(answer).encode("ascii"))


if __name__ == "__main__":
    main()
