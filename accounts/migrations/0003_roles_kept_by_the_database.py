"""What the domain already refuses, held by the database too: own roles, and two roles that are kept apart."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0002_factor_reset"),
    ]

    operations = [
        migrations.AlterField(
            model_name="auditentry",
            name="actor_kind",
            field=models.CharField(help_text="user, system, or what the link was for", max_length=20),
        ),
        migrations.AddConstraint(
            model_name="roleassignment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("granted_by", None), models.Q(("granted_by", models.F("user")), _negated=True), _connector="OR"
                ),
                name="role_not_given_to_oneself",
            ),
        ),
        migrations.AddConstraint(
            model_name="roleassignment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("confirmed_by", None), models.Q(("confirmed_by", models.F("user")), _negated=True), _connector="OR"
                ),
                name="role_not_confirmed_by_its_holder",
            ),
        ),
        migrations.AddConstraint(
            model_name="roleassignment",
            constraint=models.UniqueConstraint(
                condition=models.Q(
                    ("ended_at", None), ("role__in", ["auditor", "custodian", "liaison", "privacy_officer"])
                ),
                fields=("user",),
                name="role_apart_held_alone",
            ),
        ),
    ]
