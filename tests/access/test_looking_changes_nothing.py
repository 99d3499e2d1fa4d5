"""GET and HEAD on every address as everybody leave every table as it was (RE-6, S11)."""

import hashlib
import re

import pytest
from django.apps import apps
from django.db import connections
from django.urls import reverse

from tests.access.asking import path_of
from tests.access.matrix import LINES
from tests.access.vocabulary import WHO

# a web session may be noted, renewed or ended by looking; nothing else may change (RE-6 names these)
MAY_CHANGE = {"accounts_websession"}
WRITES = re.compile(r"^\s*(INSERT INTO|UPDATE|DELETE FROM|REPLACE INTO)\s+\"?(\w+)", re.IGNORECASE)


def fingerprint() -> dict[str, str]:
    """Return a digest of every table of every store, except those that may change."""
    found = {}
    for model in apps.get_models(include_auto_created=True):
        table = model._meta.db_table
        if table in MAY_CHANGE or not model._meta.managed:
            continue
        alias = "protected" if model._meta.app_label == "spool" else "default"
        with connections[alias].cursor() as cursor:
            cursor.execute(f'SELECT * FROM "{table}"')
            rows = sorted(repr(row) for row in cursor.fetchall())
        found[table] = hashlib.sha256("\n".join(rows).encode()).hexdigest()
    return found


@pytest.mark.django_db(databases=["default", "protected"])
def test_looking_at_every_address_as_everybody_changes_no_table(world):
    before, written, looked = fingerprint(), [], 0
    here = ""

    def note(execute, sql, params, many, context):
        found = WRITES.match(sql)
        if found and found.group(2) not in MAY_CHANGE:
            written.append(f"{here}: {found.group(0)}")
        return execute(sql, params, many, context)

    with connections["default"].execute_wrapper(note), connections["protected"].execute_wrapper(note):
        for line in LINES:
            for who in WHO:
                path = path_of(line.name, world.arguments(line.of, who))
                for verb in ("GET", "HEAD"):
                    here, looked = f"{verb} {line.name} as {who}", looked + 1
                    key = (
                        {"Authorization": f"Bearer {world.keys[who]}"} if "/api/" in path and who in world.keys else {}
                    )
                    world.clients[who].generic(verb, path, headers=key)

    assert not written, "\n".join(sorted(set(written))[:40])
    assert fingerprint() == before
    print(f"RE-6: {looked} looks, {len(before)} tables, 0 changed")


@pytest.mark.django_db(databases=["default", "protected"])
def test_control_a_post_does_change_a_table(world):
    """If this fails, the test above sees nothing."""
    before = fingerprint()
    world.clients["organizer"].post(reverse("accounts:mine"), {"language": "fr"})

    assert fingerprint() != before
