"""The locks: pinned, hashed, wheels only, no index named, no known fault, before any code of theirs runs."""

import hashlib
import json
import re
import subprocess
import tomllib
import zipfile

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

from tests.support.environment import ROOT

LOCKS = ("run", "test", "lint")
REQUIREMENTS = ROOT / "requirements"
INDEX = re.compile(r"\b(pypi\.(org|python\.org)|pythonhosted\.org|registry\.npmjs\.org|conda\.anaconda\.org)\b", re.I)


def entries(text):
    """Return each pinned requirement with its hashes, as pip reads them."""
    joined = re.sub(r"\\\n\s*", "", re.sub(r"(?m)^\s*#.*\n?", "", text))
    for line in filter(None, joined.splitlines()):
        requirement, *hashes = re.split(r"\s*--hash=", line)
        yield Requirement(requirement.strip()), hashes


def lock(name):
    return list(entries((REQUIREMENTS / f"{name}.txt").read_text()))


def versions(name):
    return {canonicalize_name(each.name): Version(next(iter(each.specifier)).version) for each, _hashes in lock(name)}


@pytest.mark.parametrize("name", LOCKS)
def test_every_package_is_pinned_and_hashed(name):
    found = lock(name)

    assert len(found) > 20
    for requirement, hashes in found:
        assert [spec.operator for spec in requirement.specifier] == ["=="], requirement
        assert hashes, requirement
        assert all(re.fullmatch(r"sha256:[0-9a-f]{64}", each) for each in hashes), requirement


@pytest.mark.parametrize("name", LOCKS)
def test_a_lock_gives_no_options_and_no_addresses(name):
    text = (REQUIREMENTS / f"{name}.txt").read_text()

    assert not re.search(r"(?m)^\s*-", text.replace("    --hash=", "")), "an option"
    assert "://" not in text
    assert " @ " not in text


def test_the_locks_agree_where_they_overlap():
    run, test, lint = map(versions, LOCKS)

    assert run.items() <= test.items()
    assert {name: lint[name] for name in lint.keys() & test.keys()} == {
        name: test[name] for name in lint.keys() & test.keys()
    }


def test_every_range_of_the_project_is_met_by_its_lock():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    wanted = {"run": project["project"]["dependencies"], **project["dependency-groups"]}

    for name in LOCKS:
        have = versions(name)
        for line in wanted[name]:
            requirement = Requirement(line)
            assert requirement.specifier.contains(have[canonicalize_name(requirement.name)]), line


def test_every_locked_package_was_found_as_a_wheel_for_every_platform():
    """`.ci/lock` resolves these very locks with source packages forbidden and records that it could."""
    record = json.loads((REQUIREMENTS / "wheels.json").read_text())

    assert record["locks"] == {
        name: hashlib.sha256((REQUIREMENTS / f"{name}.txt").read_bytes()).hexdigest() for name in LOCKS
    }
    assert {platform.split("_")[0].split("-")[0] for platform in record["platforms"]} == {"x86", "aarch64"}
    assert any("apple" in platform for platform in record["platforms"])
    assert record["pythons"] == ["3.11", "3.12", "3.13", "3.14"]


def test_no_lock_stands_below_a_known_fault():
    lines = [line.split("#")[0].strip() for line in (REQUIREMENTS / "floors.txt").read_text().splitlines()]
    floors = [Requirement(line) for line in lines if line]

    assert len(floors) > 5
    for name in LOCKS:
        have = versions(name)
        for floor in floors:
            version = have.get(canonicalize_name(floor.name))
            assert version is None or version in floor.specifier, f"{name}: {floor.name} {version} is below {floor}"


def test_no_file_of_ours_names_an_index():
    tracked = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=False).stdout.split(b"\0")
    names = [name.decode() for name in tracked if name] or [
        str(path.relative_to(ROOT)) for path in ROOT.rglob("*") if path.is_file() and ".venv" not in path.parts
    ]
    this = "tests/deployment/test_locks.py"
    guilty = []
    for name in names:
        path = ROOT / name
        if name == this or path.suffix in {".whl", ".png", ".woff2", ".ttf", ".mo", ".jpg"} or not path.is_file():
            continue
        if found := INDEX.search(path.read_text(encoding="utf-8", errors="ignore")):
            guilty.append(f"{name}: {found[0]}")

    assert guilty == []


def test_the_installer_that_is_shipped_is_the_published_one():
    digest, name = (ROOT / "tools/SHA256SUMS").read_text().split()
    wheel = ROOT / "tools" / name

    assert hashlib.sha256(wheel.read_bytes()).hexdigest() == digest
    assert f"pip_wheel=tools/{name}" in (ROOT / "run").read_text()
    with zipfile.ZipFile(wheel) as archive:
        licence = next(each for each in archive.namelist() if each.endswith("licenses/LICENSE.txt"))
        assert archive.read(licence) == (ROOT / "tools/pip-LICENSE.txt").read_bytes()
    assert b"Permission is hereby granted, free of charge" in (ROOT / "tools/pip-LICENSE.txt").read_bytes()


def test_the_pinned_uv_has_a_hash_for_each_platform():
    ((requirement, hashes),) = entries((ROOT / "tools/uv.txt").read_text())

    assert (requirement.name, len(hashes)) == ("uv", 3)
