"""What every page may know about the platform itself."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest


def platform(request: HttpRequest) -> dict[str, Any]:
    """Return the platform's own facts; the demonstration bar appears only in demonstration mode."""
    return {"demo": settings.DEMO, "brand": settings.BRAND}
