"""GC Notify over its HTTP interface. It can be asked by our reference, so a lost answer is settled, never guessed (R3)."""

import base64
from collections.abc import Mapping
from datetime import timedelta
from typing import Any, ClassVar
from uuid import UUID

import requests
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from kernel.limits import Limit
from messaging import addresses, mime
from messaging.backends.base import Ambiguous, Busy, Carrier, Finding, NotTaken, Refused, Unavailable
from messaging.kinds import Composed

TIMEOUT = (3.05, 10)  # seconds to connect, to answer
MOST_BYTES = 6_000_000  # of all files of a message (STD-26)
PACE = Limit("carrier_notify", allowed=950, per=60)  # the service allows 1,000 requests a minute
OUTCOMES: Mapping[str, str] = {
    "delivered": "delivered",
    "permanent-failure": "bounced",
    "temporary-failure": "bounced_for_now",
    "technical-failure": "failed",
}


class NotifyCarrier(Carrier):
    """Hands messages to GC Notify under one template that holds only `((subject))` and `((body))`.

    The words stay under our version control; the reference is the message's id, which names nobody.
    """

    name: ClassVar[str] = "notify"
    display_delay = timedelta(seconds=30)
    memory = timedelta(days=3)  # the shortest retention a service can be set to

    def __init__(self, base_url: str, api_key: str, template_id: str) -> None:
        if not (base_url and api_key and template_id):
            raise ImproperlyConfigured("NOTIFY_BASE_URL, NOTIFY_API_KEY and NOTIFY_TEMPLATE_ID belong together")
        self._base = base_url.rstrip("/")
        self._template = template_id
        self._session = requests.Session()
        self._session.trust_env = False
        self._session.headers["Authorization"] = f"ApiKey-v1 {api_key[-36:]}"

    def close(self) -> None:
        self._session.close()

    def pack(self, composed: Composed, reference: UUID) -> dict[str, Any]:
        words: dict[str, Any] = {"subject": " ".join(composed.subject.split()), "body": composed.text}
        if composed.calendar:
            if len(composed.calendar.content) > MOST_BYTES:
                raise Refused("notify_file_too_large")
            words["calendar_file"] = {
                "file": base64.b64encode(composed.calendar.content).decode(),
                "filename": mime.FILE_NAME,
                "sending_method": "attach",
            }
        return {
            "email_address": addresses.only_address(composed.address),
            "template_id": self._template,
            "personalisation": words,
            "reference": str(reference),
        }

    def send(self, parcel: dict[str, Any]) -> None:
        self._keep_pace()
        try:
            answer = self._session.post(
                f"{self._base}/v2/notifications/email", json=parcel, timeout=TIMEOUT, allow_redirects=False
            )
        except (requests.exceptions.ConnectTimeout, requests.exceptions.SSLError) as error:
            raise Unavailable("notify_unreachable") from error
        except requests.exceptions.ConnectionError as error:
            if _never_connected(error):
                raise Unavailable("notify_unreachable") from error
            raise Ambiguous("notify_no_answer") from error
        except requests.exceptions.RequestException as error:
            raise Ambiguous("notify_no_answer") from error
        if answer.status_code != 201:
            _raise_for(answer)

    def find(self, reference: UUID) -> Finding:
        return "found" if self._look_up(reference) else "absent"

    def status(self, reference: UUID) -> str:
        rows = self._look_up(reference)
        return OUTCOMES.get(str(rows[0].get("status", "")), "") if rows else ""

    def _look_up(self, reference: UUID) -> list[dict[str, Any]]:
        self._keep_pace()
        try:
            answer = self._session.get(
                f"{self._base}/v2/notifications",
                params={"reference": str(reference), "template_type": "email"},
                timeout=TIMEOUT,
                allow_redirects=False,
            )
            if answer.status_code == 200:
                rows = answer.json()["notifications"]
                return [row for row in rows if row.get("reference") == str(reference)]
        except (requests.exceptions.RequestException, ValueError, LookupError, TypeError) as error:
            raise Unavailable("notify_no_answer") from error
        if answer.status_code == 429:
            raise Busy("notify_429", retry_after=_retry_after(answer))
        raise Unavailable(f"notify_{answer.status_code}")

    def _keep_pace(self) -> None:
        if PACE.count(settings.NOTIFY_API_KEY[:8]) > PACE.allowed:
            raise Busy("notify_own_pace", retry_after=10)


def _never_connected(error: requests.exceptions.ConnectionError) -> bool:
    """Tell whether the connection was refused before a byte left; anything later may have been taken."""
    reason = getattr(error.args[0], "reason", None) if error.args else None
    return type(reason).__name__ in {"NewConnectionError", "NameResolutionError", "ConnectTimeoutError"}


def _raise_for(answer: requests.Response) -> None:
    """Say what an answer other than 201 means; words of the provider are read but never kept."""
    code = f"notify_{answer.status_code}"
    if answer.status_code == 429:
        raise Busy(code, retry_after=3600 if "send limits" in answer.text[:2000] else _retry_after(answer))
    if answer.status_code in (401, 403, 404):
        raise Unavailable(code)  # our key or address is wrong: true for every message
    if answer.status_code == 400:
        raise Refused(code, bounce="email_address" in answer.text[:2000])
    if answer.status_code == 408:
        raise NotTaken(code)  # it never read the whole request
    if answer.status_code == 413:
        raise Refused(code)
    raise Ambiguous(code)  # an error on its side, before or after it took the message


def _retry_after(answer: requests.Response) -> float:
    value = answer.headers.get("Retry-After", "")
    return min(float(value), 3600.0) if value.isdigit() else 30.0
