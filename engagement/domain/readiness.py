"""What must be there before a consultation takes its later steps; asked by the step, and by the page before it."""

from django.utils.translation import gettext_lazy as _

from engagement.enums import DispositionState, FindingState
from engagement.models import Consultation, Finding, TableSession
from kernel.errors import DomainError


def require_tables_closed(consultation: Consultation) -> None:
    """Refuse while notes are still being written.

    Raises:
        DomainError: code `tables_open`; `facts["tables"]` names the tables whose notes are not closed.
    """
    tables = TableSession.objects.filter(consultation=consultation, state="open")
    if waiting := list(tables.order_by("label").values_list("label", flat=True)):
        raise DomainError(
            _("Close the notes of these tables first: %(tables)s.") % {"tables": ", ".join(waiting)},
            code="tables_open",
            tables=waiting,
        )


def require_something_approved(consultation: Consultation) -> None:
    """Refuse a report without a finding.

    Raises:
        DomainError: code `nothing_approved`.
    """
    if not Finding.objects.filter(consultation=consultation, state=FindingState.APPROVED).exists():
        raise DomainError(
            _("No finding has been approved yet, so there is nothing to report."), code="nothing_approved"
        )


def unanswered(consultation: Consultation) -> list[Finding]:
    """Return the published findings without a published reply: the number that must become zero (EN-27)."""
    return list(
        Finding.objects.filter(consultation=consultation, state=FindingState.PUBLISHED)
        .exclude(dispositions__state=DispositionState.PUBLISHED)
        .order_by("number")
    )


def require_answered(consultation: Consultation) -> None:
    """Refuse while a published finding has no published reply.

    Raises:
        DomainError: code `findings_unanswered`; `facts["findings"]` lists their numbers (EN-A11).
    """
    if numbers := [finding.number for finding in unanswered(consultation)]:
        raise DomainError(
            _("These findings have no published reply yet: %(numbers)s.")
            % {"numbers": ", ".join(str(number) for number in numbers)},
            code="findings_unanswered",
            findings=numbers,
        )
