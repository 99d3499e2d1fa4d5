"""Requests outside the description: methods, queries, hosts and character sets that no endpoint knows."""

import io
import json
from uuid import uuid4

import pytest
from django.urls import reverse
from rest_framework.exceptions import UnsupportedMediaType

from accounts.scopes import Scope
from config.api import StrictJSON
from tests.access.addresses import all_addresses
from tests.factories.accounts import key_of, person_with
from tests.factories.engagement import open_consultation
from tests.factories.events import EventFactory

pytestmark = pytest.mark.django_db
REF = "asked-2018"
VALUES = {"public_id": uuid4(), "ref": REF, "number": 1, "version": 1}


@pytest.fixture
def key(db):
    open_consultation(ref=REF)
    return {"Authorization": f"Bearer {key_of(person_with('organizer'), *Scope)}"}


def every_path():
    for address in all_addresses():
        if address.api and address.name != "api:nothing":
            yield reverse(address.name, kwargs={name: VALUES.get(name, "x") for name in address.parameters})


def refused(answer, status):
    assert answer.status_code == status, answer.content
    assert answer.headers["Content-Type"] == "application/problem+json"
    return json.loads(answer.content)


@pytest.mark.parametrize("method", ["options", "patch", "put", "delete", "trace"])
def test_a_method_that_no_address_knows_is_refused_as_a_problem(client, key, method):
    for path in every_path():
        refused(getattr(client, method)(path, headers=key), 405)


def test_an_unknown_name_in_a_query_is_refused_by_every_address_and_act(client, key):
    for path in every_path():
        allowed = client.trace(path, headers=key).headers["Allow"]
        send = client.get if "GET" in allowed else client.post
        assert refused(send(f"{path}?nonsense=1", headers=key), 400)["errors"], path


@pytest.mark.parametrize("query", ["version=%0A", "lang=xx", "format=json&x=1"])
def test_the_description_refuses_a_wrong_query_as_json(client, query):
    refused(client.get(f"/api/v1/schema/?{query}"), 400)


def test_a_format_that_the_description_does_not_have_is_refused_as_json(client):
    refused(client.get("/api/v1/schema/?format=xml"), 404)
    assert client.get("/api/v1/schema/?format=json&lang=fr").status_code == 200


def test_the_address_of_the_next_page_is_the_platforms_whatever_host_was_asked(client, settings):
    settings.ALLOWED_HOSTS, settings.BASE_URL = ["other.example"], "https://consultation.example"
    EventFactory.create_batch(2)

    answer = client.get("/api/v1/events/?page_size=1", headers={"Host": "other.example"}).json()

    assert answer["next"].startswith("https://consultation.example/api/v1/events/?")


@pytest.mark.parametrize("charset", ["hex", "undefined", "utf-16", "no-such"])
def test_a_document_in_another_character_set_is_refused(charset):
    with pytest.raises(UnsupportedMediaType):
        StrictJSON().parse(io.BytesIO(b"{}"), f"application/json; charset={charset}")
