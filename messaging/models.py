"""What we owe people by mail. Rows hold references only: words, address and permission are asked at send time."""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q

from kernel.bilingual import PreferredLanguage
from kernel.constraints import both_or_neither, filled_iff, only_values
from kernel.records import LockQuerySet, Record
from messaging.enums import LEASED, SETTLED, CalendarMethod, MessageState


class Message(models.Model):
    """One message to one recipient. It is taken in hand in `domain.claiming`; outcomes are written by `domain.settling`."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    key = models.CharField(max_length=200, unique=True, help_text="why it is owed; a repeated key owes nothing more")
    kind = models.CharField(max_length=60)
    about = models.UUIDField(help_text="public id of the fact that owes it")
    to = models.UUIDField(help_text="public id of the person, user or organization it goes to")
    language = models.CharField(max_length=4, choices=PreferredLanguage)
    state = models.CharField(max_length=12, choices=MessageState, default=MessageState.DUE)
    due_at = models.DateTimeField()
    attempts = models.PositiveIntegerField(default=0, help_text="how often it was claimed; with the owner, the fence")
    crashes = models.PositiveSmallIntegerField(default=0, help_text="how often a worker died while it was its turn")
    refusals = models.PositiveSmallIntegerField(default=0, help_text="how often the provider did not take it")
    first_refused_at = models.DateTimeField(null=True, editable=False)
    lease_owner = models.CharField(max_length=60, null=True, editable=False)
    lease_until = models.DateTimeField(null=True, editable=False)
    reason = models.CharField(max_length=60, blank=True, help_text="code of the last refusal or suppression")
    owed_at = models.DateTimeField(auto_now_add=True, editable=False)
    submitted_at = models.DateTimeField(null=True, editable=False)
    settled_at = models.DateTimeField(null=True, editable=False)
    asked_at = models.DateTimeField(null=True, editable=False, help_text="when the provider was last asked about it")
    digest = models.CharField(max_length=64, blank=True, help_text="SHA-256 of the words that left")
    carrier = models.CharField(max_length=20, blank=True, help_text="the provider it was handed to")
    address_digest = models.CharField(
        max_length=64, blank=True, help_text="keyed digest of the address it went to, kept until bounces have come"
    )

    objects: ClassVar[models.Manager["Message"]] = LockQuerySet["Message"].as_manager()

    class Meta:
        constraints = (
            only_values("state", MessageState.values, "message_state_known"),
            only_values("language", PreferredLanguage.values, "message_language_known"),
            filled_iff(Q(state__in=sorted(LEASED)), "lease_owner", "lease_until", name="message_leased_while_in_hand"),
            filled_iff(Q(state__in=sorted(SETTLED)), "settled_at", name="message_settled_iff_dated"),
        )
        indexes = (
            # the sweep: oldest due first
            models.Index(fields=("due_at",), condition=Q(state="due"), name="message_due"),
            # leases that ran out
            models.Index(
                fields=("lease_until",), condition=Q(state__in=("claimed", "submitting")), name="message_leased"
            ),
            # "messages about this" on an event's or a person's page
            models.Index(fields=("about", "kind"), name="message_about"),
            models.Index(fields=("to",), name="message_to"),
            # the list of messages, newest first, whole or by kind or state, page by key
            models.Index(fields=("owed_at", "id"), name="message_newest"),
            models.Index(fields=("kind", "owed_at", "id"), name="message_newest_of_kind"),
            models.Index(fields=("state", "owed_at", "id"), name="message_newest_in_state"),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.id}"


class CarrierState(models.Model):
    """The breaker of one provider: how often in a row it was away, and until when it is left alone."""

    name = models.CharField(primary_key=True, max_length=20)
    failures = models.PositiveSmallIntegerField(default=0)
    open_until = models.DateTimeField(null=True)
    changed_at = models.DateTimeField(auto_now=True)

    def __str__(self) -> str:
        return self.name


class CalendarEntry(Record):
    """What one person's calendar was told about one event, for life (EV-17). Moves in `domain.calendar` only."""

    to = models.UUIDField(help_text="public id of the person")
    event = models.UUIDField(help_text="public id of the event")
    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    sequence = models.PositiveIntegerField(default=0)
    last_method = models.CharField(max_length=7, choices=CalendarMethod)
    last_hash = models.CharField(max_length=64, help_text="SHA-256 of times, zone, offset, place, link and status")
    told_hash = models.CharField(max_length=64, blank=True, help_text="the hash before the last step")
    owed_key = models.CharField(max_length=200, blank=True, help_text="key of the message that carries this state")
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("to", "event"), name="calendar_entry_one_per_person_and_event"),
            only_values("last_method", CalendarMethod.values, "calendar_entry_method_known"),
        )

    def __str__(self) -> str:
        return f"{self.last_method} {self.uid} {self.sequence}"


class JobRun(models.Model):
    """One periodic job: its lease and its last runs (reliability 3.16). Moves in `domain.jobs` only."""

    name = models.CharField(primary_key=True, max_length=60)
    lease_owner = models.CharField(max_length=60, null=True, editable=False)
    lease_until = models.DateTimeField(null=True, editable=False)
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    last_success_at = models.DateTimeField(null=True)
    planned_at = models.DateTimeField(null=True, help_text="the run that comes next, for jobs that keep to a plan")
    done = models.PositiveIntegerField(default=0, help_text="what the last good run said it did")
    failed = models.PositiveIntegerField(default=0, help_text="failed runs since the last good one")
    error = models.CharField(max_length=60, blank=True, help_text="type of the last error, never its text")

    class Meta:
        constraints = (both_or_neither("lease_owner", "lease_until", name="job_leased_by_somebody"),)

    def __str__(self) -> str:
        return self.name


class LocalMail(models.Model):
    """A message as it would have arrived, kept for the mailbox page of demonstration and test mode only.

    It holds words and addresses; a system check forbids the carrier that writes it anywhere else.
    """

    id = models.UUIDField(primary_key=True, editable=False, help_text="reference: the id of the message")
    arrived_at = models.DateTimeField(auto_now_add=True)
    address = models.CharField(max_length=254)
    subject = models.CharField(max_length=300)
    language = models.CharField(max_length=4, choices=PreferredLanguage)
    has_calendar = models.BooleanField(default=False)
    raw = models.BinaryField(help_text="the message as the wire would have carried it")

    class Meta:
        constraints = (only_values("language", PreferredLanguage.values, "local_mail_language_known"),)
        indexes = (models.Index(fields=("arrived_at", "id"), name="local_mail_newest"),)

    def __str__(self) -> str:
        return str(self.id)
