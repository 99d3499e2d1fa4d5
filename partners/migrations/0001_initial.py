import uuid

import django.db.models.deletion
import django.db.models.expressions
from django.conf import settings
from django.db import migrations, models

import kernel.exclusions
import kernel.triggers


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "__first__"),
    ]

    operations = [
        migrations.CreateModel(
            name="Body",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                (
                    "key",
                    models.CharField(
                        help_text="identifier in the reference file", max_length=60, unique=True, verbose_name="key"
                    ),
                ),
                ("name_en", models.CharField(max_length=500, verbose_name="name in English")),
                ("name_fr", models.CharField(max_length=500, verbose_name="name in French")),
                (
                    "provenance",
                    models.CharField(
                        choices=[
                            ("seed", "source document"),
                            ("public", "public source"),
                            ("demo", "demonstration"),
                            ("staff", "entered by staff"),
                        ],
                        max_length=10,
                        verbose_name="provenance",
                    ),
                ),
                ("fr_check", models.BooleanField(default=False, verbose_name="French to be confirmed")),
                ("seed_refs", models.JSONField(blank=True, default=list, help_text="numbers of the source inventory")),
                ("position", models.PositiveSmallIntegerField(default=0, verbose_name="order")),
                (
                    "digest",
                    models.CharField(editable=False, help_text="SHA-256 of the values that were loaded", max_length=64),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("taskforce", "taskforce"),
                            ("committee", "committee"),
                            ("working_group", "working group"),
                        ],
                        max_length=15,
                    ),
                ),
                ("members_note_en", models.CharField(blank=True, max_length=300)),
                ("members_note_fr", models.CharField(blank=True, max_length=300)),
                ("duties", models.JSONField(default=list, help_text="keys of the commitments that state its duties")),
            ],
            options={
                "ordering": ("position", "pk"),
                "abstract": False,
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("provenance__in", ["demo", "public", "seed"])), name="body_provenance_known"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("name_en", ""), ("name_fr", ""), _connector="OR", _negated=True),
                        name="body_named_in_both_languages",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Jurisdiction",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                (
                    "key",
                    models.CharField(
                        help_text="identifier in the reference file", max_length=60, unique=True, verbose_name="key"
                    ),
                ),
                ("name_en", models.CharField(max_length=500, verbose_name="name in English")),
                ("name_fr", models.CharField(max_length=500, verbose_name="name in French")),
                (
                    "provenance",
                    models.CharField(
                        choices=[
                            ("seed", "source document"),
                            ("public", "public source"),
                            ("demo", "demonstration"),
                            ("staff", "entered by staff"),
                        ],
                        max_length=10,
                        verbose_name="provenance",
                    ),
                ),
                ("fr_check", models.BooleanField(default=False, verbose_name="French to be confirmed")),
                ("seed_refs", models.JSONField(blank=True, default=list, help_text="numbers of the source inventory")),
                ("position", models.PositiveSmallIntegerField(default=0, verbose_name="order")),
                (
                    "digest",
                    models.CharField(editable=False, help_text="SHA-256 of the values that were loaded", max_length=64),
                ),
                ("code", models.CharField(max_length=2, unique=True, verbose_name="code")),
                (
                    "kind",
                    models.CharField(
                        choices=[("federal", "federal"), ("province", "province"), ("territory", "territory")],
                        max_length=10,
                        verbose_name="kind",
                    ),
                ),
                ("zone", models.CharField(max_length=40, verbose_name="time zone")),
            ],
            options={
                "ordering": ("position", "pk"),
                "abstract": False,
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("provenance__in", ["demo", "public", "seed"])),
                        name="jurisdiction_provenance_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("name_en", ""), ("name_fr", ""), _connector="OR", _negated=True),
                        name="jurisdiction_named_in_both_languages",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["federal", "province", "territory"])), name="jurisdiction_kind"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Framework",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                (
                    "key",
                    models.CharField(
                        help_text="identifier in the reference file", max_length=60, unique=True, verbose_name="key"
                    ),
                ),
                ("name_en", models.CharField(max_length=500, verbose_name="name in English")),
                ("name_fr", models.CharField(max_length=500, verbose_name="name in French")),
                (
                    "provenance",
                    models.CharField(
                        choices=[
                            ("seed", "source document"),
                            ("public", "public source"),
                            ("demo", "demonstration"),
                            ("staff", "entered by staff"),
                        ],
                        max_length=10,
                        verbose_name="provenance",
                    ),
                ),
                ("fr_check", models.BooleanField(default=False, verbose_name="French to be confirmed")),
                ("seed_refs", models.JSONField(blank=True, default=list, help_text="numbers of the source inventory")),
                ("position", models.PositiveSmallIntegerField(default=0, verbose_name="order")),
                (
                    "digest",
                    models.CharField(editable=False, help_text="SHA-256 of the values that were loaded", max_length=64),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[("strategy", "strategy"), ("action_plan", "action plan"), ("approach", "approach")],
                        max_length=12,
                        verbose_name="kind",
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[("active", "active"), ("closed", "closed")], max_length=10, verbose_name="status"
                    ),
                ),
                ("announced_on", models.DateField(null=True)),
                ("first_year", models.PositiveSmallIntegerField(null=True)),
                ("last_year", models.PositiveSmallIntegerField(null=True)),
                (
                    "uses_pillars_provenance",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("seed", "source document"),
                            ("public", "public source"),
                            ("demo", "demonstration"),
                            ("staff", "entered by staff"),
                        ],
                        max_length=10,
                    ),
                ),
                ("description_en", models.TextField(blank=True)),
                ("description_fr", models.TextField(blank=True)),
                ("goal_en", models.TextField(blank=True)),
                ("goal_fr", models.TextField(blank=True)),
                ("aims_en", models.JSONField(default=list)),
                ("aims_fr", models.JSONField(default=list)),
                ("fr_variants", models.JSONField(default=list)),
                (
                    "succeeded_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="predecessors",
                        to="partners.framework",
                    ),
                ),
                (
                    "uses_pillars_of",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="partners.framework",
                    ),
                ),
            ],
            options={
                "ordering": ("position", "pk"),
                "abstract": False,
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("provenance__in", ["demo", "public", "seed"])),
                        name="framework_provenance_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("name_en", ""), ("name_fr", ""), _connector="OR", _negated=True),
                        name="framework_named_in_both_languages",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["action_plan", "approach", "strategy"])),
                        name="framework_kind_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("status__in", ["active", "closed"])), name="framework_status_known"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("last_year", None), ("last_year__gte", models.F("first_year")), _connector="OR"
                        ),
                        name="framework_ends_after_start",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Evaluation",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                (
                    "key",
                    models.CharField(
                        help_text="identifier in the reference file", max_length=60, unique=True, verbose_name="key"
                    ),
                ),
                ("name_en", models.CharField(max_length=500, verbose_name="name in English")),
                ("name_fr", models.CharField(max_length=500, verbose_name="name in French")),
                (
                    "provenance",
                    models.CharField(
                        choices=[
                            ("seed", "source document"),
                            ("public", "public source"),
                            ("demo", "demonstration"),
                            ("staff", "entered by staff"),
                        ],
                        max_length=10,
                        verbose_name="provenance",
                    ),
                ),
                ("fr_check", models.BooleanField(default=False, verbose_name="French to be confirmed")),
                ("seed_refs", models.JSONField(blank=True, default=list, help_text="numbers of the source inventory")),
                ("position", models.PositiveSmallIntegerField(default=0, verbose_name="order")),
                (
                    "digest",
                    models.CharField(editable=False, help_text="SHA-256 of the values that were loaded", max_length=64),
                ),
                (
                    "answered_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="answers",
                        to="partners.framework",
                    ),
                ),
                (
                    "framework",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="evaluations", to="partners.framework"
                    ),
                ),
            ],
            options={
                "ordering": ("position", "pk"),
                "abstract": False,
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("provenance__in", ["demo", "public", "seed"])),
                        name="evaluation_provenance_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("name_en", ""), ("name_fr", ""), _connector="OR", _negated=True),
                        name="evaluation_named_in_both_languages",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="FundingLine",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                (
                    "key",
                    models.CharField(
                        help_text="identifier in the reference file", max_length=60, unique=True, verbose_name="key"
                    ),
                ),
                ("name_en", models.CharField(max_length=500, verbose_name="name in English")),
                ("name_fr", models.CharField(max_length=500, verbose_name="name in French")),
                (
                    "provenance",
                    models.CharField(
                        choices=[
                            ("seed", "source document"),
                            ("public", "public source"),
                            ("demo", "demonstration"),
                            ("staff", "entered by staff"),
                        ],
                        max_length=10,
                        verbose_name="provenance",
                    ),
                ),
                ("fr_check", models.BooleanField(default=False, verbose_name="French to be confirmed")),
                ("seed_refs", models.JSONField(blank=True, default=list, help_text="numbers of the source inventory")),
                ("position", models.PositiveSmallIntegerField(default=0, verbose_name="order")),
                (
                    "digest",
                    models.CharField(editable=False, help_text="SHA-256 of the values that were loaded", max_length=64),
                ),
                ("amount", models.DecimalField(decimal_places=2, max_digits=14)),
                ("currency", models.CharField(default="CAD", max_length=3)),
                ("period", models.CharField(choices=[("total", "total"), ("annual", "each year")], max_length=10)),
                ("ongoing", models.BooleanField(default=False)),
                (
                    "first_fiscal_year",
                    models.PositiveSmallIntegerField(help_text="year of the April 1 on which it starts"),
                ),
                ("last_fiscal_year", models.PositiveSmallIntegerField(null=True)),
                ("years", models.PositiveSmallIntegerField(null=True)),
                (
                    "framework",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="funding_lines",
                        to="partners.framework",
                    ),
                ),
            ],
            options={
                "ordering": ("position", "pk"),
                "abstract": False,
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("provenance__in", ["demo", "public", "seed"])),
                        name="fundingline_provenance_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("name_en", ""), ("name_fr", ""), _connector="OR", _negated=True),
                        name="fundingline_named_in_both_languages",
                    ),
                    models.CheckConstraint(condition=models.Q(("amount__gt", 0)), name="funding_line_positive"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("last_fiscal_year", None), ("ongoing", True)),
                            models.Q(
                                (
                                    "last_fiscal_year",
                                    django.db.models.expressions.CombinedExpression(
                                        django.db.models.expressions.CombinedExpression(
                                            models.F("first_fiscal_year"), "+", models.F("years")
                                        ),
                                        "-",
                                        models.Value(1),
                                    ),
                                ),
                                ("ongoing", False),
                            ),
                            _connector="OR",
                        ),
                        name="funding_line_ends_after_its_years",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Instrument",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                (
                    "key",
                    models.CharField(
                        help_text="identifier in the reference file", max_length=60, unique=True, verbose_name="key"
                    ),
                ),
                ("name_en", models.CharField(max_length=500, verbose_name="name in English")),
                ("name_fr", models.CharField(max_length=500, verbose_name="name in French")),
                (
                    "provenance",
                    models.CharField(
                        choices=[
                            ("seed", "source document"),
                            ("public", "public source"),
                            ("demo", "demonstration"),
                            ("staff", "entered by staff"),
                        ],
                        max_length=10,
                        verbose_name="provenance",
                    ),
                ),
                ("fr_check", models.BooleanField(default=False, verbose_name="French to be confirmed")),
                ("seed_refs", models.JSONField(blank=True, default=list, help_text="numbers of the source inventory")),
                ("position", models.PositiveSmallIntegerField(default=0, verbose_name="order")),
                (
                    "digest",
                    models.CharField(editable=False, help_text="SHA-256 of the values that were loaded", max_length=64),
                ),
                ("kind", models.CharField(choices=[("treaty", "treaty"), ("compact", "compact")], max_length=10)),
                ("note_en", models.CharField(blank=True, max_length=500)),
                ("note_fr", models.CharField(blank=True, max_length=500)),
                ("full_en", models.CharField(blank=True, max_length=500)),
                ("full_fr", models.CharField(blank=True, max_length=500)),
                (
                    "full_provenance",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("seed", "source document"),
                            ("public", "public source"),
                            ("demo", "demonstration"),
                            ("staff", "entered by staff"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "parent",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="children",
                        to="partners.instrument",
                    ),
                ),
            ],
            options={
                "ordering": ("position", "pk"),
                "abstract": False,
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("provenance__in", ["demo", "public", "seed"])),
                        name="instrument_provenance_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("name_en", ""), ("name_fr", ""), _connector="OR", _negated=True),
                        name="instrument_named_in_both_languages",
                    ),
                ],
            },
        ),
        migrations.AddField(
            model_name="framework",
            name="guided_by",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="guides", to="partners.instrument"
            ),
        ),
        migrations.CreateModel(
            name="Forum",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                (
                    "key",
                    models.CharField(
                        help_text="identifier in the reference file", max_length=60, unique=True, verbose_name="key"
                    ),
                ),
                ("name_en", models.CharField(max_length=500, verbose_name="name in English")),
                ("name_fr", models.CharField(max_length=500, verbose_name="name in French")),
                (
                    "provenance",
                    models.CharField(
                        choices=[
                            ("seed", "source document"),
                            ("public", "public source"),
                            ("demo", "demonstration"),
                            ("staff", "entered by staff"),
                        ],
                        max_length=10,
                        verbose_name="provenance",
                    ),
                ),
                ("fr_check", models.BooleanField(default=False, verbose_name="French to be confirmed")),
                ("seed_refs", models.JSONField(blank=True, default=list, help_text="numbers of the source inventory")),
                ("position", models.PositiveSmallIntegerField(default=0, verbose_name="order")),
                (
                    "digest",
                    models.CharField(editable=False, help_text="SHA-256 of the values that were loaded", max_length=64),
                ),
                (
                    "parent",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="children",
                        to="partners.forum",
                    ),
                ),
                (
                    "instrument",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="forum",
                        to="partners.instrument",
                    ),
                ),
            ],
            options={
                "ordering": ("position", "pk"),
                "abstract": False,
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("provenance__in", ["demo", "public", "seed"])),
                        name="forum_provenance_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("name_en", ""), ("name_fr", ""), _connector="OR", _negated=True),
                        name="forum_named_in_both_languages",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="InstrumentObjective",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                (
                    "key",
                    models.CharField(
                        help_text="identifier in the reference file", max_length=60, unique=True, verbose_name="key"
                    ),
                ),
                ("name_en", models.CharField(max_length=500, verbose_name="name in English")),
                ("name_fr", models.CharField(max_length=500, verbose_name="name in French")),
                (
                    "provenance",
                    models.CharField(
                        choices=[
                            ("seed", "source document"),
                            ("public", "public source"),
                            ("demo", "demonstration"),
                            ("staff", "entered by staff"),
                        ],
                        max_length=10,
                        verbose_name="provenance",
                    ),
                ),
                ("fr_check", models.BooleanField(default=False, verbose_name="French to be confirmed")),
                ("seed_refs", models.JSONField(blank=True, default=list, help_text="numbers of the source inventory")),
                ("position", models.PositiveSmallIntegerField(default=0, verbose_name="order")),
                (
                    "digest",
                    models.CharField(editable=False, help_text="SHA-256 of the values that were loaded", max_length=64),
                ),
                ("number", models.PositiveSmallIntegerField()),
                (
                    "number_provenance",
                    models.CharField(
                        choices=[
                            ("seed", "source document"),
                            ("public", "public source"),
                            ("demo", "demonstration"),
                            ("staff", "entered by staff"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "instrument",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="objectives", to="partners.instrument"
                    ),
                ),
            ],
            options={
                "ordering": ("position", "pk"),
                "abstract": False,
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("provenance__in", ["demo", "public", "seed"])),
                        name="instrumentobjective_provenance_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("name_en", ""), ("name_fr", ""), _connector="OR", _negated=True),
                        name="instrumentobjective_named_in_both_languages",
                    ),
                    models.UniqueConstraint(fields=("instrument", "number"), name="instrument_objective_number_unique"),
                ],
            },
        ),
        migrations.CreateModel(
            name="InstrumentStatus",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                (
                    "key",
                    models.CharField(
                        help_text="identifier in the reference file", max_length=60, unique=True, verbose_name="key"
                    ),
                ),
                ("name_en", models.CharField(max_length=500, verbose_name="name in English")),
                ("name_fr", models.CharField(max_length=500, verbose_name="name in French")),
                (
                    "provenance",
                    models.CharField(
                        choices=[
                            ("seed", "source document"),
                            ("public", "public source"),
                            ("demo", "demonstration"),
                            ("staff", "entered by staff"),
                        ],
                        max_length=10,
                        verbose_name="provenance",
                    ),
                ),
                ("fr_check", models.BooleanField(default=False, verbose_name="French to be confirmed")),
                ("seed_refs", models.JSONField(blank=True, default=list, help_text="numbers of the source inventory")),
                ("position", models.PositiveSmallIntegerField(default=0, verbose_name="order")),
                (
                    "digest",
                    models.CharField(editable=False, help_text="SHA-256 of the values that were loaded", max_length=64),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[("signed", "signed"), ("ratified", "ratified"), ("adopted", "adopted")], max_length=10
                    ),
                ),
                (
                    "precision",
                    models.CharField(choices=[("year", "year"), ("month", "month"), ("day", "day")], max_length=5),
                ),
                ("year", models.PositiveSmallIntegerField()),
                ("month", models.PositiveSmallIntegerField(null=True)),
                ("day", models.PositiveSmallIntegerField(null=True)),
                (
                    "instrument",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="statuses", to="partners.instrument"
                    ),
                ),
            ],
            options={
                "ordering": ("position", "pk"),
                "abstract": False,
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("provenance__in", ["demo", "public", "seed"])),
                        name="instrumentstatus_provenance_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("name_en", ""), ("name_fr", ""), _connector="OR", _negated=True),
                        name="instrumentstatus_named_in_both_languages",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("day", None), ("month", None), ("precision", "year")),
                            models.Q(("day", None), ("month__isnull", False), ("precision", "month")),
                            models.Q(("day__isnull", False), ("month__isnull", False), ("precision", "day")),
                            _connector="OR",
                        ),
                        name="instrument_status_no_finer_than_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Holiday",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("on", models.DateField(verbose_name="date")),
                ("name_en", models.CharField(max_length=200, verbose_name="name in English")),
                ("name_fr", models.CharField(max_length=200, verbose_name="name in French")),
                (
                    "jurisdiction",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="holidays", to="partners.jurisdiction"
                    ),
                ),
            ],
            options={
                "ordering": ("on", "pk"),
                "constraints": [
                    models.UniqueConstraint(fields=("jurisdiction", "on"), name="holiday_once_a_day"),
                    models.CheckConstraint(
                        condition=models.Q(("name_en", ""), ("name_fr", ""), _connector="OR", _negated=True),
                        name="holiday_named_in_both_languages",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Office",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                (
                    "key",
                    models.CharField(
                        help_text="identifier in the reference file", max_length=60, unique=True, verbose_name="key"
                    ),
                ),
                ("name_en", models.CharField(max_length=500, verbose_name="name in English")),
                ("name_fr", models.CharField(max_length=500, verbose_name="name in French")),
                (
                    "provenance",
                    models.CharField(
                        choices=[
                            ("seed", "source document"),
                            ("public", "public source"),
                            ("demo", "demonstration"),
                            ("staff", "entered by staff"),
                        ],
                        max_length=10,
                        verbose_name="provenance",
                    ),
                ),
                ("fr_check", models.BooleanField(default=False, verbose_name="French to be confirmed")),
                ("seed_refs", models.JSONField(blank=True, default=list, help_text="numbers of the source inventory")),
                ("position", models.PositiveSmallIntegerField(default=0, verbose_name="order")),
                (
                    "digest",
                    models.CharField(editable=False, help_text="SHA-256 of the values that were loaded", max_length=64),
                ),
                ("duties", models.JSONField(default=list, help_text="keys of the commitments that state its duties")),
                (
                    "appointed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="appoints",
                        to="partners.office",
                    ),
                ),
            ],
            options={
                "ordering": ("position", "pk"),
                "abstract": False,
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("provenance__in", ["demo", "public", "seed"])),
                        name="office_provenance_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("name_en", ""), ("name_fr", ""), _connector="OR", _negated=True),
                        name="office_named_in_both_languages",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="OfficeHolder",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                (
                    "key",
                    models.CharField(
                        help_text="identifier in the reference file", max_length=60, unique=True, verbose_name="key"
                    ),
                ),
                ("name_en", models.CharField(max_length=500, verbose_name="name in English")),
                ("name_fr", models.CharField(max_length=500, verbose_name="name in French")),
                (
                    "provenance",
                    models.CharField(
                        choices=[
                            ("seed", "source document"),
                            ("public", "public source"),
                            ("demo", "demonstration"),
                            ("staff", "entered by staff"),
                        ],
                        max_length=10,
                        verbose_name="provenance",
                    ),
                ),
                ("fr_check", models.BooleanField(default=False, verbose_name="French to be confirmed")),
                ("seed_refs", models.JSONField(blank=True, default=list, help_text="numbers of the source inventory")),
                ("position", models.PositiveSmallIntegerField(default=0, verbose_name="order")),
                (
                    "digest",
                    models.CharField(editable=False, help_text="SHA-256 of the values that were loaded", max_length=64),
                ),
                ("holder", models.CharField(max_length=200, verbose_name="public name")),
                ("from_year", models.PositiveSmallIntegerField()),
                ("to_year", models.PositiveSmallIntegerField(null=True)),
                (
                    "office",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="holders", to="partners.office"
                    ),
                ),
            ],
            options={
                "ordering": ("position", "pk"),
                "abstract": False,
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("provenance__in", ["demo", "public", "seed"])),
                        name="officeholder_provenance_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("name_en", ""), ("name_fr", ""), _connector="OR", _negated=True),
                        name="officeholder_named_in_both_languages",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Organization",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                (
                    "key",
                    models.CharField(
                        help_text="identifier in the reference file", max_length=60, null=True, unique=True
                    ),
                ),
                ("name_en", models.CharField(max_length=300, verbose_name="name in English")),
                ("name_fr", models.CharField(max_length=300, verbose_name="name in French")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("federal", "federal institution"),
                            ("provincial_territorial", "provincial or territorial government"),
                            ("municipal", "municipal government"),
                            ("law_enforcement", "law enforcement body"),
                            ("indigenous_governing_body", "Indigenous governing body"),
                            ("ngo", "non-governmental organization"),
                            ("private", "private-sector organization"),
                            ("academic", "academic institution"),
                            ("international", "international organization"),
                            ("foreign_government", "foreign government"),
                        ],
                        max_length=30,
                        verbose_name="kind",
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[("active", "active"), ("inactive", "inactive")],
                        default="active",
                        max_length=10,
                        verbose_name="status",
                    ),
                ),
                (
                    "language_capacity",
                    models.CharField(
                        choices=[
                            ("unknown", "not known"),
                            ("en", "English"),
                            ("fr", "French"),
                            ("both", "both official languages"),
                        ],
                        default="unknown",
                        max_length=8,
                        verbose_name="official languages",
                    ),
                ),
                ("verification_due_on", models.DateField(null=True, verbose_name="check again on")),
                ("may_vouch", models.BooleanField(default=False, verbose_name="may vouch for protected participants")),
                (
                    "provenance",
                    models.CharField(
                        choices=[
                            ("seed", "source document"),
                            ("public", "public source"),
                            ("demo", "demonstration"),
                            ("staff", "entered by staff"),
                        ],
                        default="staff",
                        max_length=10,
                        verbose_name="provenance",
                    ),
                ),
                ("fr_check", models.BooleanField(default=False, verbose_name="French to be confirmed")),
                ("seed_refs", models.JSONField(blank=True, default=list)),
                ("position", models.PositiveSmallIntegerField(default=0)),
                ("digest", models.CharField(blank=True, editable=False, max_length=64)),
                (
                    "jurisdiction",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="organizations",
                        to="partners.jurisdiction",
                    ),
                ),
                (
                    "parent",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="children",
                        to="partners.organization",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["name_en", "id"], name="organization_by_name_en"),
                    models.Index(fields=["name_fr", "id"], name="organization_by_name_fr"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "kind__in",
                                [
                                    "academic",
                                    "federal",
                                    "foreign_government",
                                    "indigenous_governing_body",
                                    "international",
                                    "law_enforcement",
                                    "municipal",
                                    "ngo",
                                    "private",
                                    "provincial_territorial",
                                ],
                            )
                        ),
                        name="organization_kind_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("status__in", ["active", "inactive"])), name="organization_status_known"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("language_capacity__in", ["both", "en", "fr", "unknown"])),
                        name="organization_language_capacity_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("provenance__in", ["demo", "public", "seed", "staff"])),
                        name="organization_provenance_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("name_en", ""), ("name_fr", ""), _connector="OR", _negated=True),
                        name="organization_named_in_both_languages",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind", "indigenous_governing_body"), _negated=True),
                            ("parent", None),
                            _connector="OR",
                        ),
                        name="governing_body_has_no_parent",
                    ),
                ],
            },
        ),
        migrations.AddField(
            model_name="office",
            name="organization",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="offices", to="partners.organization"
            ),
        ),
        migrations.CreateModel(
            name="IndigenousGoverningBody",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                (
                    "distinction",
                    models.CharField(
                        choices=[("first_nations", "First Nations"), ("inuit", "Inuit"), ("metis", "Métis")],
                        max_length=15,
                        verbose_name="distinction",
                    ),
                ),
                (
                    "self_described_name",
                    models.CharField(blank=True, max_length=300, verbose_name="name in its own language and script"),
                ),
                ("treaty_references", models.TextField(blank=True, verbose_name="treaties and agreements")),
                (
                    "organization",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="governing_body",
                        to="partners.organization",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("distinction__in", ["first_nations", "inuit", "metis"])),
                        name="governing_body_distinction_known",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="BodyMembership",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                (
                    "key",
                    models.CharField(
                        help_text="identifier in the reference file", max_length=60, unique=True, verbose_name="key"
                    ),
                ),
                ("name_en", models.CharField(max_length=500, verbose_name="name in English")),
                ("name_fr", models.CharField(max_length=500, verbose_name="name in French")),
                (
                    "provenance",
                    models.CharField(
                        choices=[
                            ("seed", "source document"),
                            ("public", "public source"),
                            ("demo", "demonstration"),
                            ("staff", "entered by staff"),
                        ],
                        max_length=10,
                        verbose_name="provenance",
                    ),
                ),
                ("fr_check", models.BooleanField(default=False, verbose_name="French to be confirmed")),
                ("seed_refs", models.JSONField(blank=True, default=list, help_text="numbers of the source inventory")),
                ("position", models.PositiveSmallIntegerField(default=0, verbose_name="order")),
                (
                    "digest",
                    models.CharField(editable=False, help_text="SHA-256 of the values that were loaded", max_length=64),
                ),
                (
                    "role",
                    models.CharField(
                        choices=[("lead", "lead"), ("member", "member"), ("observer", "observer")], max_length=10
                    ),
                ),
                (
                    "body",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="memberships", to="partners.body"
                    ),
                ),
                (
                    "organization",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="body_memberships",
                        to="partners.organization",
                    ),
                ),
            ],
            options={
                "ordering": ("position", "pk"),
                "abstract": False,
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("provenance__in", ["demo", "public", "seed"])),
                        name="bodymembership_provenance_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("name_en", ""), ("name_fr", ""), _connector="OR", _negated=True),
                        name="bodymembership_named_in_both_languages",
                    ),
                    models.UniqueConstraint(fields=("body", "organization"), name="body_membership_once"),
                ],
            },
        ),
        migrations.AddField(
            model_name="body",
            name="lead",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="bodies_led", to="partners.organization"
            ),
        ),
        migrations.CreateModel(
            name="OrganizationName",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("key", models.CharField(help_text="identifier in the reference file", max_length=60, null=True)),
                (
                    "language",
                    models.CharField(
                        choices=[("en", "English"), ("fr", "French")], max_length=2, verbose_name="language"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("listed", "name as published"),
                            ("legal", "legal name"),
                            ("applied", "applied name"),
                            ("former", "former name"),
                            ("short", "short name"),
                        ],
                        max_length=10,
                        verbose_name="kind",
                    ),
                ),
                ("text", models.CharField(max_length=300, verbose_name="name")),
                (
                    "folded",
                    models.CharField(editable=False, help_text="for search: no case, no accents", max_length=300),
                ),
                ("valid_from", models.DateField(blank=True, null=True, verbose_name="from")),
                ("valid_to", models.DateField(blank=True, null=True, verbose_name="to")),
                (
                    "provenance",
                    models.CharField(
                        choices=[
                            ("seed", "source document"),
                            ("public", "public source"),
                            ("demo", "demonstration"),
                            ("staff", "entered by staff"),
                        ],
                        default="staff",
                        max_length=10,
                    ),
                ),
                (
                    "organization",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="names", to="partners.organization"
                    ),
                ),
            ],
            options={
                "ordering": ("organization", "valid_from", "pk"),
                "indexes": [models.Index(fields=["folded"], name="organization_name_folded")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("language__in", ["en", "fr"])), name="organization_name_language_known"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["applied", "former", "legal", "listed", "short"])),
                        name="organization_name_kind_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("valid_from", None),
                            ("valid_to", None),
                            ("valid_to__gte", models.F("valid_from")),
                            _connector="OR",
                        ),
                        name="organization_name_ends_after_start",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("text", ""), _negated=True), name="organization_name_not_empty"
                    ),
                    models.UniqueConstraint(fields=("key", "language"), name="organization_name_key_once_a_language"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Person",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("display_name", models.CharField(max_length=200, verbose_name="name")),
                (
                    "folded",
                    models.CharField(
                        editable=False, help_text="for search and order: no case, no accents", max_length=200
                    ),
                ),
                (
                    "preferred_language",
                    models.CharField(
                        choices=[("en", "English"), ("fr", "French"), ("both", "both languages")],
                        default="both",
                        max_length=4,
                        verbose_name="preferred official language",
                    ),
                ),
                ("other_language", models.CharField(blank=True, max_length=60, verbose_name="other language")),
                ("pronouns", models.CharField(blank=True, max_length=40, verbose_name="pronouns")),
                (
                    "zone",
                    models.CharField(
                        blank=True, help_text="empty: the zone of the region", max_length=40, verbose_name="time zone"
                    ),
                ),
                (
                    "fictional",
                    models.BooleanField(
                        default=False, help_text="invented for a demonstration", verbose_name="fictional"
                    ),
                ),
                ("is_active", models.BooleanField(default=True, verbose_name="active")),
                (
                    "jurisdiction",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="people",
                        to="partners.jurisdiction",
                        verbose_name="region",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["folded", "id"], name="person_by_name")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("preferred_language__in", ["both", "en", "fr"])),
                        name="person_language_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("display_name", ""), _negated=True), name="person_has_a_name"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ContactRule",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("email_allowed", models.BooleanField(default=True, verbose_name="by e-mail")),
                ("phone_allowed", models.BooleanField(default=True, verbose_name="by telephone")),
                ("voicemail_allowed", models.BooleanField(default=False, verbose_name="a voice message may be left")),
                ("windows", models.JSONField(blank=True, default=list)),
                ("checked_on", models.DateField(verbose_name="checked on")),
                (
                    "relay",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="partners.organization",
                        verbose_name="partner who relays",
                    ),
                ),
                (
                    "person",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="contact_rule", to="partners.person"
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="ContactPoint",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                (
                    "kind",
                    models.CharField(
                        choices=[("email", "e-mail address"), ("phone", "telephone")], max_length=5, verbose_name="kind"
                    ),
                ),
                (
                    "value",
                    models.CharField(
                        help_text="normalized: lower case, or E.164 with extension",
                        max_length=254,
                        verbose_name="value",
                    ),
                ),
                ("label_en", models.CharField(blank=True, max_length=100, verbose_name="role in English")),
                ("label_fr", models.CharField(blank=True, max_length=100, verbose_name="role in French")),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("active", "in use"),
                            ("bounced", "mail came back"),
                            ("suppressed", "must not be used"),
                        ],
                        default="active",
                        max_length=10,
                    ),
                ),
                ("status_at", models.DateTimeField(editable=False, null=True)),
                ("verified_at", models.DateTimeField(editable=False, null=True)),
                ("preferred", models.BooleanField(default=False, verbose_name="write here first")),
                (
                    "organization",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="contact_points",
                        to="partners.organization",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="contact_points",
                        to="partners.person",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["email", "phone"])), name="contact_point_kind_known"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("status__in", ["active", "bounced", "suppressed"])),
                        name="contact_point_status_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("organization__isnull", False), ("person", None)),
                            models.Q(("organization", None), ("person__isnull", False)),
                            _connector="OR",
                        ),
                        name="contact_point_has_one_owner",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("person__isnull", False)),
                        fields=("value", "person"),
                        name="contact_point_once_a_person",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("organization__isnull", False)),
                        fields=("value", "organization"),
                        name="contact_point_once_an_organization",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("preferred", True)),
                        fields=("person", "kind"),
                        name="contact_point_one_preferred_a_kind",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ConsentProposal",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                (
                    "purpose",
                    models.CharField(
                        choices=[
                            ("invitation", "invitations to consultation events"),
                            ("registration", "messages about your own registration"),
                            ("commitment", "requests about commitments your organization is part of"),
                            ("results", "results of a consultation you took part in"),
                            ("news", "news about the strategy"),
                        ],
                        max_length=15,
                        verbose_name="purpose",
                    ),
                ),
                (
                    "channel",
                    models.CharField(
                        choices=[("email", "e-mail"), ("phone", "telephone")],
                        default="email",
                        max_length=5,
                        verbose_name="channel",
                    ),
                ),
                ("language", models.CharField(choices=[("en", "English"), ("fr", "French")], max_length=2)),
                (
                    "method",
                    models.CharField(
                        choices=[
                            ("web", "on a page of ours"),
                            ("link", "by a link in a message"),
                            ("reply", "by reply to a message"),
                            ("phone", "by telephone"),
                            ("paper", "on paper"),
                            ("in_person", "in person"),
                            ("taking_part", "by taking part"),
                        ],
                        max_length=12,
                        verbose_name="method",
                    ),
                ),
                ("acted_on", models.DateField(verbose_name="date the person agreed")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "waiting for a second person"),
                            ("confirmed", "confirmed"),
                            ("rejected", "rejected"),
                        ],
                        default="waiting",
                        max_length=10,
                    ),
                ),
                ("decided_at", models.DateTimeField(editable=False, null=True)),
                (
                    "decided_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "proposed_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="consent_proposals",
                        to="partners.person",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["confirmed", "rejected", "waiting"])),
                        name="consent_proposal_state_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                models.Q(("state", "waiting"), _negated=True),
                                ("decided_at__isnull", False),
                                ("decided_by__isnull", False),
                            ),
                            models.Q(("state", "waiting"), ("decided_at__isnull", True), ("decided_by__isnull", True)),
                            _connector="OR",
                        ),
                        name="consent_proposal_decided_iff_not_waiting",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("decided_by", None),
                            models.Q(("state", "confirmed"), _negated=True),
                            models.Q(("decided_by", models.F("proposed_by")), _negated=True),
                            _connector="OR",
                        ),
                        name="consent_proposal_second_person",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("state", "waiting")),
                        fields=("person", "purpose", "channel"),
                        name="consent_proposal_one_waiting",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ConsentEvent",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                (
                    "purpose",
                    models.CharField(
                        choices=[
                            ("invitation", "invitations to consultation events"),
                            ("registration", "messages about your own registration"),
                            ("commitment", "requests about commitments your organization is part of"),
                            ("results", "results of a consultation you took part in"),
                            ("news", "news about the strategy"),
                        ],
                        max_length=15,
                    ),
                ),
                ("channel", models.CharField(choices=[("email", "e-mail"), ("phone", "telephone")], max_length=5)),
                ("contact_ref", models.UUIDField(help_text="public id of the contact point it concerned", null=True)),
                (
                    "act",
                    models.CharField(
                        choices=[
                            ("asked", "asked"),
                            ("granted", "granted"),
                            ("refused", "refused"),
                            ("withdrawn", "withdrawn"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "basis",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("service", "own registration or obligation"),
                            ("express", "the person said yes"),
                            ("implied", "implied by taking part, for a limited time"),
                            ("public_role", "public role in an organization"),
                        ],
                        max_length=12,
                    ),
                ),
                ("at", models.DateTimeField(help_text="when the person acted")),
                (
                    "expires_on",
                    models.DateField(help_text="last day it counts; implied consent always has one", null=True),
                ),
                ("notice_version", models.CharField(blank=True, max_length=40)),
                ("language", models.CharField(choices=[("en", "English"), ("fr", "French")], max_length=2)),
                (
                    "method",
                    models.CharField(
                        choices=[
                            ("web", "on a page of ours"),
                            ("link", "by a link in a message"),
                            ("reply", "by reply to a message"),
                            ("phone", "by telephone"),
                            ("paper", "on paper"),
                            ("in_person", "in person"),
                            ("taking_part", "by taking part"),
                        ],
                        max_length=12,
                    ),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "second_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="consent_events", to="partners.person"
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["person", "purpose", "channel", "at", "id"], name="consent_ledger")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("purpose__in", ["commitment", "invitation", "news", "registration", "results"])
                        ),
                        name="consent_event_purpose_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("channel__in", ["email", "phone"])), name="consent_event_channel_known"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("act__in", ["asked", "granted", "refused", "withdrawn"])),
                        name="consent_event_act_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("method__in", ["in_person", "link", "paper", "phone", "reply", "taking_part", "web"])
                        ),
                        name="consent_event_method_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("act", "granted"), _negated=True),
                            ("recorded_by", None),
                            models.Q(
                                ("second_by__isnull", False),
                                models.Q(("second_by", models.F("recorded_by")), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="consent_on_behalf_has_two_people",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("act", "granted"), _negated=True),
                            models.Q(("basis", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="consent_granted_on_a_basis",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("act", "granted"), ("basis", "implied"), _negated=True),
                            ("expires_on__isnull", False),
                            _connector="OR",
                        ),
                        name="consent_implied_expires",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Affiliation",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("role", models.CharField(blank=True, max_length=200, verbose_name="role")),
                ("started_on", models.DateField(blank=True, null=True, verbose_name="from")),
                ("ended_on", models.DateField(blank=True, null=True, verbose_name="to")),
                ("is_primary", models.BooleanField(default=False, verbose_name="main affiliation")),
                (
                    "source",
                    models.CharField(
                        choices=[
                            ("staff", "entered by staff"),
                            ("import", "imported"),
                            ("self", "given by the person"),
                            ("demo", "demonstration"),
                        ],
                        default="staff",
                        max_length=10,
                    ),
                ),
                (
                    "body",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="affiliations",
                        to="partners.body",
                    ),
                ),
                (
                    "organization",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="affiliations",
                        to="partners.organization",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="affiliations", to="partners.person"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("body__isnull", False), ("organization", None)),
                            models.Q(("body", None), ("organization__isnull", False)),
                            _connector="OR",
                        ),
                        name="affiliation_to_organization_or_body",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("started_on", None),
                            ("ended_on", None),
                            ("ended_on__gte", models.F("started_on")),
                            _connector="OR",
                        ),
                        name="affiliation_ends_after_start",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("source__in", ["demo", "import", "self", "staff"])),
                        name="affiliation_source_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Pillar",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                (
                    "key",
                    models.CharField(
                        help_text="identifier in the reference file", max_length=60, unique=True, verbose_name="key"
                    ),
                ),
                ("name_en", models.CharField(max_length=500, verbose_name="name in English")),
                ("name_fr", models.CharField(max_length=500, verbose_name="name in French")),
                (
                    "provenance",
                    models.CharField(
                        choices=[
                            ("seed", "source document"),
                            ("public", "public source"),
                            ("demo", "demonstration"),
                            ("staff", "entered by staff"),
                        ],
                        max_length=10,
                        verbose_name="provenance",
                    ),
                ),
                ("fr_check", models.BooleanField(default=False, verbose_name="French to be confirmed")),
                ("seed_refs", models.JSONField(blank=True, default=list, help_text="numbers of the source inventory")),
                ("position", models.PositiveSmallIntegerField(default=0, verbose_name="order")),
                (
                    "digest",
                    models.CharField(editable=False, help_text="SHA-256 of the values that were loaded", max_length=64),
                ),
                ("aim_en", models.CharField(max_length=500)),
                ("aim_fr", models.CharField(max_length=500)),
                (
                    "label_provenance",
                    models.CharField(
                        choices=[
                            ("seed", "source document"),
                            ("public", "public source"),
                            ("demo", "demonstration"),
                            ("staff", "entered by staff"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "framework",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="pillars", to="partners.framework"
                    ),
                ),
            ],
            options={
                "ordering": ("position", "pk"),
                "abstract": False,
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("provenance__in", ["demo", "public", "seed"])),
                        name="pillar_provenance_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("name_en", ""), ("name_fr", ""), _connector="OR", _negated=True),
                        name="pillar_named_in_both_languages",
                    ),
                    models.UniqueConstraint(fields=("framework", "position"), name="pillar_order_unique_in_framework"),
                    models.CheckConstraint(
                        condition=models.Q(("aim_en", ""), ("aim_fr", ""), _connector="OR", _negated=True),
                        name="pillar_aim_in_both_languages",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PillarMap",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                (
                    "key",
                    models.CharField(
                        help_text="identifier in the reference file", max_length=60, unique=True, verbose_name="key"
                    ),
                ),
                ("name_en", models.CharField(max_length=500, verbose_name="name in English")),
                ("name_fr", models.CharField(max_length=500, verbose_name="name in French")),
                (
                    "provenance",
                    models.CharField(
                        choices=[
                            ("seed", "source document"),
                            ("public", "public source"),
                            ("demo", "demonstration"),
                            ("staff", "entered by staff"),
                        ],
                        max_length=10,
                        verbose_name="provenance",
                    ),
                ),
                ("fr_check", models.BooleanField(default=False, verbose_name="French to be confirmed")),
                ("seed_refs", models.JSONField(blank=True, default=list, help_text="numbers of the source inventory")),
                ("position", models.PositiveSmallIntegerField(default=0, verbose_name="order")),
                (
                    "digest",
                    models.CharField(editable=False, help_text="SHA-256 of the values that were loaded", max_length=64),
                ),
                ("relation", models.CharField(choices=[("same", "continues as"), ("added", "added")], max_length=10)),
                (
                    "basis",
                    models.CharField(
                        choices=[("stated", "stated by the source"), ("assigned", "editorial classification")],
                        max_length=10,
                    ),
                ),
                (
                    "from_pillar",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="continues_as",
                        to="partners.pillar",
                    ),
                ),
                (
                    "to_pillar",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="continues_from", to="partners.pillar"
                    ),
                ),
            ],
            options={
                "ordering": ("position", "pk"),
                "abstract": False,
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("provenance__in", ["demo", "public", "seed"])),
                        name="pillarmap_provenance_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("name_en", ""), ("name_fr", ""), _connector="OR", _negated=True),
                        name="pillarmap_named_in_both_languages",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("from_pillar", None), ("relation", "added")),
                            models.Q(("from_pillar__isnull", False), ("relation", "same")),
                            _connector="OR",
                        ),
                        name="pillar_map_added_has_no_predecessor",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Place",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                (
                    "key",
                    models.CharField(
                        help_text="identifier in the reference file", max_length=60, unique=True, verbose_name="key"
                    ),
                ),
                ("name_en", models.CharField(max_length=500, verbose_name="name in English")),
                ("name_fr", models.CharField(max_length=500, verbose_name="name in French")),
                (
                    "provenance",
                    models.CharField(
                        choices=[
                            ("seed", "source document"),
                            ("public", "public source"),
                            ("demo", "demonstration"),
                            ("staff", "entered by staff"),
                        ],
                        max_length=10,
                        verbose_name="provenance",
                    ),
                ),
                ("fr_check", models.BooleanField(default=False, verbose_name="French to be confirmed")),
                ("seed_refs", models.JSONField(blank=True, default=list, help_text="numbers of the source inventory")),
                ("position", models.PositiveSmallIntegerField(default=0, verbose_name="order")),
                (
                    "digest",
                    models.CharField(editable=False, help_text="SHA-256 of the values that were loaded", max_length=64),
                ),
                ("zone", models.CharField(max_length=40, verbose_name="time zone")),
                ("time_en", models.CharField(max_length=80, verbose_name="time label in English")),
                ("time_fr", models.CharField(max_length=80, verbose_name="time label in French")),
                (
                    "jurisdiction",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="places", to="partners.jurisdiction"
                    ),
                ),
            ],
            options={
                "ordering": ("position", "pk"),
                "abstract": False,
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("provenance__in", ["demo", "public", "seed"])),
                        name="place_provenance_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("name_en", ""), ("name_fr", ""), _connector="OR", _negated=True),
                        name="place_named_in_both_languages",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("time_en", ""), ("time_fr", ""), _connector="OR", _negated=True),
                        name="place_time_in_both_languages",
                    ),
                ],
            },
        ),
        migrations.AddField(
            model_name="organization",
            name="place",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="organizations",
                to="partners.place",
            ),
        ),
        migrations.AddField(
            model_name="jurisdiction",
            name="capital",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="partners.place"
            ),
        ),
        migrations.CreateModel(
            name="SdgReference",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                (
                    "key",
                    models.CharField(
                        help_text="identifier in the reference file", max_length=60, unique=True, verbose_name="key"
                    ),
                ),
                ("name_en", models.CharField(max_length=500, verbose_name="name in English")),
                ("name_fr", models.CharField(max_length=500, verbose_name="name in French")),
                (
                    "provenance",
                    models.CharField(
                        choices=[
                            ("seed", "source document"),
                            ("public", "public source"),
                            ("demo", "demonstration"),
                            ("staff", "entered by staff"),
                        ],
                        max_length=10,
                        verbose_name="provenance",
                    ),
                ),
                ("fr_check", models.BooleanField(default=False, verbose_name="French to be confirmed")),
                ("seed_refs", models.JSONField(blank=True, default=list, help_text="numbers of the source inventory")),
                ("position", models.PositiveSmallIntegerField(default=0, verbose_name="order")),
                (
                    "digest",
                    models.CharField(editable=False, help_text="SHA-256 of the values that were loaded", max_length=64),
                ),
                ("code", models.CharField(max_length=6, unique=True)),
                ("level", models.CharField(choices=[("goal", "goal"), ("target", "target")], max_length=10)),
                (
                    "clarified_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="clarifies",
                        to="partners.sdgreference",
                    ),
                ),
                (
                    "parent",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="targets",
                        to="partners.sdgreference",
                    ),
                ),
            ],
            options={
                "ordering": ("position", "pk"),
                "abstract": False,
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("provenance__in", ["demo", "public", "seed"])),
                        name="sdgreference_provenance_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("name_en", ""), ("name_fr", ""), _connector="OR", _negated=True),
                        name="sdgreference_named_in_both_languages",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Sector",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                (
                    "key",
                    models.CharField(
                        help_text="identifier in the reference file", max_length=60, unique=True, verbose_name="key"
                    ),
                ),
                ("name_en", models.CharField(max_length=500, verbose_name="name in English")),
                ("name_fr", models.CharField(max_length=500, verbose_name="name in French")),
                (
                    "provenance",
                    models.CharField(
                        choices=[
                            ("seed", "source document"),
                            ("public", "public source"),
                            ("demo", "demonstration"),
                            ("staff", "entered by staff"),
                        ],
                        max_length=10,
                        verbose_name="provenance",
                    ),
                ),
                ("fr_check", models.BooleanField(default=False, verbose_name="French to be confirmed")),
                ("seed_refs", models.JSONField(blank=True, default=list, help_text="numbers of the source inventory")),
                ("position", models.PositiveSmallIntegerField(default=0, verbose_name="order")),
                (
                    "digest",
                    models.CharField(editable=False, help_text="SHA-256 of the values that were loaded", max_length=64),
                ),
                ("rights_holders", models.BooleanField(default=False, verbose_name="rights holders")),
                ("directory_never", models.BooleanField(default=False, verbose_name="never in the directory")),
                ("report_wording_en", models.CharField(blank=True, max_length=200)),
                ("report_wording_fr", models.CharField(blank=True, max_length=200)),
            ],
            options={
                "ordering": ("position", "pk"),
                "abstract": False,
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("provenance__in", ["demo", "public", "seed"])),
                        name="sector_provenance_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("name_en", ""), ("name_fr", ""), _connector="OR", _negated=True),
                        name="sector_named_in_both_languages",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="RegistryCode",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                (
                    "key",
                    models.CharField(
                        help_text="identifier in the reference file", max_length=60, unique=True, verbose_name="key"
                    ),
                ),
                ("name_en", models.CharField(max_length=500, verbose_name="name in English")),
                ("name_fr", models.CharField(max_length=500, verbose_name="name in French")),
                (
                    "provenance",
                    models.CharField(
                        choices=[
                            ("seed", "source document"),
                            ("public", "public source"),
                            ("demo", "demonstration"),
                            ("staff", "entered by staff"),
                        ],
                        max_length=10,
                        verbose_name="provenance",
                    ),
                ),
                ("fr_check", models.BooleanField(default=False, verbose_name="French to be confirmed")),
                ("seed_refs", models.JSONField(blank=True, default=list, help_text="numbers of the source inventory")),
                ("position", models.PositiveSmallIntegerField(default=0, verbose_name="order")),
                (
                    "digest",
                    models.CharField(editable=False, help_text="SHA-256 of the values that were loaded", max_length=64),
                ),
                (
                    "registry",
                    models.CharField(
                        choices=[
                            ("audience", "audience"),
                            ("organization", "partner department"),
                            ("subject", "subject"),
                        ],
                        max_length=12,
                    ),
                ),
                ("codes", models.JSONField(default=list)),
                (
                    "choose",
                    models.CharField(
                        choices=[
                            ("all", "all codes"),
                            ("declared", "as the organization declares"),
                            ("never", "never exported"),
                        ],
                        default="all",
                        max_length=10,
                    ),
                ),
                ("listed_as", models.CharField(blank=True, max_length=40)),
                ("fallback", models.CharField(blank=True, max_length=10)),
                ("fallback_needs", models.CharField(blank=True, max_length=100)),
                (
                    "organization",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="registry_code",
                        to="partners.organization",
                    ),
                ),
                (
                    "sector",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="registry_code",
                        to="partners.sector",
                    ),
                ),
            ],
            options={
                "ordering": ("position", "pk"),
                "abstract": False,
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("provenance__in", ["demo", "public", "seed"])),
                        name="registrycode_provenance_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("name_en", ""), ("name_fr", ""), _connector="OR", _negated=True),
                        name="registrycode_named_in_both_languages",
                    ),
                ],
            },
        ),
        migrations.AddField(
            model_name="organization",
            name="sectors",
            field=models.ManyToManyField(blank=True, related_name="organizations", to="partners.sector"),
        ),
        migrations.CreateModel(
            name="Strand",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                (
                    "key",
                    models.CharField(
                        help_text="identifier in the reference file", max_length=60, unique=True, verbose_name="key"
                    ),
                ),
                ("name_en", models.CharField(max_length=500, verbose_name="name in English")),
                ("name_fr", models.CharField(max_length=500, verbose_name="name in French")),
                (
                    "provenance",
                    models.CharField(
                        choices=[
                            ("seed", "source document"),
                            ("public", "public source"),
                            ("demo", "demonstration"),
                            ("staff", "entered by staff"),
                        ],
                        max_length=10,
                        verbose_name="provenance",
                    ),
                ),
                ("fr_check", models.BooleanField(default=False, verbose_name="French to be confirmed")),
                ("seed_refs", models.JSONField(blank=True, default=list, help_text="numbers of the source inventory")),
                ("position", models.PositiveSmallIntegerField(default=0, verbose_name="order")),
                (
                    "digest",
                    models.CharField(editable=False, help_text="SHA-256 of the values that were loaded", max_length=64),
                ),
                (
                    "basis",
                    models.CharField(
                        choices=[("stated", "stated by the source"), ("assigned", "editorial classification")],
                        max_length=10,
                    ),
                ),
                (
                    "framework",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="strands", to="partners.framework"
                    ),
                ),
                (
                    "pillar",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="strands", to="partners.pillar"
                    ),
                ),
            ],
            options={
                "ordering": ("position", "pk"),
                "abstract": False,
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("provenance__in", ["demo", "public", "seed"])),
                        name="strand_provenance_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("name_en", ""), ("name_fr", ""), _connector="OR", _negated=True),
                        name="strand_named_in_both_languages",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Suppression",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("digest", models.CharField(max_length=64)),
                ("scope", models.CharField(help_text="a purpose, or everything", max_length=15)),
                (
                    "reason",
                    models.CharField(
                        choices=[
                            ("unsubscribed", "the person unsubscribed"),
                            ("request", "the person asked staff"),
                            ("bounced", "mail came back"),
                            ("complaint", "reported as unwanted"),
                            ("erased", "the person was erased"),
                        ],
                        max_length=12,
                    ),
                ),
                ("since", models.DateTimeField()),
                ("lifted_at", models.DateTimeField(editable=False, null=True)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("scope__in", ["commitment", "everything", "invitation", "news", "registration", "results"])
                        ),
                        name="suppression_scope_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("reason__in", ["bounced", "complaint", "erased", "request", "unsubscribed"])
                        ),
                        name="suppression_reason_known",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("lifted_at", None)),
                        fields=("digest", "scope"),
                        name="suppression_once_in_force",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="EvaluationFinding",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                (
                    "key",
                    models.CharField(
                        help_text="identifier in the reference file", max_length=60, unique=True, verbose_name="key"
                    ),
                ),
                ("name_en", models.CharField(max_length=500, verbose_name="name in English")),
                ("name_fr", models.CharField(max_length=500, verbose_name="name in French")),
                (
                    "provenance",
                    models.CharField(
                        choices=[
                            ("seed", "source document"),
                            ("public", "public source"),
                            ("demo", "demonstration"),
                            ("staff", "entered by staff"),
                        ],
                        max_length=10,
                        verbose_name="provenance",
                    ),
                ),
                ("fr_check", models.BooleanField(default=False, verbose_name="French to be confirmed")),
                ("seed_refs", models.JSONField(blank=True, default=list, help_text="numbers of the source inventory")),
                ("position", models.PositiveSmallIntegerField(default=0, verbose_name="order")),
                (
                    "digest",
                    models.CharField(editable=False, help_text="SHA-256 of the values that were loaded", max_length=64),
                ),
                (
                    "evaluation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="findings", to="partners.evaluation"
                    ),
                ),
            ],
            options={
                "ordering": ("position", "pk"),
                "abstract": False,
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("provenance__in", ["demo", "public", "seed"])),
                        name="evaluationfinding_provenance_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("name_en", ""), ("name_fr", ""), _connector="OR", _negated=True),
                        name="evaluationfinding_named_in_both_languages",
                    ),
                ],
            },
        ),
        kernel.triggers.AppendOnly(
            table="partners_consentevent",
        ),
        kernel.exclusions.NoOverlap(
            table="partners_organizationname",
            name="organization_names_never_overlap",
            keys=["organization_id", "language", "kind"],
            start="valid_from",
            end="valid_to",
            condition="",
        ),
        kernel.exclusions.NoOverlap(
            table="partners_affiliation",
            name="affiliation_one_primary_a_day",
            keys=["person_id"],
            start="started_on",
            end="ended_on",
            condition="{is_primary}",
        ),
    ]
