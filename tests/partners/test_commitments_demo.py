"""The demonstration's commitments: every state, invented bodies only, and something to do for both roles (PA-26)."""

import pytest
import yaml
from django.test import Client, override_settings
from django.urls import reverse

from accounts.actors import Actor, Via
from accounts.domain import demonstration
from partners import periods, reference
from partners.commitment_states import Label, UpdateState
from partners.domain import commitments_demo, commitments_reference
from partners.domain import reference as loading
from partners.enums import Provenance
from partners.labels import label_of
from partners.models import Commitment, EvidenceItem, Milestone, PartyObligation, ProgressUpdate
from partners.queries import commitment_checks, commitment_work
from tests.support.planting import planted

pytestmark = pytest.mark.django_db
COMMAND = Actor.system("test", Via.COMMAND)


@planted
@override_settings(DEMO=True)
def demonstrated():
    content = reference.load()
    demonstration.load()
    loading.load(content, actor=COMMAND)
    loading.load_demo_organizations(content, actor=COMMAND)
    commitments_reference.load(content, actor=COMMAND)
    commitments_demo.load(content, actor=COMMAND)


@pytest.fixture
def shown(settings, demonstrated):
    settings.DEMO = True
    return reference.load()


def test_pa_26_every_state_is_shown_by_invented_bodies_and_none_is_said_of_a_real_one(shown):
    invented = Commitment.objects.filter(provenance=Provenance.DEMO)
    labels = {label_of(row.standing, periods.today()).label for row in invented}
    assert labels >= {
        Label.AGREED, Label.IN_PROGRESS, Label.AT_RISK, Label.COMPLETE, Label.NO_EVIDENCE, Label.WITHDRAWN,
    }  # fmt: skip
    real = Commitment.objects.exclude(provenance=Provenance.DEMO)
    assert {label_of(row.standing, periods.today()).label for row in real.filter(umbrella=False)} == {Label.RECORDED}
    assert not ProgressUpdate.objects.filter(obligation__commitment__in=real).exists()
    assert not EvidenceItem.objects.filter(commitment__in=real).exists()
    parties = PartyObligation.objects.filter(commitment__in=invented)
    assert {row.party.provenance for row in parties} == {Provenance.DEMO}
    assert list(commitment_checks.all_findings()) == []


def test_a_second_load_changes_nothing(shown):
    def everything():
        models = (Commitment, Milestone, ProgressUpdate, EvidenceItem, PartyObligation)
        return [list(model.objects.order_by("pk").values()) for model in models]

    before = everything()
    report = commitments_demo.load(shown, actor=COMMAND)
    assert (report.created, everything()) == (0, before)


def test_the_coordinator_and_the_approver_both_find_something_to_do(shown):
    coordinator, approver = demonstration.person("coordinator"), demonstration.person("approver")
    work = commitment_work.work_of(coordinator, periods.today())
    assert work.unchecked and work.stale
    queue = commitment_work.queue_of(approver)
    assert (len(queue.updates), len(queue.evidence)) == (1, 1)
    assert {row.author for row in queue.updates} == {coordinator}
    assert ProgressUpdate.objects.filter(state=UpdateState.SUBMITTED).count() == 1


def test_every_page_of_an_invented_commitment_says_that_it_is_a_demonstration(shown):
    for row in Commitment.objects.filter(provenance=Provenance.DEMO):
        page = Client().get(reverse("partners:public_commitment", args=[row.public_id])).content.decode()
        assert "This is a demonstration." in page and "(fictional)" in page


def test_each_story_has_its_row_in_the_facts_file_and_is_told_in_both_languages():
    stories = yaml.safe_load(commitments_demo.STORIES.read_text(encoding="utf-8"))
    assert {row["key"] for row in stories} == {row["id"] for row in reference.load().rows("demo_commitments")}

    def pairs(value, path=""):
        if isinstance(value, dict):
            for name, part in value.items():
                if name.endswith("_en"):
                    assert value.get(f"{name[:-3]}_fr"), f"{path}.{name}"
                yield from pairs(part, f"{path}.{name}")
        elif isinstance(value, list):
            for number, part in enumerate(value):
                yield from pairs(part, f"{path}[{number}]")
        else:
            yield path

    assert len(list(pairs(stories))) > 100
