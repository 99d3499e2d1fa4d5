"""Taking input back at every stage, and telling people what came of it (EN-28, EN-A14, EN-A29)."""

import datetime

import pytest
from django.db import connection, transaction
from django.utils import timezone

from accounts.actors import Actor
from accounts.models import AuditEntry
from engagement.domain import answering, coding, findings, loop, participation, submissions, verification, withdrawal
from engagement.enums import Exit, OriginRelation, Stance, SubmissionState, Use
from engagement.models import Coding, ConsentRecord, LoopNotice, Participation, Quote, SourceText, Submission
from kernel.errors import DomainError
from messaging.kinds import Composed, Suppressed, get
from messaging.models import Message
from partners.contacts import normalize_email
from partners.domain import suppressions
from tests.factories import commitments
from tests.factories.engagement import (
    SOMEONE,
    approved_finding,
    by_name,
    coded,
    frozen_themes,
    in_analysis,
    open_consultation,
    published_reply,
    reported,
    started,
    submitted,
)

pytestmark = pytest.mark.django_db
CANARY = "zzq-canary-words"


def everywhere(needle: str) -> list[str]:
    """Return the tables of this app in which any column still holds the words."""
    found = []
    with connection.cursor() as cursor:
        for table in sorted(t for t in connection.introspection.table_names(cursor) if t.startswith("engagement_")):
            cursor.execute(f"SELECT * FROM {table}")
            if any(needle in str(value) for row in cursor.fetchall() for value in row):
                found.append(table)
    return found


def test_a_draft_is_withdrawn_without_a_trace_of_words():
    submission = started(open_consultation()).submission
    page = submission.version.pages.first()
    submissions.save_page(submission, page, {"prevention": {"text": CANARY}}, seen=None, actor=SOMEONE)
    assert everywhere(CANARY) == ["engagement_submission"]
    withdrawal.withdraw(submission, actor=SOMEONE)
    assert everywhere(CANARY) == []


def test_what_was_sent_is_deleted_with_name_and_address():
    submission = submitted(open_consultation(), CANARY, by_name(name="Canary Martin", email="canary@example.org"))
    assert everywhere("Canary Martin") == ["engagement_participation"]
    for _twice in range(2):
        withdrawal.withdraw(submission, actor=SOMEONE)
    assert everywhere(CANARY) == everywhere("Canary Martin") == everywhere("canary@example.org") == []
    row = Submission.objects.get()
    assert (row.state, row.participation, row.draft) == (SubmissionState.WITHDRAWN, None, {})
    assert [record.act for record in ConsentRecord.objects.order_by("number")] == ["given", "withdrawn"]


def test_in_analysis_the_passages_go_and_findings_are_checked_again(staff):
    """EN-A14, locked: removed from coding, counts and quotes; what rested on it goes back."""
    consultation = open_consultation(staff)
    kept = [submitted(consultation, f"Shelters {n}.") for n in range(11)]
    gone = submitted(consultation, CANARY)
    in_analysis(consultation, staff)
    theme, _other = frozen_themes(consultation, staff)
    coded(consultation, theme, staff)
    coding.retract(Coding.objects.filter(source__submission=gone).get(), actor=staff.as_analyst)
    coding.assign(SourceText.objects.get(submission=gone), [1], theme, Stance.FOR, actor=staff.as_analyst)
    finding = approved_finding(consultation, theme, staff)
    assert finding.counts[0]["raised"] == 12
    gone.refresh_from_db()

    withdrawal.withdraw(gone, actor=SOMEONE)

    assert everywhere(CANARY) == []
    finding.refresh_from_db()
    assert (finding.state, finding.counts) == ("draft", [])
    again = findings.check_evidence(finding, actor=staff.as_second_analyst)
    assert again.counts[0]["raised"] == again.counts[0]["scope"] == len(kept)
    assert list(verification.problems()) == []


def test_after_publication_the_words_go_and_the_published_figures_stay():
    consultation, given, staff = reported()
    finding = consultation.findings.get()
    source = SourceText.objects.filter(submission=given[0]).get()
    before = finding.counts
    given[0].refresh_from_db()
    outlook = withdrawal.outlook(given[0])

    withdrawal.withdraw(given[0], actor=SOMEONE)

    finding.refresh_from_db()
    assert finding.counts == before
    assert not SourceText.objects.filter(pk=source.pk).exists()
    assert len(outlook.remains) == 3, "the page said that rounded figures stay"
    assert list(verification.problems()) == []


def test_a_quote_needs_consent_when_it_is_chosen_and_goes_with_it(staff):
    """EN-10"""
    consultation = open_consultation(staff)
    given = submitted(consultation, "Quote me.")
    silent = submitted(consultation, "Do not quote me.", by_name(uses={Use.ANALYSE}))
    in_analysis(consultation, staff)
    theme, _other = frozen_themes(consultation, staff)
    coded(consultation, theme, staff)
    finding = findings.draft(
        consultation, theme, Stance.FOR, findings.Wording("People ask.", "On demande."), actor=staff.as_analyst
    )
    source = SourceText.objects.get(submission=given)
    other = SourceText.objects.get(submission=silent)

    findings.choose_quote(finding, source, list(source.units.all()), actor=staff.as_analyst)
    with pytest.raises(DomainError) as refusal:
        findings.choose_quote(finding, other, list(other.units.all()), actor=staff.as_analyst)
    assert refusal.value.code == "no_consent_to_quote"

    given.refresh_from_db()
    withdrawal.withdraw(given, actor=SOMEONE)
    assert not Quote.objects.exists()


@pytest.fixture
def listened():
    """A published finding resting on six people, of whom one confirmed and asked to be told."""
    consultation, given, staff = reported(choices=by_name())
    for submission in given[:1]:
        participation.confirm(submission.participation_id, actor=SOMEONE)
    return consultation, given, staff


def told():
    return Message.objects.filter(kind="engagement.loop").count()


CLOCK = Actor.system("loop")


def test_each_step_is_told_once_to_whom_asked_and_confirmed(listened):
    """EN-A29: at most one notice for each person and step, and one message for steps found together."""
    consultation, given, staff = listened
    published_reply(consultation.findings.get(), staff)
    published_reply(consultation.recommendations.get(), staff)

    assert loop.tell(actor=CLOCK) == 1
    assert loop.tell(actor=CLOCK) == 0
    assert (told(), LoopNotice.objects.count()) == (1, 2)
    assert set(LoopNotice.objects.values_list("participation", flat=True)) == {given[0].participation_id}


def test_the_trail_says_for_each_consultation_how_many_were_told():
    counts = {}
    for people in (1, 2):
        consultation, given, staff = reported(words=("Shelters.",) * people, choices=by_name())
        for submission in given:
            participation.confirm(submission.participation_id, actor=SOMEONE)
        published_reply(consultation.findings.get(), staff)
        counts[str(consultation.public_id)] = people

    assert loop.tell(actor=CLOCK) == 3
    entries = AuditEntry.objects.filter(verb="loop.told")
    assert {entry.subject_ref: entry.facts["people"] for entry in entries} == counts


def test_an_address_is_suppressed_however_it_is_written():
    submission = submitted(open_consultation(), choices=by_name(email="Jo@Exämple.ORG"))
    assert isinstance(get("engagement.confirm").compose(submission.pk, submission.participation_id, "en"), Composed)
    with transaction.atomic():
        suppressions.suppress(normalize_email("jo@exämple.org"), actor=SOMEONE, reason="complaint")
    refused = get("engagement.confirm").compose(submission.pk, submission.participation_id, "en")
    assert refused == Suppressed("suppressed")


def test_progress_on_a_commitment_is_told_too(listened, a_commitment):
    consultation, _given, staff = listened
    answering.tie(
        consultation.recommendations.get(),
        a_commitment,
        OriginRelation.IMPLEMENTS,
        reason_en="It does.",
        reason_fr="Il le fait.",
        actor=staff.as_coordinator,
    )
    commitments.reported(a_commitment, *commitments.people())
    assert loop.tell(actor=CLOCK) == 1
    assert LoopNotice.objects.get().wording == "progress"


def test_nobody_is_told_after_saying_no(listened):
    consultation, given, staff = listened
    participation.stop_notices(given[0].participation_id, actor=SOMEONE)
    published_reply(consultation.findings.get(), staff)
    assert loop.tell(actor=CLOCK) == 0

    assert get("engagement.loop").compose(
        LoopNotice(batch=given[0].pk).batch, given[0].participation_id, "en"
    ) == Suppressed("not_wanted")


def test_messages_carry_neither_words_nor_secret_nor_name(listened):
    """EN-A17, EN-A29"""
    consultation, given, staff = listened
    published_reply(consultation.findings.get(), staff)
    loop.tell(actor=CLOCK)
    notice = LoopNotice.objects.first()
    for language in ("en", "fr"):
        composed = get("engagement.loop").compose(notice.batch, notice.participation_id, language)
        assert isinstance(composed, Composed) and composed.address == "jo@example.org"
        waiting = given[1].participation
        asked = get("engagement.confirm").compose(given[1].pk, waiting.pk, language)
        assert isinstance(asked, Composed)
        for message in (composed, asked):
            for private in ("We need shelters", "Jo Martin", "Maison Lumière", given[0].receipt, given[0].secret_hash):
                assert private not in message.text + message.html + message.subject
    assert Participation.objects.count() == len(given)
    assert Exit.MAIL  # the exit of these messages


def test_a_draft_nobody_sent_is_forgotten_a_year_after_the_close():
    """The privacy notice promises it: the words go, what was sent stays, and again there is nothing to do."""
    consultation = open_consultation()
    draft, sent = started(consultation).submission, submitted(consultation)
    page = draft.version.pages.first()
    submissions.save_page(draft, page, {"prevention": {"text": CANARY}}, seen=None, actor=SOMEONE)
    for days, forgotten in ((364, 0), (366, 1), (366, 0)):
        closed = timezone.now() - datetime.timedelta(days=days)
        type(consultation).objects.filter(pk=consultation.pk).update(closes_at=closed)
        assert withdrawal.forget_drafts(actor=CLOCK) == forgotten, days
    draft.refresh_from_db()
    sent.refresh_from_db()
    assert (draft.state, draft.draft, draft.participation) == ("withdrawn", {}, None)
    assert sent.state == "submitted"
