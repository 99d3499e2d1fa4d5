"""Who is asked, and what they answered. Links and codes are kept as hashes only (EV-13, RE-7)."""

from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from events.enums import (
    LIVE_INVITATION,
    Channel,
    HeldBack,
    InvitationMode,
    InvitationState,
    OptionState,
)
from events.models.scheduling import Event, EventSeries
from kernel.bilingual import PreferredLanguage
from kernel.constraints import only_values
from kernel.records import Record


class Invitation(Record):
    """One person's invitation to the events of a series, and their way back to what they answered."""

    series = models.ForeignKey(EventSeries, on_delete=models.PROTECT, related_name="invitations")
    person = models.ForeignKey("partners.Person", on_delete=models.PROTECT, related_name="invitations")
    language = models.CharField(_("language"), max_length=4, choices=PreferredLanguage, help_text="frozen (EV-20)")
    mode = models.CharField(max_length=6, choices=InvitationMode, default=InvitationMode.ALL_OF)
    state = models.CharField(max_length=10, choices=InvitationState, default=InvitationState.PREPARED)
    reply_by = models.DateTimeField(_("reply by"), null=True)
    release_at = models.DateTimeField(null=True, editable=False, help_text="asked to be sent; the job drains these")
    held_back = models.CharField(max_length=20, blank=True, editable=False, help_text="code: why it was not sent")
    released_at = models.DateTimeField(null=True, editable=False)
    opened_at = models.DateTimeField(null=True, editable=False, help_text="first time the button was pressed")
    answered_at = models.DateTimeField(null=True, editable=False)
    generation = models.PositiveSmallIntegerField(default=1, editable=False, help_text="links of an older one are dead")
    sends = models.PositiveSmallIntegerField(default=0, editable=False, help_text="how often its mail was owed")

    class Meta:
        constraints = (
            only_values("state", InvitationState.values, "invitation_state_known"),
            only_values("mode", InvitationMode.values, "invitation_mode_known"),
            only_values("language", PreferredLanguage.values, "invitation_language_known"),
            models.UniqueConstraint(
                fields=("series", "person"),
                condition=Q(state__in=sorted(LIVE_INVITATION)),
                name="invitation_one_live_per_person",
            ),
            models.CheckConstraint(
                condition=Q(state=InvitationState.PREPARED)
                | Q(state=InvitationState.REVOKED)
                | Q(released_at__isnull=False, reply_by__isnull=False),
                name="invitation_sent_is_dated",
            ),
            models.CheckConstraint(
                condition=Q(release_at__isnull=True) | Q(state=InvitationState.PREPARED),
                name="invitation_waits_to_be_sent_only_once",
            ),
            models.CheckConstraint(
                condition=~Q(state=InvitationState.ANSWERED) | Q(answered_at__isnull=False),
                name="invitation_answered_is_dated",
            ),
        )
        indexes = (
            # the job that sends
            models.Index(fields=("id",), condition=Q(release_at__isnull=False), name="invitation_to_release"),
            # the sweep of unanswered ones, and the funnel
            models.Index(fields=("state", "reply_by"), name="invitation_by_deadline"),
        )

    def __str__(self) -> str:
        return str(self.public_id)

    @property
    def held_back_words(self) -> Any:
        """Why it was not sent; empty when nothing stood in the way."""
        return HeldBack(self.held_back).label if self.held_back else ""


class InvitationOption(Record):
    """One event offered in an invitation."""

    invitation = models.ForeignKey(Invitation, on_delete=models.PROTECT, related_name="options")
    event = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="options")
    rank = models.PositiveSmallIntegerField(default=1)
    state = models.CharField(max_length=10, choices=OptionState, default=OptionState.OFFERED)

    class Meta:
        ordering = ("rank", "pk")
        constraints = (
            only_values("state", OptionState.values, "option_state_known"),
            models.UniqueConstraint(fields=("invitation", "event"), name="option_once_per_event"),
        )
        indexes = (
            # the funnel of one event
            models.Index(fields=("event", "state"), name="option_of_event"),
        )

    def __str__(self) -> str:
        return f"{self.state} {self.event_id}"


class InvitationLink(models.Model):
    """A link that left in one mail, as SHA-256. A resend of the same mail adds one; a resend on request kills all."""

    id = models.BigAutoField(primary_key=True)
    invitation = models.ForeignKey(Invitation, on_delete=models.PROTECT, related_name="links")
    token_hash = models.CharField(max_length=64, unique=True)
    generation = models.PositiveSmallIntegerField()
    issued_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return f"link {self.pk}"


class InvitationCode(Record):
    """A mailed code that re-opens an answered invitation in another browser: 8 digits, 10 minutes, 5 tries, one use."""

    invitation = models.ForeignKey(Invitation, on_delete=models.PROTECT, related_name="codes")
    code_hash = models.CharField(max_length=64, blank=True, help_text="keyed hash; empty until the mail is written")
    expires_at = models.DateTimeField(null=True)
    tries = models.PositiveSmallIntegerField(default=0)
    used_at = models.DateTimeField(null=True)
    dropped = models.BooleanField(default=False, help_text="a newer one was asked for")

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(tries__lte=5), name="code_five_tries"),
            models.UniqueConstraint(
                fields=("invitation",),
                condition=Q(used_at__isnull=True, dropped=False),
                name="code_one_live_per_invitation",
            ),
        )

    def __str__(self) -> str:
        return f"code {self.pk}"


class InvitationReply(Record):
    """One reply as it was given: what, by whom, for whom, by which way. Append-only (EV-8, EV-14)."""

    invitation = models.ForeignKey(Invitation, on_delete=models.PROTECT, related_name="replies")
    answers = models.JSONField(help_text="option's public id to accept, decline, wait or withdraw")
    actor_kind = models.CharField(max_length=20)
    actor_ref = models.CharField(max_length=60)
    principal = models.UUIDField(help_text="public id of the person replied for")
    channel = models.CharField(max_length=6, choices=Channel)
    key = models.CharField(max_length=64, unique=True, help_text="of the form; a repeated key changes nothing")

    class Meta:
        constraints = (only_values("channel", Channel.values, "reply_channel_known"),)

    def __str__(self) -> str:
        return f"reply {self.pk}"


class LinkRequest(models.Model):
    """Somebody asked for their link again. One row for known and unknown alike; the rest happens later (RE-16)."""

    id = models.BigAutoField(primary_key=True)
    address_digest = models.CharField(max_length=64, help_text="keyed digest of the normalized address")
    asked_at = models.DateTimeField(auto_now_add=True)
    settled_at = models.DateTimeField(null=True)
    found = models.PositiveSmallIntegerField(null=True, help_text="how many invitations it concerned")

    class Meta:
        indexes = (models.Index(fields=("asked_at",), condition=Q(settled_at__isnull=True), name="link_request_open"),)

    def __str__(self) -> str:
        return f"request {self.pk}"
