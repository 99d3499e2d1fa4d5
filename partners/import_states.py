"""States, moves and words of an import of people (PA-A19, EV-A13)."""

from collections.abc import Mapping
from collections.abc import Set as AbstractSet

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class ImportState(models.TextChoices):
    """How far a file of people has come."""

    READ = "read", pgettext_lazy("import", "waits for its columns")
    CHECKING = "checking", pgettext_lazy("import", "being checked")
    CHECKED = "checked", pgettext_lazy("import", "waits for confirmation")
    APPLYING = "applying", pgettext_lazy("import", "being imported")
    STUCK = "stuck", pgettext_lazy("import", "stopped, needs a person")
    DONE = "done", pgettext_lazy("import", "done")
    DISCARDED = "discarded", pgettext_lazy("import", "discarded")


IMPORT_MOVES: Mapping[str, AbstractSet[str]] = {
    ImportState.READ: frozenset({ImportState.CHECKING, ImportState.DISCARDED}),
    ImportState.CHECKING: frozenset({ImportState.CHECKED, ImportState.STUCK}),
    ImportState.CHECKED: frozenset({ImportState.CHECKING, ImportState.APPLYING, ImportState.DISCARDED}),
    ImportState.APPLYING: frozenset({ImportState.DONE, ImportState.STUCK}),
    ImportState.STUCK: frozenset({ImportState.CHECKING, ImportState.APPLYING, ImportState.DISCARDED}),
    ImportState.DONE: frozenset(),
    ImportState.DISCARDED: frozenset(),
}
WORKING = frozenset({ImportState.CHECKING, ImportState.APPLYING})
OVER = frozenset({ImportState.DONE, ImportState.DISCARDED})
OPEN = frozenset(ImportState) - OVER
TONES = {
    ImportState.READ: "warn",
    ImportState.CHECKING: "busy",
    ImportState.CHECKED: "warn",
    ImportState.APPLYING: "busy",
    ImportState.STUCK: "bad",
    ImportState.DONE: "good",
    ImportState.DISCARDED: "over",
}


class Finding(models.TextChoices):
    """What the check found about one row."""

    NEW = "new", pgettext_lazy("row of an import", "new")
    LIKELY = "likely", pgettext_lazy("row of an import", "likely duplicate")
    KNOWN = "known", pgettext_lazy("row of an import", "already in the directory")
    REPEATED = "repeated", pgettext_lazy("row of an import", "repeated in the file")
    BAD = "bad", pgettext_lazy("row of an import", "refused")


class Choice(models.TextChoices):
    """What a person decided about a likely duplicate."""

    SKIP = "skip", _("Leave this row out")
    CREATE = "create", _("Another person: add them")
    MERGE = "merge", _("The same person: add what is missing")


class Outcome(models.TextChoices):
    """What the import did with one row."""

    CREATED = "created", pgettext_lazy("row of an import", "added")
    MERGED = "merged", pgettext_lazy("row of an import", "completed")
    UNCHANGED = "unchanged", pgettext_lazy("row of an import", "nothing to add")
    LEFT_OUT = "left_out", pgettext_lazy("row of an import", "left out")
    REFUSED = "refused", pgettext_lazy("row of an import", "refused")
