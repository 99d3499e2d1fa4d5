"""Two tabs, a double click and a killed process: one draft, one submission, one revision each (EN-A4, EN-4, EN-5)."""

import os
import signal
from itertools import count

import pytest
from django.db import connection

from engagement.domain import submissions
from engagement.models import Answer, ConsentRecord, Participation, Submission, SubmissionRevision
from tests.factories.engagement import SOMEONE, anonymously, open_consultation
from tests.support.racing import Died, race_processes

pytestmark = pytest.mark.django_db(transaction=True)
RUNS, VICTIMS = 100, 10


def give(consultation, number):
    """Begin, answer and send as one tab does that got the form's key; again with the same key changes nothing."""
    submission = submissions.start(
        consultation, anonymously(), key=f"form-{number}", language="en", actor=SOMEONE
    ).submission
    if submission.state == "draft":
        given = {"prevention": {"text": f"Words of {number}."}, "support": {"text": "Shelters."}}
        for page in submission.version.pages.all():
            submissions.save_page(submission, page, given, seen=None, actor=SOMEONE)
    submissions.submit(submission, key=f"send-{number}", language="en", actor=SOMEONE)


def tab(consultation, numbers, give=give):
    """Return one process that gives all of them, and answers how many of its calls another tab had overtaken."""

    def run():
        overtaken = 0
        for number in numbers:
            try:
                give(consultation, number)
            except submissions.DomainError:
                overtaken += 1
        return overtaken

    return run


def victim(consultation, number, statements):
    """Return a process that is killed without warning before one of its statements."""

    def run():
        asked = count()

        def strike(execute, sql, params, many, context):
            if next(asked) == statements:
                os.kill(os.getpid(), signal.SIGKILL)
            return execute(sql, params, many, context)

        with connection.execute_wrapper(strike):
            give(consultation, number)

    return run


def test_a_hundred_forms_in_two_tabs_with_kills_are_a_hundred_submissions():
    """EN-A4: 100 runs, two tabs each, ten processes killed between any two statements."""
    consultation = open_consultation()
    numbers = range(RUNS)
    killed = [victim(consultation, n * 7, 3 + n * 6) for n in range(VICTIMS)]

    results = race_processes(tab(consultation, numbers), tab(consultation, reversed(numbers)), *killed)

    faults = [one for one in results[:2] if not isinstance(one, int)]
    assert not faults, faults
    dead = sum(isinstance(one, Died) for one in results)
    given = Submission.objects.filter(consultation=consultation)
    assert given.count() == Participation.objects.count() == ConsentRecord.objects.count() == RUNS
    assert set(given.values_list("state", flat=True)) == {"submitted"}
    revisions = SubmissionRevision.objects.filter(submission__in=given)
    assert list(revisions.values_list("number", flat=True)) == [1] * RUNS
    assert Answer.objects.filter(revision__in=revisions).count() == 2 * RUNS
    print(f"EN-A4: {RUNS} forms in 2 tabs, {dead} processes killed: {given.count()} drafts, {revisions.count()} sent")
    assert dead >= VICTIMS // 2


def test_without_the_key_of_the_form_two_tabs_are_two_drafts():
    """The control: what guards is the key that both tabs carry."""
    consultation = open_consultation()

    def apart(name):
        return lambda consultation, number: give(consultation, f"{name}-{number}")

    race_processes(tab(consultation, range(3), apart("a")), tab(consultation, range(3), apart("b")))

    assert Submission.objects.filter(consultation=consultation).count() == 6
