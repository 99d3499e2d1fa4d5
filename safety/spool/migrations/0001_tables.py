"""Protected input, in a store of its own with no path to the roll."""

import uuid

from django.db import migrations, models


class Migration(migrations.Migration):
    # what earlier stores have applied in steps
    replaces = [("spool", "0001_initial"), ("spool", "0002_once_and_receipts")]

    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="ContributionCode",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("code_hash", models.CharField(max_length=64, unique=True)),
                (
                    "state",
                    models.CharField(
                        choices=[("unused", "unused"), ("used", "used"), ("void", "void")],
                        default="unused",
                        max_length=6,
                    ),
                ),
                ("event_ref", models.UUIDField(db_index=True)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["unused", "used", "void"])),
                        name="contribution_code_state_known",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ReleasedContribution",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("text", models.TextField()),
                ("language", models.CharField(max_length=2)),
                ("uses", models.JSONField(default=list)),
                ("released_on", models.DateField()),
                ("receipt_lookup", models.CharField(blank=True, max_length=64)),
                ("receipt_hash", models.CharField(blank=True, max_length=200)),
                ("withdrawn", models.BooleanField(default=False)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("withdrawn", False), ("text", ""), _connector="OR"),
                        name="withdrawn_contribution_has_no_text",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="SpoolItem",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("sealed", models.BinaryField()),
                ("receipt_lookup", models.CharField(blank=True, max_length=64)),
                ("receipt_hash", models.CharField(blank=True, max_length=200)),
                (
                    "once_hash",
                    models.CharField(
                        help_text="of the form's random key; a form sent twice adds nothing",
                        max_length=64,
                        null=True,
                        unique=True,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("receipt_hash", ""), ("receipt_lookup", "")),
                            models.Q(
                                models.Q(("receipt_lookup", ""), _negated=True),
                                models.Q(("receipt_hash", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="spool_receipt_whole_or_absent",
                    )
                ],
                "indexes": [
                    models.Index(
                        condition=models.Q(("receipt_lookup", ""), _negated=True),
                        fields=["receipt_lookup"],
                        name="spool_by_receipt",
                    )
                ],
            },
        ),
    ]
