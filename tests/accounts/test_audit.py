"""The trail is written with the act, holds no values, and can be neither changed nor shortened (RE-1, RE-24)."""

import pytest
from django.db import IntegrityError, connection, transaction

from accounts.actors import Actor
from accounts.domain import audit
from accounts.models import AuditEntry, User

pytestmark = pytest.mark.django_db
SOMEONE = Actor.system("test")


@pytest.fixture
def user():
    return User.objects.create_user("alice@example.org", "Alice")


def test_an_entry_names_the_row_by_its_public_id_and_the_fields_by_name(user):
    audit.record(SOMEONE, "user.renamed", user, fields=("name",), count=1)

    entry = AuditEntry.objects.get()
    assert (entry.verb, entry.subject_ref, entry.fields, entry.facts) == (
        "user.renamed",
        str(user.public_id),
        ["name"],
        {"count": 1},
    )
    assert "Alice" not in str(entry.__dict__)


@pytest.mark.parametrize("statement", ["UPDATE accounts_auditentry SET verb = 'x'", "DELETE FROM accounts_auditentry"])
def test_the_database_refuses_to_change_or_delete_an_entry(user, statement):
    audit.record(SOMEONE, "user.renamed", user)

    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)

    assert AuditEntry.objects.get().verb == "user.renamed"
