"""Texts, sentences and passages are counted in code points and never drift (EN-9)."""

import random
import unicodedata

import pytest

from accounts.actors import Actor
from engagement.domain import coding, texts
from engagement.enums import Stance
from engagement.models import Coding, SourceText
from kernel.errors import DomainError, Invalid, NotPermitted
from tests.factories.engagement import (
    approved_finding,
    coded,
    frozen_themes,
    in_analysis,
    open_consultation,
    submitted,
)

SAMPLES = {
    "One. Two! Three?": ["One.", "Two!", "Three?"],
    "Dr. Roy came. She spoke.": ["Dr. Roy came.", "She spoke."],
    "M. Roy est venu. Il a parlé.": ["M. Roy est venu.", "Il a parlé."],
    "Pourquoi\u00a0? Parce que.": ["Pourquoi\u00a0?", "Parce que."],
    "Elle a dit\u00a0: «\u00a0Assez.\u00a0» Puis rien.": ["Elle a dit\u00a0: «\u00a0Assez.\u00a0»", "Puis rien."],
    "First line\nsecond line.\n\nThird.": ["First line", "second line.", "Third."],
    "It costs 3.5 million. Really.": ["It costs 3.5 million.", "Really."],
    "ᐃᓄᒃᑎᑐᑦ ᐅᖃᐅᓯᖅ. ᐊᓯᖏᑦ.": ["ᐃᓄᒃᑎᑐᑦ ᐅᖃᐅᓯᖅ.", "ᐊᓯᖏᑦ."],
    "No full stop": ["No full stop"],
    "🌱🌱. 👩‍👧 yes": ["🌱🌱.", "👩‍👧 yes"],
    "Wait… What?": ["Wait…", "What?"],
}


@pytest.mark.parametrize("text", SAMPLES)
def test_sentences_are_cut_where_a_reader_would(text):
    assert [text[span.start : span.end] for span in texts.cut(text)] == SAMPLES[text]


def test_nothing_but_white_space_lies_between_units():
    """10,000 random texts in four scripts: units are ordered, inside, not empty, and leave out no visible letter."""
    seed = 2018
    dice = random.Random(seed)
    letters = "aé\u0301ᐃ🌱 .!?\n«»\u00a0“”(A1"
    for _round in range(10_000):
        text = texts.canonical("".join(dice.choices(letters, k=dice.randrange(1, 40))))
        here = 0
        for span in texts.cut(text):
            assert here <= span.start < span.end <= len(text)
            assert not text[here : span.start].strip()
            assert text[span.start : span.end] == text[span.start : span.end].strip()
            here = span.end
        assert not text[here:].strip(), (seed, text)


@pytest.fixture
def world(staff):
    consultation = open_consultation(staff)
    submitted(consultation, "Élargir l’accès. Plus de lits 🌱 ici. ᐃᓄᒃ.\n\nAutre paragraphe.")
    in_analysis(consultation, staff)
    theme, other = frozen_themes(consultation, staff)
    return consultation, SourceText.objects.get(), theme, other


@pytest.mark.django_db
def test_neighbouring_sentences_become_one_passage_and_paragraphs_stay_apart(world, staff):
    _consultation, source, theme, _other = world
    made = coding.assign(source, [1, 2, 4], theme, Stance.FOR, actor=staff.as_analyst)
    assert [one.quote for one in made] == ["Élargir l’accès. Plus de lits 🌱 ici.", "Autre paragraphe."]
    whole = coding.assign(source, [3, 4], theme, Stance.AGAINST, actor=staff.as_analyst)
    assert [one.quote for one in whole] == ["ᐃᓄᒃ.", "Autre paragraphe."]
    assert all(source.text[one.start : one.end] == one.quote for one in Coding.objects.all())
    assert source.text == unicodedata.normalize("NFC", source.text) and texts.sha256(source.text) == source.sha256
    assert source.readings.get().reader == staff.analyst


@pytest.mark.django_db
def test_assigning_twice_adds_nothing_and_taking_back_keeps_both_rows(world, staff):
    _consultation, source, theme, _other = world
    first = coding.assign(source, [1], theme, Stance.FOR, actor=staff.as_analyst)
    again = coding.assign(source, [1], theme, Stance.FOR, actor=staff.as_second_analyst)
    assert [one.pk for one in first] == [one.pk for one in again]

    tombstone = coding.retract(first[0], actor=staff.as_analyst)
    assert coding.retract(first[0], actor=staff.as_analyst).pk == tombstone.pk
    assert Coding.objects.count() == 2
    assert not Coding.objects.filter(**coding.live()).exists()
    assert len(coding.assign(source, [1], theme, Stance.FOR, actor=staff.as_analyst)) == 1
    assert Coding.objects.filter(**coding.live()).count() == 1


@pytest.mark.django_db
def test_no_machine_assigns_a_passage(world):
    """EN-19"""
    _consultation, source, theme, _other = world
    with pytest.raises(NotPermitted):
        coding.assign(source, [1], theme, Stance.FOR, actor=Actor.system("suggestions"))
    assert not Coding._meta.get_field("coder").null


@pytest.mark.django_db
def test_a_theme_of_another_codebook_is_refused(world, staff):
    """EN-14"""
    _consultation, source, _theme, _other = world
    stranger, *_rest = frozen_themes(open_consultation(staff), staff)
    with pytest.raises(Invalid) as refusal:
        coding.assign(source, [1], stranger, Stance.FOR, actor=staff.as_analyst)
    assert refusal.value.code == "theme_not_in_force"


@pytest.mark.django_db
@pytest.mark.parametrize("span", [(0, 0), (-1, 3), (2, 10_000), (5, 4)])
def test_a_passage_outside_its_text_is_refused(world, span):
    with pytest.raises(Invalid):
        coding.quote_of(world[1], *span)


@pytest.mark.django_db
def test_a_passage_that_a_checked_finding_rests_on_cannot_be_taken_back(world, staff):
    consultation, _source, theme, _other = world
    (one,) = coded(consultation, theme, staff)
    approved_finding(consultation, theme, staff)
    with pytest.raises(DomainError) as refusal:
        coding.retract(one, actor=staff.as_analyst)
    assert refusal.value.code == "coding_in_evidence"
