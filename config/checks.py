"""What the platform refuses to start with (RE-17). The environment itself is read and refused in `config.env`."""

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, Warning, register

from config.env import Mode
from kernel import wall_time
from partners.reference import offsets

_SHORTEST = 50
_FEWEST = 12  # different characters


def _local_memory() -> bool:
    return any(str(cache["BACKEND"]).endswith("LocMemCache") for cache in settings.CACHES.values())


@register(Tags.caches)
def limits_are_shared(**_options: Any) -> list[CheckMessage]:
    """Refuse a cache of one process where several count: each limit would be multiplied by their number."""
    if settings.TESTING or not _local_memory() or (not settings.PRODUCTION and settings.WEB_PROCESSES == 1):
        return []
    return [
        Error(
            "The cache lives in one process, but several web processes count limits in it.",
            hint="Set CACHE_URL to a Redis or Valkey server, or WEB_PROCESSES=1 outside production.",
            id="config.E001",
        )
    ]


@register(Tags.security)
def debug_is_off(**_options: Any) -> list[CheckMessage]:
    """Refuse pages that show settings and local variables to strangers."""
    if not settings.DEBUG or settings.TESTING:
        return []
    return [Error("DEBUG is on.", hint="It has no place here; read the log instead.", id="config.E002")]


@register(Tags.security)
def keys_are_strong(**_options: Any) -> list[CheckMessage]:
    """Refuse keys that are missing, short, monotonous, an example, or used for two purposes."""
    if settings.TESTING:
        return []
    keys = {"SECRET_KEY": settings.SECRET_KEY, "AUDIT_KEY": settings.AUDIT_KEY}
    found: list[CheckMessage] = [
        Error(
            f"{name} is weak or missing.",
            hint=f"Give it at least {_SHORTEST} random characters, in {name} or a file named by {name}_FILE.",
            id="config.E003",
        )
        for name, value in keys.items()
        if len(value) < _SHORTEST or len(set(value)) < _FEWEST or value.startswith("django-insecure")
    ]
    if settings.SECRET_KEY == settings.AUDIT_KEY:
        found.append(
            Error("SECRET_KEY and AUDIT_KEY are the same.", hint="Each purpose has its own key.", id="config.E004")
        )
    if settings.PRODUCTION and not settings.SPOOL_PUBLIC_KEY:
        found.append(
            Error(
                "SPOOL_PUBLIC_KEY is missing: protected input could not be sealed.",
                hint="Make a key pair where protected input is read, and give the web process its public half.",
                id="config.E005",
            )
        )
    return found


@register()
def zones_keep_their_offsets(**_options: Any) -> list[CheckMessage]:
    """Refuse zone data that puts a meeting at another instant than the reviewed table; warn outside production."""
    kind = Error if settings.PRODUCTION else Warning
    return [
        kind(
            f"The zone data {wall_time.tz_version()} differs from the reviewed table: {line}.",
            hint="Review the change of law, then correct expected_offsets in the reference file; or pin tzdata back.",
            id="config.E008" if settings.PRODUCTION else "config.W008",
        )
        for line in wall_time.unexpected_offsets(offsets.expected())
    ]


@register(Tags.security)
def proxies_are_counted(**_options: Any) -> list[CheckMessage]:
    """Refuse to believe no proxy where one must stand: every caller would have the proxy's address."""
    if not settings.PRODUCTION or settings.ALLAUTH_TRUSTED_PROXY_COUNT > 0:
        return []
    return [
        Error(
            "PROXY_COUNT is 0, but the web process never speaks TLS itself.",
            hint="Set PROXY_COUNT to the number of proxies before the web process, usually 1.",
            id="config.E006",
        )
    ]


@register(Tags.security)
def demonstration_is_elsewhere(**_options: Any) -> list[CheckMessage]:
    """Refuse demonstration mode where real people are: it lets anybody take any role."""
    if not settings.DEMO or settings.MODE in (Mode.EMBEDDED, Mode.BENCH, Mode.TEST):
        return []
    return [Error("DEMO is on outside embedded, bench and test mode.", hint="Set DEMO=0.", id="config.E007")]


@register(Tags.security, deploy=True)
def privacy_notices_are_whole(**_options: Any) -> list[CheckMessage]:
    """Warn where a privacy notice could not name its law or its personal information bank (STD-15)."""
    named = {
        "PRIVACY_AUTHORITY_EN": settings.PRIVACY_AUTHORITY["en"],
        "PRIVACY_AUTHORITY_FR": settings.PRIVACY_AUTHORITY["fr"],
        "PRIVACY_BANK": settings.PRIVACY_BANK,
    }
    missing = [name for name, value in named.items() if not value]
    if not settings.PRODUCTION or not missing:
        return []
    return [
        Warning(
            f"Privacy notices lack facts of the institution: {', '.join(missing)}.",
            hint="Name the law under which it asks, in both languages, and its personal information bank.",
            id="config.W010",
        )
    ]


@register(Tags.security, deploy=True)
def leaving_leads_away(**_options: Any) -> list[CheckMessage]:
    """Warn where a participant who leaves would land on a page of our own; no code is issued before (safety 8)."""
    if not settings.PRODUCTION or settings.EXIT_URL:
        return []
    return [
        Warning(
            "EXIT_URL is empty: who leaves a protected page stays on this site.",
            hint="Name a page that anybody might read, such as a weather page.",
            id="config.W011",
        )
    ]
