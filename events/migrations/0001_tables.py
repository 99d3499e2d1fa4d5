"""Events, invitations, registrations, seats and the door; decisions and replies are append-only (EV-8, EV-26)."""

import uuid

import django.db.models.deletion
import django.db.models.expressions
from django.conf import settings
from django.db import migrations, models

from kernel.triggers import AppendOnly


class Migration(migrations.Migration):
    # what earlier stores have applied in steps
    replaces = [
        ("events", "0001_initial"),
        ("events", "0002_append_only"),
        ("events", "0003_event_modified_and_moved"),
        ("events", "0004_choices_known"),
        ("events", "0005_groups_changed"),
        ("events", "0006_a_key_that_stays"),
    ]

    initial = True

    dependencies = [
        ("accounts", "__first__"),
        ("partners", "0001_tables"),
        ("safety", "0001_tables"),
    ]

    operations = [
        migrations.CreateModel(
            name="Venue",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("name_en", models.CharField(max_length=200, verbose_name="name (English)")),
                ("name_fr", models.CharField(max_length=200, verbose_name="name (French)")),
                (
                    "place",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="partners.place",
                        verbose_name="place",
                    ),
                ),
                ("address", models.CharField(blank=True, max_length=300, verbose_name="street address")),
                ("zone", models.CharField(help_text="canonical IANA name", max_length=40, verbose_name="time zone")),
                ("access_en", models.TextField(blank=True, verbose_name="access (English)")),
                ("access_fr", models.TextField(blank=True, verbose_name="access (French)")),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("zone", ""), _negated=True), name="venue_has_a_zone")
                ],
            },
        ),
        migrations.CreateModel(
            name="EventSeries",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("title_en", models.CharField(blank=True, max_length=200, verbose_name="title (English)")),
                ("title_fr", models.CharField(blank=True, max_length=200, verbose_name="title (French)")),
                ("reply_days", models.PositiveSmallIntegerField(default=14, verbose_name="days to reply")),
                (
                    "created_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("reply_days__gte", 1), ("reply_days__lte", 120)),
                        name="series_reply_days_sane",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="LinkRequest",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("address_digest", models.CharField(help_text="keyed digest of the normalized address", max_length=64)),
                ("asked_at", models.DateTimeField(auto_now_add=True)),
                ("settled_at", models.DateTimeField(null=True)),
                ("found", models.PositiveSmallIntegerField(help_text="how many invitations it concerned", null=True)),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("settled_at__isnull", True)), fields=["asked_at"], name="link_request_open"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Event",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                (
                    "series",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="events", to="events.eventseries"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("regional_roundtable", "regional roundtable"),
                            ("survivor_roundtable", "survivor roundtable"),
                            ("meeting", "meeting"),
                            ("summit", "summit"),
                        ],
                        max_length=20,
                        verbose_name="kind",
                    ),
                ),
                ("title_en", models.CharField(blank=True, max_length=200, verbose_name="title (English)")),
                ("title_fr", models.CharField(blank=True, max_length=200, verbose_name="title (French)")),
                ("description_en", models.TextField(blank=True, verbose_name="description (English)")),
                ("description_fr", models.TextField(blank=True, verbose_name="description (French)")),
                ("expectations_en", models.TextField(blank=True, verbose_name="what is expected of you (English)")),
                ("expectations_fr", models.TextField(blank=True, verbose_name="what is expected of you (French)")),
                (
                    "support_en",
                    models.TextField(blank=True, verbose_name="travel support and language services (English)"),
                ),
                (
                    "support_fr",
                    models.TextField(blank=True, verbose_name="travel support and language services (French)"),
                ),
                (
                    "place",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="partners.place",
                        verbose_name="place",
                    ),
                ),
                (
                    "venue",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="events",
                        to="events.venue",
                    ),
                ),
                ("online", models.BooleanField(default=False, verbose_name="people may also join online")),
                (
                    "zone",
                    models.CharField(
                        blank=True, help_text="canonical IANA name", max_length=40, verbose_name="time zone"
                    ),
                ),
                ("start_day", models.DateField(blank=True, null=True, verbose_name="first day")),
                ("start_time", models.TimeField(blank=True, null=True, verbose_name="begins at")),
                ("end_day", models.DateField(blank=True, null=True, verbose_name="last day")),
                ("end_time", models.TimeField(blank=True, null=True, verbose_name="ends at")),
                (
                    "starts_at",
                    models.DateTimeField(editable=False, help_text="derived from wall time and zone", null=True),
                ),
                ("ends_at", models.DateTimeField(editable=False, null=True)),
                ("cut_off_at", models.DateTimeField(editable=False, null=True)),
                (
                    "tz_version",
                    models.CharField(
                        blank=True, editable=False, help_text="zone data it was derived with", max_length=10
                    ),
                ),
                (
                    "safety_tier",
                    models.CharField(
                        choices=[("open", "open"), ("restricted", "restricted"), ("protected", "protected")],
                        default="open",
                        max_length=10,
                        verbose_name="safety",
                    ),
                ),
                ("public_page", models.BooleanField(default=True, verbose_name="has a public page")),
                (
                    "admission",
                    models.CharField(
                        choices=[("invitation", "by invitation"), ("registration", "open to registration")],
                        default="invitation",
                        max_length=12,
                        verbose_name="admission",
                    ),
                ),
                (
                    "hold_seats",
                    models.BooleanField(
                        default=True, verbose_name="each invitation holds a seat until its reply is due"
                    ),
                ),
                (
                    "approval",
                    models.BooleanField(default=False, verbose_name="an organizer approves each registration"),
                ),
                ("minimum_attendance", models.PositiveSmallIntegerField(default=0, verbose_name="minimum attendance")),
                (
                    "minimum_waived",
                    models.CharField(blank=True, max_length=300, verbose_name="why the minimum may be missed"),
                ),
                (
                    "cut_off_hours",
                    models.PositiveSmallIntegerField(
                        default=24, verbose_name="hours before the start when changes end"
                    ),
                ),
                (
                    "queue_policy",
                    models.CharField(
                        choices=[
                            ("first_come", "whoever has waited longest"),
                            ("priority", "by priority, then whoever has waited longest"),
                        ],
                        default="first_come",
                        max_length=12,
                        verbose_name="who is next",
                    ),
                ),
                (
                    "party_fit",
                    models.CharField(
                        choices=[
                            ("strict", "collect seats until the party fits"),
                            ("best_fit", "let a smaller party pass, and record it"),
                        ],
                        default="strict",
                        max_length=10,
                        verbose_name="larger parties",
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "draft"),
                            ("planned", "planned"),
                            ("inviting", "inviting"),
                            ("ready", "ready"),
                            ("in_progress", "in progress"),
                            ("concluded", "concluded"),
                            ("archived", "archived"),
                            ("postponed", "postponed"),
                            ("cancelled", "cancelled"),
                        ],
                        default="draft",
                        editable=False,
                        max_length=12,
                    ),
                ),
                ("cancelled_at", models.DateTimeField(editable=False, null=True)),
                ("cancel_reason_en", models.CharField(blank=True, editable=False, max_length=500)),
                ("cancel_reason_fr", models.CharField(blank=True, editable=False, max_length=500)),
                (
                    "change_number",
                    models.PositiveIntegerField(
                        default=0, editable=False, help_text="how often people with a seat were to be told"
                    ),
                ),
                (
                    "copied_from",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="copies",
                        to="events.event",
                    ),
                ),
                (
                    "modified_at",
                    models.DateTimeField(
                        editable=False, help_text="when what people read of it changed last", null=True
                    ),
                ),
                (
                    "instants_moved_at",
                    models.DateTimeField(
                        editable=False,
                        help_text="new zone data moved it, and nobody has said that they know",
                        null=True,
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["state", "starts_at"], name="event_by_state_and_start")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("kind__in", ["meeting", "regional_roundtable", "summit", "survivor_roundtable"])
                        ),
                        name="event_kind_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "state__in",
                                [
                                    "archived",
                                    "cancelled",
                                    "concluded",
                                    "draft",
                                    "in_progress",
                                    "inviting",
                                    "planned",
                                    "postponed",
                                    "ready",
                                ],
                            )
                        ),
                        name="event_state_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("safety_tier__in", ["open", "protected", "restricted"])),
                        name="event_safety_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("admission__in", ["invitation", "registration"])),
                        name="event_admission_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("queue_policy__in", ["first_come", "priority"])),
                        name="event_queue_policy_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("party_fit__in", ["best_fit", "strict"])), name="event_party_fit_known"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("starts_at__isnull", True), ("ends_at__gt", models.F("starts_at")), _connector="OR"
                        ),
                        name="event_ends_after_start",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("cut_off_at__isnull", True),
                                ("end_day__isnull", True),
                                ("end_time__isnull", True),
                                ("ends_at__isnull", True),
                                ("start_day__isnull", True),
                                ("start_time__isnull", True),
                                ("starts_at__isnull", True),
                            ),
                            models.Q(
                                ("cut_off_at__isnull", False),
                                ("end_day__isnull", False),
                                ("end_time__isnull", False),
                                ("ends_at__isnull", False),
                                ("start_day__isnull", False),
                                ("start_time__isnull", False),
                                ("starts_at__isnull", False),
                                models.Q(("zone", ""), _negated=True),
                                models.Q(("tz_version", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="event_time_is_whole_or_absent",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("state__in", ["archived", "concluded", "in_progress", "inviting", "planned", "ready"]),
                                _negated=True,
                            ),
                            ("starts_at__isnull", False),
                            _connector="OR",
                        ),
                        name="event_planned_has_time",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("cut_off_at__isnull", True), ("cut_off_at__lte", models.F("starts_at")), _connector="OR"
                        ),
                        name="event_cut_off_before_start",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("state__in", ["archived", "concluded", "in_progress", "inviting", "ready"]),
                                _negated=True,
                            ),
                            models.Q(("title_en", ""), ("title_fr", ""), _connector="OR", _negated=True),
                            _connector="OR",
                        ),
                        name="event_invites_in_both_languages",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "cancelled"), _negated=True),
                            models.Q(
                                ("cancel_reason_en", ""), ("cancel_reason_fr", ""), _connector="OR", _negated=True
                            ),
                            _connector="OR",
                        ),
                        name="event_cancelled_with_reason_in_both",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "cancelled"), ("cancelled_at__isnull", False)),
                            models.Q(models.Q(("state", "cancelled"), _negated=True), ("cancelled_at__isnull", True)),
                            _connector="OR",
                        ),
                        name="event_cancelled_iff_dated",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("public_page", True), ("safety_tier", "protected"), _negated=True),
                        name="event_protected_has_no_page",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind", "survivor_roundtable"), _negated=True),
                            ("safety_tier", "protected"),
                            _connector="OR",
                        ),
                        name="event_for_survivors_is_protected",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("safety_tier", "protected"), _negated=True),
                            models.Q(("admission", "invitation"), ("hold_seats", False), ("online", False)),
                            _connector="OR",
                        ),
                        name="event_protected_admits_by_code",
                    ),
                    models.CheckConstraint(condition=models.Q(("cut_off_hours__lte", 720)), name="event_cut_off_sane"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Invitation",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                (
                    "series",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="invitations", to="events.eventseries"
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="invitations", to="partners.person"
                    ),
                ),
                (
                    "language",
                    models.CharField(
                        choices=[("en", "English"), ("fr", "French"), ("both", "both languages")],
                        help_text="frozen (EV-20)",
                        max_length=4,
                        verbose_name="language",
                    ),
                ),
                (
                    "mode",
                    models.CharField(
                        choices=[("all_of", "each of the events"), ("one_of", "one of the events")],
                        default="all_of",
                        max_length=6,
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("prepared", "prepared"),
                            ("released", "sent"),
                            ("answered", "answered"),
                            ("closed", "closed"),
                            ("expired", "expired without a reply"),
                            ("revoked", "withdrawn by the organizer"),
                            ("superseded", "replaced by a newer one"),
                        ],
                        default="prepared",
                        max_length=10,
                    ),
                ),
                ("reply_by", models.DateTimeField(null=True, verbose_name="reply by")),
                (
                    "release_at",
                    models.DateTimeField(editable=False, help_text="asked to be sent; the job drains these", null=True),
                ),
                (
                    "held_back",
                    models.CharField(blank=True, editable=False, help_text="code: why it was not sent", max_length=20),
                ),
                ("released_at", models.DateTimeField(editable=False, null=True)),
                (
                    "opened_at",
                    models.DateTimeField(editable=False, help_text="first time the button was pressed", null=True),
                ),
                ("answered_at", models.DateTimeField(editable=False, null=True)),
                (
                    "generation",
                    models.PositiveSmallIntegerField(
                        default=1, editable=False, help_text="links of an older one are dead"
                    ),
                ),
                (
                    "sends",
                    models.PositiveSmallIntegerField(
                        default=0, editable=False, help_text="how often its mail was owed"
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("release_at__isnull", False)), fields=["id"], name="invitation_to_release"
                    ),
                    models.Index(fields=["state", "reply_by"], name="invitation_by_deadline"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "state__in",
                                ["answered", "closed", "expired", "prepared", "released", "revoked", "superseded"],
                            )
                        ),
                        name="invitation_state_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("mode__in", ["all_of", "one_of"])), name="invitation_mode_known"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("language__in", ["both", "en", "fr"])), name="invitation_language_known"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("state__in", ["answered", "prepared", "released"])),
                        fields=("series", "person"),
                        name="invitation_one_live_per_person",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state", "prepared"),
                            ("state", "revoked"),
                            models.Q(("released_at__isnull", False), ("reply_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="invitation_sent_is_dated",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("release_at__isnull", True), ("state", "prepared"), _connector="OR"),
                        name="invitation_waits_to_be_sent_only_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "answered"), _negated=True),
                            ("answered_at__isnull", False),
                            _connector="OR",
                        ),
                        name="invitation_answered_is_dated",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="EventTeamMember",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                (
                    "event",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="team", to="events.event"
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="event_roles",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("organizer", "organizer"),
                            ("logistics", "logistics"),
                            ("door", "door"),
                            ("note_taker", "note-taker"),
                            ("facilitator", "facilitator"),
                            ("liaison", "liaison"),
                        ],
                        max_length=12,
                    ),
                ),
                (
                    "added_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["user", "role"], name="team_of_user")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("role__in", ["door", "facilitator", "liaison", "logistics", "note_taker", "organizer"])
                        ),
                        name="team_role_known",
                    ),
                    models.UniqueConstraint(fields=("event", "user", "role"), name="team_role_once"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Session",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                (
                    "event",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="sessions", to="events.event"
                    ),
                ),
                ("order", models.PositiveSmallIntegerField()),
                ("title_en", models.CharField(blank=True, max_length=200, verbose_name="title (English)")),
                ("title_fr", models.CharField(blank=True, max_length=200, verbose_name="title (French)")),
                ("room", models.CharField(blank=True, max_length=100, verbose_name="room")),
                ("day", models.DateField(verbose_name="day")),
                ("start_time", models.TimeField(verbose_name="begins at")),
                ("end_time", models.TimeField(verbose_name="ends at")),
            ],
            options={
                "ordering": ("order",),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("end_time__gt", models.F("start_time"))), name="session_ends_after_start"
                    ),
                    models.UniqueConstraint(fields=("event", "order"), name="session_order_once"),
                ],
            },
        ),
        migrations.CreateModel(
            name="SignatureRequest",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                (
                    "event",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="signatures", to="events.event"
                    ),
                ),
                (
                    "act",
                    models.CharField(
                        choices=[("open_inviting", "open the invitations"), ("cancel", "cancel the event")],
                        max_length=15,
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("requested", "waiting for the second signature"),
                            ("signed", "signed"),
                            ("refused", "refused"),
                            ("withdrawn", "withdrawn"),
                        ],
                        default="requested",
                        max_length=10,
                    ),
                ),
                (
                    "requested_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "decided_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("decided_at", models.DateTimeField(null=True)),
                ("reason_en", models.CharField(blank=True, max_length=500, verbose_name="reason (English)")),
                ("reason_fr", models.CharField(blank=True, max_length=500, verbose_name="reason (French)")),
                (
                    "stale_allowed",
                    models.BooleanField(default=False, help_text="out-of-date text allowed for an urgent message"),
                ),
                (
                    "note",
                    models.CharField(blank=True, help_text="why refused, or why stale text may leave", max_length=300),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("act__in", ["cancel", "open_inviting"])), name="signature_act_known"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["refused", "requested", "signed", "withdrawn"])),
                        name="signature_state_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("decided_by__isnull", True),
                            ("state", "withdrawn"),
                            models.Q(("decided_by", models.F("requested_by")), _negated=True),
                            _connector="OR",
                        ),
                        name="signature_of_a_second_person",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("decided_at__isnull", True), ("decided_by__isnull", True)),
                            models.Q(("decided_at__isnull", False), ("decided_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="signature_decided_by_somebody",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("decided_at__isnull", True), ("state", "requested")),
                            models.Q(models.Q(("state", "requested"), _negated=True), ("decided_at__isnull", False)),
                            _connector="OR",
                        ),
                        name="signature_dated_once_decided",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("state", "requested")),
                        fields=("event", "act"),
                        name="signature_asked_once_at_a_time",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("act", "cancel"), _negated=True),
                            models.Q(("reason_en", ""), ("reason_fr", ""), _connector="OR", _negated=True),
                            _connector="OR",
                        ),
                        name="signature_cancel_has_reason_in_both",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Reminder",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                (
                    "event",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="reminders", to="events.event"
                    ),
                ),
                (
                    "audience",
                    models.CharField(
                        choices=[
                            ("no_reply", "invited people who have not replied"),
                            ("confirmed", "people with a seat"),
                        ],
                        max_length=10,
                        verbose_name="who it goes to",
                    ),
                ),
                ("due_at", models.DateTimeField(verbose_name="when")),
                ("fired_at", models.DateTimeField(editable=False, null=True)),
                ("recipients", models.PositiveIntegerField(editable=False, null=True)),
            ],
            options={
                "indexes": [
                    models.Index(condition=models.Q(("fired_at__isnull", True)), fields=["due_at"], name="reminder_due")
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("audience__in", ["confirmed", "no_reply"])), name="reminder_audience_known"
                    ),
                    models.UniqueConstraint(fields=("event", "audience", "due_at"), name="reminder_once_at_a_time"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("fired_at__isnull", True), ("recipients__isnull", True)),
                            models.Q(("fired_at__isnull", False), ("recipients__isnull", False)),
                            _connector="OR",
                        ),
                        name="reminder_fired_counts_recipients",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="InvitationOption",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                (
                    "invitation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="options", to="events.invitation"
                    ),
                ),
                (
                    "event",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="options", to="events.event"
                    ),
                ),
                ("rank", models.PositiveSmallIntegerField(default=1)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("offered", "no reply yet"),
                            ("accepted", "accepted"),
                            ("declined", "declined"),
                            ("waitlisted", "on the waiting list"),
                            ("lapsed", "lapsed"),
                        ],
                        default="offered",
                        max_length=10,
                    ),
                ),
            ],
            options={
                "ordering": ("rank", "pk"),
                "indexes": [models.Index(fields=["event", "state"], name="option_of_event")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["accepted", "declined", "lapsed", "offered", "waitlisted"])),
                        name="option_state_known",
                    ),
                    models.UniqueConstraint(fields=("invitation", "event"), name="option_once_per_event"),
                ],
            },
        ),
        migrations.CreateModel(
            name="InvitationLink",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                (
                    "invitation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="links", to="events.invitation"
                    ),
                ),
                ("token_hash", models.CharField(max_length=64, unique=True)),
                ("generation", models.PositiveSmallIntegerField()),
                ("issued_at", models.DateTimeField(auto_now_add=True)),
            ],
        ),
        migrations.CreateModel(
            name="InvitationCode",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                (
                    "invitation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="codes", to="events.invitation"
                    ),
                ),
                (
                    "code_hash",
                    models.CharField(
                        blank=True, help_text="keyed hash; empty until the mail is written", max_length=64
                    ),
                ),
                ("expires_at", models.DateTimeField(null=True)),
                ("tries", models.PositiveSmallIntegerField(default=0)),
                ("used_at", models.DateTimeField(null=True)),
                ("dropped", models.BooleanField(default=False, help_text="a newer one was asked for")),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("tries__lte", 5)), name="code_five_tries"),
                    models.UniqueConstraint(
                        condition=models.Q(("dropped", False), ("used_at__isnull", True)),
                        fields=("invitation",),
                        name="code_one_live_per_invitation",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="InvitationReply",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                (
                    "invitation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="replies", to="events.invitation"
                    ),
                ),
                ("answers", models.JSONField(help_text="option's public id to accept, decline, wait or withdraw")),
                ("actor_kind", models.CharField(max_length=20)),
                ("actor_ref", models.CharField(max_length=60)),
                ("principal", models.UUIDField(help_text="public id of the person replied for")),
                (
                    "channel",
                    models.CharField(
                        choices=[
                            ("link", "own link"),
                            ("staff", "entered by staff"),
                            ("api", "programming interface"),
                            ("door", "at the door"),
                            ("code", "access code"),
                            ("system", "by the platform"),
                        ],
                        max_length=6,
                    ),
                ),
                (
                    "key",
                    models.CharField(
                        help_text="of the form; a repeated key changes nothing", max_length=64, unique=True
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("channel__in", ["api", "code", "door", "link", "staff", "system"])),
                        name="reply_channel_known",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="FormQuestion",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                (
                    "event",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="questions", to="events.event"
                    ),
                ),
                ("order", models.PositiveSmallIntegerField()),
                (
                    "kind",
                    models.CharField(
                        choices=[("text", "short text"), ("yes_no", "yes or no"), ("choice", "one of a list")],
                        max_length=6,
                    ),
                ),
                ("text_en", models.CharField(max_length=300, verbose_name="question (English)")),
                ("text_fr", models.CharField(max_length=300, verbose_name="question (French)")),
                ("choices_en", models.JSONField(blank=True, default=list)),
                ("choices_fr", models.JSONField(blank=True, default=list)),
                ("required", models.BooleanField(default=False, verbose_name="required")),
                ("audience", models.JSONField(help_text="roles of the event's team that read the answers")),
                ("retired", models.BooleanField(default=False, help_text="asked no longer; answers stay")),
                ("key", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
            ],
            options={
                "ordering": ("order",),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["choice", "text", "yes_no"])), name="question_kind_known"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("text_en", ""), _negated=True), models.Q(("text_fr", ""), _negated=True)
                        ),
                        name="question_in_both_languages",
                    ),
                    models.UniqueConstraint(fields=("event", "order"), name="question_order_once"),
                ],
            },
        ),
        migrations.CreateModel(
            name="CapacityPool",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                (
                    "event",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="pools", to="events.event"
                    ),
                ),
                (
                    "parent",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="children",
                        to="events.capacitypool",
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("root", "all seats"),
                            ("allotment", "seats for a group"),
                            ("ceiling", "at most this many of a group"),
                        ],
                        max_length=10,
                    ),
                ),
                ("title_en", models.CharField(blank=True, max_length=120, verbose_name="name (English)")),
                ("title_fr", models.CharField(blank=True, max_length=120, verbose_name="name (French)")),
                (
                    "dimension",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("", "everybody"),
                            ("sector", "sector"),
                            ("jurisdiction", "province or territory"),
                            ("organization", "organization"),
                            ("language", "language"),
                            ("kind", "kind of participant"),
                        ],
                        default="",
                        max_length=12,
                    ),
                ),
                (
                    "value",
                    models.CharField(
                        blank=True, default="", help_text="key of the group in its dimension", max_length=60
                    ),
                ),
                ("guaranteed", models.PositiveIntegerField(default=0, verbose_name="guaranteed seats")),
                ("cap", models.PositiveIntegerField(verbose_name="seats at most")),
                ("taken", models.PositiveIntegerField(default=0, editable=False)),
                ("held", models.PositiveIntegerField(default=0, editable=False)),
                ("set_aside", models.PositiveIntegerField(default=0, editable=False)),
                (
                    "closed",
                    models.BooleanField(default=False, editable=False, help_text="no new claim, whatever is free"),
                ),
                (
                    "groups_changed",
                    models.PositiveIntegerField(
                        db_default=0,
                        default=0,
                        editable=False,
                        help_text="at the root: a claim that has not looked since is made anew",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["allotment", "ceiling", "root"])), name="pool_kind_known"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("dimension__in", ["", "jurisdiction", "kind", "language", "organization", "sector"])
                        ),
                        name="pool_dimension_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "cap__gte",
                                django.db.models.expressions.CombinedExpression(
                                    django.db.models.expressions.CombinedExpression(
                                        models.F("taken"), "+", models.F("held")
                                    ),
                                    "+",
                                    models.F("set_aside"),
                                ),
                            )
                        ),
                        name="pool_never_overbooked",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("taken__gte", 0),
                            ("held__gte", 0),
                            ("set_aside__gte", 0),
                            ("cap__gte", 0),
                            ("guaranteed__gte", 0),
                        ),
                        name="pool_counts_not_negative",
                    ),
                    models.CheckConstraint(condition=models.Q(("cap__lte", 100000)), name="pool_cap_sane"),
                    models.CheckConstraint(
                        condition=models.Q(("guaranteed__lte", models.F("cap"))), name="pool_guarantee_within_cap"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind", "root"), ("parent__isnull", True)),
                            models.Q(models.Q(("kind", "root"), _negated=True), ("parent__isnull", False)),
                            _connector="OR",
                        ),
                        name="pool_root_has_no_parent",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("parent__isnull", True), ("parent_id__lt", models.F("id")), _connector="OR"
                        ),
                        name="pool_parent_before_child",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("kind", "allotment"), ("guaranteed", 0), _connector="OR"),
                        name="pool_only_allotments_guarantee",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("dimension", ""), ("kind", "root"), ("value", "")),
                            models.Q(
                                models.Q(("kind", "root"), _negated=True),
                                models.Q(("dimension", ""), _negated=True),
                                models.Q(("value", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="pool_of_a_group_names_it",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("kind", "root")), fields=("event",), name="pool_one_root_per_event"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("kind", "root"), _negated=True),
                        fields=("event", "kind", "parent", "dimension", "value"),
                        name="pool_of_a_group_once",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Registration",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "event",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="registrations", to="events.event"
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="registrations",
                        to="partners.person",
                    ),
                ),
                (
                    "handle",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="registrations",
                        to="safety.handle",
                    ),
                ),
                (
                    "option",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="registrations",
                        to="events.invitationoption",
                    ),
                ),
                (
                    "organization",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="partners.organization",
                    ),
                ),
                ("organization_name_en", models.CharField(blank=True, max_length=300)),
                ("organization_name_fr", models.CharField(blank=True, max_length=300)),
                (
                    "sector",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="partners.sector"
                    ),
                ),
                (
                    "jurisdiction",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="partners.jurisdiction",
                    ),
                ),
                (
                    "language",
                    models.CharField(
                        choices=[("en", "English"), ("fr", "French"), ("both", "both languages")], max_length=4
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("delegate", "participant"),
                            ("support_person", "support person"),
                            ("interpreter", "interpreter"),
                            ("staff", "staff"),
                        ],
                        default="delegate",
                        max_length=15,
                    ),
                ),
                ("online", models.BooleanField(default=False, verbose_name="joins online")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("pending", "waiting for approval"),
                            ("confirmed", "confirmed"),
                            ("cancelled", "cancelled"),
                            ("removed", "removed by the organizer"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "channel",
                    models.CharField(
                        choices=[
                            ("link", "own link"),
                            ("staff", "entered by staff"),
                            ("api", "programming interface"),
                            ("door", "at the door"),
                            ("code", "access code"),
                            ("system", "by the platform"),
                        ],
                        max_length=6,
                    ),
                ),
                ("registered_by", models.CharField(help_text="kind and public reference of the actor", max_length=90)),
                ("registered_at", models.DateTimeField(editable=False, null=True)),
                ("ended_at", models.DateTimeField(editable=False, null=True)),
                ("removal_reason", models.CharField(blank=True, max_length=300)),
                (
                    "replaces",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="replaced_by",
                        to="events.registration",
                    ),
                ),
                (
                    "key",
                    models.CharField(
                        help_text="of the form; a repeated key adds nothing", max_length=64, null=True, unique=True
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["event", "state"], name="registration_of_event")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("handle__isnull", True), ("person__isnull", False)),
                            models.Q(("handle__isnull", False), ("person__isnull", True)),
                            _connector="OR",
                        ),
                        name="registration_of_person_or_handle",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["delegate", "interpreter", "staff", "support_person"])),
                        name="registration_kind_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["cancelled", "confirmed", "pending", "removed"])),
                        name="registration_state_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("channel__in", ["api", "code", "door", "link", "staff", "system"])),
                        name="registration_channel_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("language__in", ["both", "en", "fr"])), name="registration_language_known"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("person__isnull", False), ("registered_at__isnull", False)),
                            models.Q(
                                models.Q(("person__isnull", False), _negated=True), ("registered_at__isnull", True)
                            ),
                            _connector="OR",
                        ),
                        name="registration_of_a_handle_has_no_clock",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("person__isnull", False),
                                ("state__in", ["cancelled", "removed"]),
                                ("ended_at__isnull", False),
                            ),
                            models.Q(
                                models.Q(
                                    ("person__isnull", False), ("state__in", ["cancelled", "removed"]), _negated=True
                                ),
                                ("ended_at__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="registration_ended_iff_dated",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "removed"), _negated=True),
                            models.Q(("removal_reason", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="registration_removed_with_reason",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("handle__isnull", True),
                            models.Q(
                                ("jurisdiction__isnull", True),
                                ("option__isnull", True),
                                ("organization__isnull", True),
                                ("sector__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="registration_of_a_handle_says_nothing",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("state__in", ["confirmed", "pending"])),
                        fields=("event", "person"),
                        name="registration_one_live_per_person",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("state__in", ["confirmed", "pending"])),
                        fields=("event", "handle"),
                        name="registration_one_live_per_handle",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="QueueEntry",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "event",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="queue", to="events.event"
                    ),
                ),
                (
                    "leaf",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="queue", to="events.capacitypool"
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="waits",
                        to="partners.person",
                    ),
                ),
                (
                    "handle",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="waits", to="safety.handle"
                    ),
                ),
                (
                    "option",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="waits",
                        to="events.invitationoption",
                    ),
                ),
                (
                    "organization",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="partners.organization",
                    ),
                ),
                (
                    "sector",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="partners.sector"
                    ),
                ),
                (
                    "jurisdiction",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="partners.jurisdiction",
                    ),
                ),
                (
                    "language",
                    models.CharField(
                        choices=[("en", "English"), ("fr", "French"), ("both", "both languages")], max_length=4
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("delegate", "participant"),
                            ("support_person", "support person"),
                            ("interpreter", "interpreter"),
                            ("staff", "staff"),
                        ],
                        default="delegate",
                        max_length=15,
                    ),
                ),
                ("size", models.PositiveSmallIntegerField(default=1, verbose_name="people in the party")),
                (
                    "priority",
                    models.PositiveSmallIntegerField(
                        default=0, help_text="higher comes first", verbose_name="priority"
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "waiting"),
                            ("offered", "has an offer"),
                            ("accepted", "accepted"),
                            ("declined", "declined"),
                            ("expired", "let the offer lapse"),
                            ("withdrawn", "left the list"),
                            ("closed", "list closed"),
                        ],
                        default="waiting",
                        max_length=10,
                    ),
                ),
                (
                    "channel",
                    models.CharField(
                        choices=[
                            ("link", "own link"),
                            ("staff", "entered by staff"),
                            ("api", "programming interface"),
                            ("door", "at the door"),
                            ("code", "access code"),
                            ("system", "by the platform"),
                        ],
                        max_length=6,
                    ),
                ),
                (
                    "answers",
                    models.JSONField(default=dict, help_text="needs and answers already given, for when a seat comes"),
                ),
                ("joined_at", models.DateTimeField(editable=False, null=True)),
                ("key", models.CharField(max_length=64, null=True, unique=True)),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("state", "waiting")),
                        fields=["event", "-priority", "id"],
                        name="wait_next_in_line",
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("handle__isnull", True), ("person__isnull", False)),
                            models.Q(("handle__isnull", False), ("person__isnull", True)),
                            _connector="OR",
                        ),
                        name="wait_of_person_or_handle",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "state__in",
                                ["accepted", "closed", "declined", "expired", "offered", "waiting", "withdrawn"],
                            )
                        ),
                        name="wait_state_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["delegate", "interpreter", "staff", "support_person"])),
                        name="wait_kind_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("channel__in", ["api", "code", "door", "link", "staff", "system"])),
                        name="wait_channel_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("size__gte", 1), ("size__lte", 10)), name="wait_size_one_to_ten"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("person__isnull", False), ("joined_at__isnull", False)),
                            models.Q(models.Q(("person__isnull", False), _negated=True), ("joined_at__isnull", True)),
                            _connector="OR",
                        ),
                        name="wait_of_a_handle_has_no_clock",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("state__in", ["offered", "waiting"])),
                        fields=("event", "person"),
                        name="wait_one_live_per_person",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("state__in", ["offered", "waiting"])),
                        fields=("event", "handle"),
                        name="wait_one_live_per_handle",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("language__in", ["both", "en", "fr"])), name="wait_language_known"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="FormAnswer",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                (
                    "registration",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="answers", to="events.registration"
                    ),
                ),
                (
                    "question",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="answers", to="events.formquestion"
                    ),
                ),
                ("value", models.CharField(blank=True, max_length=1000)),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("registration", "question"), name="answer_once")],
            },
        ),
        migrations.CreateModel(
            name="NeedRequest",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "registration",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="needs", to="events.registration"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("interpretation", "interpretation"),
                            ("captioning", "captioning"),
                            ("sign_language", "sign language"),
                            ("mobility", "step-free access"),
                            ("childcare", "child care"),
                            ("ceremony", "cultural or ceremonial support"),
                            ("support_person", "a support person comes with me"),
                            ("diet", "diet or allergy"),
                        ],
                        max_length=15,
                    ),
                ),
                ("ordinal", models.PositiveSmallIntegerField(default=1)),
                ("detail", models.CharField(blank=True, max_length=200, verbose_name="detail")),
                ("critical", models.BooleanField(default=False)),
                (
                    "owner",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("due_on", models.DateField(null=True)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("requested", "asked for"),
                            ("assigned", "somebody sees to it"),
                            ("confirmed", "arranged"),
                            ("met", "met"),
                            ("not_met", "not met"),
                            ("withdrawn", "no longer needed"),
                        ],
                        default="requested",
                        max_length=10,
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["state", "critical"], name="need_by_state")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "kind__in",
                                [
                                    "captioning",
                                    "ceremony",
                                    "childcare",
                                    "diet",
                                    "interpretation",
                                    "mobility",
                                    "sign_language",
                                    "support_person",
                                ],
                            )
                        ),
                        name="need_kind_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state__in", ["assigned", "confirmed", "met", "not_met", "requested", "withdrawn"])
                        ),
                        name="need_state_known",
                    ),
                    models.UniqueConstraint(fields=("registration", "kind", "ordinal"), name="need_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state__in", ("assigned", "confirmed")), _negated=True),
                            ("owner__isnull", False),
                            _connector="OR",
                        ),
                        name="need_in_hand_has_owner",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Offer",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                (
                    "entry",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="offers", to="events.queueentry"
                    ),
                ),
                ("expires_at", models.DateTimeField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("made", "open"),
                            ("accepted", "accepted"),
                            ("declined", "declined"),
                            ("expired", "lapsed"),
                            ("revoked", "withdrawn"),
                        ],
                        default="made",
                        max_length=10,
                    ),
                ),
                ("decided_at", models.DateTimeField(editable=False, null=True)),
            ],
            options={
                "indexes": [
                    models.Index(condition=models.Q(("state", "made")), fields=["expires_at"], name="offer_running_out")
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["accepted", "declined", "expired", "made", "revoked"])),
                        name="offer_state_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(models.Q(("state", "made"), _negated=True), ("decided_at__isnull", False)),
                            models.Q(("state", "made"), ("decided_at__isnull", True)),
                            _connector="OR",
                        ),
                        name="offer_decided_iff_dated",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("state", "made")), fields=("entry",), name="offer_one_live_per_entry"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PromotionDecision",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                (
                    "entry",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="decisions", to="events.queueentry"
                    ),
                ),
                (
                    "outcome",
                    models.CharField(
                        choices=[
                            ("offered", "offer made"),
                            ("skipped", "passed over"),
                            ("collecting", "seats being collected"),
                            ("closed", "list closed"),
                        ],
                        max_length=10,
                    ),
                ),
                ("rule", models.CharField(help_text="code of the rule that decided", max_length=40)),
                ("numbers", models.JSONField(default=dict)),
                ("override_reason", models.CharField(blank=True, max_length=300)),
                ("actor_kind", models.CharField(max_length=20)),
                ("actor_ref", models.CharField(max_length=60)),
                ("at", models.DateTimeField(auto_now_add=True)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("outcome__in", ["closed", "collecting", "offered", "skipped"])),
                        name="decision_outcome_known",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="CheckInEvent",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                (
                    "event",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="check_ins", to="events.event"
                    ),
                ),
                (
                    "registration",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="check_ins",
                        to="events.registration",
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("in", "came in"),
                            ("out", "left"),
                            ("undo", "undone"),
                            ("walk_in", "came without a seat"),
                        ],
                        max_length=8,
                    ),
                ),
                (
                    "undoes",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="undone_by",
                        to="events.checkinevent",
                    ),
                ),
                ("device_at", models.DateTimeField(help_text="clock of the device")),
                ("offset_ms", models.IntegerField(default=0, help_text="what the device's clock was wrong by")),
                ("recorded_at", models.DateTimeField(auto_now_add=True)),
                ("recorded_by", models.CharField(help_text="public reference of the actor", max_length=60)),
            ],
            options={
                "indexes": [models.Index(fields=["event", "registration"], name="check_in_of_event")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["in", "out", "undo", "walk_in"])), name="check_in_kind_known"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind", "undo"), ("undoes__isnull", False)),
                            models.Q(models.Q(("kind", "undo"), _negated=True), ("undoes__isnull", True)),
                            _connector="OR",
                        ),
                        name="check_in_undo_names_what",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("kind", "walk_in"), ("registration__isnull", False), _connector="OR"),
                        name="check_in_of_a_registration",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SeatLedger",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                (
                    "event",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="seats", to="events.event"
                    ),
                ),
                (
                    "leaf",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="seats", to="events.capacitypool"
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[("held", "held"), ("taken", "taken"), ("released", "given back")], max_length=8
                    ),
                ),
                (
                    "option",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="seats",
                        to="events.invitationoption",
                    ),
                ),
                (
                    "registration",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="seats",
                        to="events.registration",
                    ),
                ),
                (
                    "offer",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="seats", to="events.offer"
                    ),
                ),
                (
                    "queue_entry",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="seats",
                        to="events.queueentry",
                    ),
                ),
                ("reason", models.CharField(blank=True, help_text="code: why it was given back", max_length=40)),
            ],
            options={
                "indexes": [models.Index(fields=["event", "state"], name="seat_of_event")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["held", "released", "taken"])), name="seat_state_known"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state", "released"),
                            models.Q(
                                ("offer__isnull", True),
                                ("option__isnull", False),
                                ("queue_entry__isnull", True),
                                ("registration__isnull", True),
                            ),
                            models.Q(
                                ("offer__isnull", True),
                                ("option__isnull", True),
                                ("queue_entry__isnull", True),
                                ("registration__isnull", False),
                            ),
                            models.Q(
                                ("offer__isnull", False),
                                ("option__isnull", True),
                                ("queue_entry__isnull", True),
                                ("registration__isnull", True),
                            ),
                            models.Q(
                                ("offer__isnull", True),
                                ("option__isnull", True),
                                ("queue_entry__isnull", False),
                                ("registration__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="seat_for_exactly_one",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "taken"), _negated=True),
                            ("registration__isnull", False),
                            _connector="OR",
                        ),
                        name="seat_taken_by_a_registration",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(
                            models.Q(("state", "released"), _negated=True), ("registration__isnull", False)
                        ),
                        fields=("registration",),
                        name="seat_one_per_registration",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(models.Q(("state", "released"), _negated=True), ("option__isnull", False)),
                        fields=("option",),
                        name="seat_one_per_option",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SeatPool",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                (
                    "seat",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="in_pools", to="events.seatledger"
                    ),
                ),
                (
                    "pool",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="events.capacitypool"
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("seat", "pool"), name="seat_once_in_a_pool")],
            },
        ),
        AppendOnly("events_invitationreply"),
        AppendOnly("events_promotiondecision"),
        AppendOnly("events_checkinevent"),
    ]
