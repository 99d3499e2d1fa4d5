"""Names of `accounts`' tasks."""

from enum import StrEnum


class Task(StrEnum):
    """Names of tasks that other layers may wake."""

    SEAL = "accounts.tasks.seal"
    ANCHOR = "accounts.tasks.anchor"
    FORGET = "accounts.tasks.forget"
