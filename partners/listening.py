"""What the directory hears from the delivery of messages: an address that does not exist is marked (partners 1)."""

from accounts.actors import Actor
from messaging.domain.settling import Report
from partners.domain import people

COMPLAINT = "complaint"


def hear(report: Report) -> None:
    """Mark the contact point that a bounced message came back from for good; a mailbox that is full for now stays as it is."""
    if report.permanent and report.address_digest:
        people.note_bounce(
            report.to,
            report.address_digest,
            actor=Actor.system("delivery"),
            complaint=report.reason == COMPLAINT,
        )
