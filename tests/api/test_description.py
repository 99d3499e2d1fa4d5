"""The OpenAPI document names every address, what it takes, what it answers, and what each field means."""

import re

import pytest
from django.utils import translation
from drf_spectacular.drainage import GENERATOR_STATS
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.validation import validate_schema

from accounts import api_reference
from accounts.scopes import Scope
from tests.access.addresses import all_addresses

ACTS = ("get", "post", "put", "patch", "delete")


@pytest.fixture(scope="module")
def document():
    GENERATOR_STATS.reset()
    with GENERATOR_STATS.silence():
        made = SchemaGenerator().get_schema(request=None, public=True)
    assert not GENERATOR_STATS._warn_cache and not GENERATOR_STATS._error_cache
    validate_schema(made)
    return made


@pytest.fixture(scope="module")
def operations(document):
    return {
        f"{method.upper()} {path}": act
        for path, acts in document["paths"].items()
        for method, act in acts.items()
        if method in ACTS
    }


def test_every_address_of_the_api_is_described(operations):
    named = {address.name for address in all_addresses() if address.api} - {"api:schema", "api:nothing"}

    assert len(operations) == len(named) >= 33
    for wanted in (
        "GET /api/v1/consultations/{ref}/questionnaire/",
        "GET /api/v1/consultations/{ref}/findings/{number}/",
        "GET /api/v1/commitments/{public_id}/",
        "GET /api/v1/reference/jurisdictions/",
        "GET /api/v1/progress/",
        "POST /api/v1/staff/events/{public_id}/invite/",
        "POST /api/v1/staff/events/{public_id}/register/",
        "POST /api/v1/staff/registrations/{public_id}/cancel/",
        "POST /api/v1/staff/registrations/{public_id}/check-in/",
    ):
        assert wanted in operations


def test_every_operation_says_what_it_does_takes_and_answers(operations, document):
    nouns = {tag["name"] for tag in document["tags"]}
    for name, act in operations.items():
        assert act["summary"] and act["description"] and set(act["tags"]) <= nouns, name
        for parameter in act.get("parameters", []):
            assert parameter["in"] == "path" or parameter.get("description"), (name, parameter["name"])
        success = act["responses"]["200"]["content"]["application/json"]["schema"]
        assert "$ref" in success or success.get("properties"), name
        for status in ("400", "401", "404", "406", "429"):
            assert "application/problem+json" in act["responses"][status]["content"], (name, status)


def test_operations_for_staff_name_their_scope_and_take_a_key(operations, document):
    assert document["components"]["securitySchemes"]["key"]["scheme"] == "bearer"
    used = set()
    for name, act in operations.items():
        scope = re.search(r"scope `([a-z:]+)`", act["description"])
        assert bool(scope) is ("/staff/" in name), name
        if not scope:
            assert not any(act.get("security", [])), name
            continue
        used.add(scope[1])
        assert {"key": []} in act["security"] and {} not in act["security"], name
        assert "403" in act["responses"], name
    assert used == {str(scope) for scope in Scope}


def test_acts_take_an_idempotency_key_and_say_how_they_refuse(operations):
    acts = {name: act for name, act in operations.items() if name.startswith("POST")}
    assert len(acts) == 4
    for name, act in acts.items():
        assert "Idempotency-Key" in {parameter["name"] for parameter in act["parameters"]}, name
        assert {"409", "413", "415", "422", "503"} <= set(act["responses"]), name
        assert "Retry-After" in act["responses"]["429"]["headers"], name


def test_no_field_of_an_answer_can_hold_a_secret_a_name_of_a_person_or_an_address(document):
    """RE-7, lesson 6 of incidents: tokens are never serialized."""
    fields = {field for schema in document["components"]["schemas"].values() for field in schema.get("properties", {})}
    assert len(fields) > 100
    assert not fields & {"token", "secret", "digest", "email", "phone", "address", "receipt", "display_name", "handle"}


def test_the_page_for_people_lists_the_same_operations(operations):
    shown = {f"{row.method} {row.path}" for _noun, rows in api_reference.endpoints() for row in rows}

    assert shown == set(operations)


def test_the_page_titles_each_operation_in_the_language_of_its_reader():
    titles = {}
    for language in ("en", "fr"):
        with translation.override(language):
            titles[language] = {row.anchor: row.title for _noun, rows in api_reference.endpoints() for row in rows}

    assert titles["en"].keys() == titles["fr"].keys()
    assert [one for one in titles["en"] if titles["en"][one] == titles["fr"][one]] == []
