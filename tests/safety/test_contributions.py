"""Protected input is sealed, joins nothing, and leaves the spool shuffled and never alone (safety 7, SA-A25)."""

from datetime import date
from uuid import uuid4

import pytest
from django.test import override_settings

from accounts.models import AuditEntry
from kernel.errors import Invalid
from messaging.models import JobRun
from safety import tasks
from safety.domain import codes, contributions, sealing, secrets
from safety.spool.models import ContributionCode, ReleasedContribution, SpoolItem
from safety.spool.store import PROTECTED_APPS, ProtectedInputRouter

pytestmark = pytest.mark.django_db(databases=["default", "protected"])
CANARY = "Zywicki-ᐃᓄᒃ-7741"


def hand_over(count, *, receipt=False):
    return [
        contributions.say(code, f"{CANARY} {number}", language="fr", uses=["summary", "nonsense"], receipt=receipt)
        for number, code in enumerate(contributions.issue_bowl(uuid4(), count))
    ]


def test_nine_wait_sealed_and_the_tenth_lets_the_next_daily_run_release_all():
    hand_over(9)
    assert contributions.release(date(2018, 10, 30)) == 0
    assert (SpoolItem.objects.count(), ReleasedContribution.objects.count()) == (9, 0)

    hand_over(1)
    assert contributions.release(date(2018, 10, 31)) == 10

    texts = ReleasedContribution.objects.all()
    assert SpoolItem.objects.count() == 0
    assert {text.released_on for text in texts} == {date(2018, 10, 31)}
    assert {tuple(text.uses) for text in texts} == {("summary",)}
    assert sum(CANARY in text.text for text in texts) == 10


def test_a_waiting_text_cannot_be_read_in_the_store():
    hand_over(1)

    assert CANARY.encode() not in bytes(SpoolItem.objects.get().sealed)
    assert len(SpoolItem.objects.get().sealed) % 64 == (1 + 32 + 16) % 64


def test_without_the_private_key_sealing_works_and_opening_does_not():
    """RE-10: the web process of a production holds the public key only."""
    sealed = sealing.seal({"text": CANARY})

    with override_settings(SPOOL_PRIVATE_KEY=""):
        assert sealing.seal({"text": CANARY})
        with pytest.raises(sealing.KeyMissing):
            sealing.open_sealed(sealed)
    assert sealing.open_sealed(sealed) == {"text": CANARY}


@pytest.mark.parametrize(
    "spoil", [lambda b: b[:-1], lambda b: b[:40] + bytes([b[40] ^ 1]) + b[41:], lambda b: b"plain"]
)
def test_an_altered_or_plain_value_is_detected(spoil):
    sealed = sealing.seal({"text": CANARY})

    with pytest.raises(ValueError):
        sealing.open_sealed(spoil(sealed))


def test_a_code_from_the_bowl_allows_one_text():
    (code,) = contributions.issue_bowl(uuid4(), 1)
    contributions.say(code, "one", language="en", uses=[], receipt=False)

    with pytest.raises(codes.CodeRefused):
        contributions.say(code, "two", language="en", uses=[], receipt=False)
    assert SpoolItem.objects.count() == 1


def test_one_form_sent_twice_keeps_one_text_and_shows_the_same_words():
    (code,) = contributions.issue_bowl(uuid4(), 1)
    form = {"language": "fr", "uses": [], "receipt": True, "once": uuid4()}

    first = contributions.say(code, CANARY, **form)

    assert contributions.say(code, CANARY, **form) == first != ""
    assert SpoolItem.objects.count() == 1
    with pytest.raises(codes.CodeRefused):
        contributions.say(code, CANARY, **{**form, "once": uuid4()})
    assert contributions.take_back(first) == "waiting"


def test_two_receipts_may_begin_alike_and_each_takes_back_its_own_text(monkeypatch):
    monkeypatch.setattr(secrets, "phrase_lookup", lambda purpose, typed: "alike")
    first, second = hand_over(2, receipt=True)

    assert contributions.take_back(second) == "waiting"
    assert contributions.take_back(first) == "waiting"
    assert SpoolItem.objects.count() == 0


def test_what_was_said_at_a_meeting_that_still_goes_on_waits_although_ten_have_come(paper):
    going_on, over = uuid4(), uuid4()
    paper.going_on.add(going_on)
    for event_ref, count in ((going_on, 2), (over, 10)):
        for code in contributions.issue_bowl(event_ref, count):
            contributions.say(code, CANARY, language="en", uses=[], receipt=False)

    assert contributions.release(date(2018, 10, 31)) == 10
    assert SpoolItem.objects.count() == 2
    assert contributions.release(date(2018, 11, 1)) == 0


def test_a_worker_without_the_key_fails_its_daily_run_even_while_nothing_waits():
    with override_settings(SPOOL_PRIVATE_KEY=""), pytest.raises(sealing.KeyMissing):
        tasks.release()

    assert JobRun.objects.get(name="protected input").error == "KeyMissing"


def test_an_empty_or_endless_text_is_refused_and_the_code_stays_good():
    (code,) = contributions.issue_bowl(uuid4(), 1)

    for text in ("   ", "x" * 20_001):
        with pytest.raises(Invalid):
            contributions.say(code, text, language="en", uses=[], receipt=False)

    contributions.say(code, "now", language="en", uses=[], receipt=False)
    assert SpoolItem.objects.count() == 1


def test_a_text_can_be_taken_back_while_it_waits_and_after():
    (first, *_others) = hand_over(10, receipt=True)
    assert contributions.take_back(first) == "waiting"
    assert SpoolItem.objects.count() == 9
    (last,) = hand_over(1, receipt=True)
    contributions.release(date(2018, 10, 31))

    assert contributions.take_back(last) == "released"
    assert ReleasedContribution.objects.filter(withdrawn=True, text="").count() == 1
    with pytest.raises(contributions.ReceiptRefused):
        contributions.take_back(last)


def test_handing_over_writes_nothing_in_the_main_store(django_assert_num_queries):
    (code,) = contributions.issue_bowl(uuid4(), 1)
    before = AuditEntry.objects.count()

    with django_assert_num_queries(0, using="default"):
        contributions.say(code, CANARY, language="en", uses=[], receipt=True)

    assert AuditEntry.objects.count() == before


def test_no_relation_crosses_the_two_stores():
    for model in (SpoolItem, ReleasedContribution, ContributionCode):
        assert not [field for field in model._meta.get_fields() if field.is_relation]
        assert not [f for f in model._meta.concrete_fields if f.get_internal_type() == "DateTimeField"]
        assert model._meta.app_label in PROTECTED_APPS
        assert ProtectedInputRouter().db_for_write(model) == "protected"
        assert not ProtectedInputRouter().allow_migrate("default", model._meta.app_label)
