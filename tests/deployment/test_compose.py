"""The files of a production on one host: who may reach what, as whom, with which secrets, and how it is known to be well."""

import ast
import os
import re
import shutil
import subprocess

import pytest

from safety.domain import sealing
from tests.deployment import compose
from tests.support.environment import ROOT

FILE = compose.load()
SERVICES = FILE["services"]
OURS = {name: SERVICES[name] for name in compose.PLATFORM}


def known_variables():
    """Return every variable that `config/env.py` reads, found in its code."""
    names = set()
    for node in ast.walk(ast.parse((ROOT / "config/env.py").read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call):
            called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            text = [each.value for each in node.args if isinstance(each, ast.Constant) and isinstance(each.value, str)]
            if called in {"_secret", "_optional_secret"}:
                names |= {text[0], f"{text[0]}_FILE"}
            elif called in {"str", "int", "bool", "list"} and text and re.fullmatch(r"[A-Z_]+", text[0]):
                names.add(text[0])
    return names


def example():
    lines = (ROOT / ".env.example").read_text(encoding="utf-8").splitlines()
    return dict(line.split("=", 1) for line in lines if line and line[0] != "#")


def test_the_parts_are_those_of_the_plan():
    assert set(SERVICES) == {"proxy", "prepare", "web", "worker", "beat", "postgres", "protected", "redis"}


def test_only_the_proxy_is_published():
    assert [name for name, service in SERVICES.items() if "ports" in service] == ["proxy"]
    assert all("network_mode" not in service and "privileged" not in service for service in SERVICES.values())


@pytest.mark.parametrize("name", compose.PLATFORM)
def test_our_parts_run_without_root_on_a_root_they_cannot_write(name):
    service = OURS[name]

    assert service["user"] == "10001:10001"
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert "no-new-privileges:true" in service["security_opt"]
    assert service["stop_grace_period"] == "75s"  # above the hard limit of an ordinary task
    assert service["tmpfs"] == ["/tmp"]


@pytest.mark.parametrize("name", ["proxy", "redis"])
def test_the_servers_in_front_and_behind_write_only_where_they_must(name):
    assert SERVICES[name]["read_only"] is True
    assert SERVICES[name]["cap_drop"] == ["ALL"]


def test_every_lasting_part_has_a_health_check_and_starts_again():
    for name, service in SERVICES.items():
        if name != "prepare":
            assert service["healthcheck"]["test"][0] in {"CMD", "CMD-SHELL"}, name
            assert service["restart"] == "unless-stopped", name
    assert SERVICES["prepare"]["restart"] == "no"


def test_nothing_answers_before_the_stores_are_migrated():
    assert SERVICES["prepare"]["depends_on"] == {
        name: {"condition": "service_healthy"} for name in ("postgres", "protected", "redis")
    }
    for name in ("web", "worker", "beat"):
        assert SERVICES[name]["depends_on"] == {"prepare": {"condition": "service_completed_successfully"}}
    assert SERVICES["proxy"]["depends_on"] == {"web": {"condition": "service_healthy"}}


def test_stores_have_no_way_out_and_protected_input_has_a_network_of_its_own():
    networks = {name: set(service["networks"]) for name, service in SERVICES.items()}

    assert networks["postgres"] == networks["redis"] == {"inside"}
    assert networks["protected"] == {"protected"}
    assert {name for name, joined in networks.items() if "protected" in joined} == {
        "protected",
        "prepare",
        "web",
        "worker",
        "beat",
    }
    assert networks["proxy"] == {"edge", "front"}
    assert {name for name in networks if "front" in networks[name]} == {"proxy", "web"}
    assert all(FILE["networks"][name]["internal"] for name in ("front", "inside", "protected"))
    assert {name for name in networks if networks[name] & {"edge", "outward"}} == {"proxy", "worker"}


def test_only_the_worker_can_open_what_the_web_process_seals():
    holders = [name for name, service in SERVICES.items() if "spool_private_key" in service.get("secrets", [])]

    assert holders == ["worker"]
    assert [name for name in OURS if "SPOOL_PRIVATE_KEY_FILE" in OURS[name]["environment"]] == ["worker"]


@pytest.mark.parametrize("name", compose.PLATFORM)
def test_every_variable_is_one_that_the_platform_reads(name):
    assert set(OURS[name]["environment"]) <= known_variables()


def test_no_secret_stands_in_a_file_or_in_a_variable():
    secret = re.compile(r"(SECRET|KEY|PASSWORD|TOKEN|_URL)$")
    harmless = {"BASE_URL", "EXIT_URL", "NOTIFY_BASE_URL", "SPOOL_PUBLIC_KEY"}
    for name, service in SERVICES.items():
        for variable, text in service.get("environment", {}).items():
            if variable.endswith("_FILE"):
                assert str(text).startswith("/run/secrets/"), (name, variable)
                assert str(text).removeprefix("/run/secrets/") in service["secrets"], (name, variable)
            else:
                assert variable in harmless or not secret.search(variable), (name, variable)
    for name, secret_file in FILE["secrets"].items():
        assert secret_file == {"file": f"./deploy/secrets/{name}"}
    ignored = (ROOT / ".gitignore").read_text().splitlines()
    assert {"deploy/secrets/", ".env"} <= set(ignored)
    assert {"deploy/secrets", ".env"} <= set((ROOT / ".dockerignore").read_text().splitlines())


def test_the_example_names_everything_that_is_asked_for_and_nothing_else():
    text = (ROOT / "docker-compose.yml").read_text(encoding="utf-8")
    asked = set(re.findall(r"(?<!\$)\$\{(\w+):[-?]", text))

    assert set(example()) == asked
    assert (asked - {"IMAGE"}) <= known_variables()


def test_every_network_volume_and_secret_that_is_used_is_declared():
    for kind in ("networks", "secrets"):
        used = {each for service in SERVICES.values() for each in service.get(kind, [])}
        assert used == set(FILE[kind])
    mounted = {each.split(":")[0] for service in SERVICES.values() for each in service.get("volumes", [])}
    assert {name for name in mounted if not name.startswith("./")} == set(FILE["volumes"])
    assert all((ROOT / name).exists() for name in mounted if name.startswith("./"))


def test_the_servers_are_of_the_versions_that_the_tests_meet():
    """Debian 12 brings PostgreSQL 15 and Redis 7.0; a test on another major version proves less."""
    assert SERVICES["postgres"]["image"] == SERVICES["protected"]["image"] == "postgres:15-bookworm"
    assert SERVICES["redis"]["image"] == "redis:7.0-bookworm"


def test_redis_forgets_no_task_and_evicts_nothing():
    line = " ".join(SERVICES["redis"]["command"])

    assert "--appendonly yes --appendfsync everysec" in line
    assert "--maxmemory-policy noeviction" in line
    assert "requirepass" in line


def test_the_image_is_built_from_hashes_and_runs_as_nobody_in_particular():
    steps = (ROOT / "Dockerfile").read_text(encoding="utf-8")

    assert "--require-hashes --only-binary :all:" in steps
    assert steps.count("FROM python:3.11-slim-bookworm") == 2
    assert "apt-get" not in steps
    assert steps.index("USER platform") < steps.index("CMD")
    assert re.search(r"useradd --uid 10001 ", steps)
    assert not re.search(r"(?i)(secret|password|token)", steps)


def test_the_proxy_keeps_health_inside_and_writes_no_addresses_down():
    config = (ROOT / "deploy/Caddyfile").read_text(encoding="utf-8")

    assert "@inside path /health/ready /health/state" in config
    assert "respond @inside 404" in config
    assert "reverse_proxy web:8000" in config
    assert not re.search(r"(?m)^\s*log\b", config)
    assert "trusted_proxies" not in config  # the proxy is the first hop: what callers claim is dropped
    assert config.count("{") == config.count("}")
    assert set(re.findall(r"\{\$(\w+)\}", config)) == set(SERVICES["proxy"]["environment"])


@pytest.fixture
def made(tmp_path):
    """Secrets made by the script, with a `docker` that runs the image's Python here."""
    folder = tmp_path / "deploy"
    folder.mkdir()
    shutil.copy(ROOT / "deploy/make-secrets", folder)
    fake = tmp_path / "bin/docker"
    fake.parent.mkdir()
    python = shutil.which("python", path=os.path.dirname(os.sys.executable))
    fake.write_text(f'#!/bin/sh\nwhile [ "$1" != -c ]; do shift; done\ncd {ROOT} && exec {python} "$@"\n')
    fake.chmod(0o755)

    def make():
        return subprocess.run(
            [folder / "make-secrets", "smtp://mail.example.org:25"],
            env={"PATH": f"{fake.parent}:{os.environ['PATH']}"},
            capture_output=True,
            text=True,
            check=True,
        ).stdout

    return folder / "secrets", make


def test_secrets_are_made_once_all_of_them_and_stay(made):
    folder, make = made
    said = make()
    first = {path.name: path.read_text() for path in folder.iterdir()}

    assert set(FILE["secrets"]) <= set(first)
    assert len({first[name] for name in ("secret_key", "audit_key", "postgres_password", "redis_password")}) == 4
    assert len(first["secret_key"]) >= 50
    assert first["database_url"] == (f"postgres://consultation:{first['postgres_password']}@postgres:5432/consultation")
    assert re.fullmatch(r"SPOOL_PUBLIC_KEY=\S{40,}\n", said)
    assert folder.stat().st_mode & 0o777 == 0o700

    assert make() == said
    assert {path.name: path.read_text() for path in folder.iterdir()} == first


def test_what_the_worker_opens_is_what_the_web_process_sealed(made, settings):
    folder, make = made
    settings.SPOOL_PUBLIC_KEY = make().strip().removeprefix("SPOOL_PUBLIC_KEY=")
    settings.SPOOL_PRIVATE_KEY = (folder / "spool_private_key").read_text()

    assert sealing.open_sealed(sealing.seal({"words": "été"})) == {"words": "été"}
