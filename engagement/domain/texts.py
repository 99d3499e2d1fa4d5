"""Words as analysts read them: taken in once, in NFC, with their units cut before anyone codes (EN-9, 5.6)."""

import hashlib
import random
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from engagement.domain import consent
from engagement.enums import RECEIVED, Channel, Exit, QuestionType, TableState, UnitKind, Use
from engagement.models import Answer, Consultation, NoteEntry, SourceText, Submission, Unit

# a stop after one of these does not end a sentence
ABBREVIATIONS = frozenset(
    "m mr mrs ms mme mlle mmes dr dre st ste sts no nos p pp vol art e.g i.e etc cf vs prof hon inc ltd ltée ch".split()
)
_END = re.compile(r"[.!?…]+(?:[\u00a0\u202f]?[\"'”’»)\]])*(?=\s+\S)")
_order = random.SystemRandom()


@dataclass(frozen=True)
class Span:
    """A stretch of a text in code points, `end` exclusive, and the paragraph it stands in."""

    start: int
    end: int
    paragraph: int


def canonical(text: str) -> str:
    """Return a text as it is stored: Unicode NFC, plain line ends."""
    return unicodedata.normalize("NFC", text).replace("\r\n", "\n").replace("\r", "\n").strip()


def cut(text: str) -> list[Span]:
    """Return the sentences of a text, paragraph by paragraph; nothing but white space lies between them."""
    return [
        span for number, (start, end) in enumerate(_paragraphs(text)) for span in _sentences(text, start, end, number)
    ]


def _paragraphs(text: str) -> Iterator[tuple[int, int]]:
    for match in re.finditer(r"[^\n]*\S[^\n]*", text):
        yield match.start(), match.end()


def _sentences(text: str, start: int, end: int, paragraph: int) -> Iterator[Span]:
    here = start
    for match in _END.finditer(text, start, end):
        if match.start() < here or not _ends_sentence(text, here, match):
            continue
        yield from _trimmed(text, here, match.end(), paragraph)
        here = match.end()
    yield from _trimmed(text, here, end, paragraph)


def _ends_sentence(text: str, here: int, match: re.Match[str]) -> bool:
    following = text[match.end() :].lstrip()[:1]
    if following and following.islower():
        return False
    if match.group()[0] != ".":
        return True
    word = re.split(r"[\s(«“\"]", text[here : match.start()])[-1].lower()
    return word not in ABBREVIATIONS and not (len(word) == 1 and word.isalpha())


def _trimmed(text: str, start: int, end: int, paragraph: int) -> Iterator[Span]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    if start < end:
        yield Span(start, end, paragraph)


def sha256(text: str) -> str:
    """Return the hash that a source text must equal for ever."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def take_in(consultation: Consultation) -> int:
    """Make the texts of everything received that may be analysed, in random order; return how many.

    Called in the transaction that locks the submissions. Repeating it makes nothing twice.
    """
    rows = [*_of_submissions(consultation), *_of_notes(consultation)]
    _order.shuffle(rows)
    SourceText.objects.bulk_create(rows, batch_size=500)
    units = [
        Unit(source=row, number=number, kind=UnitKind.SENTENCE, paragraph=s.paragraph, start=s.start, end=s.end)
        for row in rows
        for number, s in enumerate(cut(row.text), start=1)
    ]
    Unit.objects.bulk_create(units, batch_size=500)
    return len(rows)


def _of_submissions(consultation: Consultation) -> Iterator[SourceText]:
    found = Submission.objects.filter(consultation=consultation, state__in=RECEIVED).select_related(
        "consent", "participation"
    )
    allowed = {row.pk: row for row in found if consent.may(row, Use.ANALYSE, Exit.PAGE).allowed}
    answers = (
        Answer.objects.filter(
            revision__submission__in=allowed,
            source=None,
            question__type=QuestionType.OPEN,
        )
        .exclude(text="")
        .select_related("revision", "question")
    )
    for answer in answers.order_by("pk"):
        submission = allowed[answer.revision.submission_id]
        if answer.revision.number == submission.revisions:
            yield _text(
                consultation,
                answer.text,
                channel=submission.channel,
                language=answer.revision.language,
                submission=submission,
                answer=answer,
                question_key=answer.question.key,
            )


def _of_notes(consultation: Consultation) -> Iterator[SourceText]:
    notes = NoteEntry.objects.filter(
        table__consultation=consultation, table__state=TableState.CLOSED, source=None, amendments=None
    )
    for note in notes.order_by("pk"):
        yield _text(
            consultation,
            note.text,
            channel=Channel.ROUNDTABLE,
            language=note.language,
            note=note,
            question_key=note.question_key,
        )


def _text(consultation: Consultation, words: str, **fields: object) -> SourceText:
    words = canonical(words)
    return SourceText(consultation=consultation, text=words, sha256=sha256(words), **fields)
