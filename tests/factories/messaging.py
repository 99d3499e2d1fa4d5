"""Messages, calendar entries and kept mail."""

import uuid

import factory
from django.utils import timezone

from messaging.enums import SETTLED
from messaging.models import CalendarEntry, LocalMail, Message


class MessageFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Message

    key = factory.LazyFunction(lambda: f"test:{uuid.uuid4()}")
    kind = "test.note"
    about = factory.LazyFunction(uuid.uuid4)
    to = factory.LazyFunction(uuid.uuid4)
    language = "en"
    due_at = factory.LazyFunction(timezone.now)
    settled_at = factory.LazyAttribute(lambda row: timezone.now() if getattr(row, "state", "due") in SETTLED else None)


class CalendarEntryFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = CalendarEntry

    to = factory.LazyFunction(uuid.uuid4)
    event = factory.LazyFunction(uuid.uuid4)
    last_method = "REQUEST"
    last_hash = "0" * 64


class LocalMailFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = LocalMail

    id = factory.LazyFunction(uuid.uuid4)
    address = "alice@example.org"
    subject = "Your seat"
    language = "en"
    raw = b"Subject: Your seat\r\n\r\nYour seat is confirmed.\r\n"
