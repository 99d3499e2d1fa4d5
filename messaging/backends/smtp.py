"""A plain mail relay over SMTP. It cannot be asked afterwards, so a lost answer is shown to a person (R4)."""

import re
import smtplib
import ssl
from dataclasses import dataclass, field
from functools import cache
from typing import ClassVar
from urllib.parse import SplitResult, unquote, urlsplit
from uuid import UUID

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from messaging import addresses, mime
from messaging.backends.base import Ambiguous, Carrier, NotTaken, Refused, Unavailable
from messaging.kinds import Composed

SCHEMES = {"smtp": 25, "smtp+tls": 587, "smtps": 465}
TIMEOUT = 20  # seconds for one answer; a whole hand-over stays under the lease
_ENHANCED = re.compile(rb"^([245]\.\d{1,3}\.\d{1,3})\b")
_GONE = (smtplib.SMTPServerDisconnected, OSError)


@cache
def _trusted() -> ssl.SSLContext:
    """Return what certificates are checked against, read once a process: reading it took 40 ms for each connection."""
    return ssl.create_default_context()


@dataclass(frozen=True)
class Parcel:
    """A message with its envelope: one sender, one recipient."""

    sender: str
    recipient: str = field(repr=False)
    content: bytes = field(repr=False)


class SmtpCarrier(Carrier):
    """Speaks SMTP step by step, because only the step at which an answer was lost says whether mail may have left.

    Before the text is sent nothing can have been taken. From its first byte on, silence is ambiguous.
    """

    name: ClassVar[str] = "smtp"

    def __init__(self, url: str) -> None:
        self._url: SplitResult = urlsplit(url)
        if self._url.scheme not in SCHEMES or not self._url.hostname:
            raise ImproperlyConfigured(f"EMAIL_URL must begin with one of {', '.join(SCHEMES)}:// and name a host")
        self._smtp: smtplib.SMTP | None = None

    def pack(self, composed: Composed, reference: UUID) -> Parcel:
        ours = addresses.sender(settings.MAIL_FROM[mime.first_language(composed.language)]).addr_spec
        content = re.sub(rb"(?m)^\.", b"..", mime.pack(composed, reference))
        return Parcel(ours, addresses.only_address(composed.address), content)

    def send(self, parcel: Parcel) -> None:
        smtp = self._greet(parcel.sender)
        try:
            _answer("rcpt", *smtp.rcpt(parcel.recipient))
            _answer("data", *smtp.docmd("DATA"))
        except _GONE as error:
            self._drop()
            raise Unavailable("smtp_closed") from error
        except (NotTaken, Refused):
            self._reset()
            raise
        except Unavailable:
            self._drop()
            raise
        self._hand_over(smtp, parcel.content)

    def _hand_over(self, smtp: smtplib.SMTP, content: bytes) -> None:
        """Send the text and its end; from here on a lost answer is ambiguous."""
        try:
            end = b".\r\n" if content.endswith(b"\r\n") else b"\r\n.\r\n"
            smtp.send(content + end)  # one write: the end alone would wait for the acknowledgement of the rest
            code, text = smtp.getreply()
        except _GONE as error:
            self._drop()
            raise Ambiguous("smtp_no_answer") from error
        try:
            _answer("text", code, text)
        except Unavailable:
            self._drop()
            raise

    def _greet(self, ours: str) -> smtplib.SMTP:
        """Return a connection that has accepted our sender; an idle one that was closed meanwhile is opened anew."""
        for attempt in (1, 2):
            fresh = self._smtp is None
            smtp = self._smtp or self._connect()
            try:
                code, text = smtp.mail(ours)
            except _GONE as error:
                self._drop()
                if fresh or attempt == 2:
                    raise Unavailable("smtp_closed") from error
                continue
            if code >= 500:
                self._drop()
                raise Unavailable(f"smtp_mail_{code}")  # our sender is not accepted: true for every message
            _answer("mail", code, text)
            return smtp
        raise Unavailable("smtp_closed")

    def _connect(self) -> smtplib.SMTP:
        """Open, secure and authenticate a connection."""
        url, host = self._url, self._url.hostname or ""
        port = url.port or SCHEMES[url.scheme]
        try:
            if url.scheme == "smtps":
                smtp: smtplib.SMTP = smtplib.SMTP_SSL(host, port, timeout=TIMEOUT, context=_trusted())
            else:
                smtp = smtplib.SMTP(host, port, timeout=TIMEOUT)
            if url.scheme == "smtp+tls":
                smtp.starttls(context=_trusted())
            smtp.ehlo_or_helo_if_needed()
            if url.username:
                smtp.login(unquote(url.username), unquote(url.password or ""))
        except smtplib.SMTPAuthenticationError as error:
            raise Unavailable("smtp_auth") from error
        except (smtplib.SMTPException, OSError) as error:
            raise Unavailable("smtp_unreachable") from error
        self._smtp = smtp
        return smtp

    def _reset(self) -> None:
        try:
            if self._smtp is not None:
                self._smtp.rset()
        except (smtplib.SMTPException, OSError):
            self._drop()

    def _drop(self) -> None:
        if self._smtp is not None:
            self._smtp.close()
            self._smtp = None

    def close(self) -> None:
        try:
            if self._smtp is not None:
                self._smtp.quit()
        except (smtplib.SMTPException, OSError):
            pass
        self._drop()


def _answer(step: str, code: int, text: bytes) -> None:
    """Return when the step was accepted, else say what the refusal means."""
    if code < 400 and (step != "data" or code == 354):
        return
    name = f"smtp_{step}_{code}"
    if code in (421, -1):
        raise Unavailable(name)
    if code < 500 or code == 552:  # 552: too much for now
        raise NotTaken(name)
    enhanced = _ENHANCED.match(text)
    about_address = enhanced[1].startswith(b"5.1.") if enhanced else code in (550, 551, 553)
    raise Refused(name, bounce=step == "rcpt" and about_address)
