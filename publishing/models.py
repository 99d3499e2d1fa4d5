"""What leaves the house: here, how far each side of a text pair has followed the other."""

from django.db import models

from kernel.records import Record


class TextPairState(Record):
    """Revision numbers of one text pair of one row; a side that has not followed the other is stale (EV-19).

    `subject` and `subject_ref` name the row without a foreign key, so any app's texts can be kept.
    """

    subject = models.CharField(max_length=60, help_text="app.Model")
    subject_ref = models.UUIDField()
    stem = models.CharField(max_length=60)
    revision_en = models.PositiveIntegerField(default=1)
    revision_fr = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("subject", "subject_ref", "stem"), name="text_pair_known_once"),)

    def __str__(self) -> str:
        return f"{self.subject} {self.stem}"
