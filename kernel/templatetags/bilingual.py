"""`{{ event|tr:"title" }}`: one side of a text pair in the language of the page."""

from typing import Any

from django import template

from kernel import bilingual

register = template.Library()


@register.filter
def tr(subject: Any, stem: str) -> str:
    """Return the text of `stem` in the language of the page."""
    return bilingual.text(subject, stem)
