"""What each role is, for pages that give them."""

from django import template

from accounts.roles import ROLES, Role

register = template.Library()


@register.simple_tag
def all_roles() -> list[type[Role]]:
    """Return every role in the order of the house plan."""
    return list(ROLES.values())
