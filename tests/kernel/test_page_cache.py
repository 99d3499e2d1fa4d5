"""Which answers are kept whole for everybody, and which are made anew each time."""

import pytest
from django.core.cache import cache
from django.http import HttpResponse

from kernel.page_cache import kept_whole


@pytest.fixture
def made():
    cache.clear()
    return []


@pytest.fixture
def view(made):
    @kept_whole(version=lambda request: "1", names=("pillar",))
    def page(request):
        made.append(request.get_full_path())
        return HttpResponse(
            "a page", headers={"Cache-Control": "no-store"} if "wrong" in request.GET.values() else None
        )

    return page


def test_a_page_is_made_once_for_each_query_it_knows(rf, view, made):
    for query in ("", "", "?pillar=a", "?pillar=a"):
        assert view(rf.get(f"/{query}")).headers["ETag"]

    assert made == ["/", "/?pillar=a"]


def test_a_query_that_says_anything_else_is_answered_and_not_kept(rf, view, made):
    for query in ("?x=1", "?x=1", "?pillar=a&x=1", "?pillar=wrong", "?pillar=wrong", "?pillar=a&pillar=a"):
        assert not view(rf.get(f"/{query}")).has_header("ETag")

    assert len(made) == 6


def test_the_same_query_in_other_signs_is_the_same_page(rf, view, made):
    for query in ("?pillar=a+b", "?pillar=a%20b", "?%70illar=a%20b&"):
        assert view(rf.get(f"/{query}")).headers["ETag"]

    assert len(made) == 1
