"""Buttons that ask one domain function: they say what happened, or why not, on the page they came from."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from kernel.acting import attempt


def acted(request: HttpRequest, act: Callable[[], Any], done: Any, back: str, *args: Any) -> HttpResponse:
    """Run `act`, show `done` or the refusal as a banner, and go `back`."""
    attempt(request, act, done)
    return redirect(f"engagement:{back}", *args)
