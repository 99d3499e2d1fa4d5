"""The details of an entry of the trail are words, in both languages, never names of columns or facts (STD-03, RE-1)."""

import ast

import pytest
from django.urls import reverse
from django.utils import translation

from accounts import trail_details
from accounts.actors import Actor
from accounts.domain import audit
from config.trail_details import FACTS
from partners import exports
from partners.directory_sheets import PEOPLE
from tests.config.test_words_of_the_trail import called, calls, sources
from tests.factories.accounts import person_with
from tests.factories.events import EventFactory

SINKS = {("audit", "record"), ("audit", "record_all"), ("witness", "record"), ("discretion", "note")}
NOT_FACTS = {"fields"}


def every_fact():
    """Collect the names of the facts of every call that writes to the trail, where the call spells them."""
    found = set()
    for _app, tree in sources():
        for call, _function in calls(tree):
            if called(call) in SINKS:
                found |= {keyword.arg for keyword in call.keywords if keyword.arg} - NOT_FACTS
                for keyword in call.keywords:
                    if keyword.arg is None and isinstance(keyword.value, ast.Dict):
                        found |= {key.value for key in keyword.value.keys}
    return found


def test_the_collector_sees_many_facts():
    assert {"role", "was_cap", "passages"} <= every_fact()


def test_every_fact_that_any_app_records_has_words():
    assert sorted(every_fact() - set(FACTS)) == []


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", {("What changed", "title (English), venue"), ("Before", "draft"), ("Seats", "12")}),
    ],
)
def test_a_change_names_its_columns_and_its_values_in_words(language, said):
    with translation.override(language):
        found = trail_details.rows("events.Event", ["title_en", "venue"], {"was": "draft", "seats": 12, "empty": ""})
    assert set(found) == said


def test_ids_and_fingerprints_are_shortened_and_yes_is_a_word():
    found = dict(
        trail_details.rows(
            "gone.Thing",
            ["former_name"],
            {"event": "e131676c-4dd2-43d2-abbe-be6e36e46e13", "sha256": "ab" * 32, "stale": True},
        )
    )
    assert found == {
        "What changed": "former name",
        "Event": "e131676c…",
        "Fingerprint": "abababab…",
        "With a text out of date": "yes",
    }


@pytest.mark.django_db
def test_the_page_of_the_trail_shows_words_for_a_downloaded_file(client):
    reader = person_with("auditor")
    client.force_login(reader)
    writer = person_with("organizer")
    exports.prepare(PEOPLE, [], form="csv", user=writer, subject=writer)
    page = client.get(reverse("accounts:trail")).content.decode()
    assert "Columns of the file" in page
    assert ">columns" not in page and "organization_en" not in page


@pytest.mark.django_db
def test_the_page_of_the_trail_shows_words_for_a_change(client):
    reader = person_with("auditor")
    client.force_login(reader)
    audit.record(Actor.of(reader), "event.changed", EventFactory(), fields=["title_en"])
    page = client.get(reverse("accounts:trail")).content.decode()
    assert "What changed" in page and "title_en" not in page and "fields:" not in page
