"""A registered kind and a provider whose answers are scripted."""

from typing import ClassVar
from uuid import UUID

import pytest

from messaging import kinds, witness
from messaging.backends.base import Carrier
from messaging.domain import settling
from messaging.kinds import Composed, MessageKind


class ScriptedCarrier(Carrier):
    """Answers what the test tells it to: an exception is raised, anything else is an acceptance."""

    name = "scripted"

    def __init__(self):
        self.answers = []  # one for each send, then acceptance
        self.findings = {}
        self.statuses = {}
        self.taken: list[tuple[UUID, Composed]] = []
        self.before_send = lambda reference: None

    def pack(self, composed, reference):
        return reference, composed

    def send(self, parcel):
        self.before_send(parcel[0])
        answer = self.answers.pop(0) if self.answers else None
        if isinstance(answer, BaseException):
            raise answer
        self.taken.append(parcel)

    def find(self, reference):
        finding = self.findings.get(reference, "cannot_tell")
        if isinstance(finding, Exception):
            raise finding
        return finding

    def status(self, reference):
        return self.statuses.get(reference, "")


@pytest.fixture
def carrier():
    return ScriptedCarrier()


@pytest.fixture
def note(monkeypatch):
    """A kind whose composition and hearing can be set by the test."""
    monkeypatch.setattr(kinds, "_kinds", dict(kinds._kinds))

    @kinds.register("test.note")
    class Note(MessageKind):
        purpose = "service"
        answer: object = Composed(address="alice@example.org", subject="A note", text="Hello.")
        heard: ClassVar[list[tuple[UUID, UUID, str]]]
        prepared: ClassVar[list[int]]

        def prepare(self, owed):
            self.prepared.append(len(owed))
            return self.compose

        def compose(self, about, to, language):
            if isinstance(self.answer, Exception):
                raise self.answer
            return self.answer(about, to, language) if callable(self.answer) else self.answer

        def settled(self, about, to, state):
            self.heard.append((about, to, state))

    Note.heard, Note.prepared = [], []
    return kinds.get("test.note")


@pytest.fixture
def listener(monkeypatch):
    """Everything that listeners hear."""
    monkeypatch.setattr(settling, "_listeners", {})
    heard = []
    settling.on_delivery(heard.append)
    return heard


@pytest.fixture
def trail(monkeypatch):
    """An audit trail that keeps its entries in a list."""

    class Trail:
        entries: ClassVar[list[tuple[object, str, str, dict]]]

        def actor(self, user):
            return user

        def record(self, actor, verb, subject, **facts):
            self.entries.append((actor, verb, str(subject.pk), facts))

    Trail.entries = []
    monkeypatch.setattr(witness, "_witnesses", [Trail()])
    return Trail.entries
