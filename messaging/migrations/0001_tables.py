"""The outbox, deliveries, suppressed addresses, calendars told, and the periodic jobs."""

import uuid

from django.db import migrations, models


class Migration(migrations.Migration):
    # what earlier stores have applied in steps
    replaces = [
        ("messaging", "0001_initial"),
        ("messaging", "0002_delivery_calendar_and_jobs"),
        ("messaging", "0003_message_asked_at"),
        ("messaging", "0004_calendar_told_hash"),
        ("messaging", "0005_message_settled_iff_dated"),
        ("messaging", "0006_choices_known"),
    ]

    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Message",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                (
                    "key",
                    models.CharField(
                        help_text="why it is owed; a repeated key owes nothing more", max_length=200, unique=True
                    ),
                ),
                ("kind", models.CharField(max_length=60)),
                ("about", models.UUIDField(help_text="public id of the fact that owes it")),
                ("to", models.UUIDField(help_text="public id of the person, user or organization it goes to")),
                (
                    "language",
                    models.CharField(
                        choices=[("en", "English"), ("fr", "French"), ("both", "both languages")], max_length=4
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("due", "due"),
                            ("claimed", "being prepared"),
                            ("submitting", "being handed over"),
                            ("sent", "sent"),
                            ("delivered", "delivered"),
                            ("bounced", "bounced"),
                            ("suppressed", "not sent, on purpose"),
                            ("uncertain", "uncertain"),
                            ("dead", "given up"),
                        ],
                        default="due",
                        max_length=12,
                    ),
                ),
                ("due_at", models.DateTimeField()),
                (
                    "attempts",
                    models.PositiveIntegerField(
                        default=0, help_text="how often it was claimed; with the owner, the fence"
                    ),
                ),
                ("lease_owner", models.CharField(editable=False, max_length=60, null=True)),
                ("lease_until", models.DateTimeField(editable=False, null=True)),
                (
                    "reason",
                    models.CharField(blank=True, help_text="code of the last refusal or suppression", max_length=60),
                ),
                ("owed_at", models.DateTimeField(auto_now_add=True)),
                ("submitted_at", models.DateTimeField(editable=False, null=True)),
                ("settled_at", models.DateTimeField(editable=False, null=True)),
                ("digest", models.CharField(blank=True, help_text="SHA-256 of the words that left", max_length=64)),
                (
                    "address_digest",
                    models.CharField(
                        blank=True,
                        help_text="keyed digest of the address it went to, kept until bounces have come",
                        max_length=64,
                    ),
                ),
                ("carrier", models.CharField(blank=True, help_text="the provider it was handed to", max_length=20)),
                (
                    "crashes",
                    models.PositiveSmallIntegerField(
                        default=0, help_text="how often a worker died while it was its turn"
                    ),
                ),
                ("first_refused_at", models.DateTimeField(editable=False, null=True)),
                (
                    "refusals",
                    models.PositiveSmallIntegerField(default=0, help_text="how often the provider did not take it"),
                ),
                (
                    "asked_at",
                    models.DateTimeField(
                        editable=False, help_text="when the provider was last asked about it", null=True
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(condition=models.Q(("state", "due")), fields=["due_at"], name="message_due"),
                    models.Index(
                        condition=models.Q(("state__in", ("claimed", "submitting"))),
                        fields=["lease_until"],
                        name="message_leased",
                    ),
                    models.Index(fields=["about", "kind"], name="message_about"),
                    models.Index(fields=["to"], name="message_to"),
                    models.Index(fields=["owed_at", "id"], name="message_newest"),
                    models.Index(fields=["kind", "owed_at", "id"], name="message_newest_of_kind"),
                    models.Index(fields=["state", "owed_at", "id"], name="message_newest_in_state"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "state__in",
                                [
                                    "bounced",
                                    "claimed",
                                    "dead",
                                    "delivered",
                                    "due",
                                    "sent",
                                    "submitting",
                                    "suppressed",
                                    "uncertain",
                                ],
                            )
                        ),
                        name="message_state_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("language__in", ["both", "en", "fr"])), name="message_language_known"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("state__in", ["claimed", "submitting"]),
                                ("lease_owner__isnull", False),
                                ("lease_until__isnull", False),
                            ),
                            models.Q(
                                models.Q(("state__in", ["claimed", "submitting"]), _negated=True),
                                ("lease_owner__isnull", True),
                                ("lease_until__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="message_leased_while_in_hand",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("state__in", ["bounced", "dead", "delivered", "sent", "suppressed", "uncertain"]),
                                ("settled_at__isnull", False),
                            ),
                            models.Q(
                                models.Q(
                                    ("state__in", ["bounced", "dead", "delivered", "sent", "suppressed", "uncertain"]),
                                    _negated=True,
                                ),
                                ("settled_at__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="message_settled_iff_dated",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="CalendarEntry",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("to", models.UUIDField(help_text="public id of the person")),
                ("event", models.UUIDField(help_text="public id of the event")),
                ("uid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("sequence", models.PositiveIntegerField(default=0)),
                (
                    "last_method",
                    models.CharField(
                        choices=[("REQUEST", "in the calendar"), ("CANCEL", "taken out of the calendar")], max_length=7
                    ),
                ),
                (
                    "last_hash",
                    models.CharField(help_text="SHA-256 of times, zone, offset, place, link and status", max_length=64),
                ),
                (
                    "owed_key",
                    models.CharField(
                        blank=True, help_text="key of the message that carries this state", max_length=200
                    ),
                ),
                ("changed_at", models.DateTimeField(auto_now=True)),
                ("told_hash", models.CharField(blank=True, help_text="the hash before the last step", max_length=64)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("to", "event"), name="calendar_entry_one_per_person_and_event"),
                    models.CheckConstraint(
                        condition=models.Q(("last_method__in", ["CANCEL", "REQUEST"])),
                        name="calendar_entry_method_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="CarrierState",
            fields=[
                ("name", models.CharField(max_length=20, primary_key=True, serialize=False)),
                ("failures", models.PositiveSmallIntegerField(default=0)),
                ("open_until", models.DateTimeField(null=True)),
                ("changed_at", models.DateTimeField(auto_now=True)),
            ],
        ),
        migrations.CreateModel(
            name="JobRun",
            fields=[
                ("name", models.CharField(max_length=60, primary_key=True, serialize=False)),
                ("lease_owner", models.CharField(editable=False, max_length=60, null=True)),
                ("lease_until", models.DateTimeField(editable=False, null=True)),
                ("started_at", models.DateTimeField(null=True)),
                ("finished_at", models.DateTimeField(null=True)),
                ("last_success_at", models.DateTimeField(null=True)),
                (
                    "planned_at",
                    models.DateTimeField(help_text="the run that comes next, for jobs that keep to a plan", null=True),
                ),
                ("done", models.PositiveIntegerField(default=0, help_text="what the last good run said it did")),
                ("failed", models.PositiveIntegerField(default=0, help_text="failed runs since the last good one")),
                (
                    "error",
                    models.CharField(blank=True, help_text="type of the last error, never its text", max_length=60),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("lease_owner__isnull", True), ("lease_until__isnull", True)),
                            models.Q(("lease_owner__isnull", False), ("lease_until__isnull", False)),
                            _connector="OR",
                        ),
                        name="job_leased_by_somebody",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="LocalMail",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        editable=False, help_text="reference: the id of the message", primary_key=True, serialize=False
                    ),
                ),
                ("arrived_at", models.DateTimeField(auto_now_add=True)),
                ("address", models.CharField(max_length=254)),
                ("subject", models.CharField(max_length=300)),
                (
                    "language",
                    models.CharField(
                        choices=[("en", "English"), ("fr", "French"), ("both", "both languages")], max_length=4
                    ),
                ),
                ("has_calendar", models.BooleanField(default=False)),
                ("raw", models.BinaryField(help_text="the message as the wire would have carried it")),
            ],
            options={
                "indexes": [models.Index(fields=["arrived_at", "id"], name="local_mail_newest")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("language__in", ["both", "en", "fr"])), name="local_mail_language_known"
                    )
                ],
            },
        ),
    ]
