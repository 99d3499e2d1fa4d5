"""What the platform refuses to start with: each of six faults, and clean when there is none (RE-17, RE-28)."""

import os
import secrets
import subprocess
import sys

import pytest
from django.core.exceptions import ImproperlyConfigured

from config import checks, env
from config.env import BASE_DIR, Mode
from kernel.sqlite import checks as sqlite_checks
from tests.support.processes import free_port

STRONG = {"SECRET_KEY": secrets.token_urlsafe(64), "AUDIT_KEY": secrets.token_urlsafe(64)}
PRODUCTION = {
    "MODE": "production",
    "BASE_URL": "https://consult.example.org",
    "PROXY_COUNT": "1",
    "DATABASE_URL": "postgres://app@db/main",
    "PROTECTED_DATABASE_URL": "postgres://app@protected/input",
    "CELERY_BROKER_URL": "redis://broker",
    "CACHE_URL": "redis://cache",
    "EMAIL_URL": "smtp://relay:25",
    "POSTAL_ADDRESS": "1 Example Street, Ottawa",
    "PRIVACY_AUTHORITY_EN": "an Act",
    "PRIVACY_AUTHORITY_FR": "une loi",
    "PRIVACY_BANK": "PSU 938",
    "SPOOL_PUBLIC_KEY": "x",
    "EXIT_URL": "https://weather.example.org/",
    **STRONG,
}


@pytest.fixture
def production(settings):
    settings.MODE, settings.PRODUCTION, settings.TESTING, settings.DEMO = Mode.PRODUCTION, True, False, False
    settings.SECRET_KEY, settings.AUDIT_KEY, settings.SPOOL_PUBLIC_KEY = *STRONG.values(), "x"
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": "redis://x"}}
    return settings


def ids(*found):
    return {message.id for messages in found for message in messages}


def every_check():
    return ids(
        checks.limits_are_shared(),
        checks.debug_is_off(),
        checks.keys_are_strong(),
        checks.proxies_are_counted(),
        checks.demonstration_is_elsewhere(),
    )


def test_a_sound_production_starts(production):
    assert every_check() == set()


def test_a_cache_of_one_process_is_refused(production):
    production.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
    assert every_check() == {"config.E001"}
    production.PRODUCTION, production.MODE = False, Mode.EMBEDDED
    assert every_check() == {"config.E001"}
    production.WEB_PROCESSES = 1
    assert every_check() == set()


def test_debug_is_refused(production):
    production.DEBUG = True
    assert every_check() == {"config.E002"}


@pytest.mark.parametrize(
    ("name", "weak"),
    [
        ("AUDIT_KEY", ""),  # an empty SECRET_KEY stops Django itself
        *((name, weak) for name in ("SECRET_KEY", "AUDIT_KEY") for weak in ("short", "a" * 80)),
        ("SECRET_KEY", "django-insecure-" + secrets.token_urlsafe(64)),
    ],
)
def test_a_weak_or_missing_key_is_refused(production, name, weak):
    setattr(production, name, weak)
    assert every_check() == {"config.E003"}


def test_one_key_for_two_purposes_and_a_missing_sealing_key_are_refused(production):
    production.AUDIT_KEY = production.SECRET_KEY
    production.SPOOL_PUBLIC_KEY = ""
    assert every_check() == {"config.E004", "config.E005"}


def test_no_proxy_is_refused(production):
    production.ALLAUTH_TRUSTED_PROXY_COUNT = 0
    assert every_check() == {"config.E006"}


def test_demonstration_mode_is_refused(production):
    production.DEMO = True
    assert every_check() == {"config.E007"}


def test_a_journal_the_library_would_corrupt_is_refused(production, monkeypatch):
    monkeypatch.setattr(sqlite_checks, "wal_is_safe", lambda: False)
    production.DATABASES = {
        "default": {"ENGINE": "kernel.sqlite", "OPTIONS": {"init_command": "PRAGMA journal_mode=wal"}}
    }
    assert ids(sqlite_checks.journal_is_safe()) == {"kernel.E001"}


@pytest.mark.parametrize(
    "broken",
    [
        {"PROXY_COUNT": None},
        {"SECRET_KEY": None},
        {"AUDIT_KEY": None},
        {"PROTECTED_DATABASE_URL": None},
        {"BASE_URL": "http://consult.example.org"},
        {"BASE_URL": None},
        {"DEMO": "1"},
        {"MODE": "staging"},
        {"PORT": "abc"},
        {"PORT": "70000"},
        {"PORT": "0"},
    ],
    ids=str,
)
def test_an_environment_that_lacks_something_is_refused_by_its_name(monkeypatch, broken):
    for name in (*PRODUCTION, "DEMO", "PORT", "SECRET_KEY_FILE", "AUDIT_KEY_FILE"):
        monkeypatch.delenv(name, raising=False)
    for name, value in {**PRODUCTION, **broken}.items():
        if value is not None:
            monkeypatch.setenv(name, value)
    with pytest.raises(ImproperlyConfigured, match=next(iter(broken))):
        env.read()


def test_a_privacy_notice_without_law_or_bank_is_named_before_a_production_opens(settings):
    """STD-15: a warning that says which facts of the institution are missing, in production alone."""
    settings.PRODUCTION, settings.PRIVACY_AUTHORITY, settings.PRIVACY_BANK = True, {"en": "an Act", "fr": ""}, ""
    (warning,) = checks.privacy_notices_are_whole()
    assert "PRIVACY_AUTHORITY_FR, PRIVACY_BANK" in warning.msg
    settings.PRODUCTION = False
    assert checks.privacy_notices_are_whole() == []


@pytest.mark.parametrize(
    ("broken", "status", "words"),
    [
        ({"CACHE_URL": "locmem://", "WEB_PROCESSES": "2"}, 1, "config.E001"),
        ({"PORT": "abc"}, 2, "PORT must be a number"),
    ],
)
def test_a_process_does_not_start_with_a_setting_that_is_refused(tmp_path, broken, status, words):
    """RE-17: as a person meets it, in a sentence and without a traceback."""
    plain = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    run = subprocess.run(
        [sys.executable, "manage.py", "up"],
        cwd=BASE_DIR,
        env={**plain, "PORT": str(free_port()), **broken, "VAR": str(tmp_path)},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert run.returncode == status, run.stderr
    assert words in run.stderr
    assert "Traceback" not in run.stderr


def test_the_deployment_check_is_clean_at_the_level_of_warnings(tmp_path):
    """RE-28: run as an operator would, with the environment of a production."""
    plain = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    run = subprocess.run(
        [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"],
        cwd=BASE_DIR,
        env={**plain, **PRODUCTION, "VAR": str(tmp_path)},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert run.returncode == 0, run.stderr
    assert "no issues" in run.stdout + run.stderr


def test_earlier_keys_are_read_from_a_file_one_a_line(monkeypatch, tmp_path):
    (tmp_path / "keys").write_text("the-last-key\nthe-one-before\n")
    monkeypatch.setenv("SECRET_KEY_FALLBACKS_FILE", str(tmp_path / "keys"))

    assert env.read().secret_key_fallbacks == ["the-last-key", "the-one-before"]
