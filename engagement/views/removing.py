"""Taking a part out of a draft: a page that says what goes, then the act (screens 1)."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from engagement.views.acting import acted

PAGE = "engagement/organizer/remove.html"


@dataclass(frozen=True)
class Removal:
    """What the page says before a part of a draft goes.

    Attributes:
        title: what is about to be done, as a question.
        subject: the words of what goes, as the reader knows it.
        facts: sentences that say what goes and what stays.
        done: what is said afterwards.
        back: url name of the page on which the part stands.
    """

    title: Any
    subject: Any
    facts: tuple[Any, ...]
    done: Any
    back: str


def removed(request: HttpRequest, consultation: Any, removal: Removal, act: Callable[[], Any]) -> HttpResponse:
    """Ask first; a POST does it and goes back, with what was done or why it was not."""
    if request.method == "POST":
        return acted(request, act, removal.done, removal.back, consultation.public_id)
    context = {
        "removal": removal,
        "consultation": consultation,
        "back_url": reverse(f"engagement:{removal.back}", args=[consultation.public_id]),
    }
    return render(request, PAGE, context)
