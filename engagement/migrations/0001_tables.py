"""Consultations, papers, questionnaires, input, notes, coding, conclusions and replies."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    # what earlier stores have applied in steps
    replaces = [
        ("engagement", "0001_first"),
        ("engagement", "0003_finding_words_hash"),
        ("engagement", "0004_sign_words_of_findings"),
        ("engagement", "0006_analyzed"),
        ("engagement", "0007_choices_known"),
        ("engagement", "0008_errata"),
    ]

    initial = True

    dependencies = [
        ("accounts", "__first__"),
        ("events", "0001_tables"),
        ("partners", "0001_tables"),
    ]

    operations = [
        migrations.CreateModel(
            name="Consultation",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("ref", models.SlugField(max_length=40, unique=True, verbose_name="reference")),
                ("title_en", models.CharField(blank=True, max_length=200, verbose_name="title in English")),
                ("title_fr", models.CharField(blank=True, max_length=200, verbose_name="title in French")),
                ("purpose_en", models.TextField(blank=True, max_length=1000, verbose_name="purpose in English")),
                ("purpose_fr", models.TextField(blank=True, max_length=1000, verbose_name="purpose in French")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "Draft"),
                            ("scheduled", "Scheduled"),
                            ("open", "Open"),
                            ("closed", "Closed"),
                            ("analysing", "Being analyzed"),
                            ("reporting", "Report published"),
                            ("replied", "Answered"),
                            ("archived", "Archived"),
                        ],
                        default="draft",
                        max_length=12,
                    ),
                ),
                ("period_from", models.DateField(blank=True, null=True, verbose_name="first day or month")),
                ("period_to", models.DateField(blank=True, null=True, verbose_name="last day or month")),
                (
                    "period_precision",
                    models.CharField(choices=[("day", "day"), ("month", "month")], default="day", max_length=5),
                ),
                ("opens_day", models.DateField(blank=True, null=True, verbose_name="opens on")),
                ("closes_day", models.DateField(blank=True, null=True, verbose_name="closes at the end of")),
                ("opens_at", models.DateTimeField(blank=True, null=True)),
                ("closes_at", models.DateTimeField(blank=True, null=True)),
                ("k_min", models.PositiveSmallIntegerField(default=5, verbose_name="smallest count shown")),
                ("is_demonstration", models.BooleanField(default=False)),
                ("opened_at", models.DateTimeField(editable=False, null=True)),
                ("closed_at", models.DateTimeField(editable=False, null=True)),
                ("reported_at", models.DateTimeField(editable=False, null=True)),
                ("replied_at", models.DateTimeField(editable=False, null=True)),
                (
                    "modified_on",
                    models.DateField(
                        editable=False, help_text="last published change, shown as date modified", null=True
                    ),
                ),
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
                    "lead",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="partners.organization",
                    ),
                ),
                (
                    "place",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="partners.place"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "state__in",
                                [
                                    "analysing",
                                    "archived",
                                    "closed",
                                    "draft",
                                    "open",
                                    "replied",
                                    "reporting",
                                    "scheduled",
                                ],
                            )
                        ),
                        name="consultation_state_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("period_precision__in", ["day", "month"])),
                        name="consultation_precision_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("k_min__gte", 5)), name="consultation_hides_fewer_than_five"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("opens_at", None),
                            ("closes_at", None),
                            ("closes_at__gt", models.F("opens_at")),
                            _connector="OR",
                        ),
                        name="consultation_closes_after_it_opens",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("opens_at__isnull", True), ("opens_day__isnull", True)),
                            models.Q(("opens_at__isnull", False), ("opens_day__isnull", False)),
                            _connector="OR",
                        ),
                        name="consultation_opening_has_an_instant",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("closes_at__isnull", True), ("closes_day__isnull", True)),
                            models.Q(("closes_at__isnull", False), ("closes_day__isnull", False)),
                            _connector="OR",
                        ),
                        name="consultation_closing_has_an_instant",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("period_from", None),
                            ("period_to", None),
                            ("period_to__gte", models.F("period_from")),
                            _connector="OR",
                        ),
                        name="consultation_period_runs_forward",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state", "draft"),
                            models.Q(
                                ("title_en", ""),
                                ("title_fr", ""),
                                ("purpose_en", ""),
                                ("purpose_fr", ""),
                                _connector="OR",
                                _negated=True,
                            ),
                            _connector="OR",
                        ),
                        name="consultation_beyond_draft_in_both_languages",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("author", None),
                            ("approver", None),
                            models.Q(("author", models.F("approver")), _negated=True),
                            _connector="OR",
                        ),
                        name="consultation_opened_by_a_second_person",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="LoopCursor",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("stream", models.SlugField(max_length=40, unique=True)),
                ("position", models.BigIntegerField(default=0)),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Codebook",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                (
                    "consultation",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="codebook",
                        to="engagement.consultation",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Questionnaire",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                (
                    "consultation",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="questionnaire",
                        to="engagement.consultation",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Participation",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                (
                    "capacity",
                    models.CharField(
                        choices=[
                            ("individual", "As an individual"),
                            ("organization", "For an organization"),
                            ("lived_experience", "As a person with lived experience"),
                            ("government", "For a government or a public body"),
                        ],
                        default="individual",
                        max_length=20,
                        verbose_name="in which capacity",
                    ),
                ),
                ("name", models.CharField(blank=True, max_length=200, verbose_name="name")),
                ("organization_name", models.CharField(blank=True, max_length=200, verbose_name="organization")),
                ("email", models.EmailField(blank=True, max_length=254, verbose_name="e-mail address")),
                (
                    "language",
                    models.CharField(choices=[("en", "English"), ("fr", "French")], default="en", max_length=2),
                ),
                (
                    "reachable",
                    models.CharField(
                        choices=[
                            ("none", "Not at all"),
                            ("receipt", "By opening the receipt"),
                            ("mailbox", "By e-mail"),
                        ],
                        default="receipt",
                        max_length=8,
                    ),
                ),
                (
                    "confirmation",
                    models.CharField(
                        choices=[
                            ("none", "Not needed"),
                            ("pending", "Waiting for confirmation"),
                            ("confirmed", "Confirmed"),
                            ("denied", "Denied"),
                        ],
                        default="none",
                        max_length=10,
                    ),
                ),
                (
                    "link_hash",
                    models.CharField(blank=True, help_text="SHA-256 of the link in the latest message", max_length=64),
                ),
                (
                    "consultation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="participations",
                        to="engagement.consultation",
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
                    "sector",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="partners.sector"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("capacity__in", ["government", "individual", "lived_experience", "organization"])
                        ),
                        name="participation_capacity_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("reachable__in", ["mailbox", "none", "receipt"])),
                        name="participation_reachable_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("confirmation__in", ["confirmed", "denied", "none", "pending"])),
                        name="participation_confirmation_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("reachable", "mailbox"), _negated=True),
                            models.Q(("email", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="participation_mailbox_has_an_address",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("link_hash", ""), _negated=True),
                        fields=("link_hash",),
                        name="participation_link_points_to_one",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("language__in", ["en", "fr"])), name="participation_language_known"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="TableSession",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                (
                    "label",
                    models.CharField(help_text="Such as “Table 3”; never a name.", max_length=40, verbose_name="table"),
                ),
                (
                    "rule",
                    models.CharField(
                        choices=[
                            ("on_record", "On the record"),
                            ("chatham_house", "Chatham House Rule"),
                            ("closed", "Closed"),
                        ],
                        default="chatham_house",
                        max_length=14,
                    ),
                ),
                (
                    "head_count",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("under_5", "Fewer than 5"),
                            ("5_to_9", "5 to 9"),
                            ("10_to_14", "10 to 14"),
                            ("15_or_more", "15 or more"),
                        ],
                        max_length=12,
                        verbose_name="people at the table",
                    ),
                ),
                (
                    "state",
                    models.CharField(choices=[("open", "Open"), ("closed", "Closed")], default="open", max_length=8),
                ),
                ("closed_at", models.DateTimeField(editable=False, null=True)),
                (
                    "consultation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="tables", to="engagement.consultation"
                    ),
                ),
                (
                    "event",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="tables", to="events.event"
                    ),
                ),
                (
                    "session",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="tables",
                        to="events.session",
                    ),
                ),
            ],
            options={
                "ordering": ("label", "pk"),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("rule__in", ["chatham_house", "closed", "on_record"])),
                        name="table_rule_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("head_count__in", ["", "10_to_14", "15_or_more", "5_to_9", "under_5"])),
                        name="table_head_count_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["closed", "open"])), name="table_state_known"
                    ),
                    models.UniqueConstraint(fields=("session", "label"), name="table_once_per_session"),
                    models.UniqueConstraint(
                        condition=models.Q(("session", None)), fields=("event", "label"), name="table_once_per_event"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("closed_at__isnull", True), ("state", "open")),
                            models.Q(("closed_at__isnull", False), ("state", "closed")),
                            _connector="OR",
                        ),
                        name="table_closed_iff_dated",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ConsultationEvent",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                (
                    "stream",
                    models.CharField(
                        choices=[("general", "general"), ("protected", "protected")], default="general", max_length=10
                    ),
                ),
                ("order", models.PositiveSmallIntegerField(default=0)),
                (
                    "consultation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="event_links",
                        to="engagement.consultation",
                    ),
                ),
                (
                    "event",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="consultation_link", to="events.event"
                    ),
                ),
            ],
            options={
                "ordering": ("order", "pk"),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("stream__in", ["general", "protected"])), name="event_link_stream_known"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="DeadlineChange",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("old_closes_at", models.DateTimeField()),
                ("new_closes_at", models.DateTimeField()),
                ("reason_en", models.TextField(max_length=1000)),
                ("reason_fr", models.TextField(max_length=1000)),
                (
                    "changed_by",
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
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="deadline_changes",
                        to="engagement.consultation",
                    ),
                ),
            ],
            options={
                "ordering": ("pk",),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("new_closes_at__gt", models.F("old_closes_at"))),
                        name="deadline_only_moves_later",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("reason_en", ""), ("reason_fr", ""), _connector="OR", _negated=True),
                        name="deadline_reason_in_both_languages",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="DeclaredFigure",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("key", models.SlugField(max_length=40)),
                ("bound", models.CharField(choices=[("over", "over"), ("exact", "exactly")], max_length=5)),
                ("value", models.PositiveIntegerField()),
                ("label_en", models.CharField(max_length=200)),
                ("label_fr", models.CharField(max_length=200)),
                ("order", models.PositiveSmallIntegerField(default=0)),
                ("is_demonstration", models.BooleanField(default=False)),
                (
                    "consultation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="figures",
                        to="engagement.consultation",
                    ),
                ),
            ],
            options={
                "ordering": ("order", "pk"),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("bound__in", ["exact", "over"])), name="figure_bound_known"
                    ),
                    models.UniqueConstraint(fields=("consultation", "key"), name="figure_declared_once"),
                    models.CheckConstraint(
                        condition=models.Q(("label_en", ""), ("label_fr", ""), _connector="OR", _negated=True),
                        name="figure_in_both_languages",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="DiscussionPaper",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                (
                    "consultation",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="paper", to="engagement.consultation"
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="CodebookVersion",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("number", models.PositiveSmallIntegerField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "Draft"),
                            ("review", "In review"),
                            ("frozen", "Frozen"),
                            ("superseded", "Superseded"),
                        ],
                        default="draft",
                        max_length=10,
                    ),
                ),
                ("sha256", models.CharField(blank=True, editable=False, max_length=64)),
                ("frozen_at", models.DateTimeField(editable=False, null=True)),
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
                    "codebook",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="versions", to="engagement.codebook"
                    ),
                ),
                (
                    "frozen_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ("-number",),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["draft", "frozen", "review", "superseded"])),
                        name="codebook_state_known",
                    ),
                    models.UniqueConstraint(fields=("codebook", "number"), name="codebook_version_numbered_once"),
                    models.UniqueConstraint(
                        condition=models.Q(("state__in", ("draft", "review"))),
                        fields=("codebook",),
                        name="codebook_one_version_in_work",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("state", "frozen")),
                        fields=("codebook",),
                        name="codebook_one_version_in_force",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state__in", ["frozen", "superseded"]), _negated=True),
                            models.Q(models.Q(("sha256", ""), _negated=True), ("frozen_at__isnull", False)),
                            _connector="OR",
                        ),
                        name="codebook_frozen_has_its_hash",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("author", None),
                            ("frozen_by", None),
                            models.Q(("author", models.F("frozen_by")), _negated=True),
                            _connector="OR",
                        ),
                        name="codebook_frozen_by_a_second_person",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="QuestionnaireVersion",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("major", models.PositiveSmallIntegerField(default=1)),
                ("minor", models.PositiveSmallIntegerField(default=0)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "Draft"),
                            ("review", "In review"),
                            ("frozen", "Frozen"),
                            ("superseded", "Superseded"),
                        ],
                        default="draft",
                        max_length=10,
                    ),
                ),
                ("title_en", models.CharField(blank=True, max_length=200, verbose_name="title in English")),
                ("title_fr", models.CharField(blank=True, max_length=200, verbose_name="title in French")),
                ("intro_en", models.TextField(blank=True, max_length=4000, verbose_name="introduction in English")),
                ("intro_fr", models.TextField(blank=True, max_length=4000, verbose_name="introduction in French")),
                ("notice_en", models.TextField(blank=True, max_length=10000, verbose_name="privacy notice in English")),
                ("notice_fr", models.TextField(blank=True, max_length=10000, verbose_name="privacy notice in French")),
                ("is_demonstration", models.BooleanField(default=False)),
                ("sha256", models.CharField(blank=True, editable=False, max_length=64)),
                ("frozen_at", models.DateTimeField(editable=False, null=True)),
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
                    "frozen_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "questionnaire",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="versions",
                        to="engagement.questionnaire",
                    ),
                ),
            ],
            options={
                "ordering": ("-major", "-minor"),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["draft", "frozen", "review", "superseded"])),
                        name="questionnaire_state_known",
                    ),
                    models.UniqueConstraint(
                        fields=("questionnaire", "major", "minor"), name="questionnaire_version_numbered_once"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("state__in", ("draft", "review"))),
                        fields=("questionnaire",),
                        name="questionnaire_one_version_in_work",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("state", "frozen")),
                        fields=("questionnaire",),
                        name="questionnaire_one_version_in_force",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state__in", ["frozen", "superseded"]), _negated=True),
                            models.Q(models.Q(("sha256", ""), _negated=True), ("frozen_at__isnull", False)),
                            _connector="OR",
                        ),
                        name="questionnaire_frozen_has_its_hash",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state__in", ["frozen", "superseded"]), _negated=True),
                            models.Q(
                                ("title_en", ""),
                                ("title_fr", ""),
                                ("notice_en", ""),
                                ("notice_fr", ""),
                                _connector="OR",
                                _negated=True,
                            ),
                            _connector="OR",
                        ),
                        name="questionnaire_frozen_in_both_languages",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("author", None),
                            ("frozen_by", None),
                            models.Q(("author", models.F("frozen_by")), _negated=True),
                            _connector="OR",
                        ),
                        name="questionnaire_frozen_by_a_second_person",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="NoteEntry",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("sequence", models.PositiveIntegerField()),
                (
                    "entry_key",
                    models.UUIDField(
                        default=uuid.uuid4, help_text="key of the form that wrote it, so it is written once"
                    ),
                ),
                ("question_key", models.SlugField(blank=True, max_length=60)),
                ("text", models.TextField(max_length=2000)),
                ("language", models.CharField(choices=[("en", "English"), ("fr", "French")], max_length=2)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("point", "Point"),
                            ("agreement", "Agreement"),
                            ("disagreement", "Disagreement"),
                            ("dissent", "Dissent"),
                            ("action", "Action"),
                        ],
                        max_length=12,
                    ),
                ),
                (
                    "support",
                    models.CharField(
                        choices=[
                            ("one", "One person"),
                            ("several", "Several"),
                            ("most", "Most"),
                            ("all", "All present"),
                            ("not_tested", "Not tested"),
                        ],
                        max_length=12,
                    ),
                ),
                (
                    "amends",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="amendments",
                        to="engagement.noteentry",
                    ),
                ),
                (
                    "table",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="entries",
                        to="engagement.tablesession",
                    ),
                ),
            ],
            options={
                "ordering": ("table", "sequence"),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["action", "agreement", "disagreement", "dissent", "point"])),
                        name="note_kind_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("support__in", ["all", "most", "not_tested", "one", "several"])),
                        name="note_support_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("language__in", ["en", "fr"])), name="note_language_known"
                    ),
                    models.CheckConstraint(condition=models.Q(("text", ""), _negated=True), name="note_says_something"),
                    models.UniqueConstraint(fields=("table", "sequence"), name="note_numbered_once"),
                    models.UniqueConstraint(fields=("table", "entry_key"), name="note_written_once"),
                ],
            },
        ),
        migrations.CreateModel(
            name="PaperVersion",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("number", models.PositiveSmallIntegerField(verbose_name="version")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "Draft"),
                            ("review", "In review"),
                            ("frozen", "Frozen"),
                            ("superseded", "Superseded"),
                        ],
                        default="draft",
                        max_length=10,
                    ),
                ),
                ("title_en", models.CharField(blank=True, max_length=200, verbose_name="title in English")),
                ("title_fr", models.CharField(blank=True, max_length=200, verbose_name="title in French")),
                (
                    "change_note_en",
                    models.TextField(blank=True, max_length=2000, verbose_name="what changed, in English"),
                ),
                (
                    "change_note_fr",
                    models.TextField(blank=True, max_length=2000, verbose_name="what changed, in French"),
                ),
                ("is_demonstration", models.BooleanField(default=False)),
                ("sha256", models.CharField(blank=True, editable=False, max_length=64)),
                ("frozen_at", models.DateTimeField(editable=False, null=True)),
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
                    "frozen_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "paper",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="versions",
                        to="engagement.discussionpaper",
                    ),
                ),
            ],
            options={
                "ordering": ("-number",),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["draft", "frozen", "review", "superseded"])),
                        name="paper_state_known",
                    ),
                    models.UniqueConstraint(fields=("paper", "number"), name="paper_version_numbered_once"),
                    models.UniqueConstraint(
                        condition=models.Q(("state__in", ("draft", "review"))),
                        fields=("paper",),
                        name="paper_one_version_in_work",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("state", "frozen")), fields=("paper",), name="paper_one_version_in_force"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state__in", ["frozen", "superseded"]), _negated=True),
                            models.Q(models.Q(("sha256", ""), _negated=True), ("frozen_at__isnull", False)),
                            _connector="OR",
                        ),
                        name="paper_frozen_has_its_hash",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state__in", ["frozen", "superseded"]), _negated=True),
                            models.Q(("title_en", ""), ("title_fr", ""), _connector="OR", _negated=True),
                            _connector="OR",
                        ),
                        name="paper_frozen_in_both_languages",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("author", None),
                            ("frozen_by", None),
                            models.Q(("author", models.F("frozen_by")), _negated=True),
                            _connector="OR",
                        ),
                        name="paper_frozen_by_a_second_person",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="LoopNotice",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("trigger", models.UUIDField(help_text="public id of the reply or progress update it tells of")),
                ("wording", models.CharField(help_text="which words it uses: reply or progress", max_length=20)),
                ("batch", models.UUIDField(db_index=True, help_text="steps found together are told in one message")),
                (
                    "participation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="notices",
                        to="engagement.participation",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("participation", "trigger"), name="notice_once_per_step")
                ],
            },
        ),
        migrations.CreateModel(
            name="Code",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("key", models.SlugField(max_length=60)),
                ("order", models.PositiveSmallIntegerField(default=0)),
                ("label_en", models.CharField(blank=True, max_length=120, verbose_name="name in English")),
                ("label_fr", models.CharField(blank=True, max_length=120, verbose_name="name in French")),
                ("definition_en", models.TextField(blank=True, max_length=1000, verbose_name="definition in English")),
                ("definition_fr", models.TextField(blank=True, max_length=1000, verbose_name="definition in French")),
                ("bears_stance", models.BooleanField(default=True, verbose_name="passages can be for or against")),
                (
                    "parent",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="children",
                        to="engagement.code",
                    ),
                ),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="codes",
                        to="engagement.codebookversion",
                    ),
                ),
            ],
            options={
                "ordering": ("order", "pk"),
                "constraints": [
                    models.UniqueConstraint(fields=("version", "key"), name="code_key_once_per_version"),
                    models.CheckConstraint(
                        condition=models.Q(("label_en", ""), ("label_fr", ""), _connector="OR", _negated=True),
                        name="code_in_both_languages",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="QuestionPage",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("order", models.PositiveSmallIntegerField()),
                ("title_en", models.CharField(blank=True, max_length=200, verbose_name="title in English")),
                ("title_fr", models.CharField(blank=True, max_length=200, verbose_name="title in French")),
                ("intro_en", models.TextField(blank=True, max_length=2000, verbose_name="introduction in English")),
                ("intro_fr", models.TextField(blank=True, max_length=2000, verbose_name="introduction in French")),
                (
                    "is_sensitive",
                    models.BooleanField(default=False, verbose_name="shows the note about sensitive questions"),
                ),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="pages",
                        to="engagement.questionnaireversion",
                    ),
                ),
            ],
            options={
                "ordering": ("order", "pk"),
                "constraints": [
                    models.UniqueConstraint(fields=("version", "order"), name="question_page_in_one_place")
                ],
            },
        ),
        migrations.CreateModel(
            name="PaperSection",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("key", models.SlugField(max_length=60)),
                ("order", models.PositiveSmallIntegerField()),
                ("heading_en", models.CharField(blank=True, max_length=200, verbose_name="heading in English")),
                ("heading_fr", models.CharField(blank=True, max_length=200, verbose_name="heading in French")),
                ("body_en", models.TextField(blank=True, max_length=40000, verbose_name="text in English")),
                ("body_fr", models.TextField(blank=True, max_length=40000, verbose_name="text in French")),
                (
                    "change_status",
                    models.CharField(
                        choices=[("new", "New"), ("changed", "Changed"), ("same", "Unchanged")],
                        default="new",
                        max_length=8,
                    ),
                ),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="sections",
                        to="engagement.paperversion",
                    ),
                ),
            ],
            options={
                "ordering": ("order", "pk"),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("change_status__in", ["changed", "new", "same"])),
                        name="section_change_known",
                    ),
                    models.UniqueConstraint(fields=("version", "key"), name="section_key_once_per_version"),
                ],
            },
        ),
        migrations.CreateModel(
            name="QuestionVersion",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("key", models.SlugField(max_length=60)),
                ("order", models.PositiveSmallIntegerField()),
                (
                    "type",
                    models.CharField(
                        choices=[
                            ("single", "One choice"),
                            ("multi", "Several choices"),
                            ("scale", "Scale"),
                            ("open", "Own words"),
                        ],
                        max_length=8,
                    ),
                ),
                ("prompt_en", models.TextField(blank=True, max_length=1000, verbose_name="question in English")),
                ("prompt_fr", models.TextField(blank=True, max_length=1000, verbose_name="question in French")),
                ("help_en", models.TextField(blank=True, max_length=1000, verbose_name="help in English")),
                ("help_fr", models.TextField(blank=True, max_length=1000, verbose_name="help in French")),
                (
                    "section_key",
                    models.SlugField(blank=True, max_length=60, verbose_name="section of the paper it belongs to"),
                ),
                ("limit", models.PositiveIntegerField(default=10000, verbose_name="longest answer, in characters")),
                ("scale_low", models.SmallIntegerField(blank=True, null=True)),
                ("scale_high", models.SmallIntegerField(blank=True, null=True)),
                ("scale_low_label_en", models.CharField(blank=True, max_length=100)),
                ("scale_low_label_fr", models.CharField(blank=True, max_length=100)),
                ("scale_high_label_en", models.CharField(blank=True, max_length=100)),
                ("scale_high_label_fr", models.CharField(blank=True, max_length=100)),
                (
                    "meaning",
                    models.CharField(
                        choices=[("same", "Same meaning"), ("changed", "Different meaning")],
                        default="changed",
                        max_length=8,
                    ),
                ),
                (
                    "page",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="questions",
                        to="engagement.questionpage",
                    ),
                ),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="questions",
                        to="engagement.questionnaireversion",
                    ),
                ),
            ],
            options={
                "ordering": ("order", "pk"),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("type__in", ["multi", "open", "scale", "single"])),
                        name="question_type_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("meaning__in", ["changed", "same"])), name="question_meaning_known"
                    ),
                    models.UniqueConstraint(fields=("version", "key"), name="question_key_once_per_version"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("type", "scale"), _negated=True),
                            models.Q(
                                ("scale_low__isnull", False),
                                ("scale_high__isnull", False),
                                ("scale_high__gt", models.F("scale_low")),
                            ),
                            _connector="OR",
                        ),
                        name="question_scale_has_two_ends",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("limit__gte", 1), ("limit__lte", 200000)), name="question_limit_in_range"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Finding",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("number", models.PositiveSmallIntegerField()),
                (
                    "stance",
                    models.CharField(
                        choices=[
                            ("raises", "Raises it"),
                            ("for", "In favour"),
                            ("against", "Against"),
                            ("mixed", "Mixed"),
                        ],
                        max_length=8,
                    ),
                ),
                ("statement_en", models.TextField(blank=True, max_length=2000, verbose_name="statement in English")),
                ("statement_fr", models.TextField(blank=True, max_length=2000, verbose_name="statement in French")),
                ("limits_en", models.TextField(blank=True, max_length=2000, verbose_name="limits in English")),
                ("limits_fr", models.TextField(blank=True, max_length=2000, verbose_name="limits in French")),
                ("is_minority", models.BooleanField(default=False, verbose_name="shown under “where views differed”")),
                ("is_demonstration", models.BooleanField(default=False)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "Draft"),
                            ("checked", "Evidence checked"),
                            ("reviewed", "Language reviewed"),
                            ("approved", "Approved"),
                            ("published", "Published"),
                        ],
                        default="draft",
                        max_length=10,
                    ),
                ),
                (
                    "counts",
                    models.JSONField(
                        default=list,
                        editable=False,
                        help_text="by channel, as counted when checked: true, shown and word; never added",
                    ),
                ),
                ("rule_version", models.PositiveSmallIntegerField(editable=False, null=True)),
                ("evidence_hash", models.CharField(blank=True, editable=False, max_length=64)),
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
                    "checker",
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
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="findings",
                        to="engagement.consultation",
                    ),
                ),
                (
                    "reviewer",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "theme",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="findings", to="engagement.code"
                    ),
                ),
                (
                    "words_hash",
                    models.CharField(editable=False, help_text="of what was checked", max_length=64, null=True),
                ),
            ],
            options={
                "ordering": ("number",),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["approved", "checked", "draft", "published", "reviewed"])),
                        name="finding_state_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("stance__in", ["against", "for", "mixed", "raises"])),
                        name="finding_stance_known",
                    ),
                    models.UniqueConstraint(fields=("consultation", "number"), name="finding_numbered_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("author", None),
                            ("checker", None),
                            models.Q(("author", models.F("checker")), _negated=True),
                            _connector="OR",
                        ),
                        name="finding_checked_by_another",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("author", None),
                            ("approver", None),
                            models.Q(("author", models.F("approver")), _negated=True),
                            _connector="OR",
                        ),
                        name="finding_approved_by_another",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state__in", ("checked", "reviewed", "approved", "published")), _negated=True),
                            models.Q(
                                ("checker__isnull", False),
                                ("rule_version__isnull", False),
                                models.Q(("evidence_hash", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="finding_checked_has_its_counts",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state__in", ("approved", "published")), _negated=True),
                            models.Q(("approver__isnull", False), ("reviewer__isnull", False)),
                            _connector="OR",
                        ),
                        name="finding_approved_has_its_signatures",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "published"), _negated=True),
                            ("published_at__isnull", False),
                            _connector="OR",
                        ),
                        name="finding_published_is_dated",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state", "draft"),
                            models.Q(("statement_en", ""), ("statement_fr", ""), _connector="OR", _negated=True),
                            _connector="OR",
                        ),
                        name="finding_beyond_draft_in_both_languages",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="OptionVersion",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("code", models.SlugField(max_length=40)),
                ("order", models.PositiveSmallIntegerField()),
                ("label_en", models.CharField(blank=True, max_length=300, verbose_name="label in English")),
                ("label_fr", models.CharField(blank=True, max_length=300, verbose_name="label in French")),
                (
                    "question",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="options",
                        to="engagement.questionversion",
                    ),
                ),
            ],
            options={
                "ordering": ("order", "pk"),
                "constraints": [
                    models.UniqueConstraint(fields=("question", "code"), name="option_code_once_per_question")
                ],
            },
        ),
        migrations.CreateModel(
            name="Recommendation",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("number", models.PositiveSmallIntegerField()),
                ("statement_en", models.TextField(blank=True, max_length=2000, verbose_name="statement in English")),
                ("statement_fr", models.TextField(blank=True, max_length=2000, verbose_name="statement in French")),
                ("is_demonstration", models.BooleanField(default=False)),
                (
                    "state",
                    models.CharField(
                        choices=[("draft", "Draft"), ("approved", "Approved"), ("published", "Published")],
                        default="draft",
                        max_length=10,
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
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="recommendations",
                        to="engagement.consultation",
                    ),
                ),
                ("findings", models.ManyToManyField(related_name="recommendations", to="engagement.finding")),
            ],
            options={
                "ordering": ("number",),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["approved", "draft", "published"])),
                        name="recommendation_state_known",
                    ),
                    models.UniqueConstraint(fields=("consultation", "number"), name="recommendation_numbered_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("author", None),
                            ("approver", None),
                            models.Q(("author", models.F("approver")), _negated=True),
                            _connector="OR",
                        ),
                        name="recommendation_approved_by_another",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("state", "draft"), ("approver__isnull", False), _connector="OR"),
                        name="recommendation_approved_is_signed",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state", "draft"),
                            models.Q(("statement_en", ""), ("statement_fr", ""), _connector="OR", _negated=True),
                            _connector="OR",
                        ),
                        name="recommendation_in_both_languages",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Disposition",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                (
                    "outcome",
                    models.CharField(
                        choices=[
                            ("accepted", "Accepted"),
                            ("accepted_in_part", "Accepted in part"),
                            ("already_under_way", "Already under way"),
                            ("deferred", "Deferred"),
                            ("not_accepted", "Not accepted"),
                            ("out_of_scope", "Out of scope"),
                        ],
                        max_length=20,
                        verbose_name="reply",
                    ),
                ),
                ("reason_en", models.TextField(blank=True, max_length=4000, verbose_name="reason in English")),
                ("reason_fr", models.TextField(blank=True, max_length=4000, verbose_name="reason in French")),
                ("office_en", models.CharField(blank=True, max_length=200, verbose_name="office in English")),
                ("office_fr", models.CharField(blank=True, max_length=200, verbose_name="office in French")),
                ("is_demonstration", models.BooleanField(default=False)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "Draft"),
                            ("approved", "Approved"),
                            ("published", "Published"),
                            ("superseded", "Superseded"),
                        ],
                        default="draft",
                        max_length=10,
                    ),
                ),
                ("approved_at", models.DateTimeField(editable=False, null=True)),
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
                    "consultation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="dispositions",
                        to="engagement.consultation",
                    ),
                ),
                (
                    "drafter",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "supersedes",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="superseded_by",
                        to="engagement.disposition",
                    ),
                ),
                (
                    "finding",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="dispositions",
                        to="engagement.finding",
                    ),
                ),
                (
                    "recommendation",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="dispositions",
                        to="engagement.recommendation",
                    ),
                ),
            ],
            options={
                "ordering": ("pk",),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["approved", "draft", "published", "superseded"])),
                        name="disposition_state_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "outcome__in",
                                [
                                    "accepted",
                                    "accepted_in_part",
                                    "already_under_way",
                                    "deferred",
                                    "not_accepted",
                                    "out_of_scope",
                                ],
                            )
                        ),
                        name="disposition_outcome_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("finding__isnull", False), ("recommendation", None)),
                            models.Q(("finding", None), ("recommendation__isnull", False)),
                            _connector="OR",
                        ),
                        name="disposition_answers_exactly_one",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("state__in", ("draft", "approved"))),
                        fields=("finding",),
                        name="disposition_one_in_work_per_finding",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("state", "published")),
                        fields=("finding",),
                        name="disposition_one_in_force_per_finding",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("state__in", ("draft", "approved"))),
                        fields=("recommendation",),
                        name="disposition_one_in_work_per_recommendation",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("state", "published")),
                        fields=("recommendation",),
                        name="disposition_one_in_force_per_recommendation",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("drafter", None),
                            ("approver", None),
                            models.Q(("drafter", models.F("approver")), _negated=True),
                            _connector="OR",
                        ),
                        name="disposition_approved_by_another",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state", "draft"),
                            models.Q(("approved_at__isnull", False), ("approver__isnull", False)),
                            _connector="OR",
                        ),
                        name="disposition_approved_is_signed",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "published"), _negated=True),
                            ("published_at__isnull", False),
                            _connector="OR",
                        ),
                        name="disposition_published_is_dated",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state", "draft"),
                            models.Q(
                                ("reason_en", ""),
                                ("reason_fr", ""),
                                ("office_en", ""),
                                ("office_fr", ""),
                                _connector="OR",
                                _negated=True,
                            ),
                            _connector="OR",
                        ),
                        name="disposition_reason_in_both_languages",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="CommitmentOrigin",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                (
                    "relation",
                    models.CharField(
                        choices=[
                            ("implements", "carries it out"),
                            ("contributes_to", "contributes to it"),
                            ("preceded", "existed before it"),
                        ],
                        max_length=16,
                    ),
                ),
                ("reason_en", models.TextField(blank=True, max_length=2000, verbose_name="reason in English")),
                ("reason_fr", models.TextField(blank=True, max_length=2000, verbose_name="reason in French")),
                (
                    "commitment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="origins", to="partners.commitment"
                    ),
                ),
                (
                    "linked_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "recommendation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="origins",
                        to="engagement.recommendation",
                    ),
                ),
            ],
            options={
                "ordering": ("pk",),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("relation__in", ["contributes_to", "implements", "preceded"])),
                        name="origin_relation_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("reason_en", ""), ("reason_fr", ""), _connector="OR", _negated=True),
                        name="origin_reason_in_both_languages",
                    ),
                    models.UniqueConstraint(
                        fields=("recommendation", "commitment", "relation"), name="origin_stated_once"
                    ),
                ],
            },
        ),
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
        migrations.CreateModel(
            name="Submission",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                (
                    "channel",
                    models.CharField(
                        choices=[
                            ("online", "Online submissions"),
                            ("roundtable", "Notes of tables"),
                            ("brief", "Written briefs"),
                            ("assisted", "Submissions given with assistance"),
                            ("protected", "Protected session"),
                        ],
                        default="online",
                        max_length=10,
                    ),
                ),
                ("language", models.CharField(choices=[("en", "English"), ("fr", "French")], max_length=2)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "Draft"),
                            ("submitted", "Submitted"),
                            ("amended", "Amended"),
                            ("locked", "In analysis"),
                            ("withdrawn", "Withdrawn"),
                        ],
                        default="draft",
                        max_length=10,
                    ),
                ),
                (
                    "receipt",
                    models.CharField(
                        help_text="what the person quotes, such as R-7K4M-2Q9X", max_length=16, unique=True
                    ),
                ),
                (
                    "secret_hash",
                    models.CharField(editable=False, help_text="Argon2id of the secret shown once", max_length=200),
                ),
                (
                    "start_key",
                    models.CharField(
                        editable=False,
                        help_text="digest of the key of the start form (EN-4)",
                        max_length=64,
                        null=True,
                        unique=True,
                    ),
                ),
                (
                    "draft",
                    models.JSONField(blank=True, default=dict, help_text="answers being written, by question key"),
                ),
                ("revisions", models.PositiveSmallIntegerField(default=0, editable=False)),
                ("is_anonymous", models.BooleanField(default=False, help_text="never becomes false again")),
                ("started_on", models.DateField(editable=False)),
                ("submitted_on", models.DateField(editable=False, null=True)),
                ("withdrawn_on", models.DateField(editable=False, null=True)),
                (
                    "consultation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="submissions",
                        to="engagement.consultation",
                    ),
                ),
                (
                    "entered_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "participation",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="submission",
                        to="engagement.participation",
                    ),
                ),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="submissions",
                        to="engagement.questionnaireversion",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["consultation", "state", "channel"], name="submission_balance")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["amended", "draft", "locked", "submitted", "withdrawn"])),
                        name="submission_state_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("channel__in", ["assisted", "brief", "online", "protected", "roundtable"])),
                        name="submission_channel_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("language__in", ["en", "fr"])), name="submission_language_known"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state__in", ("draft", "withdrawn")),
                            models.Q(("submitted_on__isnull", False), ("revisions__gte", 1)),
                            _connector="OR",
                        ),
                        name="submission_received_is_dated",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "withdrawn"), _negated=True),
                            models.Q(("withdrawn_on__isnull", False), ("draft", {})),
                            _connector="OR",
                        ),
                        name="submission_withdrawn_holds_no_words",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SubmissionRevision",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("number", models.PositiveSmallIntegerField()),
                ("language", models.CharField(choices=[("en", "English"), ("fr", "French")], max_length=2)),
                ("key", models.CharField(help_text="digest of the key of the form that sent it (EN-4)", max_length=64)),
                ("sent_on", models.DateField()),
                (
                    "submission",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="sent_revisions",
                        to="engagement.submission",
                    ),
                ),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="engagement.questionnaireversion",
                    ),
                ),
            ],
            options={
                "ordering": ("submission", "number"),
                "constraints": [
                    models.UniqueConstraint(fields=("submission", "number"), name="revision_numbered_once"),
                    models.UniqueConstraint(fields=("submission", "key"), name="revision_sent_once"),
                    models.CheckConstraint(
                        condition=models.Q(("language__in", ["en", "fr"])), name="revision_language_known"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ConsentRecord",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("number", models.PositiveSmallIntegerField()),
                (
                    "attribution",
                    models.CharField(
                        choices=[
                            ("named", "With my name"),
                            ("organization", "With the name of my organization only"),
                            ("anonymous", "Anonymously"),
                        ],
                        max_length=12,
                    ),
                ),
                ("may_analyse", models.BooleanField()),
                ("may_summarise", models.BooleanField()),
                ("may_paraphrase", models.BooleanField()),
                ("may_quote", models.BooleanField()),
                ("may_publish_full", models.BooleanField()),
                ("may_recontact", models.BooleanField()),
                ("language", models.CharField(choices=[("en", "English"), ("fr", "French")], max_length=2)),
                (
                    "act",
                    models.CharField(
                        choices=[
                            ("given", "given"),
                            ("changed", "changed"),
                            ("withdrawn", "withdrawn"),
                            ("denied", "the owner of the address said that the input is not theirs"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "method",
                    models.CharField(
                        choices=[
                            ("online", "online form"),
                            ("telephone", "by telephone"),
                            ("paper", "on paper"),
                            ("in_person", "in person"),
                        ],
                        default="online",
                        max_length=10,
                    ),
                ),
                ("given_on", models.DateField()),
                (
                    "witness",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "notice",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="engagement.questionnaireversion",
                    ),
                ),
                (
                    "submission",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="consents", to="engagement.submission"
                    ),
                ),
            ],
            options={
                "ordering": ("submission", "number"),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("attribution__in", ["anonymous", "named", "organization"])),
                        name="consent_attribution_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("act__in", ["changed", "denied", "given", "withdrawn"])),
                        name="consent_act_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("method__in", ["in_person", "online", "paper", "telephone"])),
                        name="consent_method_known",
                    ),
                    models.UniqueConstraint(fields=("submission", "number"), name="consent_numbered_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("act__in", ("withdrawn",)), _negated=True),
                            models.Q(
                                ("may_analyse", False),
                                ("may_paraphrase", False),
                                ("may_publish_full", False),
                                ("may_quote", False),
                                ("may_recontact", False),
                                ("may_summarise", False),
                            ),
                            _connector="OR",
                        ),
                        name="consent_withdrawn_allows_nothing",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("attribution", "anonymous"), _negated=True),
                            ("may_recontact", False),
                            _connector="OR",
                        ),
                        name="consent_anonymous_is_not_written_to",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("method", "online"), ("witness__isnull", False), _connector="OR"),
                        name="consent_in_person_has_a_witness",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("language__in", ["en", "fr"])), name="consent_language_known"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Answer",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("codes", models.JSONField(default=list)),
                ("number", models.IntegerField(null=True)),
                ("text", models.TextField(blank=True)),
                (
                    "question",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="answers",
                        to="engagement.questionversion",
                    ),
                ),
                (
                    "revision",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="answers",
                        to="engagement.submissionrevision",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("revision", "question"), name="answer_once_per_question")
                ],
            },
        ),
        migrations.CreateModel(
            name="SourceText",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                (
                    "channel",
                    models.CharField(
                        choices=[
                            ("online", "Online submissions"),
                            ("roundtable", "Notes of tables"),
                            ("brief", "Written briefs"),
                            ("assisted", "Submissions given with assistance"),
                            ("protected", "Protected session"),
                        ],
                        max_length=10,
                    ),
                ),
                ("question_key", models.SlugField(blank=True, max_length=60)),
                ("language", models.CharField(choices=[("en", "English"), ("fr", "French")], max_length=2)),
                ("text", models.TextField()),
                ("sha256", models.CharField(max_length=64)),
                ("is_protected", models.BooleanField(default=False)),
                (
                    "answer",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="source",
                        to="engagement.answer",
                    ),
                ),
                (
                    "consultation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="texts", to="engagement.consultation"
                    ),
                ),
                (
                    "note",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="source",
                        to="engagement.noteentry",
                    ),
                ),
                (
                    "submission",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="texts",
                        to="engagement.submission",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["consultation", "question_key"], name="text_of_a_question")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("channel__in", ["assisted", "brief", "online", "protected", "roundtable"])),
                        name="text_channel_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("language__in", ["en", "fr"])), name="text_language_known"
                    ),
                    models.CheckConstraint(condition=models.Q(("text", ""), _negated=True), name="text_says_something"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("answer__isnull", False), ("note", None), ("submission__isnull", False)),
                            models.Q(("answer", None), ("note__isnull", False), ("submission", None)),
                            models.Q(("answer", None), ("note", None)),
                            _connector="OR",
                        ),
                        name="text_has_one_origin",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Coding",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("start", models.PositiveIntegerField()),
                ("end", models.PositiveIntegerField()),
                ("quote", models.TextField()),
                (
                    "stance",
                    models.CharField(
                        choices=[
                            ("raises", "Raises it"),
                            ("for", "In favour"),
                            ("against", "Against"),
                            ("mixed", "Mixed"),
                        ],
                        default="raises",
                        max_length=8,
                    ),
                ),
                (
                    "code",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="codings", to="engagement.code"
                    ),
                ),
                (
                    "coder",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "retracts",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="retracted_by",
                        to="engagement.coding",
                    ),
                ),
                (
                    "source",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="codings", to="engagement.sourcetext"
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["code", "stance"], name="coding_of_a_theme")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("stance__in", ["against", "for", "mixed", "raises"])),
                        name="coding_stance_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("end__gt", models.F("start"))), name="coding_is_not_empty"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ReadingRecord",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                (
                    "reader",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "source",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="readings", to="engagement.sourcetext"
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("source", "reader"), name="text_read_once_per_reader")],
            },
        ),
        migrations.CreateModel(
            name="Quote",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("start", models.PositiveIntegerField()),
                ("end", models.PositiveIntegerField()),
                (
                    "attribution",
                    models.CharField(
                        choices=[
                            ("named", "With my name"),
                            ("organization", "With the name of my organization only"),
                            ("anonymous", "Anonymously"),
                        ],
                        max_length=12,
                    ),
                ),
                (
                    "chosen_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "consent",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="engagement.consentrecord",
                    ),
                ),
                (
                    "finding",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="quotes", to="engagement.finding"
                    ),
                ),
                (
                    "source",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="quotes", to="engagement.sourcetext"
                    ),
                ),
            ],
            options={
                "ordering": ("finding", "pk"),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("attribution__in", ["anonymous", "named", "organization"])),
                        name="quote_attribution_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("end__gt", models.F("start"))), name="quote_is_not_empty"
                    ),
                    models.UniqueConstraint(fields=("finding", "source", "start", "end"), name="quote_shown_once"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Unit",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("number", models.PositiveIntegerField()),
                (
                    "kind",
                    models.CharField(
                        choices=[("sentence", "sentence"), ("paragraph", "paragraph")],
                        default="sentence",
                        max_length=10,
                    ),
                ),
                ("paragraph", models.PositiveIntegerField(default=0)),
                ("start", models.PositiveIntegerField()),
                ("end", models.PositiveIntegerField()),
                (
                    "source",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="units", to="engagement.sourcetext"
                    ),
                ),
            ],
            options={
                "ordering": ("source", "number"),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["paragraph", "sentence"])), name="unit_kind_known"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("end__gt", models.F("start"))), name="unit_is_not_empty"
                    ),
                    models.UniqueConstraint(fields=("source", "number"), name="unit_numbered_once"),
                ],
            },
        ),
        migrations.CreateModel(
            name="FindingEvidence",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                (
                    "coding",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="evidence_for", to="engagement.coding"
                    ),
                ),
                (
                    "finding",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="evidence", to="engagement.finding"
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("finding", "coding"), name="evidence_listed_once")],
            },
        ),
        migrations.AddField(
            model_name="Submission",
            name="consent",
            field=models.ForeignKey(
                editable=False,
                help_text="in force now",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="engagement.consentrecord",
            ),
        ),
    ]
