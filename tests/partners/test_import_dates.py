"""A file says since when and until when somebody belongs to an organization, and how to speak of them (PA-12, PA-A19)."""

import datetime
import json
import random

import pytest

from accounts.actors import Actor
from kernel import formats
from partners.domain import import_rows, imports
from partners.forms.imports import ColumnsForm
from partners.import_states import Choice, Finding
from partners.intake import dates, words
from partners.intake.columns import guess
from partners.models import Affiliation, Person
from partners.queries import imports as reading
from tests.factories.imports import checked, done
from tests.factories.partners import AffiliationFactory, OrganizationFactory, PersonFactory
from tests.partners import import_files as files

DAY = datetime.date
HEADINGS = ("Name", "E-mail", "Organization", "Role", "From", "Until", "Pronouns")


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2024-03-31", DAY(2024, 3, 31)),
        ("2024/3/1", DAY(2024, 3, 1)),
        ("2024-03-31 00:00:00", DAY(2024, 3, 31)),
        ("2024-03-31T00:00:00.000", DAY(2024, 3, 31)),
        ("March 31, 2024", DAY(2024, 3, 31)),
        ("Mar. 3, 2024", DAY(2024, 3, 3)),
        ("31 March 2024", DAY(2024, 3, 31)),
        ("3rd March, 2024", DAY(2024, 3, 3)),
        ("31 mars 2024", DAY(2024, 3, 31)),
        ("1er f\u00e9vrier 2024", DAY(2024, 2, 1)),
        ("15 AO\u00dbT 2024", DAY(2024, 8, 15)),
        ("2 d\u00e9c. 2024", DAY(2024, 12, 2)),
        ("31-Mar-2024", DAY(2024, 3, 31)),
        ("31/03/2024", DAY(2024, 3, 31)),
        ("03/31/2024", DAY(2024, 3, 31)),
        ("05.05.2024", DAY(2024, 5, 5)),
        ("\uff12\uff10\uff12\uff14-03-31", DAY(2024, 3, 31)),
    ],
)
def test_a_date_is_read_as_people_in_canada_write_it(text, day):
    assert dates.read(text) == day


@pytest.mark.parametrize(
    "text",
    ["yesterday", "2024", "2024-13-01", "2024-02-30", "31/31/2024", "0000-00-00", "9999-12-31", "1899-12-31", "24-03-31",
     "1 Smarch 2024", "2024-03-31 12:30", "\u0662\u0660\u0662\u0664-03-31", "2024-03-31-04", "45382", "-1", "1" * 900,
     "=TODAY()", "2024-03-31\u202e", "' OR 1=1", "March 31 2024 and later"],
)  # fmt: skip
def test_what_is_no_date_is_refused_and_never_guessed(text):
    with pytest.raises(dates.Unclear) as refusal:
        dates.read(text)
    assert refusal.value.code == "date_invalid"


def test_numbers_that_stand_for_two_days_are_refused_and_never_guessed():
    with pytest.raises(dates.Unclear) as refusal:
        dates.read("03/04/2024")
    assert refusal.value.code == "date_ambiguous"


def test_every_way_of_writing_a_day_leads_back_to_it():
    draw = random.Random(6)
    for _number in range(400):
        day = DAY(1900, 1, 1) + datetime.timedelta(days=draw.randrange(100_000))
        for language in ("en", "fr"):
            assert dates.read(formats.long_date(day, language=language)) == day
        assert dates.read(day.isoformat()) == day


@pytest.mark.parametrize(
    "headings",
    [HEADINGS, ("Nom complet", "Courriel", "Organisme", "Fonction", "Du", "Jusqu\u2019au", "Pronoms"),
     ("Name", "E-mail", "Organization", "Role", "Start date", "End date", "pronouns")],
)  # fmt: skip
def test_the_columns_are_found_by_their_names_in_both_languages(headings):
    found = guess(headings)
    assert (found["started_on"], found["ended_on"], found["pronouns"]) == (4, 5, 6)


def completing(held, person):
    row = held.rows.get()
    row.person = person
    return row


@pytest.mark.django_db
class TestAFile:
    def group(self, name="Northern Shelter"):
        return OrganizationFactory(name_en=name)

    def held(self, *rows, headings=HEADINGS, **more):
        return checked(files.csv_of(rows, headings=headings, separator=";"), **more)

    def test_pa_a19_every_wrong_date_is_named_with_its_row_and_adds_nobody(self):
        self.group()
        held = self.held(
            ("A One", "a@example.org", "Northern Shelter", "", "yesterday", "", ""),
            ("B Two", "b@example.org", "Northern Shelter", "", "", "03/04/2024", ""),
            ("C Three", "c@example.org", "Northern Shelter", "", "2024-05-01", "2024-04-30", ""),
            ("D Four", "d@example.org", "Northern Shelter", "", "", "", "p" * 41),
            ("E Five", "e@example.org", "Northern Shelter", "", "2024-05-01", "2024-05-01", "p" * 40),
        )
        assert {row.line: row.faults for row in held.rows.filter(finding=Finding.BAD)} == {
            2: [["started_on", "date_invalid"]],
            3: [["ended_on", "date_ambiguous"]],
            4: [["ended_on", "dates_backwards"]],
            5: [["pronouns", "pronouns_too_long"]],
        }
        assert reading.reason(held, held.rows.get(line=2)) == f"From: {words.of_cell('date_invalid')}"
        done(held)
        assert Person.objects.count() == 1

    def test_days_and_pronouns_arrive_and_the_same_file_again_adds_nothing(self):
        group = self.group()
        rows = [
            ("Zo\u00e9 Doe", "zoe@example.org", "Northern Shelter", "Chair", "1 May 2019", "2024-03-31", "elle"),
            ("Max Roe", "max@example.org", "Northern Shelter", "", "2024-04-01", "", ""),
        ]
        for time in range(3):
            held = self.held(*rows)
            if time:
                assert set(held.rows.values_list("finding", flat=True)) == {Finding.KNOWN}
                imports.discard(held, actor=Actor.of(held.uploaded_by))
            else:
                done(held)
            assert set(
                Affiliation.objects.values_list("person__display_name", "organization", "started_on", "ended_on")
            ) == {
                ("Zo\u00e9 Doe", group.pk, DAY(2019, 5, 1), DAY(2024, 3, 31)),
                ("Max Roe", group.pk, DAY(2024, 4, 1), None),
            }
            assert set(Person.objects.values_list("display_name", "pronouns")) == {
                ("Zo\u00e9 Doe", "elle"),
                ("Max Roe", ""),
            }

    def test_who_left_and_came_back_has_two_times_and_the_main_one_is_never_doubled(self):
        first, second = self.group(), self.group("Southern Shelter")
        person = PersonFactory(display_name="Zo\u00e9 Doe", email="zoe@example.org")
        AffiliationFactory(
            person=person, organization=first, is_primary=True, started_on=DAY(2010, 1, 1), ended_on=DAY(2012, 1, 1)
        )
        for place, days in (("Northern Shelter", "2018-01-01"), ("Southern Shelter", "2020-01-01")):
            row = ("Zo\u00e9 Doe", "zoe@example.org", place, "", days, "", "")
            held = self.held(row)
            assert held.rows.get().choice == Choice.MERGE
            done(held)
            assert self.held(row).rows.get().finding == Finding.KNOWN
        assert list(person.affiliations.order_by("started_on").values_list("organization", "is_primary")) == [
            (first.pk, True),
            (first.pk, True),
            (second.pk, False),
        ]

    def test_a_time_that_shares_a_day_with_one_that_stands_there_changes_nothing(self):
        group = self.group()
        person = PersonFactory(display_name="Zo\u00e9 Doe", email="zoe@example.org", pronouns="iel")
        AffiliationFactory(person=person, organization=group, started_on=DAY(2010, 1, 1), ended_on=DAY(2012, 1, 1))
        held = self.held(("Zo\u00e9 Doe", "zoe@example.org", "Northern Shelter", "", "2012-01-01", "", "elle"))
        assert held.rows.get().finding == Finding.KNOWN
        import_rows._complete(completing(held, person), Actor.system("test"))  # even where somebody completes
        person.refresh_from_db()
        assert (person.affiliations.count(), person.pronouns) == (1, "iel")

    def test_pronouns_are_added_where_none_stand(self):
        person = PersonFactory(display_name="Zo\u00e9 Doe", email="zoe@example.org")
        done(self.held(("Zo\u00e9 Doe", "zoe@example.org", "", "", "", "", "elle")))
        person.refresh_from_db()
        assert person.pronouns == "elle"

    @pytest.mark.parametrize("since_1904", [False, True])
    def test_the_days_of_a_workbook_are_read_whichever_year_it_counts_from(self, since_1904):
        self.group()
        row = ("Zo\u00e9 Doe", "zoe@example.org", "Northern Shelter", "", DAY(2019, 5, 1), DAY(2024, 3, 31), "")
        held = checked(files.xlsx_of([row], headings=HEADINGS, since_1904=since_1904), "people.xlsx")
        assert held.rows.get().span == (DAY(2019, 5, 1), DAY(2024, 3, 31))

    def test_the_page_of_columns_offers_them_in_the_language_of_the_reader(self):
        held = self.held(("Zo\u00e9 Doe", "zoe@example.org", "", "", "", "", ""))
        form = ColumnsForm(held, reading.first_rows(held))
        assert {"started_on", "ended_on", "pronouns"} <= set(form.fields)
        assert form.initial["started_on"] == 4

    def test_a_row_that_says_neither_is_the_same_row_as_before_there_were_such_columns(self):
        held = checked(files.csv_of([("Zoe Doe", "z@example.org", "", "", "", "", "")]))
        before = {"name": "Zoe Doe", "email": "z@example.org", "phone": "", "organization": None, "role": "",
                  "language": "both", "region": None}  # fmt: skip
        assert held.rows.get().digest == imports.keyed("import-row", json.dumps(before, sort_keys=True).encode())
