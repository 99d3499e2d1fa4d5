"""Open forms answer known and unknown people in the same time (RE-16): who watches the clock learns nothing.

The area under the curve says how well time alone tells them apart: 0.5 is not at all, 0 or 1 is always. Requests are
taken in turns, so that whatever else the machine does falls on both sides.
"""

import time

import pytest
from django.test import Client

from engagement.domain import receipts
from kernel.limits import Limit
from safety.domain import secrets
from safety.models import AccessCode
from tests.factories.accounts import person_with
from tests.factories.engagement import open_consultation, started

pytestmark = [
    pytest.mark.django_db(databases=["default", "protected"]),
    pytest.mark.usefixtures("slow_hashing"),
    pytest.mark.sqlite,  # what takes the time is the hash; both look up one row by its index
]
CI, FULL = (10, 0.15, 0.85), (200, 0.45, 0.55)
PLAIN = 5  # a side; a hash that is made for one of them only shows in as many
TRIES = 3  # noise of the machine is given two more chances; a real difference keeps none


@pytest.fixture(autouse=True)
def no_limits(monkeypatch):
    monkeypatch.setattr(Limit, "admit", lambda self, *identifiers: None)


def auc(known: list, unknown: list) -> float:
    """Return how often a known one took longer than an unknown one, ties counted half."""
    wins = sum((a > b) + (a == b) / 2 for a in known for b in unknown)
    return wins / (len(known) * len(unknown))


def measured(ask, count: int) -> float:
    """Ask about a known and an unknown one in turns, and return the area under the curve."""
    times: dict[bool, list] = {True: [], False: []}
    for number in range(2 * count + 4):
        known = number % 2 == 0
        before = time.perf_counter()
        ask(known, number)
        times[known].append(time.perf_counter() - before)
    return auc(times[True][2:], times[False][2:])


def sign_in():
    person_with("organizer", email="known@example.org")

    def ask(known, number):
        email = "known@example.org" if known else f"n{number:03}n@example.org"
        answer = Client().post("/en/account/sign-in/", {"email": email})
        assert answer.status_code == 302

    return ask


def receipt():
    number = started(open_consultation()).submission.receipt

    def ask(known, _number):
        typed = {"number": number if known else "R-2222-2222", "secret": "AAAA-BBBB-CCCC-DDDD"}
        assert Client().post("/en/my/receipt/", typed).status_code == 422

    return ask


def phrase():
    """The slow work is done for a phrase that begins like a known one and for one that does not."""
    from safety.models import Handle

    known_phrase = secrets.phrase_from("timing", "any", "en")
    Handle.objects.create(
        handle="ABCDEFGH",
        event_ref="0b0e1c6a-2f4e-4a77-9d7e-6a1f0c3de871",
        language="en",
        phrase_hash=secrets.phrase_hash(known_phrase),
        phrase_lookup=secrets.phrase_lookup("handle-phrase", known_phrase),
    )
    wrong_end = " ".join([*known_phrase.split()[:2], *["tree"] * 6])

    def ask(known, _number):
        typed = wrong_end if known else "one two three four five six seven eight"
        assert Client().post("/en/s/", {"act": "phrase", "phrase": typed}).status_code == 422

    return ask


def code():
    """A used code and one that never was are refused by the same statements."""
    from accounts.actors import Actor
    from tests.factories.partners import OrganizationFactory
    from tests.factories.safety import issue_codes

    _event, (used, *_rest) = issue_codes(OrganizationFactory(may_vouch=True), Actor.of(person_with("liaison")))
    AccessCode.objects.filter(code_hash=secrets.code_hash("access-code", used)).update(state="used")

    def ask(known, _number):
        typed = used if known else "WRNG-WRNG-WRNG"
        assert Client().post("/en/s/", {"act": "code", "code": typed}).status_code == 422

    return ask


FORMS = [
    pytest.param(make, id=name)
    for name, make in {"sign-in": sign_in, "receipt": receipt, "phrase": phrase, "access code": code}.items()
]


def told_apart(make, size) -> list:
    """Return the areas of each try, ended by the first that lies within the bounds."""
    count, low, high = size
    ask, areas = make(), []
    for _try in range(TRIES):
        areas.append(measured(ask, count))
        if low <= areas[-1] <= high:
            break
    return areas


@pytest.mark.parametrize("make", FORMS)
def test_known_and_unknown_take_the_same_time(make):
    areas = told_apart(make, CI)
    print(f"n={CI[0]} a side  auc={areas[-1]:.3f}  tries={len(areas)}  goal={CI[1]}-{CI[2]}")
    assert CI[1] <= areas[-1] <= CI[2], areas


@pytest.mark.full
@pytest.mark.parametrize("make", FORMS)
def test_known_and_unknown_take_the_same_time_at_full_size(make):
    areas = told_apart(make, FULL)
    print(f"n={FULL[0]} a side  auc={areas[-1]:.3f}  tries={len(areas)}  goal={FULL[1]}-{FULL[2]}")
    assert FULL[1] <= areas[-1] <= FULL[2], areas


def test_control_without_the_work_for_unknown_receipts_time_tells_them_apart(monkeypatch):
    matches = receipts.matches
    monkeypatch.setattr(receipts, "matches", lambda typed, slow: matches(typed, slow) if slow else False)
    area = measured(receipt(), PLAIN)
    print(f"control auc={area:.3f}")
    assert area > CI[2]
