"""What a provider of mail must be able to do, and the five ways in which it can answer."""

from datetime import timedelta
from types import TracebackType
from typing import Any, ClassVar, Literal, Self
from uuid import UUID

from messaging.kinds import Composed

Finding = Literal["found", "absent", "cannot_tell"]


class CarrierError(Exception):
    """Base of the answers that are no acceptance. `code` is stored; it never holds words of the provider."""

    def __init__(self, code: str, *, retry_after: float | None = None) -> None:
        super().__init__(code)
        self.code = code[:60]
        self.retry_after = retry_after


class NotTaken(CarrierError):
    """This message was not taken now; another try may work."""


class Refused(CarrierError):
    """This message will never be taken; `bounce` says that the address is the reason."""

    def __init__(self, code: str, *, bounce: bool = False) -> None:
        super().__init__(code)
        self.bounce = bounce


class Unavailable(CarrierError):
    """The provider is away or will not talk to us; nothing was taken, and nothing will be for a while."""


class Busy(Unavailable):
    """The provider asks us to slow down; it is well, and this is no failure of it."""


class Ambiguous(CarrierError):
    """The provider may have taken it: the answer was lost."""


class Carrier:
    """One provider. Used as a context manager for a batch, so that a batch shares one connection.

    Attributes:
        name: stored with each message, so that the same provider is asked later.
        display_delay: how long after accepting a message the provider may still not show it.
        memory: how far back it can be asked; beyond that its "absent" proves nothing.
    """

    name: ClassVar[str] = ""
    display_delay: timedelta = timedelta(0)
    memory: timedelta = timedelta(days=365)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """Give back what the batch used."""

    def pack(self, composed: Composed, reference: UUID) -> Any:
        """Make the parcel to hand over, without talking to anybody; what cannot be packed is refused here.

        Raises:
            Refused: the message can never be sent as it is.
        """
        raise NotImplementedError

    def send(self, parcel: Any) -> None:
        """Hand over one parcel; return only when the provider has said that it took it.

        Raises:
            NotTaken, Refused, Unavailable, Busy: it was not taken.
            Ambiguous: it may have been.
        """
        raise NotImplementedError

    def find(self, reference: UUID) -> Finding:
        """Ask whether a message with this reference was taken.

        Raises:
            Unavailable, Busy: ask again later.
        """
        return "cannot_tell"

    def status(self, reference: UUID) -> str:
        """Ask what became of a message: one of `domain.bounces.OUTCOMES`, or an empty string when nothing is known."""
        return ""
