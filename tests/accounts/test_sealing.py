"""The trail is append-only and its chain finds every tampering (RE-24, S13)."""

import json
from contextlib import contextmanager

import pytest
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from accounts.actors import Actor
from accounts.domain import audit, sealing
from accounts.models import AuditEntry, AuditSeal
from accounts.tasks import anchor, seal
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db
SOMEONE = Actor.system("test")
TABLES = ("accounts_auditentry", "accounts_auditseal")


@pytest.fixture(autouse=True)
def own_anchors(settings, tmp_path):
    settings.VAR = tmp_path


@pytest.fixture
def trail():
    """Return eight sealed entries, the chain anchored after the sixth."""
    user = UserFactory()
    with transaction.atomic():
        for number in range(6):
            audit.record(SOMEONE, "user.renamed", user, fields=("name",), number=number)
        sealing.seal()
        sealing.anchor()
        for number in range(6, 8):
            audit.record(SOMEONE, "user.renamed", user, fields=("name",), number=number)
    sealing.seal()
    return list(AuditEntry.objects.order_by("pk"))


@contextmanager
def triggers_off():
    """Do what an intruder with the owner's rights does first."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            for table in TABLES:
                cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        else:
            cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'accounts_audit%'")
            for (name,) in cursor.fetchall():
                cursor.execute(f'DROP TRIGGER "{name}"')
        yield cursor


def test_an_untouched_trail_verifies(trail):
    verdict = sealing.verify()

    assert verdict.ok and (verdict.entries, verdict.seals, verdict.unsealed, verdict.anchors) == (8, 8, 0, 1)


def edit(cursor, trail):
    cursor.execute("UPDATE accounts_auditentry SET verb = 'user.praised' WHERE id = %s", [trail[3].pk])
    return {"why": "entry_or_seal_changed", "entry": trail[3].pk, "position": 4}


def edit_a_fact(cursor, trail):
    cursor.execute("UPDATE accounts_auditentry SET facts = %s WHERE id = %s", ['{"number": 9}', trail[2].pk])
    return {"why": "entry_or_seal_changed", "entry": trail[2].pk, "position": 3}


def edit_the_time(cursor, trail):
    cursor.execute("UPDATE accounts_auditentry SET at = %s WHERE id = %s", [timezone.now(), trail[0].pk])
    return {"why": "entry_or_seal_changed", "entry": trail[0].pk, "position": 1}


def delete_an_entry(cursor, trail):
    cursor.execute("DELETE FROM accounts_auditentry WHERE id = %s", [trail[4].pk])
    return {"why": "entry_deleted", "entry": trail[4].pk, "position": 5}


def delete_an_entry_and_its_seal(cursor, trail):
    cursor.execute("DELETE FROM accounts_auditentry WHERE id = %s", [trail[4].pk])
    cursor.execute("DELETE FROM accounts_auditseal WHERE entry_id = %s", [trail[4].pk])
    return {"why": "seal_missing", "position": 5}


def delete_and_close_the_gap(cursor, trail):
    delete_an_entry_and_its_seal(cursor, trail)
    for position in (6, 7, 8):
        cursor.execute("UPDATE accounts_auditseal SET position = %s WHERE position = %s", [position - 1, position])
    return {"why": "entry_or_seal_changed", "position": 5}


def swap_two_entries(cursor, trail):
    one, other = trail[1].pk, trail[2].pk
    for here, there in ((one, -1), (other, one), (-1, other)):
        cursor.execute("UPDATE accounts_auditentry SET id = %s WHERE id = %s", [there, here])
    return {"why": "entry_or_seal_changed", "position": 2}


def swap_two_seals(cursor, trail):
    one, other = trail[1].pk, trail[2].pk
    for here, there in ((one, -1), (other, one), (-1, other)):
        cursor.execute("UPDATE accounts_auditseal SET entry_id = %s WHERE entry_id = %s", [there, here])
    return {"why": "entry_or_seal_changed", "position": 2}


def forge_a_seal(cursor, trail):
    cursor.execute("UPDATE accounts_auditseal SET mac = %s WHERE position = 7", ["f" * 64])
    return {"why": "entry_or_seal_changed", "position": 7}


def insert_among_the_old(cursor, trail):
    cursor.execute("UPDATE accounts_auditseal SET at = %s WHERE position <= 6", ["2001-01-01 00:00:00+00:00"])
    AuditEntry(
        pk=trail[0].pk - 1 or -1, actor_kind="user", actor_ref="x", via="page", verb="user.excused", subject_kind="x"
    ).save(force_insert=True)
    return {"why": "entry_inserted"}


def cut_the_tail(cursor, trail):
    for entry in trail[5:]:
        cursor.execute("DELETE FROM accounts_auditseal WHERE entry_id = %s", [entry.pk])
        cursor.execute("DELETE FROM accounts_auditentry WHERE id = %s", [entry.pk])
    return {"why": "tail_cut", "position": 6}


def rewrite_with_another_key(cursor, trail):
    cursor.execute("DELETE FROM accounts_auditseal")
    sealing.settings.AUDIT_KEY = "stolen"
    sealing.seal()
    return {"why": "chain_rewritten", "position": 6}


TAMPERINGS = [
    edit,
    edit_a_fact,
    edit_the_time,
    delete_an_entry,
    delete_an_entry_and_its_seal,
    delete_and_close_the_gap,
    swap_two_entries,
    swap_two_seals,
    forge_a_seal,
    insert_among_the_old,
    cut_the_tail,
    rewrite_with_another_key,
]


@pytest.mark.parametrize("tamper", TAMPERINGS, ids=lambda tamper: tamper.__name__)
def test_every_tampering_is_named(trail, tamper, capsys, settings):
    with triggers_off() as cursor:
        expected = tamper(cursor, trail)
        verdict = sealing.verify()
        with pytest.raises(SystemExit) as left:
            call_command("verify_audit")

    assert not verdict.ok
    assert {name: getattr(verdict, name) for name in expected} == expected
    assert left.value.code == 1 and json.loads(capsys.readouterr().out)["why"] == expected["why"]


def test_all_kinds_of_tampering_are_found():
    print(f"S13: {len(TAMPERINGS)} of {len(TAMPERINGS)} kinds of tampering named")
    assert len(TAMPERINGS) >= 6


def test_an_entry_that_commits_late_is_sealed_late(trail):
    """PostgreSQL may show a higher id before a lower one; nothing is lost and nothing is accused."""
    with triggers_off() as cursor:
        cursor.execute("DELETE FROM accounts_auditseal WHERE entry_id >= %s", [trail[6].pk])
        held_back = AuditEntry.objects.get(pk=trail[6].pk)
        cursor.execute("DELETE FROM accounts_auditentry WHERE id = %s", [held_back.pk])
    assert sealing.seal() == 1
    held_back.save(force_insert=True)

    assert sealing.seal() == 1
    assert list(AuditSeal.objects.order_by("position").values_list("entry_id", flat=True))[-2:] == [
        trail[7].pk,
        trail[6].pk,
    ]


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize("statement", ["UPDATE {0} SET {1} = {1}", "DELETE FROM {0}", "TRUNCATE {0}"])
def test_the_database_refuses_to_change_the_trail(trail, table, statement):
    if statement.startswith("TRUNCATE") and connection.vendor == "sqlite":
        statement = "DELETE FROM {0} WHERE 1"  # SQLite has no other way to empty a table
    column = "verb" if table == TABLES[0] else "mac"
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement.format(table, column))

    assert sealing.verify().ok


@pytest.mark.postgresql
@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize(
    "statement", ["UPDATE {} SET id = id", "DELETE FROM {}", "TRUNCATE {}", "ALTER TABLE {} DISABLE TRIGGER USER"]
)
def test_a_role_that_may_only_add_can_do_nothing_else(trail, table, statement):
    with connection.cursor() as cursor:
        cursor.execute("CREATE ROLE only_adds")
        cursor.execute(f"GRANT SELECT, INSERT ON {table} TO only_adds")
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL ROLE only_adds")
        cursor.execute(statement.format(table))


def test_the_tasks_seal_and_anchor(trail):
    user = UserFactory()
    with transaction.atomic():
        audit.record(SOMEONE, "user.renamed", user)

    assert seal() == 1
    assert anchor() == 9
    assert json.loads(sealing.anchors_file().read_text().splitlines()[-1])["position"] == 9
    assert sealing.anchors_file().stat().st_mode & 0o077 == 0


def test_the_chain_is_walked_with_few_statements(trail, django_assert_max_num_queries):
    with django_assert_max_num_queries(10):
        sealing.verify()


def test_two_sealers_at_once_make_one_chain(trail, monkeypatch):
    """The later one finds its position taken and gives way."""
    user = UserFactory()
    with transaction.atomic():
        audit.record(SOMEONE, "user.renamed", user)
    behind = AuditSeal.objects.get(position=7)
    monkeypatch.setattr(sealing.AuditSeal.objects, "order_by", lambda *_: AuditSeal.objects.filter(pk=behind.pk))

    assert sealing.seal() == 0
    monkeypatch.undo()
    assert sealing.seal() == 1 and sealing.verify().ok
