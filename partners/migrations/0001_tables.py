"""Directory, reference data, consent, imports and commitments; what must not change is held by triggers."""

import uuid

import django.db.models.deletion
import django.db.models.expressions
from django.conf import settings
from django.db import migrations, models

import partners.models.progress
from kernel.exclusions import NoOverlap
from kernel.triggers import AppendOnly, FrozenWhen, RefuseWhen


class Migration(migrations.Migration):
    # what earlier stores have applied in steps
    replaces = [
        ("partners", "0001_initial"),
        ("partners", "0002_commitments"),
        ("partners", "0003_reference_load"),
        ("partners", "0004_writers_of_an_update"),
        ("partners", "0005_imports"),
        ("partners", "0006_ways_back"),
        ("partners", "0007_choices_known"),
    ]

    initial = True

    dependencies = [
        ("accounts", "__first__"),
    ]

    operations = [
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
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["compact", "treaty"])), name="instrument_kind_known"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("full_provenance__in", ["", "demo", "public", "seed"])),
                        name="instrument_full_provenance_known",
                    ),
                ],
            },
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
                    models.CheckConstraint(
                        condition=models.Q(("level__in", ["goal", "target"])), name="sdg_level_known"
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
            name="CommitmentSeries",
            fields=[
                ("year", models.PositiveSmallIntegerField(primary_key=True, serialize=False)),
                ("last", models.PositiveIntegerField(default=0)),
            ],
        ),
        migrations.CreateModel(
            name="ReferenceLoad",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("created", models.PositiveIntegerField()),
                ("changed", models.PositiveIntegerField()),
                ("reviewed", models.BooleanField(default=False)),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="PeopleImport",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                (
                    "file_name",
                    models.CharField(
                        blank=True, help_text="emptied with the cells", max_length=100, verbose_name="file"
                    ),
                ),
                ("form", models.CharField(choices=[("csv", "CSV"), ("xlsx", "XLSX")], max_length=4)),
                ("encoding", models.CharField(blank=True, max_length=12)),
                ("digest", models.CharField(editable=False, help_text="keyed hash of the file", max_length=64)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("read", "waits for its columns"),
                            ("checking", "being checked"),
                            ("checked", "waits for confirmation"),
                            ("applying", "being imported"),
                            ("stuck", "stopped, needs a person"),
                            ("done", "done"),
                            ("discarded", "discarded"),
                        ],
                        default="read",
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                ("headings", models.JSONField(default=list, help_text="names of the columns as in the file")),
                (
                    "other_sheets",
                    models.PositiveSmallIntegerField(default=0, help_text="sheets of the workbook that were not read"),
                ),
                ("columns", models.JSONField(default=dict, help_text="which column of the file fills which field")),
                (
                    "without_organization",
                    models.BooleanField(
                        default=False, help_text="people of unknown organizations are imported without one"
                    ),
                ),
                ("rows_total", models.PositiveIntegerField(default=0)),
                ("rows_checked", models.PositiveIntegerField(default=0)),
                ("rows_applied", models.PositiveIntegerField(default=0)),
                ("confirmed_at", models.DateTimeField(editable=False, null=True)),
                ("finished_at", models.DateTimeField(editable=False, null=True)),
                (
                    "emptied_at",
                    models.DateTimeField(editable=False, help_text="when the last cells were erased", null=True),
                ),
                ("lease_owner", models.CharField(editable=False, max_length=32, null=True)),
                ("lease_until", models.DateTimeField(editable=False, null=True)),
                ("attempts", models.PositiveSmallIntegerField(default=0, editable=False)),
                (
                    "confirmed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "uploaded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["state", "lease_until"], name="people_import_by_state")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state__in", ["applying", "checked", "checking", "discarded", "done", "read", "stuck"])
                        ),
                        name="people_import_state_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("form__in", ["csv", "xlsx"])), name="people_import_form_known"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("confirmed_at__isnull", True), ("confirmed_by__isnull", True)),
                            models.Q(("confirmed_at__isnull", False), ("confirmed_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="people_import_confirmed_by_somebody",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("lease_owner__isnull", True), ("lease_until__isnull", True)),
                            models.Q(("lease_owner__isnull", False), ("lease_until__isnull", False)),
                            _connector="OR",
                        ),
                        name="people_import_lease_whole",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state__in", ["discarded", "done"]), ("finished_at__isnull", False)),
                            models.Q(
                                models.Q(("state__in", ["discarded", "done"]), _negated=True),
                                ("finished_at__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="people_import_finished_iff_over",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state__in", ("applying", "done")), _negated=True),
                            ("confirmed_at__isnull", False),
                            _connector="OR",
                        ),
                        name="people_import_applied_only_when_confirmed",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("lease_owner", None), ("state__in", ["applying", "checking"]), _connector="OR"
                        ),
                        name="people_import_leased_only_at_work",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("rows_applied__lte", models.F("rows_checked")),
                            ("rows_checked__lte", models.F("rows_total")),
                        ),
                        name="people_import_counts_in_order",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state__in", ("checked", "applying", "done")), _negated=True),
                            ("rows_checked", models.F("rows_total")),
                            _connector="OR",
                        ),
                        name="people_import_confirmed_when_all_is_checked",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "done"), _negated=True),
                            ("rows_applied", models.F("rows_total")),
                            _connector="OR",
                        ),
                        name="people_import_done_with_every_row",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("state__in", ["applying", "checked", "checking", "read", "stuck"])),
                        fields=("digest",),
                        name="people_import_once_under_way",
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
                (
                    "guided_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="guides",
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
                    models.CheckConstraint(
                        condition=models.Q(("uses_pillars_provenance__in", ["", "demo", "public", "seed"])),
                        name="framework_uses_pillars_provenance_known",
                    ),
                ],
            },
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
                    models.CheckConstraint(
                        condition=models.Q(("number_provenance__in", ["demo", "public", "seed"])),
                        name="instrument_objective_number_provenance_known",
                    ),
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
                    models.CheckConstraint(
                        condition=models.Q(("status__in", ["adopted", "ratified", "signed"])),
                        name="instrument_status_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("precision__in", ["day", "month", "year"])),
                        name="instrument_status_precision_known",
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
                    models.CheckConstraint(
                        condition=models.Q(("period__in", ["annual", "total"])), name="funding_line_period_known"
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
                    models.CheckConstraint(
                        condition=models.Q(("label_provenance__in", ["demo", "public", "seed"])),
                        name="pillar_label_provenance_known",
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
                    models.CheckConstraint(
                        condition=models.Q(("relation__in", ["added", "same"])), name="pillar_map_relation_known"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("basis__in", ["assigned", "stated"])), name="pillar_map_basis_known"
                    ),
                ],
            },
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
                    models.CheckConstraint(
                        condition=models.Q(("basis__in", ["assigned", "stated"])), name="strand_basis_known"
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
                (
                    "place",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="organizations",
                        to="partners.place",
                    ),
                ),
                ("sectors", models.ManyToManyField(blank=True, related_name="organizations", to="partners.sector")),
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
                    models.CheckConstraint(
                        condition=models.Q(
                            ("purpose__in", ["commitment", "invitation", "news", "registration", "results"])
                        ),
                        name="consent_proposal_purpose_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("channel__in", ["email", "phone"])), name="consent_proposal_channel_known"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("language__in", ["en", "fr"])), name="consent_proposal_language_known"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("method__in", ["in_person", "link", "paper", "phone", "reply", "taking_part", "web"])
                        ),
                        name="consent_proposal_method_known",
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
                    models.CheckConstraint(
                        condition=models.Q(("basis__in", ["", "express", "implied", "public_role", "service"])),
                        name="consent_event_basis_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("language__in", ["en", "fr"])), name="consent_event_language_known"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ImportRow",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("line", models.PositiveIntegerField(help_text="row number as a spreadsheet shows it")),
                ("cells", models.JSONField(default=list, help_text="as in the file; emptied when no longer needed")),
                ("spoilt", models.JSONField(default=list, help_text="[column, code] of cells that could not be read")),
                ("values", models.JSONField(default=dict, help_text="as understood; emptied when no longer needed")),
                ("digest", models.CharField(blank=True, help_text="keyed hash of what was understood", max_length=64)),
                (
                    "finding",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("new", "new"),
                            ("likely", "likely duplicate"),
                            ("known", "already in the directory"),
                            ("repeated", "repeated in the file"),
                            ("bad", "refused"),
                        ],
                        max_length=8,
                    ),
                ),
                ("faults", models.JSONField(default=list, help_text="[field, code] of everything wrong")),
                (
                    "twin_line",
                    models.PositiveIntegerField(help_text="earlier row of the file that is alike", null=True),
                ),
                (
                    "matches",
                    models.JSONField(default=list, help_text="[person, likeness, same contact, same organization]"),
                ),
                (
                    "choice",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("skip", "Leave this row out"),
                            ("create", "Another person: add them"),
                            ("merge", "The same person: add what is missing"),
                        ],
                        max_length=6,
                    ),
                ),
                (
                    "outcome",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("created", "added"),
                            ("merged", "completed"),
                            ("unchanged", "nothing to add"),
                            ("left_out", "left out"),
                            ("refused", "refused"),
                        ],
                        max_length=9,
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        help_text="chosen, then affected",
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="import_rows",
                        to="partners.person",
                    ),
                ),
                (
                    "people_import",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="rows", to="partners.peopleimport"
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["people_import", "finding", "line"], name="import_row_by_finding"),
                    models.Index(fields=["people_import", "outcome", "line"], name="import_row_by_outcome"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("finding__in", ["", "bad", "known", "likely", "new", "repeated"])),
                        name="import_row_finding_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("choice__in", ["", "create", "merge", "skip"])),
                        name="import_row_choice_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("outcome__in", ["", "created", "left_out", "merged", "refused", "unchanged"])
                        ),
                        name="import_row_outcome_known",
                    ),
                    models.UniqueConstraint(fields=("people_import", "line"), name="import_row_once_a_line"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("choice__gt", ""), ("finding", "likely")),
                            models.Q(models.Q(("finding", "likely"), _negated=True), ("choice", "")),
                            _connector="OR",
                        ),
                        name="import_row_choice_iff_likely",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("choice", "merge"), _negated=True), ("person__isnull", False), _connector="OR"
                        ),
                        name="import_row_merged_into_somebody",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("outcome__in", ("created", "merged")), _negated=True),
                            ("person__isnull", False),
                            _connector="OR",
                        ),
                        name="import_row_made_somebody",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("outcome", ""), models.Q(("finding", ""), _negated=True), _connector="OR"),
                        name="import_row_checked_before",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("finding", "bad"), _negated=True),
                            ("outcome__in", ("", "refused")),
                            _connector="OR",
                        ),
                        name="import_row_bad_is_refused",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("outcome", "created")), fields=("digest",), name="import_row_creates_once"
                    ),
                ],
            },
        ),
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
                (
                    "lead",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="bodies_led",
                        to="partners.organization",
                    ),
                ),
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
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["committee", "taskforce", "working_group"])),
                        name="body_kind_known",
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
                (
                    "organization",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="offices", to="partners.organization"
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
                    models.CheckConstraint(
                        condition=models.Q(("provenance__in", ["demo", "public", "seed", "staff"])),
                        name="organization_name_provenance_known",
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
                    models.CheckConstraint(
                        condition=models.Q(("registry__in", ["audience", "organization", "subject"])),
                        name="registry_code_list_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("choose__in", ["all", "declared", "never"])),
                        name="registry_code_choice_known",
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
                    models.CheckConstraint(
                        condition=models.Q(("role__in", ["lead", "member", "observer"])),
                        name="body_membership_role_known",
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
            name="Commitment",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("year", models.PositiveSmallIntegerField(editable=False)),
                ("number", models.PositiveIntegerField(editable=False)),
                (
                    "ref",
                    models.CharField(
                        editable=False, help_text="C-2018-014", max_length=20, unique=True, verbose_name="reference"
                    ),
                ),
                (
                    "key",
                    models.CharField(
                        help_text="identifier in the reference file", max_length=60, null=True, unique=True
                    ),
                ),
                ("umbrella", models.BooleanField(default=False, verbose_name="groups other commitments")),
                ("title_en", models.CharField(blank=True, max_length=300, verbose_name="title in English")),
                ("title_fr", models.CharField(blank=True, max_length=300, verbose_name="title in French")),
                (
                    "description_en",
                    models.TextField(blank=True, max_length=4000, verbose_name="description in English"),
                ),
                ("description_fr", models.TextField(blank=True, max_length=4000, verbose_name="description in French")),
                (
                    "no_measure_en",
                    models.TextField(blank=True, max_length=1000, verbose_name="why there is no measure, in English"),
                ),
                (
                    "no_measure_fr",
                    models.TextField(blank=True, max_length=1000, verbose_name="why there is no measure, in French"),
                ),
                ("starts_on", models.DateField(blank=True, null=True, verbose_name="starts on")),
                ("ends_on", models.DateField(blank=True, null=True, verbose_name="ends on")),
                (
                    "reporting_months",
                    models.PositiveSmallIntegerField(default=6, verbose_name="months between progress updates"),
                ),
                (
                    "lifecycle",
                    models.CharField(
                        choices=[
                            ("draft", "draft"),
                            ("proposed", "proposed"),
                            ("agreed", "agreed"),
                            ("in_progress", "in progress"),
                            ("complete", "complete"),
                            ("withdrawn", "withdrawn"),
                            ("superseded", "replaced"),
                        ],
                        default="draft",
                        editable=False,
                        max_length=12,
                        null=True,
                    ),
                ),
                ("started_on", models.DateField(editable=False, help_text="when it moved to in progress", null=True)),
                (
                    "publish_at",
                    models.DateTimeField(editable=False, help_text="when it is to be made public", null=True),
                ),
                ("published_at", models.DateTimeField(editable=False, null=True)),
                (
                    "modified_on",
                    models.DateField(editable=False, help_text="last change of meaning that the public saw", null=True),
                ),
                ("ended_on", models.DateField(editable=False, null=True)),
                ("end_reason_en", models.TextField(blank=True, editable=False)),
                ("end_reason_fr", models.TextField(blank=True, editable=False)),
                ("end_office_en", models.CharField(blank=True, editable=False, max_length=200)),
                ("end_office_fr", models.CharField(blank=True, editable=False, max_length=200)),
                (
                    "health",
                    models.CharField(
                        blank=True,
                        choices=[("on_track", "on track"), ("at_risk", "at risk"), ("off_track", "off track")],
                        editable=False,
                        max_length=10,
                    ),
                ),
                ("next_due", models.DateField(editable=False, null=True)),
                ("fresh_until", models.DateField(editable=False, null=True)),
                ("proof_missing", models.BooleanField(default=True, editable=False)),
                ("proof_until", models.DateField(editable=False, null=True)),
                ("disputes", models.PositiveSmallIntegerField(default=0, editable=False)),
                ("head_sequence", models.PositiveIntegerField(default=0, editable=False)),
                ("head_hash", models.CharField(blank=True, editable=False, max_length=64)),
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
                        editable=False,
                        max_length=10,
                    ),
                ),
                ("fr_check", models.BooleanField(default=False)),
                ("seed_refs", models.JSONField(blank=True, default=list)),
                ("digest", models.CharField(blank=True, editable=False, max_length=64)),
                ("forums", models.ManyToManyField(blank=True, related_name="commitments", to="partners.forum")),
                (
                    "framework",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="commitments",
                        to="partners.framework",
                        verbose_name="framework",
                    ),
                ),
                (
                    "funding",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="commitments",
                        to="partners.fundingline",
                    ),
                ),
                (
                    "instruments",
                    models.ManyToManyField(blank=True, related_name="commitments", to="partners.instrument"),
                ),
                (
                    "owner",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="commitments_owned",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "parent",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="parts",
                        to="partners.commitment",
                        verbose_name="part of",
                    ),
                ),
                (
                    "sdg_references",
                    models.ManyToManyField(blank=True, related_name="commitments", to="partners.sdgreference"),
                ),
                (
                    "strand",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="commitments",
                        to="partners.strand",
                    ),
                ),
                (
                    "successor",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="predecessors",
                        to="partners.commitment",
                    ),
                ),
                (
                    "discarded_at",
                    models.DateTimeField(editable=False, help_text="a draft that nobody will propose", null=True),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("publish_at__isnull", False), ("published_at", None)),
                        fields=["publish_at"],
                        name="commitment_to_be",
                    ),
                    models.Index(fields=["lifecycle", "id"], name="commitment_by_lifecycle"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("year", "number"), name="commitment_number_once_a_year"),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "lifecycle__in",
                                ["agreed", "complete", "draft", "in_progress", "proposed", "superseded", "withdrawn"],
                            )
                        ),
                        name="commitment_lifecycle_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("health__in", ["", "at_risk", "off_track", "on_track"])),
                        name="commitment_health_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("provenance__in", ["demo", "public", "seed", "staff"])),
                        name="commitment_provenance_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("reporting_months__in", (3, 6, 12))), name="commitment_cadence_divides_year"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("umbrella", False), ("lifecycle__isnull", False)),
                            models.Q(models.Q(("umbrella", False), _negated=True), ("lifecycle__isnull", True)),
                            _connector="OR",
                        ),
                        name="commitment_parent_has_no_lifecycle",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("umbrella", False), ("parent", None), _connector="OR"),
                        name="commitment_one_level_of_parts",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("parent", None), models.Q(("parent", models.F("pk")), _negated=True), _connector="OR"
                        ),
                        name="commitment_not_its_own_part",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ends_on", None),
                            ("starts_on", None),
                            ("ends_on__gte", models.F("starts_on")),
                            _connector="OR",
                        ),
                        name="commitment_ends_after_start",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("published_at__isnull", False),
                                models.Q(("lifecycle", "draft"), _negated=True),
                                _connector="OR",
                                _negated=True,
                            ),
                            models.Q(("title_en", ""), ("title_fr", ""), _connector="OR", _negated=True),
                            _connector="OR",
                        ),
                        name="commitment_title_in_both",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("published_at", None),
                            models.Q(("description_en", ""), ("description_fr", "")),
                            models.Q(
                                models.Q(("description_en", ""), _negated=True),
                                models.Q(("description_fr", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="commitment_description_in_both_or_none",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("lifecycle", "withdrawn"), _negated=True),
                            models.Q(
                                ("end_reason_en", ""),
                                ("end_reason_fr", ""),
                                ("end_office_en", ""),
                                ("end_office_fr", ""),
                                _connector="OR",
                                _negated=True,
                            ),
                            _connector="OR",
                        ),
                        name="commitment_withdrawn_says_why",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("lifecycle", "superseded"), ("successor__isnull", False)),
                            models.Q(models.Q(("lifecycle", "superseded"), _negated=True), ("successor", None)),
                            _connector="OR",
                        ),
                        name="commitment_replaced_names_successor",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ended_on__isnull", False),
                            models.Q(("lifecycle__in", ("withdrawn", "superseded")), _negated=True),
                            _connector="OR",
                        ),
                        name="commitment_ended_is_dated",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="CommitmentPillar",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "basis",
                    models.CharField(
                        choices=[("stated", "stated by the source"), ("assigned", "editorial classification")],
                        default="assigned",
                        max_length=10,
                    ),
                ),
                (
                    "commitment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="pillar_links",
                        to="partners.commitment",
                    ),
                ),
                (
                    "pillar",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="commitment_links",
                        to="partners.pillar",
                    ),
                ),
            ],
            options={
                "ordering": ("pillar__position", "pk"),
                "constraints": [
                    models.UniqueConstraint(fields=("commitment", "pillar"), name="commitment_once_under_a_pillar"),
                    models.CheckConstraint(
                        condition=models.Q(("basis__in", ["assigned", "stated"])), name="commitment_pillar_basis_known"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="CommitmentRevision",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("number", models.PositiveSmallIntegerField()),
                ("content", models.TextField()),
                ("core_hash", models.CharField(max_length=64)),
                ("reason_en", models.TextField(blank=True)),
                ("reason_fr", models.TextField(blank=True)),
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
                    "commitment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="revisions", to="partners.commitment"
                    ),
                ),
            ],
            options={
                "ordering": ("commitment", "number"),
                "constraints": [
                    models.UniqueConstraint(fields=("commitment", "number"), name="commitment_revision_numbered"),
                    models.CheckConstraint(
                        condition=models.Q(("number__gte", 1)), name="commitment_revision_starts_at_one"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("number__gt", 1), _negated=True),
                            models.Q(("reason_en", ""), ("reason_fr", ""), _connector="OR", _negated=True),
                            _connector="OR",
                        ),
                        name="commitment_revision_says_why",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Measure",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                (
                    "kind",
                    models.CharField(
                        choices=[("quantity", "a number to reach"), ("qualitative", "described in words")],
                        default="quantity",
                        max_length=12,
                        verbose_name="kind of measure",
                    ),
                ),
                ("name_en", models.CharField(blank=True, max_length=300, verbose_name="measure in English")),
                ("name_fr", models.CharField(blank=True, max_length=300, verbose_name="measure in French")),
                ("unit_en", models.CharField(blank=True, max_length=60, verbose_name="unit in English")),
                ("unit_fr", models.CharField(blank=True, max_length=60, verbose_name="unit in French")),
                (
                    "baseline",
                    models.DecimalField(
                        blank=True, decimal_places=4, max_digits=18, null=True, verbose_name="where it starts"
                    ),
                ),
                (
                    "target",
                    models.DecimalField(blank=True, decimal_places=4, max_digits=18, null=True, verbose_name="target"),
                ),
                (
                    "direction",
                    models.CharField(
                        choices=[("increase", "increase"), ("decrease", "decrease"), ("maintain", "stay the same")],
                        default="increase",
                        max_length=10,
                        verbose_name="direction",
                    ),
                ),
                ("required", models.BooleanField(default=True, verbose_name="required for completion")),
                ("position", models.PositiveSmallIntegerField(default=0)),
                ("ended_on", models.DateField(editable=False, null=True)),
                (
                    "commitment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="measures", to="partners.commitment"
                    ),
                ),
            ],
            options={
                "ordering": ("position", "pk"),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["qualitative", "quantity"])), name="measure_kind_known"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("direction__in", ["decrease", "increase", "maintain"])),
                        name="measure_direction_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("target", None), models.Q(("unit_en", ""), ("unit_fr", ""), _negated=True), _connector="OR"
                        ),
                        name="measure_target_needs_a_unit",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("kind", "quantity"), models.Q(("baseline", None), ("target", None)), _connector="OR"
                        ),
                        name="measure_in_words_has_no_number",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Milestone",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("name_en", models.CharField(blank=True, max_length=300, verbose_name="milestone in English")),
                ("name_fr", models.CharField(blank=True, max_length=300, verbose_name="milestone in French")),
                ("baseline_due", models.DateField(verbose_name="first date")),
                ("current_due", models.DateField(verbose_name="date now")),
                ("required", models.BooleanField(default=True, verbose_name="required for completion")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("planned", "planned"),
                            ("rescheduled", "rescheduled"),
                            ("met", "met"),
                            ("waived", "waived"),
                        ],
                        default="planned",
                        editable=False,
                        max_length=12,
                    ),
                ),
                (
                    "slips",
                    models.PositiveSmallIntegerField(default=0, editable=False, help_text="number of reschedules"),
                ),
                ("met_on", models.DateField(editable=False, null=True)),
                ("reason_en", models.TextField(blank=True, editable=False, help_text="why it moved or was waived")),
                ("reason_fr", models.TextField(blank=True, editable=False)),
                (
                    "fixed_at",
                    models.DateTimeField(editable=False, help_text="from here on the first date is frozen", null=True),
                ),
                ("position", models.PositiveSmallIntegerField(default=0)),
                (
                    "commitment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="milestones", to="partners.commitment"
                    ),
                ),
            ],
            options={
                "ordering": ("current_due", "pk"),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["met", "planned", "rescheduled", "waived"])),
                        name="milestone_state_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "met"), ("met_on__isnull", False)),
                            models.Q(models.Q(("state", "met"), _negated=True), ("met_on__isnull", True)),
                            _connector="OR",
                        ),
                        name="milestone_met_is_dated",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state__in", ("waived", "rescheduled")), _negated=True),
                            models.Q(("reason_en", ""), ("reason_fr", ""), _connector="OR", _negated=True),
                            _connector="OR",
                        ),
                        name="milestone_change_says_why",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("slips__gt", 0), ("current_due", models.F("baseline_due")), _connector="OR"
                        ),
                        name="milestone_moves_only_by_reschedule",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("fixed_at__isnull", False), models.Q(("slips", 0), ("state", "planned")), _connector="OR"
                        ),
                        name="milestone_changes_only_once_fixed",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PartyObligation",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("lead", "lead"),
                            ("co_lead", "co-lead"),
                            ("contributor", "contributor"),
                            ("observer", "observer"),
                        ],
                        default="lead",
                        max_length=12,
                        verbose_name="role",
                    ),
                ),
                (
                    "text_en",
                    models.TextField(blank=True, max_length=2000, verbose_name="what this party does, in English"),
                ),
                (
                    "text_fr",
                    models.TextField(blank=True, max_length=2000, verbose_name="what this party does, in French"),
                ),
                ("position", models.PositiveSmallIntegerField(default=0)),
                ("added_on", models.DateField(editable=False)),
                ("ended_on", models.DateField(editable=False, null=True)),
                (
                    "body",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="obligations",
                        to="partners.body",
                    ),
                ),
                (
                    "commitment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="obligations",
                        to="partners.commitment",
                    ),
                ),
                (
                    "jurisdiction",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="obligations",
                        to="partners.jurisdiction",
                    ),
                ),
                (
                    "office",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="obligations",
                        to="partners.office",
                    ),
                ),
                (
                    "organization",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="obligations",
                        to="partners.organization",
                    ),
                ),
            ],
            options={
                "ordering": ("position", "pk"),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("role__in", ["co_lead", "contributor", "lead", "observer"])),
                        name="obligation_role_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("body", None), ("office", None), ("organization__isnull", False)),
                            models.Q(("body__isnull", False), ("office", None), ("organization", None)),
                            models.Q(("body", None), ("office__isnull", False), ("organization", None)),
                            _connector="OR",
                        ),
                        name="obligation_has_exactly_one_party",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("ended_on", None), ("organization__isnull", False)),
                        fields=("commitment", "organization"),
                        name="obligation_once_for_organization",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("body__isnull", False), ("ended_on", None)),
                        fields=("commitment", "body"),
                        name="obligation_once_for_body",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("ended_on", None), ("office__isnull", False)),
                        fields=("commitment", "office"),
                        name="obligation_once_for_office",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="CommitmentEvent",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("sequence", models.PositiveIntegerField()),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("recorded", "recorded from its source"),
                            ("proposed", "proposed to the parties"),
                            ("agreed", "agreed by the parties"),
                            ("started", "started"),
                            ("completed", "completed"),
                            ("reopened", "reopened"),
                            ("withdrawn", "withdrawn"),
                            ("superseded", "replaced by another commitment"),
                            ("revised", "text revised"),
                            ("equivalent", "revision confirmed to change no meaning"),
                            ("released", "made public"),
                            ("update_published", "progress update published"),
                            ("evidence_accepted", "evidence accepted"),
                            ("evidence_rejected", "evidence rejected"),
                            ("evidence_rechecked", "evidence checked again"),
                            ("evidence_withdrawn", "evidence taken off the page"),
                            ("milestone_met", "milestone met"),
                            ("milestone_waived", "milestone waived"),
                            ("milestone_rescheduled", "milestone rescheduled"),
                            ("milestone_reopened", "milestone not met after all"),
                        ],
                        max_length=25,
                    ),
                ),
                ("at", models.DateTimeField()),
                (
                    "data",
                    models.TextField(
                        help_text="canonical JSON; ids, dates and texts of the commitment, never a person"
                    ),
                ),
                ("previous_hash", models.CharField(blank=True, max_length=64)),
                ("hash", models.CharField(max_length=64)),
                (
                    "commitment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="history", to="partners.commitment"
                    ),
                ),
            ],
            options={
                "ordering": ("commitment", "sequence"),
                "constraints": [
                    models.UniqueConstraint(fields=("commitment", "sequence"), name="commitment_event_numbered"),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "kind__in",
                                [
                                    "agreed",
                                    "completed",
                                    "equivalent",
                                    "evidence_accepted",
                                    "evidence_rechecked",
                                    "evidence_rejected",
                                    "evidence_withdrawn",
                                    "milestone_met",
                                    "milestone_reopened",
                                    "milestone_rescheduled",
                                    "milestone_waived",
                                    "proposed",
                                    "recorded",
                                    "released",
                                    "reopened",
                                    "revised",
                                    "started",
                                    "superseded",
                                    "update_published",
                                    "withdrawn",
                                ],
                            )
                        ),
                        name="commitment_event_kind_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="CommitmentDecision",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("agree", "record the agreement of the parties"),
                            ("complete", "close as complete"),
                            ("withdraw", "withdraw"),
                            ("supersede", "replace by another commitment"),
                            ("waive_milestone", "waive a milestone"),
                            ("confirm_equivalent", "confirm that a revision changes no meaning"),
                        ],
                        max_length=20,
                    ),
                ),
                (
                    "method",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("signed_letter", "signed letter"),
                            ("minutes", "minutes of a meeting"),
                            ("written", "written confirmation"),
                            ("announcement", "published announcement"),
                        ],
                        max_length=15,
                    ),
                ),
                ("agreed_on", models.DateField(null=True)),
                ("reason_en", models.TextField(blank=True, max_length=2000)),
                ("reason_fr", models.TextField(blank=True, max_length=2000)),
                ("office_en", models.CharField(blank=True, max_length=200)),
                ("office_fr", models.CharField(blank=True, max_length=200)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("open", "waiting for a second person"),
                            ("approved", "approved"),
                            ("refused", "refused"),
                            ("taken_back", "taken back"),
                        ],
                        default="open",
                        editable=False,
                        max_length=10,
                    ),
                ),
                ("decided_at", models.DateTimeField(editable=False, null=True)),
                ("refusal", models.TextField(blank=True, editable=False)),
                (
                    "asked_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "commitment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="decisions", to="partners.commitment"
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
                (
                    "successor",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="partners.commitment",
                    ),
                ),
                (
                    "revision",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="decisions",
                        to="partners.commitmentrevision",
                    ),
                ),
                (
                    "milestone",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="decisions",
                        to="partners.milestone",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("state", "open")), fields=["created_at"], name="commitment_decisions_open"
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "kind__in",
                                ["agree", "complete", "confirm_equivalent", "supersede", "waive_milestone", "withdraw"],
                            )
                        ),
                        name="commitment_decision_kind_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("asked_by", None),
                            ("decided_by", None),
                            models.Q(("asked_by", models.F("decided_by")), _negated=True),
                            _connector="OR",
                        ),
                        name="commitment_decision_takes_two_people",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(models.Q(("state", "open"), _negated=True), ("decided_at__isnull", False)),
                            models.Q(("state", "open"), ("decided_at__isnull", True)),
                            _connector="OR",
                        ),
                        name="commitment_decision_dated_when_decided",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind", "waive_milestone"), ("milestone__isnull", False)),
                            models.Q(models.Q(("kind", "waive_milestone"), _negated=True), ("milestone__isnull", True)),
                            _connector="OR",
                        ),
                        name="commitment_decision_waives_one",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind", "supersede"), ("successor__isnull", False)),
                            models.Q(models.Q(("kind", "supersede"), _negated=True), ("successor__isnull", True)),
                            _connector="OR",
                        ),
                        name="commitment_decision_names_successor",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind", "agree"), ("agreed_on__isnull", False)),
                            models.Q(models.Q(("kind", "agree"), _negated=True), ("agreed_on__isnull", True)),
                            _connector="OR",
                        ),
                        name="commitment_decision_agreement_dated",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind__in", ("agree", "confirm_equivalent")), ("revision__isnull", False)),
                            models.Q(
                                models.Q(("kind__in", ("agree", "confirm_equivalent")), _negated=True),
                                ("revision__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="commitment_decision_binds_a_revision",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind__in", ("withdraw", "supersede", "waive_milestone")), _negated=True),
                            models.Q(("reason_en", ""), ("reason_fr", ""), _connector="OR", _negated=True),
                            _connector="OR",
                        ),
                        name="commitment_decision_says_why",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind", "withdraw"), _negated=True),
                            models.Q(("office_en", ""), ("office_fr", ""), _connector="OR", _negated=True),
                            _connector="OR",
                        ),
                        name="commitment_decision_names_office",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("state", "open"), models.Q(("kind", "waive_milestone"), _negated=True)),
                        fields=("commitment", "kind"),
                        name="commitment_decision_one_open_a_kind",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("kind", "waive_milestone"), ("state", "open")),
                        fields=("milestone",),
                        name="commitment_decision_one_open_a_milestone",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["approved", "open", "refused", "taken_back"])),
                        name="commitment_decision_state_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("method__in", ["", "announcement", "minutes", "signed_letter", "written"])),
                        name="commitment_decision_method_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ProgressUpdate",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("period_start", models.DateField()),
                ("period_end", models.DateField()),
                (
                    "narrative_en",
                    models.TextField(blank=True, max_length=4000, verbose_name="what was done, in English"),
                ),
                (
                    "narrative_fr",
                    models.TextField(blank=True, max_length=4000, verbose_name="what was done, in French"),
                ),
                (
                    "health",
                    models.CharField(
                        choices=[("on_track", "on track"), ("at_risk", "at risk"), ("off_track", "off track")],
                        default="on_track",
                        max_length=10,
                        verbose_name="how it goes",
                    ),
                ),
                ("challenges_en", models.TextField(blank=True, max_length=2000, verbose_name="challenges in English")),
                ("challenges_fr", models.TextField(blank=True, max_length=2000, verbose_name="challenges in French")),
                ("recovery_en", models.TextField(blank=True, max_length=2000, verbose_name="recovery plan in English")),
                ("recovery_fr", models.TextField(blank=True, max_length=2000, verbose_name="recovery plan in French")),
                (
                    "measured",
                    models.JSONField(default=dict, editable=False, help_text="public id of a measure: decimal as text"),
                ),
                ("closing", models.BooleanField(default=False, verbose_name="this is the closing update")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "draft"),
                            ("submitted", "waiting for approval"),
                            ("returned", "returned"),
                            ("accepted", "accepted, not yet public"),
                            ("published", "published"),
                        ],
                        default="draft",
                        editable=False,
                        max_length=10,
                    ),
                ),
                ("submitted_at", models.DateTimeField(editable=False, null=True)),
                ("decided_at", models.DateTimeField(editable=False, null=True)),
                ("return_reason", models.TextField(blank=True, editable=False, max_length=2000)),
                ("publish_at", models.DateTimeField(editable=False, null=True)),
                ("published_at", models.DateTimeField(editable=False, null=True)),
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
                        editable=False,
                        max_length=10,
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
                    "decided_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "obligation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="updates",
                        to="partners.partyobligation",
                    ),
                ),
                (
                    "writers",
                    models.ManyToManyField(
                        editable=False,
                        help_text="all who wrote a part of it (PA-3)",
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ("-period_start", "pk"),
                "indexes": [
                    models.Index(
                        condition=models.Q(("state", "submitted")), fields=["submitted_at"], name="update_waiting"
                    ),
                    models.Index(
                        condition=models.Q(("publish_at__isnull", False), ("state", "accepted")),
                        fields=["publish_at"],
                        name="update_to_be_published",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("obligation", "period_start"), name="update_once_a_period"),
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["accepted", "draft", "published", "returned", "submitted"])),
                        name="update_state_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("health__in", ["at_risk", "off_track", "on_track"])),
                        name="update_health_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("provenance__in", ["demo", "staff"])), name="update_provenance_known"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("period_end__gt", models.F("period_start"))), name="update_period_has_days"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("author", None),
                            ("decided_by", None),
                            models.Q(("author", models.F("decided_by")), _negated=True),
                            _connector="OR",
                        ),
                        name="update_author_is_not_approver",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state__in", ("accepted", "published")), _negated=True),
                            ("provenance", "demo"),
                            models.Q(("author__isnull", False), ("decided_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="update_accepted_names_both_people",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state", "draft"),
                            models.Q(("health__in", ["at_risk", "off_track"]), _negated=True),
                            models.Q(
                                ("challenges_en", ""),
                                ("challenges_fr", ""),
                                ("recovery_en", ""),
                                ("recovery_fr", ""),
                                _connector="OR",
                                _negated=True,
                            ),
                            _connector="OR",
                        ),
                        name="update_in_trouble_says_how_it_recovers",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state", "draft"),
                            models.Q(("narrative_en", ""), ("narrative_fr", ""), _connector="OR", _negated=True),
                            _connector="OR",
                        ),
                        name="update_in_both_languages",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "published"), ("published_at__isnull", False)),
                            models.Q(models.Q(("state", "published"), _negated=True), ("published_at__isnull", True)),
                            _connector="OR",
                        ),
                        name="update_published_is_dated",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("state__in", ("returned", "accepted", "published")), ("decided_at__isnull", False)
                            ),
                            models.Q(
                                models.Q(("state__in", ("returned", "accepted", "published")), _negated=True),
                                ("decided_at__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="update_decided_is_dated",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "returned"), _negated=True),
                            models.Q(("return_reason", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="update_returned_says_why",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="EvidenceItem",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("title_en", models.CharField(max_length=200, verbose_name="title in English")),
                ("title_fr", models.CharField(max_length=200, verbose_name="title in French")),
                ("kind", models.CharField(choices=[("file", "file"), ("link", "link")], editable=False, max_length=4)),
                (
                    "file",
                    models.FileField(blank=True, max_length=120, upload_to=partners.models.progress.evidence_path),
                ),
                ("file_type", models.CharField(blank=True, editable=False, max_length=5)),
                ("size", models.PositiveIntegerField(default=0, editable=False)),
                ("sha256", models.CharField(blank=True, editable=False, max_length=64)),
                ("url", models.URLField(blank=True, max_length=500, verbose_name="address")),
                ("captured_on", models.DateField(verbose_name="seen on")),
                ("recheck_due", models.DateField(editable=False, null=True)),
                (
                    "classification",
                    models.CharField(
                        choices=[
                            ("unclassified", "unclassified"),
                            ("protected_a", "Protected A"),
                            ("protected_b", "Protected B"),
                        ],
                        default="unclassified",
                        max_length=12,
                        verbose_name="classification",
                    ),
                ),
                (
                    "language",
                    models.CharField(
                        choices=[
                            ("en", "English"),
                            ("fr", "French"),
                            ("both", "English and French"),
                            ("other", "another language"),
                        ],
                        default="both",
                        max_length=5,
                        verbose_name="language",
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("attached", "attached"),
                            ("checked", "checked, waiting for approval"),
                            ("accepted", "accepted"),
                            ("rejected", "rejected"),
                            ("withdrawn", "taken off the page"),
                        ],
                        default="attached",
                        editable=False,
                        max_length=10,
                    ),
                ),
                ("checked_at", models.DateTimeField(editable=False, null=True)),
                ("decided_at", models.DateTimeField(editable=False, null=True)),
                (
                    "rejection",
                    models.TextField(
                        blank=True,
                        editable=False,
                        help_text="why it was rejected or taken off the page",
                        max_length=1000,
                    ),
                ),
                (
                    "attached_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "checked_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "commitment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="evidence", to="partners.commitment"
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
                (
                    "measure",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="evidence",
                        to="partners.measure",
                    ),
                ),
                (
                    "update",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="evidence",
                        to="partners.progressupdate",
                    ),
                ),
            ],
            options={
                "ordering": ("pk",),
                "indexes": [
                    models.Index(
                        condition=models.Q(("recheck_due__isnull", False), ("state", "accepted")),
                        fields=["recheck_due"],
                        name="evidence_to_check_again",
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["file", "link"])), name="evidence_kind_known"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("classification__in", ["protected_a", "protected_b", "unclassified"])),
                        name="evidence_classification_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("language__in", ["both", "en", "fr", "other"])),
                        name="evidence_language_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("title_en", ""), ("title_fr", ""), _connector="OR", _negated=True),
                        name="evidence_titled_in_both_languages",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("kind", "file"),
                                ("url", ""),
                                models.Q(("file", ""), _negated=True),
                                models.Q(("sha256", ""), _negated=True),
                            ),
                            models.Q(
                                ("file", ""),
                                ("kind", "link"),
                                ("recheck_due__isnull", False),
                                ("sha256", ""),
                                models.Q(("url", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="evidence_is_a_hashed_file_or_a_dated_link",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("attached_by", None),
                                ("decided_by", None),
                                models.Q(("attached_by", models.F("decided_by")), _negated=True),
                                _connector="OR",
                            ),
                            models.Q(
                                ("checked_by", None),
                                ("decided_by", None),
                                models.Q(("checked_by", models.F("decided_by")), _negated=True),
                                _connector="OR",
                            ),
                        ),
                        name="evidence_author_is_not_approver",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state__in", ("accepted", "rejected")), _negated=True),
                            ("decided_at__isnull", False),
                            _connector="OR",
                        ),
                        name="evidence_decided_is_dated",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["accepted", "attached", "checked", "rejected", "withdrawn"])),
                        name="evidence_state_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state__in", ("rejected", "withdrawn")), _negated=True),
                            models.Q(("rejection", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="evidence_rejected_says_why",
                    ),
                ],
            },
        ),
        migrations.AddField(
            model_name="Jurisdiction",
            name="capital",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="partners.place"
            ),
        ),
        migrations.AddField(
            model_name="Commitment",
            name="current_revision",
            field=models.ForeignKey(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="partners.commitmentrevision",
            ),
        ),
        migrations.AddField(
            model_name="Commitment",
            name="pillars",
            field=models.ManyToManyField(
                related_name="commitments", through="partners.CommitmentPillar", to="partners.pillar"
            ),
        ),
        migrations.AddConstraint(
            model_name="commitment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("published_at", None),
                    models.Q(("current_revision__isnull", False), models.Q(("lifecycle", "draft"), _negated=True)),
                    _connector="OR",
                ),
                name="commitment_public_only_with_a_revision",
            ),
        ),
        AppendOnly("partners_consentevent"),
        NoOverlap(
            "partners_organizationname",
            "organization_names_never_overlap",
            ["organization_id", "language", "kind"],
            "valid_from",
            "valid_to",
        ),
        NoOverlap(
            "partners_affiliation",
            "affiliation_one_primary_a_day",
            ["person_id"],
            "started_on",
            "ended_on",
            "{is_primary}",
        ),
        AppendOnly("partners_commitmentrevision"),
        AppendOnly("partners_commitmentevent"),
        # PA-8: from the proposal on, the first date of a milestone is frozen and the milestone stays
        FrozenWhen("partners_milestone", "OLD.fixed_at IS NOT NULL", ["baseline_due", "fixed_at", "commitment_id"]),
        # PA-26: where a promise comes from never changes, and a demonstration speaks of fictional bodies only
        FrozenWhen("partners_commitment", "1 = 1", ["provenance"]),
        RefuseWhen(
            "partners_partyobligation",
            "demo_promises_by_fictional_bodies",
            "(SELECT c.provenance FROM partners_commitment c WHERE c.id = NEW.commitment_id) = 'demo' AND "
            "(NEW.organization_id IS NULL OR "
            "(SELECT o.provenance FROM partners_organization o WHERE o.id = NEW.organization_id) <> 'demo')",
            ("INSERT", "UPDATE"),
        ),
        RefuseWhen(
            "partners_progressupdate",
            "demo_progress_on_demo_only",
            "(NEW.provenance = 'demo') <> ((SELECT c.provenance FROM partners_commitment c "
            "JOIN partners_partyobligation o ON o.commitment_id = c.id WHERE o.id = NEW.obligation_id) = 'demo')",
            ("INSERT", "UPDATE"),
        ),
    ]
