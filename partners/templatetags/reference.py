"""`{{ row|tr_row }}`: the words of a row of the reference file, in the language of the page."""

from collections.abc import Mapping
from typing import Any

from django import template

from kernel.bilingual import current

register = template.Library()


@register.filter
def tr_row(row: Mapping[str, Any]) -> str:
    """Return `en` or `fr` of a row."""
    return str(row[current()]) if row else ""
