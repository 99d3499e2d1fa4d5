"""The lists of the reference file, one function each: which table they fill, and which columns."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from zoneinfo import ZoneInfo

from partners.domain import organizations
from partners.domain.reference_rows import Columns, Loader, link
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
    RegistryCode,
    SdgReference,
    Sector,
    Strand,
)
from partners.reference import Row, digest


def fiscal_year(text: str | None) -> int | None:
    """Return the year of the April 1 on which a fiscal year such as `2019-20` starts (PA-21)."""
    return None if text is None else int(text.split("-", maxsplit=1)[0])


def load_places(loader: Loader) -> None:
    """Load jurisdictions, places and sectors; a capital is linked once both ends exist."""

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
        link(loader.ref(row["id"]), {"capital": loader.ref(row["capital"])})
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


def load_instruments(loader: Loader) -> None:
    """Load instruments with their statuses and objectives, forums, and the references to development goals."""
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
        link(loader.ref(row["id"]), links)


def load_frameworks(loader: Loader) -> None:
    """Load frameworks with pillars and how these map, strands, funding and evaluations."""

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
        link(loader.ref(row["id"]), {name: loader.ref(row.get(name)) for name in ("succeeded_by", "uses_pillars_of")})
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
            if existing is not None:
                # the columns follow the dated names, which hold the fact; who vouches is decided by staff from now on
                del wanted["name_en"], wanted["name_fr"], wanted["may_vouch"]
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


def load_bodies(loader: Loader) -> None:
    """Load bodies with their members, and offices with their holders."""
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


def load_registry(loader: Loader) -> None:
    """Load the lists of codes that a registry prescribes."""

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
