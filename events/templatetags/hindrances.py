"""Why somebody cannot be written to, in words for the staff who build a list."""

from django import template

from partners import reasons

register = template.Library()


@register.filter
def hindrance_words(code: str) -> str:
    """Return the words of a hindrance, the same as the directory's."""
    return str(reasons.words_of(code))
