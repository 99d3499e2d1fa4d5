"""Buttons that ask one domain function: they say what happened, or why not, on the page they came from."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from kernel.errors import DomainError


def acted(request: HttpRequest, act: Callable[[], Any], done: Any, back: str, *args: Any) -> HttpResponse:
    """Run `act`, show `done` or the refusal as a banner, and go `back`."""
    try:
        act()
    except DomainError as refusal:
        messages.error(request, str(refusal.message))
    else:
        messages.success(request, str(done))
    return redirect(f"engagement:{back}", *args)
