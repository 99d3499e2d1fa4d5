"""The clock of periodic jobs starts again after any kill (RE-5)."""

import shelve

import pytest

from config.beat import LastingScheduler
from config.celery import app


def start(path):
    scheduler = LastingScheduler(app=app, schedule_filename=str(path))
    try:
        return set(scheduler.schedule)
    finally:
        scheduler.close()


@pytest.mark.parametrize(
    "entries",
    [b"", b"\x80\x04", b"not a pickle", b"cconfig.gone\nNothing\n."],
    ids=["empty", "cut short", "no pickle", "of a class that is gone"],
)
def test_a_schedule_whose_entries_cannot_be_read_is_begun_anew(tmp_path, entries):
    path = tmp_path / "schedule"
    jobs = start(path)
    with shelve.open(str(path)) as store:
        store.dict[b"entries"] = entries

    assert start(path) == jobs
    assert "messages" in jobs


def test_a_file_that_is_no_schedule_is_begun_anew(tmp_path):
    path = tmp_path / "schedule"
    path.write_bytes(b"\x00" * 4096)

    assert "messages" in start(path)


def test_a_whole_schedule_is_kept(tmp_path):
    path = tmp_path / "schedule"
    start(path)
    with shelve.open(str(path)) as store:
        ran = store["entries"]["messages"].last_run_at

    start(path)

    with shelve.open(str(path)) as store:
        assert store["entries"]["messages"].last_run_at == ran
