"""Logs as JSON lines with an allow-list of keys: no path, no address, no name can be written by accident (3.17)."""

import logging
import sys
from collections.abc import MutableMapping
from typing import Any

import structlog
from django.conf import settings

ALLOWED = frozenset(
    "event level timestamp logger request_id route method status duration_ms job error kind code count state"
    " attempt size transport mode subject pool counter stored counted".split()
)


def _only_allowed(_logger: Any, _name: str, entry: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    return {key: value for key, value in entry.items() if key in ALLOWED}


class LibraryFormatter(logging.Formatter):
    """Write a library's record without its arguments and without exception values, which may hold addresses."""

    def format(self, record: logging.LogRecord) -> str:
        error = record.exc_info[0].__name__ if record.exc_info and record.exc_info[0] else ""
        where = f"{record.module}.{record.funcName}:{record.lineno}"
        return f'{{"level": "{record.levelname.lower()}", "logger": "{record.name}", "event": "{where}", "error": "{error}"}}'


def configure() -> None:
    """Send our own events and the libraries' records to standard error."""
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            _only_allowed,
            structlog.processors.JSONRenderer(),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(getattr(logging, settings.LOG_LEVEL)),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=False,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(LibraryFormatter())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.WARNING)
