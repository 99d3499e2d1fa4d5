"""README and `docs/` say what is there: links, paths, commands, roles, names of the code and pictures."""

import importlib.util
import re
import struct
from pathlib import Path

import pytest
from django.apps import apps
from django.core.management import get_commands

from accounts.roles import ROLES
from kernel.bilingual import Language
from tests.support.environment import ROOT

pytestmark = pytest.mark.sqlite
DOCUMENTS = [ROOT / "README.md", ROOT / "tests/README.md", *sorted((ROOT / "docs").rglob("*.md"))]
LINK = re.compile(r"\]\(([^)#]+)[^)]*\)")
PATH = re.compile(r"`((?:docs|tests|deploy|config|accounts|kernel|partners|\.ci)/[\w./-]*)`")
MOST = 3_000_000  # bytes of all pictures together


def name(path: Path) -> str:
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("document", DOCUMENTS, ids=name)
def test_every_link_and_path_of_a_document_leads_somewhere(document):
    text = document.read_text()
    linked = [document.parent / target for target in LINK.findall(text) if "://" not in target]
    named = [ROOT / target for target in PATH.findall(text)]

    assert [name(path) for path in linked + named if not path.exists()] == []


@pytest.mark.parametrize("document", DOCUMENTS, ids=name)
def test_every_command_of_a_document_exists(document):
    text = document.read_text()
    runs = {word for word in re.findall(r"\./run ([a-z]+)", text)}
    managed = set(re.findall(r"manage(?:\.py)? ([a-z_]+)", text))

    assert runs <= set(re.findall(r"^  ([a-z]+)\)", (ROOT / "run").read_text(), re.MULTILINE))
    assert managed <= set(get_commands())


def test_every_role_stands_in_readme():
    roles = (ROOT / "README.md").read_text().partition("## Roles")[2].partition("\n## ")[0].lower()

    assert [str(role.name) for role in ROLES.values() if str(role.name) not in roles] == []


def test_every_model_and_role_of_the_glossary_exists():
    text = (ROOT / "docs/glossary.md").read_text()

    for app, model in re.findall(r"`([a-z]+)\.([A-Z]\w+)`", text):
        apps.get_model(app, model)
    assert set(re.findall(r"role `(\w+)`", text)) <= set(ROLES)


def test_the_glossary_is_set_as_french_is_elsewhere():
    rows = [line.split("|") for line in (ROOT / "docs/glossary.md").read_text().splitlines() if line.startswith("| ")]

    assert [row[2] for row in rows if "'" in row[2]] == []


def size_of(picture: bytes) -> int:
    """Return the width of a WebP picture (RFC 9649)."""
    kind = picture[12:16]
    if kind == b"VP8X":
        return int.from_bytes(picture[24:27], "little") + 1
    if kind == b"VP8L":
        return (int.from_bytes(picture[21:25], "little") & 0x3FFF) + 1
    return struct.unpack("<H", picture[26:28])[0] & 0x3FFF


def test_the_pictures_are_those_of_the_script_in_both_languages_small_and_shown():
    spec = importlib.util.spec_from_file_location("tour", ROOT / "docs/tour/make.py")
    tour = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(tour)
    taken = {f"{language}/{scene[0]}.webp" for language in Language.values for scene in tour.SCENES}
    files = {str(path.relative_to(tour.FOLDER)): path.read_bytes() for path in tour.FOLDER.rglob("*.webp")}
    readme = (ROOT / "README.md").read_text()

    assert set(files) == taken
    assert {size_of(file) for file in files.values()} == {tour.SIZE["width"]}
    assert sum(map(len, files.values())) < MOST
    assert [picture for picture in taken if f"(docs/tour/{picture})" not in readme] == []
