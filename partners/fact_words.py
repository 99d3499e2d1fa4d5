"""Titles of the lists of the reference file, as the page of all facts prints them."""

from typing import Any

from django.utils.translation import gettext_lazy as _

TITLES = {
    "frameworks": _("Strategies and plans"),
    "pillars": _("Pillars"),
    "pillar_map": _("How the pillars continue"),
    "strands": _("Groups of measures"),
    "themes": _("Themes"),
    "funding_lines": _("Funding"),
    "evaluations": _("Evaluations"),
    "evaluation_findings": _("Findings of evaluations"),
    "government": _("Government"),
    "departments": _("Federal departments and agencies"),
    "organization_names": _("Other names of institutions"),
    "bodies": _("Bodies"),
    "body_memberships": _("Members of bodies"),
    "offices": _("Offices"),
    "office_holders": _("Holders of offices"),
    "audiences": _("Audiences"),
    "not_modelled": _("Left out on purpose"),
    "jurisdictions": _("Jurisdictions"),
    "provincial_territorial_governments": _("Governments of provinces and territories"),
    "places": _("Places"),
    "consultations": _("Consultations"),
    "documents": _("Documents"),
    "sectors": _("Sectors"),
    "events": _("Events of the 2018 consultations"),
    "event_rules": _("Rules of the events"),
    "instruments": _("Treaties and compacts"),
    "instrument_statuses": _("What Canada did with them"),
    "instrument_objectives": _("Objectives of compacts"),
    "sdg_references": _("Sustainable Development Goals"),
    "forums": _("Forums"),
    "commitments": _("Commitments of the source"),
    "processes": _("Processes"),
    "page_furniture": _("Parts of each page"),
    "page_sections": _("Sections of the source page"),
    "related_links": _("Related links"),
    "registry_entries": _("Registry of consultations"),
    "registry_audience": _("Registry: codes of audiences"),
    "registry_organizations": _("Registry: codes of departments"),
    "registry_subjects": _("Registry: codes of subjects"),
    "purposes": _("Purposes of messages"),
    "privacy_notices": _("Privacy notices"),
    "content_notes": _("Content notes"),
    "support_contacts": _("Support contacts"),
    "demo_organizations": _("Fictional organizations"),
    "demo_commitments": _("Fictional commitments"),
}


def title_of(name: str) -> Any:
    """Return the title of a list; a list without one is shown under its own name."""
    return TITLES.get(name, name.replace("_", " "))
