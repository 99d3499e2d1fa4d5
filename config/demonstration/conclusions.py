"""The end of the demonstration's consultation: themes, findings, recommendations, replies, the commitments that followed."""

from typing import Any

from config.demonstration.clock import as_of
from config.demonstration.story import Cast, noon, story
from engagement.domain import answering, codebooks, coding, consultations, findings
from engagement.enums import OriginRelation, Outcome, Stance
from engagement.models import Code, Consultation, Finding, SourceText
from partners.models import Commitment


def conclude(consultation: Consultation, cast: Cast) -> None:
    """Read, find, recommend, reply, tie to commitments, and declare the consultation answered."""
    with as_of(noon(2018, 11, 1)):
        consultations.close(consultation, actor=cast.organizer)
        consultations.start_analysis(consultation, actor=cast.organizer)
    with as_of(noon(2018, 11, 12)):
        themes = _themes(consultation, cast)
        _code(consultation, themes, cast)
    with as_of(noon(2019, 1, 21)):
        drafted = [_finding(consultation, row, themes, cast) for row in story()["findings"]]
        recommended = _recommend(consultation, drafted, cast)
    with as_of(noon(2019, 2, 18)):
        consultations.report(consultation, actor=cast.approver)
    with as_of(noon(2019, 6, 10)):
        for row, finding in zip(story()["findings"], drafted, strict=True):
            _reply(Finding.objects.get(pk=finding.pk), row["reply"], cast)
    with as_of(noon(2019, 9, 4)):
        _tie(recommended, cast)
        consultations.mark_replied(consultation, actor=cast.approver)


def begin(consultation: Consultation, cast: Cast) -> None:
    """Read half of what came in; leave one finding that waits for a check of its evidence, and one for approval."""
    consultations.close(consultation, actor=cast.organizer)
    consultations.start_analysis(consultation, actor=cast.organizer)
    themes = _themes(consultation, cast)
    _code(consultation, themes, cast, share=2)
    checked, drafted = (_draft(consultation, row, themes, cast) for row in story()["findings"][:2])
    findings.check_evidence(checked, actor=cast.analyst)
    findings.review_language(checked, actor=cast.analyst)
    _quote(drafted, cast)


def _themes(consultation: Consultation, cast: Cast) -> dict[str, Code]:
    version = codebooks.start_version(consultation, actor=cast.second)
    for row in story()["themes"]:
        codebooks.put_code(
            version,
            actor=cast.second,
            key=row["key"],
            label_en=row["en"],
            label_fr=row["fr"],
            definition_en=row["definition_en"],
            definition_fr=row["definition_fr"],
        )
    codebooks.submit(version, actor=cast.second)
    codebooks.freeze(version, actor=cast.analyst)
    return {code.key: code for code in version.codes.all()}


def _code(consultation: Consultation, themes: dict[str, Code], cast: Cast, *, share: int = 1) -> None:
    """Assign each invented sentence to the theme it was invented for; one text in `share` is read."""
    meaning = {row[column]: (row[0], row[1]) for row in story()["words"] for column in (4, 5)}
    texts = SourceText.objects.filter(consultation=consultation).prefetch_related("units").order_by("sha256", "pk")
    for source in list(texts)[::share]:
        by: dict[tuple[str, str], list[int]] = {}
        for unit in source.units.all():
            known = meaning.get(source.text[unit.start : unit.end])
            if known:
                by.setdefault(known, []).append(unit.number)
        for (theme, stance), numbers in by.items():
            coding.assign(source, numbers, themes[theme], Stance(stance), actor=cast.second)
        coding.mark_read(source, actor=cast.second)


def _draft(consultation: Consultation, row: dict[str, Any], themes: dict[str, Code], cast: Cast) -> Finding:
    wording = findings.Wording(row["en"], row["fr"], row["limits_en"], row["limits_fr"], row.get("minority", False))
    return findings.draft(consultation, themes[row["theme"]], Stance(row["stance"]), wording, actor=cast.second)


def _finding(consultation: Consultation, row: dict[str, Any], themes: dict[str, Code], cast: Cast) -> Finding:
    finding = _draft(consultation, row, themes, cast)
    _quote(finding, cast)
    findings.check_evidence(finding, actor=cast.analyst)
    findings.review_language(finding, actor=cast.analyst)
    return findings.approve(finding, actor=cast.approver)


def _quote(finding: Finding, cast: Cast) -> None:
    """Quote one passage whose author agreed."""
    rows = finding.evidence.select_related("coding__source__submission__consent").order_by("coding__source__sha256")
    for row in rows:
        submission = row.coding.source.submission
        if submission is not None and submission.consent is not None and submission.consent.may_quote:
            units = [
                u for u in row.coding.source.units.all() if row.coding.start <= u.start and u.end <= row.coding.end
            ]
            findings.choose_quote(finding, row.coding.source, units, actor=cast.second)
            return


def _recommend(consultation: Consultation, drafted: list[Finding], cast: Cast) -> list[Any]:
    made = []
    for row in story()["recommendations"]:
        behind = [f for f, told in zip(drafted, story()["findings"], strict=True) if told["theme"] in row["themes"]]
        one = answering.recommend(
            consultation, behind, statement_en=row["en"], statement_fr=row["fr"], actor=cast.second
        )
        made.append((answering.approve_recommendation(one, actor=cast.approver), row))
    return made


def _reply(finding: Finding, told: dict[str, str], cast: Cast) -> None:
    reply = answering.Reply(
        Outcome(told["outcome"]), told["en"], told["fr"], story()["office_en"], story()["office_fr"]
    )
    draft = answering.draft_reply(finding, reply, actor=cast.coordinator)
    answering.publish_reply(answering.approve_reply(draft, actor=cast.approver), actor=cast.approver)


def _tie(recommended: list[Any], cast: Cast) -> None:
    for recommendation, row in recommended:
        recommendation.refresh_from_db()
        commitment = Commitment.objects.filter(key=row.get("commitment"), published_at__isnull=False).first()
        if commitment is not None:
            answering.tie(
                recommendation,
                commitment,
                OriginRelation(row["relation"]),
                reason_en=row["reason_en"],
                reason_fr=row["reason_fr"],
                actor=cast.coordinator,
            )
