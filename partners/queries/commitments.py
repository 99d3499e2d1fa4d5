"""Reading commitments: lists with filters, the counts beside them, one commitment whole. Statements are tested."""

import datetime
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db.models import (
    Case,
    CharField,
    Count,
    Exists,
    F,
    IntegerField,
    Max,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Cast, Coalesce

from kernel.bilingual import Language
from kernel.orders import Chosen, Slice, page
from partners.commitment_states import LEADS, TROUBLED, Label, Lifecycle, UpdateState
from partners.enums import Provenance
from partners.labels import Labelled, label_of
from partners.models import (
    Body,
    Commitment,
    CommitmentPillar,
    Jurisdiction,
    Office,
    Organization,
    PartyObligation,
    Pillar,
    ProgressUpdate,
    SdgReference,
)

PAGE = 50
PARTIES = ("organization", "body", "office")


# ---- the label in SQL: the twin of `labels.label_of`, compared with it in the tests over every combination -----------


def label_case(today: datetime.date) -> Case:
    """Return the expression that computes the public label as of `today`; empty for drafts and parents."""
    late = Q(next_due__lt=today) | Q(fresh_until__lt=today)
    silent = Q(provenance__in=(Provenance.SEED, Provenance.PUBLIC), health="")
    unproven = Q(proof_missing=True) | Q(proof_until__lt=today)
    rows: list[tuple[Q, Label | str]] = [
        (Q(umbrella=True) | Q(lifecycle=Lifecycle.DRAFT), ""),
        (Q(lifecycle=Lifecycle.PROPOSED), Label.PROPOSED),
        (Q(lifecycle=Lifecycle.WITHDRAWN), Label.WITHDRAWN),
        (Q(lifecycle=Lifecycle.SUPERSEDED), Label.REPLACED),
        (Q(disputes__gt=0), Label.DISPUTED),
        (Q(lifecycle=Lifecycle.AGREED) & silent, Label.RECORDED),
        (Q(lifecycle=Lifecycle.AGREED), Label.AGREED),
        (Q(lifecycle=Lifecycle.IN_PROGRESS) & (late | Q(health__in=sorted(TROUBLED))), Label.AT_RISK),
        (Q(lifecycle=Lifecycle.IN_PROGRESS), Label.IN_PROGRESS),
        (unproven, Label.NO_EVIDENCE),
    ]
    return Case(
        *(When(condition, then=Value(str(label))) for condition, label in rows),
        default=Value(str(Label.COMPLETE)),
        output_field=CharField(),
    )


def attention_case(today: datetime.date) -> Case:
    """Return the rank on the staff board: overdue and stale first, then trouble, then the rest, the ended last."""
    running = Q(lifecycle=Lifecycle.IN_PROGRESS)
    agreed = Q(lifecycle=Lifecycle.AGREED) & ~Q(provenance__in=(Provenance.SEED, Provenance.PUBLIC), health="")
    ranks: list[tuple[Q, int]] = [
        (running & (Q(next_due__lt=today) | Q(fresh_until__lt=today)), 0),
        (agreed & Q(next_due__lt=today), 0),  # the twin of `labels.is_late`
        (Q(disputes__gt=0) | (running & Q(health__in=sorted(TROUBLED))), 1),
        (Q(lifecycle=Lifecycle.COMPLETE) & (Q(proof_missing=True) | Q(proof_until__lt=today)), 2),
        (Q(lifecycle__in=(Lifecycle.DRAFT, Lifecycle.PROPOSED)), 3),
        (running, 4),
        (agreed, 5),
        (Q(umbrella=True), 6),
        (Q(lifecycle__in=(Lifecycle.AGREED, Lifecycle.COMPLETE)), 7),
    ]
    return Case(
        *(When(condition, then=Value(rank)) for condition, rank in ranks), default=Value(8), output_field=IntegerField()
    )


# ---- filters ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Wanted:
    """What a list is narrowed to; an empty value narrows nothing.

    Attributes:
        pillar: key of a pillar.
        jurisdiction: code of a jurisdiction.
        party: public id of an organization, body or office.
        label: a public label.
        sdg: code of a Sustainable Development Goal or target.
        words: part of the reference or title, in either language.
    """

    pillar: str = ""
    jurisdiction: str = ""
    party: UUID | None = None
    label: str = ""
    sdg: str = ""
    words: str = ""


def narrowed(rows: QuerySet[Commitment], wanted: Wanted, today: datetime.date) -> QuerySet[Commitment]:
    """Return the rows that fit, each once, with the annotation `label`."""
    rows = rows.annotate(label=label_case(today))
    parties = PartyObligation.objects.filter(commitment=OuterRef("pk"), ended_on=None)
    if wanted.pillar:
        rows = rows.filter(
            Exists(CommitmentPillar.objects.filter(commitment=OuterRef("pk"), pillar__key=wanted.pillar))
        )
    if wanted.jurisdiction:
        rows = rows.filter(Exists(parties.filter(jurisdiction__code=wanted.jurisdiction)))
    if wanted.party:
        party = wanted.party
        named = Q(organization__public_id=party) | Q(body__public_id=party) | Q(office__public_id=party)
        rows = rows.filter(Exists(parties.filter(named)))
    if wanted.sdg:
        linked = Commitment.sdg_references.through.objects.filter(
            commitment=OuterRef("pk"), sdgreference__code=wanted.sdg
        )
        rows = rows.filter(Exists(linked))
    if wanted.label:
        rows = rows.filter(label=wanted.label)
    if wanted.words:
        part = wanted.words
        rows = rows.filter(Q(ref__icontains=part) | Q(title_en__icontains=part) | Q(title_fr__icontains=part))
    return rows


# ---- lists ------------------------------------------------------------------------------------------------------------

COLUMNS = (
    "pk",
    "public_id",
    "year",
    "number",
    "ref",
    "title_en",
    "title_fr",
    "lifecycle",
    "umbrella",
    "health",
    "next_due",
    "fresh_until",
    "proof_missing",
    "proof_until",
    "disputes",
    "provenance",
    "published_at",
    "modified_on",
)


def listed(rows: QuerySet[Commitment]) -> QuerySet[Commitment]:
    """Return narrow rows with who leads, in both languages, and when something was last published."""
    leads = PartyObligation.objects.filter(commitment=OuterRef("pk"), ended_on=None, role__in=LEADS)
    first = {
        f"lead_name_{side}": Subquery(
            leads.annotate(named=Coalesce(*(f"{party}__name_{side}" for party in PARTIES)))
            .order_by("-role", "position", "pk")
            .values("named")[:1]
        )
        for side in Language
    }
    published = (
        ProgressUpdate.objects.filter(obligation__commitment=OuterRef("pk"), state=UpdateState.PUBLISHED)
        .order_by()
        .values("obligation__commitment")
        .annotate(last=Max("published_at"))
        .values("last")
    )
    return rows.only(*COLUMNS).annotate(**first, updated_at=Subquery(published[:1]))


def page_of(
    rows: QuerySet[Commitment],
    wanted: Wanted,
    today: datetime.date,
    order: Chosen,
    *,
    after: UUID | None = None,
    before: UUID | None = None,
) -> Slice[Commitment]:
    """Return one page of a list. One statement.

    Args:
        rows: the rows the reader may see; a page begins after one of these alone.
        after: public id of the row before the page.
        before: public id of the row behind the page.
    """
    among = listed(narrowed(rows, Wanted(), today))
    return page(listed(narrowed(rows, wanted, today)), order, size=PAGE, after=after, before=before, among=among)


@dataclass(frozen=True)
class Counts:
    """How many rows fit, by label and by jurisdiction; parents are counted by neither (PA-7)."""

    total: int = 0
    by_label: Counter[Label] = field(default_factory=Counter)
    by_jurisdiction: Counter[str] = field(default_factory=Counter)


def counts(rows: QuerySet[Commitment], wanted: Wanted, today: datetime.date) -> Counts:
    """Count the rows that fit. One statement."""
    fitting = narrowed(rows, wanted, today).order_by()
    states = fitting.values_list(Value("label"), "label").annotate(number=Count("pk"))
    places = (
        PartyObligation.objects.filter(ended_on=None, jurisdiction__isnull=False, commitment__in=fitting.values("pk"))
        .order_by()
        .values_list(Value("place"), "jurisdiction__code")
        .annotate(number=Count("commitment", distinct=True))
    )
    found = list(states.union(places, all=True))
    labels = {label: number for kind, label, number in found if kind == "label"}
    return Counts(
        total=sum(labels.values()),
        by_label=Counter({Label(label): number for label, number in labels.items() if label}),
        by_jurisdiction=Counter({code: number for kind, code, number in found if kind == "place"}),
    )


@dataclass(frozen=True)
class Choice:
    """One value that a filter offers."""

    kind: str
    value: str
    name_en: str
    name_fr: str
    group_en: str
    group_fr: str


def choices(rows: QuerySet[Commitment]) -> dict[str, list[Choice]]:
    """Return what the filters of a list offer: every jurisdiction, and else what some row has. One statement."""
    shown = rows.order_by().values("pk")
    parts = PartyObligation.objects.filter(ended_on=None, commitment__in=shown)
    pillars = Pillar.objects.filter(
        Exists(CommitmentPillar.objects.filter(pillar=OuterRef("pk"), commitment__in=shown))
    )
    linked = Commitment.sdg_references.through.objects.filter(sdgreference=OuterRef("pk"), commitment__in=shown)
    union = _columns(pillars, "pillar", F("key"), "framework").union(
        _columns(Jurisdiction.objects.all(), "jurisdiction", F("code")),
        _columns(SdgReference.objects.filter(Exists(linked)), "sdg", F("code")),
        _columns(Organization.objects.filter(Exists(parts.filter(organization=OuterRef("pk")))), "party", None),
        _columns(Body.objects.filter(Exists(parts.filter(body=OuterRef("pk")))), "party", None),
        _columns(Office.objects.filter(Exists(parts.filter(office=OuterRef("pk")))), "party", None),
        all=True,
    )
    found: dict[str, list[Choice]] = {"pillar": [], "jurisdiction": [], "sdg": [], "party": []}
    for *texts, _position, _pk in union.order_by("choice_of", "position", "choice_key"):
        choice = Choice(*texts)
        found[choice.kind].append(choice)
    return found


def _columns(rows: QuerySet[Any], kind: str, value: Any, group: str = "") -> Any:
    """Return the rows in the one shape that the union needs. Ids of parties come as text."""
    return (
        rows.order_by()
        .annotate(
            choice_of=Value(kind, output_field=CharField()),
            choice_value=Cast(value or F("public_id"), CharField()),
            choice_group_en=F(f"{group}__name_en") if group else Value("", output_field=CharField()),
            choice_group_fr=F(f"{group}__name_fr") if group else Value("", output_field=CharField()),
            choice_key=F("pk"),
        )
        .values_list(
            "choice_of",
            "choice_value",
            "name_en",
            "name_fr",
            "choice_group_en",
            "choice_group_fr",
            "position",
            "choice_key",
        )
    )


def labelled(commitment: Commitment, today: datetime.date) -> Labelled | None:
    """Return the label with its reasons, or none for a draft or a parent."""
    return None if commitment.umbrella else label_of(commitment.standing, today)


def parts_of(parent: Commitment, rows: QuerySet[Commitment], today: datetime.date) -> Sequence[Commitment]:
    """Return the parts of a parent among the rows the reader may see, with their labels. One statement."""
    return list(listed(narrowed(rows.filter(parent=parent), Wanted(), today)).order_by("year", "number"))
