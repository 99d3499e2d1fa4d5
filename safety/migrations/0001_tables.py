"""Vouching partners, codes, and the plan of a protected event."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from kernel.triggers import AppendOnly


class Migration(migrations.Migration):
    # what earlier stores have applied in steps
    replaces = [("safety", "0001_initial")]

    initial = True

    dependencies = [
        ("accounts", "__first__"),
        ("partners", "0001_tables"),
    ]

    operations = [
        migrations.CreateModel(
            name="CodePool",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("event_ref", models.UUIDField(db_index=True)),
                ("size", models.PositiveSmallIntegerField()),
                ("used", models.PositiveSmallIntegerField(default=0, editable=False)),
                ("closed_at", models.DateTimeField(editable=False, null=True)),
                (
                    "closed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "issued_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "partner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="partners.organization"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("size__gte", 1), ("size__lte", 200)), name="pool_has_a_sensible_size"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("used__lte", models.F("size"))), name="pool_never_used_beyond_its_size"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("closed_at__isnull", True), ("closed_by__isnull", True)),
                            models.Q(("closed_at__isnull", False), ("closed_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="pool_closing_is_signed",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Handle",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("handle", models.CharField(max_length=8, unique=True)),
                ("event_ref", models.UUIDField(db_index=True)),
                ("language", models.CharField(choices=[("en", "English"), ("fr", "French")], max_length=2)),
                (
                    "phrase_hash",
                    models.CharField(blank=True, help_text="Argon2id; empty: comes once only", max_length=200),
                ),
                (
                    "phrase_lookup",
                    models.CharField(blank=True, help_text="keyed hash of the first two words", max_length=64),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[("active", "taking part"), ("withdrawn", "no longer taking part")],
                        default="active",
                        max_length=10,
                    ),
                ),
                ("came_on", models.DateField(editable=False, help_text="the day only", null=True)),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("phrase_lookup", ""), _negated=True),
                        fields=["phrase_lookup"],
                        name="handle_by_phrase",
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["active", "withdrawn"])), name="handle_state_known"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("language__in", ["en", "fr"])), name="handle_language_known"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PlanStep",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("event_ref", models.UUIDField(db_index=True)),
                (
                    "item",
                    models.CharField(
                        choices=[
                            ("support_person", "a support person is in the room"),
                            ("breaks", "breaks are planned and can be taken at any time"),
                            ("quiet_space", "a quiet space is set up"),
                            ("pay", "how people are paid is settled"),
                            ("content_notes", "content notes are written for each question"),
                            ("arrival", "how people arrive and leave unseen is settled"),
                            ("room", "who may be in the room is settled"),
                            ("police", "whether police are present is settled and said beforehand"),
                            ("duty_to_report", "what must be reported by law is written down and said beforehand"),
                            ("lived_experience", "people with lived experience have approved the plan"),
                        ],
                        max_length=20,
                    ),
                ),
                (
                    "settled_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "item__in",
                                [
                                    "arrival",
                                    "breaks",
                                    "content_notes",
                                    "duty_to_report",
                                    "lived_experience",
                                    "pay",
                                    "police",
                                    "quiet_space",
                                    "room",
                                    "support_person",
                                ],
                            )
                        ),
                        name="plan_item_known",
                    ),
                    models.UniqueConstraint(fields=("event_ref", "item"), name="plan_item_settled_once"),
                ],
            },
        ),
        migrations.CreateModel(
            name="AccessCode",
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
                (
                    "pool",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="codes", to="safety.codepool"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["unused", "used", "void"])), name="code_state_known"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="LayerConsent",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                (
                    "layer",
                    models.CharField(
                        choices=[
                            ("take_part", "take part in this meeting"),
                            ("results", "hear where the results can be read"),
                            ("later", "hear about later meetings"),
                        ],
                        max_length=10,
                    ),
                ),
                ("number", models.PositiveIntegerField(help_text="order within this handle")),
                ("given", models.BooleanField()),
                ("notice_version", models.CharField(max_length=20)),
                (
                    "handle",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="consents", to="safety.handle"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("layer__in", ["later", "results", "take_part"])), name="layer_known"
                    ),
                    models.UniqueConstraint(fields=("handle", "number"), name="layer_consent_in_order"),
                ],
            },
        ),
        AppendOnly("safety_layerconsent"),
    ]
