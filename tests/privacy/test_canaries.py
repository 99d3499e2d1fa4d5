"""The search finds an identity however it is wrapped: quoted, escaped, folded, packed (the control of every scan)."""

import base64
import json
import quopri
import zlib
from urllib.parse import quote, quote_plus

import pytest

from tests.privacy.canaries import Canary, numbers_in, words_in

LEAK = Canary(42)
WRAPPED = {
    "plain": LEAK.name,
    "capitals": LEAK.organization.upper(),
    "address": quote(LEAK.email),
    "query": quote_plus(LEAK.name),
    "escaped": "".join(f"\\u{ord(letter):04x}" for letter in LEAK.name),
    "bytes": "".join(f"\\x{ord(letter):02x}" for letter in LEAK.email),
    "base64": base64.b64encode(json.dumps([["run"], {"who": LEAK.email}]).encode()),
    "session": base64.urlsafe_b64encode(zlib.compress(LEAK.phone.encode() * 9)),
    "twice": base64.b64encode(base64.b64encode(b"{" + LEAK.name.encode() + b"}" * 30)),
    "quoted-printable": quopri.encodestring(b"x" * 60 + LEAK.name.encode() + b"y" * 60),
    "telephone": "tel:+18675550042",
    "row": repr(("partners_person", 7, LEAK.organization)),
}


@pytest.mark.parametrize("wrapped", [pytest.param(value, id=name) for name, value in WRAPPED.items()])
def test_an_identity_is_found_in_every_wrapping(wrapped):
    assert numbers_in(wrapped) == {42}


def test_what_holds_none_is_left_alone():
    assert numbers_in("zq42nm, 867 555-1042, zq042 and " + base64.b64encode(b"nothing here at all").decode()) == set()


def test_words_are_found_in_any_case_and_wrapping():
    words = {"Élise Roy", "a@example.org"}
    assert words_in("élise roy", words) == {"Élise Roy"}
    assert words_in(json.dumps("Élise Roy"), words) == {"Élise Roy"}
    assert words_in(base64.b64encode(b"to: a@example.org, and some more"), words) == {"a@example.org"}
    assert words_in("Elise", words) == set()
