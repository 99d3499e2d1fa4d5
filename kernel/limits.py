"""Rate limits on the shared cache: exact across processes, and blind to how a name is typed (RE-17, reliability 3.10).

How a view uses one::

    RESENDING = Limit("resend_link", allowed=5, per=3600)
    ADDRESSES = Limit("resend_link_network", allowed=60, per=3600)

    ADDRESSES.admit(client_network(request))
    RESENDING.admit(form.cleaned_data["email"])      # raises LimitReached: 429 with the seconds to wait

A limit delays, it never locks anybody out: count by what the caller claims to be, so that wrong tries elsewhere do
not stop a person who is signed in, and never clear a count on success.
"""

import ipaddress
import unicodedata
from dataclasses import dataclass

import structlog
from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from kernel.errors import DomainError

log = structlog.get_logger("limits")
LONGEST = 256  # characters of an identifier that count; longer ones are cut, so that length is no way around


class LimitReached(DomainError):
    """Too many tries; `facts["retry_after"]` says in how many seconds the next one is looked at."""

    code = "too_many_tries"
    status = 429


@dataclass(frozen=True)
class Limit:
    """At most `allowed` tries in `per` seconds, counted from the first one, for each identifier.

    Attributes:
        purpose: short name, part of the key, such as `sign_in_code`.
        allowed: tries that pass.
        per: seconds after the first try in which they are counted.
    """

    purpose: str
    allowed: int
    per: int

    def admit(self, *identifiers: str) -> None:
        """Count one try for the identifiers taken together.

        Raises:
            LimitReached: more than `allowed` within `per` seconds.
        """
        if self.count(*identifiers) > self.allowed:
            raise LimitReached(
                _("Too many tries in a short time. Please wait a few minutes, then try again."), retry_after=self.per
            )

    def count(self, *identifiers: str) -> int:
        """Count one try and return how many there were; 0 when the cache is away, so that nobody is locked out."""
        key = self._key(identifiers)
        try:
            for _attempt in range(3):
                cache.add(key, 0, timeout=self.per)
                try:
                    return cache.incr(key)
                except ValueError:  # it ran out between the two calls
                    continue
        except Exception as error:  # noqa: BLE001 - whatever the cache raises, a limit must not take the service down
            log.warning("limit_blind", kind=self.purpose, error=type(error).__name__)
        return 0

    def _key(self, identifiers: tuple[str, ...]) -> str:
        together = "\x1f".join(normalized(one) for one in identifiers)
        digest = salted_hmac("kernel.limits", together, secret=settings.SECRET_KEY, algorithm="sha256").hexdigest()
        return f"limit:{self.purpose}:{digest}"


def normalized(identifier: str) -> str:
    """Return one form for all spellings: compatibility forms, case, accents and outer space do not make a new name."""
    folded = unicodedata.normalize("NFKC", identifier.strip()[:LONGEST]).casefold()
    parts = unicodedata.normalize("NFKD", folded)
    return "".join(part for part in parts if not unicodedata.combining(part))


def client_network(request: HttpRequest) -> str:
    """Return the caller's address, an IPv6 one cut to its /64, believing only as many proxies as are configured."""
    return _network(request, v4=32, v6=64)


def client_range(request: HttpRequest) -> str:
    """Return what one subscriber may move about in: the /24 of an IPv4 address, the /48 of an IPv6 one."""
    return _network(request, v4=24, v6=48)


def _network(request: HttpRequest, *, v4: int, v6: int) -> str:
    address = request.META.get("REMOTE_ADDR", "")
    hops = [hop.strip() for hop in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",") if hop.strip()]
    proxies = settings.ALLAUTH_TRUSTED_PROXY_COUNT
    if proxies and len(hops) >= proxies:
        address = hops[-proxies]
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return "unknown"
    if parsed.version == 6 and parsed.ipv4_mapped:
        parsed = parsed.ipv4_mapped
    bits = v4 if parsed.version == 4 else v6
    return str(parsed if bits == 32 else ipaddress.ip_network(f"{parsed}/{bits}", strict=False))
