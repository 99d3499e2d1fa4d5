"""How a milestone stands today: overdue only while its commitment runs, on every page, file and drawing alike."""

import csv
import datetime
import io

import pytest
import time_machine
from django.urls import reverse

from partners.commitment_states import (
    ENDED,
    OPEN_MILESTONE,
    Lifecycle,
    MilestoneStanding,
    MilestoneState,
)
from partners.domain import commitment_decisions
from partners.labels import MILESTONE_TONES, Standing, is_late, milestone_standing
from partners.models import Commitment
from partners.queries import commitments
from tests.factories.accounts import person_with
from tests.factories.commitments import agreed, people, reported

pytestmark = pytest.mark.django_db
TODAY = datetime.date(2026, 6, 20)
BEFORE, AFTER = TODAY - datetime.timedelta(days=1), TODAY + datetime.timedelta(days=1)
ENDING = {
    "withdrawn": {"office_en": "Minister", "office_fr": "Ministre"},
    "superseded": {},
}
WHY = {"reason_en": "The program ended.", "reason_fr": "Le programme a pris fin."}


@pytest.mark.parametrize("due", [BEFORE, TODAY, AFTER])
@pytest.mark.parametrize("state", MilestoneState)
@pytest.mark.parametrize("lifecycle", Lifecycle)
def test_a_milestone_is_overdue_only_when_open_past_its_day_and_its_commitment_runs(lifecycle, state, due):
    found = milestone_standing(Standing(lifecycle), state, due, TODAY)
    if state not in OPEN_MILESTONE:
        assert found == state
    elif lifecycle in {*ENDED, Lifecycle.COMPLETE}:
        assert found == MilestoneStanding.NO_LONGER_DUE
    elif lifecycle in (Lifecycle.AGREED, Lifecycle.IN_PROGRESS) and due == BEFORE:
        assert found == MilestoneStanding.OVERDUE
    else:
        assert found == state
    assert MILESTONE_TONES[found]


def test_nobody_is_called_late_of_whom_the_source_reports_nothing():
    quiet = Standing(Lifecycle.AGREED, silent=True)
    assert milestone_standing(quiet, MilestoneState.PLANNED, BEFORE, TODAY) == MilestoneStanding.PLANNED


def ended(how):
    """A public commitment that ran, with a milestone long past, and then ended."""
    writer, approver = people()
    with time_machine.travel("2026-06-01 15:00Z", tick=False):
        commitment = agreed(writer, approver, milestone_days=9)
        reported(commitment, writer, approver)
    with time_machine.travel("2026-06-12 15:00Z", tick=False):
        if how == "withdrawn":
            asked = commitment_decisions.ask_withdrawal(commitment, actor=writer, **WHY, **ENDING[how])
        else:
            other = agreed(writer, approver)
            asked = commitment_decisions.ask_replacement(commitment, other, actor=writer, **WHY)
        commitment_decisions.approve(asked, actor=approver)
    commitment.refresh_from_db()
    assert commitment.lifecycle == how
    return commitment


@pytest.mark.parametrize("how", ENDING)
def test_what_has_ended_has_no_overdue_milestone_on_page_board_file_data_or_chart(client, how):
    commitment = ended(how)
    with time_machine.travel("2026-06-20 15:00Z", tick=False):

        def public(name):
            return client.get(reverse(f"partners:{name}", args=[commitment.public_id]))

        page = public("public_commitment").content.decode()
        assert "no longer due" in page.lower() and ">Overdue<" not in page and "overdue" not in page
        assert "not yet" not in page, "the table of the chart says it too"
        rows = b"".join(public("public_milestones_csv").streaming_content).decode("utf-8-sig")
        (row,) = csv.DictReader(io.StringIO(rows, newline=""))
        assert (row["state"], row["standing"]) == ("planned", "no_longer_due")
        (data,) = public("public_commitment_json").json()["milestones"]
        assert (data["state"], data["standing"]) == ("planned", "no_longer_due")
        api = client.get(reverse("api:commitment-detail", args=[commitment.public_id])).json()
        assert api["milestones"][0]["standing"] == "no_longer_due"
        client.force_login(person_with("coordinator"))
        for address in (reverse("partners:commitment", args=[commitment.public_id]), reverse("partners:commitments")):
            assert ">Overdue<" not in client.get(address).content.decode(), address


def test_while_it_runs_page_file_data_and_board_say_overdue(client):
    writer, approver = people()
    with time_machine.travel("2026-06-01 15:00Z", tick=False):
        commitment = agreed(writer, approver, milestone_days=9)
        reported(commitment, writer, approver)
    with time_machine.travel("2026-06-20 15:00Z", tick=False):
        page = client.get(reverse("partners:public_commitment", args=[commitment.public_id])).content.decode()
        assert "Overdue" in page
        address = reverse("partners:public_commitment_json", args=[commitment.public_id])
        assert client.get(address).json()["milestones"][0]["standing"] == "overdue"
        client.force_login(person_with("coordinator"))
        assert "Overdue" in client.get(reverse("partners:commitments")).content.decode()


@pytest.mark.parametrize(("day", "rank"), [("2026-06-10", 5), ("2026-06-11", 0)])
def test_the_board_puts_first_what_it_calls_late_though_its_work_has_not_begun(day, rank):
    """The twin in SQL of `labels.is_late`: agreed and past its date comes first, from the day after."""
    with time_machine.travel("2026-06-01 15:00Z", tick=False):
        commitment = agreed(*people(), milestone_days=9)
    today = datetime.date.fromisoformat(day)
    row = Commitment.objects.annotate(rank=commitments.attention_case(today)).get()
    assert row.rank == rank
    assert is_late(commitment.standing, commitment.next_due, today) is (rank == 0)
