"""No detour around what is frozen: no state goes back, nothing is added late, and no table is emptied (EN-A2)."""

from django.db import migrations

from kernel.triggers import NoTruncate, RefuseWhen

VERSIONS = ("engagement_paperversion", "engagement_questionnaireversion", "engagement_codebookversion")
KEPT = (
    *VERSIONS,
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
)
PUBLISHED = "EXISTS (SELECT 1 FROM engagement_finding f WHERE f.id = ROW.finding_id AND f.state = 'published')"


def states():
    """States that only go forward do so by SQL too."""
    for table in VERSIONS:
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


def conclusions():
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
    dependencies = [("engagement", "0004_sign_words_of_findings")]

    operations = [*states(), *conclusions(), *(NoTruncate(table) for table in KEPT)]
