"""Fiscal years start on April 1, and reporting periods divide them without a gap (PA-21)."""

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from partners.periods import CADENCES, Period, fiscal_year, left_of, next_period, period_of, periods, rest_of

D = datetime.date


@pytest.mark.parametrize(
    ("day", "year"), [(D(2019, 3, 31), 2018), (D(2019, 4, 1), 2019), (D(2019, 12, 31), 2019), (D(2020, 1, 1), 2019)]
)
def test_pa_21_a_fiscal_year_starts_on_april_1(day, year):
    assert fiscal_year(day) == year


@pytest.mark.parametrize(
    ("day", "months", "period"),
    [
        (D(2018, 9, 20), 12, Period(D(2018, 4, 1), D(2019, 3, 31))),
        (D(2018, 9, 20), 6, Period(D(2018, 4, 1), D(2018, 9, 30))),
        (D(2018, 10, 1), 6, Period(D(2018, 10, 1), D(2019, 3, 31))),
        (D(2019, 2, 28), 3, Period(D(2019, 1, 1), D(2019, 3, 31))),
        (D(2020, 2, 29), 3, Period(D(2020, 1, 1), D(2020, 3, 31))),
    ],
)
def test_a_day_lies_in_its_quarter_half_or_year(day, months, period):
    assert period_of(day, months) == period


@given(day=st.dates(min_value=D(1990, 1, 1), max_value=D(2100, 1, 1)), months=st.sampled_from(CADENCES))
def test_periods_follow_each_other_without_gap_or_overlap(day, months):
    here = period_of(day, months)
    after = next_period(here, months)
    assert here.start <= day <= here.end
    assert after.start == here.end + datetime.timedelta(days=1)
    assert (here.start.month - 4) % months == 0
    assert fiscal_year(here.start) == fiscal_year(here.end)


def test_an_update_is_due_thirty_days_after_its_period():
    assert period_of(D(2019, 9, 1), 6).due_on == D(2019, 10, 30)


def test_periods_between_two_days_include_those_they_touch():
    assert [p.start for p in periods(D(2018, 9, 30), D(2019, 4, 1), 6)] == [
        D(2018, 4, 1),
        D(2018, 10, 1),
        D(2019, 4, 1),
    ]


def test_a_cadence_that_does_not_divide_the_year_is_refused():
    with pytest.raises(ValueError, match="5 months"):
        period_of(D(2019, 1, 1), 5)


def test_what_a_report_leaves_of_a_period_is_a_period_of_its_own():
    half, year = period_of(D(2026, 5, 1), 6), period_of(D(2026, 5, 1), 12)
    rest = Period(D(2026, 10, 1), D(2027, 3, 31))
    assert left_of(year, []) == year
    assert left_of(year, [half]) == rest_of(D(2026, 10, 1), 12) == rest
    assert left_of(half, [year]) is None
