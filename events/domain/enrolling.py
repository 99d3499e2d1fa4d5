"""Writing down that somebody comes: the row, what they need, what they answered, the entry and the confirmation.

The seat is claimed or handed over by the caller, which also holds the transaction.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.actors import Actor
from accounts.domain import audit
from events.domain import notices, questions
from events.enums import CRITICAL_NEEDS, Channel, NeedKind, RegistrationKind, RegistrationState
from events.models import Event, FormAnswer, FormQuestion, InvitationOption, NeedRequest, QueueEntry, Registration
from events.queries.standings import Standing
from kernel.errors import Invalid
from partners.models import Person
from safety.models import Handle

LONGEST_DETAIL = 200


@dataclass(frozen=True)
class Details:
    """What somebody says when they register.

    Attributes:
        needs: kind of need to a short detail, which may be empty.
        answers: public id of a question to the answer.
        online: whether they join online, where the event allows it.
        party: how many seats they wait for when there is none, themselves included.
        kind: in what capacity they come.
    """

    needs: Mapping[str, str] = field(default_factory=dict)
    answers: Mapping[UUID, str] = field(default_factory=dict)
    online: bool = False
    party: int = 1
    kind: str = RegistrationKind.DELEGATE

    def kept(self) -> dict[str, Any]:
        """Return the form that a wait keeps until a seat comes."""
        return {
            "needs": dict(self.needs),
            "answers": {str(key): value for key, value in self.answers.items()},
            "online": self.online,
        }

    @classmethod
    def of_wait(cls, entry: QueueEntry) -> "Details":
        """Return what somebody said when they joined the waiting list."""
        kept = entry.answers
        answers = {UUID(key): value for key, value in kept.get("answers", {}).items()}
        return cls(kept.get("needs", {}), answers, bool(kept.get("online")), entry.size, entry.kind)


@dataclass(frozen=True)
class Checked:
    """Details that passed: ready to be written."""

    needs: list[tuple[str, str]]
    answers: list[tuple[int, str]]
    online: bool
    kind: str


def check(
    event: Event, details: Details, *, asked: Iterable[FormQuestion] | None = None, given_before: bool = False
) -> Checked:
    """Return the details once every rule of the form holds.

    Args:
        asked: the questions of the event, when they are at hand; none for a form without them.
        given_before: the details were kept on the waiting list while the form may have changed.

    Raises:
        Invalid: an unknown need, a detail that is too long, a missing or impossible answer.
    """
    needs = []
    for kind, detail in details.needs.items():
        if kind not in NeedKind.values:
            raise Invalid(_("Choose needs from the list."), code="need_unknown", field="needs")
        if len(detail) > LONGEST_DETAIL:
            raise Invalid(_("Keep the detail under 200 characters."), code="detail_too_long", field=f"need_{kind}")
        needs.append((kind, detail.strip()))
    if not 1 <= details.party <= 10:
        raise Invalid(_("A party has between 1 and 10 people."), code="party_size", field="party")
    if details.kind not in RegistrationKind.values:
        raise Invalid(_("Choose in what capacity the person comes."), code="kind_unknown", field="kind")
    asked = questions.asked_of(event) if asked is None else asked
    answers = questions.checked_answers(asked, details.answers, given_before=given_before)
    return Checked(sorted(needs), answers, details.online and event.online, details.kind)


def enrol(
    event: Event,
    checked: Checked,
    *,
    standing: Standing,
    language: str,
    actor: Actor,
    channel: str,
    person: Person | None = None,
    handle: Handle | None = None,
    option: InvitationOption | None = None,
    confirm: bool = True,
) -> Registration:
    """Insert the registration of a person or handle with needs and answers, its entry and its confirmation.

    Whoever is let in at the door is confirmed at once: nobody could approve them in time.

    Rows of handles carry no time, no organization and no reference in the entry (safety 7).
    """
    approved = not event.approval or handle is not None or channel == Channel.DOOR
    state = RegistrationState.CONFIRMED if approved else RegistrationState.PENDING
    registration = Registration.objects.create(
        event=event,
        person=person,
        handle=handle,
        option=option,
        language=language,
        kind=checked.kind,
        online=checked.online,
        state=state,
        channel=channel,
        registered_by=f"{actor.kind}:{actor.ref}" if person else "handle",
        registered_at=timezone.now() if person else None,
        **(standing.columns() if person else {}),
    )
    add_needs(registration, checked.needs, event)
    write_answers(registration, checked.answers)
    if person is None:
        audit.record(Actor.system("protected"), "seat.taken", event)
        return registration
    audit.record(
        actor,
        "registration.confirmed" if state == RegistrationState.CONFIRMED else "registration.made",
        registration,
        event=event.public_id,
        channel=channel,
    )
    if confirm:
        notices.owe_confirmation(event, registration, person, first=not standing.been)
    return registration


def add_needs(registration: Registration, needs: list[tuple[str, str]], event: Event) -> None:
    """Insert needs; those people depend on are critical and due a week before the event."""
    due_on = event.start_day
    NeedRequest.objects.bulk_create(
        [
            NeedRequest(
                registration=registration, kind=kind, detail=detail, critical=kind in CRITICAL_NEEDS, due_on=due_on
            )
            for kind, detail in needs
        ]
    )


def write_answers(registration: Registration, answers: list[tuple[int, str]]) -> None:
    """Insert the answers of a new registration."""
    FormAnswer.objects.bulk_create(
        [FormAnswer(registration=registration, question_id=question, value=value) for question, value in answers]
    )
