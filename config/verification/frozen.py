"""What people answered, relied on or were promised: hashes, numbers and chains."""

import re

from django.contrib.auth.hashers import identify_hasher
from django.db import transaction
from django.db.models import Count, F, Max

from accounts.actors import Actor
from config.verification.finding import Found
from engagement.domain import verification
from engagement.enums import SubmissionState
from engagement.models import (
    Answer,
    CodebookVersion,
    Coding,
    Finding,
    PaperVersion,
    QuestionnaireVersion,
    SourceText,
    Submission,
)
from kernel.errors import DomainError
from partners.domain import reference as loading
from partners.domain.reference_rows import SeedChanged
from partners.models import Commitment, ReferenceLoad
from partners.queries import commitment_checks
from partners.reference import load

RECEIPT = re.compile(r"R-[2-9A-HJ-NP-Z]{4}-[2-9A-HJ-NP-Z]{4}")
_HASHED = (PaperVersion, QuestionnaireVersion, CodebookVersion, SourceText, Coding, Finding)


def versions() -> Found:
    """Compare frozen versions, texts, passages and findings with the hashes they were relied on by (EN-1, EN-9)."""
    found = Found("hashes", rows=sum(model.objects.count() for model in _HASHED))
    found.problems = [line.replace(":", "") for line in verification.problems()]
    return found


def receipts() -> Found:
    """Look whether every receipt can still be opened and leads to what was sent, and to nothing after withdrawal."""
    found = Found("receipts", rows=Submission.objects.count())
    rows = Submission.objects.annotate(sent=Count("sent_revisions"), last=Max("sent_revisions__number"))
    for row in rows.order_by("pk").iterator(500):
        withdrawn = row.state == SubmissionState.WITHDRAWN
        if not RECEIPT.fullmatch(row.receipt):
            found.against(row, "receipt_malformed")
        if not withdrawn and not _opens(row.secret_hash):
            found.against(row, "secret_cannot_be_compared")
        if not withdrawn and not row.revisions == row.sent == (row.last or 0):
            found.against(row, "revisions_do_not_add_up")
    kept = Answer.objects.filter(revision__submission__state=SubmissionState.WITHDRAWN)
    for answer in kept.exclude(text="", codes=[], number=None).order_by("pk").iterator(500):
        found.against(answer, "withdrawn_and_still_there")
    other = Answer.objects.exclude(question__version=F("revision__version"))
    for answer in other.order_by("pk").iterator(500):
        found.against(answer, "question_of_another_version")
    return found


def _opens(secret_hash: str) -> bool:
    try:
        return identify_hasher(secret_hash).algorithm == "argon2"
    except ValueError:
        return False


def reference() -> Found:
    """Load the reference file once more and undo it: the same file changes nothing (PA-A1)."""
    found = Found("reference")
    if not ReferenceLoad.objects.exists():
        return found
    with transaction.atomic():
        try:
            report = loading.load(load(), actor=Actor.system("verify"))
        except SeedChanged as changed:
            found.problems = [f"{key} fact_changed" for key in changed.keys]
        except DomainError as refused:
            found.problems = [refused.code]
        else:
            found.rows = report.writes + sum(report.unchanged.values())
            found.problems = [f"{row._meta.label} {_key(row)} not_as_in_the_file" for row in report.touched]
        finally:
            transaction.set_rollback(True)
    return found


def _key(row: object) -> str:
    return str(getattr(row, "key", None) or getattr(row, "public_id", ""))


def commitments() -> Found:
    """Follow the chain of every commitment and recount its stored facts (PA-4, PA-9)."""
    found = Found("commitments", rows=Commitment.objects.count())
    found.problems = [line.partition(" is stored as")[0].replace(":", "") for line in commitment_checks.all_findings()]
    return found
