"""Input by people: once begun it is one draft, once sent it is one revision, and nothing of it is lost (EN-4 to EN-6)."""

import datetime
import uuid

import pytest
from django.db import models, transaction

from accounts.actors import Actor
from accounts.models import AuditEntry
from engagement.domain import (
    consultations,
    discretion,
    participation,
    receipts,
    submissions,
    verification,
    withdrawal,
)
from engagement.enums import (
    SUBMISSION_MOVES,
    Attribution,
    Confirmation,
    QuestionType,
    SubmissionState,
    Use,
)
from engagement.models import (
    Answer,
    ConsentRecord,
    Participation,
    SourceText,
    Submission,
    SubmissionRevision,
)
from kernel.errors import IllegalMove, Invalid, Stale
from kernel.moves import can_step
from messaging.models import LocalMail, Message
from tests.factories.engagement import (
    ALL_USES,
    SOMEONE,
    anonymously,
    by_name,
    in_analysis,
    open_consultation,
    started,
    submitted,
)

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("here", SubmissionState)
@pytest.mark.parametrize("there", SubmissionState)
def test_every_move_is_listed_or_refused(here, there):
    received = {SubmissionState.SUBMITTED, SubmissionState.AMENDED, SubmissionState.LOCKED}
    expected = {
        SubmissionState.DRAFT: {SubmissionState.SUBMITTED, SubmissionState.WITHDRAWN},
        SubmissionState.SUBMITTED: {*received, SubmissionState.WITHDRAWN} - {SubmissionState.SUBMITTED},
        SubmissionState.AMENDED: {*received, SubmissionState.WITHDRAWN} - {SubmissionState.SUBMITTED},
        SubmissionState.LOCKED: {SubmissionState.WITHDRAWN},
        SubmissionState.WITHDRAWN: set(),
    }[here]
    assert can_step(SUBMISSION_MOVES, here, there) == (there in expected)


def test_two_tabs_begin_one_draft_and_see_the_same_receipt():
    """EN-4: the same key begins the same draft."""
    consultation = open_consultation()
    first, second = started(consultation, key="one browser"), started(consultation, key="one browser")

    assert first.submission.pk == second.submission.pk
    assert first.secret == second.secret
    assert Submission.objects.count() == 1
    assert submissions.find(first.submission.receipt, first.secret) == first.submission
    assert started(consultation, key="another browser").secret != first.secret


def test_sending_twice_with_one_key_sends_once():
    """EN-4: resubmission with the same key returns the first result."""
    consultation = open_consultation()
    submission = started(consultation).submission
    page = submission.version.pages.first()
    submissions.save_page(submission, page, {"prevention": {"text": "Once."}}, seen=None, actor=SOMEONE)

    first = submissions.submit(submission, key="form", language="en", actor=SOMEONE)
    second = submissions.submit(submission, key="form", language="en", actor=SOMEONE)

    assert first.pk == second.pk
    assert (SubmissionRevision.objects.count(), Answer.objects.count()) == (1, 1)


def test_a_failure_while_sending_leaves_the_draft_whole(monkeypatch):
    """EN-5: all or nothing."""
    consultation = open_consultation()
    submission = started(consultation).submission
    page = submission.version.pages.first()
    submissions.save_page(submission, page, {"prevention": {"text": "Kept."}}, seen=None, actor=SOMEONE)
    monkeypatch.setattr(submissions, "note", lambda *args, **facts: 1 / 0)

    with pytest.raises(ZeroDivisionError), transaction.atomic():
        submissions.submit(submission, key="form", language="en", actor=SOMEONE)

    submission.refresh_from_db()
    assert submission.state == SubmissionState.DRAFT
    assert submission.draft["answers"] == {"prevention": {"text": "Kept."}}
    assert not SubmissionRevision.objects.exists()


def test_amending_adds_a_revision_and_keeps_the_earlier_one():
    """EN-5: earlier revisions stay."""
    consultation = open_consultation()
    submission = submitted(consultation, "First.")
    page = submission.version.pages.first()

    submissions.save_page(submission, page, {"prevention": {"text": "Second."}}, seen=None, actor=SOMEONE)
    submissions.submit(submission, key="again", language="fr", actor=SOMEONE)

    submission.refresh_from_db()
    assert (submission.state, submission.revisions) == (SubmissionState.AMENDED, 2)
    texts = {r.number: r.answers.get().text for r in submission.sent_revisions.all()}
    assert texts == {1: "First.", 2: "Second."}


def test_amending_one_page_keeps_the_answers_of_the_others():
    consultation = open_consultation()
    submission = submitted(consultation, "First.", support={"text": "Beds."}, weight={"number": 4})
    first = submission.version.pages.first()

    submissions.save_page(submission, first, {"prevention": {"text": "Second."}}, seen=None, actor=SOMEONE)
    submission.refresh_from_db()

    assert submissions.working_answers(submission) == {
        "prevention": {"text": "Second."},
        "support": {"text": "Beds."},
        "weight": {"number": 4},
    }


def test_a_page_saved_in_another_tab_is_noticed_and_nothing_typed_is_lost():
    consultation = open_consultation()
    submission = started(consultation).submission
    page = submission.version.pages.first()
    questions = list(page.questions.prefetch_related("options"))
    empty = submissions.page_digest({}, questions)

    submissions.save_page(submission, page, {"prevention": {"text": "Tab one."}}, seen=empty, actor=SOMEONE)
    with pytest.raises(Stale):
        submissions.save_page(submission, page, {"prevention": {"text": "Tab two."}}, seen=empty, actor=SOMEONE)
    submissions.save_page(submission, page, {"prevention": {"text": "Tab two."}}, seen=None, actor=SOMEONE)

    submission.refresh_from_db()
    assert submission.draft["answers"] == {"prevention": {"text": "Tab two."}}


def test_every_question_can_be_skipped_but_something_must_be_sent():
    consultation = open_consultation()
    submission = started(consultation).submission
    with pytest.raises(Invalid) as refusal:
        submissions.submit(submission, key="form", language="en", actor=SOMEONE)
    assert refusal.value.code == "nothing_to_send"

    second = submission.version.pages.last()
    submissions.save_page(submission, second, {"weight": {"number": 2}}, seen=None, actor=SOMEONE)
    revision = submissions.submit(submission, key="form", language="en", actor=SOMEONE)
    assert [answer.number for answer in revision.answers.all()] == [2]


@pytest.mark.parametrize(
    ("key", "answer", "code"),
    [
        ("prevention", {"text": "x" * 10_001}, "answer_too_long"),
        ("known", {"codes": ["perhaps"]}, "option_unknown"),
        ("known", {"codes": ["yes", "no"]}, "option_unknown"),
        ("weight", {"number": 6}, "outside_scale"),
        ("weight", {"number": 10**30}, "outside_scale"),
        ("ways", {"codes": ["yes", "'; DROP TABLE"]}, "option_unknown"),
    ],
)
def test_an_answer_that_does_not_fit_its_question_is_refused_by_name(key, answer, code):
    consultation = open_consultation()
    question = consultation.questionnaire.versions.get().questions.prefetch_related("options").get(key=key)
    with pytest.raises(Invalid) as refusal:
        submissions.fit(question, answer)
    assert (refusal.value.code, refusal.value.field) == (code, key)


def test_answers_keep_the_words_and_drop_what_cannot_be_stored():
    consultation = open_consultation()
    question = consultation.questionnaire.versions.get().questions.prefetch_related("options").get(key="prevention")
    assert question.type == QuestionType.OPEN
    assert submissions.fit(question, {"text": " e\u0301te\u0301\x00\r\nᐃᓄᒃᑎᑐᑦ 🌱 "}) == {"text": "été\nᐃᓄᒃᑎᑐᑦ 🌱"}


def test_nothing_is_taken_after_the_close_and_everything_saved_stays():
    consultation = open_consultation()
    submission = started(consultation).submission
    page = submission.version.pages.first()
    submissions.save_page(submission, page, {"prevention": {"text": "In time."}}, seen=None, actor=SOMEONE)
    consultations.close(consultation, actor=SOMEONE)

    for act in (
        lambda: submissions.submit(submission, key="late", language="en", actor=SOMEONE),
        lambda: submissions.save_page(submission, page, {}, seen=None, actor=SOMEONE),
        lambda: started(consultation),
    ):
        with pytest.raises(submissions.NotOpen):
            act()
    submission.refresh_from_db()
    assert submission.draft["answers"] == {"prevention": {"text": "In time."}}


def test_the_clock_closes_before_the_sweep_does(time_machine):
    consultation = open_consultation(days=1)
    time_machine.move_to(consultation.closes_at + datetime.timedelta(seconds=1))
    with pytest.raises(submissions.NotOpen):
        started(consultation)


def test_what_is_locked_for_analysis_can_no_longer_be_amended(staff):
    consultation = open_consultation(staff)
    submission = submitted(consultation)
    in_analysis(consultation, staff)
    submission.refresh_from_db()
    assert submission.state == SubmissionState.LOCKED
    with pytest.raises(IllegalMove):
        submissions.submit(submission, key="late", language="en", actor=SOMEONE)


def test_content_has_random_keys_days_and_no_path_to_a_list_of_people():
    """EN-6: no sequence, no clock, and of an anonymous person at most capacity, sector and region."""
    consultation = open_consultation()
    submission = submitted(consultation, choices=anonymously())

    for model in (Submission, SubmissionRevision, Answer, ConsentRecord, SourceText, Participation):
        assert isinstance(model._meta.pk, models.UUIDField)
        clocks = [f.name for f in model._meta.concrete_fields if type(f) is models.DateTimeField]
        assert clocks == [], f"{model.__name__} knows an hour: {clocks}"
        targets = {f.related_model._meta.app_label for f in model._meta.concrete_fields if f.is_relation}
        assert targets <= {"engagement", "partners", "accounts"}
        people = [f.name for f in model._meta.concrete_fields if f.is_relation and f.related_model.__name__ == "Person"]
        assert people == []
    person = submission.participation
    assert (person.name, person.organization_name, person.email) == ("", "", "")
    assert not AuditEntry.objects.filter(verb__startswith="submission.").exists(), "an entry would date it"
    assert discretion.count_day(submission.started_on, actor=Actor.system("test")) == 1
    counted = AuditEntry.objects.get(verb="submission.day_counted")
    assert counted.subject_ref == str(consultation.public_id)
    day = submission.started_on.isoformat()
    assert counted.facts == {"begun": 1, "chosen_anew": 0, "day": day, "sent": 1, "withdrawn": 0}


def test_anonymity_is_final():
    """5.3: what was given anonymously never gets a name, not even by SQL."""
    consultation = open_consultation()
    submission = submitted(consultation, choices=anonymously())
    with pytest.raises(Invalid) as refusal:
        participation.change_choices(submission, by_name(), language="en", actor=SOMEONE)
    assert refusal.value.code == "anonymity_is_final"
    from django.db import IntegrityError

    with pytest.raises(IntegrityError), transaction.atomic():
        Submission.objects.filter(pk=submission.pk).update(is_anonymous=False)


def test_a_name_can_be_given_up_and_goes_at_once():
    consultation = open_consultation()
    submission = submitted(consultation, choices=by_name())
    participation.change_choices(submission, anonymously(), language="en", actor=SOMEONE)

    submission.refresh_from_db()
    assert submission.is_anonymous
    assert list(Participation.objects.values_list("name", "email")) == [("", "")]
    assert [record.act for record in submission.consents.order_by("number")] == ["given", "changed"]
    assert list(verification.problems()) == []


@pytest.mark.parametrize(
    ("choices", "field"),
    [
        (by_name(name=" "), "name"),
        (by_name(email=""), "email"),
        (anonymously(uses=ALL_USES), "uses"),
        (
            participation.Choices(attribution=Attribution.ORGANIZATION, uses=ALL_USES, email="a@b.ca"),
            "organization_name",
        ),
    ],
)
def test_choices_that_contradict_each_other_are_refused_where_they_do(choices, field):
    with pytest.raises(Invalid) as refusal:
        participation.check_choices(choices)
    assert refusal.value.field == field


def test_the_mailbox_is_asked_once_and_its_word_counts():
    """5.2: a name appears only after its mailbox confirmed; a denial takes the name away and keeps the words."""
    consultation = open_consultation()
    submission = submitted(consultation, choices=by_name())
    person = submission.participation
    assert person.confirmation == Confirmation.PENDING
    assert Message.objects.filter(kind="engagement.confirm", to=person.pk).count() == 1

    token = participation.link_of(person)
    assert participation.of_link(token) == person
    assert participation.of_link(receipts.new_key()) is None
    participation.deny(person.pk, actor=SOMEONE)

    submission.refresh_from_db()
    assert submission.is_anonymous and submission.consent.attribution == Attribution.ANONYMOUS
    assert list(Participation.objects.values_list("name", "organization_name", "email")) == [("", "", "")]
    assert Answer.objects.get().text == "We need shelters."
    with pytest.raises(participation.LinkGone):
        participation.confirm(person.pk, actor=SOMEONE)
    assert not _ties(submission, person)


@pytest.mark.parametrize("act", ["deny", "choose", "withdraw"])
def test_giving_up_a_name_leaves_no_message_that_leads_from_the_mailbox_to_the_words(act):
    submission = submitted(open_consultation(), choices=by_name())
    person = submission.participation
    message = Message.objects.get(kind="engagement.confirm")
    Message.objects.update(address_digest="d" * 64)
    LocalMail.objects.create(id=message.pk, address=person.email, subject="s", language="en", raw=b"raw")
    if act == "deny":
        participation.deny(person.pk, actor=SOMEONE)
    elif act == "choose":
        participation.change_choices(submission, anonymously(), language="en", actor=SOMEONE)
    else:
        withdrawal.withdraw(submission, actor=SOMEONE)

    submission.refresh_from_db()
    assert not LocalMail.objects.exists()
    assert Message.objects.get().address_digest == ""
    assert not _ties(submission, person)


def _ties(submission, person):
    """Tell whether a message still names something that the submission names too."""
    named = {submission.pk, submission.participation_id}
    return any(named & {message.about, message.to} for message in Message.objects.all())


def test_messages_can_be_stopped_without_touching_the_other_choices():
    consultation = open_consultation()
    submission = submitted(consultation, choices=by_name())
    participation.confirm(submission.participation_id, actor=SOMEONE)
    for _twice in range(2):
        participation.stop_notices(submission.participation_id, actor=SOMEONE)

    submission.refresh_from_db()
    assert participation.given_uses(submission.consent) == ALL_USES - {Use.RECONTACT}
    assert submission.consents.count() == 2


def test_a_receipt_opens_with_its_secret_however_it_is_typed():
    consultation = open_consultation()
    begun = started(consultation)
    number, secret = begun.submission.receipt, begun.secret

    assert submissions.find(number.lower().replace("-", " "), secret.lower().replace("-", " ")) == begun.submission
    assert submissions.find(number[2:], secret) == begun.submission
    assert submissions.find(number, receipts.secret_of("wrong")) is None
    assert submissions.find("R-2222-2222", secret) is None
    assert submissions.find("\x00", "\ud800") is None
    assert secret not in begun.submission.secret_hash and begun.submission.secret_hash.startswith("argon2")


def test_a_repeated_key_never_shows_a_secret_that_is_not_its_own():
    consultation = open_consultation()
    begun = started(consultation, key=uuid.uuid4().hex)
    assert receipts.matches(begun.secret, begun.submission.secret_hash)
