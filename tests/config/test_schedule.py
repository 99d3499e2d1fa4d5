"""What the clock wakes exists: every name in the schedule and in an app's list of tasks is a task that is there (RE-5)."""

from importlib import import_module

import pytest
from django.apps import apps
from django.conf import settings

from config.celery import app

LISTS = [
    config.name
    for config in apps.get_app_configs()
    if (settings.BASE_DIR / config.name / "enums.py").exists()
    and hasattr(import_module(f"{config.name}.enums"), "Task")
]


@pytest.fixture(scope="module")
def known():
    app.loader.import_default_modules()
    return set(app.tasks)


@pytest.mark.parametrize("entry", sorted(settings.CELERY_BEAT_SCHEDULE))
def test_every_scheduled_name_is_a_task(entry, known):
    assert settings.CELERY_BEAT_SCHEDULE[entry]["task"] in known


def test_the_clock_and_the_jobs_agree_on_names_and_intervals(known):
    planned = {name: (entry["task"], entry["schedule"]) for name, entry in settings.CELERY_BEAT_SCHEDULE.items()}
    declared = {
        task.run.job.name: (name, task.run.job.every) for name, task in app.tasks.items() if hasattr(task.run, "job")
    }

    assert planned == declared


@pytest.mark.parametrize("name", LISTS)
def test_every_task_that_an_app_names_exists_in_that_app(name, known):
    for task in import_module(f"{name}.enums").Task:
        assert str(task) in known
        assert task.startswith(f"{name}.tasks.")
