"""The files that show how a table of people looks: one with column names alone, one with twenty made-up rows."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from kernel.bilingual import Language, current, text
from partners.exports import Column, Sheet
from partners.intake.columns import TARGETS
from partners.models import Organization, Person

LEFT_OUT = {"given_name", "family_name"}  # the files give full names
BLANK, EXAMPLE = "blank", "example"
KINDS = {BLANK: _("Column names only"), EXAMPLE: _("Twenty made-up rows")}
NAMES = (
    ("Amélie Exemple-Tremblay", "fr"),
    ("Benoît Exemple", "fr"),
    ("Charlotte Sample", "en"),
    ("Dilan Sample", "en"),
    ("Élodie Exemple-Roy", "fr"),
    ("Farah Sample", "en"),
    ("Grégoire Exemple", "fr"),
    ("Hannah Sample-Wong", "en"),
    ("Inès Exemple", "fr"),
    ("Jakob Sample", "en"),
    ("Koosees Sample", "en"),
    ("Léa Exemple-Gagnon", "fr"),
    ("Miriam Sample", "en"),
    ("Noé Exemple", "fr"),
)
ROLES = {"en": ("Director", "Policy analyst", "Coordinator"), "fr": ("Directrice", "Analyste", "Coordonnateur")}
WORDS = {"en": ("English", "French", "both"), "fr": ("anglais", "français", "bilingue")}
# in a role from and until, in the ways a date may be written
TIMES = {
    "en": (("2021-04-01", ""), ("", ""), ("September 1, 2019", "2024-03-31")),
    "fr": (("2021-04-01", ""), ("", ""), ("1er septembre 2019", "2024-03-31")),
}
PRONOUNS = {"en": ("she/her", "", "they/them"), "fr": ("elle", "", "iel")}
PROVINCES = ("ON", "QC", "BC", "NS", "NU")
Row = tuple[str, ...]


def sheet(kind: str) -> Sheet:
    """Return the declared file in the language of the reader."""
    columns = tuple(
        Column(one.key, one.heading_fr if current() == Language.FR else one.heading_en)
        for one in TARGETS
        if one.key not in LEFT_OUT
    )
    names = {BLANK: _("people-columns"), EXAMPLE: _("people-example")}
    return Sheet(str(names[kind]), columns)


def rows(kind: str) -> list[Row]:
    """Return the rows: new people, one twice, some known by the directory if it is fictional, and two mistakes."""
    if kind == BLANK:
        return []
    organizations = _organizations()
    made = [_made(number, organizations) for number in range(len(NAMES))]
    known = list(Person.objects.filter(fictional=True, is_active=True).order_by("pk")[:2])
    like = [_row(name=one.display_name, email=f"other{n}@example.org") for n, one in enumerate(known)]
    if len(like) < 2:
        like += [_row(name=f"Olive Sample {n}", email=f"olive{n}@example.org") for n in range(2 - len(like))]
    wrong = [_row(name="Pierre Exemple", email="pierre at example.org"), _row(email="nobody@example.org")]
    return [
        *made,
        made[0],
        *like,
        *wrong,
        _row(name="Quinn Sample", phone="613-555-0199", language=WORDS[current()][2]),
    ]


def _row(**cells: str) -> Row:
    """Return a row of the file with these cells, in the order of its columns; the others stay empty."""
    return tuple(cells.get(one.key, "") for one in TARGETS if one.key not in LEFT_OUT)


def _organizations() -> list[str]:
    """Return names of fictional organizations, so that an example never names a real one."""
    found: list[Any] = list(Organization.objects.filter(provenance="demo", status="active").order_by("pk")[:5])
    return [text(one, "name") for one in found] or [""]


def _made(number: int, organizations: list[str]) -> Row:
    name, language = NAMES[number]
    organization = organizations[number % len(organizations)]
    first, last = TIMES[current()][number % 3] if organization else ("", "")
    return _row(
        name=name,
        email=f"person{number + 1:02d}@example.org",
        phone=f"613-555-{100 + number:04d}" if number % 2 else "",
        organization=organization,
        role=ROLES[current()][number % 3] if organization else "",
        started_on=first,
        ended_on=last,
        language=WORDS[current()][0 if language == "en" else 1],
        region=PROVINCES[number % len(PROVINCES)],
        pronouns=PRONOUNS[current()][number % 3],
    )
