"""What the staff pages of the directory have in common: trails, refusals shown in the form."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.urls import reverse
from django.utils.translation import gettext as _

from kernel.errors import DomainError
from kernel.forms import put_refusal
from partners.models import Organization, Person

Trail = list[tuple[str, str]]


def attempt(form: forms.Form, act: Callable[[], Any]) -> Any:
    """Do the act; a refusal is put into the form, beside the field it concerns, and nothing is returned."""
    try:
        return act()
    except DomainError as refusal:
        put_refusal(form, refusal)
        return None


def trail_of(subject: Person | Organization, here: str = "") -> Trail:
    """Return the breadcrumbs of a page about a person or an organization."""
    if isinstance(subject, Person):
        first: Trail = [(_("People"), reverse("partners:people"))]
        own = reverse("partners:person", args=[subject.public_id])
    else:
        first = [(_("Organizations"), reverse("partners:organizations"))]
        own = reverse("partners:organization", args=[subject.public_id])
    return [*first, (str(subject), own if here else ""), *([(here, "")] if here else [])]
