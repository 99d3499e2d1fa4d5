"""What protected participants say: sealed at once, waiting in its own store, released shuffled and never alone.

A second code, drawn from a bowl at the session, allows one text. It belongs to no handle, so no row anywhere says who
wrote what. All writes here go to the `protected` store; no audit entry is written in the main one, because its
order would tell (safety 7).
"""

import random
from collections.abc import Iterable
from datetime import date
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from kernel.errors import DomainError, Invalid
from safety.domain import codes, sealing, secrets
from safety.enums import CodeState, Use
from safety.spool.models import ContributionCode, ReleasedContribution, SpoolItem
from safety.spool.store import PROTECTED_ALIAS

CODE, RECEIPT = "contribution-code", "contribution-receipt"
SMALLEST_BATCH = 10
LONGEST_TEXT = 20_000


class ReceiptRefused(DomainError):
    """No text waits under these words, or it can no longer be changed."""

    code = "receipt_refused"
    status = 422

    def __init__(self) -> None:
        super().__init__(_("These words did not work. Check their order."), field="phrase")


def issue_bowl(session_ref: UUID, size: int) -> list[str]:
    """Return codes for the bowl of one session, readable this once.

    Raises:
        Invalid: the size is not between 1 and 200.
    """
    if not 1 <= size <= codes.LARGEST_POOL:
        raise Invalid(
            _("Choose between 1 and %(most)s codes.") % {"most": codes.LARGEST_POOL}, field="size", code="pool_size"
        )
    plain = [secrets.new_code() for _number in range(size)]
    ContributionCode.objects.bulk_create(
        [ContributionCode(session_ref=session_ref, code_hash=secrets.code_hash(CODE, code)) for code in plain]
    )
    return plain


def say(typed_code: str, text: str, *, language: str, uses: Iterable[str], receipt: bool) -> str:
    """Seal one text under a code from the bowl; return the receipt phrase, or nothing when none is wanted.

    Raises:
        Invalid: the text is empty or too long.
        codes.CodeRefused: the code is wrong or used; the text was not kept.
    """
    if not text.strip():
        raise Invalid(_("Write something, or leave this page. Nothing has been kept."), field="text", code="empty")
    if len(text) > LONGEST_TEXT:
        raise Invalid(
            _("This is too long to keep at once. Shorten it, or ask for a second code."),
            field="text",
            code="long",
        )
    sealed = sealing.seal(
        {"text": text, "language": language, "uses": sorted({str(u) for u in uses} & set(Use.values))}
    )
    phrase = secrets.new_phrase(language) if receipt else ""
    with transaction.atomic(using=PROTECTED_ALIAS):
        used = ContributionCode.objects.filter(
            code_hash=secrets.code_hash(CODE, typed_code), state=CodeState.UNUSED
        ).update(state=CodeState.USED)
        if not used:
            raise codes.CodeRefused
        SpoolItem.objects.create(
            sealed=sealed,
            receipt_lookup=secrets.phrase_lookup(RECEIPT, phrase) if phrase else "",
            receipt_hash=secrets.phrase_hash(phrase) if phrase else "",
        )
    return phrase


def take_back(phrase: str) -> str:
    """Delete a waiting text, or empty a released one; return `waiting` or `released`, which says what remains.

    Raises:
        ReceiptRefused: no text has this receipt.
    """
    lookup = secrets.phrase_lookup(RECEIPT, phrase)
    with transaction.atomic(using=PROTECTED_ALIAS):
        for item in SpoolItem.objects.lock_all(receipt_lookup=lookup):
            if secrets.phrase_matches(phrase, item.receipt_hash):
                item.delete()
                return "waiting"
        for text in ReleasedContribution.objects.filter(receipt_lookup=lookup).order_by("pk"):
            if secrets.phrase_matches(phrase, text.receipt_hash):
                text.text, text.withdrawn, text.receipt_lookup, text.receipt_hash = "", True, "", ""
                text.save(update_fields=("text", "withdrawn", "receipt_lookup", "receipt_hash"))
                return "released"
    secrets.phrase_matches(phrase, "")
    raise ReceiptRefused


def release(today: date) -> int:
    """Release everything that waits, shuffled, in one transaction, or nothing while fewer than ten wait (SA-A25).

    Runs once a day, never when the tenth arrives, so that the moment of release says nothing.
    """
    with transaction.atomic(using=PROTECTED_ALIAS):
        waiting = SpoolItem.objects.lock_all()
        if len(waiting) < SMALLEST_BATCH:
            return 0
        random.SystemRandom().shuffle(waiting)
        for item in waiting:
            content = sealing.open_sealed(item.sealed)  # type: ignore[arg-type]
            ReleasedContribution.objects.create(
                text=content["text"],
                language=content["language"],
                uses=content["uses"],
                released_on=today,
                receipt_lookup=item.receipt_lookup,
                receipt_hash=item.receipt_hash,
            )
        SpoolItem.objects.filter(pk__in=[item.pk for item in waiting]).delete()
    return len(waiting)
