"""A finding carries the hash of the words that were signed, beside the hash of its passages (EN-A2).

The column has no default: with one, SQLite would make the table anew and lose the triggers that stand on it.
"""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("engagement", "0002_freezing")]

    operations = [
        migrations.AddField(
            model_name="finding",
            name="words_hash",
            field=models.CharField(editable=False, help_text="of what was checked", max_length=64, null=True),
        ),
    ]
