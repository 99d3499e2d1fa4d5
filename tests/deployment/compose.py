"""`docker-compose.yml` as data, and its commands as processes of this machine."""

import os
import re
from pathlib import Path
from typing import Any

import yaml

from tests.support.environment import ROOT

PLATFORM = ("prepare", "web", "worker", "beat")
SERVERS = ("postgres", "protected", "redis")


def load() -> dict[str, Any]:
    """Return the parsed file, with merges resolved."""
    return yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))


def filled(text: str, values: dict[str, str]) -> str:
    """Put in `${NAME:-default}` and `${NAME:?reason}` as compose does, and turn `$$` into `$`."""

    def value(found: re.Match[str]) -> str:
        name, kind, rest = found["name"], found["kind"], found["rest"]
        if values.get(name):
            return values[name]
        assert kind == ":-", f"{name} is required: {rest}"
        return rest

    put = re.sub(r"(?<!\$)\$\{(?P<name>\w+)(?P<kind>:[-?])(?P<rest>[^}]*)\}", value, text)
    return put.replace("$$", "$")


def command(service: dict[str, Any], values: dict[str, str]) -> list[str]:
    """Return the command of a service."""
    return [filled(part, values) for part in service["command"]]


def variables(service: dict[str, Any], values: dict[str, str], secrets: Path) -> dict[str, str]:
    """Return the environment of a service; its secrets are read from `secrets`."""
    made = {name: filled(str(text), values) for name, text in service["environment"].items()}
    return {
        "PATH": os.environ["PATH"],
        **{name: text.replace("/run/secrets", str(secrets)) for name, text in made.items()},
    }
