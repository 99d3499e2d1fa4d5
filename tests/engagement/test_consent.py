"""Consent travels with the words: 3 attributions × 6 uses × 7 exits, each cell asked and answered (EN-10, EN-11, EN-A5)."""

import itertools

import pytest

from engagement import policies
from engagement.domain import coding, consent, findings, participation, withdrawal
from engagement.enums import Attribution, Exit, Stance, TableRule, Use
from engagement.models import NoteEntry, SourceText
from kernel.errors import DomainError
from tests.factories.engagement import (
    SOMEONE,
    approved_finding,
    coded,
    frozen_themes,
    in_analysis,
    open_consultation,
    submitted,
)

pytestmark = pytest.mark.django_db

# written out by hand, not derived from the code: what may leave by which way, if the person allows it
MAY_LEAVE = {
    Use.ANALYSE: {"page", "csv", "xlsx", "api", "pdf"},
    Use.SUMMARISE: {"page", "csv", "xlsx", "api", "pdf"},
    Use.PARAPHRASE: {"page", "csv", "xlsx", "api", "pdf"},
    Use.QUOTE: {"page", "api", "pdf"},
    Use.PUBLISH: {"page", "csv", "xlsx", "api", "pdf", "search"},
    Use.RECONTACT: {"mail"},
}


def choices(attribution, uses):
    named = attribution != Attribution.ANONYMOUS
    return participation.Choices(
        attribution=attribution,
        uses=frozenset(uses),
        name="Jo Martin" if named else "",
        organization_name="Maison Lumière" if named else "",
        email="jo@example.org" if named else "",
    )


@pytest.mark.parametrize("attribution", Attribution)
def test_each_use_leaves_only_by_its_exits_and_only_under_the_chosen_name(attribution):
    """EN-A5: 42 cells for each attribution, with the use given and with it withheld."""
    consultation = open_consultation()
    cells = 0
    for use in Use:
        if use == Use.RECONTACT and attribution == Attribution.ANONYMOUS:
            given = submitted(consultation, choices=choices(attribution, set(Use) - {use}))
        else:
            given = submitted(consultation, choices=choices(attribution, {use}))
        withheld = submitted(consultation, choices=choices(attribution, set(Use) - {use, Use.RECONTACT}))
        if attribution != Attribution.ANONYMOUS:
            participation.confirm(given.participation_id, actor=SOMEONE)
        given.refresh_from_db()
        for exit_ in Exit:
            verdict = consent.may(given, use, exit_)
            allowed = exit_.value in MAY_LEAVE[use]
            if use == Use.RECONTACT and attribution == Attribution.ANONYMOUS:
                allowed = False
            assert verdict.allowed == allowed, (attribution, use, exit_)
            assert not consent.may(withheld, use, exit_).allowed, (attribution, use, exit_)
            if verdict.allowed:
                assert verdict.name == ("Jo Martin" if attribution == Attribution.NAMED else "")
                shown = attribution in (Attribution.NAMED, Attribution.ORGANIZATION)
                assert verdict.organization == ("Maison Lumière" if shown else "")
            cells += 1
    assert cells == len(Use) * len(Exit) == 42


def test_no_name_is_shown_before_its_mailbox_confirmed():
    """EN-11"""
    submission = submitted(open_consultation(), choices=choices(Attribution.NAMED, set(Use)))
    verdict = consent.may(submission, Use.QUOTE, Exit.PAGE)
    assert verdict.allowed
    assert (verdict.attribution, verdict.name, verdict.organization) == (Attribution.ANONYMOUS, "", "")


def test_changed_and_withdrawn_consent_act_at_once():
    """EN-10: the consent in force decides, not the one of the day the words were taken in."""
    consultation = open_consultation()
    submission = submitted(consultation, choices=choices(Attribution.ANONYMOUS, {Use.ANALYSE, Use.QUOTE}))
    assert consent.may(submission, Use.QUOTE, Exit.PAGE).allowed

    participation.change_choices(
        submission, choices(Attribution.ANONYMOUS, {Use.ANALYSE}), language="en", actor=SOMEONE
    )
    submission.refresh_from_db()
    assert not consent.may(submission, Use.QUOTE, Exit.PAGE).allowed
    assert consent.may(submission, Use.ANALYSE, Exit.PAGE).allowed

    withdrawal.withdraw(submission, actor=SOMEONE)
    submission.refresh_from_db()
    assert not any(consent.may(submission, use, exit_).allowed for use, exit_ in itertools.product(Use, Exit))


def test_a_draft_may_be_used_for_nothing():
    from tests.factories.engagement import started

    submission = started(open_consultation()).submission
    assert not any(consent.may(submission, use, exit_).allowed for use, exit_ in itertools.product(Use, Exit))


@pytest.mark.parametrize(
    ("rule", "quotable"), [(TableRule.ON_RECORD, True), (TableRule.CHATHAM_HOUSE, True), (TableRule.CLOSED, False)]
)
def test_notes_are_used_as_the_rule_of_their_table_allows(noted_table, rule, quotable):
    type(noted_table).objects.filter(pk=noted_table.pk).update(rule=rule)
    noted_table.refresh_from_db()
    note = NoteEntry.objects.create(
        table=noted_table, sequence=1, text="A.", language="en", kind="point", support="one"
    )
    text = SourceText(consultation=noted_table.consultation, channel="roundtable", note=note, text="A.", sha256="x")

    assert consent.may(text, Use.ANALYSE, Exit.PAGE).allowed
    assert consent.may(text, Use.QUOTE, Exit.PAGE).allowed == quotable
    assert not consent.may(text, Use.PUBLISH, Exit.PAGE).allowed
    assert not consent.may(text, Use.RECONTACT, Exit.MAIL).allowed


def test_protected_words_are_counted_and_summarised_and_never_quoted(noted_table):
    text = SourceText(
        consultation=noted_table.consultation, channel="protected", text="A.", sha256="x", is_protected=True
    )
    allowed = {use for use in Use if any(consent.may(text, use, exit_).allowed for exit_ in Exit)}
    assert allowed == {Use.ANALYSE, Use.SUMMARISE}


def test_only_words_that_may_be_analysed_reach_the_analysts(staff):
    consultation = open_consultation(staff)
    submitted(consultation, "Read me.", choices(Attribution.ANONYMOUS, {Use.ANALYSE}))
    submitted(consultation, "Do not.", choices(Attribution.ANONYMOUS, {Use.SUMMARISE}))
    in_analysis(consultation, staff)
    assert [text.text for text in SourceText.objects.all()] == ["Read me."]


def test_reading_taken_back_after_the_close_takes_the_text_out_of_analysis(staff):
    consultation = open_consultation(staff)
    reading = choices(Attribution.ANONYMOUS, {Use.ANALYSE, Use.SUMMARISE})
    kept = [submitted(consultation, f"Shelters {n}.", reading) for n in range(11)]
    changed = submitted(consultation, "No longer.", reading)
    in_analysis(consultation, staff)
    theme, _other = frozen_themes(consultation, staff)
    coded(consultation, theme, staff)
    finding = approved_finding(consultation, theme, staff)
    assert finding.counts[0]["raised"] == 12

    participation.change_choices(changed, choices(Attribution.ANONYMOUS, {Use.SUMMARISE}), language="en", actor=SOMEONE)

    text = SourceText.objects.get(submission=changed)
    assert text not in policies.texts_read_by(staff.analyst) and text not in policies.evidence_seen_by(staff.approver)
    with pytest.raises(DomainError):
        coding.assign(text, [1], theme, Stance.FOR, actor=staff.as_analyst)
    finding.refresh_from_db()
    assert (finding.state, finding.counts) == ("draft", [])
    again = findings.check_evidence(finding, actor=staff.as_second_analyst)
    assert again.counts[0]["raised"] == again.counts[0]["scope"] == len(kept)


def test_words_that_may_only_be_read_count_and_carry_no_statement(staff):
    consultation = open_consultation(staff)
    submitted(consultation, "Shelters.", choices(Attribution.ANONYMOUS, {Use.ANALYSE, Use.SUMMARISE}))
    submitted(consultation, "Shelters too.", choices(Attribution.ANONYMOUS, {Use.ANALYSE}))
    in_analysis(consultation, staff)
    theme, _other = frozen_themes(consultation, staff)
    coded(consultation, theme, staff)
    finding = approved_finding(consultation, theme, staff)
    assert finding.counts[0]["raised"] == 2
    assert [row.coding.quote for row in finding.evidence.all()] == ["Shelters."]
