"""Dated names of organizations: the name of the day, and no two at once (PA-A9)."""

import datetime
import random

import pytest
import time_machine
from django.db import IntegrityError, transaction

from accounts.actors import Actor
from accounts.models import AuditEntry
from kernel.errors import Invalid
from partners import names
from partners.domain import organizations
from partners.enums import NameKind
from partners.models import OrganizationName, Sector
from partners.queries import directory
from tests.factories.partners import OrganizationFactory, OrganizationNameFactory, SectorFactory

SOMEONE = Actor.system("test")
DAY = datetime.timedelta(days=1)
START = datetime.date(2010, 1, 1)


def a_history(draw):
    """Return at most eight wished names, many of which would overlap."""
    for number in range(draw.randrange(1, 9)):
        first = START + draw.randrange(0, 40) * DAY if draw.random() < 0.9 else None
        last = (first or START) + draw.randrange(0, 20) * DAY if draw.random() < 0.7 else None
        yield draw.choice(("en", "fr")), draw.choice(("legal", "applied")), f"n{number}", first, last


def reaches(first, last):
    return first or datetime.date.min, last or datetime.date.max


@pytest.mark.django_db
def test_pa_a9_of_2000_generated_histories_no_two_names_overlap_and_each_day_has_the_right_one():
    draw = random.Random(20180901)
    accepted = refused = 0
    organization = OrganizationFactory(names=False)
    for _number in range(2000):
        kept = []
        rows = []
        for language, kind, text, first, last in a_history(draw):
            low, high = reaches(first, last)
            free = not any(
                (language, kind) == (other[0], other[1])
                and reaches(*other[3:])[0] <= high
                and low <= reaches(*other[3:])[1]
                for other in kept
            )
            row = OrganizationName(
                organization=organization, language=language, kind=kind, text=text, valid_from=first, valid_to=last
            )
            clash = organizations.overlaps(row, rows)
            assert clash == (not free)
            if clash:
                refused += 1
                continue
            accepted += 1
            rows.append(row)
            kept.append((language, kind, text, first, last))
        day = START + draw.randrange(-3, 60) * DAY
        for language in ("en", "fr"):
            there = [k for k in kept if k[0] == language and reaches(*k[3:])[0] <= day <= reaches(*k[3:])[1]]
            best = sorted(there, key=lambda k: k[1] != "legal")
            assert names.name_on(rows, day, language) == (best[0][2] if best else "")
    print(f"{accepted} names accepted, {refused} refused as overlapping")
    assert accepted > 2000
    assert refused > 500


@pytest.mark.django_db
def test_pa_a9_the_database_itself_refuses_what_would_overlap():
    """The same rule without the domain: 150 histories written straight into the table."""
    draw = random.Random(7)
    refused = 0
    for _number in range(150):
        organization = OrganizationFactory(names=False)
        kept = []
        for language, kind, text, first, last in a_history(draw):
            low, high = reaches(first, last)
            free = all(
                (language, kind) != other[:2] or reaches(*other[2:])[1] < low or high < reaches(*other[2:])[0]
                for other in kept
            )
            try:
                with transaction.atomic():
                    OrganizationNameFactory(
                        organization=organization,
                        language=language,
                        kind=kind,
                        text=text,
                        valid_from=first,
                        valid_to=last,
                    )
            except IntegrityError as error:
                assert "organization_names_never_overlap" in str(error)
                assert not free
                refused += 1
            else:
                assert free
                kept.append((language, kind, first, last))
    assert refused > 50


@pytest.mark.django_db
class TestRenaming:
    def renamed(self):
        organization = organizations.add(
            actor=SOMEONE, kind="ngo", name_en="Harbour House (fictional)", name_fr="Maison du Havre (fictif)"
        )
        return organizations.rename(
            organization, actor=SOMEONE, on=datetime.date(2019, 4, 1), name_en="Lighthouse", name_fr="Le Phare"
        )

    def test_a_page_about_2018_shows_the_name_of_2018(self):
        organization = self.renamed()
        assert organization.name_on(datetime.date(2018, 9, 20), "en") == "Harbour House (fictional)"
        assert organization.name_on(datetime.date(2018, 9, 20), "fr") == "Maison du Havre (fictif)"
        assert organization.name_on(datetime.date(2019, 4, 1), "fr") == "Le Phare"
        assert str(organization) == "Lighthouse"

    @pytest.mark.parametrize("wanted", ["harbour", "lighthouse", "havre", "phare", "HAVRE", "  Le   phare "])
    def test_pa_a9_search_finds_it_under_old_and_new_names_in_both_languages(self, wanted):
        organization = self.renamed()
        OrganizationFactory()
        assert list(directory.organizations_named(wanted)) == [organization]

    def test_search_forgives_accents(self):
        organization = OrganizationFactory(name_en="Ełk Ôtâwa (fictional)", name_fr="Épilobe (fictif)")
        for wanted in ("epilobe", "ÉPILOBE", "otawa"):
            assert list(directory.organizations_named(wanted)) == [organization]

    def test_a_new_name_in_the_future_is_not_shown_before_its_day(self):
        organization = self.renamed()
        organizations.rename(
            organization, actor=SOMEONE, on=datetime.date(2999, 1, 1), name_en="Later", name_fr="Plus tard"
        )
        organization.refresh_from_db()
        assert organization.name_en == "Lighthouse"
        assert organizations.refresh_names(organization, datetime.date(2999, 1, 1))
        assert organization.name_fr == "Plus tard"

    def test_a_name_before_another_that_already_starts_later_is_refused(self):
        organization = self.renamed()
        with pytest.raises(Invalid) as refusal:
            organizations.rename(
                organization, actor=SOMEONE, on=datetime.date(2019, 3, 1), name_en="Between", name_fr="Entre"
            )
        assert refusal.value.code == "names_overlap"
        assert not OrganizationName.objects.filter(text="Between").exists()

    def test_both_languages_are_needed(self):
        with pytest.raises(Invalid) as refusal:
            organizations.add(actor=SOMEONE, kind="ngo", name_en="One", name_fr=" \u200b\x00 ".replace("\u200b", ""))
        assert refusal.value.field == "name_fr"

    def test_a_former_name_without_confirmed_dates_is_found_but_never_the_name_of_a_day(self):
        organization = OrganizationFactory(names=False)
        OrganizationNameFactory(organization=organization, kind=NameKind.FORMER, text="Old title")
        assert names.name_on(organization.names.all(), datetime.date(2018, 1, 1), "en") == ""
        assert list(directory.organizations_named("old title")) == [organization]

    def test_the_history_of_a_rename_keeps_no_name(self):
        self.renamed()
        entry = AuditEntry.objects.get(verb="organization.renamed")
        assert "Lighthouse" not in str(vars(entry))


@pytest.mark.django_db
def test_nobody_is_filed_under_a_sector_of_people_with_lived_experience():
    hidden = SectorFactory(directory_never=True)
    with pytest.raises(Invalid) as refusal:
        organizations.add(actor=SOMEONE, kind="ngo", name_en="A", name_fr="B", sectors=[hidden])
    assert refusal.value.code == "sector_never_in_directory"
    organization = OrganizationFactory()
    with pytest.raises(Invalid):
        organizations.edit(organization, actor=SOMEONE, sectors=Sector.objects.all())
    assert not organization.sectors.exists()


@pytest.mark.django_db
def test_a_governing_body_is_nobodys_child():
    parent = OrganizationFactory()
    body = organizations.add(
        actor=SOMEONE, kind="indigenous_governing_body", name_en="A", name_fr="B", distinction="inuit"
    )
    assert body.governing_body.distinction == "inuit"
    with pytest.raises(Invalid):
        organizations.edit(body, actor=SOMEONE, parent=parent)
    body.parent = parent
    with pytest.raises(IntegrityError, match="governing_body_has_no_parent"), transaction.atomic():
        body.save()


@pytest.mark.django_db
def test_pa_a9_a_name_of_a_day_to_come_is_in_force_from_that_day_in_every_list_and_said_once():
    with time_machine.travel("2018-12-01 15:00Z", tick=False):
        ministry, other = (
            OrganizationFactory(name_en="Status of Women", name_fr="Condition féminine"),
            OrganizationFactory(),
        )
        organizations.rename(
            ministry,
            actor=SOMEONE,
            on=datetime.date(2018, 12, 13),
            name_en="Women and Gender",
            name_fr="Femmes et genres",
        )
        assert organizations.follow_names(actor=SOMEONE) == 0
    with time_machine.travel("2018-12-13 04:59Z", tick=False):  # still December 12 in Ottawa
        assert organizations.follow_names(actor=SOMEONE) == 0
    with time_machine.travel("2018-12-13 05:00Z", tick=False):
        assert [organizations.follow_names(actor=SOMEONE) for _ in range(2)] == [1, 0]
    ministry.refresh_from_db()
    assert (ministry.name_en, ministry.name_fr) == ("Women and Gender", "Femmes et genres")
    assert [entry.subject_ref for entry in AuditEntry.objects.filter(verb="organization.name_in_force")] == [
        str(ministry.public_id)
    ]
    assert type(other).objects.get(pk=other.pk).name_en == other.name_en


@pytest.mark.django_db
@pytest.mark.parametrize("rows", [1, 6])
def test_following_the_names_costs_the_same_whatever_their_number(rows, django_assert_num_queries):
    for organization in OrganizationFactory.create_batch(rows):
        organization.names.update(valid_from=START)
    with django_assert_num_queries(2):
        assert organizations.follow_names(actor=SOMEONE) == 0
