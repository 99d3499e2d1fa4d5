"""Every address the platform answers, found by walking the resolver: nothing is out of the table by being forgotten."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.urls import URLPattern, URLResolver, get_resolver


@dataclass(frozen=True)
class Address:
    """One pattern: its full name, the names of what varies in it, and whether it asks for the second factor again."""

    name: str
    parameters: tuple[str, ...]
    api: bool
    asks_again: bool


def all_addresses() -> list[Address]:
    """Return every address, each name once."""
    found = {address.name: address for address in _walk(get_resolver(), "", "")}
    return [found[name] for name in sorted(found)]


def _walk(resolver: URLResolver, namespace: str, prefix: str) -> Iterator[Address]:
    for pattern in resolver.url_patterns:
        route = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from _walk(pattern, inner, route)
        elif isinstance(pattern, URLPattern):
            name = f"{namespace}{pattern.name}" if pattern.name else f"unnamed {route}"
            asks_again = getattr(pattern.callback, "recently_confirmed", False)
            yield Address(name, tuple(pattern.pattern.converters), namespace.startswith("api:"), asks_again)
