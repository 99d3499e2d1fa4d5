"""Notes of a table: short, without a speaker, written once, closed (EN-7, 5.4)."""

import re
from uuid import UUID

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.actors import Actor
from accounts.domain import audit
from engagement.domain import texts
from engagement.enums import TABLE_MOVES, ConsultationState, HeadCount, NoteKind, Stream, Support, TableRule, TableState
from engagement.models import Consultation, NoteEntry, TableSession
from events.models import Event, Session
from kernel.errors import DomainError, Invalid
from kernel.moves import step

LONGEST = 2000
# words that open a sentence with a capital and are no first name
_OPENERS = (
    "The|A|An|In|On|At|For|From|With|When|Where|If|We|They|It|He|She|This|These|Our|Some|All|Many|No|Not|And|But|To|Of|By"
    "|As|Each|Every|Most|Both|More|One|Two|Three|Le|La|Les|Un|Une|Des|Du|Au|Aux|Dans|Sur|Pour|Par|Avec|Chez|Selon|Quand"
    "|Si|Nous|Il|Elle|Ils|Elles|Ce|Cette|Ces|Notre|Nos|Tous|Toutes|Plusieurs|Et|Mais"
)
# a courtesy title and a capitalized word, two capitalized words, an address, a telephone number: likely a person
_NAMELIKE = re.compile(
    r"\b(?:Mr|Mrs|Ms|Dr|Dre|Prof|Chief|Sgt|Cst|Const|Insp|Minister|M|MM|Mme|Mlle|Chef|Cheffe|Ministre)\.?\s+[A-ZÀ-Ý][\w’'-]+"
    rf"|(?<!\w)(?!(?:{_OPENERS})\b)[A-ZÀ-Ý][a-zà-ÿ’'-]+[ \u00a0][A-ZÀ-Ý][a-zà-ÿ’'-]+"
    r"|\b[\w.+-]+@[\w-]+\.\w+"
    r"|(?<![\d,.])\(?\d{3}\)?[ .\u00a0-]?\d{3}[ .-]\d{4}\b",
)


class NotesClosed(DomainError):
    """The notes of the table are closed."""

    code = "notes_closed"


def looks_like_a_name(text: str) -> str:
    """Return the first part of a text that looks like a person's name, or nothing; a hint for the writer, never stored."""
    match = _NAMELIKE.search(text)
    return match.group() if match else ""


@transaction.atomic
def open_table(
    consultation: Consultation,
    event: Event,
    label: str,
    *,
    actor: Actor,
    session: Session | None = None,
    rule: TableRule = TableRule.CHATHAM_HOUSE,
    head_count: HeadCount | str = "",
) -> TableSession:
    """Open the notes of one table at an event of the consultation.

    Raises:
        Invalid: code `table_taken`, the session already has this table; `event_elsewhere`; `table_protected`, because
            words from a protected session come only through their own sealed way (5.14).
    """
    consultation = Consultation.objects.lock(pk=consultation.pk)
    if consultation.state not in (ConsultationState.SCHEDULED, ConsultationState.OPEN, ConsultationState.CLOSED):
        raise DomainError(
            _("Tables can be opened from the announcement of the consultation until its analysis begins."),
            code="too_late_for_tables",
        )
    link = consultation.event_links.filter(event=event).first()
    if link is None or (session is not None and session.event_id != event.pk):
        raise Invalid(_("This event does not belong to the consultation."), code="event_elsewhere", field="event")
    if link.stream == Stream.PROTECTED:
        raise Invalid(_("No notes are taken here for a protected event."), code="table_protected", field="event")
    if TableSession.objects.filter(event=event, session=session, label=label).exists():
        raise Invalid(_("This table is already there."), code="table_taken", field="label")
    table = TableSession.objects.create(
        consultation=consultation, event=event, session=session, label=label, rule=rule, head_count=head_count
    )
    audit.record(actor, "table.opened", table)
    return table


@transaction.atomic
def write(
    table: TableSession,
    text: str,
    *,
    kind: NoteKind,
    support: Support,
    language: str,
    key: UUID,
    actor: Actor,
    question_key: str = "",
    amends: NoteEntry | None = None,
) -> NoteEntry:
    """Add one note; the same `key` returns the note it wrote.

    Raises:
        NotesClosed: the table's notes are closed.
        Invalid: empty or too long.
    """
    table = TableSession.objects.lock(pk=table.pk)
    known: NoteEntry | None = table.entries.filter(entry_key=key).first()
    if known is not None:
        return known
    if table.state != TableState.OPEN:
        raise NotesClosed(_("The notes of this table are closed. Reopen them to add something."))
    text = texts.canonical(text)
    if not text:
        raise Invalid(_("Write the note first."), code="note_empty", field="text")
    if len(text) > LONGEST:
        raise Invalid(
            _("A note has at most 2,000 characters. Split it into several."), code="note_too_long", field="text"
        )
    last = table.entries.aggregate(last=Max("sequence"))["last"] or 0
    entry = NoteEntry.objects.create(
        table=table,
        sequence=last + 1,
        entry_key=key,
        question_key=question_key,
        text=text,
        language=language,
        kind=kind,
        support=support,
        amends=amends,
    )
    audit.record(actor, "note.written", table, sequence=entry.sequence)
    return entry


@transaction.atomic
def set_head_count(table: TableSession, head_count: HeadCount | str, *, actor: Actor) -> TableSession:
    """Say how many people sat at the table, as a band."""
    table = TableSession.objects.lock(pk=table.pk)
    if table.state != TableState.OPEN:
        raise NotesClosed(_("The notes of this table are closed. Reopen them to change this."))
    table.head_count = head_count
    table.save(update_fields=("head_count",))
    audit.record(actor, "table.counted", table)
    return table


@transaction.atomic
def close(table: TableSession, *, actor: Actor) -> TableSession:
    """Close the notes; from now on they are read only."""
    table = TableSession.objects.lock(pk=table.pk)
    table.state = TableState(step(TABLE_MOVES, table.state, TableState.CLOSED))
    table.closed_at = timezone.now()
    table.save(update_fields=("state", "closed_at"))
    audit.record(actor, "table.closed", table, notes=table.entries.count())
    return table


@transaction.atomic
def reopen(table: TableSession, *, actor: Actor) -> TableSession:
    """Open closed notes again, as long as analysis has not begun.

    Raises:
        DomainError: code `analysis_began`.
    """
    consultation = Consultation.objects.lock(pk=table.consultation_id)
    table = TableSession.objects.lock(pk=table.pk)
    there = step(TABLE_MOVES, table.state, TableState.OPEN)
    if consultation.state not in (ConsultationState.SCHEDULED, ConsultationState.OPEN, ConsultationState.CLOSED):
        raise DomainError(_("Analysis has begun: these notes can no longer change."), code="analysis_began")
    table.state, table.closed_at = TableState(there), None
    table.save(update_fields=("state", "closed_at"))
    audit.record(actor, "table.reopened", table)
    return table
