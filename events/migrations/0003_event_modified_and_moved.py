"""When what people read of an event changed last, and whether a change of zone data moved it."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("events", "0002_append_only")]

    operations = [
        migrations.AddField(
            model_name="event",
            name="modified_at",
            field=models.DateTimeField(editable=False, help_text="when what people read of it changed last", null=True),
        ),
        migrations.AddField(
            model_name="event",
            name="instants_moved_at",
            field=models.DateTimeField(
                editable=False, help_text="new zone data moved it, and nobody has said that they know", null=True
            ),
        ),
    ]
