"""What the details of entries of the trail are called: facts by name, and the words of the values some may have.

A test collects every fact from the code: one without words here fails it.
"""

from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.roles import CHOICES as ROLES
from engagement.enums import Channel as InputChannel
from engagement.enums import OriginRelation, Stance
from engagement.enums import Outcome as ReplyOutcome
from events.enums import Channel, NeedKind, ReminderAudience, SignedAct, TeamRole
from events.exports import ROSTER
from partners.commitment_states import Health
from partners.directory_sheets import PEOPLE
from partners.enums import ConsentMethod, ContactKind, NameKind, Purpose, SuppressionReason
from partners.intake.columns import TARGETS
from safety.enums import PlanItem

FACTS = {
    "act": pgettext_lazy("detail of an entry", "Act"),
    "added": pgettext_lazy("detail of an entry", "Added"),
    "answers": pgettext_lazy("detail of an entry", "Answers"),
    "audience": pgettext_lazy("detail of an entry", "For whom"),
    "begun": pgettext_lazy("detail of an entry", "Begun"),
    "cap": pgettext_lazy("detail of an entry", "Seats at most"),
    "cause": pgettext_lazy("detail of an entry", "Cause"),
    "channel": pgettext_lazy("detail of an entry", "Way in"),
    "chosen_anew": pgettext_lazy("detail of an entry", "Choices changed"),
    "columns": pgettext_lazy("detail of an entry", "Number of columns"),
    "commitment": pgettext_lazy("detail of an entry", "Commitment"),
    "count": pgettext_lazy("detail of an entry", "How many"),
    "created": pgettext_lazy("detail of an entry", "Added"),
    "data": pgettext_lazy("detail of an entry", "Version of the time zone data"),
    "day": pgettext_lazy("detail of an entry", "Day"),
    "days": pgettext_lazy("detail of an entry", "Days"),
    "decision": pgettext_lazy("detail of an entry", "Decision"),
    "event": pgettext_lazy("detail of an entry", "Event"),
    "evidence": pgettext_lazy("detail of an entry", "Fingerprint of the evidence"),
    "export": pgettext_lazy("detail of an entry", "File"),
    "findings": pgettext_lazy("detail of an entry", "Findings"),
    "form": pgettext_lazy("detail of an entry", "Form of the file"),
    "framework": pgettext_lazy("detail of an entry", "Strategy"),
    "generation": pgettext_lazy("detail of an entry", "Number of the link"),
    "guaranteed": pgettext_lazy("detail of an entry", "Seats kept for the group"),
    "health": pgettext_lazy("detail of an entry", "How it goes"),
    "item": pgettext_lazy("detail of an entry", "Item"),
    "key": pgettext_lazy("detail of an entry", "Key"),
    "kind": pgettext_lazy("detail of an entry", "Kind"),
    "language": pgettext_lazy("detail of an entry", "Language"),
    "left_out": pgettext_lazy("detail of an entry", "Left out"),
    "member": pgettext_lazy("detail of an entry", "Member of the team"),
    "merged": pgettext_lazy("detail of an entry", "Completed"),
    "method": pgettext_lazy("detail of an entry", "How"),
    "methods": pgettext_lazy("detail of an entry", "Second factor"),
    "needs": pgettext_lazy("detail of an entry", "Needs"),
    "notes": pgettext_lazy("detail of an entry", "Notes"),
    "number": pgettext_lazy("detail of an entry", "Number"),
    "offers": pgettext_lazy("detail of an entry", "Offers"),
    "outcome": pgettext_lazy("detail of an entry", "Answer"),
    "owner": pgettext_lazy("detail of an entry", "Who sees to it"),
    "page": pgettext_lazy("detail of an entry", "Page"),
    "passages": pgettext_lazy("detail of an entry", "Passages"),
    "people": pgettext_lazy("detail of an entry", "People"),
    "people_import": pgettext_lazy("detail of an entry", "Import"),
    "person": pgettext_lazy("detail of an entry", "Person"),
    "purpose": pgettext_lazy("detail of an entry", "Purpose"),
    "reason": pgettext_lazy("detail of an entry", "Reason"),
    "recipients": pgettext_lazy("detail of an entry", "Recipients"),
    "refused": pgettext_lazy("detail of an entry", "Refused"),
    "registrations": pgettext_lazy("detail of an entry", "Registrations"),
    "relation": pgettext_lazy("detail of an entry", "Relation"),
    "request": pgettext_lazy("detail of an entry", "Request"),
    "reviewed": pgettext_lazy("detail of an entry", "Reviewed"),
    "revision": pgettext_lazy("detail of an entry", "Revision"),
    "role": pgettext_lazy("detail of an entry", "Role"),
    "rows": pgettext_lazy("detail of an entry", "Rows"),
    "scope": pgettext_lazy("detail of an entry", "Scope"),
    "scopes": pgettext_lazy("detail of an entry", "Scopes of the key"),
    "seats": pgettext_lazy("detail of an entry", "Seats"),
    "sent": pgettext_lazy("detail of an entry", "Sent"),
    "sequence": pgettext_lazy("detail of an entry", "Number"),
    "sessions": pgettext_lazy("detail of an entry", "Sessions"),
    "sha256": pgettext_lazy("detail of an entry", "Fingerprint"),
    "size": pgettext_lazy("detail of an entry", "Number of people"),
    "slips": pgettext_lazy("detail of an entry", "Times postponed"),
    "source": pgettext_lazy("detail of an entry", "Source"),
    "stale": pgettext_lazy("detail of an entry", "With a text out of date"),
    "stance": pgettext_lazy("detail of an entry", "Stance"),
    "texts": pgettext_lazy("detail of an entry", "Texts"),
    "theme": pgettext_lazy("detail of an entry", "Theme"),
    "to": pgettext_lazy("detail of an entry", "To"),
    "unchanged": pgettext_lazy("detail of an entry", "Nothing to add"),
    "user": pgettext_lazy("detail of an entry", "Account"),
    "value": pgettext_lazy("detail of an entry", "Value"),
    "voided": pgettext_lazy("detail of an entry", "Codes cancelled"),
    "waits": pgettext_lazy("detail of an entry", "People waiting"),
    "was": pgettext_lazy("detail of an entry", "Before"),
    "was_cap": pgettext_lazy("detail of an entry", "Seats at most before"),
    "was_guaranteed": pgettext_lazy("detail of an entry", "Seats kept for the group before"),
    "withdrawn": pgettext_lazy("detail of an entry", "Withdrawn"),
}
CHOICES: dict[str, list[tuple[Any, Any]]] = {
    "act": SignedAct.choices,
    "audience": [*ReminderAudience.choices, *TeamRole.choices],
    "channel": [*Channel.choices, *InputChannel.choices],
    "health": Health.choices,
    "item": PlanItem.choices,
    "kind": [*NeedKind.choices, *ContactKind.choices, *NameKind.choices],
    "language": [("en", _("English")), ("fr", _("French"))],
    "method": ConsentMethod.choices,
    "outcome": ReplyOutcome.choices,
    "purpose": Purpose.choices,
    "reason": SuppressionReason.choices,
    "relation": OriginRelation.choices,
    "role": [*ROLES, *TeamRole.choices],
    "stance": Stance.choices,
}
COLUMNS = {
    **{target.key: target.label for target in TARGETS},
    **{column.key: column.title for sheet in (ROSTER, PEOPLE) for column in sheet.columns},
}
