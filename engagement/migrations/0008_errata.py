"""What is published is corrected beside its words; a correction that is published stays as it is (EN-1, EN-A2)."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from kernel.triggers import FrozenWhen, NoTruncate

TABLE = "engagement_erratum"
STAYS = [
    "consultation_id", "finding_id", "recommendation_id", "text_en", "text_fr", "state", "author_id", "approver_id",
    "published_at",
]  # fmt: skip


class Migration(migrations.Migration):
    dependencies = [
        ("engagement", "0007_choices_known"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Erratum",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("text_en", models.TextField(blank=True, max_length=2000, verbose_name="correction in English")),
                ("text_fr", models.TextField(blank=True, max_length=2000, verbose_name="correction in French")),
                (
                    "state",
                    models.CharField(
                        choices=[("draft", "Draft"), ("published", "Published")], default="draft", max_length=10
                    ),
                ),
                ("published_at", models.DateTimeField(editable=False, null=True)),
                (
                    "approver",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "author",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "consultation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="errata", to="engagement.consultation"
                    ),
                ),
                (
                    "finding",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="errata",
                        to="engagement.finding",
                    ),
                ),
                (
                    "recommendation",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="errata",
                        to="engagement.recommendation",
                    ),
                ),
            ],
            options={
                "ordering": ("pk",),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["draft", "published"])), name="erratum_state_known"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("finding__isnull", False), ("recommendation", None)),
                            models.Q(("finding", None), ("recommendation__isnull", False)),
                            _connector="OR",
                        ),
                        name="erratum_corrects_exactly_one",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("state", "draft")),
                        fields=("finding",),
                        name="erratum_one_in_work_per_finding",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("state", "draft")),
                        fields=("recommendation",),
                        name="erratum_one_in_work_per_recommendation",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("author", None),
                            ("approver", None),
                            models.Q(("author", models.F("approver")), _negated=True),
                            _connector="OR",
                        ),
                        name="erratum_signed_by_another",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("state", "published"), ("approver__isnull", False), ("published_at__isnull", False)
                            ),
                            models.Q(
                                models.Q(("state", "published"), _negated=True),
                                ("approver__isnull", True),
                                ("published_at__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="erratum_published_is_signed_and_dated",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "published"), _negated=True),
                            models.Q(("text_en", ""), ("text_fr", ""), _connector="OR", _negated=True),
                            _connector="OR",
                        ),
                        name="erratum_published_in_both_languages",
                    ),
                ],
            },
        ),
        FrozenWhen(TABLE, "OLD.state = 'published'", STAYS),
        NoTruncate(TABLE),
    ]
