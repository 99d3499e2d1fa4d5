"""Two providers of mail as processes of their own, which misbehave by a seed and remember what they took.

    python -m tests.support.provider notify PORT FOLDER --seed 7 --trouble 0.1 --display-delay 1
    python -m tests.support.provider smtp PORT FOLDER --seed 7 --trouble 0.1

`notify` speaks as GC Notify does: one POST a message, a look-up by reference that shows a message only some time after
it was taken, no care for repeated references. `smtp` is a relay that cannot be asked. Both write each message they take
to `FOLDER/taken.jsonl` before they answer, so that being killed forgets nothing; both may take a message and lose the
answer, lose a message they have not taken, or refuse for now.
"""

import argparse
import asyncio
import email
import email.policy
import json
import random
import re
import time
import uuid
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

TROUBLES = ("taken_then_silent", "taken_then_error", "taken_then_late", "lost", "error", "slow_down")
KEY = "double-" + "k" * 36


@dataclass
class Book:
    """What was taken, in a file that survives the process."""

    folder: Path
    chance: random.Random
    trouble: float = 0.0
    pace: float = 0.0

    def take(self, reference: str, address: str, subject: str) -> None:
        line = json.dumps(
            {"id": str(uuid.uuid4()), "reference": reference, "to": address, "subject": subject, "at": time.time()}
        )
        with (self.folder / "taken.jsonl").open("a", encoding="utf-8") as file:
            file.write(line + "\n")

    def taken(self) -> list[dict[str, Any]]:
        return taken(self.folder)

    def mood(self) -> str:
        """Return what goes wrong with this message, or an empty string."""
        time.sleep(self.pace)
        return self.chance.choice(TROUBLES) if self.chance.random() < self.trouble else ""


def taken(folder: Path) -> list[dict[str, Any]]:
    """Return every message that the provider of this folder has taken, in order."""
    file = folder / "taken.jsonl"
    lines = file.read_text(encoding="utf-8").splitlines() if file.exists() else []
    return [json.loads(line) for line in lines if line.endswith("}")]


def notify_handler(book: Book, display_delay: float) -> type[BaseHTTPRequestHandler]:
    """Return the HTTP side of the double of GC Notify."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def log_message(self, *_arguments: Any) -> None:
            """Say nothing."""

        def _answer(self, status: int, body: dict[str, Any], **headers: str) -> None:
            content = json.dumps(body).encode()
            self.send_response(status)
            for name, value in {
                "Content-Type": "application/json",
                "Content-Length": str(len(content)),
                **headers,
            }.items():
                self.send_header(name.replace("_", "-"), value)
            self.end_headers()
            self.wfile.write(content)

        def _refused(self) -> bool:
            if self.headers.get("Authorization") == f"ApiKey-v1 {KEY[-36:]}":
                return False
            self._answer(403, {"errors": [{"error": "AuthError", "message": "Invalid token"}]})
            return True

        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            if self._refused():
                return
            mood = book.mood()
            if mood == "slow_down":
                self._answer(429, {"errors": [{"error": "RateLimitError"}]}, Retry_After="1")
            elif mood == "error":
                self._answer(500, {"errors": [{"error": "Exception"}]})
            elif mood == "lost":
                self.close_connection = True
            else:
                book.take(body["reference"], body["email_address"], body["personalisation"]["subject"])
                self._answer_taken(mood, body["reference"])

        def _answer_taken(self, mood: str, reference: str) -> None:
            if mood == "taken_then_silent":
                self.close_connection = True
            elif mood == "taken_then_error":
                self._answer(502, {"errors": [{"error": "Exception"}]})
            else:
                if mood == "taken_then_late":
                    time.sleep(3)
                self._answer(201, {"id": str(uuid.uuid4()), "reference": reference})

        def do_GET(self) -> None:
            if self._refused():
                return
            if book.mood() in ("lost", "taken_then_silent"):
                self.close_connection = True
                return
            reference = parse_qs(urlsplit(self.path).query).get("reference", [""])[0]
            shown = [
                {**row, "status": "sending", "type": "email"}
                for row in book.taken()
                if row["reference"] == reference and time.time() - row["at"] >= display_delay
            ]
            self._answer(200, {"notifications": shown, "links": {}})

    return Handler


class SmtpDouble:
    """The SMTP side: a relay."""

    def __init__(self, book: Book) -> None:
        self.book = book

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        mood = self.book.mood()
        if mood in ("error", "slow_down"):
            return "451 4.3.0 later"
        if mood == "lost":
            server.transport.abort()
            return "421 gone"
        message = email.message_from_bytes(envelope.content, policy=email.policy.default)
        reference = re.sub(r"^<|@.*$", "", str(message["Message-ID"]))
        assert len(envelope.rcpt_tos) == 1
        self.book.take(reference, envelope.rcpt_tos[0], str(message["Subject"]))
        if mood in ("taken_then_silent", "taken_then_error"):
            server.transport.abort()
        elif mood == "taken_then_late":
            await asyncio.sleep(3)
        return "250 OK"


def main() -> None:
    """Serve until killed."""
    parser = argparse.ArgumentParser()
    parser.add_argument("kind", choices=("notify", "smtp"))
    parser.add_argument("port", type=int)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--trouble", type=float, default=0.0)
    parser.add_argument("--pace", type=float, default=0.0)
    parser.add_argument("--display-delay", type=float, default=0.0)
    options = parser.parse_args()
    book = Book(options.folder, random.Random(options.seed), options.trouble, options.pace)
    if options.kind == "notify":
        ThreadingHTTPServer.daemon_threads = True
        ThreadingHTTPServer(("127.0.0.1", options.port), notify_handler(book, options.display_delay)).serve_forever()
    else:
        from aiosmtpd.controller import Controller

        Controller(SmtpDouble(book), hostname="127.0.0.1", port=options.port, decode_data=False).start()
        while True:
            time.sleep(3600)


if __name__ == "__main__":
    main()
