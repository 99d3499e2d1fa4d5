"""The pinned zone data agrees with the reviewed table when the platform starts (STD-20a)."""

import pytest

from config import checks
from partners.reference import offsets

ROWS = offsets.expected()


@pytest.mark.sqlite
def test_every_reviewed_offset_holds():
    assert len(ROWS) > 10
    assert all(len(rows) == len(offsets.DAYS) for rows in ROWS.values())
    assert checks.zones_keep_their_offsets() == []


@pytest.mark.sqlite
@pytest.mark.parametrize(("production", "found"), [(True, "config.E008"), (False, "config.W008")])
def test_one_changed_row_stops_a_production_and_warns_elsewhere(settings, monkeypatch, production, found):
    settings.PRODUCTION = production
    (day, _right), *others = ROWS["America/St_Johns"]
    monkeypatch.setattr(offsets, "expected", lambda: {**ROWS, "America/St_Johns": [(day, "-03:30"), *others]})

    (said,) = checks.zones_keep_their_offsets()

    assert said.id == found
    assert said.is_serious() == production
    assert "America/St_Johns on 2018-09-20: expected -03:30, found -02:30" in said.msg
