"""`manage verify` names every drift that somebody with the database in hand can plant, and ends non-zero (part 11).

The platform is built once by the verbs of the product; each test plants its drift behind their back and undoes it.
"""

import datetime
import json
import uuid
from contextlib import contextmanager

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import connection
from django.test import TestCase
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.actors import Actor
from accounts.domain import sealing
from accounts.models import AuditEntry, AuditSeal
from config import verification
from config.verification import bilingual
from engagement.domain import withdrawal
from engagement.models import (
    Answer,
    Coding,
    ConsentRecord,
    Consultation,
    Disposition,
    PaperSection,
    QuestionVersion,
    SourceText,
    Submission,
    SubmissionRevision,
)
from events.domain import registrations
from events.models import CapacityPool, Event, Offer, QueueEntry, Registration, SeatLedger, SeatPool
from messaging.domain import outbox
from messaging.models import Message
from partners.models import Commitment, CommitmentEvent, Jurisdiction, Pillar, Place
from safety.domain import codes, contributions, handles, secrets
from safety.models import CodePool, Handle
from safety.spool.models import ContributionCode, ReleasedContribution, SpoolItem
from tests.factories import commitments
from tests.factories.accounts import person_with
from tests.factories.engagement import SOMEONE, open_consultation, published_reply, reported, submitted
from tests.factories.events import EventFactory, ProtectedEventFactory, option_for
from tests.factories.partners import OrganizationFactory
from tests.factories.safety import issue_codes


class Undone(TestCase):
    """Both stores held open, and put back at the end."""

    databases = frozenset({"default", "protected"})

    @classmethod
    @contextmanager
    def later(cls):
        held = cls._enter_atomics()
        try:
            yield
        finally:
            cls._rollback_atomics(held)


def build():
    """One of everything, by the verbs of the product."""
    call_command("load_reference", verbosity=0)
    consultation, _given, staff = reported()
    published_reply(consultation.findings.get(), staff)
    withdrawn = submitted(open_consultation(staff))
    withdrawal.withdraw(withdrawn, actor=SOMEONE)
    place = Place.objects.get(key="place-ottawa")
    event = EventFactory(seats=2, place=place)
    placed = [registrations.accept(option_for(event), actor=SOMEONE) for _number in range(4)]
    registrations.withdraw(placed[0].registration, actor=SOMEONE)
    pillar = Pillar.objects.select_related("framework").order_by("pk").first()
    commitments.agreed(*commitments.people(), framework=pillar.framework, pillars=[pillar])
    protected = ProtectedEventFactory(seats=3, place=place)
    liaison = Actor.of(person_with("liaison"))
    partner = OrganizationFactory(may_vouch=True)
    _ref, plain = issue_codes(partner, liaison, 3, protected.public_id)
    layers = {"take_part": True}
    for code in plain[:2]:
        digest = secrets.code_hash(codes.PURPOSE, code)
        handles.admit(digest, language="en", layers=layers, comes_back=False)
    for code in contributions.issue_bowl(protected.public_id, 2):
        contributions.say(code, "words", language="en", uses=(), receipt=False)
    outbox.owe("account.welcome", about=uuid.uuid4(), to=uuid.uuid4(), key="one", language="en")
    sealing.seal()


@pytest.fixture(scope="module")
def platform(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), Undone.later():
        build()
        yield


@pytest.fixture
def drift(platform, settings, tmp_path):
    """A place to plant something that is gone after the test."""
    settings.VAR = tmp_path
    with Undone.later():
        yield


def verify(capsys):
    """Run the command; return its answer and whether it ended well."""
    capsys.readouterr()
    try:
        call_command("verify")
    except SystemExit as end:
        assert end.code == 1
        return json.loads(capsys.readouterr().out), False
    return json.loads(capsys.readouterr().out), True


def guards_off(model):
    """Do what somebody with the owner's rights does first: take the triggers of a table away."""
    table = model._meta.db_table
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
            return
        cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = %s", [table])
        for (name,) in cursor.fetchall():
            cursor.execute(f'DROP TRIGGER "{name}"')


def change(model, *, where=None, **values):
    """Change the first row of a table behind the back of the product; return the row as it was."""
    guards_off(model)
    row = model._default_manager.filter(**(where or {})).order_by("pk").first()
    assert row is not None, f"nothing to change in {model._meta.label}"
    model._default_manager.filter(pk=row.pk).update(**values)
    return row


def a_dangling_row():
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("ALTER TABLE partners_sector ADD CONSTRAINT planted CHECK (position >= 0) NOT VALID")
            return "default constraint planted not_validated"
        cursor.execute("PRAGMA defer_foreign_keys = ON")
    row = change(Registration, where={"person__isnull": False}, organization_id=999_999)
    return f"default events_registration {row.pk} points_nowhere partners_organization"


def a_seat_of_nobody():
    row = Registration.objects.get(person__isnull=False, state="confirmed", event__safety_tier="open")
    seat = row.seats.get(state="taken")
    change(Registration, where={"pk": row.pk}, state="cancelled", ended_at=row.registered_at)
    return f"events.SeatLedger {seat.pk} taken_by_nobody_seated"


def somebody_without_a_seat():
    seat = change(SeatLedger, where={"state": "taken", "registration__person__isnull": False}, state="released")
    return f"events.Registration {seat.registration.public_id} seated_without_a_seat"


def a_seat_out_of_its_pool():
    row = SeatPool.objects.filter(seat__state="taken").order_by("pk").first()
    SeatPool.objects.filter(pk=row.pk).delete()
    return f"events.SeatLedger {row.seat_id} not_in_its_pool"


def a_seat_of_a_decided_offer():
    offer = change(Offer, where={"state": "made"}, state="expired", decided_at=timezone.now())
    return f"events.SeatLedger {offer.seats.get().pk} held_for_nobody"


def a_consent_that_came_after():
    given = ConsentRecord.objects.filter(submission__state="locked").order_by("pk").first()
    later = ConsentRecord.objects.get(pk=given.pk)
    later.pk, later.number = uuid.uuid4(), given.number + 1
    later.save(force_insert=True)
    return f"submission {given.submission_id} the consent in force is not the latest"


def words_that_should_be_gone():
    answer = Answer.objects.filter(revision__submission__state="locked").exclude(text="").order_by("pk").first()
    gone = Submission.objects.get(state="withdrawn")
    change(SubmissionRevision, where={"pk": answer.revision_id}, submission=gone, number=99)
    return f"engagement.Answer {answer.pk} withdrawn_and_still_there"


def an_answer_to_another_form():
    other = QuestionVersion.objects.filter(version__questionnaire__consultation__state="open").order_by("pk").first()
    answer = change(Answer, question=other)
    return f"engagement.Answer {answer.pk} question_of_another_version"


def a_new_fact():
    row = change(Pillar, where={"provenance": "seed"}, aim_fr="Autre chose")
    return f"{row.key} fact_changed"


def a_line_the_file_does_not_have():
    row = change(Place, where={"provenance": "public"}, time_en="heure de nulle part")
    return f"partners.Place {row.key} not_as_in_the_file"


def a_broken_chain():
    event = change(CommitmentEvent, where={"sequence": 2}, data="{}")
    return f"{event.commitment.ref} event 2 was changed"


def a_stored_fact_that_is_no_longer_true():
    row = change(Commitment, where={"published_at__isnull": False}, health="off_track")
    return f"{row.ref} health"


def a_side_gone_blank():
    row = change(Consultation, where={"state": "reporting"}, title_fr=" ")
    return f"engagement.Consultation {row.public_id} title_fr"


def a_reply_gone_blank():
    row = change(Disposition, where={"state": "published"}, reason_en="\n")
    return f"engagement.Disposition {row.public_id} reason_en"


def an_entry_rewritten():
    row = change(AuditEntry, where={"pk": AuditSeal.objects.get(position=3).entry_id}, verb="nothing.happened")
    return f"position 3 entry {row.pk} entry_or_seal_changed"


def an_entry_gone():
    row = AuditEntry.objects.get(pk=AuditSeal.objects.get(position=2).entry_id)
    guards_off(AuditEntry)
    AuditEntry.objects.filter(pk=row.pk)._raw_delete("default")
    return f"position 2 entry {row.pk} entry_deleted"


def a_code_counted_twice():
    return f"safety.CodePool {change(CodePool, used=1).public_id} used"


def a_seat_kept_for_somebody_who_left():
    row = change(Handle, state="withdrawn")
    return f"events.Event {row.event_ref} seat_of_somebody_who_left"


def a_handle_among_names():
    row = Registration.objects.filter(handle__isnull=False).first()
    change(Event, where={"pk": row.event_id}, safety_tier="open", kind="meeting")
    return f"events.Event {row.event.public_id} handle_at_an_open_event"


def a_text_altered_while_it_waits():
    item = SpoolItem.objects.order_by("pk").first()
    sealed = bytearray(bytes(item.sealed))
    sealed[-1] ^= 1
    SpoolItem.objects.filter(pk=item.pk).update(sealed=bytes(sealed))
    return f"spool.SpoolItem {item.pk} seal_broken"


def a_text_released_alone():
    ReleasedContribution.objects.create(text="alone", language="en", released_on=datetime.date(2018, 10, 30))
    return "spool.ReleasedContribution 2018-10-30 batch_too_small"


def a_text_without_a_code():
    ContributionCode.objects.filter(state="used").delete()
    return "spool.ContributionCode more_texts_than_codes"


def a_table_in_the_wrong_store():
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE spool_spoolitem (id integer)")
    return "default spool_spoolitem in_the_wrong_store"


def line(model, code, *, where=None, **values):
    """Return a plant that changes one row and the line that must name it."""
    return lambda: f"{model._meta.label} {change(model, where=where, **values).public_id} {code}"


def of(row_kind, words, *, where=None, **values):
    """Return a plant of something frozen, and its line in the words of its own app."""

    def plant():
        row = change(row_kind, where=where, **values)
        return words.format(row=row)

    return plant


PLANTED = {
    "databases": {"a dangling row": a_dangling_row},
    "messages": {
        "a kind nobody knows": lambda: f"messaging.Message {change(Message, kind='never.registered').pk} kind_unknown"
    },
    "counters": {
        "taken": line(CapacityPool, "taken", where={"taken__gt": 0}, taken=0),
        "held": line(CapacityPool, "held", where={"held__gt": 0}, held=0),
        "set aside": line(CapacityPool, "set_aside", where={"cap": 3}, set_aside=1),
    },
    "ledgers": {
        "a seat of nobody": a_seat_of_nobody,
        "somebody without a seat": somebody_without_a_seat,
        "a seat out of its pool": a_seat_out_of_its_pool,
        "a seat of a decided offer": a_seat_of_a_decided_offer,
    },
    "waiting_lists": {
        "an offer nobody was told of": lambda: (
            f"events.Offer {change(QueueEntry, where={'state': 'offered'}, state='waiting').offers.get().public_id} "
            "offer_of_nobody_offered"
        ),
        "told of an offer that is not there": lambda: (
            f"events.QueueEntry {change(Offer, state='expired', decided_at=timezone.now()).entry.public_id} "
            "offered_without_an_offer"
        ),
    },
    "hashes": {
        "a section of the paper": of(
            PaperSection,
            "paperversion {row.version.public_id} content and hash differ",
            where={"version__state": "frozen"},
            body_en="Other words.",
        ),
        "a question": of(
            QuestionVersion,
            "questionnaireversion {row.version.public_id} content and hash differ",
            where={"version__state": "frozen"},
            prompt_fr="Autre chose?",
        ),
        "a text": of(SourceText, "text {row.pk} words and hash differ", text="We need shelters. No."),
        "a passage": of(Coding, "coding {row.pk} passage and span differ", quote="Other words."),
        "a consent that came after": a_consent_that_came_after,
    },
    "receipts": {
        "a number": line(Submission, "receipt_malformed", receipt="7"),
        "a secret": line(Submission, "secret_cannot_be_compared", where={"state": "locked"}, secret_hash="plain"),
        "revisions": line(Submission, "revisions_do_not_add_up", where={"state": "locked"}, revisions=3),
        "words of a withdrawn submission": words_that_should_be_gone,
        "an answer to another form": an_answer_to_another_form,
    },
    "reference": {"a fact": a_new_fact, "a line": a_line_the_file_does_not_have},
    "commitments": {"the chain": a_broken_chain, "a stored fact": a_stored_fact_that_is_no_longer_true},
    "languages": {"a title": a_side_gone_blank, "a reply": a_reply_gone_blank},
    "audit": {"an entry rewritten": an_entry_rewritten, "an entry gone": an_entry_gone},
    "handles": {
        "a code counted twice": a_code_counted_twice,
        "a seat of somebody who left": a_seat_kept_for_somebody_who_left,
        "a handle among names": a_handle_among_names,
    },
    "protected_store": {
        "an altered text": a_text_altered_while_it_waits,
        "a text released alone": a_text_released_alone,
        "a text without a code": a_text_without_a_code,
        "a table in the wrong store": a_table_in_the_wrong_store,
    },
}


def name_of(check):
    return {"versions": "hashes"}.get(check.__name__, check.__name__)


def test_an_untouched_platform_is_clean_and_every_check_had_rows_to_look_at(drift, capsys):
    answer, well = verify(capsys)
    print("  ".join(f"{check['name']}={check['rows']}" for check in answer["checks"]))
    assert {check["name"]: check["problems"] for check in answer["checks"] if check["problems"]} == {}
    assert well and answer["ok"]
    assert all(check["rows"] for check in answer["checks"])


def test_looking_writes_nothing(drift, capsys):
    before = {model: model._default_manager.count() for model in apps.get_models()}
    with CaptureQueriesContext(connection) as asked:
        verify(capsys)
    assert {model: model._default_manager.count() for model in apps.get_models()} == before
    assert not [query["sql"] for query in asked if query["sql"].startswith(("UPDATE", "INSERT", "DELETE"))]


@pytest.mark.parametrize(
    ("check", "plant"),
    [
        pytest.param(check, plant, id=f"{check}-{name}")
        for check, plants in PLANTED.items()
        for name, plant in plants.items()
    ],
)
def test_a_planted_drift_is_named_and_the_command_fails(drift, capsys, monkeypatch, check, plant):
    monkeypatch.setattr(verification, "CHECKS", [each for each in verification.CHECKS if name_of(each) == check])
    expected = plant()
    answer, well = verify(capsys)
    assert not well and not answer["ok"]
    found = {row["name"]: row["problems"] for row in answer["checks"]}
    assert expected in found[check], found


def test_every_check_has_a_planted_drift():
    assert {name_of(check) for check in verification.CHECKS} == set(PLANTED)


def test_every_text_pair_has_somebody_who_said_when_it_is_shown():
    assert bilingual.undecided() == []


def test_no_value_of_a_row_stands_in_the_answer(drift, capsys):
    change(Consultation, where={"state": "reporting"}, title_fr=" ", title_en="Zywicki 7741")
    change(Jurisdiction, where={"code": "QC"}, name_fr="Zywicki 7741")
    answer, _well = verify(capsys)
    assert "Zywicki" not in json.dumps(answer)
