"""The tool that keeps the French catalogues (STD: nothing is published in one language alone)."""

import gettext
import importlib.machinery
import importlib.util
import io
import subprocess
import sys

import pytest

from tests.support.environment import ROOT

TEMPLATE = """{% load i18n %}{# a comment #}
<h1>{% translate "Who comes" %}</h1>{% partialdef rows inline %}
{% blocktranslate trimmed count n=rows|length %}
  {{ n }} person
{% plural %}
  {{ n }} people
{% endblocktranslate %}
{% include "x.html" with label=_("It’s full") only %}{% translate "May" context "verb" %}{% endpartialdef %}
"""
CODE = """
from django.utils.translation import gettext as _, gettext_lazy, npgettext

# Translators: shown at the door
FULL = gettext_lazy("This event is full. "
                    "Ask to be put on the waiting list.")

def f(n, given):
    return _("At %(place)s") % {"place": n}, npgettext("seats", "one left", "%d left", n), _(given)
"""


@pytest.fixture
def messages(tmp_path, monkeypatch):
    loader = importlib.machinery.SourceFileLoader("messages_tool", str(ROOT / ".ci" / "messages"))
    tool = importlib.util.module_from_spec(importlib.util.spec_from_loader("messages_tool", loader))
    sys.modules["messages_tool"] = tool
    loader.exec_module(tool)
    monkeypatch.setattr(tool, "ROOT", tmp_path)
    (tmp_path / "events").mkdir()
    (tmp_path / "events" / "views.py").write_text(CODE, encoding="utf-8")
    (tmp_path / "templates" / "events").mkdir(parents=True)
    (tmp_path / "templates" / "events" / "list.html").write_text(TEMPLATE, encoding="utf-8")
    yield tool
    del sys.modules["messages_tool"]


def filled(po, **translations):
    for english, french in translations.items():
        assert f'msgid "{english}"\nmsgstr ""' in po, english
        po = po.replace(f'msgid "{english}"\nmsgstr ""', f'msgid "{english}"\nmsgstr "{french}"')
    return po


def test_every_message_of_code_and_templates_is_found(messages):
    found = messages.extract()["events"]

    assert {(key, entry.plural) for key, entry in found.items()} == {
        ((None, "Who comes"), None),
        ((None, "%(n)s person"), "%(n)s people"),
        ((None, "It’s full"), None),
        (("verb", "May"), None),
        ((None, "This event is full. Ask to be put on the waiting list."), None),
        ((None, "At %(place)s"), None),
        (("seats", "one left"), "%d left"),
    }
    assert found[None, "This event is full. Ask to be put on the waiting list."].comments == {"shown at the door"}


def test_a_text_that_cannot_be_known_is_refused(messages, tmp_path):
    (tmp_path / "events" / "bad.py").write_text('_(f"Hello {name}")', encoding="utf-8")

    with pytest.raises(messages.Unreadable, match=r"events/bad.py:1"):
        messages.extract()


def test_translations_are_kept_and_what_is_gone_is_dropped(messages, tmp_path):
    messages.update("events", messages.extract()["events"])
    po = messages.po_path("events")
    po.write_text(filled(po.read_text(), **{"Who comes": "Qui vient"}), encoding="utf-8")
    (tmp_path / "events" / "views.py").write_text("", encoding="utf-8")

    summary = messages.update("events", messages.extract()["events"])

    assert summary == "events: 4 messages, 3 to translate"
    assert 'msgstr "Qui vient"' in po.read_text(encoding="utf-8")
    assert "This event is full" not in po.read_text(encoding="utf-8")
    with po.with_suffix(".mo").open("rb") as compiled:
        assert gettext.GNUTranslations(compiled).gettext("Who comes") == "Qui vient"


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        (lambda text: text.replace('msgstr "À %(place)s"', 'msgstr "À %(lieu)s"'), "other placeholders in French"),
        (lambda text: text.replace('msgstr "Qui vient"', 'msgstr ""'), "not translated: 'Who comes'"),
        (lambda text: text.replace('msgid "Who comes"', '#, fuzzy\nmsgid "Who comes"'), "fuzzy: 'Who comes'"),
        (lambda text: text.replace('msgid "Who comes"', 'msgid "Who goes"'), "not in the catalogue: 'Who comes'"),
        (lambda text: text.replace("Qui vient", "Qui viendra"), "is not compiled from its catalogue"),
    ],
)
def test_a_gap_is_named(messages, tmp_path, change, complaint):
    (tmp_path / "templates" / "events" / "list.html").write_text('{% translate "Who comes" %}', encoding="utf-8")
    (tmp_path / "events" / "views.py").write_text('_("At %(place)s")', encoding="utf-8")
    found = messages.extract()["events"]
    messages.update("events", found)
    po = messages.po_path("events")
    french = {"Who comes": "Qui vient", "At %(place)s": "À %(place)s"}
    text = po.read_text(encoding="utf-8").replace("#, python-format\n", "")
    po.write_text(filled(text, **french), encoding="utf-8")
    po.with_suffix(".mo").write_bytes(messages.as_mo(messages.load("events")))
    assert list(messages.faults("events", found)) == []

    po.write_text(change(po.read_text(encoding="utf-8")), encoding="utf-8")

    assert any(complaint in fault for fault in messages.faults("events", found))


def test_two_catalogues_may_not_translate_one_text_differently(messages, tmp_path):
    for app, french in (("events", "Fermé"), ("partners", "Fermée")):
        (tmp_path / app).mkdir(exist_ok=True)
        (tmp_path / app / "views.py").write_text('_("Closed")', encoding="utf-8")
        messages.update(app, messages.extract()[app])
        po = messages.po_path(app)
        po.write_text(filled(po.read_text(), Closed=french), encoding="utf-8")

    assert list(messages.contradictions()) == [
        "partners and events translate 'Closed' differently; give one of them a context"
    ]


def test_the_same_catalogue_always_gives_the_same_bytes(messages):
    messages.update("events", messages.extract()["events"])
    catalog = messages.load("events")

    assert messages.as_mo(catalog) == messages.as_mo(messages.load("events"))
    assert b"Creation-Date" not in messages.as_po(catalog)
    assert messages.read_po(io.BytesIO(messages.as_po(catalog)), locale="fr").plural_expr == "(n > 1)"


def test_an_unknown_catalogue_is_refused():
    done = subprocess.run([sys.executable, ROOT / ".ci/messages", "nowhere"], capture_output=True, text=True, cwd=ROOT)

    assert done.returncode == 2
    assert "invalid choice" in done.stderr


@pytest.mark.parametrize(
    ("french", "fault"),
    [
        ("Voici l'invitation.", "a straight apostrophe"),
        ("Lieu : Ottawa", "a colon without its no-break space"),
        ("Le bouton « Oui »", "a guillemet without its no-break space"),
        ("Le bouton “Oui”", "English quotation marks"),
        ("Vraiment ?", "a space before a mark"),
        ("Attendez...", "three dots instead of an ellipsis"),
        ("Vous êtes inscrit(e)", "a word with dots or brackets in it"),
        ("20%", "a figure without a space before %"),
        ("Lieu et  date", "two spaces, or one at an end"),
        ("Plus de 1 000 personnes", "a figure that a line may break"),
        ("La liste de activités", "a missing elision"),
        ("Le nom de le lieu", "“de le” or “à les” before a noun"),
        ("Votre email", "an English word"),
        ("Votre adresse de courriel", "a word for another one of the glossary"),
        ("Les participants arrivent", "a word for men only"),
        ("Vous êtes invité à la table ronde", "a word for men only"),
        ("Là où vous seul regardez", "a word for men only"),
    ],
)
def test_french_that_is_badly_set_is_named(messages, french, fault):
    assert messages.badly_set(french) == [fault]


@pytest.mark.parametrize(
    "french",
    [
        "L’adresse\u00a0: «\u00a0Authorization: Bearer…\u00a0» à 12\u00a0h, vraiment?",
        "Faites-le ici, ou demandez de le faire à onze heures.",
        "Le oui de la onzième personne, et une empreinte digitale.",
        "Les participantes et participants, les survivantes et les survivants, son auteur ou autrice",
        "Vous êtes inscrite ou inscrit; vous êtes ici.",
        "Écrivez à %(email)s, ou à les_aider@example.org dans la liste %(update)s.",
    ],
)
def test_well_set_french_passes(messages, french):
    assert messages.badly_set(french) == []


def test_a_mark_that_one_language_lacks_is_named(messages):
    assert messages.ends_otherwise("Save?", "Enregistrer")
    assert messages.ends_otherwise(("One seat", "Seats"), ("Une place.", "Des places"))
    assert not messages.ends_otherwise(("One seat:", "Seats:"), ("Une place\u00a0:", "Des places\u00a0:"))
