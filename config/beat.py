"""The clock of periodic jobs, which starts whatever state its own file is in."""

from celery.beat import PersistentScheduler


class LastingScheduler(PersistentScheduler):
    """Keeps when each job last ran in a file, and begins anew when a kill has left the file half written.

    The library recovers from a file that cannot be opened, and not from one that opens and whose entries cannot be
    read. Nothing is lost with the file: each job takes a lease in the database and does what is due.
    """

    def setup_schedule(self) -> None:
        """Read the file; throw it away when that fails, once."""
        try:
            super().setup_schedule()
        except Exception as error:  # noqa: BLE001 - a damaged file answers with whatever pickle meets in it
            self._store = self._destroy_open_corrupted_schedule(error)  # type: ignore[attr-defined]
            super().setup_schedule()
