"""Web sessions in our own table, under the digest of their key (reliability 3.12)."""

import hashlib
from datetime import UTC, datetime
from typing import Any

from django.contrib.sessions.backends import db
from django.db.models import CharField, DateTimeField, QuerySet
from django.utils import timezone

from accounts.models import WebSession
from kernel.prepared import Prepared

STARTED, SEEN, BROWSER, SYSTEM = "_started", "_seen", "_browser", "_system"


def digest(key: str) -> str:
    """Return what is stored in place of a session key."""
    return hashlib.sha256(key.encode()).hexdigest()


def _moment(seconds: Any) -> datetime | None:
    return datetime.fromtimestamp(seconds, UTC) if isinstance(seconds, int | float) else None


def _data_under(key: str, now: datetime) -> QuerySet[Any, Any]:
    return WebSession.objects.filter(session_key=key, expire_date__gt=now).values_list("session_data")


_DATA = Prepared(_data_under, CharField(), DateTimeField())


class SessionStore(db.SessionStore):
    """Django's database sessions, except that the table never sees a key that opens anything."""

    @classmethod
    def get_model_class(cls) -> type[WebSession]:
        return WebSession

    def load(self) -> dict[str, Any]:
        """Return what the session holds; one statement, compiled once, because each request of a signed-in person asks it."""
        rows = _DATA.rows(digest(self.session_key), timezone.now()) if self.session_key else []
        if not rows:
            self._session_key = None
            return {}
        held: dict[str, Any] = self.decode(rows[0][0])
        return held

    def exists(self, session_key: str) -> bool:
        return WebSession.objects.filter(session_key=digest(session_key)).exists()

    def create_model_instance(self, data: dict[str, Any]) -> WebSession:
        user = data.get("_auth_user_id")
        return WebSession(
            session_key=digest(self._get_or_create_session_key()),  # type: ignore[attr-defined]
            session_data=self.encode(data),
            expire_date=self.get_expiry_date(),
            user_id=int(user) if user else None,
            started_at=_moment(data.get(STARTED)),
            seen_at=_moment(data.get(SEEN)),
            browser=data.get(BROWSER, ""),
            system=data.get(SYSTEM, ""),
        )

    def delete(self, session_key: str | None = None) -> None:
        key = session_key or self.session_key
        if key:
            WebSession.objects.filter(session_key=digest(key)).delete()

    @classmethod
    def clear_expired(cls) -> None:
        WebSession.objects.filter(expire_date__lt=timezone.now()).delete()


_BROWSERS = (("Edg", "Edge"), ("OPR", "Opera"), ("Firefox", "Firefox"), ("Chrom", "Chrome"), ("Safari", "Safari"))
_SYSTEMS = (
    ("Windows", "Windows"),
    ("Android", "Android"),
    ("iPhone", "iOS"),
    ("iPad", "iOS"),
    ("Mac OS", "macOS"),
    ("Linux", "Linux"),
)


def stamp(session: Any, user_agent: str, now: int) -> None:
    """Note when a session began, and the browser's and the system's family; no address, no version."""
    session[STARTED] = session[SEEN] = now
    session[BROWSER] = next((name for mark, name in _BROWSERS if mark in user_agent), "")
    session[SYSTEM] = next((name for mark, name in _SYSTEMS if mark in user_agent), "")
