"""The day on which the public pages of a consultation last changed, shown as “date modified” (STD-07)."""

from engagement.enums import PUBLIC
from engagement.models import Consultation
from partners.days import today


def touch(consultation: Consultation) -> None:
    """Date a change that the public sees; what is still a draft has no date. The row is locked by the caller."""
    if consultation.state in PUBLIC:
        consultation.modified_on = today()
        consultation.save(update_fields=("modified_on",))
