"""Text pairs: every text of the product exists as `<stem>_en` and `<stem>_fr`, with no silent fallback."""

from typing import Any

from django.db import models
from django.db.models import F
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from kernel.folding import Folded


class Language(models.TextChoices):
    """The two official languages."""

    EN = "en", _("English")
    FR = "fr", _("French")

    @property
    def own_name(self) -> str:
        """The language's name in itself, as a switch shows it."""
        return "Français" if self is Language.FR else "English"


class PreferredLanguage(models.TextChoices):
    """How a person wants to be written to; `both` puts the two languages into one message (STD-10)."""

    EN = "en", _("English")
    FR = "fr", _("French")
    BOTH = "both", _("both languages")


def current() -> Language:
    """Return the language of this request, English when none is active."""
    return Language.FR if (get_language() or "en").startswith("fr") else Language.EN


def other(language: str) -> Language:
    """Return the other official language."""
    return Language.EN if language == Language.FR else Language.FR


def by_words(stem: str = "name") -> Folded:
    """Return the order of rows by what the page calls them, as its readers look for them: É stands among the E."""
    return Folded(F(f"{stem}_{current()}"))


def text(subject: Any, stem: str, language: str | None = None) -> str:
    """Return `<stem>_en` or `<stem>_fr` of a row, dataclass or mapping, in the given or the current language."""
    name = f"{stem}_{language or current()}"
    value = subject.get(name, "") if isinstance(subject, dict) else getattr(subject, name)
    return value or ""
