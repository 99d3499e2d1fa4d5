"""The demonstration, built by the verbs of the product in a fresh database, holds everything `verify` looks at."""

import json

import pytest
from django.core.management import call_command

from accounts.domain import sealing


@pytest.mark.full
@pytest.mark.django_db(databases=["default", "protected"])
def test_the_freshly_loaded_demonstration_is_clean(capsys, settings, tmp_path):
    settings.DEMO, settings.VAR = True, tmp_path
    call_command("load_demo", verbosity=0)
    sealing.seal()
    capsys.readouterr()
    call_command("verify")  # ends the process when anything has drifted

    checks = json.loads(capsys.readouterr().out)["checks"]
    assert checks and all(not check["problems"] for check in checks)
