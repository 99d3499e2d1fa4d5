"""What happens at the door."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class CheckInKind(models.TextChoices):
    """One thing that happened at the door."""

    IN = "in", _("came in")
    OUT = "out", _("left")
    UNDO = "undo", _("undone")
    WALK_IN = "walk_in", _("came without a seat")
