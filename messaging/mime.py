"""A composed message as it goes over the wire."""

from email.headerregistry import Address, BaseHeader, HeaderRegistry
from email.message import EmailMessage
from email.policy import SMTP, EmailPolicy
from email.utils import format_datetime
from functools import cache, lru_cache
from typing import Any
from uuid import UUID

from django.conf import settings
from django.utils import timezone

from messaging import addresses
from messaging.backends.base import Refused
from messaging.kinds import CalendarPart, Composed
from messaging.rendering import languages_of

# These say the same in thousands of messages: they are parsed and folded once.  What tells people apart never is kept.
ALIKE = frozenset(
    {
        *("mime-version", "from", "reply-to", "auto-submitted", "list-unsubscribe-post", "content-language"),
        *("content-type", "content-transfer-encoding", "content-disposition"),
    }
)
# Addresses and marks without a space to break at: folded, the library would encode them and no mail program would read
# them as what they are (RFC 2369, RFC 5322 allow a line of 998 characters).
VERBATIM = frozenset({"message-id", "list-unsubscribe", "date"})
FILE_NAME = "invitation.ics"  # the same word in both languages, and it tells nothing
ONE_CLICK = "List-Unsubscribe=One-Click"


def _alike(name: str, value: object) -> bool:
    return name.lower() in ALIKE and "boundary" not in str(value)


class _Headers(HeaderRegistry):
    """The library's registry, without making a new class for each header (it took a quarter of the time of a message)."""

    @cache  # noqa: B019 - there is one registry, for the life of the process
    def __getitem__(self, name: str) -> Any:
        return super().__getitem__(name)

    @lru_cache(maxsize=256)  # noqa: B019 - as above
    def _shared(self, name: str, value: str) -> Any:
        return super().__call__(name, value)

    def __call__(self, name: str, value: Any) -> Any:
        return (
            self._shared(name, value)
            if isinstance(value, str) and _alike(name, value)
            else super().__call__(name, value)
        )


class _Wire(EmailPolicy):
    """The library's policy of the wire, which folds what all messages share only once, and never what must stay whole."""

    def fold_binary(self, name: str, value: Any) -> bytes:
        if name.lower() in VERBATIM:
            return f"{name}: {value}{self.linesep}".encode("ascii")
        if isinstance(value, BaseHeader) and _alike(name, value):
            return _folded(name, str(value))
        return super().fold_binary(name, value)


WIRE = _Wire(linesep=SMTP.linesep, utf8=False, cte_type="7bit", header_factory=_Headers())


@lru_cache(maxsize=256)
def _folded(name: str, value: str) -> bytes:
    return EmailPolicy.fold_binary(WIRE, name, WIRE.header_factory(name, value))


def build(composed: Composed, reference: UUID) -> EmailMessage:
    """Return the message with exactly one recipient and `reference` as its Message-ID (RE-3, EV-A4).

    Raises:
        InvalidAddress: the address is not exactly one plain address.
    """
    message = EmailMessage(policy=WIRE)
    ours = addresses.sender(settings.MAIL_FROM[first_language(composed.language)])
    message["From"] = str(ours)
    local, _at, host = addresses.only_address(composed.address).rpartition("@")
    message["To"] = Address(username=local, domain=host)
    message["Subject"] = " ".join(composed.subject.split())
    message["Date"] = format_datetime(timezone.now())
    message["Message-ID"] = f"<{reference}@{ours.domain}>"
    message["Reply-To"] = str(addresses.sender(settings.MAIL_REPLY_TO))
    message["Auto-Submitted"] = "auto-generated"
    if composed.unsubscribe_url:
        message["List-Unsubscribe"] = f"<{composed.unsubscribe_url}>"
        message["List-Unsubscribe-Post"] = ONE_CLICK
    message.set_content(composed.text, cte="quoted-printable")
    if composed.html:
        message.add_alternative(composed.html, subtype="html", cte="quoted-printable")
    if composed.calendar:
        _add_calendar(message, composed.calendar)
    message["Content-Language"] = ", ".join(languages_of(composed.language))  # last: adding parts would move it down
    return message


def pack(composed: Composed, reference: UUID) -> bytes:
    """Return the message as bytes in lines of at most 998 characters, all of them ASCII.

    Raises:
        Refused: the words hold something that no mail can carry, such as half a surrogate pair.
    """
    try:
        return build(composed, reference).as_bytes()
    except (ValueError, UnicodeError) as error:
        raise Refused("words_not_sendable") from error


def first_language(language: str) -> str:
    """Return the language that stands first in a message: its own, or the service's when it holds both (STD-10)."""
    return languages_of(language)[0]


def _add_calendar(message: EmailMessage, calendar: CalendarPart) -> None:
    """Add the file twice: as an alternative that calendar programs act on, and as an attachment for all others."""
    text = calendar.content.decode()
    message.add_alternative(text, subtype="calendar", cte="base64", params={"method": calendar.method})
    message.add_attachment(calendar.content, maintype="application", subtype="ics", filename=FILE_NAME)
