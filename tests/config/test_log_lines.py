"""What the code wants to log is let through: a key that is not allowed would leave an empty line (reliability 3.17)."""

import ast

import pytest

from config.logs import ALLOWED
from tests.support.environment import ROOT

pytestmark = pytest.mark.sqlite
APPS = ("accounts", "config", "engagement", "events", "kernel", "messaging", "partners", "publishing", "safety")
LEVELS = {"debug", "info", "warning", "error", "critical", "exception"}


def keys_said():
    """Return (place, key) for each keyword of each call of a logger named `log`."""
    for app in APPS:
        for path in sorted((ROOT / app).rglob("*.py")):
            for call in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if not isinstance(call, ast.Call) or not isinstance(call.func, ast.Attribute):
                    continue
                if isinstance(call.func.value, ast.Name) and call.func.value.id == "log" and call.func.attr in LEVELS:
                    for keyword in call.keywords:
                        yield f"{path.relative_to(ROOT)}:{call.lineno}", keyword.arg or "**"


def test_every_key_that_the_code_logs_is_on_the_list():
    said = list(keys_said())

    assert len(said) > 30
    assert [(place, key) for place, key in said if key not in ALLOWED] == []
