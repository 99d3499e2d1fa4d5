"""Sealed words open for their owner, on their list, for half a day, and for nobody and nowhere else (RE-7)."""

import base64

import pytest
import time_machine

from kernel import sealed_words
from kernel.sealed_words import SearchEnded, seal, unseal
from tests.privacy.canaries import Canary, numbers_in

MINE = {"owner": 7, "purpose": "list"}
NAME = Canary(77).name


def refused(sealed, **others):
    with pytest.raises(SearchEnded):
        unseal(sealed, **{**MINE, **others})
    return True


@pytest.mark.parametrize("words", ["a", NAME, "Élise ᓄᓇᕗᑦ", "x\u0080", "é" * 400])
def test_words_come_back_as_they_were_typed(words):
    assert unseal(seal(words, **MINE), **MINE) == words


def test_another_person_and_another_list_open_nothing():
    sealed = seal(NAME, **MINE)
    assert refused(sealed, owner=8) and refused(sealed, owner=0) and refused(sealed, purpose="another list")


def test_whatever_is_changed_in_it_opens_nothing():
    sealed = seal(NAME, **MINE)
    raw = bytearray(base64.urlsafe_b64decode(sealed + "=" * (-len(sealed) % 4)))
    for at in range(len(raw)):
        raw[at] ^= 1
        assert refused(base64.urlsafe_b64encode(raw).decode())
        raw[at] ^= 1
    for broken in ("", "x", sealed[:-1], sealed + "A", sealed * 40, NAME, "é", "\x00", "%%%"):
        assert refused(broken)


def test_it_lasts_half_a_day():
    with time_machine.travel("2027-05-05T08:00:00Z", tick=False) as clock:
        sealed = seal(NAME, **MINE)
        clock.shift(sealed_words.LIFE)
        assert unseal(sealed, **MINE) == NAME
        clock.shift(1)
        assert refused(sealed)


def test_a_key_that_was_replaced_still_opens_and_a_key_that_is_gone_does_not(settings):
    settings.SECRET_KEY = "earlier" * 9
    sealed = seal(NAME, **MINE)
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "present" * 9, ["earlier" * 9]
    assert unseal(sealed, **MINE) == NAME
    settings.SECRET_KEY_FALLBACKS = []
    assert refused(sealed)


def test_nothing_of_the_words_shows_in_it_not_even_their_length():
    names = ["Bo", NAME, "Marie-Évangéline Tremblay-Desrosiers de la Chevrotière"]
    assert len({len(seal(name, **MINE)) for name in names}) == 1
    assert seal(NAME, **MINE) != seal(NAME, **MINE)
    assert numbers_in(seal(NAME, **MINE)) == set()
