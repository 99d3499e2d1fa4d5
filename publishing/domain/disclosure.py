"""Figures that may be shown: small counts hidden, the rest rounded by a stable keyed draw (safety 12, STD-39).

A figure is rounded once, when it is frozen; the draw depends only on its name, so printing it twice tells nothing more.
"""

import hashlib
import hmac

from django.conf import settings

K = 5
BASE = 5


def rounded(count: int, name: str, *, k: int = K, base: int = BASE) -> int | None:
    """Return a count as it may be shown, or None when fewer than `k` (zero included, EN-25).

    The rest of a division by `base` rounds up with a probability equal to its share, so sums stay true on average.

    Args:
        count: the true count, 0 or more.
        name: what is counted, unique for ever, such as `finding:<id>:online`.
        k: the smallest count shown.
        base: the step.
    """
    if count < k:
        return None
    whole, rest = divmod(count, base)
    shown = base * (whole + (1 if rest and _draw(name) < rest / base else 0))
    return max(shown, base)


def may_be_compared(count: int, whole: int, *, k: int = K) -> bool:
    """Tell whether a count may be set beside the whole it is part of: neither it nor what is left of it is small.

    The answer is the same for every count below `k`, and for every count that leaves fewer than `k`, none included:
    no form of words or figures tells them apart (STD-39).
    """
    return count >= k and whole - count >= k


def _draw(name: str) -> float:
    """Return a number in [0, 1) that depends on the name and a key of its own."""
    key = hashlib.sha256(f"publishing.disclosure:{settings.SECRET_KEY}".encode()).digest()
    value = hmac.new(key, name.encode(), hashlib.sha256).digest()[:8]
    return int.from_bytes(value, "big") / 2**64
