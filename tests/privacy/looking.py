"""Where an identity could have got to: stores, broker, logs, mails, addresses, titles, file names, the audit trail."""

import re
import secrets
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import Any

import redis
from django.apps import apps
from django.db import connections

from accounts.models import AuditEntry, WebSession
from tests.support.broker import Broker
from tests.support.visitor import Visitor

_TITLE = re.compile(r"<title>(.*?)</title>", re.DOTALL)


def store(alias: str, *, without: frozenset[str] = frozenset()) -> bytes:
    """Return every column of every table of a store as bytes, as a dump would hold it.

    Args:
        without: names of tables left out, because the identity belongs there.
    """
    lines = []
    with connections[alias].cursor() as cursor:
        for table in connections[alias].introspection.table_names():
            if table in without:
                continue
            cursor.execute(f"SELECT * FROM {connections[alias].ops.quote_name(table)}")
            lines += [f"{table} {row!r}".encode("utf-8", "surrogatepass") for row in map(_plain, cursor.fetchall())]
    if alias == "default" and WebSession._meta.db_table not in without:
        lines += sessions()  # packed in their table: a search for words would pass over them
    return b"\n".join(lines)


def sessions() -> list[bytes]:
    """Return what each web session holds, unpacked."""
    rows = WebSession.objects.order_by("pk")
    return [f"session {row.get_decoded()!r}".encode("utf-8", "surrogatepass") for row in rows]


def _plain(row: tuple[Any, ...]) -> tuple[Any, ...]:
    return tuple(bytes(cell) if isinstance(cell, memoryview) else cell for cell in row)


def files_of(alias: str) -> bytes:
    """Return the bytes of the files of an SQLite store, freed pages included; nothing on a server."""
    name = connections[alias].settings_dict["NAME"]
    if connections[alias].vendor != "sqlite":
        return b""
    found = b""
    for suffix in ("", "-journal", "-wal"):
        with suppress(FileNotFoundError), open(f"{name}{suffix}", "rb") as file:
            found += file.read()
    return found


def trail() -> str:
    """Return every column of every audit entry."""
    return "\n".join(str(sorted(row.items(), key=str)) for row in AuditEntry.objects.values())


def keys_of(client: "redis.Redis[bytes]") -> bytes:
    """Return every key and value of every database of the broker: tasks stand in the first, the cache in the second."""
    lines, pool = [], client.connection_pool
    for number in (0, 1):
        where = {**pool.connection_kwargs, "db": number}
        connection = redis.Redis(connection_pool=redis.ConnectionPool(pool.connection_class, **where))
        for key in connection.scan_iter():
            lines += [key, connection.dump(key) or b"", *_values(connection, key)]
        connection.close()
    return b"\n".join(lines)


def _values(connection: "redis.Redis[bytes]", key: bytes) -> list[bytes]:
    kind = connection.type(key)
    if kind == b"string":
        return [connection.get(key) or b""]
    if kind == b"list":
        return list(connection.lrange(key, 0, -1))
    if kind == b"hash":
        return [part for pair in connection.hgetall(key).items() for part in pair]
    if kind == b"set":
        return list(connection.smembers(key))
    if kind == b"zset":
        return list(connection.zrange(key, 0, -1))
    return []


@dataclass
class Seen:
    """What browsers came to know and keep: addresses, titles, names of files; and what went over the broker's wire."""

    addresses: list[str] = field(default_factory=list)
    titles: list[str] = field(default_factory=list)
    file_names: list[str] = field(default_factory=list)
    wire: list[bytes] = field(default_factory=list)
    logs: Callable[[], str] = str

    def note(self, response: Any) -> None:
        """Keep what a browser's history and download folder would keep of one answer."""
        for each in (*response.history, response):
            self.addresses += [each.url, each.headers.get("Location", "")]
        self.titles += _TITLE.findall(response.text) if "html" in response.headers.get("Content-Type", "") else []
        self.file_names.append(response.headers.get("Content-Disposition", ""))


def watch(monkeypatch: Any, seen: Seen | None = None) -> Seen:
    """Note what every visitor of this test meets."""
    seen, take = seen or Seen(), Visitor._take

    def noting(self: Visitor, response: Any, expect: int | None) -> Visitor:
        seen.note(response)
        return take(self, response, expect)

    monkeypatch.setattr(Visitor, "_take", noting)
    return seen


@contextmanager
def listening(broker: Broker, seen: Seen) -> Iterator[None]:
    """Keep every command that crosses the broker's wire: tasks with their arguments, cache keys and values."""
    client = redis.Redis(unix_socket_path=broker.client.connection_pool.connection_kwargs["path"], socket_timeout=None)
    monitor = client.monitor()
    monitor.__enter__()
    last = secrets.token_hex(16)  # a busy listener lags behind: it hears everything up to this word

    def listen() -> None:
        with suppress(OSError, redis.ConnectionError):
            while last not in (command := monitor.next_command()["command"]):
                seen.wire.append(command.encode("utf-8", "surrogatepass"))

    thread = threading.Thread(target=listen, daemon=True)
    thread.start()
    try:
        yield
    finally:
        broker.client.echo(last)
        thread.join(60)
        client.close()
        assert not thread.is_alive(), "the wire was not heard to its end"


def tables_with_people() -> frozenset[str]:
    """Return the tables in which an ordinary person's name, address or telephone belongs."""
    belongs = (
        "partners.Person partners.ContactPoint partners.Organization partners.OrganizationName "
        "engagement.Participation events.Registration accounts.User account.EmailAddress messaging.LocalMail"
    )
    return frozenset(apps.get_model(label)._meta.db_table for label in belongs.split())
