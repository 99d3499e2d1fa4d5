"""Links in messages: always absolute, always our own."""

from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from messaging import rendering

register = template.Library()


@register.simple_tag(takes_context=True)
def mail_button(context: template.Context, label: str, view_name: str, *args: Any, **kwargs: Any) -> str | SafeString:
    """Show one link as the thing to do next: a button in the page, a label and an address in the text."""
    address = rendering.link(view_name, *args, **kwargs)
    if not context.autoescape:
        return f"{label}\n{address}"
    return format_html('<p class="act"><a class="button" href="{}">{}</a></p>', address, label)
