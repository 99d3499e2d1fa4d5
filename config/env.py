"""Every setting that comes from outside, read, typed and refused here; nothing else touches `os.environ`."""

import os
import secrets
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from urllib.parse import urlsplit

import environ
from django.core.exceptions import ImproperlyConfigured

BASE_DIR = Path(__file__).resolve().parent.parent


class Mode(StrEnum):
    """Where the platform runs; production refuses every convenience of the others."""

    EMBEDDED = "embedded"
    PRODUCTION = "production"
    BENCH = "bench"
    TEST = "test"


@dataclass(frozen=True)
class Environment:
    """The typed environment. Field names are the variables in lower case."""

    mode: Mode
    var: Path
    port: int
    demo: bool
    base_url: str
    allowed_hosts: list[str]
    secret_key: str = field(repr=False)
    secret_key_fallbacks: list[str] = field(repr=False)
    audit_key: str = field(repr=False)
    database_url: str = field(repr=False)
    protected_database_url: str = field(repr=False)
    celery_broker_url: str = field(repr=False)
    cache_url: str = field(repr=False)
    email_url: str = field(repr=False)
    mail_from_en: str
    mail_from_fr: str
    mail_reply_to: str
    postal_address: str
    privacy_authority_en: str
    privacy_authority_fr: str
    privacy_bank: str
    notify_base_url: str
    notify_api_key: str = field(repr=False)
    notify_template_id: str
    notify_callback_token: str = field(repr=False)
    spool_public_key: str
    spool_private_key: str = field(repr=False)
    safety_host: str
    exit_url: str
    proxy_count: int
    web_processes: int
    sqlite_journal: str
    brand: str
    log_level: str


def _secret(env: environ.Env, name: str, var: Path, mode: Mode) -> str:
    """Return a secret from `NAME`, `NAME_FILE`, or (outside production) a file made once in the data folder."""
    if value := env.str(name, default=""):
        return str(value)
    if path := env.str(f"{name}_FILE", default=""):
        return Path(path).read_text(encoding="utf-8").strip()
    if mode is Mode.PRODUCTION:
        raise ImproperlyConfigured(f"{name} or {name}_FILE must be set in production")
    return _kept(var / name.lower().replace("_", "-"), lambda: secrets.token_urlsafe(48))


def _kept(path: Path, make: Callable[[], str]) -> str:
    """Return the content of a private file, made once even when several processes start together."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        draft = path.with_name(f"{path.name}.{os.getpid()}")
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT, 0o600), "w", encoding="utf-8") as file:
            file.write(make())
        with suppress(FileExistsError):
            os.link(draft, path)
        draft.unlink()
    return path.read_text(encoding="utf-8").strip()


def _optional_secret(env: environ.Env, name: str) -> str:
    """Return `NAME` or the content of `NAME_FILE`, else an empty string."""
    if path := env.str(f"{name}_FILE", default=""):
        return Path(path).read_text(encoding="utf-8").strip()
    return str(env.str(name, default=""))


def _spool_keys(env: environ.Env, var: Path, mode: Mode) -> tuple[str, str]:
    """Return (private, public) keys of protected input; the web process of a production needs only the public one."""
    private, public = _optional_secret(env, "SPOOL_PRIVATE_KEY"), env.str("SPOOL_PUBLIC_KEY", default="")
    if private or public or mode is Mode.PRODUCTION:
        return private, public
    from safety.domain.sealing import new_key_pair

    private, public = _kept(var / "spool-keys", lambda: "\n".join(new_key_pair())).split()
    return private, public


def _port(typed: str) -> int:
    if not (typed.isascii() and typed.isdecimal() and len(typed) < 6 and 0 < int(typed) < 65_536):
        raise ImproperlyConfigured("PORT must be a number from 1 to 65535")
    return int(typed)


def read() -> Environment:
    """Read the environment, or refuse with the name of the variable and what it must be."""
    env = environ.Env()
    try:
        mode = Mode(env.str("MODE", default="embedded"))
    except ValueError as error:
        raise ImproperlyConfigured(f"MODE must be one of {', '.join(Mode)}") from error
    var = Path(env.str("VAR", default=str(BASE_DIR / "var"))).resolve()
    port = _port(env.str("PORT", default="8000"))
    production = mode is Mode.PRODUCTION
    base_url = env.str("BASE_URL", default="" if production else f"http://127.0.0.1:{port}").rstrip("/")
    if production and urlsplit(base_url).scheme != "https":
        raise ImproperlyConfigured("BASE_URL must be the https address of the service in production")
    demo = env.bool("DEMO", default=not production)
    if production and demo:
        raise ImproperlyConfigured("DEMO must be 0 in production: it lets anybody change role and read every mail")
    if production and "PROXY_COUNT" not in os.environ:
        raise ImproperlyConfigured("PROXY_COUNT must say how many proxies stand before the web process")
    database_url = _optional_secret(env, "DATABASE_URL") or f"sqlite:///{var / 'main.sqlite3'}"
    protected_url = _optional_secret(env, "PROTECTED_DATABASE_URL")
    if not protected_url:
        if production:
            raise ImproperlyConfigured("PROTECTED_DATABASE_URL must name the separate store of protected input")
        protected_url = f"sqlite:///{var / 'protected.sqlite3'}"
    spool_private, spool_public = _spool_keys(env, var, mode)
    host = urlsplit(base_url).hostname or "127.0.0.1"
    return Environment(
        mode=mode,
        var=var,
        port=port,
        demo=demo,
        base_url=base_url,
        allowed_hosts=env.list("ALLOWED_HOSTS", default=[host] if production else [host, "127.0.0.1", "localhost"]),
        secret_key=_secret(env, "SECRET_KEY", var, mode),
        secret_key_fallbacks=_optional_secret(env, "SECRET_KEY_FALLBACKS").split(),  # one earlier key a line
        audit_key=_secret(env, "AUDIT_KEY", var, mode),
        database_url=database_url,
        protected_database_url=protected_url,
        celery_broker_url=_optional_secret(env, "CELERY_BROKER_URL") or f"redis+socket://{var / 'broker.sock'}",
        cache_url=_optional_secret(env, "CACHE_URL") or f"unix://{var / 'broker.sock'}?db=1",
        email_url=_optional_secret(env, "EMAIL_URL"),
        mail_from_en=env.str("MAIL_FROM_EN", default="Consultations <consultations@example.org>"),
        mail_from_fr=env.str("MAIL_FROM_FR", default="Consultations <consultations@example.org>"),
        mail_reply_to=env.str("MAIL_REPLY_TO", default="consultations@example.org"),
        postal_address=env.str("POSTAL_ADDRESS", default=""),
        privacy_authority_en=env.str("PRIVACY_AUTHORITY_EN", default=""),
        privacy_authority_fr=env.str("PRIVACY_AUTHORITY_FR", default=""),
        privacy_bank=env.str("PRIVACY_BANK", default=""),
        notify_base_url=env.str("NOTIFY_BASE_URL", default=""),
        notify_api_key=_optional_secret(env, "NOTIFY_API_KEY"),
        notify_template_id=env.str("NOTIFY_TEMPLATE_ID", default=""),
        notify_callback_token=_optional_secret(env, "NOTIFY_CALLBACK_TOKEN"),
        spool_public_key=spool_public,
        spool_private_key=spool_private,
        safety_host=env.str("SAFETY_HOST", default=""),
        exit_url=env.str("EXIT_URL", default=""),
        proxy_count=env.int("PROXY_COUNT", default=0),
        web_processes=env.int("WEB_PROCESSES", default=2),
        sqlite_journal=env.str("SQLITE_JOURNAL", default="auto"),
        brand=env.str("BRAND", default="neutral"),
        log_level=env.str("LOG_LEVEL", default="INFO"),
    )


def for_child(**changes: str) -> dict[str, str]:
    """Return the environment of a child process: this one's, with `changes`."""
    return {**os.environ, **changes}
