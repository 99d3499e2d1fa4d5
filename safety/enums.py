"""States of codes and handles, layers of consent, and the names of tasks."""

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from enum import StrEnum

from django.db import models
from django.utils.translation import gettext_lazy as _


class CodeState(models.TextChoices):
    """A code is used at most once; it never says by whom."""

    UNUSED = "unused", _("unused")
    USED = "used", _("used")
    VOID = "void", _("void")


CODE_MOVES: Mapping[str, AbstractSet[str]] = {
    CodeState.UNUSED: frozenset({CodeState.USED, CodeState.VOID}),
    CodeState.USED: frozenset(),
    CodeState.VOID: frozenset(),
}


class HandleState(models.TextChoices):
    """Whether the bearer still takes part."""

    ACTIVE = "active", _("taking part")
    WITHDRAWN = "withdrawn", _("no longer taking part")


HANDLE_MOVES: Mapping[str, AbstractSet[str]] = {
    HandleState.ACTIVE: frozenset({HandleState.WITHDRAWN}),
    HandleState.WITHDRAWN: frozenset(),
}


class Layer(models.TextChoices):
    """Consents attached to a handle; all empty at first, each given apart (safety 10)."""

    TAKE_PART = "take_part", _("take part in this meeting")
    RESULTS = "results", _("hear where the results can be read")
    LATER = "later", _("hear about later meetings")


class Use(models.TextChoices):
    """Uses of one contribution; they travel sealed with it and join nothing to a handle."""

    SUMMARY = "summary", _("use it in a summary")
    PARAPHRASE = "paraphrase", _("say it again in other words")
    QUOTE = "quote", _("quote it word for word, without a name")


class PlanItem(models.TextChoices):
    """What the safety plan of a protected event must settle before anybody is asked (safety 1, SA-A22)."""

    SUPPORT_PERSON = "support_person", _("a support person is in the room")
    BREAKS = "breaks", _("breaks are planned and can be taken at any time")
    QUIET_SPACE = "quiet_space", _("a quiet space is set up")
    PAY = "pay", _("how people are paid is settled")
    CONTENT_NOTES = "content_notes", _("content notes are written for each question")
    ARRIVAL = "arrival", _("how people arrive and leave unseen is settled")
    ROOM = "room", _("who may be in the room is settled")
    POLICE = "police", _("whether police are present is settled and said beforehand")
    DUTY_TO_REPORT = "duty_to_report", _("what must be reported by law is written down and said beforehand")
    LIVED_EXPERIENCE = "lived_experience", _("people with lived experience have approved the plan")


class Task(StrEnum):
    """Names of tasks that other layers may wake."""

    RELEASE = "safety.tasks.release"
