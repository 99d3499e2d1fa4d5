"""The 2018 consultation as a story to be played: its events, who is asked to which, and the people who play it.

Titles, kinds and places are the facts of the reference file. The days are shifted by whole weeks, so that the machine's
clock finds them ahead: nobody can reply to an invitation of the past.
"""

import datetime
import re
from dataclasses import dataclass, field

from partners.models import Place, Sector
from partners.reference import load
from tests.support.visitor import Visitor


@dataclass(frozen=True)
class Meeting:
    """One event of the story."""

    key: str
    kind: str
    title_en: str
    title_fr: str
    place: str
    day: datetime.date
    start: str
    end: str
    seats: int
    sectors: list[str] = field(default_factory=list)
    jurisdictions: list[str] = field(default_factory=list)
    holds: bool = True


KINDS = {"national_summit": "summit"}
ASKED = {
    "ev-vancouver": {"jurisdictions": ["BC", "AB", "YT"], "seats": 60},
    "ev-winnipeg": {"jurisdictions": ["MB", "SK", "NT", "NU"], "seats": 60},
    "ev-montreal": {"jurisdictions": ["QC", "NB", "NS", "PE", "NL"], "seats": 80},
    "ev-ottawa": {"sectors": ["sec-sex-work", "sec-federal"], "seats": 70},
    "ev-summit": {"sectors": "all", "seats": 60, "holds": False},
}


def meetings(today: datetime.date) -> dict[str, Meeting]:
    """Return the six events of the reference file, with the demonstration's days shifted ahead."""
    facts = load()
    schedule = {row["event"]: row for row in facts.rows("demo_event_schedule")}
    first = min(row["date"] for row in schedule.values() if row["date"])
    weeks = ((today + datetime.timedelta(days=50)) - first).days // 7 + 1
    every = list(Sector.objects.filter(directory_never=False).values_list("key", flat=True))
    story = {}
    for row in facts.rows("events"):
        planned = schedule[row["id"]]
        day = planned["date"] or schedule["ev-summit"]["date"]
        asked = dict(ASKED.get(row["id"], {"seats": 20}))
        if asked.get("sectors") == "all":
            asked["sectors"] = every
        story[row["id"]] = Meeting(
            row["id"],
            KINDS.get(row["kind"], row["kind"]),
            row["en"],
            row["fr"],
            row["place"],
            day + datetime.timedelta(weeks=weeks),
            planned["start"] or "09:00",
            planned["end"] or "16:00",
            **asked,
        )
    return story


def as_role(base: str, role: str) -> Visitor:
    """Return a browser in which the demonstration's person of a role is signed in."""
    visitor = Visitor(base).open("/en/accessibility/")
    return visitor.press("Change", role=role)


def plan(alice: Visitor, bob: Visitor, meeting: Meeting) -> str:
    """Plan one event and have its invitations opened by a second person; return the address of its page."""
    place = Place.objects.get(key=meeting.place)
    alice.open("/en/organize/events/new/")
    alice.press(
        "Save",
        kind=meeting.kind,
        title_en=meeting.title_en,
        title_fr=meeting.title_fr,
        place=place.pk,
        seats=meeting.seats,
        start_day=meeting.day,
        start_time=meeting.start,
        end_day=meeting.day,
        end_time=meeting.end,
        hold_seats=meeting.holds,
        safety_tier="protected" if meeting.kind == "survivor_roundtable" else "open",
    )
    address = alice.response.url
    alice.press("Plan it")
    return address


def open_invitations(alice: Visitor, bob: Visitor, address: str, title: str) -> None:
    """Ask for the second signature and give it."""
    alice.open(address).follow("Ask for the second signature").press("Ask for the second signature")
    bob.open("/en/organize/to-sign/")
    assert bob.sees(title), bob.text
    bob.follow("Read and decide").press("Sign")
    alice.open(address)
    assert alice.sees("Inviting"), alice.text


def invite(alice: Visitor, address: str, meeting: Meeting) -> int:
    """Build the list, read the mail in both languages, release; return how many were asked."""
    query = "&".join(
        [f"sectors={key}" for key in meeting.sectors] + [f"jurisdictions={code}" for code in meeting.jurisdictions]
    )
    alice.open(f"{address}invitations/list/?{query}")
    count = int(re.search(r"Put (?:all )?([\d,]+) pe", alice.text)[1].replace(",", ""))
    alice.press("Put")
    assert alice.sees(meeting.title_en)
    assert alice.sees(meeting.title_fr.replace("'", "’"))
    alice.press("Release")
    return count
