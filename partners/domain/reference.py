"""Loading the reference file: the same file twice changes nothing, and a changed fact needs a reviewer (PA-A1)."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid5
from zoneinfo import ZoneInfo

from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from accounts.actors import Actor
from accounts.domain import audit
from kernel.errors import DomainError
from partners.domain import organizations
from partners.enums import Basis, NameKind, OrganizationKind, Provenance, RegistryChoice, RegistryList
from partners.models import (
    Body,
    BodyMembership,
    Evaluation,
    EvaluationFinding,
    Forum,
    Framework,
    FundingLine,
    Instrument,
    InstrumentObjective,
    InstrumentStatus,
    Jurisdiction,
    Office,
    OfficeHolder,
    Organization,
    OrganizationName,
    Pillar,
    PillarMap,
    Place,
    ReferenceLoad,
    RegistryCode,
    SdgReference,
    Sector,
    Strand,
)
from partners.reference import Reference, Row, digest, locked_digests

Columns = dict[str, Any]
# public ids of reference rows come from their keys, so that their addresses survive a new installation
KEYS = UUID("2b9f3a5e-88c1-5f0e-a4d7-6a1f0c3de871")


class SeedChanged(DomainError):
    """A fact of the source differs from the reviewed one, in the file or in the database; `keys` names the rows."""

    code = "seed_changed"

    def __init__(self, keys: Iterable[str]) -> None:
        self.keys = sorted(set(keys))
        super().__init__(
            _(
                "These facts of the source have changed and nobody has reviewed it: %(keys)s. Load with --reviewed after a review."
            )
            % {"keys": ", ".join(self.keys)},
            keys=self.keys,
        )


class IncompleteReference(DomainError):
    """What was loaded does not add up to what the file promises."""

    code = "reference_incomplete"


@dataclass
class Report:
    """What a load did, by list."""

    created: dict[str, int] = field(default_factory=dict)
    changed: dict[str, int] = field(default_factory=dict)
    unchanged: dict[str, int] = field(default_factory=dict)
    touched: list[models.Model] = field(default_factory=list, repr=False)

    @property
    def writes(self) -> int:
        """How many rows were written."""
        return sum(self.created.values()) + sum(self.changed.values())

    def note(self, what: dict[str, int], name: str, row: models.Model | None = None) -> None:
        """Count one row of a list, and remember it when it was written."""
        what[name] = what.get(name, 0) + 1
        if row is not None:
            self.touched.append(row)


class Loader:
    """One run over one file. Reads every table once, compares, and writes only what differs."""

    def __init__(self, reference: Reference, *, reviewed: bool) -> None:
        self.reference, self.reviewed, self.report = reference, reviewed, Report()
        self.found: dict[str, models.Model] = {}
        self.edited: list[str] = []

    def check_lock(self) -> None:
        """Compare every fact of the source with its reviewed digest."""
        locked = locked_digests()
        here = {key: digest(row) for key, row in self.reference.by_key.items() if row["provenance"] == "seed"}
        self.edited += [key for key in {*locked, *here} if locked.get(key) != here.get(key)]

    def ref(self, key: str | None) -> Any:
        """Return the loaded row with that key, or nothing for no key."""
        return None if key is None else self.found[key]

    def rows(self, name: str, model: type[models.Model], columns: Callable[[Row, int], Columns]) -> None:
        """Load one list of reference rows into one table."""
        known = {row.key: row for row in model._default_manager.all()}  # type: ignore[attr-defined]
        for number, row in enumerate(self.reference.rows(name), start=1):
            wanted: Columns = {
                "name_en": row["en"],
                "name_fr": row["fr"],
                "provenance": row["provenance"],
                "fr_check": bool(row.get("fr_check")),
                "seed_refs": list(row.get("seed_refs", ())),
                "position": row.get("order", number),
                "digest": digest(row),
                **columns(row, number),
            }
            self.found[row["id"]] = self.put(name, model, {"key": row["id"]}, wanted, known.get(row["id"]))

    def put(
        self, name: str, model: type[models.Model], identity: Columns, wanted: Columns, row: models.Model | None
    ) -> models.Model:
        """Create the row, or write the columns that differ; a difference in a fact of the source is remembered."""
        if row is None:
            stable = {} if "language" in identity else {"public_id": uuid5(KEYS, str(identity["key"]))}
            row = model._default_manager.create(**identity, **stable, **wanted)
            self.report.note(self.report.created, name, row)
            return row
        different = [column for column, value in wanted.items() if _differs(row, column, value)]
        if not different:
            self.report.note(self.report.unchanged, name)
            return row
        if Provenance.SEED in (getattr(row, "provenance", ""), wanted.get("provenance")):
            self.edited.append(str(identity["key"]))
        for column in different:
            setattr(row, column, wanted[column])
        row.save(update_fields=different)
        self.report.note(self.report.changed, name, row)
        return row


def _differs(row: models.Model, column: str, value: Any) -> bool:
    held = getattr(row, row._meta.get_field(column).attname)  # type: ignore[union-attr]
    return bool(held != (value.pk if isinstance(value, models.Model) else value))


def _link(row: models.Model, wanted: Columns) -> None:
    """Set links that could not be set when the row was made, because the other end came later."""
    different = [column for column, value in wanted.items() if _differs(row, column, value)]
    for column in different:
        setattr(row, column, wanted[column])
    if different:
        row.save(update_fields=different)


def fiscal_year(text: str | None) -> int | None:
    """Return the year of the April 1 on which a fiscal year such as `2019-20` starts (PA-21)."""
    return None if text is None else int(text.split("-", maxsplit=1)[0])


@transaction.atomic
def load(reference: Reference, *, actor: Actor, reviewed: bool = False) -> Report:
    """Load every fact of the file.

    Args:
        reference: the parsed file.
        actor: who loads it.
        reviewed: somebody has reviewed changed facts of the source.

    Raises:
        SeedChanged: a `seed` row differs from the reviewed file or from the database, and `reviewed` is false.
        IncompleteReference: the loaded rows do not reach the counts of `meta.expected_counts`.
    """
    loader = Loader(reference, reviewed=reviewed)
    loader.check_lock()
    _load_places(loader)
    _load_instruments(loader)
    _load_frameworks(loader)
    load_organizations(loader, ("government", "departments", "provincial_territorial_governments"))
    _load_bodies(loader)
    _load_registry(loader)
    if loader.edited and not reviewed:
        raise SeedChanged(loader.edited)
    _check_counts(reference)
    _check_whole(reference)
    if loader.report.writes:
        ReferenceLoad.objects.create(
            created=sum(loader.report.created.values()), changed=sum(loader.report.changed.values()), reviewed=reviewed
        )
    audit.record_all(actor, "reference.loaded", loader.report.touched, reviewed=reviewed)
    return loader.report


@transaction.atomic
def load_demo_organizations(reference: Reference, *, actor: Actor) -> Report:
    """Load the fictional organizations that the demonstration's stories need."""
    loader = Loader(reference, reviewed=False)
    for model in (Jurisdiction, Sector):
        loader.found |= {row.key: row for row in model._default_manager.all()}
    load_organizations(loader, ("demo_organizations",))
    audit.record_all(actor, "reference.loaded", loader.report.touched, reviewed=False)
    return loader.report


def _load_places(loader: Loader) -> None:
    def jurisdiction(row: Row, number: int) -> Columns:
        ZoneInfo(row["zone"])
        return {"code": row["code"], "kind": row["kind"], "zone": row["zone"]}

    def place(row: Row, number: int) -> Columns:
        ZoneInfo(row["zone"])
        return {
            "jurisdiction": loader.ref(row["jurisdiction"]),
            "zone": row["zone"],
            "time_en": row["time_en"],
            "time_fr": row["time_fr"],
        }

    loader.rows("jurisdictions", Jurisdiction, jurisdiction)
    loader.rows("places", Place, place)
    for row in loader.reference.rows("jurisdictions"):  # a capital is a place, which needs its jurisdiction first
        _link(loader.ref(row["id"]), {"capital": loader.ref(row["capital"])})
    loader.rows(
        "sectors",
        Sector,
        lambda row, number: {
            "rights_holders": bool(row.get("rights_holders")),
            "directory_never": row.get("directory") == "never",
            "report_wording_en": row.get("report_wording_en", ""),
            "report_wording_fr": row.get("report_wording_fr", ""),
        },
    )


def _load_instruments(loader: Loader) -> None:
    loader.rows(
        "instruments",
        Instrument,
        lambda row, number: {
            "kind": row["kind"],
            "parent": loader.ref(row.get("parent")),
            **{name: row.get(name, "") for name in ("note_en", "note_fr", "full_en", "full_fr", "full_provenance")},
        },
    )
    loader.rows(
        "instrument_statuses",
        InstrumentStatus,
        lambda row, number: {
            "instrument": loader.ref(row["instrument"]),
            "status": row["status"],
            "precision": row["precision"],
            "year": row["year"],
            "month": row.get("month"),
            "day": row.get("day"),
        },
    )
    loader.rows(
        "instrument_objectives",
        InstrumentObjective,
        lambda row, number: {
            "instrument": loader.ref(row["instrument"]),
            "number": row["number"],
            "number_provenance": row["number_provenance"],
        },
    )
    loader.rows(
        "forums",
        Forum,
        lambda row, number: {
            "parent": loader.ref(row.get("parent")),
            "instrument": loader.ref(row.get("instrument")),
        },
    )
    loader.rows("sdg_references", SdgReference, lambda row, number: {"code": row["code"], "level": row["level"]})
    for row in loader.reference.rows("sdg_references"):  # a goal and the target that clarifies it name each other
        links = {"parent": loader.ref(row.get("parent")), "clarified_by": loader.ref(row.get("clarified_by"))}
        _link(loader.ref(row["id"]), links)


def _load_frameworks(loader: Loader) -> None:
    def framework(row: Row, number: int) -> Columns:
        return {
            "kind": row["kind"],
            "status": row["status"],
            "announced_on": row.get("announced_on"),
            "first_year": row.get("first_year"),
            "last_year": row.get("last_year"),
            "uses_pillars_provenance": row.get("uses_pillars_provenance", ""),
            "guided_by": loader.ref(row.get("guided_by")),
            **{name: row.get(name, "") for name in ("description_en", "description_fr", "goal_en", "goal_fr")},
            **{name: list(row.get(name, ())) for name in ("aims_en", "aims_fr", "fr_variants")},
        }

    loader.rows("frameworks", Framework, framework)
    for row in loader.reference.rows("frameworks"):  # links between frameworks, once all exist
        _link(loader.ref(row["id"]), {name: loader.ref(row.get(name)) for name in ("succeeded_by", "uses_pillars_of")})
    loader.rows(
        "pillars",
        Pillar,
        lambda row, number: {
            "framework": loader.ref(row["framework"]),
            "aim_en": row["aim_en"],
            "aim_fr": row["aim_fr"],
            "label_provenance": row["label_provenance"],
        },
    )
    loader.rows(
        "pillar_map",
        PillarMap,
        lambda row, number: {
            "from_pillar": loader.ref(row["from"]),
            "to_pillar": loader.ref(row["to"]),
            "relation": row["relation"],
            "basis": row.get("basis", Basis.STATED),
        },
    )
    loader.rows(
        "strands",
        Strand,
        lambda row, number: {
            "framework": loader.ref(row["framework"]),
            "pillar": loader.ref(row["pillar"]),
            "basis": row.get("basis", Basis.STATED),
        },
    )
    loader.rows(
        "funding_lines",
        FundingLine,
        lambda row, number: {
            "framework": loader.ref(row["framework"]),
            "amount": Decimal(row["amount"]),
            "currency": row["currency"],
            "period": row["period"],
            "ongoing": bool(row.get("ongoing")),
            "first_fiscal_year": fiscal_year(row["first_fiscal_year"]),
            "last_fiscal_year": fiscal_year(row.get("last_fiscal_year")),
            "years": row.get("years"),
        },
    )
    loader.rows(
        "evaluations",
        Evaluation,
        lambda row, number: {
            "framework": loader.ref(row["framework"]),
            "answered_by": loader.ref(row.get("answered_by")),
        },
    )
    loader.rows(
        "evaluation_findings",
        EvaluationFinding,
        lambda row, number: {"evaluation": loader.ref(row["evaluation"])},
    )


SECTOR_OF_KIND = {"federal": "sec-federal", "provincial_territorial": "sec-provinces-territories"}
KINDS = {"government": OrganizationKind.FEDERAL}


def load_organizations(loader: Loader, lists: Iterable[str]) -> None:
    """Load lists of organizations with their names; `organization_names` of the file adds the dated aliases."""
    known = {row.key: row for row in Organization.objects.exclude(key=None)}
    names = {(row.key, row.language): row for row in OrganizationName.objects.exclude(key=None)}
    for name in lists:
        for number, row in enumerate(loader.reference.rows(name), start=1):
            kind = KINDS.get(row["kind"], row["kind"])
            wanted: Columns = {
                "name_en": row["en"],
                "name_fr": row["fr"],
                "kind": kind,
                "parent": loader.ref(row.get("parent")),
                "jurisdiction": loader.ref(row.get("jurisdiction") or ("jur-ca" if kind == "federal" else None)),
                "may_vouch": bool(row.get("vouching")),
                "provenance": row["provenance"],
                "fr_check": bool(row.get("fr_check")),
                "seed_refs": list(row.get("seed_refs", ())),
                "position": number,
                "digest": digest(row),
            }
            existing = known.get(row["id"])
            if existing is not None:  # the columns follow the dated names, which hold the fact
                del wanted["name_en"], wanted["name_fr"]
                if row["provenance"] != Provenance.SEED and existing.digest == wanted["digest"]:
                    wanted = {"digest": existing.digest}  # the file has not changed: what staff corrected stays
            organization = loader.put(name, Organization, {"key": row["id"]}, wanted, existing)
            assert isinstance(organization, Organization)
            loader.found[row["id"]] = organization
            if existing is None:
                organization.sectors.add(
                    loader.ref(row.get("sector") or SECTOR_OF_KIND[row["kind"].replace("government", "federal")])
                )
                if "distinction" in row:
                    organizations.note_governing_body(organization, distinction=row["distinction"])
            _put_names(loader, names, row, organization, NameKind.LISTED)
    for row in loader.reference.rows("organization_names"):
        if row["organization"] in loader.found:
            _put_names(loader, names, row, loader.ref(row["organization"]), NameKind(row["kind"]))


def _put_names(
    loader: Loader,
    known: Mapping[tuple[str | None, str], OrganizationName],
    row: Row,
    organization: Organization,
    kind: NameKind,
) -> None:
    for language in ("en", "fr"):
        wanted: Columns = {
            "organization": organization,
            "kind": kind,
            "text": row[language],
            "folded": organizations.fold(row[language]),  # type: ignore[attr-defined]
            "provenance": row["provenance"],
        }
        existing = known.get((row["id"], language))
        loader.put("organization_names", OrganizationName, {"key": row["id"], "language": language}, wanted, existing)


def _load_bodies(loader: Loader) -> None:
    loader.rows(
        "bodies",
        Body,
        lambda row, number: {
            "kind": row["kind"],
            "lead": loader.ref(row["lead"]),
            "members_note_en": row["members_note_en"],
            "members_note_fr": row["members_note_fr"],
            "duties": list(row["duties"]),
        },
    )
    loader.rows(
        "body_memberships",
        BodyMembership,
        lambda row, number: {
            "body": loader.ref(row["body"]),
            "organization": loader.ref(row["organization"]),
            "role": row["role"],
        },
    )
    loader.rows(
        "offices",
        Office,
        lambda row, number: {
            "organization": loader.ref(row["organization"]),
            "appointed_by": loader.ref(row.get("appointed_by")),
            "duties": list(row.get("duties", ())),
        },
    )
    loader.rows(
        "office_holders",
        OfficeHolder,
        lambda row, number: {
            "office": loader.ref(row["office"]),
            "holder": row["name"],
            "from_year": row["from_year"],
            "to_year": row.get("to_year"),
        },
    )


def _load_registry(loader: Loader) -> None:
    def codes(row: Row) -> list[str]:
        if "codes" in row:
            return list(row["codes"])
        return [row["code"]] if row["code"] else []

    for name, registry in (
        ("registry_audience", RegistryList.AUDIENCE),
        ("registry_organizations", RegistryList.ORGANIZATION),
        ("registry_subjects", RegistryList.SUBJECT),
    ):
        loader.rows(
            name,
            RegistryCode,
            lambda row, number, registry=registry: {  # type: ignore[misc]
                "registry": registry,
                "codes": codes(row),
                "choose": row.get("choose", RegistryChoice.ALL),
                "sector": loader.ref(row.get("sector")),
                "organization": loader.ref(row.get("organization")),
                "listed_as": row.get("listed_as", ""),
                "fallback": row.get("fallback", ""),
                "fallback_needs": row.get("fallback_needs", ""),
            },
        )


def counts() -> dict[str, int]:
    """Return what the database holds, under the names of `meta.expected_counts` that this app can count."""
    seed, public = {"provenance": Provenance.SEED}, {"provenance": Provenance.PUBLIC}
    return {
        "frameworks": Framework.objects.count(),
        "pillars_strategy": Pillar.objects.filter(framework__key="fw-strategy").count(),
        "pillars_federal_approach": Pillar.objects.filter(framework__key="fw-federal-approach").count(),
        "departments": Organization.objects.filter(parent__key="org-goc", kind=OrganizationKind.FEDERAL).count(),
        "jurisdictions": Jurisdiction.objects.count(),
        "provinces_territories": Jurisdiction.objects.exclude(kind="federal").count(),
        "sectors_seed": Sector.objects.filter(**seed).count(),
        "sectors_public": Sector.objects.filter(**public).count(),
        "forums_top_level": Forum.objects.filter(parent=None).count(),
        "forums_child": Forum.objects.exclude(parent=None).count(),
        "treaties": Instrument.objects.filter(kind="treaty").count(),
        "compacts": Instrument.objects.filter(kind="compact").count(),
        "sdg_seed": SdgReference.objects.filter(**seed).count(),
        "funding_lines": FundingLine.objects.count(),
        "evaluations": Evaluation.objects.count(),
        "evaluation_findings": EvaluationFinding.objects.count(),
    }


def _check_counts(reference: Reference) -> None:
    expected = reference.expected_counts
    events = [row for row in reference.rows("events") if row["provenance"] == "seed"]
    here = counts() | {
        "events_seed": len(events),
        "event_cities_seed": len({row["place"] for row in events}),
        "commitments_seed": sum(row["provenance"] == "seed" for row in reference.rows("commitments")),
    }
    wrong = {name: (here.get(name), count) for name, count in expected.items() if here.get(name) != count}
    if wrong:
        told = "; ".join(f"{name}: {got} / {count}" for name, (got, count) in sorted(wrong.items()))
        raise IncompleteReference(_("The reference data do not reach the promised counts: %(told)s.") % {"told": told})


def _check_whole(reference: Reference) -> None:
    """Rules that no constraint can hold: pillars somewhere, and treaty and forum naming each other."""
    for framework in Framework.objects.filter(uses_pillars_of=None):
        if not framework.pillars.exists():
            raise IncompleteReference(
                _("%(key)s has no pillars and uses no other framework's.") % {"key": framework.key}
            )
    for row in reference.rows("instruments"):
        forum = row.get("forum")
        if forum and reference.row(forum).get("instrument") != row["id"]:
            raise IncompleteReference(_("%(key)s and its forum do not name each other.") % {"key": row["id"]})
