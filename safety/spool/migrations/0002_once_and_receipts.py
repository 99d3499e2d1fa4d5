from django.db import migrations, models


class Migration(migrations.Migration):
    """A form sent twice adds one text; two receipts may begin with the same two words; the bowl belongs to a meeting."""

    dependencies = [("spool", "0001_initial")]

    operations = [
        migrations.RenameField(model_name="contributioncode", old_name="session_ref", new_name="event_ref"),
        migrations.RemoveConstraint(model_name="spoolitem", name="spool_receipt_unique"),
        migrations.AddField(
            model_name="spoolitem",
            name="once_hash",
            field=models.CharField(
                help_text="of the form's random key; a form sent twice adds nothing",
                max_length=64,
                null=True,
                unique=True,
            ),
        ),
        migrations.AddIndex(
            model_name="spoolitem",
            index=models.Index(
                condition=models.Q(("receipt_lookup", ""), _negated=True),
                fields=["receipt_lookup"],
                name="spool_by_receipt",
            ),
        ),
    ]
