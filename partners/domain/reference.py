"""Loading the reference file: the same file twice changes nothing, and a changed fact needs a reviewer (PA-A1)."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.actors import Actor
from accounts.domain import audit
from kernel.errors import DomainError
from partners.domain import reference_lists
from partners.domain.reference_rows import Loader, Report, SeedChanged
from partners.enums import OrganizationKind, Provenance
from partners.models import (
    Evaluation,
    EvaluationFinding,
    Forum,
    Framework,
    FundingLine,
    Instrument,
    Jurisdiction,
    Organization,
    Pillar,
    ReferenceLoad,
    SdgReference,
    Sector,
)
from partners.reference import Reference


class IncompleteReference(DomainError):
    """What was loaded does not add up to what the file promises."""

    code = "reference_incomplete"


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
    reference_lists.load_places(loader)
    reference_lists.load_instruments(loader)
    reference_lists.load_frameworks(loader)
    reference_lists.load_organizations(loader, ("government", "departments", "provincial_territorial_governments"))
    reference_lists.load_bodies(loader)
    reference_lists.load_registry(loader)
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
    reference_lists.load_organizations(loader, ("demo_organizations",))
    audit.record_all(actor, "reference.loaded", loader.report.touched, reviewed=False)
    return loader.report


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
