"""What people say stands in the database alone: in no log, task, broker or error report (EN-A17, EN-30)."""

import logging

import pytest
from django.test import Client
from django.urls import reverse

from config import logs
from engagement.domain import consultations, participation, submissions
from engagement.models import Answer, Submission
from tests.factories.engagement import (
    SOMEONE,
    Staff,
    approved_finding,
    coded,
    frozen_themes,
    in_analysis,
    open_consultation,
    published_reply,
)
from tests.privacy import looking
from tests.support.processes import wait_until

pytestmark = pytest.mark.django_db(transaction=True)
CANARY = "Zanzibar-kingfisher-4711"
NAME, MAILBOX = "Wilhelmina Canary-Name", "canary-mailbox@example.org"


def _answer(consultation):
    """Answer every question with the canary, over HTTP; once wrongly, so that a refusal is met too."""
    person = Client(raise_request_exception=False)
    start = reverse("engagement:respond", args=[consultation.ref])
    person.get(start)
    choices = {
        "attribution": "named",
        "name": NAME,
        "email": MAILBOX,
        "uses": ["analyse", "summarise", "quote", "recontact"],
    }
    assert person.post(start, {**choices, "capacity": "emperor"}).status_code == 422
    response = person.post(start, {**choices, "capacity": "individual"})
    assert response.status_code == 302, response.context["form"].errors
    for number in (1, 2):
        address = reverse("engagement:answer", args=[consultation.ref, number])
        page = person.get(address)
        fields = {
            f"q-{question}": f"{CANARY} {question}."
            for question in ("prevention", "support")
            if f"q-{question}" in page.content.decode()
        }
        assert fields
        assert person.post(address, {**fields, "q-weight": CANARY, "q-known": CANARY}).status_code == 422
        seen = page.context["form"]["seen"].value()
        assert person.post(address, {**fields, "seen": seen, "go": "next"}).status_code == 302
    return person


def test_words_name_and_address_reach_no_log_no_task_no_broker_and_no_report(
    broker, start_worker, caplog, capfd, monkeypatch, settings
):
    settings.DEBUG = False
    caplog.set_level(logging.DEBUG)  # even where somebody asks for every line
    staff = Staff()
    consultation = open_consultation(staff)
    person = _answer(consultation)
    check = reverse("engagement:check", args=[consultation.ref])

    def broken(*args, **kwargs):
        private = Answer.objects.values_list("text", flat=True)  # the words lie in a local of the frame that fails
        raise RuntimeError(f"it broke with {len(private)} answers")

    with monkeypatch.context() as patched:
        patched.setattr(submissions, "submit", broken)
        report = person.post(check, {"after": "0"})
    assert report.status_code == 500
    assert person.post(check, {"after": "0"}).status_code == 302
    submission = Submission.objects.get()
    assert submission.state == "submitted" and Answer.objects.filter(text__contains=CANARY).count() >= 2

    in_analysis(consultation, staff)
    theme, *_rest = frozen_themes(consultation, staff)
    coded(consultation, theme, staff)
    finding = approved_finding(consultation, theme, staff)
    participation.confirm(submission.participation_id, actor=SOMEONE)
    consultations.report(consultation, actor=staff.as_approver)
    finding.refresh_from_db()
    published_reply(finding, staff)
    waiting = broker.waiting()
    before = looking.keys_of(broker.client)
    worker = start_worker()
    wait_until(lambda: broker.waiting() == 0, "the tasks to be taken")
    after = looking.keys_of(broker.client)

    lines = "\n".join(logs.LibraryFormatter().format(record) for record in caplog.records)
    seen = {
        "logs": lines + capfd.readouterr().err,
        "worker": worker.output(),
        "broker": (before + after).decode("utf-8", "replace"),
        "report": report.content.decode(),
    }
    hits = {
        (place, one): text.count(one)
        for place, text in seen.items()
        for one in (CANARY, NAME, MAILBOX, submission.secret_hash)
    }
    print(f"EN-A17: {waiting} tasks waited, {len(caplog.records)} log lines, {sum(hits.values())} hits")
    assert waiting >= 1 and "RuntimeError" in lines
    assert sum(hits.values()) == 0, {place: n for place, n in hits.items() if n}
