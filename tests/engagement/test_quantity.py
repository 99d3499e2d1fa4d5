"""Words and figures that may be shown: one rule table, and nothing that tells a small number (EN-22, EN-26, STD-39)."""

import pytest

from engagement.domain import quantity
from engagement.enums import Quantifier
from engagement.queries import reporting
from publishing.domain import disclosure

Q = Quantifier


@pytest.mark.parametrize(
    ("raised", "scope", "word"),
    [
        (42, 42, Q.ALL),
        (41, 42, Q.NEARLY_ALL),
        (38, 42, Q.NEARLY_ALL),
        (37, 42, Q.MOST),
        (28, 42, Q.MORE_THAN_HALF),
        (29, 42, Q.MOST),
        (22, 42, Q.MORE_THAN_HALF),
        (21, 42, Q.MANY),
        (15, 42, Q.MANY),
        (14, 42, Q.SOME),
        (5, 42, Q.SOME),
        (4, 42, Q.A_FEW),
        (5, 51, Q.A_FEW),
        (2, 20, Q.A_FEW),
        (9, 9, Q.RAISED),
        (1, 5, Q.RAISED),
        (10, 10, Q.ALL),
    ],
)
def test_words_of_quantity_come_from_the_rule_table(raised, scope, word):
    """EN-22, EN-26: the borders of each word, and none under ten."""
    assert quantity.word(raised, scope, k=5) == word


def test_a_share_that_is_none_is_refused():
    for raised, scope in ((5, 4), (-1, 4)):
        with pytest.raises(ValueError, match="no share"):
            quantity.word(raised, scope, k=5)


def test_no_published_count_tells_a_number_under_five_or_that_there_was_none():
    """STD-39: few who raised it, and few who did not, each have one public form, whatever the number."""

    def form(raised, scope, number):
        k, finding = 5, f"finding:{number}:online"
        shown, whole = disclosure.rounded(raised, finding, k=k), disclosure.rounded(scope, "scope:online", k=k)
        word = quantity.word(raised, scope, k=k).value if raised else ""
        row = {
            "channel": "online",
            "raised": raised,
            "scope": scope,
            "shown": shown,
            "shown_scope": whole,
            "word": word,
        }
        share = reporting.share_of(row, k)
        return share.word, share.shown, share.shown_scope

    for scope in range(1, 60):
        few = {form(raised, scope, number) for raised in range(min(5, scope + 1)) for number in range(5)}
        assert few == {("", None, None)}
        left = {form(raised, scope, number) for raised in range(max(5, scope - 4), scope + 1) for number in range(5)}
        assert left <= {("raised", None, None)}
        for raised in range(5, scope - 4):
            word, shown, whole = form(raised, scope, raised)
            assert word not in ("", "all") and shown >= 5 and whole >= 10 and min(raised, scope - raised) >= 5
