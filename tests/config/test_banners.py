"""A banner of success says what changed, not only that something was saved (screens 1)."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
VIEWS = sorted(path for path in ROOT.glob("*/views/*.py") if path.name != "__init__.py")
BARE = re.compile(r"""_\(\s*"(Saved|Approved|Accepted|Published|Removed|Done)\."\s*\)""")


def test_there_are_views_to_look_at():
    assert len(VIEWS) > 50 and BARE.search('messages.success(request, _("Saved."))')


@pytest.mark.parametrize("path", VIEWS, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_banner_of_a_view_says_only_that_it_was_done(path):
    assert BARE.findall(path.read_text(encoding="utf-8")) == []
