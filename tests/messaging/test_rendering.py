"""Words of a message: in one language or both, absolute links, nobody's own words alive (STD-10, RE-23, lesson 5)."""

import copy
import re
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from messaging import rendering
from messaging.rendering import WrittenInSubject, defused, written

FACTS = {
    "event": {"title_en": "Northern roundtable", "title_fr": "Table ronde du Nord"},
    "name": written("Zoé d'Arcy"),
    "on": date(2018, 10, 1),
}


@pytest.fixture(autouse=True)
def test_templates(settings):
    settings.TEMPLATES = copy.deepcopy(settings.TEMPLATES)
    settings.TEMPLATES[0]["DIRS"].append(Path(__file__).parent / "templates")
    settings.BASE_URL = "https://consult.example.org"
    settings.MAIL_POSTAL_ADDRESS = "1 Main Street, Ottawa"
    rendering._template.cache_clear()
    yield
    rendering._template.cache_clear()


def render(stem="test_note", language="en", facts=FACTS, **more):
    return rendering.render(stem, facts, address="alice@example.org", language=language, **more)


def test_one_language_follows_through_subject_text_and_page():
    message = render(language="fr")

    assert message.subject == "Confirmed: Table ronde du Nord"
    assert "Table ronde du Nord: 1er\u00a0octobre\u00a02018\n" in message.text
    assert '<html lang="fr-CA"' in message.html
    assert "Northern" not in message.subject + message.text + message.html


def test_both_puts_two_languages_into_one_message_the_services_own_first():
    message = render(language="both")

    assert message.subject == "Confirmed: Northern roundtable / Confirmed: Table ronde du Nord"
    assert message.text.index("Northern roundtable:") < message.text.index("Table ronde du Nord:")
    assert message.text.startswith("(Le texte français suit")
    assert re.findall(r'<div lang="(\w\w)-CA"', message.html) == ["en", "fr"]
    assert 'href="#fr"' in message.html


def test_links_are_absolute_from_the_setting_and_in_the_language_of_their_part():
    message = render(language="both")

    assert re.findall(r"https?://\S+", message.text) == [
        "https://consult.example.org/en/unsubscribe/token/",
        "https://consult.example.org/fr/desabonnement/token/",
    ]


def test_a_page_without_a_template_is_made_from_the_text():
    page = render("test_plain").html

    assert '<a href="https://consult.example.org/en/unsubscribe/token/"' in page
    assert page.count("<a ") == 1


def test_the_end_names_sender_address_answer_and_the_way_to_stop():
    message = render(unsubscribe="stop-me")

    for part in (message.text, message.html):
        assert "1 Main Street, Ottawa" in part
        assert "consultations@example.org" in part
        assert "https://consult.example.org/en/unsubscribe/stop-me/" in part
        assert "You registered." in part
    assert message.unsubscribe_url == "https://consult.example.org/en/unsubscribe/stop-me/"
    assert "stop-me" not in render().text


def test_the_style_is_in_the_elements_and_nothing_comes_from_elsewhere():
    page = render().html

    assert "<style" not in page
    assert re.search(r'<h1 style="[^"]*color: #26374a', page)
    assert re.findall(r'(?:src|href)="(?!https://consult\.example\.org/|mailto:)([^"]*)"', page) == []


def test_somebodys_words_in_a_subject_are_an_error():
    with pytest.raises(WrittenInSubject):
        render("test_rude")


NASTY = [
    "[x](http://evil.example)",
    "<a href='http://evil.example'>x</a>",
    "www.evil.example",
    "evil.example/path",
    "mail me@evil.example",
    "((subject))",
    "javascript:alert(1)",
    "Alice\r\nBcc: all@evil.example",
    "A\u202e\u2066lice http://evil.example",
]
FOUND_BY_MAIL_PROGRAMS = re.compile(
    r"https?://\w|www\.\w|\w@\w+\.\w|\bevil\.example|\[.*\]\(|javascript:\w|\(\(|[<>\r\n]"
)


@pytest.mark.parametrize("words", NASTY)
def test_a_name_cannot_become_a_link(words):
    message = render(facts=FACTS | {"name": written(words)})

    assert not FOUND_BY_MAIL_PROGRAMS.search(defused(words))
    assert "evil.example" not in message.text + message.html
    assert message.html.count("<a ") == 1


@hypothesis_settings(deadline=None)
@given(st.text(max_size=300))
def test_any_words_come_out_in_one_short_line_without_markup(words):
    plain = defused(words)

    assert len(plain.replace("\u2060", "")) <= rendering.CAP
    assert not FOUND_BY_MAIL_PROGRAMS.search(plain)
    assert plain == "".join(plain.splitlines())


@pytest.mark.parametrize("name", ["Zoé d'Arcy", "ᐊᐅᓪᓚ Qitsualik", "Łukasz O’Neil-Smith", "ʔuqsáh"])
def test_real_names_look_as_they_are(name):
    assert defused(name) == name
