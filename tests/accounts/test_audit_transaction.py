"""Outside a transaction nothing may be recorded (RE-1)."""

import pytest

from accounts.actors import Actor
from accounts.domain import audit
from accounts.models import User


@pytest.mark.django_db(transaction=True)
def test_an_entry_outside_a_transaction_is_refused():
    user = User(email="a@example.org", name="A")

    with pytest.raises(RuntimeError, match="inside the transaction"):
        audit.record(Actor.system("test"), "user.renamed", user)
