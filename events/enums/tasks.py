"""Names of the tasks that other layers may wake."""

from enum import StrEnum


class Task(StrEnum):
    """Names of tasks that other layers may wake."""

    SWEEP = "events.tasks.sweep"
    RECONCILE = "events.tasks.reconcile"
    RELEASE = "events.tasks.release_invitations"
    LINKS = "events.tasks.answer_link_requests"
