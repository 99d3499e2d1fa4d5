"""What each answer of a relay means: taken, not now, never, away, or nobody knows (R4)."""

import uuid

import pytest
from aiosmtpd.controller import Controller

from messaging.backends import smtp
from messaging.backends.base import Ambiguous, NotTaken, Refused, Unavailable
from messaging.backends.smtp import SmtpCarrier
from messaging.kinds import Composed
from tests.support.processes import free_port


class Relay:
    """Answers each step as told; `None` in place of an answer cuts the line."""

    def __init__(self):
        self.answers = {}
        self.taken = []
        self.connections = set()

    def _answer(self, step, server, default):
        answer = self.answers.get(step, default)
        if isinstance(answer, list):
            answer = answer.pop(0) if answer else default
        if answer is None:
            server.transport.abort()
            return "421 cut"
        return answer

    async def handle_MAIL(self, server, session, envelope, address, options):
        self.connections.add(id(session))
        envelope.mail_from = address
        return self._answer("mail", server, "250 OK")

    async def handle_RCPT(self, server, session, envelope, address, options):
        answer = self._answer("rcpt", server, "250 OK")
        if answer.startswith("2"):
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, server, session, envelope):
        answer = self._answer("text", server, "250 OK")
        if answer.startswith("2") or self.answers.get("takes"):
            self.taken.append((envelope.rcpt_tos, envelope.content))
        return answer


@pytest.fixture
def relay(monkeypatch):
    monkeypatch.setattr(smtp, "TIMEOUT", 5)
    relay = Relay()
    controller = Controller(relay, hostname="127.0.0.1", port=free_port(), decode_data=False)
    controller.start()
    relay.url, relay.controller = f"smtp://127.0.0.1:{controller.port}", controller
    yield relay
    if relay.controller:
        controller.stop()


def hand_over(carrier, address="alice@example.org", text="Hello.\n.a line with a dot\n"):
    carrier.send(carrier.pack(Composed(address, "A note", text), uuid.uuid4()))


def test_a_batch_shares_one_connection_and_every_dot_survives(relay):
    with SmtpCarrier(relay.url) as carrier:
        for _message in range(3):
            hand_over(carrier)

    assert [recipients for recipients, _content in relay.taken] == [["alice@example.org"]] * 3
    assert b"\n.a line with a dot" in relay.taken[0][1].replace(b"\r\n", b"\n").replace(b"=2E", b".")
    assert len(relay.connections) == 1


@pytest.mark.parametrize(
    ("step", "answer", "meaning", "code"),
    [
        ("mail", "451 4.3.0 later", NotTaken, "smtp_mail_451"),
        ("mail", "550 5.7.1 not you", Unavailable, "smtp_mail_550"),
        ("mail", "421 4.3.2 closing", Unavailable, "smtp_mail_421"),
        ("rcpt", "450 4.2.0 greylisted", NotTaken, "smtp_rcpt_450"),
        ("rcpt", "552 5.2.2 full", NotTaken, "smtp_rcpt_552"),
        ("rcpt", "421 4.3.2 closing", Unavailable, "smtp_rcpt_421"),
        ("text", "452 4.3.1 later", NotTaken, "smtp_text_452"),
        ("text", "554 5.7.1 content", Refused, "smtp_text_554"),
        ("text", "421 4.3.2 closing", Unavailable, "smtp_text_421"),
        ("text", None, Ambiguous, "smtp_no_answer"),
        ("rcpt", None, Unavailable, "smtp_rcpt_421"),
    ],
)
def test_each_answer_has_its_meaning(relay, step, answer, meaning, code):
    relay.answers[step] = answer
    with SmtpCarrier(relay.url) as carrier, pytest.raises(meaning) as heard:
        hand_over(carrier)

    assert heard.value.code in (code, "smtp_closed")
    assert relay.taken == []


@pytest.mark.parametrize(
    ("answer", "bounce"),
    [
        ("550 5.1.1 no such user", True),
        ("550 no such user", True),
        ("553 bad name", True),
        ("550 5.7.1 blocked by policy", False),
        ("554 relay denied", False),
    ],
)
def test_only_what_is_about_the_address_counts_as_a_bounce(relay, answer, bounce):
    relay.answers["rcpt"] = answer
    with SmtpCarrier(relay.url) as carrier, pytest.raises(Refused) as heard:
        hand_over(carrier)

    assert heard.value.bounce is bounce


def test_a_line_cut_after_the_text_was_taken_is_ambiguous_and_the_next_message_goes_on(relay):
    relay.answers |= {"text": [None], "takes": True}
    with SmtpCarrier(relay.url) as carrier:
        with pytest.raises(Ambiguous):
            hand_over(carrier)
        hand_over(carrier, "bob@example.org")

    assert [recipients for recipients, _content in relay.taken] == [["alice@example.org"], ["bob@example.org"]]


def test_after_a_refusal_the_connection_is_used_again(relay):
    relay.answers["rcpt"] = ["550 5.1.1 no such user"]
    with SmtpCarrier(relay.url) as carrier:
        with pytest.raises(Refused):
            hand_over(carrier)
        hand_over(carrier)

    assert (len(relay.taken), len(relay.connections)) == (1, 1)


def test_an_idle_connection_that_was_closed_is_opened_anew(relay):
    with SmtpCarrier(relay.url) as carrier:
        hand_over(carrier)
        carrier._smtp.sock.shutdown(2)
        hand_over(carrier)

    assert len(relay.taken) == 2


def test_a_relay_that_is_not_there_is_away(relay):
    relay.controller.stop()
    relay.controller = None
    with SmtpCarrier(relay.url) as carrier, pytest.raises(Unavailable, match="smtp_unreachable"):
        hand_over(carrier)


def test_a_relay_without_the_promised_encryption_is_not_used(relay):
    with SmtpCarrier(relay.url.replace("smtp://", "smtp+tls://")) as carrier, pytest.raises(Unavailable):
        hand_over(carrier)
    assert relay.taken == []


def test_a_relay_cannot_be_asked(relay):
    assert SmtpCarrier(relay.url).find(uuid.uuid4()) == "cannot_tell"
