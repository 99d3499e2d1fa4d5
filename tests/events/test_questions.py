"""The questions of a registration form: asked on the page, read by those it names, retired (EV-25)."""

import pytest
from django.urls import reverse
from django.utils import translation

from accounts.actors import Actor
from accounts.models import AuditEntry
from events.domain import questions, registrations
from events.domain.enrolling import Details
from events.models import FormQuestion
from kernel.errors import DomainError
from tests.factories.accounts import person_with
from tests.factories.events import (
    SOMEONE,
    EventFactory,
    EventTeamMemberFactory,
    FormQuestionFactory,
    ProtectedEventFactory,
    option_for,
    options_for,
)

pytestmark = pytest.mark.django_db

CHOICE = {
    "text_en": "Which table?",
    "text_fr": "Quelle table?",
    "kind": "choice",
    "choices_en": "Prevention\n\n Support \n",
    "choices_fr": "Prévention\nSoutien",
    "audience": ["organizer"],
}


@pytest.fixture
def alice(client):
    """Runs the events of these tests."""
    person = person_with("organizer", name="Alice Roy")
    client.force_login(person)
    return person


@pytest.fixture
def event(alice):
    found = EventFactory()
    EventTeamMemberFactory(event=found, user=alice)
    return found


def ask(client, event, **change):
    return client.post(reverse("events:question_ask", args=[event.public_id]), CHOICE | change)


def page_of(client, event):
    return client.get(reverse("events:questions", args=[event.public_id]))


def answered(event, question, value, **person):
    option = option_for(event, **person)
    return registrations.accept(option, Details(answers={question.public_id: value}), actor=SOMEONE).registration


def test_a_question_is_asked_on_the_page_and_stands_at_the_end_of_the_form(client, event):
    first = FormQuestionFactory(event=event, order=1)

    assert ask(client, event, required="on").status_code == 302

    asked = page_of(client, event).context["asked"]
    assert [row.pk for row, _readers in asked][0] == first.pk
    question, readers = asked[1]
    assert (question.choices_en, question.choices_fr) == (["Prevention", "Support"], ["Prévention", "Soutien"])
    assert question.required and readers == "organizer"


def test_the_form_is_shown_as_it_reads_in_both_languages_whatever_the_page_speaks(client, event):
    ask(client, event)
    for language in ("en", "fr"):
        with translation.override(language):
            previews = dict(page_of(client, event).context["previews"])
        assert "Which table?" in previews["en"] and "Prevention" in previews["en"]
        assert "Who reads this:" in previews["en"] and "organizer" in previews["en"]
        assert "Quelle table?" in previews["fr"] and "Soutien" in previews["fr"] and "Which" not in previews["fr"]
        assert "What do you need to take part?" not in previews["fr"]


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"text_en": ""}, "text_en"),
        ({"text_fr": " "}, "text_fr"),
        ({"text_fr": "x" * 301}, "text_fr"),
        ({"choices_fr": "Prévention"}, "choices_fr"),
        ({"choices_en": "One", "choices_fr": "Un"}, "choices_fr"),
        ({"audience": []}, "audience"),
        ({"audience": ["door"]}, "audience"),
        ({"kind": "essay"}, "kind"),
    ],
)
def test_a_question_that_cannot_be_is_refused_on_its_field_and_what_was_typed_stays(client, event, change, field):
    answer = ask(client, event, **change)
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field]
    assert "Quelle table?" in answer.content.decode() or field == "text_fr"
    assert not event.questions.exists()


@pytest.mark.parametrize("part", ["door", "note_taker", "facilitator", "liaison"])
def test_nobody_is_named_as_a_reader_who_has_no_page_to_read_on(alice, event, part):
    words = {"text_en": "Why?", "text_fr": "Pourquoi?", "kind": "text"}
    with pytest.raises(DomainError) as refused:
        questions.ask(event, questions.Wording(audience=[part], **words), actor=Actor.of(alice))
    assert refused.value.code == "audience_missing"


def test_choices_of_a_question_that_offers_none_are_left_out(client, event):
    ask(client, event, kind="yes_no", choices_en="One")
    assert event.questions.get().choices_en == []


def test_a_question_sent_twice_is_asked_once(client, event):
    once = str(client.get(reverse("events:question_ask", args=[event.public_id])).context["form"]["once"].value())
    for _again in range(2):
        assert ask(client, event, once=once).status_code == 302
    assert event.questions.count() == 1
    assert ask(client, event, once=str(FormQuestionFactory().key)).status_code == 422


def test_a_retired_question_is_asked_no_longer_and_its_answers_stay(client, event):
    question = FormQuestionFactory(event=event, order=1)
    answered(event, question, "Housing")
    address = reverse("events:question_retire", args=[question.key])
    assert "1 answer already given stays" in client.get(address).content.decode()
    assert not FormQuestion.objects.get().retired

    for _again in range(2):
        assert client.post(address).status_code == 302

    context = page_of(client, event).context
    assert (context["asked"], [(row.pk, row.given) for row in context["retired"]]) == ([], [(question.pk, 1)])
    assert AuditEntry.objects.filter(verb="question.retired").count() == 1


def reword(client, question, **change):
    return client.post(reverse("events:question_reword", args=[question.key]), CHOICE | change)


def test_a_question_is_reworded_until_somebody_has_answered_it(client, event):
    question = FormQuestionFactory(event=event, order=1)
    form = client.get(reverse("events:question_reword", args=[question.key])).context["form"]
    assert form["text_en"].value() == question.text_en

    assert reword(client, question, required="on").status_code == 302

    now = FormQuestion.objects.get()
    assert (now.pk, now.text_fr, now.choices_fr) == (question.pk, "Quelle table?", ["Prévention", "Soutien"])
    assert now.required
    assert reword(client, now, required="on").status_code == 302  # the same words write nothing
    assert AuditEntry.objects.filter(verb="question.reworded").count() == 1

    answered(event, FormQuestion.objects.get(), "1")
    answer = reword(client, FormQuestion.objects.get(), text_en="Which seat?")
    assert answer.status_code == 422 and "Somebody has answered this question" in answer.content.decode()
    assert FormQuestion.objects.get().text_en == "Which table?"


def test_a_page_that_was_open_while_a_question_was_reworded_cannot_answer_the_new_words_unread(client, event):
    question = FormQuestionFactory(event=event, order=1)
    option = option_for(event)
    reword(client, question, kind="choice")

    with pytest.raises(DomainError) as refused:
        registrations.accept(option, Details(answers={question.public_id: "1"}), actor=SOMEONE)

    assert refused.value.code == "question_unknown"
    assert not FormQuestion.objects.get().answers.exists()


def test_an_answer_kept_for_the_waiting_list_keeps_the_words_too(client):
    full = EventFactory(seats=0)
    EventTeamMemberFactory(event=full, user=person_with("organizer"))
    question = FormQuestionFactory(event=full, order=1)
    option = option_for(full)
    registrations.accept(option, Details(answers={question.public_id: "Housing"}), actor=SOMEONE)
    assert full.queue.count() == 1

    with pytest.raises(DomainError) as refused:
        questions.reword(question, questions.Wording("text", "Why?", "Pourquoi?", ["organizer"]), actor=SOMEONE)

    assert refused.value.code == "question_answered"


def test_questions_change_places_with_those_that_are_asked(client, event):
    rows = [FormQuestionFactory(event=event, order=order) for order in (1, 2, 3)]
    questions.retire(rows[1], actor=SOMEONE)

    def order():
        return [row.pk for row, _readers in page_of(client, event).context["asked"]]

    def move(row, where):
        assert client.post(reverse("events:question_move", args=[row.key]), {"where": where}).status_code == 302

    move(rows[2], "earlier")
    assert order() == [rows[2].pk, rows[0].pk]
    move(rows[2], "earlier")  # it is the first already
    move(rows[2], "later")
    assert order() == [rows[0].pk, rows[2].pk]
    assert AuditEntry.objects.filter(verb="question.moved").count() == 2


@pytest.mark.parametrize(
    ("kind", "value", "english", "french"),
    [("yes_no", "yes", "Yes", "Oui"), ("choice", "1", "Support", "Soutien"), ("text", "1", "1", "1")],
)
def test_the_organizer_reads_an_answer_in_words(client, event, kind, value, english, french):
    choices = {"choices_en": ["Prevention", "Support"], "choices_fr": ["Prévention", "Soutien"]}
    question = FormQuestionFactory(event=event, kind=kind, **(choices if kind == "choice" else {}))
    row = answered(event, question, value)
    for language, words in (("en", english), ("fr", french)):
        with translation.override(language):
            page = client.get(reverse("events:registration", args=[row.public_id]))
        assert [answer for _question, answer in page.context["answers"]] == [words]


def test_logistics_reads_the_answers_addressed_to_it_and_no_others(client, event):
    """EV-25."""
    bob = person_with("logistics_officer")
    EventTeamMemberFactory(event=event, user=bob, role="logistics")
    diet = FormQuestionFactory(event=event, order=1, audience=["logistics"])
    view = FormQuestionFactory(event=event, order=2, audience=["organizer"])
    option = option_for(event, display_name="Jo Martin")
    answers = {diet.public_id: "No nuts", view.public_id: "Housing first"}
    registrations.accept(option, Details(answers=answers), actor=SOMEONE)
    needs = reverse("events:needs", args=[event.public_id])

    assert "No nuts" not in client.get(needs).content.decode()  # the organizer is not named as a reader
    client.force_login(bob)
    page = client.get(needs).content.decode()

    assert "No nuts" in page and "Jo Martin" in page and "Housing first" not in page


@pytest.mark.parametrize("people", [2, 12])
def test_the_answers_cost_the_same_however_many_there_are(client, event, people, django_assert_num_queries):
    bob = person_with("logistics_officer")
    EventTeamMemberFactory(event=event, user=bob, role="logistics")
    diet = FormQuestionFactory(event=event, audience=["logistics"])
    for option in options_for(event, people):
        registrations.accept(option, Details(answers={diet.public_id: "No nuts"}), actor=SOMEONE)
    client.force_login(bob)
    needs = reverse("events:needs", args=[event.public_id])
    client.get(needs)
    with django_assert_num_queries(10):
        page = client.get(needs).content.decode()
    assert page.count("No nuts") == people


@pytest.mark.parametrize("count", [1, 10])
def test_the_page_of_questions_costs_the_same_whatever_their_number(client, event, count, django_assert_num_queries):
    for order in range(1, count + 1):
        FormQuestionFactory(event=event, order=order)
    page_of(client, event)
    with django_assert_num_queries(6):
        assert len(page_of(client, event).context["asked"]) == count


@pytest.mark.django_db(databases=["default", "protected"])
def test_a_protected_event_has_no_form_and_one_that_is_over_keeps_its_own(client, alice):
    """EV-18."""
    protected, over = ProtectedEventFactory(), EventFactory(state="concluded")
    for one in (protected, over):
        EventTeamMemberFactory(event=one, user=alice)
    assert page_of(client, protected).status_code == 404
    assert ask(client, protected).status_code == 404
    assert reverse("events:question_ask", args=[over.public_id]) not in page_of(client, over).content.decode()
    assert ask(client, over).status_code == 422


def test_strangers_get_404(client, alice):
    question = FormQuestionFactory()
    assert page_of(client, question.event).status_code == 404
    assert client.post(reverse("events:question_retire", args=[question.key])).status_code == 404
