"""Which answers are kept whole for everybody, and which are made anew each time."""

from types import SimpleNamespace

import pytest
from django.apps import apps
from django.core.cache import cache
from django.db import connection, transaction
from django.http import HttpResponse

from accounts.actors import Actor
from accounts.domain import audit
from kernel import page_cache
from kernel.cache import is_shared
from kernel.page_cache import kept_whole
from tests.factories.accounts import UserFactory
from tests.support import caching


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


# ---- without a version of its own: kept until anything public changes ---------------------------------------------------


@pytest.fixture
def home(made):
    @kept_whole()
    def page(request):
        made.append(request.path)
        return HttpResponse(f"page {len(made)}")

    return page


def test_a_page_without_a_version_is_made_anew_after_any_public_change_and_asks_the_database_nothing(rf, home, made):
    assert [home(rf.get("/")).content for _ in range(3)] == [b"page 1"] * 3

    page_cache._another_version()

    assert [home(rf.get("/")).content for _ in range(3)] == [b"page 2"] * 3


def test_a_page_begun_before_a_change_and_ready_after_it_is_not_read_again(rf, made):
    @kept_whole()
    def page(request):
        made.append(request.path)
        if len(made) == 1:
            page_cache._another_version()  # committed by somebody else meanwhile
        return HttpResponse(f"page {len(made)}")

    assert [page(rf.get("/")).content for _ in range(3)] == [b"page 1", b"page 2", b"page 2"]


def test_where_the_word_of_a_change_is_lost_the_page_is_half_a_minute_behind_and_no_more(rf, home, monkeypatch):
    clock = [1_800_000_000.0]
    monkeypatch.setattr(page_cache, "time", SimpleNamespace(time=lambda: clock[0]))
    assert home(rf.get("/")).content == b"page 1"

    clock[0] += page_cache.BEHIND - 1
    assert home(rf.get("/")).content == b"page 1"
    clock[0] += 1
    assert home(rf.get("/")).content == b"page 2"


def test_without_a_cache_or_with_one_of_this_process_alone_pages_are_made_each_time(rf, home, made, monkeypatch):
    def away(*_arguments):
        raise ConnectionError

    monkeypatch.setattr(cache, "get_many", away)
    assert [home(rf.get("/")).content for _ in range(2)] == [b"page 1", b"page 2"]
    monkeypatch.undo()

    monkeypatch.setattr(page_cache, "is_shared", is_shared)
    assert [home(rf.get("/")).content for _ in range(2)] == [b"page 3", b"page 4"]


def test_the_same_words_have_the_same_mark_so_that_a_browser_asks_for_them_once(rf):
    @kept_whole()
    def page(request):
        return HttpResponse("the same")

    first = page(rf.get("/"))
    page_cache._another_version()
    again = page(rf.get("/", headers={"if-none-match": first.headers["ETag"]}))

    assert again.status_code == 304 and again.content == b""


@pytest.mark.django_db(transaction=True)
def test_the_word_of_a_change_is_said_once_an_act_and_only_when_it_is_committed(monkeypatch):
    monkeypatch.setattr(page_cache, "_once_committed", caching.PLAIN)
    said = []
    monkeypatch.setattr(page_cache, "_another_version", lambda: said.append(connection.in_atomic_block))
    user = UserFactory()

    with pytest.raises(RuntimeError), transaction.atomic():
        audit.record(Actor.system("test"), "consultation.opened", user)
        raise RuntimeError
    assert said == []

    with transaction.atomic():
        for _ in range(3):
            audit.record(Actor.system("test"), "consultation.opened", user)
        assert said == []
    assert said == [False]


def test_what_is_said_to_change_no_public_page_is_a_table_that_there_is():
    assert {model._meta.label for model in apps.get_models()} >= audit.UNREAD_BY_THE_PUBLIC
