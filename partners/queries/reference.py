"""What the public pages of reference data show. Each page is read once for each load of the file and then kept."""

import datetime
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any, TypeVar

from django.core.cache import cache
from django.db.models import Prefetch, Q, QuerySet

from kernel import formats
from kernel.bilingual import text
from kernel.folding import fold
from partners import reference
from partners.enums import NameKind, OrganizationKind, Provenance
from partners.models import (
    Body,
    Evaluation,
    Forum,
    Framework,
    FundingLine,
    Instrument,
    Jurisdiction,
    Office,
    Organization,
    OrganizationName,
    PillarMap,
    Place,
    ReferenceLoad,
    SdgReference,
    Sector,
    Strand,
)
from partners.names import name_on

T = TypeVar("T")
KEPT_SECONDS = 300
PUBLISHED = (Provenance.SEED, Provenance.PUBLIC)


def latest_load() -> ReferenceLoad | None:
    """Return the load that the public pages show, or nothing before the first one."""
    return ReferenceLoad.objects.order_by("-pk").first()


def kept(load: ReferenceLoad, page: str, build: Callable[[], T]) -> T:
    """Return what a page shows, built once for each load and every few minutes, so that a new name follows soon (PF-2)."""
    key = f"reference:{load.public_id}:{page}"
    found: T | None = cache.get(key)
    if found is None:
        found = build()
        cache.set(key, found, KEPT_SECONDS)
    return found


@dataclass(frozen=True)
class Strategy:
    """Frameworks with pillars, the way pillars continue, measures, money and evaluations."""

    frameworks: list[Framework]
    added_pillars: list[PillarMap]
    continued_pillars: list[PillarMap]
    strands: list[Strand]
    themes: list[reference.Row]
    funding: list[FundingLine]
    evaluations: list[Evaluation]


def strategy() -> Strategy:
    """Read the strategy page."""
    maps = list(PillarMap.objects.select_related("from_pillar__framework", "to_pillar__framework"))
    frameworks = Framework.objects.select_related("succeeded_by", "uses_pillars_of", "guided_by")
    return Strategy(
        list(frameworks.prefetch_related("pillars", "uses_pillars_of__pillars")),
        [row for row in maps if row.from_pillar_id is None],
        [row for row in maps if row.from_pillar_id is not None],
        list(Strand.objects.select_related("pillar", "framework")),
        [reference.thawed(row) for row in reference.load().rows("themes")],
        list(FundingLine.objects.select_related("framework")),
        list(Evaluation.objects.select_related("framework", "answered_by").prefetch_related("findings")),
    )


@dataclass(frozen=True)
class Institution:
    """One institution under the names of a day.

    Attributes:
        shown: its name on that day, by language.
        others: its other names, by language, each with its kind in words.
    """

    row: Organization
    shown: dict[str, str]
    others: dict[str, list[tuple[str, str]]] = field(default_factory=dict)

    @property
    def shown_en(self) -> str:
        return self.shown["en"]

    @property
    def shown_fr(self) -> str:
        return self.shown["fr"]


@dataclass(frozen=True)
class Institutions:
    """The government, its departments, the governments of provinces and territories, bodies and offices."""

    governments: list[Institution]
    departments: list[Institution]
    regional: list[Institution]
    bodies: list[Body]
    offices: list[Office]


def published_organizations() -> QuerySet[Organization]:
    """Return the institutions that have a public page: those of the reference file, never fictional ones."""
    names = Prefetch("names", OrganizationName.objects.order_by("language", "pk"))
    rows = Organization.objects.filter(key__isnull=False, provenance__in=PUBLISHED)
    return rows.select_related("jurisdiction", "parent").prefetch_related(names).order_by("parent", "position", "pk")


def on_a_day(row: Organization, on: datetime.date) -> Institution:
    """Return an institution with the name in force on a day, and every other name it has or had (PA-A9)."""
    names = list(row.names.all())
    shown = {language: name_on(names, on, language) or text(row, "name", language) for language in ("en", "fr")}
    others = {
        language: [(n.text, n.kind) for n in names if n.language == language and n.text != shown[language]]
        for language in ("en", "fr")
    }
    return Institution(row, shown, others)


def institutions(on: datetime.date, wanted: str = "") -> Institutions:
    """Read the institutions page under the names of a day; `wanted` keeps those that bear or bore such a name."""
    rows = [on_a_day(row, on) for row in published_organizations()]
    if words := fold(wanted).split():
        rows = [one for one in rows if _named_so(one.row, words)]
    federal = [one for one in rows if one.row.kind == OrganizationKind.FEDERAL]
    return Institutions(
        [one for one in federal if one.row.parent_id is None],
        [one for one in federal if one.row.parent_id is not None],
        [one for one in rows if one.row.kind != OrganizationKind.FEDERAL],
        list(Body.objects.select_related("lead").prefetch_related("memberships__organization")) if not words else [],
        list(Office.objects.select_related("organization", "appointed_by").prefetch_related("holders"))
        if not words
        else [],
    )


def _named_so(row: Organization, words: list[str]) -> bool:
    return any(all(word in name.folded for word in words) for name in row.names.all())


@dataclass(frozen=True)
class OneInstitution:
    """The public page of one institution."""

    institution: Institution
    names: list[OrganizationName]
    children: list[Organization]
    bodies: list[Body]
    offices: list[Office]
    codes: list[str]


def institution(row: Organization, on: datetime.date) -> OneInstitution:
    """Read one institution with its names through time, its bodies and offices."""
    return OneInstitution(
        on_a_day(row, on),
        sorted(
            row.names.all(),
            key=lambda n: (n.valid_from or datetime.date.min, list(NameKind).index(NameKind(n.kind)), n.language),
        ),
        list(row.children.filter(provenance__in=PUBLISHED).order_by("position", "pk")),
        list(Body.objects.filter(Q(lead=row) | Q(memberships__organization=row)).distinct()),
        list(row.offices.prefetch_related("holders")),
        list(row.registry_code.codes) if hasattr(row, "registry_code") else [],
    )


def regions() -> list[Jurisdiction]:
    """Read the federal jurisdiction, provinces and territories with their places."""
    return list(
        Jurisdiction.objects.select_related("capital").prefetch_related(Prefetch("places", Place.objects.all()))
    )


@dataclass(frozen=True)
class Sectors:
    """Sectors of the source, sectors of the published report, and words for audiences."""

    of_source: list[Sector]
    of_report: list[Sector]
    audiences: list[reference.Row]
    not_modelled: list[reference.Row]


def sectors() -> Sectors:
    """Read the sectors page."""
    rows = list(Sector.objects.all())
    file = reference.load()
    return Sectors(
        [row for row in rows if row.provenance == Provenance.SEED],
        [row for row in rows if row.provenance != Provenance.SEED],
        [reference.thawed(row) for row in file.rows("audiences")],
        [reference.thawed(row) for row in file.rows("not_modelled")],
    )


@dataclass(frozen=True)
class International:
    """Instruments, what Canada did with them, goals, and forums."""

    instruments: list[Instrument]
    goals: list[SdgReference]
    forums: list[Forum]


def international() -> International:
    """Read the page about international efforts."""
    return International(
        list(Instrument.objects.select_related("parent", "forum").prefetch_related("statuses", "objectives")),
        list(SdgReference.objects.select_related("parent", "clarified_by")),
        list(Forum.objects.filter(parent=None).select_related("instrument").prefetch_related("children")),
    )


@dataclass(frozen=True)
class Consultation:
    """What the source states about the consultation; its protected meeting is one line without a place (PA-A1)."""

    row: reference.Row
    purpose_en: str
    purpose_fr: str
    first: datetime.date
    last: datetime.date
    lead: reference.Row
    framework: reference.Row
    events: list[reference.Row]
    rules: list[reference.Row]
    documents: list[reference.Row]
    sectors: list[reference.Row]

    @property
    def purpose(self) -> str:
        return text(self, "purpose")

    @property
    def months(self) -> str:
        """`September and October 2018`."""
        return formats.months(self.first, self.last)


def consultation() -> Consultation:
    """Read the page about the consultation of the source."""
    file = reference.load()
    (row,) = file.rows("consultations")
    first, last = (datetime.date.fromisoformat(f"{row['period'][end]}-01") for end in ("from", "to"))

    def rows(keys: Iterable[str]) -> list[reference.Row]:
        return [reference.thawed(file.row(key)) for key in keys]

    return Consultation(  # type: ignore[call-arg]
        reference.thawed(row),
        row["purpose_en"],
        row["purpose_fr"],
        first,
        last,
        *rows((row["lead"], row["leads_to"])),  # type: ignore[arg-type]
        [reference.thawed(one) for one in file.rows("events")],
        [reference.thawed(one) for one in file.rows("event_rules")],
        [reference.thawed(one) for one in file.rows("documents")],
        rows(row["sectors"]),
    )


# meetings stand on the page of their consultation; what an invented schedule would tell stands on no page of facts
HIDDEN = frozenset({"events", "demo_event_schedule", "demo_events", "expected_offsets"})


@dataclass(frozen=True)
class Fact:
    """One row of the file, as the page of all facts shows it."""

    key: str
    name_en: str
    name_fr: str
    provenance: str
    fr_check: bool
    code: str


def facts(*, demo: bool) -> list[tuple[str, list[Fact]]]:
    """Return every list of the file with its rows; invented rows only in a demonstration."""
    shown = []
    for name, rows in reference.load().lists.items():
        if name in HIDDEN:
            continue
        found = [_fact(row) for row in rows if demo or row["provenance"] != Provenance.DEMO]
        if found:
            shown.append((name, found))
    return shown


def _fact(row: reference.Row) -> Fact:
    code = row.get("code") or row.get("ref") or row.get("codes") or ""
    if not isinstance(code, str):
        code = formats.listing([str(part) for part in code]) if isinstance(code, Iterable) else str(code)
    return Fact(row["id"], row["en"], row["fr"], row["provenance"], bool(row.get("fr_check")), code)


def words_of(rows: Iterable[Any], stem: str) -> str:
    """Return the texts of rows joined as a list in the language of the page."""
    return formats.listing([text(row, stem) for row in rows])
