"""Bad input on every form: the page comes back with 422, what was typed stands in it, and nothing has changed."""

from uuid import uuid4

import pytest
from django.apps import apps

from accounts.actors import Actor
from engagement.domain import answering, codebooks, consultations, findings, notes, papers, questionnaires
from engagement.enums import Stance
from engagement.models import Finding
from tests.engagement.desk import Desk
from tests.factories.engagement import (
    REPLY,
    WORDING,
    ConsultationFactory,
    open_consultation,
    question,
    reported,
)
from tests.factories.events import EventFactory, EventTeamMemberFactory

pytestmark = pytest.mark.django_db
TYPED = "Typed with care"
LONG = "x" * 60_000
NUL = "a\x00b"


@pytest.fixture
def world(staff, a_commitment):
    """Return what every form is about, and a browser for each part."""
    draft = ConsultationFactory(author=staff.organizer)
    paper = papers.start_version(draft, actor=staff.as_organizer)
    words = {"heading_en": "One", "heading_fr": "Un", "body_en": "Words", "body_fr": "Des mots"}
    section = papers.add_section(paper, actor=staff.as_organizer, key="one", **words)
    version = questionnaires.start_version(draft, actor=staff.as_organizer)
    page = questionnaires.add_page(version, actor=staff.as_organizer, title_en="First", title_fr="Première")
    row = questionnaires.put_question(page, question("prevention", section_key=""), actor=staff.as_organizer)
    themes = codebooks.start_version(draft, actor=staff.as_analyst)
    theme = codebooks.put_code(themes, actor=staff.as_analyst, key="more", label_en="More", label_fr="Encore")
    being_asked = open_consultation(staff)
    event = EventFactory()
    consultations.link_event(being_asked, event, actor=staff.as_organizer)
    EventTeamMemberFactory(event=event, user=staff.note_taker, role="note_taker")
    table = notes.open_table(being_asked, event, "Table 1", actor=staff.as_organizer)
    answered, _given, theirs = reported()
    published = Finding.objects.get(consultation=answered)
    drafted = findings.draft(answered, published.theme, Stance.FOR, WORDING, actor=theirs.as_analyst)
    advice = answering.recommend(
        answered, [published], statement_en="More.", statement_fr="Encore.", actor=theirs.as_analyst
    )
    reply = answering.draft_reply(published, REPLY, actor=theirs.as_coordinator)
    source = published.evidence.select_related("coding__source")[0].coding.source
    names = "draft paper section version page row themes theme being_asked event table published drafted advice reply"
    kept = {name: value for name, value in locals().items() if name in names.split()}
    kept |= {"answered": answered, "source": source, "commitment": a_commitment, "used": published.theme}
    return kept | {part: Desk(getattr(staff, part)) for part in ("organizer", "analyst", "coordinator", "note_taker")}


# who, address, what it is about, what is typed, the field that keeps what was typed
FORMS = {
    "new consultation": ("organizer", "run_new", None, {"ref": "not an address!", "title_en": TYPED}, "title_en"),
    "new consultation, taken address": ("organizer", "run_new", None, {"ref": "taken", "title_en": TYPED}, "title_en"),
    "consultation, bad day": (
        "organizer",
        "run_edit",
        "draft",
        {"title_en": TYPED, "closes_day": "2026-02-31"},
        "title_en",
    ),
    "open consultation without French": (
        "organizer",
        "run_edit",
        "being_asked",
        {"title_en": TYPED, "title_fr": "", "purpose_en": "x", "purpose_fr": ""},
        "title_en",
    ),
    "extension into the past": (
        "organizer",
        "run_extend",
        "being_asked",
        {"closes_day": "2001-01-01", "reason_en": TYPED, "reason_fr": "Tapé"},
        "reason_en",
    ),
    "extension without reason": (
        "organizer",
        "run_extend",
        "being_asked",
        {"closes_day": "2031-01-01", "reason_en": TYPED, "reason_fr": ""},
        "reason_en",
    ),
    "figure": (
        "organizer",
        "run_figures",
        "draft",
        {"key": "online", "bound": "exact", "value": "-4", "label_en": TYPED, "label_fr": "b"},
        "label_en",
    ),
    "figure, huge": (
        "organizer",
        "run_figures",
        "draft",
        {"key": "online", "bound": "exact", "value": "9" * 40, "label_en": TYPED, "label_fr": "b"},
        "label_en",
    ),
    "paper title": (
        "organizer",
        "paper_title",
        "paper",
        {"title_en": "x" * 300, "change_note_en": TYPED},
        "change_note_en",
    ),
    "new section": (
        "organizer",
        "section_new",
        "paper",
        {"heading_en": TYPED, "heading_fr": "b", "body_en": LONG, "body_fr": "b"},
        "heading_en",
    ),
    "section, NUL": (
        "organizer",
        "section",
        "section",
        {"heading_en": TYPED, "heading_fr": "b", "body_en": NUL, "body_fr": "b"},
        "heading_en",
    ),
    "questions' title": (
        "organizer",
        "questions_title",
        "version",
        {"title_en": "x" * 300, "notice_en": TYPED},
        "notice_en",
    ),
    "new page": ("organizer", "page_new", "version", {"title_en": "x" * 300, "intro_en": TYPED}, "intro_en"),
    "page": ("organizer", "page", "page", {"title_en": "x" * 300, "intro_en": TYPED}, "intro_en"),
    "new question, name taken": (
        "organizer",
        "question_new",
        "page",
        {"key": "prevention", "type": "open", "prompt_en": TYPED, "limit": "10", "meaning": "same"},
        "prompt_en",
    ),
    "new question, choices without words": (
        "organizer",
        "question_new",
        "page",
        {"key": "n", "type": "single", "prompt_en": TYPED, "limit": "10", "meaning": "same", "options": "one | two"},
        "prompt_en",
    ),
    "question, unknown section": (
        "organizer",
        "question",
        "row",
        {"type": "open", "prompt_en": TYPED, "limit": "10", "meaning": "same", "section_key": "nowhere"},
        "prompt_en",
    ),
    "theme in one language": ("analyst", "theme_new", "themes", {"label_en": TYPED, "label_fr": ""}, "label_en"),
    "theme changed to nothing": (
        "analyst",
        "theme",
        "theme",
        {"label_en": "", "definition_en": TYPED},
        "definition_en",
    ),
    "finding without theme": (
        "analyst",
        "finding_new",
        "answered",
        {"statement_en": TYPED, "theme": "2147483648999", "stance": "for"},
        "statement_en",
    ),
    "finding with an unknown stance": (
        "analyst",
        "finding_new",
        "answered",
        {"statement_en": TYPED, "theme": "used", "stance": "loud"},
        "statement_en",
    ),
    "finding's words": ("analyst", "finding_edit", "drafted", {"statement_en": LONG, "limits_en": TYPED}, "limits_en"),
    "recommendation of no finding": (
        "analyst",
        "recommendation_new",
        "answered",
        {"statement_en": TYPED},
        "statement_en",
    ),
    "recommendation, unknown finding": (
        "analyst",
        "recommendation",
        "advice",
        {"statement_en": TYPED, "findings": ["99999999"]},
        "statement_en",
    ),
    "reply without outcome": (
        "coordinator",
        "reply_new",
        "advice",
        {"outcome": "maybe", "reason_en": TYPED},
        "reason_en",
    ),
    "reply's office": (
        "coordinator",
        "reply",
        "reply",
        {"outcome": "accepted", "reason_en": TYPED, "office_en": LONG},
        "reason_en",
    ),
    "tie to no commitment": (
        "coordinator",
        "tie",
        "advice",
        {"commitment": "0", "relation": "implements", "reason_en": TYPED, "reason_fr": "b"},
        "reason_en",
    ),
    "tie of a draft recommendation": (
        "coordinator",
        "tie",
        "advice",
        {"commitment": "commitment", "relation": "implements", "reason_en": TYPED, "reason_fr": "b"},
        "reason_en",
    ),
    "note without kind": ("note_taker", "table", "table", {"text": TYPED, "kind": "gossip", "language": "en"}, "text"),
    "note without key": (
        "note_taker",
        "table",
        "table",
        {"text": TYPED, "kind": "point", "support": "several", "language": "en", "key": "no"},
        "text",
    ),
    "note with a name": (
        "note_taker",
        "table",
        "table",
        {"text": f"Mr. Tremblay: {TYPED}", "kind": "point", "support": "several", "language": "en", "key": "new"},
        "text",
    ),
    "table twice": (
        "organizer",
        "run_table",
        "being_asked",
        {"event": "event", "label": "Table 1", "rule": "chatham_house"},
        "",
    ),
    "meeting that is none": ("organizer", "run_link", "being_asked", {"event": "0"}, ""),
    "passage of nothing": ("analyst", "text", "source", {"go": "assign", "theme": "used", "stance": "for"}, ""),
    "passage outside the text": (
        "analyst",
        "text",
        "source",
        {"go": "assign", "theme": "used", "stance": "for", "units": ["1", "999999999999", "²"]},
        "",
    ),
}


def _state():
    """Return every row of the app, without the clock of a session."""
    models = [model for model in apps.get_app_config("engagement").get_models()]
    return {model.__name__: list(model.objects.order_by("pk").values()) for model in models}


def test_a_refused_form_comes_back_as_it_was_typed_and_changes_nothing(world):
    ConsultationFactory(ref="taken")
    before, wrong = _state(), []
    for form, (who, address, about, typed, keeps) in FORMS.items():
        values = {
            name: uuid4() if value == "new" else world[value].pk if isinstance(value, str) and value in world else value
            for name, value in typed.items()
        }
        response = world[who].post(address, *_arguments(world, address, about), **values)
        body = response.content.decode()
        if response.status_code != 422 or ("error" not in body and "banner--warning" not in body):
            wrong.append(f"{form}: {response.status_code}")
        elif keeps and TYPED not in body:
            wrong.append(f"{form}: lost what was typed")
        elif _state() != before:
            wrong.append(f"{form}: changed something")
            before = _state()

    assert not wrong, "\n".join(wrong)
    print(f"{len(FORMS)} refused forms, 0 words lost, 0 rows changed")


def _arguments(world, address, about):
    if about is None:
        return []
    key = world[about].pk if address == "text" else world[about].public_id
    return ["recommendation", key] if address == "reply_new" else [key]


HOSTILE = [NUL, "9" * 400, "-1", "", "²", "<script>", "2026-13-45", "\u202e", "%00"]


def test_no_hostile_value_in_any_field_of_any_form_is_a_server_error(world):
    """Every field of every form is given what no browser sends; the answer is a page, never a fault."""
    asked = 0
    for number, (who, address, about, typed, _keeps) in enumerate(FORMS.values()):
        for turn in range(3):
            fields = [*typed, "units", "amends", "key"]
            values = {name: HOSTILE[(number + turn * 3 + n) % len(HOSTILE)] for n, name in enumerate(fields)}
            response = world[who].post(address, *_arguments(world, address, about), **values)
            asked += 1
            assert response.status_code in (302, 404, 422), (address, values, response.status_code)
    assert asked == 3 * len(FORMS)


def test_a_finding_whose_form_arrives_twice_is_drafted_once(world):
    answered, key = world["answered"], uuid4()
    before = answered.findings.count()
    typed = {"statement_en": TYPED, "statement_fr": "Tapé", "theme": world["used"].pk, "stance": "for", "once": key}

    page = world["analyst"].get("finding_new", answered.public_id).content.decode()
    assert page.count('name="once"') == 1
    pressed = [world["analyst"].post("finding_new", answered.public_id, **typed) for _ in range(2)]

    assert [response.status_code for response in pressed] == [302, 302]
    assert pressed[0].headers["Location"] == pressed[1].headers["Location"]
    assert answered.findings.count() == before + 1


def test_nothing_new_is_offered_to_write_once_the_analysis_is_over(world):
    consultation = world["answered"]
    offered = world["analyst"].get("analysis_findings", consultation.public_id).content.decode()
    consultation.state = "replied"
    consultation.save(update_fields=("state",))
    over = world["analyst"].get("analysis_findings", consultation.public_id).content.decode()

    for words in ("New finding", "New recommendation"):
        assert words in offered
        assert words not in over


def test_a_recommendation_and_a_page_of_questions_whose_forms_arrive_twice_are_made_once(world):
    answered, version = world["answered"], world["version"]
    advice = {"statement_en": TYPED, "statement_fr": "Tapé", "findings": [world["published"].pk]}
    forms = (
        ("analyst", "recommendation_new", answered, advice, answered.recommendations),
        ("organizer", "page_new", version, {"title_en": TYPED, "title_fr": "Tapé"}, version.pages),
    )
    for part, address, about, typed, made in forms:
        before, key = made.count(), uuid4()
        assert world[part].get(address, about.public_id).content.decode().count('name="once"') == 1
        pressed = [world[part].post(address, about.public_id, **typed, once=key) for _ in range(2)]

        assert [response.status_code for response in pressed] == [302, 302], address
        assert made.count() == before + 1, address


def test_a_section_moves_to_the_place_its_button_names_however_often_it_is_pressed(world):
    paper, organizer = world["paper"], world["organizer"]
    for key in ("two", "three"):
        papers.add_section(paper, actor=Actor.of(organizer.user), key=key, heading_en=key, heading_fr=key)
    last = paper.sections.get(key="three")

    for _press in range(2):
        organizer.post("section_move", last.public_id, to="2")
    assert list(paper.sections.order_by("order").values_list("key", flat=True)) == ["one", "three", "two"]

    for nowhere in ("", "0", "9", "up", "²", "9" * 30):
        organizer.post("section_move", last.public_id, to=nowhere)
    assert list(paper.sections.order_by("order").values_list("key", flat=True)) == ["one", "three", "two"]
