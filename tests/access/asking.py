"""Asking for an address as somebody, without leaving a trace."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from copy import deepcopy

from django.core.cache import cache
from django.db import connections, transaction
from django.http import HttpResponse
from django.urls import reverse

from tests.access.seed import World
from tests.access.vocabulary import Decision


def path_of(name: str, arguments: tuple) -> str:
    """Return the path; the address of nothing has none of its own."""
    return "/api/v1/nowhere/" if name == "api:nothing" else reverse(name, args=arguments)


@contextmanager
def undone():
    """Undo whatever the request writes, in both stores."""
    with transaction.atomic(), transaction.atomic(using="protected"):
        yield
        transaction.set_rollback(True)
        transaction.set_rollback(True, using="protected")


def ask(world: World, who: str, verb: str, path: str) -> HttpResponse:
    """Send one request as `who`; an endpoint of the API gets the person's key, a page their web session."""
    client = world.clients[who]
    cookies = deepcopy(client.cookies)
    api = path.startswith("/api/")
    headers = {"Authorization": f"Bearer {world.keys[who]}"} if api and who in world.keys else {}
    cache.clear()
    try:
        with undone():
            kind = "application/json" if api else "application/x-www-form-urlencoded"
            return client.generic(verb, path, headers=headers, content_type=kind)
    finally:
        client.cookies = cookies


# a web session may be noted, renewed or ended by looking; nothing else may change (RE-6 names these)
MAY_CHANGE = ("accounts_websession",)


@contextmanager
def rows_changed() -> Iterator[list[str]]:
    """Yield a list that fills with the statements that change a row of either store, as SQLite itself counts them."""
    found: list[str] = []

    def note(execute, sql, params, many, context):
        raw = context["connection"].connection
        before = raw.total_changes
        try:
            return execute(sql, params, many, context)
        finally:
            if raw.total_changes != before and not any(table in sql for table in MAY_CHANGE):
                found.append(sql[:100])

    with ExitStack() as wrapped:
        for alias in ("default", "protected"):
            wrapped.enter_context(connections[alias].execute_wrapper(note))
        yield found


def decision_of(response: HttpResponse) -> Decision | None:
    """Say in the words of the table what the answer was; None for a server error."""
    status, where = response.status_code, response.headers.get("Location", "")
    if status >= 500 and status != 503:  # busy, or not ready: an answer, not a fault
        return None
    if status in (301, 302, 303) and where.partition("?")[0] == reverse("account_login") and "next=" in where:
        return Decision.SIGN_IN
    by_status = {401: Decision.KEY, 403: Decision.FORBIDDEN, 404: Decision.HIDDEN, 405: Decision.REFUSED}
    return by_status.get(status, Decision.IN)
