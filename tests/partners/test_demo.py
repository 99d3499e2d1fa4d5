"""The fictional directory of the demonstration: complete, harmless, and the same at every build."""

import unicodedata

import pytest

from accounts.actors import Actor
from kernel.errors import DomainError
from partners import reference
from partners.demo import words
from partners.domain import demo
from partners.domain import reference as loading
from partners.models import Affiliation, ContactPoint, Organization, Person, Sector
from tests.partners.test_reference import every_table

SOMEONE = Actor.system("test")


@pytest.fixture
def loaded(db):
    return loading.load(reference.load(), actor=SOMEONE)


def test_two_builds_have_the_same_hash_and_a_second_call_changes_nothing(loaded):
    first = demo.build(reference.load(), actor=SOMEONE)
    before = every_table()
    assert demo.build(reference.load(), actor=SOMEONE) == first
    assert every_table() == before

    Affiliation.objects.all().delete()
    Person.objects.all().delete()
    Organization.objects.filter(provenance="demo").delete()
    assert demo.build(reference.load(), actor=SOMEONE) == first
    assert (first.people, first.organizations) == (214, 60)


def test_every_row_is_fictional_and_reachable_under_reserved_names_only(loaded):
    demo.build(reference.load(), actor=SOMEONE)
    assert set(Person.objects.values_list("fictional", flat=True)) == {True}
    assert all(o.name_en.endswith("(fictional)") for o in Organization.objects.filter(provenance="demo"))
    assert all(o.name_fr.endswith("(fictif)") for o in Organization.objects.filter(provenance="demo"))
    for point in ContactPoint.objects.all():
        if point.kind == "email":
            assert point.value.endswith("@example.org")
        else:
            assert point.value.startswith("+161355501")
    assert ContactPoint.objects.filter(kind="email").count() == 214
    assert not Affiliation.objects.exclude(organization__provenance="demo").exists()


def test_the_sectors_of_the_source_are_all_present(loaded):
    demo.build(reference.load(), actor=SOMEONE)
    for sector in Sector.objects.filter(provenance="seed"):
        assert Person.objects.filter(affiliations__organization__sectors=sector).count() >= 8, sector


def test_both_languages_are_spoken(loaded):
    demo.build(reference.load(), actor=SOMEONE)
    spoken = Person.objects.values_list("preferred_language", flat=True)
    assert {language: list(spoken).count(language) >= 15 for language in ("en", "fr", "both")} == {
        "en": True,
        "fr": True,
        "both": True,
    }


def test_the_name_shapes_of_the_rules_are_there(loaded):
    demo.build(reference.load(), actor=SOMEONE)
    names = list(Person.objects.values_list("display_name", flat=True))
    letters = "".join(names)
    assert len(set(names)) == 214
    assert any(" " not in name for name in names)
    assert any("-" in name for name in names)
    assert any("'" in name for name in names)
    assert any(len(name) > 60 for name in names)
    assert any(" de la " in name for name in names)
    assert set("łʔāŝ") <= set(letters)
    assert any("CANADIAN SYLLABICS" in unicodedata.name(c) for c in letters)
    assert len(reference.load().maps["demo_population"]["name_shapes"]) == len(words.SHAPES)


def test_without_reference_data_it_says_what_to_do(db):
    with pytest.raises(DomainError, match="reference data first"):
        demo.build(reference.load(), actor=SOMEONE)
