"""The paper and what was heard as PDF: the words of their pages, by the same rules, in both languages (STD-13)."""

import os
import re
from html.parser import HTMLParser

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from engagement.domain import findings, papers, participation
from engagement.enums import Stance
from kernel import gates
from publishing.domain import documents
from publishing.typesetting.limits import AT_ONCE
from tests.factories import commitments
from tests.factories.engagement import (
    SAFE_USES,
    SILENT,
    SOMEONE,
    ConsultationFactory,
    Staff,
    anonymously,
    approved_finding,
    by_name,
    coded,
    frozen_themes,
    in_analysis,
    led_to,
    open_consultation,
    submitted,
)
from tests.privacy import canaries
from tests.support.documents import read, squeezed
from tests.support.planting import planted

pytestmark = pytest.mark.django_db
HOSTILE = r'#eval("1") \ $x$ * @ref `raw` <b>bold</b> //'
ALONE = ("br", "input", "path", "circle", "rect")  # elements without an end
SCREEN = {"no-print", "visually-hidden", "state__shape"}


class Blocks(HTMLParser):
    """The headings, paragraphs and list items of the main part of a page, but for what is for the screen alone."""

    def __init__(self, html):
        super().__init__()
        self.found, self._skip = [], 0
        self.feed(html[html.index("<main") : html.index("</main>")])

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        if tag in ALONE:
            return
        screen = tag in ("nav", "summary") or "hidden" in given or SCREEN & set((given.get("class") or "").split())
        self._skip += bool(self._skip or screen)
        if not self._skip and tag in ("h1", "h2", "h3", "p", "li"):
            self.found.append("")

    def handle_endtag(self, tag):
        if tag not in ALONE:
            self._skip -= bool(self._skip)

    def handle_data(self, data):
        if not self._skip and self.found:
            self.found[-1] += data


@pytest.fixture
def anybody():
    return Client()


@planted
def heard():
    """A reported consultation: two findings, replies, a recommendation, a commitment, a quotation and a named person."""
    a_commitment, staff = commitments.agreed(*commitments.people()), Staff()
    consultation = open_consultation(staff)
    quoted = submitted(consultation, "Quote me. I agree.", anonymously())
    submitted(consultation, "Not to be quoted.", by_name(uses=SAFE_USES - {"quote"}, **_named()))
    for n in range(10):
        words = f"Private words {n}." if n < 5 else SILENT
        submitted(consultation, words, anonymously(SAFE_USES - {"quote"}))
    in_analysis(consultation, staff)
    theme, other = frozen_themes(consultation, staff)
    coded(consultation, theme, staff)
    finding = findings.draft(
        consultation,
        theme,
        Stance.FOR,
        findings.Wording("People *ask* for it.", "On le *demande*.", "Heard in one city.", "Entendu dans une ville."),
        actor=staff.as_analyst,
    )
    led_to(a_commitment, finding, quoted, staff)
    consultation.refresh_from_db()
    return consultation, finding, quoted, a_commitment


CANARY = canaries.Canary(341)


def _named():
    return {"name": CANARY.name, "email": CANARY.email}


def at(name, consultation, *more, language="en"):
    with translation.override(language):
        return reverse(f"engagement:{name}", args=[consultation.ref, *more])


def whole(client, path):
    answer = client.get(path)
    assert answer.status_code == 200, answer.content[:2000]
    return read(answer.content)


def revised(consultation, staff, **texts):
    """Freeze a second version of the paper."""
    version = papers.start_version(consultation, actor=staff.as_organizer)
    papers.describe(version, actor=staff.as_organizer, change_note_en="Clearer *now*.", change_note_fr="Plus clair.")
    papers.edit_section(version.sections.get(key="support"), actor=staff.as_organizer, **texts)
    papers.submit(version, actor=staff.as_organizer)
    return papers.freeze(version, actor=staff.as_approver)


RICH = "## Why\n\nBecause *so*.\n\n- one\n- two\n\n| day | seats |\n|---|---|\n| Friday | 5 |\n"


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("page", ["paper", "heard"])
def test_the_document_holds_every_heading_and_paragraph_of_its_page(anybody, heard, page, language):
    consultation, *_rest = heard
    revised(consultation, Staff(), body_en=RICH, body_fr=RICH.replace("Why", "Pourquoi"))
    html = anybody.get(at(page, consultation, language=language)).content.decode()

    document = whole(anybody, at(f"{page}_pdf", consultation, language=language))

    text = squeezed(document.text)
    said = [block for block in map(squeezed, Blocks(html).found) if block]
    assert len(said) > 12
    assert [block for block in said if block not in text] == []
    assert document.language == f"{language}-CA"


@pytest.mark.parametrize("language", ["en", "fr"])
def test_the_document_of_what_was_heard_reaches_reply_recommendation_and_commitment(anybody, heard, language):
    consultation, finding, _quoted, commitment = heard
    document = whole(anybody, at("heard_pdf", consultation, language=language))
    english = language == "en"
    parts = (
        ["We agree.", "Office A", "Build.", "It builds."]
        if english
        else ["Nous sommes d’accord.", "Bâtir.", "Il bâtit."]
    )
    (row,) = finding.counts
    figures = f"about {row['shown']} of about {row['shown_scope']}" if english else f"environ {row['shown']}"

    for part in [*parts, figures, commitment.ref, commitment.title_en if english else commitment.title_fr]:
        assert squeezed(part).replace("\u00a0", "") in squeezed(document.text).replace("\u00a0", ""), part
    with translation.override(language):
        assert any(
            reverse("partners:public_commitment", args=[commitment.public_id]) in link for link in document.links
        )


def test_the_rules_of_disclosure_are_those_of_the_page(anybody, heard):
    """EN-10, EN-21: no speaker, no handle, no true count, no words without consent."""
    consultation, _finding, _quoted, _commitment = heard
    answer = anybody.get(at("heard_pdf", consultation))
    text = read(answer.content).text

    assert "Quote me." in text
    for withheld in ("I agree", "Private words", "Not to be quoted", "7 of", "of about 12"):
        assert withheld not in text
    assert canaries.numbers_in(text) == canaries.numbers_in(answer.content) == set()
    assert canaries.numbers_in(str(answer.headers)) == set()


def test_a_quotation_leaves_the_document_with_the_consent_although_it_was_kept(anybody, heard):
    """EN-A12"""
    consultation, _finding, quoted, _commitment = heard
    path = at("heard_pdf", consultation)
    before = anybody.get(path)
    assert "Quote me." in read(before.content).text

    participation.change_choices(quoted, anonymously(SAFE_USES - {"quote"}), language="en", actor=SOMEONE)

    after = anybody.get(path, headers={"if-none-match": before["ETag"]})
    assert after.status_code == 200 and "Quote me." not in read(after.content).text


def test_a_document_says_what_it_is_where_its_page_is_and_how_it_may_be_kept(anybody, heard):
    consultation, *_rest = heard
    answer = anybody.get(at("heard_pdf", consultation, language="fr"))

    assert answer["Content-Type"] == "application/pdf" and answer["Content-Language"] == "fr-CA"
    assert re.fullmatch(r'attachment; filename="[a-z0-9-]+-fr\.pdf"', answer["Content-Disposition"])
    assert at("heard", consultation, language="fr") + '>; rel="canonical"' in answer["Link"]
    for language in ("en", "fr"):
        here = f'{at("heard_pdf", consultation, language=language)}>; rel="alternate"'
        assert f'{here}; type="application/pdf"; hreflang="{language}-CA"' in answer["Link"]
    assert "public" in answer["Cache-Control"] and "max-age=0" in answer["Cache-Control"]
    again = anybody.get(at("heard_pdf", consultation, language="fr"), headers={"if-none-match": answer["ETag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_nothing_is_set_twice_while_nothing_changes_whatever_the_query_says(anybody, heard, monkeypatch):
    consultation, *_rest = heard
    path = at("paper_pdf", consultation)
    first = anybody.get(path).content
    monkeypatch.setattr(documents, "make", lambda order, gate: pytest.fail("made again"))

    assert anybody.get(path).content == anybody.get(f"{path}?x=1").content == first
    somebody = Client()
    somebody.force_login(Staff().organizer)
    signed_in = somebody.get(path)
    assert signed_in.content == first and "no-store" in signed_in["Cache-Control"]


@pytest.mark.parametrize(("name", "most"), [("paper_pdf", 4), ("heard_pdf", 7)])
def test_a_document_costs_a_fixed_number_of_statements(anybody, heard, name, most, django_assert_max_num_queries):
    consultation, *_rest = heard
    with django_assert_max_num_queries(most):
        anybody.get(at(name, consultation))


def test_each_page_links_to_its_document_and_each_version_to_its_own(anybody, heard):
    consultation, *_rest = heard
    revised(consultation, Staff(), body_en="New text.", body_fr="Nouveau texte.")
    pages = {"paper": ("paper_version_pdf", 2), "heard": ("heard_pdf",)}

    for page, (name, *more) in pages.items():
        body = anybody.get(at(page, consultation)).content.decode()
        assert f'<a href="{at(name, consultation, *more)}" type="application/pdf" hreflang="en-CA">' in body

    old, new = (whole(anybody, at("paper_version_pdf", consultation, number)) for number in (1, 2))
    assert "New text." in new.text and "Clearer now." in new.text and "earlier version" not in new.text
    assert "New text." not in old.text and "earlier version" in old.text
    assert whole(anybody, at("paper_pdf", consultation)).text == new.text


def test_no_document_of_what_the_public_may_not_read(anybody):
    draft = ConsultationFactory()
    staff = Staff()
    consultation = open_consultation(staff)
    submitted(consultation)
    in_analysis(consultation, staff)
    theme, _other = frozen_themes(consultation, staff)
    coded(consultation, theme, staff)
    approved_finding(consultation, theme, staff)

    refused = [at("paper_pdf", draft), at("heard_pdf", draft), at("heard_pdf", consultation)]
    refused += [at("paper_version_pdf", consultation, number) for number in (7, 10**30)]
    papers.start_version(consultation, actor=staff.as_organizer)
    refused.append(at("paper_version_pdf", consultation, 2))

    assert [anybody.get(path).status_code for path in refused] == [404] * len(refused)


def test_hostile_texts_are_words_in_the_document_too(anybody, heard):
    consultation, *_rest = heard
    body = "\n\n".join(HOSTILE.replace("*", r"\*").replace("`", r"\`").replace("<", r"\<") for _ in range(3))
    version = revised(consultation, Staff(), body_en=body, body_fr=body, heading_en=HOSTILE, heading_fr=HOSTILE)

    text = squeezed(whole(anybody, at("paper_version_pdf", consultation, version.number)).text)

    assert text.count(squeezed(HOSTILE.replace("\\ ", ""))) + text.count(squeezed(HOSTILE)) >= 4


def test_a_document_that_cannot_be_made_is_a_page_in_words(anybody, heard, monkeypatch):
    consultation, *_rest = heard
    monkeypatch.setattr(documents, "WALL", 0.001)

    answer = anybody.get(at("paper_pdf", consultation))

    assert answer.status_code == 503 and "no-store" in answer["Cache-Control"]
    assert "The web page has the same text" in answer.content.decode() and "<h1>" in answer.content.decode()


def test_a_document_that_is_being_prepared_says_when_to_come_back(anybody, heard, monkeypatch):
    consultation, *_rest = heard
    monkeypatch.setattr(documents, "PATIENCE", 0.01)
    held = [gates.enter(documents._place(number)) for number in range(AT_ONCE)]

    answer = anybody.get(at("paper_pdf", consultation))
    for gate in held:
        os.close(gate)

    assert (answer.status_code, answer["Retry-After"]) == (503, "30")
    assert "Documents are being prepared" in answer.content.decode()
    assert "Try again in 1 minute" in answer.content.decode()
    assert anybody.get(at("paper_pdf", consultation)).status_code == 200
