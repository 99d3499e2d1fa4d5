"""The one table of the kernel: first answers to acts that came with an idempotency key."""

from typing import ClassVar

from django.db import models


class IdempotentAnswer(models.Model):
    """What an act answered when its key was first used, so that a repeated request does nothing and says the same."""

    id = models.BigAutoField(primary_key=True)
    owner = models.CharField(max_length=60, help_text="whose key it is: token:<public id>")
    key = models.CharField(max_length=100)
    request_digest = models.CharField(max_length=64, help_text="SHA-256 of method, path and body")
    status = models.PositiveSmallIntegerField(default=0, help_text="0 while the act runs")
    body = models.JSONField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects: ClassVar[models.Manager["IdempotentAnswer"]] = models.Manager()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("owner", "key"), name="answer_one_per_key"),)
        # the sweep of keys older than a day
        indexes = (models.Index(fields=("created_at",), name="answer_age"),)

    def __str__(self) -> str:
        return f"answer {self.id}"
