"""Loading the reference file (PA-A1) and the rules its rows must keep."""

import shutil
from decimal import Decimal

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from accounts.actors import Actor
from accounts.models import AuditEntry
from partners import models, reference
from partners.domain import reference as loading
from partners.domain.reference_rows import SeedChanged
from partners.models import Forum, Framework, FundingLine, InstrumentStatus, Organization, OrganizationName, Pillar
from tests.factories.partners import FundingLineFactory, InstrumentStatusFactory, SectorFactory

SOMEONE = Actor.system("test")


@pytest.fixture
def loaded(db):
    return loading.load(reference.load(), actor=SOMEONE)


def every_table():
    """Return the content of every table of the app, so that a change of any row shows."""
    content = {}
    with connection.cursor() as cursor:
        for table in sorted(t for t in connection.introspection.table_names(cursor) if t.startswith("partners_")):
            cursor.execute(f'SELECT * FROM "{table}" ORDER BY 1')
            content[table] = cursor.fetchall()
    return content


def test_pa_a1_loading_reaches_the_promised_counts(loaded):
    expected = reference.load().expected_counts
    counted = loading.counts()
    assert {name: count for name, count in expected.items() if name in counted} == counted
    assert set(expected) - set(counted) == {"events_seed", "event_cities_seed", "commitments_seed"}


def test_pa_a1_a_second_load_writes_nothing(loaded):
    before, entries = every_table(), AuditEntry.objects.count()
    with CaptureQueriesContext(connection) as statements:
        again = loading.load(reference.load(), actor=SOMEONE)
    assert again.writes == 0
    assert every_table() == before
    assert AuditEntry.objects.count() == entries
    assert not [q for q in statements.captured_queries if q["sql"].startswith(("INSERT", "UPDATE", "DELETE"))]


def edited(tmp_path, old, new):
    text = reference.FILE.read_text(encoding="utf-8")
    assert text.count(old) == 1
    path = tmp_path / "edited.yaml"
    path.write_text(text.replace(old, new), encoding="utf-8")
    return reference.load(path)


def test_pa_a1_an_edited_fact_of_the_source_needs_a_review_even_on_an_empty_database(db, tmp_path):
    content = edited(tmp_path, 'amount: "57220000.00"', 'amount: "57220001.00"')
    with pytest.raises(SeedChanged) as refusal:
        loading.load(content, actor=SOMEONE)
    assert refusal.value.keys == ["fund-2019"]
    assert not FundingLine.objects.exists()

    loading.load(content, actor=SOMEONE, reviewed=True)
    assert FundingLine.objects.get(key="fund-2019").amount == Decimal("57220001.00")


def test_pa_a1_a_fact_edited_in_the_database_is_found_and_restored_after_a_review(loaded):
    Pillar.objects.filter(key="pl-s-protect").update(aim_fr="autre chose")
    with pytest.raises(SeedChanged) as refusal:
        loading.load(reference.load(), actor=SOMEONE)
    assert refusal.value.keys == ["pl-s-protect"]
    report = loading.load(reference.load(), actor=SOMEONE, reviewed=True)
    assert report.changed == {"pillars": 1}
    assert Pillar.objects.get(key="pl-s-protect").aim_fr == "protéger les personnes les plus à risque"


def test_a_public_fact_may_change_without_a_review(loaded, tmp_path):
    content = edited(tmp_path, "codes: [SP], choose: all", "codes: [SP, XX], choose: all")
    report = loading.load(content, actor=SOMEONE)
    assert (report.created, report.changed) == ({}, {"registry_audience": 1})


def test_what_staff_corrected_on_a_row_without_source_stays(loaded):
    Organization.objects.filter(key="org-bc").update(language_capacity="both", kind="municipal")
    assert loading.load(reference.load(), actor=SOMEONE).writes == 0
    assert Organization.objects.get(key="org-bc").kind == "municipal"


def test_the_command_loads_and_says_so(db, capsys):
    call_command("load_reference")
    assert "0 changed, 0 unchanged" in capsys.readouterr().out
    call_command("load_reference")
    assert "0 created, 0 changed" in capsys.readouterr().out


def test_the_command_refuses_an_edited_file_in_words(db, tmp_path):
    path = tmp_path / "edited.yaml"
    path.write_text(
        reference.FILE.read_text(encoding="utf-8").replace("Alliance 8.7", "Alliance 8.8"), encoding="utf-8"
    )
    with pytest.raises(CommandError, match="frm-alliance87"):
        call_command("load_reference", file=path)
    shutil.copy(reference.FILE, path)
    path.write_text(path.read_text(encoding="utf-8").replace("fr: Alliance 8.7, ", ""), encoding="utf-8")
    with pytest.raises(CommandError, match="has no fr"):
        call_command("load_reference", file=path)


def test_every_write_of_a_load_has_an_audit_entry(db):
    report = loading.load(reference.load(), actor=SOMEONE)
    assert AuditEntry.objects.filter(verb="reference.loaded").count() == report.writes > 200


def test_a_year_is_stored_as_a_year(loaded):
    assert set(InstrumentStatus.objects.values_list("year", "month", "day", "precision")) == {
        (2002, None, None, "year")
    }
    with pytest.raises(IntegrityError, match="no_finer_than_known"), transaction.atomic():
        InstrumentStatusFactory(precision="year", month=1, day=1)


def test_a_total_is_not_split_into_years(loaded):
    total = FundingLine.objects.get(key="fund-2019")
    assert (total.amount, total.period, total.first_fiscal_year, total.last_fiscal_year) == (
        Decimal("57220000.00"),
        "total",
        2019,
        2023,
    )
    assert FundingLine.objects.get(key="fund-ongoing").last_fiscal_year is None
    with pytest.raises(IntegrityError, match="ends_after_its_years"), transaction.atomic():
        FundingLineFactory(ongoing=False, years=5, last_fiscal_year=2029)


def test_the_action_plan_uses_the_pillars_of_the_federal_approach(loaded):
    plan = Framework.objects.get(key="fw-nap")
    assert not plan.pillars.exists()
    assert plan.uses_pillars_of.pillars.count() == 4


def test_the_forum_group_stands_under_the_g7(loaded):
    assert Forum.objects.get(parent__key="frm-g7").key == "frm-roma-lyon"
    assert Forum.objects.get(key="frm-gcm").instrument.key == "ins-gcm"


def test_a_department_without_a_registry_code_is_a_row_with_none(loaded):
    assert models.RegistryCode.objects.get(organization__key="dep-fintrac").codes == []
    assert models.RegistryCode.objects.get(organization__key="dep-rcmp").codes == ["D131"]


def test_victims_and_survivors_are_no_sector_of_the_directory(loaded):
    assert list(models.Sector.objects.filter(directory_never=True).values_list("key", flat=True)) == [
        "sec-victims-survivors"
    ]
    assert not Organization.objects.filter(sectors__directory_never=True).exists()


def test_every_institution_has_its_published_name_in_both_languages(loaded):
    listed = OrganizationName.objects.filter(kind="listed").values_list("organization__key", "language")
    assert len(listed) == 2 * Organization.objects.exclude(key=None).count() == 50


def test_a_reference_row_never_claims_to_come_from_staff(db):
    with pytest.raises(IntegrityError, match="sector_provenance_known"), transaction.atomic():
        SectorFactory(provenance="staff")


def test_rows_of_the_file_cannot_be_changed_by_a_reader():
    row = reference.load().row("con-2018")
    with pytest.raises(TypeError):
        row["en"] = "x"
    assert row["period"]["from"] == "2018-09"
    assert reference.load().list_of["ev-survivors"] == "events"


def test_the_lock_holds_the_digest_of_every_fact_of_the_source():
    content = reference.load()
    assert reference.lock_text(content) == reference.LOCK.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        ("provenance_values: [seed, public, demo]", "provenance_values: [seed, public]", "unknown provenance"),
        ("id: frm-g20,", "id: frm-g7,", "stands twice"),
    ],
)
def test_a_file_that_breaks_its_own_rules_is_refused(old, new, complaint):
    text = reference.FILE.read_text(encoding="utf-8").replace(old, new)
    with pytest.raises(reference.MalformedReference, match=complaint):
        reference.parse(text)
