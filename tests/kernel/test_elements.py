"""HTML of ours as plain values for documents: nothing lost, nothing of the screen alone, white space as a browser folds it."""

import pytest

from kernel import elements
from kernel.elements import element

pytestmark = pytest.mark.sqlite


def test_text_folds_as_in_a_browser_and_no_break_spaces_stay():
    html = "<div>\n  <p>One\n two <strong> three</strong> 5\u00a0octobre </p>\n  <ul> <li>a</li>\n<li>b</li></ul></div>"

    (box,) = elements.of_html(html)

    paragraph, items = box["inside"]
    assert paragraph["inside"] == ["One two ", element("strong", [" three"]), " 5\u00a0octobre"]
    assert [item["inside"] for item in items["inside"]] == [["a"], ["b"]]


def test_what_is_for_the_screen_or_the_ear_alone_is_left_out():
    html = '<p>a<span class="no-print">b<br><b>c</b></span>d<span class="visually-hidden">e</span></p><p>f</p>'

    assert elements.words(elements.of_html(html)) == "ad f"


def test_links_languages_and_looks_are_kept_and_other_attributes_are_not():
    html = '<blockquote lang="fr-CA" id="x"><p class="soft"><a href="/en/" onclick="y">z</a></p></blockquote>'

    (quote,) = elements.of_html(html)

    link = element("a", ["z"], href="/en/")
    assert quote == element("blockquote", [element("p", [link], look="soft")], lang="fr")


def test_markdown_goes_through_the_one_sanitizer():
    nodes = elements.of_markdown("<script>x</script>\n\n[a](javascript:alert(1)) ![p](https://example.org/x.png)")

    assert [one["href"] for one in _all(nodes) if one["href"]] == []
    assert elements.words(nodes).startswith("<script>x</script>")


def _all(nodes):
    for node in nodes:
        if not isinstance(node, str):
            yield node
            yield from _all(node["inside"])


@pytest.mark.parametrize(
    ("written", "under", "read"),
    [("## a\n\n### b", 1, [2, 3]), ("# a\n\n### b\n\n# c", 1, [2, 3, 2]), ("### a\n\n# b\n\n## c", 2, [3, 3, 4])],
)
def test_headings_never_leave_a_level_out(written, under, read):
    nodes = elements.headed(elements.of_markdown(written), under=under)

    assert [int(node["name"][1]) for node in nodes if elements.is_heading(node)] == read
