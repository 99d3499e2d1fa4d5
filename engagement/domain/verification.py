"""What must still be true of every row people rely on; `manage verify` prints what is not (EN-A2, EN-9)."""

from collections.abc import Iterator

from engagement.domain import codebooks, findings, papers, questionnaires, texts
from engagement.enums import FIXED, FindingState
from engagement.models import (
    CodebookVersion,
    Coding,
    Finding,
    PaperVersion,
    QuestionnaireVersion,
    SourceText,
    Submission,
)
from kernel.canonical import digest


def problems() -> Iterator[str]:
    """Yield one line for each frozen version, text, passage, finding or consent that is not what it should be."""
    yield from _versions()
    for text in SourceText.objects.order_by("pk").iterator():
        if texts.sha256(text.text) != text.sha256:
            yield f"text {text.pk}: words and hash differ"
    for coding in Coding.objects.select_related("source").order_by("pk").iterator():
        if coding.source.text[coding.start : coding.end] != coding.quote:
            yield f"coding {coding.pk}: passage and span differ"
    for finding in Finding.objects.filter(state=FindingState.APPROVED).order_by("pk"):
        evidence = [row.coding for row in finding.evidence.select_related("coding")]
        if findings.evidence_hash(evidence) != finding.evidence_hash:
            yield f"finding {finding.public_id}: evidence is not what was checked"
    for finding in Finding.objects.exclude(state=FindingState.DRAFT).order_by("pk").iterator():
        if findings.words_hash(finding) != finding.words_hash:
            yield f"finding {finding.public_id}: words are not what was checked"
    for row in Submission.objects.exclude(consent=None).prefetch_related("consents").order_by("pk").iterator(500):
        if row.consent_id != max(row.consents.all(), key=lambda record: record.number).pk:
            yield f"submission {row.pk}: the consent in force is not the latest"


def _versions() -> Iterator[str]:
    for model, content in (
        (PaperVersion, papers.content),
        (QuestionnaireVersion, questionnaires.content),
        (CodebookVersion, codebooks.content),
    ):
        for version in model.objects.filter(state__in=FIXED).order_by("pk"):
            if digest(content(version)) != version.sha256:  # type: ignore[arg-type]
                yield f"{model._meta.model_name} {version.public_id}: content and hash differ"
