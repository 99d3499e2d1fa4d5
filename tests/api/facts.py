"""A small world behind the API: one thread from an event to a commitment, and what the public must not meet."""

from dataclasses import dataclass, field

from django.db import transaction

from engagement.domain import answering, consultations, findings, participation
from engagement.enums import OriginRelation, Stance
from engagement.models import Quote, SourceText
from events.domain import registrations
from events.models import Event
from partners.models import Commitment
from tests.factories.accounts import person_with
from tests.factories.commitments import agreed, drafted, proven, reported
from tests.factories.commitments import people as two_people
from tests.factories.engagement import (
    SOMEONE,
    ConsultationFactory,
    Staff,
    by_name,
    coded,
    frozen_themes,
    in_analysis,
    open_consultation,
    published_reply,
    submitted,
)
from tests.factories.events import EventFactory, EventTeamMemberFactory, ProtectedEventFactory, option_for
from tests.factories.partners import PersonFactory

NAME, MAILBOX = "Jo Martin", "jo@example.org"
SECRET_EN, SECRET_FR = "Secret gathering", "Réunion secrète"


@dataclass
class Thread:
    """A consultation that has reported, with everything that hangs on it, and one that is a draft."""

    staff: Staff
    consultation: object
    finding: object
    commitment: Commitment
    event: Event
    protected: Event
    draft: object
    quoted: object
    hidden: list = field(default_factory=list)


def thread(inputs: int = 12) -> Thread:
    """Return the whole thread; whoever is quoted agreed to be named and has confirmed the mailbox."""
    staff = Staff()
    consultation = open_consultation(staff)
    event, protected = EventFactory(state="planned"), ProtectedEventFactory(title_en=SECRET_EN, title_fr=SECRET_FR)
    for one in (event, protected):
        consultations.link_event(consultation, one, actor=staff.as_organizer)
    Event.objects.filter(pk=event.pk).update(state="inviting")
    consultations.declare(
        consultation,
        key="people",
        bound="over",
        value=200,
        label_en="people",
        label_fr="gens",
        actor=staff.as_organizer,
    )
    quoted = submitted(consultation, "Quote me. I agree.", by_name())
    with transaction.atomic():
        participation.ask_mailbox(quoted)
        quoted.participation.save()
    participation.confirm(quoted.participation_id, actor=SOMEONE)
    for number in range(inputs - 1):
        submitted(consultation, f"Private words {number}.")
    in_analysis(consultation, staff)
    theme, _other = frozen_themes(consultation, staff)
    coded(consultation, theme, staff)
    finding = _finding(consultation, theme, staff, quoted)
    recommendation = answering.recommend(
        consultation, [finding], statement_en="Build.", statement_fr="Bâtir.", actor=staff.as_analyst
    )
    answering.approve_recommendation(recommendation, actor=staff.as_approver)
    consultations.report(consultation, actor=staff.as_approver)
    for row in (consultation, finding, recommendation):
        row.refresh_from_db()
    published_reply(finding, staff)
    published_reply(recommendation, staff)
    commitment = commitment_with_progress()
    because = {"reason_en": "It builds.", "reason_fr": "Il bâtit."}
    answering.tie(recommendation, commitment, OriginRelation.IMPLEMENTS, actor=staff.as_coordinator, **because)
    return Thread(
        staff, consultation, finding, commitment, event, protected, ConsultationFactory(), quoted, [protected]
    )


def _finding(consultation, theme, staff, quoted):
    wording = findings.Wording("People ask.", "On demande.")
    finding = findings.draft(consultation, theme, Stance.FOR, wording, actor=staff.as_analyst)
    source = SourceText.objects.get(submission=quoted)
    findings.choose_quote(finding, source, list(source.units.all()[:1]), actor=staff.as_analyst)
    findings.check_evidence(finding, actor=staff.as_second_analyst)
    findings.review_language(finding, actor=staff.as_second_analyst)
    assert Quote.objects.filter(finding=finding).exists()
    return findings.approve(finding, actor=staff.as_approver)


def commitment_with_progress() -> Commitment:
    """Return a public commitment with a published update and evidence, beside a draft that nobody may see."""
    writer, approver = two_people()
    commitment = agreed(writer, approver)
    reported(commitment, writer, approver)
    proven(commitment, writer, approver)
    drafted(writer, title_en="Not yet said", title_fr="Pas encore dit")
    return Commitment.objects.get(pk=commitment.pk)


@dataclass
class Desk:
    """An organizer with an event of their own, someone to invite, someone seated."""

    organizer: object
    event: Event
    person: object
    registration: object


def desk() -> Desk:
    """Return an organizer's own event with one registration and one person who is not invited yet."""
    organizer = person_with("organizer")
    event = EventFactory(seats=1000)
    EventTeamMemberFactory(event=event, user=organizer)
    registration = registrations.accept(option_for(event), actor=SOMEONE).registration
    return Desk(organizer, event, PersonFactory(), registration)
