"""The main journeys by a person whose browser runs no scripts, and by one who has no mouse (STD-02, STD-12).

The words on buttons are asked of the catalogues, so each journey runs in both languages without a list of its own.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from django.urls import reverse
from django.utils import translation
from django.utils.text import capfirst

from engagement.enums import SubmissionState
from engagement.models import Submission
from events.domain import invitations
from events.models import Event, Invitation, Registration, SignatureRequest
from tests.factories.accounts import person_with
from tests.factories.engagement import open_consultation
from tests.factories.events import EventFactory, InvitationFactory, days_ahead
from tests.factories.partners import PlaceFactory
from tests.support.pages import same_as

MOST_TABS = 90
FOCUSED = """() => {
  const one = document.activeElement;
  if (!one || one === document.body) return ["", ""];
  const label = one.labels && one.labels.length ? one.labels[0].innerText : "";
  return [(label || one.innerText || one.value || "").trim(), one.name || ""];
}"""


@dataclass
class Person:
    """Somebody at a browser; `keyboard` means that the mouse is never touched."""

    page: Any
    language: str
    keyboard: bool

    def word(self, english: str) -> str:
        """Return the words of the page in this person's language."""
        with translation.override(self.language):
            return translation.gettext(english)

    def open(self, address: str) -> None:
        self.page.goto(address)

    def press(self, english: str, kind: str = "button") -> None:
        """Press a button, or follow a link, by its words."""
        words = self.word(english)
        if self.keyboard:
            self._go_to(lambda text, _name: text == words, words)
        with self.page.expect_navigation():
            if self.keyboard:
                self.page.keyboard.press("Enter")
            else:
                self.page.get_by_role(kind, name=words, exact=True).first.click()

    def follow(self, english: str) -> None:
        self.press(english, "link")

    def tick(self, name: str, value: str = "") -> None:
        """Tick a box, or choose one of a group."""
        box = f'[name="{name}"]' + (f'[value="{value}"]' if value else "")
        if not self.keyboard:
            self.page.check(box)
            return
        radio = self.page.get_attribute(box, "type") == "radio"
        self._go_to(lambda _text, held: held == name and (radio or self._value() in (value, "on")), name)
        for _step in range(12):
            if not radio or self._value() == value:
                break
            self.page.keyboard.press("ArrowDown")
        if not self.page.is_checked(box):
            self.page.keyboard.press("Space")
        assert self.page.is_checked(box)

    def write(self, name: str, text: str) -> None:
        """Type into a field."""
        if self.keyboard:
            self._go_to(lambda _text, held: held == name, name)
            self.page.keyboard.type(text)
        else:
            self.page.fill(f'[name="{name}"]', text)

    def choose(self, name: str, value: str) -> None:
        self.page.select_option(f'[name="{name}"]', value)

    def set(self, name: str, value: int) -> None:
        """Give a part of a date, typed or chosen."""
        part = self.page.locator(f'[name="{name}"]')
        if part.evaluate("one => one.tagName") == "SELECT":
            part.select_option(str(value))
        else:
            part.fill(str(value))

    def sees(self, english: str) -> bool:
        return self.word(english) in self.page.inner_text("main")

    def sees_state(self, english: str) -> bool:
        """Say whether a state stands on the page, where it begins like a sentence."""
        return capfirst(self.word(english)) in self.page.inner_text("main")

    def _value(self) -> str:
        return str(self.page.evaluate("document.activeElement.value"))

    def _go_to(self, wanted: Callable[[str, str], bool], what: str) -> None:
        seen = []
        for _step in range(MOST_TABS):
            self.page.keyboard.press("Tab")
            text, name = self.page.evaluate(FOCUSED)
            if wanted(text, name):
                return
            seen.append(text[:30] or name)
        raise AssertionError(f"{what!r} is not reached by Tab on {self.page.url}: {seen}")


@pytest.fixture(params=[("en", False), ("fr", False), ("en", True)], ids=["en-no-script", "fr-no-script", "keyboard"])
def somebody(request, open_page):
    language, keyboard = request.param
    page = open_page(language=language, javascript=keyboard, width=320)
    page.set_default_timeout(10_000)
    return Person(page, language, keyboard)


@pytest.fixture(params=["en", "fr"])
def organizer(request, open_page):
    page = open_page(language=request.param, javascript=False)
    page.set_default_timeout(10_000)
    return Person(page, request.param, False)


def at(person, live, name, *arguments):
    with translation.override(person.language):
        return live.url + reverse(name, args=arguments)


def test_a_person_opens_an_invitation_takes_a_seat_changes_it_and_gives_it_back(live, somebody):
    invitation = InvitationFactory(events=[EventFactory(state="inviting", start_day=days_ahead(60))])
    Invitation.objects.filter(pk=invitation.pk).update(state="released")
    invitation.refresh_from_db()
    token = invitations.issue([invitation])[invitation.pk]

    somebody.open(at(somebody, live, "events:link", token))
    somebody.press("Open my invitation")
    somebody.follow("Yes, I will come")
    somebody.tick("need_interpretation")
    somebody.write("detail_interpretation", "Cree")
    somebody.press("Confirm: I will come")
    assert somebody.sees_state("you have a seat")
    registration = Registration.objects.get()
    assert (registration.state, registration.needs.get().detail) == ("confirmed", "Cree")

    somebody.follow("Change what I need")
    somebody.tick("need_mobility")
    somebody.press("Save")
    assert set(registration.needs.values_list("kind", flat=True)) >= {"interpretation", "mobility"}
    somebody.follow("I can no longer come")
    somebody.press("Give my seat back")
    registration.refresh_from_db()
    assert registration.state == "cancelled"
    assert somebody.page.noted.errors == []


def test_a_person_says_no(live, somebody):
    invitation = InvitationFactory(events=[EventFactory(state="inviting", start_day=days_ahead(60))])
    Invitation.objects.filter(pk=invitation.pk).update(state="released")
    invitation.refresh_from_db()
    token = invitations.issue([invitation])[invitation.pk]

    somebody.open(at(somebody, live, "events:link", token))
    somebody.press("Open my invitation")
    somebody.press("No, I cannot come")

    assert somebody.sees_state("you said no")
    assert invitation.options.get().state == "declined"


def test_a_person_gives_input_comes_back_with_the_receipt_and_withdraws(live, somebody):
    consultation = open_consultation()

    somebody.open(at(somebody, live, "engagement:respond", consultation.ref))
    somebody.tick("attribution", "anonymous")
    somebody.tick("uses", "analyse")
    somebody.tick("capacity", "individual")
    somebody.press("Continue")
    number, secret = somebody.page.locator(".receipt dd").all_inner_texts()
    somebody.follow("Go to the questions")
    somebody.write("q-prevention", "More beds.")
    somebody.press("Save and continue")
    somebody.press("Save and check")
    somebody.press("Send my input")
    submission = Submission.objects.get()
    assert submission.state == SubmissionState.SUBMITTED

    somebody.page.context.clear_cookies()
    somebody.open(at(somebody, live, "engagement:receipt"))
    somebody.write("number", number)
    somebody.write("secret", secret)
    somebody.press("Open")
    assert "More beds." in somebody.page.inner_text("main")
    somebody.follow("Withdraw my input")
    somebody.press("Withdraw everything")
    submission.refresh_from_db()
    assert submission.state == SubmissionState.WITHDRAWN


def test_an_organizer_plans_an_event_and_asks_for_the_second_signature(live, organizer, client):
    alice, place = person_with("organizer", name="Alice"), PlaceFactory(zone="America/Vancouver")
    client.force_login(alice)
    organizer.page.context.add_cookies(same_as(client))

    organizer.open(at(organizer, live, "events:create"))
    organizer.choose("kind", "regional_roundtable")
    organizer.write("title_en", "Roundtable in Vancouver")
    organizer.write("title_fr", "Table ronde à Vancouver")
    organizer.choose("place", str(place.pk))
    organizer.write("seats", "40")
    day = days_ahead(90)
    for name, hour in (("start", "9:00"), ("end", "16:00")):
        for part, value in (("day", day.day), ("month", day.month), ("year", day.year)):
            organizer.set(f"{name}_day_{part}", value)
        organizer.write(f"{name}_time", hour)
    organizer.press("Save")
    event = Event.objects.get()
    assert event.title_fr == "Table ronde à Vancouver"
    organizer.press("Plan it: time, place and seats are settled")
    organizer.follow("Ask for the second signature that opens the invitations")
    organizer.press("Ask for the second signature")

    assert SignatureRequest.objects.get(event=event).requested_by == alice
