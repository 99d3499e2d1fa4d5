"""Giving input in a browser without JavaScript: begin, answer, leave, come back, send, change, withdraw."""

import re

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from engagement.domain import consultations
from engagement.domain.participation import given_uses
from engagement.forms.respondent import ChoicesForm
from engagement.models import Answer, Participation, QuestionVersion, Submission, SubmissionRevision
from engagement.queries.respondents import Given
from engagement.views import respondent
from kernel.limits import Limit
from messaging.models import Message
from tests.engagement.respondent import ANONYMOUS, begun, page, respond, save
from tests.factories.engagement import SOMEONE, by_name, open_consultation, published_reply, reported, submitted
from tests.factories.partners import JurisdictionFactory
from tests.support.filled_forms import Filled
from tests.support.planting import planted

pytestmark = pytest.mark.django_db


@planted
def consultation():
    return open_consultation()


def test_the_whole_journey_from_notice_to_receipt(consultation):
    client, secret = begun(consultation)
    number = Submission.objects.get().receipt
    assert save(client, consultation, 1, prevention="More beds, s’il vous plaît.", known="yes")["Location"] == page(
        consultation, 2
    )
    check = save(client, consultation, 2, ways=["yes", "no"], weight="4")
    assert check["Location"] == reverse("engagement:check", args=[consultation.ref])
    shown = client.get(check["Location"]).content.decode()
    assert "More beds, s’il vous plaît." in shown
    sent = client.post(check["Location"], {"after": "0"}, follow=True)

    assert sent.redirect_chain[-1][0] == reverse("engagement:my_receipt")
    assert Submission.objects.get().state == "submitted"
    answers = {a.question.key: (a.codes, a.number, a.text) for a in Answer.objects.select_related("question")}
    assert answers == {
        "prevention": ([], None, "More beds, s’il vous plaît."),
        "known": (["yes"], None, ""),
        "ways": (["yes", "no"], None, ""),
        "weight": ([], 4, ""),
    }
    elsewhere = Client()
    opened = elsewhere.post(reverse("engagement:receipt"), {"number": number, "secret": secret}, follow=True)
    assert "More beds, s’il vous plaît." in opened.content.decode()


def test_a_double_click_on_send_sends_once_and_a_second_tab_hears_so(consultation):
    """EN-A4"""
    client, _secret = begun(consultation)
    save(client, consultation, 1, prevention="Once.")
    check = reverse("engagement:check", args=[consultation.ref])
    for _click in range(3):
        assert client.post(check, {"after": "0"}).status_code == 302
    assert SubmissionRevision.objects.count() == 1

    unchanged = client.post(check, {"after": "1"})
    assert unchanged.status_code == 422
    assert "Nothing was changed" in unchanged.content.decode()


def test_leaving_closes_the_browser_and_the_receipt_brings_everything_back(consultation):
    client, secret = begun(consultation)
    left = save(client, consultation, 1, go="leave", prevention="To be continued.")
    assert left["Location"] == reverse("engagement:receipt")
    assert client.get(page(consultation, 1))["Location"] == reverse("engagement:receipt")

    client.post(reverse("engagement:receipt"), {"number": Submission.objects.get().receipt, "secret": secret})
    assert "To be continued." in client.get(page(consultation, 1)).content.decode()


def test_a_page_saved_in_another_tab_keeps_what_was_typed_and_says_so(consultation):
    client, _secret = begun(consultation)
    seen = client.get(page(consultation, 1)).context["form"]["seen"].value()
    client.post(page(consultation, 1), {"seen": seen, "q-prevention": "First tab."})
    late = client.post(page(consultation, 1), {"seen": seen, "q-prevention": "Second tab."})
    assert late.status_code == 422
    assert "Second tab." in late.content.decode() and "saved from another tab" in late.content.decode()
    again = client.post(
        page(consultation, 1), {"seen": late.context["form"]["seen"].value(), "q-prevention": "Second tab."}
    )
    assert again.status_code == 302
    assert Submission.objects.get().draft["answers"]["prevention"] == {"text": "Second tab."}


@pytest.mark.parametrize(
    "answers",
    [
        {"q-known": "perhaps"},
        {"q-weight": "99999999999999999999999999"},
        {"q-weight": "x"},
        {"q-prevention": "x" * 10_001},
        {"q-ways": ["yes", "nonsense"]},
        {"q-prevention": "NUL \x00 here"},
        {"seen": "y" * 500},
    ],
)
def test_wrong_answers_are_refused_in_words_and_change_nothing(consultation, answers):
    client, _secret = begun(consultation)
    for number in (1, 2):
        response = client.post(page(consultation, number), {"seen": "", **answers})
        assert response.status_code in (302, 422)
    assert "nonsense" not in str(Submission.objects.get().draft)
    assert {"weight", "known", "ways"}.isdisjoint(Submission.objects.get().draft.get("answers", {}))


@pytest.mark.parametrize(
    ("choices", "words"),
    [
        ({"attribution": ""}, "required"),
        ({"attribution": "named"}, "To appear with your name"),
        ({"attribution": "named", "name": "Jo"}, "Enter an e-mail address"),
        ({"uses": ["recontact"]}, "keep you anonymous"),
        ({"uses": ["sell"]}, "not in the list any more"),
        ({"email": "not an address", "attribution": "named", "name": "Jo"}, "not an e-mail address"),
        ({"sector": "999999"}, "not in the list any more"),
        ({"capacity": "king"}, "not in the list any more"),
    ],
)
def test_contradicting_choices_are_said_where_they_are_and_begin_nothing(consultation, choices, words):
    client = Client()
    client.get(respond(consultation))
    response = client.post(respond(consultation), {**ANONYMOUS, **choices})
    assert response.status_code == 422
    assert words in response.content.decode()
    assert not Submission.objects.exists()


@pytest.mark.parametrize(
    ("language", "words"), [("en", "(1 – very hard, 5 – very easy)"), ("fr", "(1 – très difficile, 5 – très facile)")]
)
def test_a_number_on_a_scale_is_shown_with_what_its_ends_mean(language, words):
    ends = {"scale_low_label_en": "very hard", "scale_high_label_en": "very easy"}
    ends |= {"scale_low_label_fr": "très difficile", "scale_high_label_fr": "très facile"}
    question = QuestionVersion(scale_low=1, scale_high=5, **ends)
    with translation.override(language):
        assert Given(question, 1, "", [], 2).scale == words
    assert Given(QuestionVersion(scale_low=1, scale_high=5), 1, "", [], 2).scale == ""


def test_what_is_wrong_stands_first_and_no_colon_follows_a_question(consultation):
    """Screens 1: the error summary comes before everything else of the page, the notice too."""
    client = Client()
    client.get(respond(consultation))
    body = client.post(respond(consultation), {}).content.decode()

    assert body.index('id="errors"') < body.index("<h1>")
    assert "How may your words be signed?</a> Choose one." in body


@pytest.mark.parametrize("language", ["en", "fr"])
def test_the_places_of_a_respondent_are_provinces_and_territories_in_the_order_of_the_alphabet(consultation, language):
    JurisdictionFactory(code="CA", kind="federal", name_en="Canada", name_fr="Canada")
    for code, english, french in (
        ("QC", "Quebec", "Québec"),
        ("PE", "Prince Edward Island", "Île-du-Prince-Édouard"),
        ("NS", "Nova Scotia", "Nouvelle-Écosse"),
    ):
        JurisdictionFactory(code=code, kind="province", name_en=english, name_fr=french)

    with translation.override(language):
        offered = [str(label) for value, label in ChoicesForm().fields["jurisdiction"].choices if value]
        assert (
            offered
            == {
                "en": ["Nova Scotia", "Prince Edward Island", "Quebec"],
                "fr": ["Île-du-Prince-Édouard", "Nouvelle-Écosse", "Québec"],
            }[language]
        )


def test_a_browser_without_cookies_is_told_why_nothing_begins(consultation):
    response = Client().post(respond(consultation), ANONYMOUS)
    assert response.status_code == 422
    assert "did not return our cookie" in response.content.decode()
    assert not Submission.objects.exists()


def test_a_closed_consultation_says_so_and_keeps_drafts(consultation):
    client, _secret = begun(consultation)
    save(client, consultation, 1, prevention="In time.")
    consultations.close(consultation, actor=SOMEONE)
    assert "not open for input" in Client().get(respond(consultation)).content.decode()
    assert Client().post(respond(consultation), ANONYMOUS).status_code == 409
    for address in (page(consultation, 1), reverse("engagement:check", args=[consultation.ref])):
        body = client.get(address).content.decode()  # nothing to fill in that could not be sent
        assert "not open for input" in body and "<textarea" not in body and "Send my" not in body
    late = client.post(reverse("engagement:check", args=[consultation.ref]), {"after": "0"})
    assert late.status_code == 422 and "not open for input" in late.content.decode()
    assert Submission.objects.get().draft["answers"]["prevention"] == {"text": "In time."}


def test_nothing_private_stands_in_an_address_a_title_or_a_cache(consultation):
    client, secret = begun(consultation)
    number = Submission.objects.get().receipt
    for name, args in (
        ("kept", [consultation.ref]),
        ("answer", [consultation.ref, 1]),
        ("check", [consultation.ref]),
        ("my_receipt", []),
    ):
        address = reverse(f"engagement:{name}", args=args)
        response = client.get(address)
        assert response["Cache-Control"] == "no-store" and response["X-Robots-Tag"].startswith("noindex")
        title = re.search(r"<title>(.*?)</title>", response.content.decode(), re.S)[1]
        for private in (secret, number, str(Submission.objects.get().pk)):
            assert private not in address + title
    assert "secret" not in client.cookies["receipt"].value
    assert client.cookies["receipt"]["httponly"] and client.cookies["receipt"]["samesite"] == "Lax"


def test_a_forged_or_foreign_cookie_opens_nothing(consultation):
    client, _secret = begun(consultation)
    thief = Client()
    thief.cookies["receipt"] = str(Submission.objects.get().pk)
    assert thief.get(reverse("engagement:my_receipt")).status_code == 302
    thief.cookies["receipt"] = client.cookies["receipt"].value[:-2] + "xx"
    assert thief.get(reverse("engagement:my_receipt")).status_code == 302
    other = open_consultation()
    assert client.get(page(other, 1)).status_code == 302


def test_unknown_receipts_and_wrong_secrets_are_answered_alike(consultation):
    """RE-16"""
    submission = submitted(consultation)
    address = reverse("engagement:receipt")
    pages = [
        Client().post(address, {"number": number, "secret": "2222-2222-2222-2222"})
        for number in (submission.receipt, "R-2222-2222")
    ]
    assert [response.status_code for response in pages] == [422, 422]
    bodies = [re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", r.content.decode()) for r in pages]
    assert bodies[0].replace(submission.receipt, "R-2222-2222") == bodies[1]


def test_too_many_tries_wait(consultation):
    submission = submitted(consultation)
    answers = [
        Client().post(reverse("engagement:receipt"), {"number": submission.receipt, "secret": "2222"}).status_code
        for _try in range(12)
    ]
    assert answers[:10] == [422] * 10 and answers[-1] == 429
    late = Client().post(reverse("engagement:receipt"), {"number": submission.receipt, "secret": "2222"})
    assert int(late.headers["Retry-After"]) > 0 and submission.receipt in late.content.decode(), "what was typed stays"


@pytest.mark.parametrize(
    ("language", "words"), [("en", "what you chose is still here"), ("fr", "vos choix sont conservés")]
)
def test_beginning_without_end_waits_and_what_was_chosen_is_still_there(consultation, monkeypatch, language, words):
    """RE-17"""
    monkeypatch.setattr(respondent, "STARTS", Limit(f"test_start_{language}", allowed=2, per=1800))
    with translation.override(language):
        address = respond(consultation)
    for _browser in range(2):
        first = Client()
        first.get(address)
        assert first.post(address, ANONYMOUS).status_code == 302
    late = Client()
    late.get(address)
    answer = late.post(address, {**ANONYMOUS, "uses": ["quote"], "capacity": "organization"})
    shown = answer.content.decode()
    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "1800")
    assert words in shown
    assert [field for field in ("anonymous", "quote", "organization") if f'value="{field}" checked' not in re.sub(
        r' (?:id|required|class|aria-\w+)(?:="[^"]*")?', "", shown).replace(" selected", " checked")] == []  # fmt: skip
    assert Submission.objects.count() == 2
    # whoever has begun goes on: the same browser once more, and one that comes back with the receipt
    assert first.post(address, ANONYMOUS).status_code == 302
    assert first.get(page(consultation, 1)).status_code == 200
    monkeypatch.setattr(respondent, "STARTS", Limit(f"test_later_{language}", allowed=2, per=1800))
    assert late.post(address, ANONYMOUS).status_code == 302, "the same page works when the time has come"


def test_a_person_who_comes_back_with_a_receipt_is_not_slowed_by_those_who_begin(consultation, monkeypatch):
    client, secret = begun(consultation)
    number = Submission.objects.get().receipt
    monkeypatch.setattr(respondent, "STARTS", Limit("test_start_none", allowed=0, per=1800))
    back = Client()
    answer = back.post(reverse("engagement:receipt"), {"number": number, "secret": secret})
    assert answer.status_code == 302
    assert save(back, consultation, 1, prevention="More beds.").status_code == 302


def test_the_valve_over_everybody_holds_when_it_comes_from_everywhere(consultation, monkeypatch):
    monkeypatch.setattr(respondent, "VALVE", Limit("test_valve", allowed=2, per=1800))
    answers = []
    for number in range(3):
        client = Client(REMOTE_ADDR=f"198.51.{number}.1")
        client.get(respond(consultation))
        answers.append(client.post(respond(consultation), ANONYMOUS).status_code)
    assert answers == [302, 302, 429]


def test_choices_are_changed_and_input_withdrawn_with_the_receipt(consultation):
    client, _secret = begun(consultation)
    save(client, consultation, 1, prevention="zz-canary")
    client.post(reverse("engagement:check", args=[consultation.ref]), {"after": "0"})
    changed = client.post(reverse("engagement:choices"), {**ANONYMOUS, "uses": ["analyse"]}, follow=True)
    assert changed.status_code == 200
    assert not Submission.objects.get().consent.may_quote

    warned = client.get(reverse("engagement:withdraw")).content.decode()
    assert "cannot be undone" in warned
    gone = client.post(reverse("engagement:withdraw"), follow=True).content.decode()
    assert "zz-canary" not in gone and "What remains" in gone
    assert not Answer.objects.exists()
    assert client.get(reverse("engagement:my_receipt")).status_code == 200


def test_an_older_window_allows_nothing_anew_that_was_taken_back_in_another(consultation):
    client, _secret = begun(consultation)
    address = reverse("engagement:choices")
    older = Filled(str(client.get(address).context["form"])).posted
    client.post(address, {**ANONYMOUS, "uses": ["analyse"]})

    answer = client.post(address, older)

    words = answer.content.decode()
    assert answer.status_code == 422 and "perhaps in another window" in words and "What is saved now" in words
    assert given_uses(Submission.objects.get().consent) == {"analyse"}
    again = Filled(str(answer.context["form"])).posted
    assert again["uses"] == older["uses"] == ["analyse", "quote"]
    assert client.post(address, again).status_code == 302
    assert given_uses(Submission.objects.get().consent) == {"analyse", "quote"}


def test_an_anonymous_receipt_cannot_be_given_a_name(consultation):
    client, _secret = begun(consultation)
    response = client.post(
        reverse("engagement:choices"),
        {
            "attribution": "named",
            "name": "Jo",
            "email": "jo@example.org",
            "capacity": "individual",
            "uses": ["analyse"],
        },
    )
    assert response.status_code == 422 and "stays anonymous" in response.content.decode()


def test_the_owner_of_the_mailbox_answers_with_a_button(consultation):
    from engagement.domain.participation import link_of

    submission = submitted(consultation, choices=by_name())
    address = reverse("engagement:mailbox", args=[link_of(submission.participation)])
    looked = Client().get(address)
    assert looked.status_code == 200 and looked["Referrer-Policy"] == "strict-origin"
    submission.participation.refresh_from_db()
    assert submission.participation.confirmation == "pending", "looking changes nothing"
    Client().post(address, {"answer": "yes"})
    submission.participation.refresh_from_db()
    assert submission.participation.confirmation == "confirmed"

    stop = reverse("engagement:mailbox_stop", args=[link_of(submission.participation)])
    assert Client(enforce_csrf_checks=True).post(stop, {"List-Unsubscribe": "One-Click"}).status_code in (204, 302)
    submission.refresh_from_db()
    assert not submission.consent.may_recontact
    for wrong in ("x", "x" * 500, "\u0130"):
        assert Client().get(reverse("engagement:mailbox", args=[wrong])).status_code == 404


def test_choices_changed_before_the_mailbox_answered_leave_a_link_that_still_opens(consultation):
    """The first link belongs to a row that goes; without a second message nobody could ever confirm (engagement 5.2)."""
    from engagement.domain.participation import change_choices, link_of

    submission = submitted(consultation, choices=by_name())
    first = link_of(submission.participation)

    change_choices(submission, by_name({"analyse"}), language="en", actor=SOMEONE)

    submission.refresh_from_db()
    asked = set(Message.objects.filter(kind="engagement.confirm").values_list("to", flat=True))
    assert submission.participation_id in asked
    address = reverse("engagement:mailbox", args=[link_of(submission.participation)])
    assert Client().get(address).status_code == 200
    assert Client().get(reverse("engagement:mailbox", args=[first])).status_code == 404


def test_whoever_says_no_reads_that_the_name_is_removed_and_the_link_is_dead(consultation):
    from engagement.domain.participation import link_of

    submission = submitted(consultation, choices=by_name())
    address = reverse("engagement:mailbox", args=[link_of(submission.participation)])
    said = Client().post(address, {"answer": "no"})
    assert said.status_code == 200 and "the name is removed" in said.content.decode()
    assert Client().get(address).status_code == 404
    assert not Participation.objects.exclude(email="").exists()


def test_from_each_of_ten_receipts_a_reply_is_at_most_three_requests_away():
    """EN-A12: open the form, send it, read: the replies stand on that page."""
    consultation, given, staff = reported(words=[f"We need shelters, number {n}." for n in range(10)])
    published_reply(consultation.findings.get(), staff)
    from engagement.domain import receipts

    reached = 0
    for n, submission in enumerate(given):
        key = f"key {n}"
        type(submission).objects.filter(pk=submission.pk).update(
            secret_hash=receipts.slow_hash(receipts.secret_of(key))
        )
        client, requests = Client(), 0
        address = reverse("engagement:receipt")
        client.get(address)
        opened = client.post(address, {"number": submission.receipt, "secret": receipts.secret_of(key)})
        body = client.get(opened["Location"]).content.decode()
        requests = 3
        assert "We agree." in body and "Finding 1" in body and requests <= 3
        assert f"number {n}." in body
        assert not any(f"number {m}." in body for m in range(10) if m != n), "nobody else’s words"
        reached += 1
    assert reached == 10


@pytest.mark.parametrize("language", ["en", "fr"])
def test_every_page_of_the_journey_stands_in_both_languages(consultation, language):
    client, _secret = begun(consultation)
    save(client, consultation, 1, prevention="More beds.")
    with translation.override(language):
        addresses = [
            reverse("engagement:answer", args=[consultation.ref, 1]),
            reverse("engagement:check", args=[consultation.ref]),
            reverse("engagement:my_receipt"),
            reverse("engagement:choices"),
            reverse("engagement:withdraw"),
        ]
    for address in addresses:
        response = client.get(address)
        assert response.status_code == 200 and f'lang="{language}-CA"' in response.content.decode()
