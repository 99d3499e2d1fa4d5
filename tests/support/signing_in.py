"""`client.force_login(user)` signs in as production does: with a second factor shown a moment ago.

`client.force_login(user, second_factor=False)` stops after the mailed code.
"""

import time
from typing import Any

from django.test import Client

_plain = Client.force_login


def _force_login(self: Client, user: Any, backend: str | None = None, *, second_factor: bool = True) -> None:
    _plain(self, user, backend)
    if second_factor:
        show_second_factor(self, user)


def show_second_factor(client: Client, user: Any, *, seconds_ago: float = 0) -> None:
    """Note in the client's session that the person showed a second factor."""
    session = client.session
    session["account_authentication_methods_user"] = str(user.pk)
    session["account_authentication_methods"] = [
        {"method": "mfa", "type": "totp", "at": time.time() - seconds_ago, "reauthenticated": True}
    ]
    session.save()


Client.force_login = _force_login  # type: ignore[method-assign]
