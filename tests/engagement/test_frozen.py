"""What people relied on never changes (EN-1, EN-2, EN-A2, EN-A13, STD-09)."""

import uuid
from dataclasses import replace

import pytest
from django.db import IntegrityError, connection, transaction

from accounts.models import AuditEntry
from engagement.domain import consultations, papers, questionnaires, verification, withdrawal
from engagement.enums import ChangeStatus, VersionState
from engagement.models import (
    Answer,
    Code,
    ConsentRecord,
    DeadlineChange,
    NoteEntry,
    OptionVersion,
    PaperSection,
    PaperVersion,
    QuestionnaireVersion,
    QuestionVersion,
    Quote,
    SourceText,
    SubmissionRevision,
    Unit,
)
from kernel.errors import DomainError, IllegalMove, NotPermitted
from publishing.domain import gate
from publishing.domain.gate import LanguageGap
from tests.factories.engagement import (
    SOMEONE,
    ConsultationFactory,
    Staff,
    approved_finding,
    coded,
    frozen_paper,
    frozen_questionnaire,
    frozen_themes,
    in_analysis,
    open_consultation,
    published_reply,
    question,
    reported,
    submitted,
)

pytestmark = pytest.mark.django_db


def refused(act):
    with pytest.raises(IntegrityError), transaction.atomic():
        act()


def by_sql(row, column, value):
    table = row._meta.db_table
    key = row.pk.hex if isinstance(row.pk, uuid.UUID) and connection.vendor == "sqlite" else row.pk
    with connection.cursor() as cursor:
        cursor.execute(f'UPDATE {table} SET "{column}" = %s WHERE id = %s', [value, key])
        assert cursor.rowcount == 1  # never reached when the trigger refuses


def assert_fixed(row, column, value):
    """EN-A2: by the object, by a bulk update, by SQL and by deleting, the row refuses to change."""
    setattr(row, column, value)
    refused(lambda: row.save(update_fields=(column,)))
    refused(lambda: type(row).objects.filter(pk=row.pk).update(**{column: value}))
    refused(lambda: by_sql(row, column, value))
    refused(lambda: type(row).objects.filter(pk=row.pk).delete())
    row.refresh_from_db()
    assert getattr(row, column) != value


def test_a_frozen_paper_and_its_sections_never_change():
    staff = Staff()
    version = frozen_paper(ConsultationFactory(author=staff.organizer), staff)
    section = version.sections.first()

    assert_fixed(version, "title_en", "Another title")
    assert_fixed(section, "body_fr", "Autre texte")
    refused(lambda: PaperSection.objects.create(version=version, key="late", order=9))
    refused(lambda: PaperVersion.objects.filter(pk=version.pk).update(state=VersionState.DRAFT))
    assert list(verification.problems()) == []


def test_a_frozen_questionnaire_with_its_pages_questions_and_options_never_changes():
    staff = Staff()
    version = frozen_questionnaire(ConsultationFactory(author=staff.organizer), staff)
    question = version.questions.get(key="known")

    assert_fixed(version, "notice_en", "Another notice")
    assert_fixed(question, "prompt_en", "Another question?")
    assert_fixed(question.options.first(), "label_fr", "Autre")
    assert_fixed(version.pages.first(), "title_en", "Another page")
    refused(lambda: OptionVersion.objects.create(question=question, code="maybe", order=3))
    refused(
        lambda: QuestionVersion.objects.create(
            version=version, page=version.pages.first(), key="x", order=9, type="open"
        )
    )
    refused(lambda: QuestionnaireVersion.objects.filter(pk=version.pk).update(state=VersionState.REVIEW))


def test_frozen_themes_never_change():
    staff = Staff()
    theme, *_rest = frozen_themes(ConsultationFactory(), staff)

    assert_fixed(theme, "label_en", "Something else")
    refused(lambda: Code.objects.create(version=theme.version, key="late", label_en="a", label_fr="b"))


def test_words_consents_and_texts_are_append_only():
    consultation = open_consultation()
    submission = submitted(consultation)
    revision = SubmissionRevision.objects.get()

    assert_fixed(Answer.objects.get(), "text", "Something they never said")
    assert_fixed(revision, "number", 7)
    assert_fixed(ConsentRecord.objects.get(), "may_quote", False)
    assert submission.state == "submitted"


def test_a_notes_entry_a_text_and_its_units_are_immutable(noted_table):
    entry = NoteEntry.objects.create(
        table=noted_table, sequence=1, text="A point. Another.", language="en", kind="point", support="most"
    )
    from engagement.domain import texts

    assert texts.take_in(noted_table.consultation) == 0, "an open table is not taken in"
    assert_fixed(entry, "text", "Another point")

    source = SourceText.objects.create(
        consultation=noted_table.consultation,
        channel="roundtable",
        note=entry,
        language="en",
        text="A point.",
        sha256="x",
    )
    unit = Unit.objects.create(source=source, number=1, start=0, end=8)
    assert_fixed(source, "text", "Another")
    assert_fixed(unit, "end", 3)


def test_a_deadline_change_stays_on_record():
    from django.utils import timezone

    consultation = open_consultation()
    change = DeadlineChange.objects.create(
        consultation=consultation,
        old_closes_at=consultation.closes_at,
        new_closes_at=consultation.closes_at + timezone.timedelta(days=1),
        reason_en="A storm",
        reason_fr="Une tempête",
    )
    assert_fixed(change, "reason_en", "No reason")


@pytest.mark.skipif(connection.vendor != "sqlite", reason="REPLACE is a statement of SQLite")
def test_replacing_a_row_is_refused_like_deleting_it():
    consultation = open_consultation()
    submitted(consultation)
    version = consultation.paper.versions.get()
    for row in (version, Answer.objects.get(), ConsentRecord.objects.get(), AuditEntry.objects.first()):
        table = row._meta.db_table
        key = row.pk.hex if isinstance(row.pk, uuid.UUID) else row.pk
        statement = f"INSERT OR REPLACE INTO {table} SELECT * FROM {table} WHERE id = %s"
        refused(lambda: connection.cursor().execute(statement, [key]))


def test_states_go_forward_only_by_sql_too():
    consultation, given, staff = reported()
    finding = consultation.findings.get()
    reply = published_reply(finding, staff)
    withdrawal.withdraw(given[0], actor=SOMEONE)

    refused(lambda: by_sql(reply, "state", "draft"))
    refused(lambda: by_sql(reply, "published_at", None))
    refused(lambda: by_sql(given[0], "state", "submitted"))
    newer = frozen_questionnaire(ConsultationFactory(author=staff.organizer), staff)
    type(newer).objects.filter(pk=newer.pk).update(state=VersionState.SUPERSEDED)
    refused(lambda: by_sql(newer, "state", "frozen"))


def test_what_a_published_conclusion_rests_on_stays_with_it():
    consultation, _given, staff = reported()
    finding, advice = consultation.findings.get(), consultation.recommendations.get()
    refused(lambda: advice.findings.clear())
    refused(lambda: finding.evidence.all().delete())
    source = finding.evidence.first().coding.source
    refused(lambda: Quote.objects.create(finding=finding, source=source, start=0, end=3, attribution="anonymous"))


def test_a_signed_finding_is_published_with_the_words_that_were_signed(staff):
    consultation = open_consultation(staff)
    submitted(consultation)
    in_analysis(consultation, staff)
    theme, *_rest = frozen_themes(consultation, staff)
    coded(consultation, theme, staff)
    finding = approved_finding(consultation, theme, staff)
    refused(lambda: by_sql(finding, "statement_en", "Nobody asks for anything."))

    by_sql(finding, "state", "draft")
    by_sql(finding, "statement_en", "Nobody asks for anything.")
    by_sql(finding, "state", "approved")
    assert [line.partition(": ")[2] for line in verification.problems()] == ["words are not what was checked"]
    with pytest.raises(DomainError, match="words have changed"):
        consultations.report(consultation, actor=staff.as_approver)


def test_the_hash_covers_every_word_and_tells_when_one_differs():
    """EN-1: what is hashed is what is shown."""
    staff = Staff()
    version = frozen_paper(ConsultationFactory(author=staff.organizer), staff)
    content = papers.content(version)
    words = [value for section in content["sections"] for value in section.values() if isinstance(value, str)]
    for section in version.sections.all():
        for text in (section.heading_en, section.heading_fr, section.body_en, section.body_fr):
            assert text in words
    content["sections"][0]["body_fr"] += " "
    from kernel.canonical import digest

    assert digest(content) != version.sha256 == digest(papers.content(version))


def test_an_answer_belongs_to_a_question_of_its_own_version():
    """EN-2: even the database refuses an answer to a question of another version."""
    staff = Staff()
    consultation = open_consultation(staff)
    submission = submitted(consultation)
    newer = frozen_questionnaire(consultation, staff)
    stranger = newer.questions.get(key="support")

    refused(lambda: Answer.objects.create(revision=submission.sent_revisions.get(), question=stranger, text="x"))


def test_a_minor_version_while_open_loses_no_answer():
    """EN-3: copied questions keep their meaning until someone says otherwise; earlier answers keep their version."""
    staff = Staff()
    consultation = open_consultation(staff)
    before = submitted(consultation, "First version")
    newer = frozen_questionnaire(consultation, staff)
    after = submitted(consultation, "Second version")

    assert (before.version.number, after.version.number) == ("1.0", "1.1")
    assert before.version.__class__.objects.get(pk=before.version_id).state == VersionState.SUPERSEDED
    assert {q.meaning for q in newer.questions.all()} == {"same"}
    assert sorted(Answer.objects.values_list("text", flat=True)) == ["First version", "Second version"]


def test_a_missing_or_stale_language_freezes_nothing():
    """EN-A13: one French field missing or stale, and nothing is published."""
    staff = Staff()
    consultation = ConsultationFactory(author=staff.organizer)
    frozen_paper(consultation, staff)
    version = papers.start_version(consultation, actor=staff.as_organizer)
    papers.describe(version, actor=staff.as_organizer, change_note_en="Clearer", change_note_fr="Plus clair")
    section = version.sections.get(key="prevention")
    papers.edit_section(section, actor=staff.as_organizer, body_en="New words in English only.")

    with pytest.raises(LanguageGap) as stale:
        papers.submit(version, actor=staff.as_organizer)
    assert [(gap.field, gap.stale) for gap in stale.value.gaps] == [("prevention: body_fr", True)]

    papers.edit_section(section, actor=staff.as_organizer, body_fr="", settled=True)
    with pytest.raises(LanguageGap) as missing:
        papers.submit(version, actor=staff.as_organizer)
    assert [(gap.field, gap.stale) for gap in missing.value.gaps] == [("prevention: body_fr", False)]

    papers.edit_section(section, actor=staff.as_organizer, body_fr="De nouveaux mots, en français.", settled=True)
    papers.submit(version, actor=staff.as_organizer)
    frozen = papers.freeze(version, actor=staff.as_approver)
    assert {s.key: s.change_status for s in frozen.sections.all()} == {
        "background": ChangeStatus.SAME,
        "prevention": ChangeStatus.CHANGED,
        "support": ChangeStatus.SAME,
    }
    assert frozen.paper.versions.get(number=1).state == VersionState.SUPERSEDED


def test_a_first_translation_of_a_question_makes_nothing_stale():
    staff = Staff()
    version = questionnaires.start_version(ConsultationFactory(author=staff.organizer), actor=staff.as_organizer)
    page = questionnaires.add_page(version, actor=staff.as_organizer, title_en="a", title_fr="b")
    asked = question("one", section_key="")
    for texts in ({**asked.texts, "prompt_fr": ""}, asked.texts):
        row = questionnaires.put_question(page, replace(asked, texts=texts), actor=staff.as_organizer)
    assert gate.gaps(row, ("prompt",)) == []
    later = {**asked.texts, "prompt_en": "And now?"}
    row = questionnaires.put_question(page, replace(asked, texts=later), actor=staff.as_organizer)
    assert [gap.field for gap in gate.gaps(row, ("prompt",))] == ["prompt_fr"]


def test_who_wrote_a_version_cannot_freeze_it():
    """EN-12: the second signature is a second person's."""
    staff = Staff()
    version = questionnaires.start_version(ConsultationFactory(author=staff.organizer), actor=staff.as_organizer)
    questionnaires.describe(version, actor=staff.as_organizer, title_en="a", title_fr="b", notice_en="c", notice_fr="d")
    page = questionnaires.add_page(version, actor=staff.as_organizer, title_en="a", title_fr="b")
    questionnaires.put_question(page, question("one", section_key=""), actor=staff.as_organizer)
    with pytest.raises(IllegalMove):
        questionnaires.freeze(version, actor=staff.as_approver)
    questionnaires.submit(version, actor=staff.as_organizer)
    with pytest.raises(NotPermitted):
        questionnaires.freeze(version, actor=staff.as_organizer)
    assert questionnaires.freeze(version, actor=staff.as_approver).state == VersionState.FROZEN
