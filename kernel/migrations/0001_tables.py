"""Idempotency keys of the API and what they answered."""

from django.db import migrations, models


class Migration(migrations.Migration):
    # what earlier stores have applied in steps
    replaces = [("kernel", "0001_initial")]

    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="IdempotentAnswer",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("owner", models.CharField(help_text="whose key it is: token:<public id>", max_length=60)),
                ("key", models.CharField(max_length=100)),
                ("request_digest", models.CharField(help_text="SHA-256 of method, path and body", max_length=64)),
                ("status", models.PositiveSmallIntegerField(default=0, help_text="0 while the act runs")),
                ("body", models.JSONField(null=True)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
            ],
            options={
                "indexes": [models.Index(fields=["created_at"], name="answer_age")],
                "constraints": [models.UniqueConstraint(fields=("owner", "key"), name="answer_one_per_key")],
            },
        ),
    ]
