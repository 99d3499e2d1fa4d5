"""Every word of a page stands in the catalogue: templates hold none of their own, in either language (STD-09)."""

import re
from html.parser import HTMLParser

import pytest

from tests.support.environment import ROOT

pytestmark = pytest.mark.sqlite
IN_ENGLISH = ROOT / "templates/accounts/api_docs.html"  # its details are in English, and it says so
TEMPLATES = sorted(
    path for kind in ("html", "txt") for path in (ROOT / "templates").rglob(f"*.{kind}") if path != IN_ENGLISH
)
SAID = ("aria-label", "title", "placeholder", "alt", "data-label", "label", "summary")
# what reads alike in both languages, or is shown as it is typed
ALIKE = {"UTC", "PDF", "CSV", "JSON", "XLSX", "API", "URL", "SHA"}
AS_TYPED = ("code", "kbd", "style", "script")
COMMENT = re.compile(r"\{#.*?#\}|\{%\s*comment.*?endcomment\s*%\}", re.DOTALL)
LOOK = re.compile(r"\{%\s*block (?:\w+_class|name_target)\s*%\}.*?\{%\s*endblock\s*%\}", re.DOTALL)
SENTENCE = re.compile(r"\{%\s*blocktrans(?:late)?\b.*?endblocktrans(?:late)?\s*%\}", re.DOTALL)
TAG = re.compile(r"\{%.*?%\}|\{\{.*?\}\}", re.DOTALL)


class Words(HTMLParser):
    """Collects what a reader would see or hear."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self._as_typed = 0

    def handle_starttag(self, tag, attrs):
        self._as_typed += tag in AS_TYPED
        self.found += [value or "" for name, value in attrs if name in SAID]

    def handle_endtag(self, tag):
        self._as_typed -= tag in AS_TYPED

    def handle_data(self, data):
        if not self._as_typed:
            self.found.append(data)


def own_words(template: str) -> list[str]:
    """Return the words of a template that no catalogue knows."""
    page = Words()
    page.feed(TAG.sub("\N{OBJECT REPLACEMENT CHARACTER}", SENTENCE.sub("", LOOK.sub("", COMMENT.sub("", template)))))
    words = [word for text in page.found for word in re.findall(r"[^\W\d_]{2,}", text)]
    return [word for word in words if word not in ALIKE]


def test_no_template_holds_a_word_of_its_own():
    found = {str(path.relative_to(ROOT)): own_words(path.read_text(encoding="utf-8")) for path in TEMPLATES}

    assert len(found) > 200
    assert {name: words for name, words in found.items() if words} == {}


@pytest.mark.parametrize(
    "template",
    [
        "<p>Seats</p>",
        '<p aria-label="Seats">{% translate "Seats" %}</p>',
        "{% if a %}{{ count }} Seats{% endif %}",
        "{# none #}<th>Seats</th>{% blocktranslate %}None{% endblocktranslate %}",
    ],
)
def test_control_a_word_outside_the_catalogue_is_found(template):
    assert own_words(template) == ["Seats"]
