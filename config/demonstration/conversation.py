"""The conversation of the reference consultation, played through the product's own verbs; and one that is open now.

Facts come from the reference file; paper, words, findings and replies are invented and carry the demonstration mark.
"""

from datetime import date, datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID

from django.utils import timezone

from accounts.actors import Actor, Via
from config.demonstration import conclusions
from config.demonstration.clock import as_of
from config.demonstration.meetings import OPEN_NOW
from config.demonstration.story import Cast, noon, story
from engagement.domain import consultations, notes, papers, participation, questionnaires, submissions
from engagement.domain.participation import Choices
from engagement.enums import (
    Attribution,
    Bound,
    Capacity,
    HeadCount,
    NoteKind,
    Precision,
    QuestionType,
    Support,
    Use,
)
from engagement.models import Consultation, QuestionnaireVersion, TableSession
from events.models import Event
from partners import reference
from partners.models import Organization, Place, Sector

TABLES = 20
SUBMISSIONS = 42
READ_NOW = 24
USES = frozenset({Use.ANALYSE, Use.SUMMARISE, Use.PARAPHRASE})


def load(events: dict[str, Event]) -> list[Consultation]:
    """Play both consultations around the events, and return them; again: nothing new."""
    if Consultation.objects.exists() or not events:
        return []
    cast, facts = Cast.gather(), reference.load().row("con-2018")
    return [_play_2018(facts, events, cast), _read_third(cast), _open_second(events[OPEN_NOW], cast)]


# ---- the consultation of 2018 ---------------------------------------------------------------------------------------


def _play_2018(facts: reference.Row, events: dict[str, Event], cast: Cast) -> Consultation:
    chance = Random(20180901)
    with as_of(noon(2018, 8, 6)):
        consultation = _consultation(facts, events, cast)
        _paper(consultation, cast)
        _questions(consultation, cast)
    with as_of(noon(2018, 9, 1)):
        consultations.open_(consultation, actor=cast.approver)
    consultation.refresh_from_db()
    _submissions(consultation, chance, SUBMISSIONS, noon(2018, 9, 3), 58)
    _tables(consultation, cast, chance)
    conclusions.conclude(consultation, cast)
    consultation.refresh_from_db()
    return consultation


def _consultation(facts: reference.Row, events: dict[str, Event], cast: Cast) -> Consultation:
    consultation = consultations.create(
        consultations.Details(
            ref="2018",
            title_en=facts["en"],
            title_fr=facts["fr"],
            purpose_en=f"{facts['purpose_en']}.",
            purpose_fr=f"{facts['purpose_fr']}.",
            place_id=Place.objects.get(key="place-ottawa").pk,
            opens_day=date(2018, 9, 1),
            closes_day=date(2018, 10, 31),
        ),
        actor=cast.organizer,
        is_demonstration=True,
        period_from=date(2018, 9, 1),
        period_to=date(2018, 10, 31),
        period_precision=Precision.MONTH,
        lead=Organization.objects.get(key=facts["lead"]),
    )
    totals = (facts["reported_participation"]["value"], facts["reported_participation_public"]["questionnaires"])
    for order, (figure, value, bound) in enumerate(
        zip(story()["figures"], totals, (Bound.OVER, Bound.EXACT), strict=True)
    ):
        consultations.declare(
            consultation,
            actor=cast.organizer,
            key=figure["key"],
            bound=bound,
            value=value,
            label_en=figure["en"],
            label_fr=figure["fr"],
            order=order,
        )
    for row in reference.load().rows("events"):
        consultations.link_event(consultation, events[row["id"]], actor=cast.organizer)
    return consultation


def _paper(consultation: Consultation, cast: Cast) -> None:
    """Freeze a first version, then a second with one changed section, so that “what changed” has something to show."""
    texts, title = story()["paper"], reference.load().row("doc-paper")
    version = papers.start_version(consultation, actor=cast.organizer)
    papers.describe(version, actor=cast.organizer, title_en=title["title_en"], title_fr=title["title_fr"])
    for section in texts["sections"]:
        first = section["key"] == "together"
        papers.add_section(
            version,
            actor=cast.organizer,
            key=section["key"],
            heading_en=section["heading_en"],
            heading_fr=section["heading_fr"],
            body_en=texts["first_together_en"] if first else section["body_en"],
            body_fr=texts["first_together_fr"] if first else section["body_fr"],
        )
    _freeze(papers, version, cast)
    version = papers.start_version(consultation, actor=cast.organizer)
    papers.describe(
        version, actor=cast.organizer, change_note_en=texts["change_note_en"], change_note_fr=texts["change_note_fr"]
    )
    changed = next(section for section in texts["sections"] if section["key"] == "together")
    papers.edit_section(
        version.sections.get(key="together"),
        actor=cast.organizer,
        body_en=changed["body_en"],
        body_fr=changed["body_fr"],
    )
    _freeze(papers, version, cast)


def _freeze(of: Any, version: Any, cast: Cast) -> None:
    """Let a second person sign a version."""
    of.freeze(of.submit(version, actor=cast.organizer), actor=cast.approver)


def _questions(consultation: Consultation, cast: Cast, *, pages: int | None = None) -> QuestionnaireVersion:
    texts = story()["questionnaire"]
    version = questionnaires.start_version(consultation, actor=cast.organizer)
    names = ("title_en", "title_fr", "intro_en", "intro_fr", "notice_en", "notice_fr")
    questionnaires.describe(version, actor=cast.organizer, **{name: texts[name] for name in names})
    known = set(consultation.paper.versions.latest("number").sections.values_list("key", flat=True))
    for one in texts["pages"][:pages]:
        page = questionnaires.add_page(
            version,
            actor=cast.organizer,
            title_en=one["title_en"],
            title_fr=one["title_fr"],
            is_sensitive=one.get("sensitive", False),
        )
        for row in one["questions"]:
            questionnaires.put_question(page, _question(row, known), actor=cast.organizer)
    _freeze(questionnaires, version, cast)
    version.refresh_from_db()
    return version


def _question(row: dict[str, Any], sections: set[str]) -> questionnaires.Question:
    texts = {name: row[name] for name in row if name.startswith(("prompt_", "help_"))}
    texts |= {
        f"scale_{end}_label_{side}": row[f"{end}_{side}"]
        for end in ("low", "high")
        for side in ("en", "fr")
        if f"{end}_{side}" in row
    }
    return questionnaires.Question(
        key=row["key"],
        type=QuestionType(row["type"]),
        texts=texts,
        section_key=row["section"] if row["section"] in sections else "",
        scale=(row["low"], row["high"]) if row["type"] == QuestionType.SCALE else None,
        options=[questionnaires.Option(*option) for option in row.get("options", [])],
    )


# ---- words ----------------------------------------------------------------------------------------------------------


def _words(chance: Random, question: str, count: int, language: str) -> str:
    """Return some sentences on one question, likelier ones more often, none twice."""
    rows = [row for row in story()["words"] if row[2] == question]
    chosen: list[Any] = []
    while rows and len(chosen) < count:
        row = chance.choices(rows, weights=[one[3] for one in rows])[0]
        rows.remove(row)
        chosen.append(row)
    return " ".join(row[4 if language == "en" else 5] for row in chosen)


def _submissions(consultation: Consultation, chance: Random, count: int, since: datetime, days: int) -> None:
    sectors = list(Sector.objects.exclude(key="sec-victims-survivors").order_by("position", "pk"))
    organizations = list(Organization.objects.filter(provenance="demo").order_by("pk"))
    for number in range(count):
        language = "fr" if chance.random() < 0.33 else "en"
        named = number % 6 == 0 and bool(organizations)
        choices = Choices(
            attribution=Attribution.ORGANIZATION if named else Attribution.ANONYMOUS,
            uses=USES | ({Use.QUOTE} if chance.random() < 0.6 else frozenset()),
            capacity=Capacity.ORGANIZATION if named else chance.choice([Capacity.INDIVIDUAL, Capacity.GOVERNMENT]),
            sector_id=chance.choice(sectors).pk if chance.random() < 0.7 else None,
            organization_name=chance.choice(organizations).name_en if named else "",
            email=f"office{number}@example.org" if named else "",
        )
        with as_of(since + timedelta(days=chance.randrange(days))):
            _submit(consultation, choices, language, chance)


def _submit(consultation: Consultation, choices: Choices, language: str, chance: Random) -> None:
    actor = Actor.system("load_demo", Via.COMMAND)
    key = str(UUID(int=chance.getrandbits(128)))
    submission = submissions.start(consultation, choices, key=key, language=language, actor=actor).submission
    answers: dict[str, dict[str, Any]] = {
        question: {"text": _words(chance, question, chance.randint(1, 3), language)}
        for question in ("prevent", "needs", "court", "partners")
        if chance.random() < 0.75
    }
    answers["reach"] = {"codes": chance.sample(["school", "work", "online", "shelters", "communities"], 2)}
    answers["services"] = {"number": chance.choice([1, 2, 2, 3, 3, 4])}
    answers["reporting"] = {"codes": [chance.choice(["yes", "yes", "no", "unsure"])]}
    for page in submission.version.pages.order_by("order"):
        submissions.save_page(submission, page, answers, seen=None, actor=actor)
    submissions.submit(submission, key="first", language=language, actor=actor)
    submission.refresh_from_db()
    if choices.email and submission.participation:
        participation.confirm(submission.participation.pk, actor=actor)


def _tables(consultation: Consultation, cast: Cast, chance: Random) -> None:
    """Twenty tables over the open meetings, each with a few notes in the language of its region."""
    links = consultation.event_links.filter(stream="general").select_related("event__place")
    events = [link.event for link in links.order_by("order")]
    for number in range(TABLES):
        event = events[number % len(events)]
        with as_of(event.ends_at or noon(2018, 10, 1)):
            table = notes.open_table(
                consultation,
                event,
                f"Table {number // len(events) + 1}",
                actor=cast.organizer,
                head_count=HeadCount.FROM_5,
            )
            _write(table, event, cast, chance)
            notes.close(table, actor=cast.note_taker)


def _write(table: TableSession, event: Event, cast: Cast, chance: Random) -> None:
    french = event.place.key == "place-montreal"
    topics = ["prevent", "needs", "court", "partners"] if event.place.key != "place-ottawa" else ["partners", "prevent"]
    for question in topics:
        language = ("fr" if chance.random() < 0.8 else "en") if french else ("en" if chance.random() < 0.9 else "fr")
        text = _words(chance, question, 1, language)
        if text:
            notes.write(
                table,
                text,
                kind=chance.choice([NoteKind.POINT, NoteKind.AGREEMENT, NoteKind.POINT]),
                support=chance.choice([Support.SEVERAL, Support.MOST, Support.NOT_TESTED]),
                language=language,
                key=UUID(int=chance.getrandbits(128)),
                question_key=question,
                actor=cast.note_taker,
            )


# ---- the one that is read now, the one that is open now -----------------------------------------------


def _prepare(row: dict[str, Any], closes: date, cast: Cast) -> Consultation:
    """Write a fictional consultation with a short paper and two pages of questions, ready to be opened."""
    names = ("ref", "title_en", "title_fr", "purpose_en", "purpose_fr")
    consultation = consultations.create(
        consultations.Details(
            **{name: row[name] for name in names}, place_id=Place.objects.get(key="place-ottawa").pk, closes_day=closes
        ),
        actor=cast.organizer,
        is_demonstration=True,
    )
    version = papers.start_version(consultation, actor=cast.organizer)
    papers.describe(version, actor=cast.organizer, title_en=row["title_en"], title_fr=row["title_fr"])
    for section in story()["paper"]["sections"][:3]:
        papers.add_section(version, actor=cast.organizer, **section)
    _freeze(papers, version, cast)
    _questions(consultation, cast, pages=2)
    return consultation


def _read_third(cast: Cast) -> Consultation:
    """Leave one half read, so that analysts and approvers find their own work."""
    now = timezone.now()
    begun = now - timedelta(days=50)
    with as_of(begun):
        consultation = _prepare(story()["third"], (now - timedelta(days=12)).date(), cast)
        consultations.open_(consultation, actor=cast.approver)
    _submissions(consultation, Random(20240201), READ_NOW, begun + timedelta(hours=1), 37)
    with as_of(now - timedelta(days=10)):
        conclusions.begin(consultation, cast)
    consultation.refresh_from_db()
    return consultation


def _open_second(event: Event, cast: Cast) -> Consultation:
    consultation = _prepare(story()["second"], timezone.now().date() + timedelta(days=60), cast)
    consultations.open_(consultation, actor=cast.approver)
    consultation.refresh_from_db()
    consultations.link_event(consultation, event, actor=cast.organizer)
    notes.open_table(consultation, event, "Table 1", actor=cast.organizer)
    return consultation
