"""How often the groups of seats of an event changed: a claim that looked at the counters before is made anew."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("events", "0004_choices_known")]

    operations = [
        migrations.AddField(
            model_name="capacitypool",
            name="groups_changed",
            field=models.PositiveIntegerField(
                db_default=0,
                default=0,
                editable=False,
                help_text="at the root: a claim that has not looked since is made anew",
            ),
        ),
    ]
