"""The environment of the tests, composed before Django reads its settings; loaded as the first plugin (`-p`).

Every pytest process gets a data folder of its own under one folder of the run, which is removed at the end.
"""

import os
import secrets
import shutil
import tempfile
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
_ROOMY = 2 * 1024**3
_OWN = "TESTS_FOLDER"


def _new_folder() -> Path:
    """Return a fresh folder, in memory where that is roomy: tests commit thousands of times, each with a sync."""
    memory = Path("/dev/shm")
    roomy = memory.is_dir() and os.access(memory, os.W_OK) and shutil.disk_usage(memory).free > _ROOMY
    return Path(tempfile.mkdtemp(prefix="tests_", dir=memory if roomy else None))


def _beside(url: str) -> str:
    """Return the address of a second database on the same server, for protected input."""
    parts = urlsplit(url)
    return urlunsplit(parts._replace(path=f"{parts.path}_protected"))


def compose() -> Path:
    """Set what `config.env` reads, and return the data folder of this process."""
    folder = Path(os.environ.setdefault(_OWN, "") or _new_folder())
    os.environ[_OWN] = str(folder)
    var = folder / os.environ.get("PYTEST_XDIST_WORKER", "main")
    (var / "static").mkdir(parents=True, exist_ok=True)
    for inherited in ("DATABASE_URL_FILE", "SECRET_KEY_FILE", "AUDIT_KEY_FILE", "BASE_URL", "ALLOWED_HOSTS", "PORT"):
        os.environ.pop(inherited, None)
    if not os.environ.get("DATABASE_URL", "").startswith("postgres"):
        os.environ["DATABASE_URL"] = f"sqlite:///{var / 'main.sqlite3'}"
        os.environ["PROTECTED_DATABASE_URL"] = f"sqlite:///{var / 'protected.sqlite3'}"
    elif not os.environ.get("PROTECTED_DATABASE_URL"):
        os.environ["PROTECTED_DATABASE_URL"] = _beside(os.environ["DATABASE_URL"])
    if (named := os.environ.get("CELERY_BROKER_URL", "memory://")) != "memory://":
        os.environ["TESTS_BROKER_URL"] = named
    os.environ |= {
        "MODE": "test",
        "VAR": str(var),
        "DEMO": "0",
        "CELERY_BROKER_URL": "memory://",
        "CACHE_URL": "locmem://",
        "EMAIL_URL": "",
        "DJANGO_SETTINGS_MODULE": "config.settings",
        # Playwright keeps an event loop in the main thread, which Django would take for an asynchronous view.
        "DJANGO_ALLOW_ASYNC_UNSAFE": "1",
    }
    for secret in ("SECRET_KEY", "AUDIT_KEY"):
        os.environ.setdefault(secret, secrets.token_urlsafe(48))
    return var


VAR = compose()


@pytest.hookimpl(trylast=True)
def pytest_unconfigure(config: pytest.Config) -> None:
    """Remove the folder of the run once the last process is done."""
    if "PYTEST_XDIST_WORKER" not in os.environ:
        shutil.rmtree(os.environ.pop(_OWN, ""), ignore_errors=True)
