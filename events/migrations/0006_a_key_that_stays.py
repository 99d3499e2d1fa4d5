"""A question keeps one key whatever it says; those asked before keep the one their pages had."""

import uuid

from django.db import migrations, models
from django.db.models import F


def keep_the_address(apps, schema_editor):
    """Take over the identifier that the pages of the team used until now."""
    rows = apps.get_model("events", "FormQuestion").objects.using(schema_editor.connection.alias)
    rows.update(key=F("public_id"))


class Migration(migrations.Migration):
    dependencies = [("events", "0005_groups_changed")]

    operations = [
        migrations.AddField("formquestion", "key", models.UUIDField(null=True, editable=False)),
        migrations.RunPython(keep_the_address, migrations.RunPython.noop),
        migrations.AlterField("formquestion", "key", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
    ]
