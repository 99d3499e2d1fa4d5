"""Fixtures for all tests; each group stands in `tests/support`, what it offers in `tests/README.md`."""

pytest_plugins = [
    "tests.support.selection",
    "tests.support.signing_in",
    "tests.support.language",
    "tests.support.caching",
    "tests.support.one_site",
    "tests.support.network",
    "tests.support.planting",
    "tests.support.databases",
    "tests.support.flushing",
    "tests.support.hashing",
    "tests.support.processes",
    "tests.support.broker",
    "tests.support.worker",
    "tests.support.smtp_sink",
    "tests.support.browser",
]
