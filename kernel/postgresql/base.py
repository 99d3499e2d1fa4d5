"""Django's PostgreSQL backend that asks the socket, not the server, whether a kept connection still stands.

A health check by `SELECT 1` was one statement in five of a registration. A server that restarts or ends a session closes
its side, and then there is something to read on a connection where nothing was asked; only then is the server asked.
"""

import select

from django.db.backends.postgresql import base


class DatabaseWrapper(base.DatabaseWrapper):
    """PostgreSQL over connections that are kept between requests."""

    def close_if_health_check_failed(self) -> None:
        """Close the connection when its server has gone away; the next statement opens a new one."""
        wanted = self.health_check_enabled and not self.health_check_done  # type: ignore[attr-defined, has-type]
        if wanted and self._is_quiet():
            self.health_check_done = True
            return
        super().close_if_health_check_failed()

    def _is_quiet(self) -> bool:
        """Tell whether nobody has said anything since the last answer; the end of a connection can be read too."""
        if self.connection is None or self.connection.closed or self.errors_occurred:
            return False
        waiting = select.poll()
        waiting.register(self.connection.fileno(), select.POLLIN | select.POLLHUP | select.POLLERR)
        return not waiting.poll(0)
