"""A person keeps filters and order of a list under a name: theirs alone, without the words of a search (screens 1 and 4)."""

import html
import re
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client
from django.urls import reverse

from accounts.actors import Actor
from accounts.domain import audit, saved_views
from accounts.models import AuditEntry, SavedView
from kernel.errors import DomainError, Invalid
from tests.factories.accounts import UserFactory, person_with
from tests.factories.events import EventFactory, EventTeamMemberFactory

pytestmark = pytest.mark.django_db
PAGE = "partners.people"


@pytest.fixture
def olive():
    return person_with("organizer", name="Olive")


def save(owner, **changes):
    values = {"page": PAGE, "name": "Inactive ones", "query": "state=inactive&order=-name", **changes}
    return saved_views.save(owner, actor=Actor.of(owner), **values)


def test_saving_the_same_view_twice_keeps_one_and_says_so_once_in_the_trail(olive):
    first = save(olive)
    assert save(olive) == first
    entry = AuditEntry.objects.get(verb="view.saved")
    assert (entry.subject_ref, entry.facts) == (str(first.public_id), {"page": PAGE})
    assert "Inactive" not in str([entry.fields, entry.facts]) and "state" not in str([entry.fields, entry.facts])


def test_a_name_stands_for_one_view_of_one_list_of_one_person(olive):
    save(olive)
    with pytest.raises(Invalid) as refusal:
        save(olive, query="state=all")
    assert (refusal.value.code, refusal.value.field) == ("view_name_taken", "view_name")
    save(olive, page="partners.organizations", query="state=all")
    save(UserFactory(), query="state=all")
    assert SavedView.objects.count() == 3


@pytest.mark.parametrize(
    "values",
    [
        {"name": ""},
        {"name": "n" * 61},
        {"query": ""},
        {"query": "words=" + "w" * 1500},
        {"query": "find=abc"},
        {"query": "state=all&find=abc"},
    ],
)
def test_what_is_empty_too_long_or_a_search_is_no_view(olive, values):
    with pytest.raises(Invalid):
        save(olive, **values)
    assert not SavedView.objects.exists() and not AuditEntry.objects.filter(verb="view.saved").exists()


def test_there_are_twenty_views_of_a_list_at_most(olive):
    for number in range(saved_views.MOST):
        save(olive, name=f"View {number}")
    with pytest.raises(DomainError) as refusal:
        save(olive, name="One more")
    assert refusal.value.code == "too_many_views"
    save(olive, name="One more", page="events.people")


def test_removing_is_for_the_owner_and_twice_is_once(olive):
    view = save(olive)
    stranger = UserFactory()
    assert not saved_views.remove(stranger, page=PAGE, which=view.public_id, actor=Actor.of(stranger))
    assert not saved_views.remove(olive, page="events.people", which=view.public_id, actor=Actor.of(olive))
    assert [saved_views.remove(olive, page=PAGE, which=view.public_id, actor=Actor.of(olive)) for _ in "ab"] == [
        True,
        False,
    ]
    assert AuditEntry.objects.filter(verb="view.removed").count() == 1


@pytest.mark.parametrize("act", ["save", "remove"])
def test_a_failed_entry_undoes_the_act(olive, monkeypatch, act):
    view = save(olive, name="Kept") if act == "remove" else None
    monkeypatch.setattr(audit, "record", lambda *a, **k: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        save(olive) if view is None else saved_views.remove(
            olive, page=PAGE, which=view.public_id, actor=Actor.of(olive)
        )
    assert SavedView.objects.count() == (1 if view else 0)


# ---- on the lists -----------------------------------------------------------------------------------------------------


def roster(user):
    event = EventFactory()
    EventTeamMemberFactory(event=event, user=user)
    return reverse("events:people", args=[event.public_id])


LISTS = {
    "partners:people": ("organizer", "state=inactive&order=-name"),
    "partners:organizations": ("organizer", "state=all&order=people"),
    "partners:commitments": ("coordinator", "label=at_risk&order=-updated"),
    "events:people": ("organizer", "state=cancelled&order=-organization"),
}


@pytest.fixture(params=LISTS)
def shown(request, client):
    """A list as somebody sees it: its address, the query of a view of it, and who looks."""
    role, query = LISTS[request.param]
    user = person_with(role)
    client.force_login(user)
    return roster(user) if request.param == "events:people" else reverse(request.param), query, user


def saved(client, address, query, name="Mine"):
    return client.post(f"{address}?{query}", {"beside": "save_view", "view_name": name})


def main_of(answer):
    page = answer.content.decode()
    return page[page.index("<main") :]


def test_the_view_shown_is_saved_and_stands_above_the_list_as_a_link(client, shown):
    address, query, user = shown
    assert "Save this view" not in main_of(client.get(address))  # nothing is chosen yet
    assert "Save this view" in main_of(client.get(f"{address}?{query}"))

    answer = saved(client, address, query)

    assert (answer.status_code, answer.headers["Location"]) == (303, f"{address}?{query}")
    page = main_of(client.get(answer.headers["Location"]))
    assert f'<a class="chip" href="?{html.escape(query)}" aria-current="true">Mine</a>' in page
    assert "Save this view" not in page
    assert parse_qs(SavedView.objects.get(owner=user).query) == parse_qs(query)
    assert f'href="?{html.escape(query)}">Mine</a>' in main_of(client.get(address))
    assert saved(client, address, query).status_code == 303 and SavedView.objects.count() == 1


def test_a_view_is_removed_by_its_owner_and_nobody_else(client, shown):
    address, query, user = shown
    saved(client, address, query)
    view = SavedView.objects.get()
    colleague = person_with(LISTS["partners:people"][0] if "commitments" not in address else "coordinator")
    other = Client()
    other.force_login(colleague)
    if "events" not in address:
        assert "Mine" not in main_of(other.get(address))
        other.post(address, {"beside": "remove_view", "which": view.public_id})
    assert SavedView.objects.exists()
    for _ in "ab":
        answer = client.post(f"{address}?{query}", {"beside": "remove_view", "which": view.public_id})
        assert (answer.status_code, answer.headers["Location"]) == (303, f"{address}?{query}")
    assert not SavedView.objects.exists()


@pytest.mark.parametrize("which", ["", "x", "\x00", "3f2504e0-4f89-11d3-9a0c-0305e82c3301"])
def test_removing_what_is_not_there_changes_nothing(client, shown, which):
    address, query, _user = shown
    saved(client, address, query)
    assert client.post(address, {"beside": "remove_view", "which": which}).status_code == 303
    assert SavedView.objects.count() == 1


def test_looking_saves_nothing_and_a_post_without_the_token_is_refused(client, shown):
    address, query, user = shown
    client.get(f"{address}?{query}&beside=save_view&view_name=Mine")
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(user)
    assert saved(strict, address, query).status_code == 403
    assert not SavedView.objects.exists()


def test_only_what_the_filters_of_the_list_understand_is_kept(client, shown):
    address, query, _user = shown
    leads_away = "&next=https://example.org/&page=9&q=Somebody&after=3f2504e0-4f89-11d3-9a0c-0305e82c3301"

    saved(client, address, query + leads_away)

    assert parse_qs(SavedView.objects.get().query) == parse_qs(query)


def test_a_name_that_is_taken_or_missing_is_refused_beside_its_field_and_stays_typed(client, shown):
    address, query, _user = shown
    saved(client, address, query)
    for name in ("Mine", "", "n" * 61):
        answer = saved(client, address, "order=-state" if "people/" not in address else "order=-region", name)
        page = main_of(answer)
        assert answer.status_code in (422, 303)
        if answer.status_code == 422:
            assert "field__error" in page and '<details class="views__more" open>' in page and f'value="{name}"' in page
    assert SavedView.objects.count() == 1


def test_the_words_of_a_search_are_left_out_and_the_search_goes_on(client, olive):
    client.force_login(olive)
    address = reverse("partners:people")
    where = client.post(address, {"q": "Confidential", "state": "all"}).headers["Location"]

    answer = client.post(where, {"beside": "save_view", "view_name": "All"})

    assert parse_qs(urlsplit(answer.headers["Location"]).query) == parse_qs(urlsplit(where).query)
    assert "find" in parse_qs(urlsplit(where).query)
    assert SavedView.objects.get().query == "state=all"
    page = main_of(client.get(answer.headers["Location"]))
    assert 'value="Confidential"' in page  # the search is still there
    assert re.search(r'action="\?[^"]*find=[^"]*"', page) and "Confidential" not in str(
        re.findall(r'action="[^"]*"', page)
    )


def test_the_words_looked_for_on_the_board_are_left_out_too(client):
    client.force_login(person_with("coordinator"))
    address, query = reverse("partners:commitments"), "words=Somebody&label=at_risk"

    answer = saved(client, address, query)

    assert SavedView.objects.get().query == "label=at_risk"
    assert answer.headers["Location"] == f"{address}?{query}"  # the search goes on
    assert saved(client, address, "words=Somebody").status_code == 422


def test_a_search_without_a_filter_leaves_nothing_to_save(client, olive):
    client.force_login(olive)
    where = client.post(reverse("partners:people"), {"q": "Confidential"}).headers["Location"]
    answer = client.post(where, {"beside": "save_view", "view_name": "All"})
    assert (answer.status_code, SavedView.objects.count()) == (422, 0)


def test_one_view_serves_the_rosters_of_all_events_of_a_person(client, olive):
    client.force_login(olive)
    saved(client, roster(olive), "state=cancelled")
    assert 'href="?state=cancelled">Mine</a>' in main_of(client.get(roster(olive)))
