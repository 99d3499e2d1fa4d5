"""The database of a bench: PostgreSQL as production writes it (fsync on), or SQLite where there is no server."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import psycopg

from tests.support import postgres

STATISTICS = "pg_stat_statements"
CONTROL = "^(begin|commit|rollback|savepoint|release|set|show|deallocate)"


@dataclass(frozen=True)
class Store:
    """Where the rows are.

    Attributes:
        kind: `postgresql` or `sqlite`.
        url: its `DATABASE_URL`; empty for the file in the data folder.
        pid: the server's process when it is ours, else 0.
        counts: whether the server counts statements by itself.
    """

    kind: str
    url: str = ""
    pid: int = 0
    counts: bool = False

    def _ask(self, words: str) -> int:
        parts = urlsplit(self.url)
        host = parse_qs(parts.query)["host"][0]
        with psycopg.connect(host=host, user=parts.username, dbname=parts.path[1:], autocommit=True) as connection:
            row = connection.execute(words).fetchone()  # type: ignore[arg-type]
        return int((row or [0])[0] or 0)

    def statements(self) -> int | None:
        """Return how many statements were sent to the server; None when nobody counts.

        Transaction control and what the server asks itself for foreign keys (`FROM ONLY`) are left out.
        """
        if not self.counts:
            return None
        return self._ask(
            f"SELECT sum(calls) FROM {STATISTICS} WHERE query !~* '{CONTROL}' AND query !~* '{STATISTICS}'"
        )


@contextmanager
def store(kind: str = "") -> Iterator[Store]:
    """Yield an empty store: of `kind`, else the one `DATABASE_URL` names, else PostgreSQL where it can be started."""
    named = os.environ.get("DATABASE_URL", "")
    if named and not kind:
        yield Store("postgresql" if named.startswith("postgres") else "sqlite", named)
    elif kind == "sqlite" or (not kind and postgres.why_not()):
        yield Store("sqlite")
    else:
        with _cluster() as found:
            yield found


@contextmanager
def _cluster() -> Iterator[Store]:
    binaries = postgres.find_binaries()
    assert binaries is not None, postgres.why_not()
    more = {}
    if counting := (binaries.parent / "lib" / f"{STATISTICS}.so").exists():
        more = {"shared_preload_libraries": STATISTICS, f"{STATISTICS}.track": "top"}
    with postgres.cluster(durable=True, **more) as url:
        folder = Path(parse_qs(urlsplit(url).query)["host"][0])
        pid = int((folder / "data" / "postmaster.pid").read_text().split()[0])
        found = Store("postgresql", url, pid, counting)
        with psycopg.connect(host=str(folder), user="tests", dbname="postgres", autocommit=True) as connection:
            connection.execute("CREATE DATABASE tests")
        if counting:
            found_in = psycopg.connect(host=str(folder), user="tests", dbname="tests", autocommit=True)
            found_in.execute(f"CREATE EXTENSION {STATISTICS}")  # type: ignore[arg-type]
            found_in.close()
        yield found
