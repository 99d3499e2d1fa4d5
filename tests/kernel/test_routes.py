"""Finding the view of an address: few patterns are tried, and the answer is the same as if all were (PF-1)."""

import pytest
from django.urls import Resolver404, URLPattern, URLResolver, get_resolver, path, resolve
from django.urls.resolvers import RoutePattern
from django.utils import translation

from kernel.routes import by_first_part

MOST = 90  # of some 300


@pytest.fixture
def tried(monkeypatch):
    """The number of patterns that were tried, in a list of one."""
    count, match = [0], RoutePattern.match

    def counted(pattern, path):
        count[0] += 1
        return match(pattern, path)

    monkeypatch.setattr(RoutePattern, "match", counted)
    return count


def patterns(of):
    return sum(patterns(each) if isinstance(each, URLResolver) else 1 for each in of.url_patterns)


@pytest.mark.parametrize(
    "address",
    [
        *("/en/", "/en/commitments/", "/fr/engagements/", "/en/consultations/"),
        *("/en/organize/events/", "/en/directory/people/", "/en/account/sign-in/", "/en/nowhere/", "/fr/x/y/z/"),
    ],
)
def test_few_patterns_are_tried(tried, address):
    with translation.override(address[1:3]):
        try:
            resolve(address)
        except Resolver404:
            assert "nowhere" in address or "x/y" in address

    assert 0 < tried[0] < MOST < patterns(get_resolver()) / 3


def view(request):
    """Answer nothing; only found."""


def test_neighbours_stand_behind_one_look_and_strangers_stay_where_they_are():
    made = by_first_part(
        [
            path("a/", view, name="a"),
            path("a/b/", view, name="ab"),
            path("a/<int:number>/", view, name="an"),
            path("", view, name="empty"),
            path("<slug:any>/c/", view, name="any"),
            path("b/", view, name="b"),
        ]
    )

    assert [type(each) for each in made] == [URLResolver, URLPattern, URLPattern, URLPattern]
    root = URLResolver(RoutePattern(""), made)
    for address, name in (("a/", "a"), ("a/b/", "ab"), ("a/7/", "an"), ("", "empty"), ("a/c/", "any"), ("b/", "b")):
        assert root.resolve(address).url_name == name, address
    with pytest.raises(Resolver404):
        root.resolve("a/b/c/")
