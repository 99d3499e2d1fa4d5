from django.db import migrations, models
from django.db.models import F

SETTLED = ["bounced", "dead", "delivered", "sent", "suppressed", "uncertain"]


def date_what_is_settled(apps, schema_editor):
    """Give settled rows without a moment the best one known, and take it from rows that are open again."""
    messages = apps.get_model("messaging", "Message").objects.using(schema_editor.connection.alias)
    undated = messages.filter(state__in=SETTLED, settled_at=None)
    undated.exclude(submitted_at=None).update(settled_at=F("submitted_at"))
    undated.filter(submitted_at=None).update(settled_at=F("owed_at"))
    messages.exclude(state__in=SETTLED).exclude(settled_at=None).update(settled_at=None)


class Migration(migrations.Migration):
    """A message has the moment of its outcome exactly while it has an outcome."""

    dependencies = [("messaging", "0004_calendar_told_hash")]

    operations = [
        migrations.RunPython(date_what_is_settled, migrations.RunPython.noop),
        migrations.AddConstraint(
            model_name="message",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state__in", SETTLED), ("settled_at__isnull", False)),
                    models.Q(models.Q(("state__in", SETTLED), _negated=True), ("settled_at__isnull", True)),
                    _connector="OR",
                ),
                name="message_settled_iff_dated",
            ),
        ),
    ]
