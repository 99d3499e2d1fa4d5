"""Acts that nothing brings back, or that the public sees: a page that says what will happen, then the act (screens 1)."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from engagement.views.acting import acted
from kernel.bilingual import current, other, text

PAGE = "engagement/organizer/ask.html"

NEVER_CHANGES = _(
    "It cannot be undone: what is published never changes. A mistake can only be corrected beside it, with a date."
)


@dataclass(frozen=True)
class Question:
    """What the page says before the act is done.

    Attributes:
        title: what is about to be done, as a question.
        facts: sentences that say what will happen, who sees it, and whether it can be undone.
        done: what is said afterwards.
        back: url name of the page to which one goes on, and to which *No, go back* leads.
        label: the word on the button.
        subject: the words of what it is done to, as the reader knows it.
        words: the words that are signed or published by it, each with its language: whoever answers for both reads both.
        tone: `danger` when nothing brings it back.
        hindrance: why it cannot be done now; the page then offers no button.
    """

    title: Any
    facts: tuple[Any, ...]
    done: Any
    back: str
    label: Any
    subject: Any = ""
    words: tuple[tuple[str, str], ...] = ()
    tone: str = "danger"
    hindrance: Any = ""


def in_both(row: Any, stem: str) -> tuple[tuple[str, str], ...]:
    """Return the text of a row in each language that it has, the reader's first."""
    here = current()
    return tuple((language, said) for language in (here, other(here)) if (said := text(row, stem, language)))


def removal(title: Any, subject: Any, facts: tuple[Any, ...], done: Any, back: str) -> Question:
    """Return the question before a part of a draft goes."""
    return Question(title, facts, done, back, label=_("Remove it"), subject=subject)


def asked(
    request: HttpRequest, consultation: Any, question: Question, act: Callable[[], Any], *about: Any
) -> HttpResponse:
    """Ask first; a POST does it and goes back, with what was done or why it was not.

    Args:
        about: what the page to go back to is of; the consultation when not given.
    """
    args = about or (consultation.public_id,)
    if request.method == "POST":
        return acted(request, act, question.done, question.back, *args)
    context = {
        "question": question,
        "consultation": consultation,
        "back_url": reverse(f"engagement:{question.back}", args=args),
    }
    return render(request, PAGE, context)
