"""A document is PDF/UA-1, says in its own language what it was given and nothing is read as markup (STD-13, STD-19)."""

import json
import os
import re
import subprocess
import sys
from contextlib import contextmanager, nullcontext
from datetime import date, datetime
from decimal import Decimal
from multiprocessing import get_context
from threading import Barrier, Thread

import pytest
from django.core.cache import cache
from django.utils import translation
from structlog.testing import capture_logs

from kernel import elements, formats, gates
from kernel.bilingual import Language
from kernel.errors import Busy
from publishing.domain import documents
from publishing.typesetting import child, limits
from tests.support import documents as reading
from tests.support.documents import squeezed
from tests.support.environment import ROOT
from tests.support.processes import wait_until
from tests.support.racing import race, race_processes

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


@contextmanager
def places_taken():
    """Hold every place where documents are made, as other web processes of the machine do."""
    held = [gates.enter(documents._place(number)) for number in range(limits.AT_ONCE)]
    try:
        yield
    finally:
        for gate in held:
            os.close(gate)


def test_who_waits_too_long_for_a_place_is_told_when_to_come_back(monkeypatch):
    cache.clear()
    monkeypatch.setattr(documents, "PATIENCE", 0.01)
    with places_taken():
        for number in range(limits.AT_ONCE * 4):
            with pytest.raises(Busy) as refused:
                documents.kept(order(under=[f"Version {number}"]))

    assert refused.value.facts["retry_after"] == 30
    assert documents.kept(order())  # and it is free again


def test_other_pages_go_on_while_some_wait_for_documents(monkeypatch):
    """A web process has four threads: the fourth who asks is told at once."""
    cache.clear()
    monkeypatch.setattr(documents, "PATIENCE", 3600)
    with places_taken():
        waiting = [Thread(target=documents.kept, args=(order(),)) for _number in range(limits.WAITING)]
        for one in waiting:
            one.start()
        wait_until(lambda: documents._waiting._value == 0, "all who may wait")
        with pytest.raises(Busy):
            documents.kept(order())
    for one in waiting:
        one.join(60)

    assert documents._waiting._value == limits.WAITING
    assert documents.kept(order()).startswith(b"%PDF")


@pytest.fixture
def made_so_far(tmp_path, monkeypatch):
    """How often a document was made, in whatever process."""
    make, notes = documents.make, tmp_path / "made"
    notes.touch()

    def noted(*arguments):
        with notes.open("a") as file:
            file.write("made\n")
        return make(*arguments)

    monkeypatch.setattr(documents, "make", noted)
    return lambda: len(notes.read_text().splitlines())


@pytest.fixture
def shared_cache(settings, broker):
    """A cache that all processes share, empty."""
    settings.CACHES = {"default": {"BACKEND": "kernel.cache.GuardedRedisCache", "LOCATION": broker.cache_url}}


@pytest.mark.parametrize("racing", [race, race_processes])
def test_a_document_that_several_ask_for_at_once_is_made_once(made_so_far, shared_cache, monkeypatch, racing):
    monkeypatch.setattr(documents, "PATIENCE", 60)

    results = racing(*[lambda: documents.kept(order())] * 3)

    assert made_so_far() == 1 and len(set(results)) == 1
    assert results[0].startswith(b"%PDF")


def test_control_without_places_it_is_made_by_each(made_so_far, shared_cache, monkeypatch):
    """If this fails, the race above proves nothing: the runners never met."""
    together = Barrier(3, timeout=60)
    cached = documents._found

    def found(key):
        answer = cached(key)
        together.wait()
        return answer

    monkeypatch.setattr(documents, "_found", found)
    monkeypatch.setattr(documents, "_turn", lambda order: nullcontext(None))
    race(*[lambda: documents.kept(order())] * 3)

    assert made_so_far() == 3


def test_within_one_process_it_is_made_once_without_a_shared_cache(made_so_far):
    """Where tasks travel through files there is one web process, with a cache of its own."""
    cache.clear()

    results = race(*[lambda: documents.kept(order())] * 3)

    assert made_so_far() == 1 and len(set(results)) == 1


def test_a_killed_maker_leaves_its_place_to_the_next(monkeypatch):
    """The place is taken until the child has ended too, which is at most its processor time later."""
    cache.clear()
    one = order([elements.element("p", ["Many words. " * 40])] * 400)
    place = documents._place(int(one.digest, 16) % limits.AT_ONCE)
    maker = get_context("fork").Process(target=documents.kept, args=(one,), daemon=True)
    maker.start()

    def taken():
        try:
            os.close(gates.enter(place, 0))
        except gates.Shut:
            return True
        return False

    wait_until(taken, "the maker at work")
    maker.kill()
    maker.join(10)
    monkeypatch.setattr(documents, "PATIENCE", limits.CPU * 3)

    assert documents.kept(order()).startswith(b"%PDF")
    os.close(gates.enter(place, limits.CPU * 3))


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
    monkeypatch.setattr(documents, "make", lambda _order, _gate: b"made again")

    assert documents.kept(order()) == first
    assert documents.kept(order(under=["Version 2"])) == b"made again"


def test_that_a_document_cannot_be_made_is_found_out_once_a_minute(monkeypatch):
    """One that takes too long must not cost a process 25 seconds for every click."""
    cache.clear()
    tried = []

    def fails(one, gate):
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
