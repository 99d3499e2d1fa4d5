"""What the trail may say about input: about anonymous input nothing that dates or names it (EN-6)."""

import datetime
from collections import Counter

from django.db import transaction

from accounts.actors import Actor, Via
from accounts.domain import audit
from engagement.enums import ConsentAct
from engagement.models import ConsentRecord, Consultation, Submission, SubmissionRevision

NOBODY = Actor("respondent", "", Via.LINK)


def unnamed(submission: Submission, actor: Actor) -> Actor:
    """Return who the trail may say acted: of anonymous input only that somebody did, unless it was staff or a job."""
    is_bearer = actor.user_id is None and actor.via == Via.LINK
    return NOBODY if submission.is_anonymous and is_bearer else actor


def note(submission: Submission, actor: Actor, verb: str, **facts: str | int | None) -> None:
    """Write the audit entry of one act on input that has a name.

    An entry knows its moment, and one about anonymous input would date it to the second. Its acts leave rows that know
    the day (the draft, each revision, each consent); `count_day` brings them into the trail, as numbers.
    """
    if not submission.is_anonymous:
        audit.record(actor, verb, submission, channel=submission.channel, **facts)  # type: ignore[arg-type]


@transaction.atomic
def count_day(day: datetime.date, *, actor: Actor) -> int:
    """Enter how often people acted anonymously on one day that is over, one entry for each consultation; return how many."""
    acts = {
        "begun": Submission.objects.filter(is_anonymous=True, started_on=day).values_list("consultation", flat=True),
        "sent": SubmissionRevision.objects.filter(submission__is_anonymous=True, sent_on=day).values_list(
            "submission__consultation", flat=True
        ),
        "chosen_anew": ConsentRecord.objects.filter(
            submission__is_anonymous=True, given_on=day, act__in=(ConsentAct.CHANGED, ConsentAct.DENIED)
        ).values_list("submission__consultation", flat=True),
        "withdrawn": Submission.objects.filter(is_anonymous=True, withdrawn_on=day).values_list(
            "consultation", flat=True
        ),
    }
    counted = {name: Counter(rows.order_by()) for name, rows in acts.items()}
    touched = sorted(set().union(*counted.values()))
    for consultation in Consultation.objects.filter(pk__in=touched).order_by("pk"):
        audit.record(
            actor,
            "submission.day_counted",
            consultation,
            day=day.isoformat(),
            begun=counted["begun"][consultation.pk],
            sent=counted["sent"][consultation.pk],
            chosen_anew=counted["chosen_anew"][consultation.pk],
            withdrawn=counted["withdrawn"][consultation.pk],
        )
    return len(touched)
