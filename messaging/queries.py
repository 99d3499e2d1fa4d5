"""Reads of `messaging`: messages by kind and state, the kept mail of a demonstration, what health wants to know."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Case, Count, F, Q, QuerySet
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext_lazy as _

from kernel.bilingual import PreferredLanguage
from kernel.orders import DATES, STEPS, TEXT, Key, Order, Orders, by_label, ranked
from messaging import kinds, wording
from messaging.domain import jobs
from messaging.enums import LEASED, MOVES, NEEDS_A_PERSON, MessageState
from messaging.models import CarrierState, JobRun, LocalMail, Message

ON_A_PAGE = 50
TAKEN_UP_WITHIN = timedelta(seconds=30)  # after a lease ends the sweep has had its turn
COUNTED = (MessageState.UNCERTAIN, MessageState.DEAD, MessageState.DUE, MessageState.BOUNCED)
S = MessageState


@dataclass(frozen=True)
class MessageRow:
    """One message as people see it: opaque references, words for its state, what can be done."""

    id: UUID
    kind: str
    kind_words: Any
    state: str
    state_words: Any
    reason: str
    reason_words: Any
    language: str
    language_words: Any
    owed_at: datetime
    due_at: datetime
    submitted_at: datetime | None
    settled_at: datetime | None
    about: UUID
    to: UUID
    attempts: int
    carrier: str

    @property
    def may_have_arrived(self) -> bool:
        """Whether a person may note that it arrived."""
        return self.state == S.UNCERTAIN

    @property
    def may_be_sent_again(self) -> bool:
        """Whether a person may owe it again."""
        return self.state in NEEDS_A_PERSON and S.DUE in MOVES[self.state]


def row(message: Message) -> MessageRow:
    """Return one message as people see it."""
    return MessageRow(
        message.pk,
        message.kind,
        wording.kind(message.kind),
        message.state,
        MessageState(message.state).label,
        message.reason,
        wording.reason(message.reason),
        message.language,
        PreferredLanguage(message.language).label,
        message.owed_at,
        message.due_at,
        message.submitted_at,
        message.settled_at,
        message.about,
        message.to,
        message.attempts,
        message.carrier,
    )


@dataclass(frozen=True)
class Page:
    """Some rows, newest first, and the key after which the next page begins (empty on the last one)."""

    rows: list[Any]
    next_key: str


def listed(seen: QuerySet[Message], *, kind: str = "", before: str = "") -> Page:
    """Return one page of messages, newest first, in one statement.

    Args:
        seen: what the reader may see, from `policies`.
        kind: only messages of this kind.
        before: key of the last row of the page before; anything else than a key shows the first page.
    """
    messages = list(_after(narrowed(seen, kind=kind), "owed_at", before)[: ON_A_PAGE + 1])
    shown = messages[:ON_A_PAGE]
    more = len(messages) > ON_A_PAGE
    return Page([row(message) for message in shown], _key(shown[-1].owed_at, shown[-1].pk) if more else "")


def _kinds() -> Case:
    """Return the place of a kind by its words in the language of the page; one that no app knows any more stands last."""
    return by_label("kind", [(name, wording.kind(name)) for name in kinds.names()])()


NEWEST = Key("owed_at", falls=True)
MESSAGES = Orders(  # the newest first
    Order("owed", _("To be sent since"), DATES, (Key("owed_at"),)),
    Order("kind", _("Kind"), TEXT, (Key(_kinds),), then=(NEWEST,)),
    Order("state", _("State"), STEPS, (Key(ranked("state", MessageState.values)),), then=(NEWEST,)),
    Order("settled", _("Settled"), DATES, (Key("settled_at", nullable=True),), then=(NEWEST,), falls_first=True),
    Order("language", _("Language"), TEXT, (Key(by_label("language", PreferredLanguage.choices)),), then=(NEWEST,)),
    falls=True,
)


def with_public_id(messages: QuerySet[Message]) -> QuerySet[Message]:
    """Name the key of a message as lists that are walked page by page call it: it joins and faces the world in one."""
    return messages.annotate(public_id=F("id"))


def narrowed(
    messages: QuerySet[Message],
    *,
    kind: str = "",
    state: str = "",
    about: UUID | None = None,
    to: UUID | None = None,
) -> QuerySet[Message]:
    """Return the messages of one kind, in one state, about one thing, or to one person."""
    wanted = {"kind": kind, "state": state, "about": about, "to": to}
    return messages.filter(**{name: value for name, value in wanted.items() if value})


def needing_a_person(seen: QuerySet[Message]) -> list[MessageRow]:
    """Return the messages that the machinery cannot settle, the longest waiting first; at most a page."""
    waiting = seen.filter(state__in=sorted(NEEDS_A_PERSON)).order_by("settled_at", "id")
    return [row(message) for message in waiting[:ON_A_PAGE]]


def counts(seen: QuerySet[Message]) -> dict[str, int]:
    """Return how many messages stand in the states that somebody may have to look at."""
    counted = seen.filter(state__in=COUNTED).values_list("state").annotate(Count("id")).order_by("state")
    return {str(state): 0 for state in COUNTED} | dict(counted)


def kept_mail(*, words: str = "", language: str = "", before: str = "") -> Page:
    """Return one page of the demonstration's mailbox, newest first, without the mails themselves."""
    found = LocalMail.objects.defer("raw")
    if words:
        found = found.filter(Q(address__icontains=words) | Q(subject__icontains=words))
    if language:
        found = found.filter(language=language)
    mails = list(_after(found, "arrived_at", before)[: ON_A_PAGE + 1])
    shown = mails[:ON_A_PAGE]
    more = len(mails) > ON_A_PAGE
    return Page(shown, _key(shown[-1].arrived_at, shown[-1].pk) if more else "")


def same_kind_in_another_language(mail: LocalMail) -> LocalMail | None:
    """Return the newest kept mail of the same kind in another language, to lay beside this one."""
    kind = Message.objects.filter(pk=mail.pk).values("kind")[:1]
    alike = Message.objects.filter(kind__in=kind).exclude(language=mail.language).values("pk")
    return LocalMail.objects.defer("raw").filter(pk__in=alike).order_by("-arrived_at", "-id").first()


def outbox() -> dict[str, Any]:
    """Return what operators want to know, in figures only: no id, no address, no words (reliability 3.17)."""
    now = timezone.now()
    due = Message.objects.filter(state=S.DUE, due_at__lte=now)
    oldest = due.order_by("due_at").values_list("due_at", flat=True).first()
    waiting = Message.objects.filter(state__in=[*NEEDS_A_PERSON, *LEASED])
    figures = waiting.aggregate(
        uncertain=Count("id", filter=Q(state=S.UNCERTAIN)),
        dead=Count("id", filter=Q(state=S.DEAD)),
        leases_over=Count("id", filter=Q(state__in=LEASED, lease_until__lte=now - TAKEN_UP_WITHIN)),
    )
    paused = CarrierState.objects.filter(open_until__gt=now).order_by("name").values_list("name", flat=True)
    return {
        "oldest_due_seconds": max(0, round((now - oldest).total_seconds())) if oldest else 0,
        **figures,
        "carriers_paused": list(paused),
    }


def periodic_jobs(installed: datetime | None) -> dict[str, dict[str, Any]]:
    """Return how each declared job stands; late after three intervals without success.

    Args:
        installed: when the platform was set up; a job that has never run counts from there.
    """
    runs, now = {run.name: run for run in JobRun.objects.all()}, timezone.now()
    return {job.name: _job(job, runs.get(job.name), installed, now) for job in jobs.declared()}


def _job(job: jobs.Job, run: JobRun | None, installed: datetime | None, now: datetime) -> dict[str, Any]:
    success = run.last_success_at if run else None
    since = success or installed or now
    return {
        "every_seconds": job.every,
        "last_success": success.isoformat() if success else None,
        "age_seconds": max(0, round((now - success).total_seconds())) if success else None,
        "failed_runs": run.failed if run else 0,
        "late": (now - since).total_seconds() > jobs.TOO_OLD * job.every,
    }


def _key(moment: datetime, pk: UUID) -> str:
    return f"{moment.isoformat()}_{pk}"


def _after(found: QuerySet[Any], moment_field: str, key: str) -> QuerySet[Any]:
    """Return the rows behind `key`, newest first; rows that share a moment are neither repeated nor left out."""
    ordered = found.order_by(f"-{moment_field}", "-id")
    written, _separator, pk = key.partition("_")
    try:
        moment, last = parse_datetime(written), UUID(pk)
    except ValueError:
        return ordered
    if moment is None or moment.tzinfo is None:
        return ordered
    older = Q(**{f"{moment_field}__lt": moment}) | Q(**{moment_field: moment, "id__lt": last})
    return ordered.filter(older, **{f"{moment_field}__lte": moment})
