"""What protected participants say: sealed at once, waiting in its own store, released shuffled and never alone.

A second code, drawn from a bowl at the session, allows one text. It belongs to no handle, so no row anywhere says who
wrote what. All writes here go to the `protected` store; handing over writes no audit entry in the main one, because
its order would tell (safety 7).
"""

import random
from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from kernel.errors import DomainError, Invalid
from kernel.moves import step
from safety import seats
from safety.domain import codes, sealing, secrets
from safety.enums import CODE_MOVES, CodeState, Use
from safety.spool.models import ContributionCode, ReleasedContribution, SpoolItem
from safety.spool.store import PROTECTED_ALIAS

CODE, RECEIPT, ONCE = "contribution-code", "contribution-receipt", "contribution-once"
SMALLEST_BATCH = 10
LONGEST_TEXT = 20_000


class ReceiptRefused(DomainError):
    """No text waits under these words, or it can no longer be changed."""

    code = "receipt_refused"
    status = 422

    def __init__(self) -> None:
        super().__init__(_("These words did not work. Check their order."), field="phrase")


def require_bowl_size(size: int) -> None:
    """Refuse a number of codes that no bowl holds.

    Raises:
        Invalid: the size is not between 1 and 200.
    """
    if not 1 <= size <= codes.LARGEST_POOL:
        raise Invalid(
            _("Choose between 1 and %(most)s codes.") % {"most": codes.LARGEST_POOL}, field="size", code="pool_size"
        )


def issue_bowl(event_ref: UUID, size: int) -> list[str]:
    """Return codes for the bowl of one meeting, readable this once.

    Raises:
        Invalid: the size is not between 1 and 200.
    """
    require_bowl_size(size)
    plain = [secrets.new_code() for _number in range(size)]
    rows = [ContributionCode(event_ref=event_ref, code_hash=secrets.code_hash(CODE, code)) for code in plain]
    random.SystemRandom().shuffle(rows)  # the order of the rows is not the order of the printed cards
    ContributionCode.objects.bulk_create(rows)
    return plain


def say(
    typed_code: str, text: str, *, language: str, uses: Iterable[str], receipt: bool, once: UUID | None = None
) -> str:
    """Seal one text under a code from the bowl; return the receipt phrase, or nothing when none is wanted.

    Args:
        once: random key of the form. The same form sent twice, or again after a lost answer, gets the same answer.

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
    key = f"{once or uuid4()}:{secrets.normal_code(typed_code)}"
    once_hash = secrets.keyed_hash(ONCE, key)
    phrase = secrets.phrase_from(RECEIPT, key, language)
    with transaction.atomic(using=PROTECTED_ALIAS):
        code = ContributionCode.objects.filter(code_hash=secrets.code_hash(CODE, typed_code)).first()
        used = code and ContributionCode.objects.filter(pk=code.pk, state=CodeState.UNUSED).update(
            state=step(CODE_MOVES, CodeState.UNUSED, CodeState.USED)
        )
        if code is None or not used:
            return _said_before(once_hash, phrase)
        content = {"text": text, "language": language, "uses": sorted({str(u) for u in uses} & set(Use.values))}
        SpoolItem.objects.create(
            sealed=sealing.seal({**content, "event": str(code.event_ref)}),
            receipt_lookup=secrets.phrase_lookup(RECEIPT, phrase) if receipt else "",
            receipt_hash=secrets.phrase_hash(phrase) if receipt else "",
            once_hash=once_hash,
        )
    return phrase if receipt else ""


def _said_before(once_hash: str, phrase: str) -> str:
    """Return the answer that this very form was given before.

    Raises:
        codes.CodeRefused: the code is used or wrong, and it was not this form that used it.
    """
    item = SpoolItem.objects.filter(once_hash=once_hash).first()
    if item is None:
        raise codes.CodeRefused
    return phrase if item.receipt_hash else ""


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
    """Release what waits of meetings that are over, shuffled, in one transaction, or nothing while it is fewer than ten.

    Runs once a day, never when the tenth arrives, so that the moment of release says nothing (SA-A25).

    Raises:
        sealing.KeyMissing: this process cannot open anything; said before there is anything to open, so that it shows.
    """
    sealing.require_private_key()
    with transaction.atomic(using=PROTECTED_ALIAS):
        waiting = _of_meetings_that_are_over(SpoolItem.objects.lock_all())
        if len(waiting) < SMALLEST_BATCH:
            return 0
        random.SystemRandom().shuffle(waiting)
        for item, content in waiting:
            ReleasedContribution.objects.create(
                text=content["text"],
                language=content["language"],
                uses=content["uses"],
                released_on=today,
                receipt_lookup=item.receipt_lookup,
                receipt_hash=item.receipt_hash,
            )
        SpoolItem.objects.filter(pk__in=[item.pk for item, _content in waiting]).delete()
    return len(waiting)


def _of_meetings_that_are_over(items: list[SpoolItem]) -> list[tuple[SpoolItem, dict[str, Any]]]:
    """Open what waits and leave out what was said at a meeting that still goes on; a text without a meeting counts."""
    opened = [(item, sealing.open_sealed(item.sealed)) for item in items]  # type: ignore[arg-type]
    refs = {content["event"] for _item, content in opened if content.get("event")}
    going_on = {ref for ref in refs if not seats.keeper().over(UUID(ref))}
    return [(item, content) for item, content in opened if content.get("event") not in going_on]
