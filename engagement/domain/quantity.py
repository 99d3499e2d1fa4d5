"""Words of quantity come from one rule table and from nowhere else (5.11, EN-22, EN-26)."""

from fractions import Fraction

from engagement.enums import Quantifier

RULE_VERSION = 1
SMALLEST_SCOPE = 10  # a scope under ten gets no word
FEWEST_TEXTS = 3  # a finding resting on fewer says “a few”
Q = Quantifier


def word(raised: int, scope: int, *, k: int) -> Quantifier:
    """Return the word for `raised` of `scope` inputs of one channel.

    Args:
        raised: distinct inputs in which it was raised, at most `scope`.
        scope: distinct inputs read in that channel.
        k: the consultation's smallest count shown.
    """
    if not 0 <= raised <= scope:
        raise ValueError(f"{raised} of {scope} is no share")
    if scope < SMALLEST_SCOPE:
        return Q.RAISED
    if raised < FEWEST_TEXTS:
        return Q.A_FEW
    share = Fraction(raised, scope)
    steps = (
        (share == 1, Q.ALL),
        (share >= Fraction(9, 10), Q.NEARLY_ALL),
        (share > Fraction(2, 3), Q.MOST),
        (share > Fraction(1, 2), Q.MORE_THAN_HALF),
        (share > Fraction(1, 3), Q.MANY),
        (share >= Fraction(1, 10) and raised >= k, Q.SOME),
    )
    return next((quantifier for holds, quantifier in steps if holds), Q.A_FEW)
