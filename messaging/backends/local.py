"""The local mailbox: what was sent is kept in a table for the demonstration's mailbox page. Never in production."""

from datetime import timedelta
from typing import ClassVar
from uuid import UUID

from django.core.exceptions import ImproperlyConfigured

from messaging import mime
from messaging.backends.base import Carrier, Finding
from messaging.domain import mailbox
from messaging.kinds import Composed


class LocalCarrier(Carrier):
    """Keeps mail instead of sending it; can be asked by reference, so nothing is lost or doubled."""

    name: ClassVar[str] = "local"
    memory = timedelta(days=3650)

    def __init__(self, *, allowed: bool) -> None:
        if not allowed:
            raise ImproperlyConfigured("The local mailbox shows everybody's mail: it exists in demonstration mode only")

    def pack(self, composed: Composed, reference: UUID) -> tuple[Composed, UUID, bytes]:
        return composed, reference, mime.pack(composed, reference)

    def send(self, parcel: tuple[Composed, UUID, bytes]) -> None:
        mailbox.keep(*parcel)

    def find(self, reference: UUID) -> Finding:
        return "found" if mailbox.holds(reference) else "absent"
