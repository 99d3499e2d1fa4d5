"""Heads of the lists of consultations and of findings sort them (screens 1)."""

import datetime
import html
import re

import pytest
from django.urls import reverse
from django.utils import timezone

from engagement.enums import ConsultationState, FindingState
from engagement.models import Consultation, Finding
from engagement.queries import orders
from engagement.views import organizer
from tests.engagement.desk import Desk
from tests.factories.engagement import (
    ConsultationFactory,
    Staff,
    approved_finding,
    coded,
    frozen_themes,
    in_analysis,
    open_consultation,
    submitted,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def consultations(monkeypatch):
    """Seven drafts: some without a title in English, some with a period or a closing day, some without."""
    monkeypatch.setattr(organizer, "CONSULTATIONS_ON_A_PAGE", 3)
    for number in range(7):
        row = ConsultationFactory(title_en="" if number == 3 else f"Talk {number % 3}")
        day = datetime.date(2018, 9, 1 + number)
        period = {"period_from": day, "period_to": day} if number % 2 else {}
        closing = {"closes_day": day, "closes_at": timezone.now() + datetime.timedelta(days=-number)}
        Consultation.objects.filter(pk=row.pk).update(**period, **(closing if number % 3 == 0 else {}))
    return Desk(Staff().organizer)


SHOWN = {
    "latest": lambda row: -row.pk,
    "title": lambda row: row.title_en or None,
    "state": lambda row: ConsultationState.values.index(row.state),
    "period": lambda row: row.period_from,
    "closing": lambda row: row.closes_at,
}


@pytest.mark.parametrize("order", [chosen.value for chosen in orders.CONSULTATIONS])
def test_the_pages_of_every_order_meet_each_consultation_once(consultations, order):
    at, met = f"?order={order}", []
    while at:
        page = consultations.client.get(consultations.path("run") + at)
        met += [row for row, _period, _closing in page.context["rows"]]
        following = re.search(r'href="(\?[^"]+)" rel="next"', page.content.decode())
        at = html.unescape(following[1]) if following else ""
    assert sorted(row.pk for row in met) == sorted(Consultation.objects.values_list("pk", flat=True))

    values = [SHOWN[order.removeprefix("-")](row) for row in met]
    known = [value for value in values if value is not None]
    assert values == sorted(known, reverse=order.startswith("-")) + values[len(known) :]  # what is not set stands last


def test_the_latest_created_stands_first_and_a_head_says_how_the_list_stands(consultations):
    rows = [row.pk for row, *_words in consultations.get("run").context["rows"]]
    assert rows == sorted(rows, reverse=True) and len(rows) == 3
    page = consultations.client.get(consultations.path("run"), {"order": "-period"}).content.decode()
    assert 'abbr="Period" aria-sort="descending"' in page and 'value="-period" selected' in page
    assert "7 consultations" in page and "3 of 7 shown" in page
    unknown = consultations.client.get(consultations.path("run"), {"order": "nothing", "after": "x"})
    assert [row.pk for row, *_words in unknown.context["rows"]] == rows


@pytest.fixture
def analysed():
    """A consultation with four findings on three themes, in two states, one of them without an author."""
    staff = Staff()
    consultation = open_consultation(staff)
    for number in range(3):
        submitted(consultation, f"We need shelters. Reason {number}.")
    in_analysis(consultation, staff)
    for theme in frozen_themes(consultation, staff, "b", "c", "a"):
        coded(consultation, theme, staff)
        finding = approved_finding(consultation, theme, staff)
    Finding.objects.filter(pk=finding.pk).update(author=None)
    Finding.objects.create(
        consultation=consultation, number=9, theme=finding.theme, stance="for", author=staff.second_analyst
    )
    return Desk(staff.analyst), consultation


@pytest.mark.parametrize(
    ("order", "shown"),
    [
        ("number", lambda row: row.number),
        ("theme", lambda row: row.theme.label_en),
        ("stance", lambda row: row.get_stance_display()),
        ("state", lambda row: FindingState.values.index(row.state)),
        ("author", lambda row: row.author and row.author.name),
    ],
)
def test_findings_stand_by_number_and_in_every_order_asked_for(analysed, order, shown):
    desk, consultation = analysed

    def rows(asked):
        return list(
            desk.client.get(desk.path("analysis_findings", consultation.public_id), {"order": asked}).context[
                "findings"
            ]
        )

    assert [row.number for row in rows("")] == [1, 2, 3, 9] == [row.number for row in rows("nothing")]
    for asked in (order, f"-{order}"):
        values = [shown(row) for row in rows(asked)]
        known = [value for value in values if value is not None]
        assert values == sorted(known, reverse=asked.startswith("-")) + [None] * (4 - len(known))


def test_the_list_of_findings_says_how_it_stands(analysed):
    desk, consultation = analysed
    page = desk.client.get(reverse("engagement:analysis_findings", args=[consultation.public_id]), {"order": "-theme"})
    assert 'abbr="Theme" aria-sort="descending"' in page.content.decode()
    assert 'class="filters filters--order"' in page.content.decode()
