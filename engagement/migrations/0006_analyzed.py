"""Spell "Being analyzed" as the other words for it are spelled; nothing changes in the database."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("engagement", "0005_freezing_by_every_way"),
    ]

    operations = [
        migrations.AlterField(
            model_name="consultation",
            name="state",
            field=models.CharField(
                choices=[
                    ("draft", "Draft"),
                    ("scheduled", "Scheduled"),
                    ("open", "Open"),
                    ("closed", "Closed"),
                    ("analysing", "Being analyzed"),
                    ("reporting", "Report published"),
                    ("replied", "Answered"),
                    ("archived", "Archived"),
                ],
                default="draft",
                max_length=12,
            ),
        ),
    ]
