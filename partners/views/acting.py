"""One way to act: a form, one domain function, then where to go on; a refusal stays in the form with what was typed."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from kernel.errors import DomainError, Stale
from kernel.forms import Form, SeenForm
from partners.domain.commitment_guards import NotReady

PAGE = "partners/commitments/act.html"


@dataclass(frozen=True)
class Act:
    """What the page of one act shows.

    Attributes:
        title: heading of the page.
        about: what the act is done to, by reference and title.
        label: the word on the button.
        done: what is said afterwards.
        back: where the person goes on, and where *No, go back* leads.
        facts: sentences that say what will happen.
        style: `danger` when nothing brings it back.
        hindrance: why it cannot be done now; the page then offers no button.
    """

    title: Any
    label: Any
    done: Any
    back: str
    about: str = ""
    facts: tuple[Any, ...] = ()
    style: str = ""
    hindrance: Any = ""
    trail: list[tuple[Any, str]] = field(default_factory=list)
    template: str = PAGE
    context: dict[str, Any] = field(default_factory=dict)


def answer(request: HttpRequest, form: forms.Form, act: Act, do: Callable[[], Any]) -> HttpResponse:
    """Show the form, or do the act and go on; a refused form answers 422 with what was typed."""
    if request.method == "POST" and form.is_valid():
        try:
            do()
        except DomainError as refusal:
            say(form, refusal)
        else:
            messages.success(request, str(act.done))
            return redirect(act.back)
    context = {"form": form, "act": act, "trail": act.trail, **act.context}
    return render(request, act.template, context, status=422 if form.errors else 200)


def asked(request: HttpRequest, act: Act, do: Callable[[], Any]) -> HttpResponse:
    """Say what an act without words will do; a POST does it and goes `back`, where a refusal is said too."""
    if request.method == "POST":
        return at_once(request, act.back, act.done, do)
    return render(request, act.template, {"form": Form(), "act": act, "trail": act.trail, **act.context})


def at_once(request: HttpRequest, back: str, done: Any, do: Callable[[], Any], *, refused: str = "") -> HttpResponse:
    """Do an act that needs no words, then go `back`; a refusal is said there, or on the page `refused`."""
    try:
        do()
    except DomainError as refusal:
        for line in lines_of(refusal):
            messages.error(request, line)
        return redirect(refused or back)
    messages.success(request, str(done))
    return redirect(back)


def say(form: forms.Form, refusal: DomainError) -> None:
    """Put a refusal beside the field it concerns, or above the form; a list of gaps one by one.

    A form that somebody else has overtaken shows what is saved now beside what was typed, and takes it as seen.
    """
    if isinstance(refusal, Stale) and isinstance(form, SeenForm):
        form.look_again(form.initial["seen"])
    name = refusal.field if refusal.field in form.fields else None
    for line in lines_of(refusal):
        form.add_error(name, line)


def lines_of(refusal: DomainError) -> list[str]:
    """Return the sentences of a refusal."""
    if isinstance(refusal, NotReady):
        return [str(gap.message) for gap in refusal.gaps]
    return [str(refusal.message)]
