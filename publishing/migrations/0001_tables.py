"""Documents that were made once and are kept."""

import uuid

from django.db import migrations, models


class Migration(migrations.Migration):
    # what earlier stores have applied in steps
    replaces = [("publishing", "0001_initial")]

    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="TextPairState",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("subject", models.CharField(help_text="app.Model", max_length=60)),
                ("subject_ref", models.UUIDField()),
                ("stem", models.CharField(max_length=60)),
                ("revision_en", models.PositiveIntegerField(default=1)),
                ("revision_fr", models.PositiveIntegerField(default=1)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("subject", "subject_ref", "stem"), name="text_pair_known_once")
                ],
            },
        ),
    ]
