"""Commitments. Constraints stand inside the tables, because SQLite rebuilds a table for each one added later."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import partners.models.progress
from kernel.triggers import AppendOnly, FrozenWhen, RefuseWhen


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "__first__"),
        ("partners", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="CommitmentSeries",
            fields=[
                ("year", models.PositiveSmallIntegerField(primary_key=True, serialize=False)),
                ("last", models.PositiveIntegerField(default=0)),
            ],
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
        migrations.AddField(
            model_name="commitment",
            name="pillars",
            field=models.ManyToManyField(
                related_name="commitments", through="partners.CommitmentPillar", to="partners.pillar"
            ),
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
        migrations.AddField(
            model_name="commitment",
            name="current_revision",
            field=models.ForeignKey(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="partners.commitmentrevision",
            ),
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
                        condition=models.Q(("state__in", ["approved", "open", "refused"])),
                        name="commitment_decision_state_known",
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
                        ],
                        default="attached",
                        editable=False,
                        max_length=10,
                    ),
                ),
                ("checked_at", models.DateTimeField(editable=False, null=True)),
                ("decided_at", models.DateTimeField(editable=False, null=True)),
                ("rejection", models.TextField(blank=True, editable=False, max_length=1000)),
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
                        condition=models.Q(("state__in", ["accepted", "attached", "checked", "rejected"])),
                        name="evidence_state_known",
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
                        condition=models.Q(
                            models.Q(("state", "rejected"), _negated=True),
                            models.Q(("rejection", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="evidence_rejected_says_why",
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
                            ("milestone_met", "milestone met"),
                            ("milestone_waived", "milestone waived"),
                            ("milestone_rescheduled", "milestone rescheduled"),
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
                                    "milestone_met",
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
