"""Addresses without a language: the root, the API's own, and pages about the site."""

from tests.access.vocabulary import ABSENT, EVERYBODY, line

LINES = [
    line("root", get=EVERYBODY),
    line("health_live", get=EVERYBODY),
    line("health_ready", get=EVERYBODY),
    line("health_state", get=EVERYBODY),  # the proxy keeps it inside
    line("kernel:gallery", get=EVERYBODY),  # demonstration mode and tests only
    line("api:schema", get=EVERYBODY),
    line("api:nothing", get=ABSENT, post=ABSENT, put=ABSENT, delete=ABSENT, of="api_nowhere"),
    line("kernel:contact", get=EVERYBODY),
    line("kernel:privacy", get=EVERYBODY),
    line("kernel:accessibility", get=EVERYBODY),
]
