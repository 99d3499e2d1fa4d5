"""Replies, decisions and what happened at the door are never changed (EV-8, EV-26)."""

from django.db import migrations

from kernel.triggers import AppendOnly


class Migration(migrations.Migration):
    dependencies = [("events", "0001_initial")]

    operations = [
        AppendOnly("events_invitationreply"),
        AppendOnly("events_promotiondecision"),
        AppendOnly("events_checkinevent"),
    ]
