"""The commitments of the source, and those of the demonstration. Loading twice changes nothing (PA-A1).

Of the source nothing but the words and the lead is loaded: it reports no progress, so none is shown (PA-26).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.actors import Actor
from accounts.domain import audit
from kernel.errors import DomainError
from partners import periods
from partners.commitment_states import EventKind, Lifecycle, PartyRole
from partners.domain import commitment_history, commitment_revisions
from partners.domain.commitments import number_in, reference
from partners.enums import Basis
from partners.models import (
    Body,
    Commitment,
    CommitmentPillar,
    Forum,
    Framework,
    FundingLine,
    Instrument,
    Office,
    Organization,
    PartyObligation,
    Pillar,
    SdgReference,
    Strand,
)
from partners.reference import Reference, Row, digest

YEAR = 2018  # the reference consultation's, which gives the references C-2018-001 and on
BASIS = {"seed": Basis.STATED, "assigned": Basis.ASSIGNED}
LINKS = {"sdg_references": "sdg", "instruments": "instruments", "forums": "forums"}
CORRECTED = {
    "reason_en": "The facts file was corrected after a review.",
    "reason_fr": "Le fichier des faits a été corrigé après révision.",
}


class CommitmentChanged(DomainError):
    """A commitment of the source differs from the file and nobody has reviewed it; `keys` names the rows."""

    code = "seed_changed"

    def __init__(self, keys: list[str]) -> None:
        self.keys = sorted(keys)
        super().__init__(
            _("These commitments of the source have changed and nobody has reviewed it: %(keys)s.")
            % {"keys": ", ".join(self.keys)},
            keys=self.keys,
        )


@dataclass
class Report:
    """What a load did."""

    created: int = 0
    changed: int = 0
    unchanged: int = 0

    def __str__(self) -> str:
        return f"{self.created} created, {self.changed} changed, {self.unchanged} unchanged"


class Known:
    """Every row that a commitment of the file may name, by its key, read once."""

    def __init__(self) -> None:
        self.rows: dict[str, Any] = {}
        for model in (Organization, Body, Office, Framework, Pillar, Strand, FundingLine, SdgReference):
            self.rows |= {str(row.key): row for row in model._default_manager.exclude(key=None)}
        for linked in (Instrument, Forum):
            self.rows |= {row.key: row for row in linked._default_manager.all()}

    def get(self, key: str | None) -> Any:
        """Return the row with that key, or nothing for no key."""
        return None if key is None else self.rows[key]


@transaction.atomic
def load(content: Reference, *, actor: Actor, reviewed: bool = False) -> Report:
    """Load the commitments of the source, make them public, and report nothing about how they go.

    A commitment that staff have revised since is left as they wrote it.

    Args:
        content: the parsed reference file; the other reference data stands in the database already.
        reviewed: somebody has reviewed changed facts.

    Raises:
        CommitmentChanged: a row differs from the file, and `reviewed` is false.
    """
    known, report = Known(), Report()
    held = {row.key: row for row in Commitment.objects.exclude(key=None).select_related("current_revision")}
    changed: list[str] = []
    for row in content.rows("commitments"):
        commitment = held.get(row["id"])
        if commitment is None:
            _record(row, known, actor)
            report.created += 1
        elif _differs(commitment, row):
            changed.append(row["id"])
            report.changed += 1
            if reviewed:
                _correct(commitment, row, actor)
        else:
            report.unchanged += 1
    if changed and not reviewed:
        raise CommitmentChanged(changed)
    return report


def new_row(row: Row, known: Known, **columns: Any) -> Commitment:
    """Create a commitment of the file with its classification, not yet with its parties."""
    number = number_in(YEAR)
    commitment = Commitment.objects.create(
        year=YEAR,
        number=number,
        ref=reference(YEAR, number),
        key=row["id"],
        title_en=row["en"],
        title_fr=row["fr"],
        framework=known.get(row["framework"]),
        strand=known.get(row.get("strand")),
        funding=known.get(row.get("funding")),
        provenance=row["provenance"],
        fr_check=bool(row.get("fr_check")),
        seed_refs=list(row.get("seed_refs", ())),
        digest=digest(row),
        **columns,
    )
    basis = BASIS[row.get("pillar_basis", "assigned")]
    CommitmentPillar.objects.bulk_create(
        [CommitmentPillar(commitment=commitment, pillar=known.get(key), basis=basis) for key in row["pillars"]]
    )
    for field, name in LINKS.items():
        getattr(commitment, field).set([known.get(key) for key in row.get(name, ())])
    return commitment


def _record(row: Row, known: Known, actor: Actor) -> None:
    """Record one commitment as the source states it: promised and public, with no word on progress."""
    now, today = timezone.now(), periods.today()
    commitment = new_row(row, known, lifecycle=Lifecycle.AGREED)
    party = known.get(row["lead"])
    kind = {Organization: "organization", Body: "body", Office: "office"}[type(party)]
    PartyObligation.objects.create(
        commitment=commitment,
        role=PartyRole.LEAD,
        jurisdiction=_home(party),
        added_on=today,
        **{kind: party},
    )
    revision = commitment_revisions.freeze(commitment, None)
    commitment.published_at, commitment.modified_on = now, today
    commitment.save(update_fields=("published_at", "modified_on"))
    commitment_history.append(
        commitment, EventKind.RECORDED, source=row["id"], revision=revision.number, core_hash=revision.core_hash
    )
    commitment_history.append(commitment, EventKind.RELEASED, revision=revision.number)
    audit.record(actor, "commitment.recorded", commitment, source=row["id"])


def _differs(commitment: Commitment, row: Row) -> bool:
    """Tell whether an untouched commitment says something else than the file."""
    if commitment.current_revision is None or commitment.current_revision.number > 1:
        return commitment.digest != digest(row)
    stored: Mapping[str, str] = commitment.current_revision.document["title"]
    texts = (commitment.title_en, commitment.title_fr)
    return commitment.digest != digest(row) or texts != (row["en"], row["fr"]) or texts != tuple(stored.values())


def _correct(commitment: Commitment, row: Row, actor: Actor) -> None:
    """Take a reviewed correction of the file over as a new revision, unless staff have revised the text since."""
    commitment = Commitment.objects.lock(pk=commitment.pk)
    commitment.digest = digest(row)
    fields = ["digest"]
    if commitment.current_revision is not None and commitment.current_revision.number == 1:
        commitment.title_en, commitment.title_fr = row["en"], row["fr"]
        fields += ["title_en", "title_fr"]
    commitment.save(update_fields=fields)
    before = commitment.current_revision_id
    revision = commitment_revisions.freeze(commitment, None, **CORRECTED)
    if revision.pk != before:
        commitment.modified_on = periods.today()
        commitment.save(update_fields=("modified_on",))
        commitment_history.append(commitment, EventKind.REVISED, revision=revision.number, core_hash=revision.core_hash)
    audit.record(actor, "commitment.corrected", commitment, fields=fields, source=row["id"])


def _home(party: Organization | Body | Office) -> Any:
    if isinstance(party, Organization):
        return party.jurisdiction
    return _home(party.lead if isinstance(party, Body) else party.organization)
