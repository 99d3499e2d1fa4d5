"""An import finds every bad row, adds nobody twice and survives the death of its workers (EV-A13, PA-A19, RE-21)."""

import datetime
from collections import Counter

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.actors import Actor
from accounts.models import AuditEntry
from kernel.errors import DomainError, IllegalMove, Invalid
from partners.days import today
from partners.domain import import_checks, import_rows, import_work, imports, people, suppressions
from partners.enums import SuppressionReason
from partners.import_states import Choice, Finding, ImportState, Outcome
from partners.models import Affiliation, ContactPoint, ImportRow, Organization, OrganizationName, PeopleImport, Person
from partners.queries.directory import organization_by_name
from tests.factories.accounts import person_with
from tests.factories.imports import again, checked, confirmed, done, taken_in
from tests.factories.partners import JurisdictionFactory, OrganizationFactory, OrganizationNameFactory, PersonFactory
from tests.partners import import_files as files

pytestmark = pytest.mark.django_db


class Killed(BaseException):
    """The worker is gone in the middle of what it did."""


def findings(held):
    return Counter(held.rows.values_list("finding", flat=True))


def outcomes(held):
    return Counter(held.rows.values_list("outcome", flat=True))


def directory():
    """Count what an import may add."""
    return Person.objects.count(), ContactPoint.objects.count(), Affiliation.objects.count()


def lapse(held):
    """Let the lease of a dead worker end."""
    PeopleImport.objects.filter(pk=held.pk, lease_until__isnull=False).update(lease_until=timezone.now())


PLANTED = {
    3: ("", "a@example.org", "", "", "", "", ""),
    5: ("Nobody Here", "not an address", "", "", "", "", ""),
    7: ("List Here", "a@example.org, b@example.org", "", "", "", "", ""),
    9: ("Short Number", "", "12", "", "", "", ""),
    11: ("Lost Group", "c@example.org", "", "No Such Group", "", "", ""),
    13: ("Other Tongue", "d@example.org", "", "", "", "Klingon", ""),
    15: ("Far Away", "e@example.org", "", "", "", "", "Atlantis"),
    17: ("Out Of Reach", "", "", "", "", "", ""),
    19: ("=HYPERLINK(1)", "f@example.org", "", "", "", "", ""),
    21: ("n" * 201, "g@example.org", "", "", "", "", ""),
}
PLANTED_CODES = {
    3: [["name", "name_missing"]],
    5: [["email", "email_invalid"]],
    7: [["email", "email_invalid"]],
    9: [["phone", "phone_invalid"]],
    11: [["organization", "organization_unknown"]],
    13: [["language", "language_unknown"]],
    15: [["region", "region_unknown"]],
    17: [["email", "no_way_to_reach"]],
    19: [[0, "formula"]],
    21: [["name", "name_too_long"]],
}


def with_planted_errors(count):
    """Return honest rows, with one of each error on its own row."""
    rows = files.people(count)
    for line, row in PLANTED.items():
        rows[line - 2] = tuple(f'"{cell}"' if "," in cell else cell for cell in row)
    return rows


def kill_at(monkeypatch, module, name, *, after=0):
    """Let the worker die when it calls a function for the n-th time."""
    real, calls = getattr(module, name), []

    def dying(*args, **kwargs):
        calls.append(1)
        if len(calls) > after:
            raise Killed
        return real(*args, **kwargs)

    monkeypatch.setattr(module, name, dying)


class TestChecking:
    @pytest.mark.parametrize("encoding", ["utf-8", "cp1252"])
    def test_pa_a19_every_planted_error_is_listed_with_its_row_and_reason(self, encoding):
        held = checked(files.csv_of(with_planted_errors(40), encoding=encoding))
        bad = {row.line: row.faults for row in held.rows.filter(finding=Finding.BAD)}
        assert bad == PLANTED_CODES
        assert findings(held) == {"new": 30, "bad": 10}
        assert held.state == ImportState.CHECKED
        assert Person.objects.count() == 0

    def test_what_a_row_says_is_understood_in_both_languages(self):
        group, ontario = OrganizationFactory(name_en="Northern Shelter", name_fr="Refuge du Nord"), None
        ontario = JurisdictionFactory(code="ON", name_en="Ontario", name_fr="Ontario")
        quebec = JurisdictionFactory(code="QC", name_en="Quebec", name_fr="Québec")
        rows = [
            ("Zoé", "Doe", "ZOE@Example.org", "(613) 555-0134 poste 22", "refuge du nord", "Français", "on"),
            ("", "Max", "", "", "NORTHERN SHELTER", "both", "quebec"),
        ]
        headings = ("Prénom", "Nom", "Courriel", "Téléphone", "Organisme", "Langue", "Province")
        held = checked(files.csv_of(rows, headings=headings, separator=";", encoding="cp1252"))
        first, second = held.rows.order_by("line")
        assert first.values == {
            "name": "Zoé Doe",
            "email": "zoe@example.org",
            "phone": "+16135550134;ext=22",
            "organization": group.pk,
            "role": "",
            "started_on": "",
            "ended_on": "",
            "language": "fr",
            "region": ontario.pk,
            "pronouns": "",
        }
        assert (second.values["name"], second.values["region"]) == ("Max", quebec.pk)

    def test_people_of_unknown_organizations_are_imported_without_one_only_when_asked(self):
        content = files.csv_of([("Zoe Doe", "z@example.org", "", "No Such Group", "", "", "")])
        held = checked(content, without_organization=True)
        assert held.rows.get().finding == Finding.NEW
        done(held)
        assert Affiliation.objects.count() == 0
        assert Person.objects.count() == 1

    def test_a_name_that_ends_some_day_is_the_present_one_until_then(self):
        soon, later = today() + datetime.timedelta(days=30), today() + datetime.timedelta(days=31)
        renamed = OrganizationFactory(name_en="Old Name")
        renamed.names.update(valid_to=soon)
        OrganizationNameFactory(organization=renamed, text="New Name", valid_from=later)
        rows = [
            ("Zoe A", "a@example.org", "", "Old Name", "", "", ""),
            ("Bo B", "b@example.org", "", "New Name", "", "", ""),
        ]
        assert findings(checked(files.csv_of(rows))) == {"new": 1, "bad": 1}
        assert organization_by_name("old name") == [renamed]
        assert organization_by_name("new name") == []

    def test_a_former_name_and_an_inactive_organization_are_unknown(self):
        closed = OrganizationFactory(name_en="Closed Door", status="inactive")
        renamed = OrganizationFactory(name_en="New Name")
        OrganizationName.objects.filter(organization=renamed).update(valid_to=datetime.date(2020, 1, 1))
        rows = [
            (f"Zoe {n}", f"z{n}@example.org", "", name, "", "", "")
            for n, name in enumerate(("Closed Door", "New Name"))
        ]
        held = checked(files.csv_of(rows))
        assert findings(held) == {"bad": 2}
        assert Organization.objects.filter(pk=closed.pk).exists()

    def test_a_row_written_twice_creates_one_person(self):
        rows = [("Zoe Doe", "z@example.org", "", "", "", "", "")] * 3
        held = checked(files.csv_of(rows))
        assert findings(held) == {"new": 1, "repeated": 2}
        assert list(held.rows.filter(finding="repeated").values_list("twin_line", flat=True)) == [2, 2]
        assert outcomes(done(held)) == {"created": 1, "unchanged": 2}
        assert Person.objects.count() == 1

    def test_likely_duplicates_in_the_directory_and_in_the_file_are_left_out_until_somebody_decides(self):
        belanger = PersonFactory(display_name="Christine Bélanger", email="info@example.org")
        rows = [
            ("Christina Belanger", "other@example.org", "", "", "", "", ""),
            ("Somebody Else", "info@example.org", "", "", "", "", ""),
            ("First Twin", "twin@example.org", "", "", "", "", ""),
            ("Second Person", "twin@example.org", "", "", "", "", ""),
        ]
        held = checked(files.csv_of(rows))
        assert findings(held) == {"likely": 3, "new": 1}
        by_line = {row.line: row for row in held.rows.all()}
        assert by_line[2].matches[0][0] == by_line[3].matches[0][0] == belanger.pk
        assert by_line[3].matches[0][2] is True
        assert by_line[5].twin_line == 4
        assert {row.choice for row in by_line.values() if row.finding == "likely"} == {Choice.SKIP}
        assert outcomes(done(held)) == {"left_out": 3, "created": 1}

    def test_the_same_person_with_something_new_is_proposed_for_completion_and_nothing_is_overwritten(self):
        group = OrganizationFactory(name_en="Northern Shelter")
        known = PersonFactory(display_name="Zoé Doe", email="zoe@example.org", preferred_language="en")
        held = checked(
            files.csv_of([("ZOE DOE", "zoe@example.org", "613-555-0134", "Northern Shelter", "Chair", "fr", "")])
        )
        row = held.rows.get()
        assert (row.finding, row.choice, row.person) == (Finding.LIKELY, Choice.MERGE, known)
        assert outcomes(done(held)) == {"merged": 1}
        known.refresh_from_db()
        assert (known.display_name, known.preferred_language) == ("Zoé Doe", "en")
        assert set(known.contact_points.values_list("value", flat=True)) == {"zoe@example.org", "+16135550134"}
        assert known.affiliations.get().organization == group
        assert known.affiliations.get().source == "import"

    def test_new_columns_forget_what_the_old_ones_found(self):
        held = checked(files.csv_of(with_planted_errors(40)))
        imports.set_columns(held, {"name": 0, "phone": 2}, actor=Actor.of(held.uploaded_by))
        assert findings(again(held)) == {"": 40}
        import_work.work(str(held.public_id))
        assert {row.line for row in held.rows.filter(finding=Finding.BAD)} == {3, 5, 7, 9, 11, 13, 15, 17, 19, 21}
        assert held.rows.get(line=19).faults == [[0, "formula"]]
        assert held.rows.get(line=5).faults == [["phone", "no_way_to_reach"]]

    def test_a_chunk_costs_the_same_statements_whatever_it_holds(self):
        OrganizationFactory()
        counts = []
        for size in (20, 400):
            held = taken_in(files.csv_of(files.people(size, start=size * 10)))
            imports.set_columns(held, held.columns, actor=Actor.of(held.uploaded_by))
            with CaptureQueriesContext(connection) as checking:
                import_work.work(str(held.public_id))
            confirmed(held)
            with CaptureQueriesContext(connection) as applying:
                import_work.work(str(held.public_id))
            counts.append((len(checking), len(applying)))
        small, large = counts
        print("statements, check and apply, 20 and 400 rows:", counts)
        # a statement carries some hundred values, so a few more are needed; never one a row
        assert large[0] - small[0] <= 380 / 40
        assert large[1] - small[1] <= 380 / 15


class TestApplying:
    def test_people_are_added_with_their_addresses_main_affiliation_and_one_entry_each(self):
        OrganizationFactory(name_en="Northern Shelter")
        held = checked(
            files.csv_of([("Zoé Doe", "zoe@example.org", "613-555-0134", "Northern Shelter", "Chair", "fr", "")])
        )
        finished = done(held)
        person = Person.objects.get()
        assert (person.display_name, person.folded, person.preferred_language) == ("Zoé Doe", "zoe doe", "fr")
        assert set(person.contact_points.values_list("kind", "value", "preferred")) == {
            ("email", "zoe@example.org", True),
            ("phone", "+16135550134", True),
        }
        affiliation = person.affiliations.get()
        assert (affiliation.role, affiliation.is_primary, affiliation.source) == ("Chair", True, "import")
        entry = AuditEntry.objects.get(verb="person.listed")
        assert (entry.subject_ref, entry.facts) == (str(person.public_id), {"people_import": str(held.public_id)})
        assert entry.actor_ref == str(held.uploaded_by.public_id)
        assert finished.state == ImportState.DONE
        assert finished.rows_applied == finished.rows_total == 1

    def test_nobody_consents_by_being_imported_and_a_suppressed_address_stays_suppressed(self):
        actor = Actor.system("test")
        suppressions.suppress("zoe@example.org", actor=actor, reason=SuppressionReason.COMPLAINT)
        done(checked(files.csv_of([("Zoé Doe", "Zoe@example.org", "", "", "", "", "")])))
        person = Person.objects.get()
        assert person.consent_events.count() == 0
        assert suppressions.in_force(["zoe@example.org"]) == {"zoe@example.org": {"everything"}}

    def test_no_entry_holds_a_value_from_the_file(self):
        done(checked(files.csv_of(with_planted_errors(40))))
        written = " ".join(str(entry.facts) + str(entry.fields) for entry in AuditEntry.objects.all())
        assert "Exemple" not in written
        assert "example.org" not in written

    @pytest.mark.parametrize("form", ["csv", "xlsx"])
    def test_pa_a19_the_same_file_again_changes_nothing(self, form):
        content = files.csv_of(with_planted_errors(40)) if form == "csv" else files.xlsx_of(files.people(30))
        first = done(checked(content, f"a.{form}"))
        before = directory()
        second = checked(content, f"a.{form}")
        assert findings(second)["new"] == findings(second)["likely"] == 0
        assert findings(second)["known"] == outcomes(first)["created"] == 30
        with pytest.raises(DomainError) as refusal:
            confirmed(second)
        assert refusal.value.code == "nothing_to_import"
        assert directory() == before

    def test_pa_a19_the_same_file_while_it_is_under_way_leads_to_the_first(self):
        content = files.csv_of(files.people(3))
        first = taken_in(content)
        with pytest.raises(imports.AlreadyHere) as refusal:
            taken_in(content)
        assert refusal.value.facts == {"public_id": first.public_id}
        assert PeopleImport.objects.count() == 1

    def test_two_files_with_one_person_checked_side_by_side_add_them_once(self):
        first = checked(files.csv_of(files.people(5)))
        second = checked(files.csv_of([*files.people(5), ("Zoe Other", "o@example.org", "", "", "", "", "")]))
        assert findings(second) == {"new": 6}
        done(first)
        assert outcomes(done(second)) == {"unchanged": 5, "created": 1}
        assert Person.objects.count() == 6

    def test_somebody_known_by_name_and_organization_who_was_added_meanwhile_is_not_added_again(self):
        house = OrganizationFactory(name_en="Bridge House")
        held = checked(files.csv_of([("Zoe Doe", "", "", "Bridge House", "", "", "")]))
        assert findings(held) == {"new": 1}
        PersonFactory(display_name="Zoé Doe", organization=house)
        assert outcomes(done(held)) == {"unchanged": 1}
        assert Person.objects.count() == 1

    def test_the_database_itself_refuses_a_row_that_creates_twice(self):
        held = done(checked(files.csv_of(files.people(1))))
        row = held.rows.get()
        with pytest.raises(IntegrityError), transaction.atomic():
            ImportRow.objects.create(
                people_import=held, line=99, digest=row.digest, finding="new", outcome="created", person=row.person
            )

    def test_cells_are_emptied_with_the_end_and_those_of_refused_rows_seven_days_later(self):
        held = done(checked(files.csv_of(with_planted_errors(40))))
        kept = [row.outcome for row in held.rows.exclude(cells=[])]
        assert set(kept) == {Outcome.REFUSED}
        assert len(kept) == 10
        assert import_work.forget(timezone.now() - datetime.timedelta(days=7)) == 0
        PeopleImport.objects.update(finished_at=timezone.now() - datetime.timedelta(days=8))
        assert import_work.resume() == 1
        held = again(held)
        assert not held.rows.exclude(cells=[]).exists()
        assert not held.rows.exclude(values={}).exists()
        assert (held.file_name, held.emptied_at is None) == ("", False)
        assert outcomes(held) == {"created": 30, "refused": 10}

    def test_a_file_that_nobody_confirms_is_discarded_after_seven_days(self):
        held = checked(files.csv_of(files.people(3)))
        PeopleImport.objects.update(created_at=timezone.now() - datetime.timedelta(days=8))
        import_work.resume()
        assert again(held).state == ImportState.DISCARDED
        assert held.rows.count() == 0
        assert Person.objects.count() == 0


class TestDying:
    """Ten places at which a worker may be killed; after each the next run ends as if nothing had happened."""

    CHECKS = ((import_checks, "save", 0), (import_checks, "save", 1), (import_work, "_finish", 0))
    APPLIES = (
        (import_rows, "_known_by_now", 0),
        (import_rows, "_create", 0),
        (import_rows, "_create", 2),
        (import_rows.audit, "record_all", 0),
        (import_rows.audit, "record_all", 1),
        (import_rows, "_write_down", 0),
        (import_work, "_finish", 0),
    )

    @pytest.mark.parametrize("point", range(3), ids=["first chunk", "second chunk", "the end"])
    def test_ev_a13_killed_while_checking_and_resumed(self, point, monkeypatch):
        monkeypatch.setattr(import_work, "CHUNK", 10)
        held = taken_in(files.csv_of(with_planted_errors(40)))
        imports.set_columns(held, held.columns, actor=Actor.of(held.uploaded_by))
        module, name, after = self.CHECKS[point]
        with monkeypatch.context() as dying:
            kill_at(dying, module, name, after=after)
            with pytest.raises(Killed):
                import_work.work(str(held.public_id))
        assert again(held).rows_checked == held.rows.exclude(finding="").count()
        assert import_work.work(str(held.public_id)) == 0  # the dead worker's lease still holds
        lapse(held)
        import_work.resume()
        assert again(held).state == ImportState.CHECKED
        assert findings(held) == {"new": 30, "bad": 10}

    @pytest.mark.parametrize(
        "point",
        range(7),
        ids=["looking", "adding", "adding later", "entry", "entry later", "writing down", "the end"],
    )
    def test_ev_a13_killed_while_applying_and_resumed(self, point, monkeypatch):
        monkeypatch.setattr(import_work, "CHUNK", 10)
        held = confirmed(checked(files.csv_of(with_planted_errors(40))))
        module, name, after = self.APPLIES[point]
        with monkeypatch.context() as dying:
            kill_at(dying, module, name, after=after)
            with pytest.raises(Killed):
                import_work.work(str(held.public_id))
        halfway = again(held)
        assert halfway.state == ImportState.APPLYING
        assert halfway.rows_applied == held.rows.exclude(outcome="").count()
        assert Person.objects.count() == held.rows.filter(outcome=Outcome.CREATED).count()
        assert AuditEntry.objects.filter(verb="person.listed").count() == Person.objects.count()
        lapse(held)
        import_work.resume()
        assert again(held).state == ImportState.DONE
        assert outcomes(held) == {"created": 30, "refused": 10}
        assert directory() == (30, 60, 0)
        assert AuditEntry.objects.filter(verb="person.listed").count() == 30

    def test_a_worker_that_lost_its_lease_writes_nothing_more(self, monkeypatch):
        monkeypatch.setattr(import_work, "CHUNK", 10)
        held = confirmed(checked(files.csv_of(files.people(30))))
        real = import_rows.apply

        def slow(inner, rows):
            real(inner, rows)
            PeopleImport.objects.filter(pk=held.pk).update(lease_owner="another")

        monkeypatch.setattr(import_rows, "apply", slow)
        assert import_work.work(str(held.public_id)) == 10
        assert Person.objects.count() == 10
        assert again(held).rows_applied == 10

    def test_what_fails_three_times_is_shown_to_a_person_who_may_try_again(self, monkeypatch):
        held = confirmed(checked(files.csv_of(files.people(3))))

        def failing(*_args):
            raise RuntimeError("disk")

        with monkeypatch.context() as broken:
            broken.setattr(import_rows, "apply", failing)
            for _run in range(4):
                import_work.resume()
        held = again(held)
        assert (held.state, held.lease_owner) == (ImportState.STUCK, None)
        assert AuditEntry.objects.filter(verb="import.stuck").count() == 1
        with pytest.raises(IllegalMove):
            imports.set_columns(held, held.columns, actor=Actor.of(held.uploaded_by))
        imports.retry(held, actor=Actor.of(held.uploaded_by))
        import_work.resume()
        assert again(held).state == ImportState.DONE

    def test_a_stopped_import_that_is_discarded_keeps_whom_it_added(self, monkeypatch):
        monkeypatch.setattr(import_work, "CHUNK", 2)
        held = confirmed(checked(files.csv_of(files.people(5))))
        import_work._chunk(again(held), (owner := import_work.claim(str(held.public_id))), import_rows.apply)
        assert owner
        PeopleImport.objects.update(state=ImportState.STUCK, lease_owner=None, lease_until=None)
        imports.discard(held, actor=Actor.of(held.uploaded_by))
        assert Person.objects.count() == held.rows.count() == 2
        assert again(held).state == ImportState.DISCARDED


class TestDeciding:
    def likely(self):
        PersonFactory(display_name="Christine Bélanger", email="info@example.org")
        return checked(files.csv_of([("Christina Belanger", "other@example.org", "", "", "", "", "")]))

    def test_each_likely_duplicate_can_be_added_or_completed(self):
        held = self.likely()
        actor, person = Actor.of(held.uploaded_by), Person.objects.get()
        assert imports.choose(held, {2: (Choice.CREATE, None)}, actor=actor) == 1
        assert imports.choose(held, {2: (Choice.CREATE, None)}, actor=actor) == 0
        assert imports.choose(held, {2: (Choice.MERGE, person.public_id)}, actor=actor) == 1
        assert outcomes(done(held)) == {"merged": 1}
        assert person.contact_points.count() == 2

    def test_a_person_that_was_not_proposed_and_a_row_that_is_not_likely_are_refused(self):
        held = self.likely()
        actor, stranger = Actor.of(held.uploaded_by), PersonFactory(display_name="Quite Different")
        for choices, code in (
            ({2: (Choice.MERGE, stranger.public_id)}, "match_unknown"),
            ({2: (Choice.MERGE, None)}, "match_unknown"),
            ({3: (Choice.SKIP, None)}, "row_unknown"),
        ):
            with pytest.raises(Invalid) as refusal:
                imports.choose(held, choices, actor=actor)
            assert refusal.value.code == code

    def test_after_confirmation_nothing_is_decided_mapped_confirmed_or_discarded_again(self):
        held = self.likely()
        actor = Actor.of(held.uploaded_by)
        imports.choose(held, {2: (Choice.CREATE, None)}, actor=actor)
        confirmed(held)
        with pytest.raises(DomainError):
            imports.choose(held, {2: (Choice.SKIP, None)}, actor=actor)
        for act in (
            lambda: confirmed(held),
            lambda: imports.discard(held, actor=actor),
            lambda: imports.retry(held, actor=actor),
            lambda: imports.set_columns(held, {"name": 0, "email": 1}, actor=actor),
        ):
            with pytest.raises(IllegalMove):
                act()
        assert AuditEntry.objects.filter(verb="import.confirmed").count() == 1

    @pytest.mark.parametrize(
        ("columns", "code"),
        [
            ({"name": 0, "email": 0}, "column_twice"),
            ({"name": 99, "email": 1}, "column_unknown"),
            ({"name": -1, "email": 1}, "column_unknown"),
            ({"name": 0, "shoe_size": 1}, "column_unknown"),
            ({"email": 1}, "name_column"),
            ({"name": 0, "role": 4}, "reach_column"),
        ],
        ids=["twice", "far", "negative", "unknown", "no name", "no reach"],
    )
    def test_columns_that_make_no_sense_are_refused(self, columns, code):
        held = taken_in(files.csv_of(files.people(1)))
        with pytest.raises(Invalid) as refusal:
            imports.set_columns(held, columns, actor=Actor.of(held.uploaded_by))
        assert refusal.value.code == code
        assert again(held).state == ImportState.READ


class TestFiveThousand:
    # a row is a row once the file is read, so the second way of writing letters is proved on one engine
    @pytest.mark.parametrize("encoding", ["utf-8", pytest.param("cp1252", marks=pytest.mark.sqlite)])
    def test_ev_a13_five_thousand_rows_killed_ten_times_end_without_duplicates(self, encoding, monkeypatch):
        by = person_with("organizer")
        held = taken_in(files.csv_of(with_planted_errors(5000), encoding=encoding), by=by)
        imports.set_columns(held, held.columns, actor=Actor.of(by))
        killed = 0
        for state, module, place in (
            (ImportState.CHECKED, import_checks, "save"),
            (ImportState.DONE, import_rows, "_known_by_now"),
        ):
            for after in (0, 1, 2, 0, 3):
                with monkeypatch.context() as dying:
                    kill_at(dying, module, place, after=after)
                    with pytest.raises(Killed):
                        import_work.work(str(held.public_id))
                lapse(held)
                killed += 1
            import_work.resume()
            assert again(held).state == state
            if state == ImportState.CHECKED:
                assert {row.line: row.faults for row in held.rows.filter(finding="bad")} == PLANTED_CODES
                confirmed(held)
        print(f"EV-A13 {encoding}: killed {killed} times; {dict(outcomes(held))}; people {Person.objects.count()}")
        assert killed == 10
        assert outcomes(held) == {"created": 4990, "refused": 10}
        assert Person.objects.count() == 4990
        assert ContactPoint.objects.values("value").distinct().count() == ContactPoint.objects.count() == 2 * 4990


def test_a_person_added_by_hand_after_the_check_is_not_added_again():
    held = checked(files.csv_of([("Zoe Doe", "z@example.org", "", "", "", "", "")]))
    people.add(actor=Actor.system("test"), display_name="Zoé Doe", email="z@example.org")
    assert outcomes(done(held)) == {"unchanged": 1}
    assert Person.objects.count() == 1
