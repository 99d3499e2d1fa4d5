"""Every row of the reference file stands on a public page, in both languages, with where it comes from (PA-A1, PA-A9)."""

import datetime
import html
import re

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from accounts.actors import Actor
from kernel.formats import typographic
from partners import reference
from partners.domain import organizations
from partners.domain import reference as loading
from partners.models import Organization
from partners.queries import reference as queries
from tests.factories.accounts import UserFactory
from tests.factories.partners import OrganizationFactory, OrganizationNameFactory
from tests.support.planting import planted

SOMEONE = Actor.system("test")
SHOWN = {
    "strategy": "frameworks pillars pillar_map strands themes funding_lines evaluations evaluation_findings",
    "institutions": "government departments bodies body_memberships offices office_holders "
    "provincial_territorial_governments",
    "regions": "jurisdictions places",
    "sectors": "sectors audiences not_modelled",
    "international": "instruments instrument_statuses instrument_objectives sdg_references forums",
    "facts_consultation": "consultations documents event_rules",
}
pytestmark = pytest.mark.django_db


@planted
def rows_of_the_file():
    loading.load(reference.load(), actor=SOMEONE)


@pytest.fixture
def loaded(rows_of_the_file):
    return reference.load()


def page(name, language="en", *args, **query):
    with translation.override(language):
        address = reverse(f"partners:{name}", args=args)
    answer = Client().get(address, query)
    assert answer.status_code == 200
    return html.unescape(answer.content.decode())


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("name", SHOWN)
def test_pa_a1_every_row_of_its_lists_is_on_the_page_with_its_provenance(loaded, name, language):
    text = page(name, language)
    rows = [row for lists in SHOWN[name].split() for row in loaded.rows(lists)]
    # what continues under the same name is shown as the pair of pillars
    rows = [row for row in rows if row["id"] not in {"pm-prevent", "pm-protect", "pm-justice", "pm-partner"}]
    assert [row["id"] for row in rows if typographic(row[language]) not in text] == []
    words = {"en": ("source document", "public source"), "fr": ("document source", "source publique")}[language]
    assert sum(text.count(word) for word in words) >= len(rows)


@pytest.mark.parametrize("language", ["en", "fr"])
def test_pa_a1_every_list_of_the_file_is_on_some_page(loaded, language):
    shown = {name for lists in SHOWN.values() for name in lists.split()} | queries.HIDDEN
    text = page("facts", language)
    for name, rows in loaded.lists.items():
        for row in rows:
            if name not in shown and row["provenance"] != "demo":
                assert typographic(row[language]) in text, row["id"]


@pytest.mark.parametrize("language", ["en", "fr"])
def test_invented_rows_stand_only_in_a_demonstration_and_say_so(loaded, language, settings):
    assert "(fict" not in page("facts", language)
    settings.DEMO = True
    text = page("facts", language)
    assert text.count("(fict") > 10
    assert text.count({"en": "demonstration", "fr": "démonstration"}[language]) > 20


@pytest.mark.parametrize("language", ["en", "fr"])
def test_pa_a1_the_survivor_roundtable_is_one_line_of_its_consultation_without_a_place(loaded, language):
    words = {"en": "Survivor Roundtable", "fr": "Table ronde de survivantes et de survivants"}[language]
    protected = typographic(loaded.row("ev-survivors")[language])
    for name in (*SHOWN, "facts"):
        text = page(name, language)
        assert text.count(words) == (1 if name == "facts_consultation" else 0), name
        assert protected not in text


def test_the_french_that_must_be_confirmed_says_so_on_the_french_page(loaded):
    assert "français à confirmer" in page("strategy", "fr")
    assert "to be confirmed</span>" not in page("strategy", "en").split("What the small tags mean")[0]


@pytest.mark.parametrize("name", [*SHOWN, "facts"])
def test_before_anything_is_loaded_each_page_says_so(name):
    assert "have not been loaded yet" in page(name)


@pytest.mark.parametrize("name", ["strategy", "institutions", "regions", "sectors", "international"])
def test_pf2_a_warm_page_costs_no_statement_and_no_cookie(loaded, name, django_assert_num_queries):
    client, address = Client(), reverse(f"partners:{name}")
    client.get(address)
    with django_assert_num_queries(0):
        answer = client.get(address)
    assert not answer.cookies
    assert answer["Cache-Control"] == "public, max-age=0, must-revalidate"


def test_what_is_made_for_one_person_is_kept_by_no_cache(loaded, settings):
    """A signed-in person reads "My work" in the head, and who one is in the bar of the demonstration."""
    address, known, settings.DEMO = reverse("partners:regions"), Client(), True
    known.force_login(UserFactory())

    assert "no-store" not in Client().get(address)["Cache-Control"]
    assert known.get(address)["Cache-Control"] == "no-store"
    assert "My work" in known.get(address).content.decode() and "My work" not in Client().get(address).content.decode()


def test_the_contents_list_leads_to_sections_that_are_there(loaded):
    for name in ("strategy", "institutions", "facts"):
        text = page(name)
        contents = text.split('class="contents"')[1].split("</nav>")[0]
        anchors = re.findall(r'href="#([\w-]+)"', contents)
        assert len(anchors) >= 4
        assert all(f'id="{anchor}"' in text for anchor in anchors)


def test_the_date_modified_is_the_day_of_the_load(loaded):
    day = queries.latest_load().created_at.date()
    text = page("strategy")
    assert any(str(near) in text for near in (day, day - datetime.timedelta(days=1)))


class TestNamesOfADay:
    """PA-A9: a page about a day shows the names of that day, and search finds old and new."""

    @pytest.fixture
    def renamed(self, loaded):
        row = Organization.objects.get(key="dep-wage")
        return organizations.rename(
            row,
            actor=SOMEONE,
            on=datetime.date(2025, 5, 1),
            name_en="Department of Tomorrow",
            name_fr="Ministère de Demain",
        )

    def day(self, year):
        return {"on": f"{year}-10-01"}

    @pytest.mark.parametrize(
        ("language", "old", "new"),
        [
            ("en", "Department for Women and Gender Equality", "Department of Tomorrow"),
            ("fr", "Ministère des Femmes et de l’Égalité des genres", "Ministère de Demain"),
        ],
    )
    def test_the_page_of_2018_shows_the_names_of_2018(self, renamed, language, old, new):
        head = re.compile(r'<th scope="row"><a [^>]+>([^<]+)</a>')
        then = head.findall(page("institutions", language, **self.day(2018)))
        now = head.findall(page("institutions", language))
        assert (old in then, new in then) == (True, False)
        assert (old in now, new in now) == (False, True)

    @pytest.mark.parametrize("wanted", ["tomorrow", "DEMAIN", "women and gender", "egalite des genres", "wage", "fegc"])
    def test_search_finds_it_under_every_name(self, renamed, wanted):
        assert "Department of Tomorrow</a>" in page("institutions", q=wanted)
        assert "Statistics Canada</a>" not in page("institutions", q=wanted)

    def test_a_name_nobody_bears_says_so(self, loaded):
        assert "No institution has or had this name" in page("institutions", q="zzz")

    def test_the_page_of_an_institution_lists_its_names_with_their_days(self, renamed):
        text = page("institution", "en", renamed.public_id)
        assert "<h1>Department of Tomorrow</h1>" in text
        assert "2025-04-30" in text
        assert "Status of Women Canada" in text
        assert "D147" in text

    @pytest.mark.parametrize(
        "query", [{"on_0": "x"}, {"on_day": "31", "on_month": "2", "on_year": "2018"}, {"q": "\x00"}]
    )
    def test_a_wrong_question_is_answered_in_words(self, loaded, query):
        address = reverse("partners:institutions")
        assert Client().get(address, query).status_code == 200

    def test_only_published_institutions_have_a_public_page(self, loaded):
        invented, own = OrganizationFactory(provenance="demo"), OrganizationFactory(provenance="staff")
        for row in (invented, own):
            assert Client().get(reverse("partners:institution", args=[row.public_id])).status_code == 404
        OrganizationNameFactory(organization=own, kind="short", text="hidden name")
        assert "hidden name" not in page("institutions", q="hidden name").split("</form>")[1]
