"""What people answered, said and were told never changes, by no way and in both databases (EN-1, EN-2, EN-5, EN-9, EN-A2)."""

from django.db import migrations

from kernel.triggers import AppendOnly, FrozenWhen, NoTruncate, RefuseWhen

FIXED = "('frozen', 'superseded')"
VERSION = ["state", "sha256", "author_id", "frozen_by_id", "frozen_at"]
VERSION_TABLES = {
    "engagement_paperversion": [
        "paper_id", "number", "title_en", "title_fr", "change_note_en", "change_note_fr", "is_demonstration",
    ],
    "engagement_questionnaireversion": [
        "questionnaire_id", "major", "minor", "title_en", "title_fr", "intro_en", "intro_fr", "notice_en", "notice_fr",
        "is_demonstration",
    ],
    "engagement_codebookversion": ["codebook_id", "number"],
}  # fmt: skip
PARTS = {
    "engagement_papersection": "engagement_paperversion",
    "engagement_questionpage": "engagement_questionnaireversion",
    "engagement_questionversion": "engagement_questionnaireversion",
    "engagement_code": "engagement_codebookversion",
}
ALL = ("INSERT", "UPDATE", "DELETE")
KEPT = (
    *VERSION_TABLES,
    "engagement_papersection",
    "engagement_questionpage",
    "engagement_questionversion",
    "engagement_optionversion",
    "engagement_code",
    "engagement_submission",
    "engagement_submissionrevision",
    "engagement_answer",
    "engagement_sourcetext",
    "engagement_unit",
    "engagement_coding",
    "engagement_finding",
    "engagement_findingevidence",
    "engagement_quote",
    "engagement_recommendation",
    "engagement_recommendation_findings",
    "engagement_disposition",
    "engagement_erratum",
)
PUBLISHED = "EXISTS (SELECT 1 FROM engagement_finding f WHERE f.id = ROW.finding_id AND f.state = 'published')"
ERRATUM = [
    "consultation_id", "finding_id", "recommendation_id", "text_en", "text_fr", "state", "author_id", "approver_id",
    "published_at",
]  # fmt: skip


def versions():
    """A frozen version keeps its columns and can only become superseded; its parts are frozen with it."""
    for table, columns in VERSION_TABLES.items():
        yield FrozenWhen(table, f"OLD.state IN {FIXED}", [*columns, *VERSION[1:]])
        thawed = f"OLD.state IN {FIXED} AND NEW.state NOT IN {FIXED}"
        yield RefuseWhen(table, "frozen_never_thaws", thawed, ("UPDATE",))
    for table, parent in PARTS.items():
        frozen = f"EXISTS (SELECT 1 FROM {parent} v WHERE v.id = ROW.version_id AND v.state IN {FIXED})"
        yield RefuseWhen(table, "part_of_a_frozen_version", frozen, ALL)
    frozen = (
        "EXISTS (SELECT 1 FROM engagement_questionversion q JOIN engagement_questionnaireversion v "
        f"ON v.id = q.version_id WHERE q.id = ROW.question_id AND v.state IN {FIXED})"
    )
    yield RefuseWhen("engagement_optionversion", "part_of_a_frozen_version", frozen, ALL)


def words():
    """Words never change; they can go only once their author has withdrawn them (5.12)."""
    gone = "SELECT 1 FROM engagement_submission s WHERE s.state = 'withdrawn' AND s.id = "
    kept = {
        "engagement_submissionrevision": f"NOT EXISTS ({gone}OLD.submission_id)",
        "engagement_answer": (
            "NOT EXISTS (SELECT 1 FROM engagement_submission s JOIN engagement_submissionrevision r "
            "ON r.submission_id = s.id WHERE s.state = 'withdrawn' AND r.id = OLD.revision_id)"
        ),
        "engagement_sourcetext": f"NOT EXISTS ({gone}OLD.submission_id)",
        "engagement_unit": _of_source(gone),
        "engagement_coding": _of_source(gone),
    }
    for table, condition in kept.items():
        yield RefuseWhen(table, "is_immutable", "1 = 1", ("UPDATE",))
        yield RefuseWhen(table, "is_kept_until_withdrawn", condition, ("DELETE",))
    for table in (
        "engagement_consentrecord",
        "engagement_noteentry",
        "engagement_deadlinechange",
        "engagement_commitmentorigin",
    ):
        yield AppendOnly(table)
    yield RefuseWhen(
        "engagement_answer",
        "question_of_another_version",
        "NOT EXISTS (SELECT 1 FROM engagement_submissionrevision r JOIN engagement_questionversion q "
        "ON q.version_id = r.version_id WHERE r.id = NEW.revision_id AND q.id = NEW.question_id)",
        ("INSERT",),
    )
    yield RefuseWhen(
        "engagement_submission",
        "anonymity_is_final",
        "OLD.is_anonymous AND NOT NEW.is_anonymous",
        ("UPDATE",),
    )


def _of_source(gone):
    return (
        "NOT EXISTS (SELECT 1 FROM engagement_sourcetext t WHERE t.id = OLD.source_id "
        f"AND EXISTS ({gone}t.submission_id))"
    )


def conclusions():
    """What was published stays as it was published; a correction supersedes it."""
    signed = ["author_id", "approver_id", "published_at", "state", "is_demonstration"]
    finding = [
        "consultation_id", "number", "theme_id", "stance", "statement_en", "statement_fr", "limits_en", "limits_fr",
        "is_minority", "counts", "rule_version", "evidence_hash", "checker_id", "reviewer_id",
    ]  # fmt: skip
    yield FrozenWhen("engagement_finding", "OLD.state = 'published'", [*finding, *signed])
    recommendation = ["consultation_id", "number", "statement_en", "statement_fr"]
    yield FrozenWhen("engagement_recommendation", "OLD.state = 'published'", [*recommendation, *signed])
    reply = [
        "consultation_id", "finding_id", "recommendation_id", "outcome", "reason_en", "reason_fr", "office_en",
        "office_fr", "is_demonstration", "drafter_id", "approver_id", "approved_at", "supersedes_id",
    ]  # fmt: skip
    yield FrozenWhen("engagement_disposition", "OLD.state <> 'draft'", reply)
    settled = "EXISTS (SELECT 1 FROM engagement_finding f WHERE f.id = ROW.finding_id AND f.state IN {})"
    yield RefuseWhen(
        "engagement_findingevidence",
        "finding_is_settled",
        settled.format("('checked', 'reviewed', 'approved', 'published')"),
        ("INSERT", "UPDATE"),
    )


def states():
    """States that only go forward do so by SQL too."""
    for table in VERSION_TABLES:
        back = "OLD.state = 'superseded' AND NEW.state <> 'superseded'"
        yield RefuseWhen(table, "superseded_stays_so", back, ("UPDATE",))
    back = "OLD.state = 'withdrawn' AND NEW.state <> 'withdrawn'"
    yield RefuseWhen("engagement_submission", "withdrawn_stays_so", back, ("UPDATE",))
    back = (
        "(OLD.state <> 'draft' AND NEW.state = 'draft') "
        "OR (OLD.state = 'published' AND NEW.state NOT IN ('published', 'superseded')) "
        "OR (OLD.state = 'superseded' AND NEW.state <> 'superseded') "
        "OR (OLD.published_at IS NOT NULL AND (NEW.published_at IS NULL OR NEW.published_at <> OLD.published_at))"
    )
    yield RefuseWhen("engagement_disposition", "reply_never_goes_back", back, ("UPDATE",))


def grounds():
    """What a published finding or recommendation rests on stays with it; words taken back are the one exception."""
    moved = " OR ".join(
        f"NEW.{name} <> OLD.{name}"
        for name in ("statement_en", "statement_fr", "limits_en", "limits_fr", "is_minority", "theme_id", "stance")
    )
    signed = f"OLD.state IN ('checked', 'reviewed', 'approved') AND NEW.state <> 'draft' AND ({moved})"
    yield RefuseWhen("engagement_finding", "words_are_signed", signed, ("UPDATE",))
    hashed = "OLD.state = 'published' AND (NEW.words_hash IS NULL OR NEW.words_hash <> OLD.words_hash)"
    yield RefuseWhen("engagement_finding", "words_hash_stays", hashed, ("UPDATE",))
    resting = (
        "EXISTS (SELECT 1 FROM engagement_recommendation r WHERE r.id = ROW.recommendation_id "
        "AND r.state = 'published')"
    )
    table = "engagement_recommendation_findings"
    yield RefuseWhen(table, "is_published", resting, ("INSERT", "UPDATE", "DELETE"))
    withdrawn = (
        "EXISTS (SELECT 1 FROM engagement_coding c JOIN engagement_sourcetext t ON t.id = c.source_id "
        "JOIN engagement_submission s ON s.id = t.submission_id WHERE c.id = ROW.coding_id AND s.state = 'withdrawn')"
    )
    kept = f"{PUBLISHED} AND NOT {withdrawn}"
    yield RefuseWhen("engagement_findingevidence", "finding_is_published", kept, ("DELETE",))
    yield RefuseWhen("engagement_quote", "finding_is_published", PUBLISHED, ("INSERT",))
    yield RefuseWhen("engagement_quote", "is_immutable", "1 = 1", ("UPDATE",))


class Migration(migrations.Migration):
    # what earlier stores have applied in steps
    replaces = [("engagement", "0002_freezing"), ("engagement", "0005_freezing_by_every_way")]
    dependencies = [("engagement", "0001_tables")]

    operations = [
        *versions(),
        *words(),
        *conclusions(),
        *states(),
        *grounds(),
        FrozenWhen("engagement_erratum", "OLD.state = 'published'", ERRATUM),
        *(NoTruncate(table) for table in KEPT),
    ]
