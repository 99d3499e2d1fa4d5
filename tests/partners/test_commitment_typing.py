"""What is sent twice is made once, and nobody's words are written over unseen (RE-19)."""

import datetime
import re
from decimal import Decimal

import pytest
import time_machine
from django.urls import reverse

from accounts.actors import Actor
from accounts.models import AuditEntry
from kernel.errors import Invalid
from partners import periods
from partners.domain import commitment_parts, commitments, progress
from partners.models import Commitment, EvidenceItem, Measure, Milestone, PartyObligation
from partners.queries import commitment_work
from tests.factories.accounts import person_with
from tests.factories.commitments import agreed, drafted, reported
from tests.factories.partners import BodyFactory, FrameworkFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def coordinator():
    return person_with("coordinator")


@pytest.fixture
def writer(coordinator):
    return Actor.of(coordinator)


@pytest.fixture
def colleague():
    return Actor.of(person_with("coordinator", "approver"))


@pytest.fixture
def works(client, coordinator):
    """A browser in which the coordinator is signed in."""
    client.force_login(coordinator)
    return client


def url(name, *args):
    return reverse(f"partners:{name}", args=args)


def hidden(client, address, name):
    return re.search(rf'name="{name}" value="([^"]+)"', client.get(address).content.decode())[1]


def test_a_form_that_is_sent_twice_makes_one_row(works, writer, colleague):
    commitment = agreed(writer, colleague)
    words = {"reason_en": "New.", "reason_fr": "Nouveau."}
    body = BodyFactory(name_en="Task force", name_fr="Groupe de travail")
    party = f"{url('party_add', commitment.public_id)}?party=body:{body.public_id}"
    measure = {"kind": "quantity", "name_en": "Rooms", "name_fr": "Salles", "unit_en": "rooms", "unit_fr": "salles",
               "target": "4", "direction": "increase"}  # fmt: skip
    proof = {"title_en": "A", "title_fr": "B", "url": "https://example.org/a", "measure": "", "language": "both",
             "captured_on": periods.today().isoformat(), "classification": "unclassified"}  # fmt: skip
    for address, typed, model in (
        (url("commitment_new"), {"framework": FrameworkFactory().pk, "reporting_months": "6"}, Commitment),
        (party, words | {"role": "observer", "text_en": "", "text_fr": ""}, PartyObligation),
        (url("measure_add", commitment.public_id), words | measure, Measure),
        (url("milestone_add", commitment.public_id), words | {"name_en": "A", "name_fr": "B", "due": "2199-01-01"},
         Milestone),
        (url("evidence_add", commitment.public_id), proof, EvidenceItem),
    ):  # fmt: skip
        before = model.objects.count()
        typed["once"] = hidden(works, address, "once")
        first, again = (works.post(address, typed) for _press in range(2))
        assert (first.status_code, again.status_code) == (302, 302), model
        assert first["Location"] == again["Location"], model
        assert model.objects.count() == before + 1, model


def test_a_key_that_stands_for_a_row_of_another_commitment_adds_nothing(works, writer):
    foreign = drafted(writer).milestones.get()
    typed = {"name_en": "A", "name_fr": "B", "due": "2199-01-01", "once": str(foreign.public_id)}
    answer = works.post(url("milestone_add", drafted(writer).public_id), typed)
    assert answer.status_code == 422 and "cannot be used again" in answer.content.decode()
    assert Milestone.objects.count() == 2


def test_a_text_that_a_colleague_has_changed_is_not_written_over_unseen(works, writer, colleague):
    draft = drafted(writer)
    address = url("commitment_edit", draft.public_id)
    typed = {"framework": draft.framework_id, "reporting_months": "6", "title_en": "Mine", "title_fr": "Le mien",
             "pillars": list(draft.pillars.values_list("pk", flat=True)),
             "seen": hidden(works, address, "seen")}  # fmt: skip
    commitments.edit(draft, actor=colleague, title_en="Theirs", title_fr="Le leur")

    answer = works.post(address, typed)

    page = answer.content.decode()
    assert answer.status_code == 422 and "Somebody else has changed this" in page
    assert 'value="Mine"' in page and "<dd>Theirs</dd>" in page
    assert Commitment.objects.get().title_en == "Theirs"
    typed["seen"] = re.search(r'name="seen" value="([^"]+)"', page)[1]
    for _press in range(2):
        assert works.post(address, typed).status_code == 302, "the newer words were shown; the same again is no change"
    assert Commitment.objects.get().title_en == "Mine"
    assert AuditEntry.objects.filter(verb="commitment.edited").count() == 2


def test_a_measure_and_a_report_that_a_colleague_has_changed_are_not_written_over_unseen(works, writer, colleague):
    commitment = agreed(writer, colleague)
    measure, lead = commitment.measures.get(), commitment.obligations.get()
    update = progress.draft(lead, periods.period_of(periods.today(), 6), actor=writer)
    words = {"reason_en": "a", "reason_fr": "b"}
    of_measure, of_update = url("measure_edit", measure.public_id), url("update", update.public_id)
    typed = words | {"kind": "quantity", "name_en": "Mine", "name_fr": "Le mien", "unit_en": "p", "unit_fr": "p",
                     "target": "50", "direction": "increase", "seen": hidden(works, of_measure, "seen")}  # fmt: skip
    report = {"narrative_en": "Mine", "narrative_fr": "Le mien", "health": "on_track", "save": "1",
              "seen": hidden(works, of_update, "seen")}  # fmt: skip
    commitment_parts.change_measure(measure, actor=colleague, target=Decimal(60), **words)
    progress.write(update, actor=colleague, values={measure: Decimal(12)})
    for address, sent, newer in ((of_measure, typed, "<dd>60</dd>"), (of_update, report, "<dd>12</dd>")):
        answer = works.post(address, sent)
        assert answer.status_code == 422 and newer in answer.content.decode(), address
    measure.refresh_from_db()
    update.refresh_from_db()
    assert (measure.target, update.narrative_en) == (Decimal(60), "")


def test_a_number_is_shown_as_it_was_typed(works, writer):
    measure = drafted(writer).measures.get()
    page = works.get(url("measure_edit", measure.public_id)).content.decode()
    assert 'value="40"' in page and "4E+1" not in page


# ---- another cadence --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("before", "after"), [(6, 12), (3, 6)])
def test_after_a_change_of_cadence_the_next_report_begins_where_the_last_one_ended(writer, colleague, before, after):
    with time_machine.travel("2026-05-04 15:00Z", tick=False):
        commitment = agreed(writer, colleague, reporting_months=before)
        first = reported(commitment, writer, colleague)
        commitments.edit(commitment, actor=writer, reporting_months=after, reason_en="a", reason_fr="b")
    with time_machine.travel("2027-04-02 15:00Z", tick=False):
        commitment.refresh_from_db()
        lead, rows = commitment.obligations.get(), commitment.obligations.all()
        owed = commitment_work.owed(rows, periods.today())[0].period
        assert owed.start == first.period_end + datetime.timedelta(days=1)
        assert owed in commitment_work.reporting(commitment, periods.today())[0].open_periods
        begun = progress.draft(lead, owed, actor=writer)
        assert (begun.period, begun != first) == (owed, True)
        assert commitment_work.owed(rows, periods.today())[0].update == begun
        assert owed not in commitment_work.reporting(commitment, periods.today())[0].open_periods
        with pytest.raises(Invalid):
            progress.draft(lead, periods.rest_of(owed.start + datetime.timedelta(days=1), after), actor=writer)
