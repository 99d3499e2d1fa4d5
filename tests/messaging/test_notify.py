"""GC Notify against a double that speaks as it does (STD-26)."""

import json
import uuid
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest

from kernel.limits import Limit
from messaging.backends import notify
from messaging.backends.base import Ambiguous, Busy, Refused, Unavailable
from messaging.backends.notify import NotifyCarrier
from messaging.kinds import CalendarPart, Composed
from tests.support import provider
from tests.support.processes import free_port


class Scripted(BaseHTTPRequestHandler):
    """Keeps requests; answers with the next of `script`, as (status, body, headers)."""

    protocol_version = "HTTP/1.1"

    def log_message(self, *_arguments):
        pass

    def _serve(self):
        length = int(self.headers.get("Content-Length", 0))
        body = json.loads(self.rfile.read(length)) if length else None
        self.server.requests.append((self.command, self.path, dict(self.headers), body))
        answer = self.server.script.pop(0)
        if answer is None:
            self.close_connection = True
            return
        status, content, headers = answer
        raw = content if isinstance(content, bytes) else json.dumps(content).encode()
        self.send_response(status)
        for name, value in {"Content-Length": str(len(raw)), **headers}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(raw)

    do_GET = do_POST = _serve  # noqa: N815 - names of the standard library


@pytest.fixture
def service(monkeypatch, settings):
    server = ThreadingHTTPServer(("127.0.0.1", 0), Scripted)
    server.requests, server.script = [], []
    Thread(target=server.serve_forever, daemon=True).start()
    settings.NOTIFY_BASE_URL, settings.NOTIFY_API_KEY = f"http://127.0.0.1:{server.server_port}", provider.KEY
    settings.NOTIFY_TEMPLATE_ID = "11111111-1111-4111-8111-111111111111"
    monkeypatch.setattr(notify, "TIMEOUT", (2, 2))
    monkeypatch.setattr(notify, "PACE", Limit(f"test_{uuid.uuid4().hex}", allowed=1000, per=60))
    yield server
    server.shutdown()
    server.server_close()


@contextmanager
def carrier_of(settings):
    with NotifyCarrier(settings.NOTIFY_BASE_URL, settings.NOTIFY_API_KEY, settings.NOTIFY_TEMPLATE_ID) as carrier:
        yield carrier


def hand_over(settings, reference=None, **composed):
    words = {"address": "alice@example.org", "subject": "A note", "text": "Hello.\n"} | composed
    with carrier_of(settings) as carrier:
        carrier.send(carrier.pack(Composed(**words), reference or uuid.uuid4()))


def test_a_message_goes_with_key_template_words_and_a_reference_that_names_nobody(service, settings):
    service.script = [(201, {"id": "x"}, {})]
    reference = uuid.uuid4()

    hand_over(settings, reference, calendar=CalendarPart("REQUEST", b"BEGIN:VCALENDAR"))

    (method, path, headers, body) = service.requests[0]
    assert (method, path) == ("POST", "/v2/notifications/email")
    assert headers["Authorization"] == f"ApiKey-v1 {'k' * 36}"
    assert body == {
        "email_address": "alice@example.org",
        "template_id": settings.NOTIFY_TEMPLATE_ID,
        "reference": str(reference),
        "personalisation": {
            "subject": "A note",
            "body": "Hello.\n",
            "calendar_file": {"file": "QkVHSU46VkNBTEVOREFS", "filename": "invitation.ics", "sending_method": "attach"},
        },
    }


@pytest.mark.parametrize(
    ("answer", "meaning"),
    [
        ((429, {"errors": [{"error": "RateLimitError"}]}, {"Retry-After": "7"}), Busy),
        ((403, {"errors": [{"error": "AuthError"}]}, {}), Unavailable),
        ((400, {"errors": [{"message": "template_id is not a valid UUID"}]}, {}), Refused),
        ((413, {}, {}), Refused),
        ((500, {"errors": [{"error": "Exception"}]}, {}), Ambiguous),
        ((503, b"<html>", {}), Ambiguous),
        ((302, b"", {"Location": "http://elsewhere.example/"}), Ambiguous),
        ((200, {}, {}), Ambiguous),
        (None, Ambiguous),
    ],
)
def test_each_answer_has_its_meaning(service, settings, answer, meaning):
    service.script = [answer]

    with pytest.raises(meaning) as heard:
        hand_over(settings)

    assert type(heard.value) is meaning
    assert len(service.requests) == 1, "a redirect is not followed and nothing is repeated"


def test_it_slows_down_for_as_long_as_it_is_told(service, settings):
    service.script = [
        (429, {"errors": [{"error": "RateLimitError"}]}, {"Retry-After": "7"}),
        (429, {"errors": [{"error": "RateLimitError"}]}, {}),
        (429, {"errors": [{"error": "TooManyRequestsError", "message": "Exceeded send limits (50) for today"}]}, {}),
    ]
    waits = []
    for _answer in range(3):
        with pytest.raises(Busy) as heard:
            hand_over(settings)
        waits.append(heard.value.retry_after)

    assert waits == [7, 30, 3600]


def test_it_keeps_below_the_pace_of_the_service_by_itself(service, settings, monkeypatch):
    monkeypatch.setattr(notify, "PACE", Limit(f"test_{uuid.uuid4().hex}", allowed=2, per=60))
    service.script = [(201, {}, {})] * 2
    hand_over(settings)
    hand_over(settings)

    with pytest.raises(Busy, match="own_pace"):
        hand_over(settings)

    assert len(service.requests) == 2


def test_an_address_that_the_service_refuses_is_a_bounce(service, settings):
    service.script = [(400, {"errors": [{"message": "email_address Not a valid email address"}]}, {})]

    with pytest.raises(Refused) as heard:
        hand_over(settings)

    assert heard.value.bounce


def test_a_service_that_is_not_there_has_taken_nothing(settings):
    with NotifyCarrier(f"http://127.0.0.1:{free_port()}", provider.KEY, "t") as carrier, pytest.raises(Unavailable):
        carrier.send(carrier.pack(Composed("alice@example.org", "A note", "Hello."), uuid.uuid4()))


def test_no_answer_in_time_is_ambiguous(service, settings, monkeypatch):
    monkeypatch.setattr(notify, "TIMEOUT", (2, 0.2))
    monkeypatch.setattr(Scripted, "do_POST", lambda self: self.rfile.read(1) and __import__("time").sleep(1))

    with pytest.raises(Ambiguous):
        hand_over(settings)


def test_a_file_above_the_limit_is_refused_before_anything_leaves(service, settings):
    with pytest.raises(Refused, match="too_large"):
        hand_over(settings, calendar=CalendarPart("REQUEST", b"x" * 6_000_001))
    assert service.requests == []


class TestAsking:
    def rows(self, reference, status="sending"):
        return {"notifications": [{"id": "x", "reference": str(reference), "status": status}], "links": {}}

    def ask(self, settings, reference, verb="find"):
        with carrier_of(settings) as carrier:
            return getattr(carrier, verb)(reference)

    def test_by_reference_finds_what_was_taken(self, service, settings):
        reference = uuid.uuid4()
        service.script = [(200, self.rows(reference), {}), (200, {"notifications": [], "links": {}}, {})]

        assert self.ask(settings, reference) == "found"
        assert self.ask(settings, reference) == "absent"
        assert service.requests[0][1] == f"/v2/notifications?reference={reference}&template_type=email"

    def test_rows_of_another_reference_are_no_finding(self, service, settings):
        service.script = [(200, self.rows(uuid.uuid4()), {})]

        assert self.ask(settings, uuid.uuid4()) == "absent"

    @pytest.mark.parametrize(
        "answer", [(500, {}, {}), (403, {}, {}), (200, b"no json", {}), (200, [], {}), (404, {}, {}), None]
    )
    def test_an_answer_that_cannot_be_read_settles_nothing(self, service, settings, answer):
        service.script = [answer]

        with pytest.raises(Unavailable):
            self.ask(settings, uuid.uuid4())

    def test_too_many_questions_wait(self, service, settings):
        service.script = [(429, {}, {"Retry-After": "5"})]

        with pytest.raises(Busy):
            self.ask(settings, uuid.uuid4())

    @pytest.mark.parametrize(
        ("theirs", "ours"),
        [
            ("sending", ""),
            ("created", ""),
            ("delivered", "delivered"),
            ("permanent-failure", "bounced"),
            ("temporary-failure", "bounced_for_now"),
            ("technical-failure", "failed"),
        ],
    )
    def test_what_became_of_a_message(self, service, settings, theirs, ours):
        reference = uuid.uuid4()
        service.script = [(200, self.rows(reference, theirs), {})]

        assert self.ask(settings, reference, "status") == ours
