import uuid

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("messaging", "0001_initial"),
    ]

    operations = [
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
            },
        ),
        migrations.AddField(
            model_name="message",
            name="address_digest",
            field=models.CharField(
                blank=True,
                help_text="keyed digest of the address it went to, kept until bounces have come",
                max_length=64,
            ),
        ),
        migrations.AddField(
            model_name="message",
            name="carrier",
            field=models.CharField(blank=True, help_text="the provider it was handed to", max_length=20),
        ),
        migrations.AddField(
            model_name="message",
            name="crashes",
            field=models.PositiveSmallIntegerField(
                default=0, help_text="how often a worker died while it was its turn"
            ),
        ),
        migrations.AddField(
            model_name="message",
            name="first_refused_at",
            field=models.DateTimeField(editable=False, null=True),
        ),
        migrations.AddField(
            model_name="message",
            name="refusals",
            field=models.PositiveSmallIntegerField(default=0, help_text="how often the provider did not take it"),
        ),
        migrations.AlterField(
            model_name="message",
            name="attempts",
            field=models.PositiveIntegerField(
                default=0, help_text="how often it was claimed; with the owner, the fence"
            ),
        ),
        migrations.AddIndex(
            model_name="message",
            index=models.Index(fields=["owed_at", "id"], name="message_newest"),
        ),
        migrations.AddIndex(
            model_name="message",
            index=models.Index(fields=["kind", "owed_at", "id"], name="message_newest_of_kind"),
        ),
        migrations.AddIndex(
            model_name="message",
            index=models.Index(fields=["state", "owed_at", "id"], name="message_newest_in_state"),
        ),
    ]
