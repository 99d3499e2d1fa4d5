"""A form that meets an outage, a fault of ours or too many tries is kept, sent again, and acts once (RE-5, EN-4)."""

from uuid import uuid4

import pytest
from django.contrib import messages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import OperationalError, connection
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils import translation

from accounts.domain import audit, tokens
from events.models import Venue
from kernel import outages
from kernel.errors import Busy
from kernel.limits import LimitReached
from kernel.middleware import ErrorPagesMiddleware
from kernel.views import failures
from tests.factories.accounts import person_with
from tests.factories.events import EventTeamMemberFactory
from tests.factories.partners import PlaceFactory
from tests.support.late_forms import HERE, kept_by, seen_on, send_again
from tests.support.outages import gate_shut, locked_by_another_program, nothing_answers, refused

COMMITTED = pytest.mark.django_db(transaction=True, databases=["default", "protected"])
WORDS = 'Beds, "warm" ones <b>tonight</b>\n  & tomorrow'
HELD = "sending it again saves nothing twice"


@pytest.fixture
def browser():
    """Somebody's browser: asked for form tokens, and shown what a person sees when something breaks."""
    return Client(enforce_csrf_checks=True, raise_request_exception=False)


def typed_at(browser, **more):
    """Sign somebody in, open the form of a new venue and type; return its address and what is sent."""
    member = EventTeamMemberFactory(user=person_with("organizer", email="alice@example.org"))
    browser.force_login(member.user)
    address = reverse("events:venue_add", args=[member.event.public_id])
    place = PlaceFactory()
    browser.get(address)
    return address, {
        "csrfmiddlewaretoken": browser.cookies["csrf"].value,
        "once": str(uuid4()),
        "name_en": "Hall",
        "name_fr": "Salle",
        "place": str(place.pk),
        "access_en": WORDS,
        "access_fr": "Sonner deux fois.",
        **more,
    }


def keeps(answer, address, *, status=503):
    """Tell whether the form is kept by the answer, and shown to nobody."""
    where, fields = kept_by(answer, status)
    return where == address and fields["access_en"] == [WORDS] and "tonight" not in seen_on(answer)


# ---- outages ----------------------------------------------------------------------------------------------------------

OUTAGES = [
    pytest.param(locked_by_another_program, marks=pytest.mark.sqlite, id="locked against all"),
    pytest.param(lambda: locked_by_another_program(how="IMMEDIATE"), marks=pytest.mark.sqlite, id="locked for writers"),
    pytest.param(gate_shut, marks=pytest.mark.sqlite, id="gate shut"),
    pytest.param(refused, marks=pytest.mark.postgresql, id="refused"),
]


@COMMITTED
@pytest.mark.parametrize("outage", OUTAGES)
def test_a_form_that_meets_an_outage_is_kept_and_saved_when_it_is_over(browser, outage):
    address, typed = typed_at(browser)

    with outage():
        missed = browser.post(address, typed, headers=HERE)
        assert keeps(missed, address) and missed.headers["Retry-After"] == "30"
        for words in ("Try again in 1 minute", HELD, "Keep this page open"):
            assert words in seen_on(missed)
        still = send_again(browser, missed)
        assert keeps(still, address)

    assert Venue.objects.count() == 0
    for _press in range(2):
        assert send_again(browser, still).status_code == 302
    assert Venue.objects.get().access_en == WORDS


@COMMITTED
def test_the_page_stands_when_database_cache_and_broker_are_away_together(browser, settings, tmp_path):
    address, typed = typed_at(browser)

    with nothing_answers(settings, tmp_path):
        missed = browser.post(address, typed, headers=HERE)

    assert keeps(missed, address)
    assert send_again(browser, missed).status_code == 302


@COMMITTED
def test_the_page_speaks_the_language_of_the_form(browser, settings, tmp_path):
    with translation.override("fr"):
        address, typed = typed_at(browser)

    with nothing_answers(settings, tmp_path):
        missed = browser.post(address, typed, headers=HERE)

    assert missed.status_code == 503 and 'lang="fr-CA"' in missed.content.decode()
    assert 'name="access_en"' in missed.content.decode()


@COMMITTED
def test_what_needs_no_store_is_served_in_an_outage_and_the_rest_says_when_to_come_back(
    browser, settings, tmp_path, client
):
    client.raise_request_exception = False
    typed_at(browser)
    served = [reverse(f"kernel:{name}") for name in ("contact", "privacy", "accessibility")]
    asked = [reverse(name) for name in ("home", "partners:strategy", "events:venues")]

    with nothing_answers(settings, tmp_path):
        assert [client.get(path).status_code for path in served] == [200] * 3
        pages = [browser.get(path) for path in asked]

    assert [page.status_code for page in pages] == [503] * 3
    assert {page.headers["Retry-After"] for page in pages} == {"30"}
    assert all("Try again in 1 minute" in seen_on(page) and "Send again" not in seen_on(page) for page in pages)


@COMMITTED
def test_the_api_says_in_an_outage_when_to_ask_again(client, settings, tmp_path):
    client.raise_request_exception = False
    with nothing_answers(settings, tmp_path):
        answer = client.get("/api/v1/events/")

    assert (answer.status_code, answer.headers["Retry-After"], answer.json()["code"]) == (503, "30", "busy")


@COMMITTED
def test_words_for_a_protected_page_are_not_repeated_in_an_outage(browser, settings, tmp_path):
    """Somebody else may sit at the computer by then (safety 8)."""
    for name in ("safety:page", "safety:write"):
        address = reverse(name)
        browser.get(address)
        typed = {"csrfmiddlewaretoken": browser.cookies["csrf"].value, "text": WORDS, "act": "code", "code": "1" * 12}
        with (
            nothing_answers(settings, tmp_path),
            locked_by_another_program("protected") if connection.vendor == "sqlite" else refused("protected"),
        ):
            answer = browser.post(address, typed, headers=HERE)

        assert answer.status_code == 503 and answer.headers["Cache-Control"] == "no-store"
        assert "tonight" not in answer.content.decode() and "1111" not in answer.content.decode()
        assert "again" not in browser.cookies and "National consultations" not in answer.content.decode()


@pytest.mark.sqlite
@pytest.mark.django_db
def test_a_fault_of_ours_in_a_statement_is_no_outage():
    with pytest.raises(OperationalError) as fault, connection.cursor() as cursor:
        cursor.execute("SELECT nothing FROM nowhere")

    assert not outages.is_one(fault.value)
    assert not outages.is_one(KeyError("x")) and not outages.is_one(None)


# ---- faults of ours -----------------------------------------------------------------------------------------------------


def _breaks(*args, **kwargs):
    raise ZeroDivisionError


@pytest.mark.django_db
@pytest.mark.parametrize(("where", "what", "saved"), [(audit, "record", 0), (messages, "success", 1)])
def test_a_form_that_meets_a_fault_is_kept_and_saved_once_whether_it_was_saved_before_or_not(
    browser, monkeypatch, where, what, saved
):
    """Before the act has committed, the fault undoes it; after that, only the answer is lost."""
    address, typed = typed_at(browser)

    with monkeypatch.context() as broken:
        broken.setattr(where, what, _breaks)
        missed = browser.post(address, typed, headers=HERE)

    assert keeps(missed, address, status=500) and HELD in seen_on(missed)
    assert Venue.objects.count() == saved
    for _press in range(2):
        assert send_again(browser, missed).status_code == 302
    assert Venue.objects.get().access_en == WORDS


@pytest.mark.django_db
def test_files_are_named_and_codes_are_not_kept(browser, monkeypatch):
    address, typed = typed_at(browser, code="1234 5678", password="hunter2")
    monkeypatch.setattr(messages, "success", _breaks)

    file = SimpleUploadedFile("guests <1>.csv", b"never kept")
    missed = browser.post(address, typed | {"file": file}, headers=HERE)

    assert keeps(missed, address, status=500)
    for words in ("guests <1>.csv", "Choose these again", "codes and secrets are not kept"):
        assert words in seen_on(missed)
    html = missed.content.decode()
    assert not [one for one in ("1234 5678", "hunter2", "never kept") if one in html]


@pytest.mark.django_db
def test_the_part_of_a_page_that_htmx_asks_for_becomes_the_whole_page(browser, monkeypatch):
    address, typed = typed_at(browser)
    monkeypatch.setattr(messages, "success", _breaks)

    missed = browser.post(address, typed, headers=HERE | {"HX-Request": "true"})

    assert keeps(missed, address, status=500)
    assert (missed.headers["HX-Retarget"], missed.headers["HX-Push-Url"]) == ("body", "false")


@pytest.mark.django_db
@pytest.mark.parametrize("headers", [{}, {"Origin": "https://evil.example"}])
def test_nothing_is_repeated_to_a_page_that_is_not_ours(monkeypatch, headers):
    careless = Client(raise_request_exception=False)  # a form that asks for no token
    address, typed = typed_at(careless)
    monkeypatch.setattr(messages, "success", _breaks)

    answer = careless.post(address, typed, headers=headers)

    assert answer.status_code == 500 and "tonight" not in answer.content.decode()


@pytest.mark.django_db
def test_what_makes_something_that_is_shown_once_is_not_sent_again(browser, monkeypatch):
    """Sent again, the form of a key would make a second one: the promise of the page would not hold."""
    owner = person_with("organizer")
    browser.force_login(owner)
    address = reverse("accounts:key_new")
    browser.get(address)
    typed = {"csrfmiddlewaretoken": browser.cookies["csrf"].value, "name": "Roster", "days": "30"}
    typed["scopes"] = [str(scope) for scope in tokens.allowed_scopes(owner)][:1]
    monkeypatch.setattr("accounts.views.mine.render", _breaks)

    answer = browser.post(address, typed, headers=HERE)

    assert answer.status_code == 500 and "Send again" not in answer.content.decode()
    assert owner.api_tokens.count() == 1


@pytest.mark.django_db
def test_more_than_a_page_can_keep_is_not_kept(browser, monkeypatch):
    address, typed = typed_at(browser)
    monkeypatch.setattr(messages, "success", _breaks)

    answer = browser.post(address, typed | {"unknown": "a" * 500_001}, headers=HERE)

    assert answer.status_code == 500 and "Send again" not in answer.content.decode()


@pytest.mark.django_db
def test_when_the_page_that_keeps_it_breaks_too_there_are_still_words(browser, monkeypatch):
    address, typed = typed_at(browser)
    monkeypatch.setattr(messages, "success", _breaks)
    monkeypatch.setattr("kernel.views.late_forms.render_to_string", _breaks)

    answer = browser.post(address, typed, headers=HERE)

    assert answer.status_code == 500 and "nothing is half done" in answer.content.decode()


# ---- too many, too busy ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("refusal", "status", "when"),
    [
        (LimitReached("Too many.", retry_after=600), 429, "Try again in 10 minutes at the latest."),
        (Busy("Many are here."), 503, "Try again in a moment."),
    ],
)
def test_who_is_asked_to_wait_keeps_the_form_and_reads_until_when(refusal, status, when):
    request = RequestFactory().post("/en/x/", {"note": WORDS, "code": "12345678"}, headers=HERE)

    answer = ErrorPagesMiddleware(lambda _request: None).process_exception(request, refusal)

    assert kept_by(answer, status)[1]["note"] == [WORDS]
    for words in (str(refusal), when, "Nothing was saved yet, and nothing is lost"):
        assert words in seen_on(answer)
    assert answer.headers.get("Retry-After") == ("600" if status == 429 else None)
    assert "12345678" not in answer.content.decode()


def test_a_bare_429_keeps_the_form_too():
    middleware = ErrorPagesMiddleware(lambda request: HttpResponse(status=429, headers={"Retry-After": "3600"}))

    for answer in (
        middleware(RequestFactory().post("/en/x/", {"note": WORDS}, headers=HERE)),
        failures.too_many(RequestFactory().post("/en/x/", {"note": WORDS}, headers=HERE)),
    ):
        assert kept_by(answer, 429)[1]["note"] == [WORDS]


def test_where_only_a_code_was_typed_there_is_nothing_to_keep():
    request = RequestFactory().post("/en/x/", {"code": "12345678"}, headers=HERE)

    answer = ErrorPagesMiddleware(lambda _request: None).process_exception(request, LimitReached("No.", retry_after=60))

    assert answer.status_code == 429 and "Send again" not in answer.content.decode()
