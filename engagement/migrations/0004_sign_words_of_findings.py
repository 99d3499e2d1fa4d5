"""Findings that were checked before get the hash of their words as they stand."""

from django.db import migrations

from kernel.canonical import digest

NAMES = "statement_en statement_fr limits_en limits_fr is_minority stance theme_id rule_version counts".split()


def sign(apps, schema_editor):
    """Hash what was checked; the same columns as `engagement.domain.findings.words_hash` covers."""
    findings = apps.get_model("engagement", "Finding").objects.using(schema_editor.connection.alias)
    for row in findings.exclude(state="draft").filter(words_hash=None).order_by("pk").iterator():
        findings.filter(pk=row.pk).update(words_hash=digest({name: getattr(row, name) for name in NAMES}))


class Migration(migrations.Migration):
    dependencies = [("engagement", "0003_finding_words_hash")]

    operations = [migrations.RunPython(sign, migrations.RunPython.noop)]
