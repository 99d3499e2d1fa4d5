"""Asking for an address as somebody, without leaving a trace."""

import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from copy import copy

from django.core.cache import cache
from django.db import connections
from django.http import HttpResponse
from django.urls import reverse

from accounts.middleware import NOTED_EVERY
from accounts.sessions import SEEN, STARTED
from tests.access.seed import World
from tests.access.vocabulary import Decision
from tests.support.planting import undone
from tests.support.signing_in import show_second_factor


def path_of(name: str, arguments: tuple) -> str:
    """Return the path; the address of nothing has none of its own."""
    return "/api/v1/nowhere/" if name == "api:nothing" else reverse(name, args=arguments)


def come_back(world: World) -> None:
    """Let the session of everybody begin now, with the second factor just shown."""
    for who, user in world.people.items():
        if user:
            session = world.clients[who].session
            session[STARTED] = session[SEEN] = int(time.time())
            session.save()
            show_second_factor(world.clients[who], user)


def come_back_in_time(world: World) -> None:
    """Spare the sessions the note that a minute has passed: what a request writes is undone, so each would write it."""
    session = next(world.clients[who].session for who, user in world.people.items() if user)
    if time.time() - session[SEEN] > NOTED_EVERY / 2:
        come_back(world)


def ask(world: World, who: str, verb: str, path: str) -> HttpResponse:
    """Send one request as `who`; an endpoint of the API gets the person's key, a page their web session."""
    client = world.clients[who]
    cookies = copy(client.cookies)  # an answer puts new cookies in, and changes none that is there
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
