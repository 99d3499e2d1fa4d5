"""A message on the wire: one recipient by construction, two bodies, the calendar twice, nothing injected (RE-3)."""

import email
import email.policy
import uuid

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from messaging import addresses, mime
from messaging.addresses import InvalidAddress, only_address
from messaging.backends.base import Refused
from messaging.kinds import CalendarPart, Composed

ICS = b"BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nSUMMARY:Caf\xc3\xa9\r\nEND:VCALENDAR\r\n"


def parsed(composed, reference=None):
    raw = mime.pack(composed, reference or uuid.uuid4())
    return email.message_from_bytes(raw, policy=email.policy.default), raw


def note(**changes):
    words = {"address": "alice@example.org", "subject": "Été", "text": "Bonjour à tous.\n", "language": "fr"}
    return Composed(**{**words, **changes})


@pytest.mark.parametrize(
    "value",
    [
        "a@b.ca, c@d.ca",
        "a@b.ca;c@d.ca",
        "a@b.ca c@d.ca",
        "A <a@b.ca>",
        "a@b.ca\r\nBcc: c@d.ca",
        "a@b.ca\x00",
        "a@b\u200b.ca",
        '"a@b"@c.ca',
        "a(comment)@b.ca",
        "a@[127.0.0.1]",
        "a@127.0.0.1",
        "a@b",
        "@b.ca",
        "a@",
        "",
        ".a@b.ca",
        "a..b@c.ca",
        "a@-b.ca",
        f"{'a' * 65}@b.ca",
        f"a@{'b' * 250}.ca",
        "é@b.ca",
        "undisclosed-recipients:;",
    ],
)
def test_anything_but_one_plain_address_is_refused(value):
    with pytest.raises(InvalidAddress):
        only_address(value)


@pytest.mark.parametrize(
    ("value", "address"),
    [
        ("Alice.O'Neil+1@Example.ORG", "Alice.O'Neil+1@example.org"),
        ("alice@québec.ca", "alice@xn--qubec-csa.ca"),
        (" alice@example.org ", "alice@example.org"),
    ],
)
def test_one_plain_address_is_kept_with_its_host_in_ascii(value, address):
    assert only_address(value) == address


@settings(deadline=None)
@given(st.text(max_size=80) | st.from_regex(r"[a-z]+@[a-z]+\.[a-z]{2}([,; ]+[a-z]+@[a-z]+\.[a-z]{2})*", fullmatch=True))
def test_whatever_is_composed_has_exactly_one_recipient(value):
    """RE-3: the property over everything that can be packed."""
    try:
        message, raw = parsed(note(address=value))
    except (InvalidAddress, Refused):
        return
    assert len(message["To"].addresses) == 1
    assert message["Cc"] is None and message["Bcc"] is None
    assert raw.count(b"\r\nTo: ") == 1
    assert message["To"].addresses[0].addr_spec == only_address(value)


@settings(deadline=None)
@given(st.text(max_size=200), st.text(max_size=200))
def test_no_words_can_add_a_header_or_break_a_line(subject, text):
    try:
        message, raw = parsed(note(subject=subject, text=text))
    except Refused:
        assert any("\ud800" <= char <= "\udfff" for char in subject + text)
        return
    assert set(message.keys()) == {
        *("From", "To", "Subject", "Date", "Message-ID", "Reply-To", "Auto-Submitted", "Content-Language"),
        *("MIME-Version", "Content-Type", "Content-Transfer-Encoding"),
    }
    assert max(map(len, raw.split(b"\r\n"))) <= 998
    raw.decode("ascii")


def test_the_reference_is_the_message_id_and_stays_the_same():
    reference = uuid.uuid4()

    assert parsed(note(), reference)[0]["Message-ID"] == f"<{reference}@example.org>"


def test_what_all_messages_share_is_written_once_and_never_mixed_up(settings):
    """Headers that say the same are kept between messages; a second sender, language or file gets its own."""
    first, _raw = parsed(note(calendar=CalendarPart("REQUEST", ICS)))
    settings.MAIL_FROM = {"en": "Autre <autre@example.org>", "fr": "Autre é <autre@example.org>"}
    second, _raw = parsed(note(calendar=CalendarPart("CANCEL", ICS), language="en"))
    third, _raw = parsed(note())

    assert [str(message["From"]) for message in (first, second, third)] == [
        *("Consultations <consultations@example.org>", "Autre <autre@example.org>", "Autre é <autre@example.org>"),
    ]
    assert [message["Content-Language"] for message in (first, second, third)] == ["fr", "en", "fr"]
    methods = [
        next(each for each in message.walk() if each.get_content_type() == "text/calendar")
        for message in (first, second)
    ]
    assert [part["Content-Type"].params["method"] for part in methods] == ["REQUEST", "CANCEL"]


def test_sender_and_reply_address_are_ours_and_the_sender_follows_the_language(settings):
    settings.MAIL_FROM = {"en": "Consultations <en@example.org>", "fr": "Consultations <fr@example.org>"}
    settings.MAIL_REPLY_TO = "reponses@example.org"

    french, _raw = parsed(note())
    both, _raw = parsed(note(language="both"))

    assert french["From"].addresses[0].addr_spec == "fr@example.org"
    assert (french["Reply-To"], french["Content-Language"]) == ("reponses@example.org", "fr")
    assert (both["From"].addresses[0].addr_spec, both["Content-Language"]) == ("en@example.org", "en, fr")


def test_text_page_and_calendar_are_alternatives_and_the_file_is_attached_too():
    message, _raw = parsed(note(html="<p>Bonjour à tous.</p>", calendar=CalendarPart("REQUEST", ICS)))
    alternatives, attached = message.iter_parts()

    assert message.get_content_type() == "multipart/mixed"
    assert [part.get_content_type() for part in alternatives.iter_parts()] == [
        "text/plain",
        "text/html",
        "text/calendar",
    ]
    calendar = list(alternatives.iter_parts())[2]
    assert calendar["Content-Type"].params["method"] == "REQUEST"
    assert calendar.get_payload(decode=True) == attached.get_payload(decode=True) == ICS
    assert attached.get_filename() == "invitation.ics"
    assert message.get_body(("plain",)).get_content() == "Bonjour à tous.\r\n"


def test_one_step_unsubscribe_stands_in_the_headers_where_there_is_one():
    url = f"https://consult.example.org/fr/desabonnement/{'x' * 90}/"
    message, raw = parsed(note(unsubscribe_url=url))

    assert f"\r\nList-Unsubscribe: <{url}>\r\n".encode() in raw  # whole and plain, or no mail program finds it
    assert message["List-Unsubscribe"] == f"<{url}>"
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert parsed(note())[0]["List-Unsubscribe"] is None


def test_the_digest_of_an_address_ignores_case_and_shows_nothing():
    assert addresses.digest("Alice@example.org") == addresses.digest("alice@EXAMPLE.org")
    assert addresses.digest("alice@example.org") != addresses.digest("bob@example.org")
    assert "alice" not in addresses.digest("alice@example.org")
