"""S4: whatever the description of the API allows, and whatever it forbids, no answer is a server error (RE-28).

Requests are made from the OpenAPI document by Schemathesis and answered in this process through WSGI. Half of them
carry ids that exist, so that an act is reached and not only its front door. Each answer must have a status, a content
type and a shape that the document names.
"""

import os
from collections import Counter
from contextlib import suppress

import pytest
import schemathesis
from django.core.cache import cache
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
from hypothesis.errors import Unsatisfiable
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from accounts.scopes import Scope
from config.api import Throttle
from kernel.limits import Limit
from partners import reference
from partners.domain import reference as loading
from tests.api import facts
from tests.factories.accounts import key_of

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
EVERY, NOBODY = "every scope", "nobody"
KEYS = {**{scope.value: [scope] for scope in Scope}, EVERY: list(Scope)}
MODES = (GenerationMode.POSITIVE, GenerationMode.NEGATIVE)
SERVER = "http://testserver"


@pytest.fixture
def described(db, monkeypatch):
    """Give the operations of the document by whether they need a key; nobody is told to wait."""
    cache.clear()
    for name in ("of_a_key", "of_a_network"):
        monkeypatch.setattr(Throttle, name, Limit(name, allowed=10**9, per=60))
    for signal in (request_started, request_finished):  # the rows of a test live on one connection
        signal.disconnect(close_old_connections)
    schema = schemathesis.openapi.from_wsgi("/api/v1/schema/?format=json", get_wsgi_application())
    operations = [one.ok() for one in schema.get_all_operations()]
    yield {
        "staff": [one for one in operations if one.path.startswith("/api/v1/staff/")],
        "public": [one for one in operations if not one.path.startswith("/api/v1/staff/")],
    }
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.fixture
def known(db):
    """Return ids that exist, by the name they have in an address, a query or a body."""
    loading.load(reference.load(), actor=facts.SOMEONE)
    thread, desk = facts.thread(inputs=6), facts.desk()
    known = {
        "ref": thread.consultation.ref,
        "number": thread.finding.number,
        "version": 1,
        "commitment": str(thread.commitment.public_id),
        "event": str(desk.event.public_id),
        "person": str(desk.person.public_id),
        "people": [str(desk.person.public_id)],
        "pillar": "pillar-prevention",
        "jurisdiction": "QC",
        "sdg": "5.2",
    }
    by_noun = {
        "/commitments/": str(thread.commitment.public_id),
        "/events/": str(thread.event.public_id),
        "/staff/events/": str(desk.event.public_id),
        "/staff/registrations/": str(desk.registration.public_id),
    }
    return desk, known, by_noun


def with_known_ids(case, known, by_noun):
    """Put ids that exist where the case names something of that kind."""
    for noun, value in by_noun.items():
        if case.path.startswith(f"/api/v1{noun}"):
            known = known | {"public_id": value}
    for part in (case.path_parameters, case.query, case.body):
        if isinstance(part, dict):
            part.update({name: value for name, value in known.items() if name in part})


def ask(operations, known, by_noun, examples, callers):
    """Send every generated request as every caller; return how often each of them got which status."""
    answered = {who: Counter() for who in callers}
    for operation in operations:
        for mode in MODES:

            @seed(2018)
            @settings(
                max_examples=examples,
                deadline=None,
                database=None,
                phases=(Phase.explicit, Phase.generate),
                suppress_health_check=list(HealthCheck),
            )
            @given(case=operation.as_strategy(generation_mode=mode), real=st.booleans())
            def one(case, real):
                if real:
                    with_known_ids(case, known, by_noun)
                for who, headers in callers.items():
                    response = case.call(base_url=SERVER, headers=headers)
                    answered[who][response.status_code] += 1
                    case.validate_response(response, checks=CHECKS, headers=headers)

            with suppress(Unsatisfiable):  # what takes nothing cannot be asked wrongly
                one()
    return answered


def told(answered):
    """Print one line for each caller and return the number of server errors."""
    database = "PostgreSQL" if os.environ.get("DATABASE_URL", "").startswith("postgres") else "SQLite"
    wrong = 0
    for who, statuses in answered.items():
        errors = sum(count for status, count in statuses.items() if status >= 500)
        print(f"S4 {database}, {who}: {statuses.total()} requests, {errors} errors, {dict(sorted(statuses.items()))}")
        wrong += errors
    return wrong


def callers(desk):
    """Return the headers of a key of each scope, of one with every scope, and of nobody."""
    keys = {who: {"Authorization": f"Bearer {key_of(desk.organizer, *scopes)}"} for who, scopes in KEYS.items()}
    return keys | {NOBODY: {}}


def test_public_addresses_meet_no_server_error(described, known):
    _desk, ids, by_noun = known
    answered = ask(described["public"], ids, by_noun, 5, {NOBODY: {}})

    assert told(answered) == 0
    assert answered[NOBODY][200] and answered[NOBODY][400] and answered[NOBODY][404]


def test_staff_addresses_meet_no_server_error_with_a_key_of_any_scope_or_none(described, known):
    desk, ids, by_noun = known
    answered = ask(described["staff"], ids, by_noun, 6, callers(desk))

    assert told(answered) == 0
    assert set(answered[NOBODY]) <= {400, 401, 404}
    assert answered[EVERY][200] and not answered[EVERY][403]
    assert all(answered[scope.value][403] for scope in Scope)


@pytest.mark.full
def test_twenty_thousand_requests_meet_no_server_error(described, known):
    desk, ids, by_noun = known
    answered = ask(described["public"] + described["staff"], ids, by_noun, 60, callers(desk))

    assert told(answered) == 0
    assert sum(statuses.total() for statuses in answered.values()) >= 20_000
