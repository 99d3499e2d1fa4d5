"""Real outages: a database that refuses, is locked, or whose gate does not open; a cache and a broker that are gone."""

import sqlite3
from contextlib import contextmanager

from django.db import connections

from kernel.sqlite import gate
from tests.support.broker import publishing_to

QUICK = 0.05  # seconds that somebody waits here for what takes 30 in production


@contextmanager
def locked_by_another_program(alias="default", how="EXCLUSIVE"):
    """Lock a SQLite file as a program does that knows no gate: against everybody, or with IMMEDIATE against writers."""
    connection = connections[alias]
    with connection.cursor() as cursor:
        cursor.execute(f"PRAGMA busy_timeout = {QUICK * 1000:.0f}")
    other = sqlite3.connect(connection.settings_dict["NAME"], isolation_level=None)
    other.execute(f"BEGIN {how}")
    try:
        yield
    finally:
        other.close()
        connection.close()


@contextmanager
def gate_shut(alias="default"):
    """Hold the gate of a SQLite file, as a process does that hangs within its transaction."""
    options = connections[alias].settings_dict["OPTIONS"]
    before, options["timeout"] = options["timeout"], QUICK
    try:
        with gate.held(connections[alias].settings_dict["NAME"]):
            yield
    finally:
        options["timeout"] = before


@contextmanager
def refused(alias="default"):
    """Let PostgreSQL be asked where nobody listens."""
    connection = connections[alias]
    settings = connection.settings_dict
    before = settings["PORT"]
    connection.close()
    settings["PORT"] = "1"
    try:
        yield
    finally:
        connection.close()
        settings["PORT"] = before


@contextmanager
def nothing_answers(settings, folder):
    """Take the database, the cache and the broker away at once."""
    nobody = folder / "nobody.sock"
    before = settings.CACHES
    settings.CACHES = {"default": {"BACKEND": "kernel.cache.GuardedRedisCache", "LOCATION": f"unix://{nobody}?db=1"}}
    database = locked_by_another_program if connections["default"].vendor == "sqlite" else refused
    try:
        with publishing_to(f"redis+socket://{nobody}"), database():
            yield
    finally:
        settings.CACHES = before
