"""Delivering what is owed: claim, compose, mark, hand over, settle (reliability 3.2, RE-4).

The order is the promise. A message is marked `submitting` in a committed transaction before a byte leaves, and no
transaction is open while we talk to the provider. So a worker may die at any point:

- before the mark, nothing has left: the message is claimed again;
- after the mark, it may have left: the provider is asked by reference. Found, it is sent; absent, it is handed over
  again under the same reference and Message-ID; cannot tell, it is `uncertain` and a person decides.
"""

import hashlib
import math
import time
from collections.abc import Callable
from typing import Any

import structlog
from celery.exceptions import SoftTimeLimitExceeded
from django.utils import timezone

from messaging import addresses, backends, kinds
from messaging.backends.base import Ambiguous, Busy, Carrier, CarrierError, NotTaken, Refused, Unavailable
from messaging.domain import breaker, claiming, settling
from messaging.domain.claiming import Claim
from messaging.enums import MessageState
from messaging.kinds import Composed, NotYet, Reference, Suppressed

log = structlog.get_logger("messages")
S = MessageState
BUDGET = 35  # seconds a drain may take: under the soft limit of its task
FRESH = 2  # seconds for which consent and address, once read, count; then the rest of a slow batch is asked again


def drain(
    carrier: Carrier | None = None, *, budget: float | None = None, call_another: Callable[[], None] | None = None
) -> int:
    """Deliver what is due until nothing is left, the provider is away or the time is up; return how many were taken.

    Args:
        budget: seconds.
        call_another: called once, when more is due than one batch holds: one more process is then of use, which calls the
            next in its turn, as long as there is more.
    """
    sent, stop = 0, time.monotonic() + (BUDGET if budget is None else budget)
    with carrier or backends.current() as used:
        while time.monotonic() < stop:
            allowed = breaker.allowance(used.name, claiming.BATCH)
            claims = claiming.claim_due(allowed) if allowed else []
            if call_another and len(claims) == claiming.BATCH:
                call_another()
                call_another = None
            try:
                sent += deliver(used, claims, stop=stop)
            except Unavailable:
                break
            if claims and allowed == breaker.PROBE:
                breaker.heal(used.name)
            elif len(claims) < claiming.BATCH:
                break
    return sent


def deliver(carrier: Carrier, claims: list[Claim], *, stop: float | None = None) -> int:
    """Deliver one claimed batch in order and return how many the provider took; what is not begun is given back.

    Raises:
        Unavailable: the provider is away; the breaker is open now.
    """
    composers: dict[str, kinds.Compose] = {}
    waiting, sent, read_at = list(claims), 0, -math.inf
    try:
        while waiting and (stop is None or time.monotonic() < stop):
            if time.monotonic() - read_at > FRESH:
                composers, read_at = _prepare(waiting), time.monotonic()
            claim = waiting.pop(0)
            sent += _deliver_one(carrier, claim, composers[claim.kind])
    finally:
        claiming.release(waiting)
    return sent


def ask(carrier: Carrier | None = None) -> int:
    """Ask about messages whose worker fell silent while handing them over; return how many are settled."""
    settled = 0
    with carrier or backends.current() as used:
        if not breaker.allowance(used.name, claiming.BATCH):
            return 0
        for claim in claiming.claim_ambiguous(timezone.now() - used.display_delay):
            asked = used if claim.carrier == used.name else backends.named(claim.carrier)
            try:
                settled += _settle_by_answer(asked, claim)
            except Unavailable as error:
                _pause(asked, error)
                break  # the leases run out by themselves; asked again then
    return settled


def _prepare(claims: list[Claim]) -> dict[str, kinds.Compose]:
    """Let each kind read at once what its messages of this batch need."""
    composers: dict[str, kinds.Compose] = {}
    for name in {claim.kind for claim in claims}:
        owed = [Reference(claim.about, claim.to, claim.language) for claim in claims if claim.kind == name]
        try:
            composers[name] = kinds.get(name).prepare(owed)
        except SoftTimeLimitExceeded:
            raise
        except Exception as error:  # noqa: BLE001 - one at a time then, so that only the message that is wrong fails
            log.error("prepare_failed", kind=name, error=type(error).__name__)
            composers[name] = _one_by_one(name)
    return composers


def _one_by_one(name: str) -> kinds.Compose:
    return lambda about, to, language: kinds.get(name).compose(about, to, language)


def _deliver_one(carrier: Carrier, claim: Claim, compose: kinds.Compose) -> bool:
    """Take one message through its last steps; True when the provider took it."""
    try:
        composed = _compose(claim, compose)
        if composed is None:
            return False
        parcel = carrier.pack(composed, claim.id)
        marked = _mark(carrier, claim, composed)
    except Refused as error:
        settling.settle(claim, S.DEAD, reason=error.code)
        return False
    return marked is not None and _hand_over(carrier, marked, parcel)


def _compose(claim: Claim, compose: kinds.Compose) -> Composed | None:
    """Ask the kind for words and address as of now; None when the message is settled or postponed instead."""
    try:
        composed = compose(claim.about, claim.to, claim.language)
        if isinstance(composed, Composed):
            addresses.only_address(composed.address)
    except SoftTimeLimitExceeded:
        raise
    except addresses.InvalidAddress:
        composed = Suppressed("address_invalid")
    except Exception as error:  # noqa: BLE001 - one wrong message must not stop the others
        log.error("compose_failed", kind=claim.kind, error=type(error).__name__)
        settling.postpone(claim, "unknown_kind" if isinstance(error, kinds.UnknownKind) else "compose_failed")
        return None
    if isinstance(composed, NotYet):
        settling.settle(claim, S.DUE, reason=composed.code, due_at=composed.until)
        return None
    if isinstance(composed, Suppressed):
        settling.settle(claim, S.SUPPRESSED, reason=composed.code)
        return None
    return composed


def _mark(carrier: Carrier, claim: Claim, composed: Composed) -> Claim | None:
    """Commit that the message is about to leave, and renew its lease; None when the claim is lost."""
    words = f"{composed.subject}\n\n{composed.text}".encode(errors="replace")
    return claiming.mark_submitting(
        claim,
        carrier=carrier.name,
        digest=hashlib.sha256(words).hexdigest(),
        address_digest=addresses.digest(addresses.only_address(composed.address)),
    )


def _hand_over(carrier: Carrier, claim: Claim, parcel: Any) -> bool:
    """Talk to the provider, with no transaction open, and write down its answer."""
    try:
        carrier.send(parcel)
    except Ambiguous as error:
        log.warning("answer_lost", kind=claim.kind, code=error.code)  # when its lease ends the provider is asked
        return False
    except Refused as error:
        settling.settle(claim, S.BOUNCED if error.bounce else S.DEAD, reason=error.code, permanent=error.bounce)
        return False
    except NotTaken as error:
        settling.postpone(claim, error.code, retry_after=error.retry_after)
        return False
    except Unavailable as error:
        until = _pause(carrier, error)
        if isinstance(error, Busy):
            settling.settle(claim, S.DUE, reason=error.code, due_at=until)
        else:
            settling.postpone(claim, error.code, retry_after=(until - timezone.now()).total_seconds())
        raise
    return settling.settle(claim, S.SENT)


def _settle_by_answer(carrier: Carrier, claim: Claim) -> bool:
    """Ask by reference and act on the answer; an answer older than the provider's memory proves nothing."""
    now = timezone.now()
    remembered = claim.submitted_at is not None and now - claim.submitted_at < carrier.memory
    finding = carrier.find(claim.id) if remembered else "cannot_tell"
    if finding == "found":
        return settling.settle(claim, S.SENT)
    if finding == "absent":
        first = claim.first_refused_at or now
        again: dict[str, Any] = {"due_at": now, "refusals": claim.refusals + 1, "first_refused_at": first}
        return settling.settle(claim, S.DUE, reason="never_arrived", **again)
    return settling.settle(claim, S.UNCERTAIN, reason="no_answer")


def _pause(carrier: Carrier, error: CarrierError) -> Any:
    return breaker.trip(carrier.name, error.code, retry_after=error.retry_after, failure=not isinstance(error, Busy))
