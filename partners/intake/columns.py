"""What a column of a file may mean, and how that is guessed from its name in English or French."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from kernel.folding import fold


@dataclass(frozen=True)
class Target:
    """One thing that is known of a person.

    Attributes:
        key: stable name.
        label: what people read.
        heading_en, heading_fr: name of its column in our own files.
        also: other names, folded, in either language.
    """

    key: str
    label: Any
    heading_en: str
    heading_fr: str
    also: tuple[str, ...] = ()


TARGETS = (
    Target("name", _("Full name"), "Name", "Nom complet", ("full name", "nom et prenom", "prenom et nom", "contact")),
    Target("given_name", _("Given name"), "Given name", "Prénom", ("first name", "prenoms", "forename")),
    Target("family_name", _("Family name"), "Family name", "Nom de famille", ("last name", "surname")),
    Target(
        "email",
        _("E-mail address"),
        "E-mail",
        "Courriel",
        (
            "email",
            "email address",
            "e-mail address",
            "mail",
            "adresse courriel",
            "adresse electronique",
            "adresse e-mail",
        ),
    ),
    Target(
        "phone",
        _("Telephone"),
        "Telephone",
        "Téléphone",
        (
            "phone",
            "phone number",
            "telephone number",
            "tel",
            "tel.",
            "mobile",
            "cell",
            "numero de telephone",
            "cellulaire",
        ),
    ),
    Target(
        "organization",
        _("Organization"),
        "Organization",
        "Organisation",
        ("organisation", "organization name", "organisme", "company", "employer", "employeur", "institution"),
    ),
    Target(
        "role", _("Role in the organization"), "Role", "Fonction", ("title", "job title", "position", "titre", "poste")
    ),
    Target(
        "started_on",
        _("In this role from"),
        "From",
        "Début",
        ("start", "start date", "started on", "since", "du", "depuis", "depuis le", "date de debut", "en poste depuis"),
    ),
    Target(
        "ended_on",
        _("In this role until"),
        "Until",
        "Fin",
        ("to", "end", "end date", "ended on", "till", "au", "jusqu'au", "date de fin", "en poste jusqu'au"),
    ),
    Target(
        "language",
        _("Preferred official language"),
        "Language",
        "Langue",
        ("preferred language", "preferred official language", "langue preferee", "langue officielle preferee", "lang"),
    ),
    Target(
        "region",
        _("Province or territory"),
        "Province or territory",
        "Province ou territoire",
        ("region", "province", "territory", "territoire", "province/territory", "province/territoire"),
    ),
    Target("pronouns", _("Pronouns"), "Pronouns", "Pronoms", ("pronoun", "pronom")),
)
KEYS = tuple(target.key for target in TARGETS)
BY_KEY: Mapping[str, Target] = {target.key: target for target in TARGETS}
# a column named only so is the family name beside a given name, and the full name otherwise
PLAIN_NAME = "nom"


def guess(headings: Sequence[str]) -> dict[str, int]:
    """Return the likely column, counted from 0, for each thing known of a person."""
    at = {
        fold(heading).replace("_", " ").strip(" *:"): column for column, heading in reversed(list(enumerate(headings)))
    }
    found: dict[str, int] = {}
    for target in TARGETS:
        for name in (fold(target.heading_en), fold(target.heading_fr), *target.also):
            if name in at:
                found[target.key] = at[name]
                break
    if PLAIN_NAME in at and at[PLAIN_NAME] not in found.values():
        found["family_name" if "given_name" in found and "family_name" not in found else "name"] = at[PLAIN_NAME]
    if "name" in found and "family_name" not in found and "given_name" in found:
        found["family_name"] = found.pop("name")
    return found
