"""Only messaging touches mail, and the queue carries nothing but opaque ids (RE-3)."""

import ast
import base64
import inspect
import json
from pathlib import Path
from uuid import UUID

import pytest
from celery import current_app
from django.conf import settings
from django.db import transaction

from kernel.queue import nudge
from messaging.domain import outbox
from messaging.enums import Task
from messaging.kinds import Composed
from tests.factories.messaging import MessageFactory

APPS = ("accounts", "config", "engagement", "events", "kernel", "partners", "publishing", "safety")
MAIL = {"smtplib", "email", "anymail", "imaplib", "poplib", "aiosmtpd", "django.core.mail"}
CANARIES = ("alice-canary@example.org", "Canary subject", "Canary words")


def imported(file):
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and not node.level:
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def is_mail(name):
    return any(name == module or name.startswith(f"{module}.") for module in MAIL)


@pytest.mark.parametrize("app", APPS)
def test_no_other_app_imports_anything_that_sends_mail(app):
    files = list((settings.BASE_DIR / app).rglob("*.py"))
    found = [(str(file), name) for file in files for name in imported(file) if is_mail(name)]

    assert files
    assert found == []


def test_the_scan_would_notice():
    assert is_mail("django.core.mail.send_mail") and is_mail("smtplib") and not is_mail("email_validator")
    assert any(is_mail(name) for name in imported(Path(settings.BASE_DIR / "messaging/backends/smtp.py")))


def test_no_task_of_ours_takes_anything_but_ids():
    current_app.loader.import_default_modules()
    ours = {name: task for name, task in current_app.tasks.items() if name.split(".")[0] in (*APPS, "messaging")}

    assert len(ours) >= 10
    for name, task in ours.items():
        parameters = inspect.signature(task.run, follow_wrapped=False).parameters
        assert all(parameter.endswith("_id") for parameter in parameters), name
        assert task.ignore_result and task.acks_late, name


def test_every_nudge_in_the_code_names_a_task_and_passes_ids_only():
    for file in (path for app in (*APPS, "messaging") for path in (settings.BASE_DIR / app).rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "nudge":
                first, *others = node.args
                assert isinstance(first, ast.Attribute) and getattr(first.value, "id", "") == "Task", file
                assert all(isinstance(one, ast.Attribute) and one.attr in ("pk", "public_id") for one in others), file


@pytest.mark.django_db(transaction=True)
def test_frames_in_the_real_broker_hold_opaque_ids_only(broker, note):
    note.answer = Composed(CANARIES[0], CANARIES[1], CANARIES[2])
    message = MessageFactory()
    with transaction.atomic():
        outbox.owe("test.note", about=message.about, to=message.to, key="canary", language="en")
        nudge("messaging.tasks.deliver_due", message.pk)

    frames = broker.client.lrange("celery", 0, -1)

    assert len(frames) == 2
    for raw in frames:
        frame = json.loads(raw)
        arguments, keywords, _embed = json.loads(base64.b64decode(frame["body"]))
        assert frame["headers"]["task"] == Task.DELIVER
        assert keywords == {}
        assert all(UUID(one) for one in arguments)
        assert not any(canary in raw.decode() + base64.b64decode(frame["body"]).decode() for canary in CANARIES)
        assert (frame["headers"]["eta"], frame["headers"]["expires"]) == (None, None)


@pytest.mark.django_db(transaction=True)
def test_nothing_in_the_broker_or_cache_names_anybody_after_a_message_was_delivered(broker, start_worker, note):
    """The worker knows no kind of this name: even its failure leaves nothing behind."""
    MessageFactory()
    start_worker(beat=False)
    with transaction.atomic():
        nudge(Task.DELIVER)

    everything = b"".join(broker.client.dump(key) or b"" for key in broker.client.scan_iter())
    assert not any(canary.encode() in everything for canary in CANARIES)
