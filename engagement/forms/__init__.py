"""Parsing and cleaning of one request; rules live in `engagement.domain`."""
