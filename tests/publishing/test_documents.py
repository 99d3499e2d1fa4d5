"""A document is PDF/UA-1, says in its own language what it was given and nothing is read as markup (STD-13, STD-19)."""

import json
import re
import subprocess
import sys
from datetime import date, datetime
from decimal import Decimal

import pytest
from django.core.cache import cache
from django.utils import translation
from structlog.testing import capture_logs

from kernel import elements, formats
from kernel.bilingual import Language
from kernel.errors import Busy
from publishing.domain import documents
from publishing.typesetting import child, limits
from tests.support import documents as reading
from tests.support.documents import squeezed
from tests.support.environment import ROOT

pytestmark = pytest.mark.sqlite
N = "\u00a0"
MARKDOWN = """## First

A paragraph with **strong**, *stressed* and [a link](https://example.ca/a-place).

### Below

- one
- two
    1. inner

| day | amount |
|---|---|
| Friday | 5 |

> Words of somebody.
"""
HOSTILE = r'#eval("1") #import "x.typ" $x^2$ \ * _a_ @label <lab> `raw` = Head #{panic()} // not a comment ~ -- ... "q"'
# Inuktitut, Cree, Tłı̨chǫ and Dene letters, Skwxwú7mesh, hən̓q̓əmin̓əm̓
NAMES = ["ᐃᓄᒃᑎᑐᑦ", "ᓀᐦᐃᔭᐍᐏᐣ", "łʔā", "Tłı̨chǫ", "Sḵwx̱wú7mesh", "xʷməθkʷəy̓əm", "Łíídlįį Kų́ę́"]


def order(body=(), *, language="en", **facts):
    section = {"heading": "About it", "change": "", "body": list(body), "asked": "Asked", "questions": ["Why?"]}
    given = {"heading": "The paper", "short": "The paper", "under": ["Version 1"], "notes": [], "sections": [section]}
    address = "https://consultations.example.ca/en/consultations/a-rather-long-reference/paper/1/"
    return documents.Order("paper", "The paper", Language(language), date(2018, 10, 5), address, {**given, **facts})


def made(*texts, markdown="", language="en", **facts):
    body = [elements.element("p", [text]) for text in texts]
    body += elements.headed(elements.of_markdown(markdown), under=1)
    return reading.read(documents.make(order(body, language=language, **facts)))


@pytest.fixture(scope="module")
def document():
    return made(markdown=MARKDOWN)


def test_a_document_is_tagged_titled_and_in_one_language(document):
    """STD-13"""
    assert document.marked and document.part == "1"
    assert (document.language, document.title, document.shows_title) == ("en-CA", "The paper", True)
    assert made(language="fr").language == "fr-CA"


def test_headings_follow_one_another_and_lists_tables_quotations_and_links_are_tagged(document):
    levels = [int(tag[1]) for tag in document.tags if re.fullmatch(r"H\d", tag)]

    assert levels[:1] == [1] and max(levels) == 3
    assert all(after <= before + 1 for before, after in zip(levels, levels[1:], strict=False)), levels
    assert {"Document", "TOC", "TOCI", "P", "L", "LI", "LBody", "Table", "TR", "TH", "TD", "BlockQuote", "Link"} <= set(
        document.tags
    )
    assert document.tags.count("TH") == 2 and document.tags.count("TD") == 2
    assert "https://example.ca/a-place" in document.links


def test_every_font_is_embedded_and_one_of_ours(document):
    assert document.fonts and all(document.fonts.values()), document.fonts
    assert all("NotoSans" in name for name in document.fonts)


def test_pages_are_numbered_in_the_language_of_the_document():
    english, french = made(), made(language="fr")

    assert [f"Page {n} of 2" in page for n, page in enumerate(english.pages, 1)] == [True, True]
    with translation.override("fr"):
        words = str(translation.gettext("Page {page} of {pages}"))
    assert words.replace("{page}", "2").replace("{pages}", "2") in french.pages[1]


def test_the_same_facts_make_the_same_bytes_and_others_make_others():
    same = documents.make(order())

    assert documents.make(order()) == same
    assert order().digest == order().digest != order(under=["Version 2"]).digest
    assert order().digest != order(language="fr").digest


@pytest.mark.parametrize("language", ["en", "fr"])
def test_dates_numbers_and_money_stand_as_on_pages(language):
    """STD-19: with their no-break spaces."""
    golden = [
        formats.long_date(date(2018, 10, 1), language, weekday=True),
        formats.clock_range(datetime(2018, 10, 5, 9), datetime(2018, 10, 5, 14, 30), language),
        formats.number(Decimal("1234567.5"), language),
        formats.percent(Decimal("12.5"), language),
        formats.money(57_220_000, language),
        formats.millions(57_220_000, language),
        formats.quotation("mots", language),
        "613‑555‑0134",
    ]

    text = made(*golden, language=language).text

    for one in golden:
        assert one in text.replace("\n", " "), one
    assert (f"57{N}220{N}000{N}$" in text) == (language == "fr")


def test_names_in_syllabics_and_with_rare_letters_come_out_as_text():
    text = made(*NAMES).text

    for name in NAMES:
        assert squeezed(name) in squeezed(text), (name, text)
    assert documents.UNKNOWN not in text


def test_a_hostile_text_is_only_text():
    """It reaches typst as a value; if it were put together into markup, it would run, vanish or break the document."""
    text = made(HOSTILE, heading=HOSTILE, under=[HOSTILE]).text

    assert squeezed(text).count(squeezed(HOSTILE)) >= 3


def test_a_very_long_word_breaks_and_stays_on_the_page():
    word = "Donaudampfschifffahrt" * 20
    document = made(word)

    assert word in squeezed(document.text)
    (page,) = [page for page in reading.lines(documents.make(order([word]))) if any("Donau" in line for line in page)]
    assert sum("schiff" in line for line in page) >= 4, page


def test_a_text_of_200_kilobytes_is_set():
    text = "\n\n".join(f"{n}. {HOSTILE} and so on, for a line or two of the text." for n in range(1_600))
    assert len(text) > 200_000

    document = made(*text.split("\n\n"))

    assert len(document.pages) > 40 and "1599. #eval" in document.text


def test_letters_that_no_font_has_show_as_such_and_a_line_says_so():
    plain, lacking = made("fine"), made("a 漢 b 😀 c", "\u202eturned\u202c")

    assert "a \ufffd b \ufffd c" in lacking.text and "turned" in lacking.text and "\u202e" not in lacking.text
    assert "cannot show" in lacking.text and "cannot show" not in plain.text


def test_facts_beyond_the_limit_are_refused():
    with pytest.raises(documents.NotMade) as refused:
        documents.make(order(under=["x " * 600_000]))

    assert refused.value.status == 503 and "bytes" in refused.value.detail


@pytest.fixture
def broken(monkeypatch, tmp_path):
    """A folder of templates that this process and the child see, with a broken one in it."""
    (tmp_path / "broken.typ").write_text("#import ")
    (tmp_path / "untagged.typ").write_text("no title")
    monkeypatch.setattr(documents, "TEMPLATES", tmp_path)
    monkeypatch.setattr(child, "TEMPLATES", tmp_path)

    def in_this_process(command, *, input, **_more):
        try:
            out = child.compose(command[-1], json.loads(input))
            return subprocess.CompletedProcess(command, 0, out, b"")
        except Exception as error:  # noqa: BLE001 - as the child does
            return subprocess.CompletedProcess(command, child.FAILED, b"", str(error).encode())

    monkeypatch.setattr(documents.subprocess, "run", in_this_process)


@pytest.mark.parametrize("template", ["broken", "untagged", "missing"])
def test_a_broken_template_or_one_that_is_not_accessible_is_a_clear_refusal(broken, template):
    wrong = documents.Order(template, "T", Language.EN, date(2018, 10, 5), "https://x.example.ca/", {})

    with pytest.raises(documents.NotMade) as refused, capture_logs() as logs:
        documents.make(wrong)

    assert "web page has the same text" in str(refused.value)
    assert refused.value.detail
    assert [entry["event"] for entry in logs] == ["document_not_made"]


def test_the_process_that_sets_gives_up_memory_time_and_every_means_to_write():
    script = (
        "import resource as r; from publishing.typesetting import child, limits; child.limit();"
        "print([r.getrlimit(x)[0] for x in (r.RLIMIT_AS, r.RLIMIT_CPU, r.RLIMIT_FSIZE)])"
    )

    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True)

    assert done.stdout.strip() == str([limits.MEMORY, limits.CPU, 0])


def test_a_child_that_takes_too_long_is_ended(monkeypatch):
    monkeypatch.setattr(documents, "WALL", 0.01)

    with pytest.raises(documents.NotMade):
        documents.make(order())


def test_one_document_at_a_time_and_who_waits_too_long_is_told(monkeypatch):
    monkeypatch.setattr(documents, "PATIENCE", 0.01)
    with documents._one_at_a_time, pytest.raises(Busy) as refused:
        documents.make(order())

    assert refused.value.facts["retry_after"] == 30
    assert documents.make(order())  # and it is free again


def test_the_typesetter_never_enters_this_process():
    """PF-14: it takes 46 MiB and more, for good."""
    script = (
        "import os; os.environ.setdefault('DJANGO_SETTINGS_MODULE', 'config.settings'); import tests.support.environment;"
        "import django; django.setup(); from tests.publishing.test_documents import order;"
        "from publishing.domain import documents; import sys;"
        "assert documents.make(order()).startswith(b'%PDF'); print('typst' in sys.modules)"
    )

    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=False)

    assert done.stdout.strip().endswith("False"), done.stderr[-500:]


def test_a_document_is_made_once_and_kept_by_what_it_is_made_of(monkeypatch):
    cache.clear()
    first = documents.kept(order())
    monkeypatch.setattr(documents, "make", lambda _order: b"made again")

    assert documents.kept(order()) == first
    assert documents.kept(order(under=["Version 2"])) == b"made again"


def test_that_a_document_cannot_be_made_is_found_out_once_a_minute(monkeypatch):
    """One that takes too long must not cost a process 25 seconds for every click."""
    cache.clear()
    tried = []

    def fails(one):
        tried.append(one)
        raise documents.NotMade("too long")

    monkeypatch.setattr(documents, "make", fails)
    for _click in range(3):
        with pytest.raises(documents.NotMade):
            documents.kept(order())

    assert len(tried) == 1


@pytest.mark.parametrize("slip", ["## \n\n", "##\n\n### [](https://example.ca)\n\n"])
def test_a_heading_without_words_does_not_cost_the_document(slip):
    assert "The text." in made(markdown=f"{slip}The text.").text


def test_a_link_too_long_for_a_document_leaves_its_words():
    document = made(markdown=f"Read [the page](https://example.ca/{'a' * 9_000}).")

    assert "Read the page." in document.text and not any("aaa" in link for link in document.links)
