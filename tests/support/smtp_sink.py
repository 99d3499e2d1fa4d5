"""A mail server that keeps what it is given and may be told to misbehave."""

import email
import email.policy
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.message import EmailMessage
from functools import cached_property
from threading import Lock
from typing import Any

import pytest
from aiosmtpd.controller import Controller

from tests.support.processes import free_port

ACCEPTED = "250 OK"


@dataclass(frozen=True)
class Received:
    """One envelope, as it crossed the wire."""

    sender: str
    recipients: list[str]
    content: bytes

    @cached_property
    def message(self) -> EmailMessage:
        """Return the parsed message."""
        return email.message_from_bytes(self.content, policy=email.policy.default)  # type: ignore[return-value]

    @cached_property
    def text(self) -> str:
        """Return the plain text part."""
        body = self.message.get_body(("plain",))
        return body.get_content() if body else ""


@dataclass
class SmtpSink:
    """Everything received, in order. Set `answer` to a function of the envelope to refuse, delay or drop."""

    url: str = ""
    received: list[Received] = field(default_factory=list)
    answer: Callable[[Received], str] = lambda envelope: ACCEPTED  # noqa: E731
    _lock: Any = field(default_factory=Lock, repr=False)

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        received = Received(envelope.mail_from, list(envelope.rcpt_tos), envelope.original_content or envelope.content)
        reply = self.answer(received)
        if reply.startswith("2"):
            with self._lock:
                self.received.append(received)
        return reply

    def to(self, address: str) -> list[Received]:
        """Return the envelopes for one recipient."""
        return [each for each in list(self.received) if address in each.recipients]


@contextmanager
def smtp_server() -> Iterator[SmtpSink]:
    """Run a mail server on a free port."""
    sink = SmtpSink()
    for attempt in range(5):
        controller = Controller(sink, hostname="127.0.0.1", port=free_port(), decode_data=False)
        try:
            controller.start()
            break
        except OSError:
            if attempt == 4:
                raise
    sink.url = f"smtp://127.0.0.1:{controller.port}"
    try:
        yield sink
    finally:
        controller.stop()


@pytest.fixture
def smtp_sink() -> Iterator[SmtpSink]:
    """A mail server of this test's own; give its `url` to a worker as `EMAIL_URL`."""
    with smtp_server() as sink:
        yield sink
