"""Django settings. Everything that differs between places comes typed from `config.env`."""

import zoneinfo
from pathlib import Path
from typing import Any

from django.utils.translation import gettext_lazy as _

from config import env as environment
from config.env import BASE_DIR, Mode
from kernel.cache import PATIENCE

ENV = environment.read()
zoneinfo.reset_tzpath(to=())  # the pinned tzdata rules on every host, never the system's copy (STD-20)

MODE = ENV.mode
PRODUCTION = ENV.mode is Mode.PRODUCTION
TESTING = ENV.mode is Mode.TEST
DEMO = ENV.demo
WEB_PROCESSES = ENV.web_processes
VAR = ENV.var

DEBUG = False
SECRET_KEY = ENV.secret_key
SECRET_KEY_FALLBACKS = ENV.secret_key_fallbacks
AUDIT_KEY = ENV.audit_key
ALLOWED_HOSTS = [*ENV.allowed_hosts, *([ENV.safety_host] if ENV.safety_host else [])]
BASE_URL = ENV.base_url
CSRF_TRUSTED_ORIGINS = [BASE_URL] if BASE_URL.startswith("https") else []
BRAND = ENV.brand
SAFETY_HOST = ENV.safety_host
EXIT_URL = ENV.exit_url
SPOOL_PUBLIC_KEY, SPOOL_PRIVATE_KEY = ENV.spool_public_key, ENV.spool_private_key

# ---- apps, lowest first ---------------------------------------------------------------------------------------------

INSTALLED_APPS = [
    "django.forms",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "config.apps.ConfigConfig",
    "engagement",
    "events",
    "safety",
    "safety.spool",
    "partners",
    "publishing",
    "accounts",
    "messaging",
    "kernel",
    # the libraries' own words come last: where both have a sentence, ours is read
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "rest_framework",
    "drf_spectacular",
    "django_htmx",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "config.middleware.RequestContextMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "kernel.middleware.SentAgainMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "accounts.middleware.SecondFactorRequired",
    "accounts.middleware.SignInRequired",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "kernel.middleware.ErrorPagesMiddleware",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
APPEND_SLASH = True

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "config.context.platform",
            ],
            "builtins": [
                "django.templatetags.i18n",
                "django.templatetags.static",
                "kernel.templatetags.bilingual",
                "kernel.templatetags.formats",
                "kernel.templatetags.page",
                "template_partials.templatetags.partials",
            ],
            "loaders": [
                (
                    "template_partials.loader.Loader",
                    [
                        (
                            "django.template.loaders.cached.Loader",
                            [
                                "django.template.loaders.filesystem.Loader",
                                "django.template.loaders.app_directories.Loader",
                            ],
                        )
                    ],
                )
            ],
        },
    }
]
FORM_RENDERER = "kernel.forms.FormRenderer"

# ---- stores ---------------------------------------------------------------------------------------------------------


# A host that swallows packets is given up before the proxy gives up the person who waits: on connecting after 10 s; in
# the middle of a query after 30 s (15 s of silence, then three questions 5 s apart that nobody answers).
_GIVEN_UP = {
    "connect_timeout": 10,
    "keepalives_idle": 15,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "tcp_user_timeout": 30_000,  # milliseconds
}


def _database(url: str) -> dict[str, Any]:
    """Return the settings of one store; SQLite gets the fair gate and IMMEDIATE transactions."""
    import environ

    parsed: dict[str, Any] = dict(environ.Env.db_url_config(url))
    parsed["CONN_MAX_AGE"] = None
    if "sqlite" in parsed["ENGINE"]:
        from kernel.sqlite.options import options

        parsed["ENGINE"] = "kernel.sqlite"
        parsed["OPTIONS"] = options(ENV.sqlite_journal)
    else:
        parsed["ENGINE"] = "kernel.postgresql"
        parsed["CONN_HEALTH_CHECKS"] = True
        parsed["OPTIONS"] = {**_GIVEN_UP, **parsed.get("OPTIONS", {}), "client_encoding": "UTF8"}
    return parsed


DATABASES = {"default": _database(ENV.database_url), "protected": _database(ENV.protected_database_url)}
DATABASE_ROUTERS = ["safety.spool.store.ProtectedInputRouter"]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache"
        if ENV.cache_url.startswith("locmem")
        else "kernel.cache.GuardedRedisCache",
        "LOCATION": ENV.cache_url,
        "OPTIONS": {} if ENV.cache_url.startswith("locmem") else PATIENCE,
        "TIMEOUT": 300,
        "KEY_PREFIX": "consultation",
    }
}

# ---- background work ------------------------------------------------------------------------------------------------

CELERY_BROKER_URL = ENV.celery_broker_url
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TASK_IGNORE_RESULT = True  # facts live in our tables
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True  # late acknowledgement alone loses the tasks in hand
CELERY_TASK_PUBLISH_RETRY = False  # a nudge may fail; the sweep finds the row
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TASK_SOFT_TIME_LIMIT, CELERY_TASK_TIME_LIMIT = 45, 60
CELERY_BROKER_TRANSPORT_OPTIONS: dict[str, Any] = {
    "visibility_timeout": 900,
    "max_retries": 0,
    "socket_connect_timeout": 1,
}
if ENV.celery_broker_url.startswith("filesystem"):
    queue = str(VAR / "queue")
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "data_folder_in": queue,
        "data_folder_out": queue,
        "processed_folder": str(VAR / "queue-done"),
        "control_folder": str(VAR / "queue-control"),
        "polling_interval": 0.1,
    }
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_MAX_RETRIES = None
CELERY_WORKER_SOFT_SHUTDOWN_TIMEOUT = 20
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BEAT_SCHEDULE_FILENAME = str(VAR / "celerybeat-schedule")
CELERY_BEAT_SCHEDULER = "config.beat:LastingScheduler"
CELERY_TIMEZONE = TIME_ZONE = "UTC"
CELERY_ENABLE_UTC = True
# each under the name its job carries where it is declared, with the interval that stands there
CELERY_BEAT_SCHEDULE = {
    "messages": {"task": "messaging.tasks.sweep", "schedule": 10.0},
    "message reports": {"task": "messaging.tasks.pull_statuses", "schedule": 3600.0},
    "message tidying": {"task": "messaging.tasks.tidy", "schedule": 86400.0},
    "accounts.seals": {"task": "accounts.tasks.seal", "schedule": 5.0},
    "accounts.anchors": {"task": "accounts.tasks.anchor", "schedule": 3600.0},
    "accounts.forgetting": {"task": "accounts.tasks.forget", "schedule": 3600.0},
    "waiting lists": {"task": "events.tasks.sweep", "schedule": 60.0},
    "counters": {"task": "events.tasks.reconcile", "schedule": 60.0},
    "commitments": {"task": "partners.tasks.sweep", "schedule": 60.0},
    "imports": {"task": "partners.tasks.resume_imports", "schedule": 60.0},
    "organization names": {"task": "partners.tasks.follow_names", "schedule": 3600.0},
    "consultations": {"task": "engagement.tasks.sweep", "schedule": 60.0},
    "anonymous input by day": {"task": "engagement.tasks.count_day", "schedule": 86400.0},
    "protected input": {"task": "safety.tasks.release", "schedule": 86400.0},
}

# ---- languages, time ------------------------------------------------------------------------------------------------

LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English")), ("fr", _("French"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
FORMAT_MODULE_PATH = ["kernel.formats"]
LANGUAGE_COOKIE_SECURE = PRODUCTION
USE_I18N = True
USE_TZ = True
USE_THOUSAND_SEPARATOR = False

# ---- files ----------------------------------------------------------------------------------------------------------

STATIC_URL = "/static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATIC_ROOT = VAR / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": VAR / "files"}},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if TESTING
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
WHITENOISE_KEEP_ONLY_HASHED_FILES = not TESTING
WHITENOISE_USE_FINDERS = TESTING
WHITENOISE_SKIP_COMPRESS_EXTENSIONS = ["png", "jpg", "webp", "gif", "gz", "br", "woff2", "map"]  # maps: developers only
FILE_UPLOAD_MAX_MEMORY_SIZE = 2_621_440
DATA_UPLOAD_MAX_MEMORY_SIZE = 5_242_880
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000
FILE_UPLOAD_PERMISSIONS = 0o600
FILE_UPLOAD_TEMP_DIR: str | None = None
DATA_DIR: Path = VAR
CLASSIFICATION_CEILING = "protected_a"  # the most sensitive information that this service may hold (STD-30)

# ---- sign-in --------------------------------------------------------------------------------------------------------

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["accounts.backends.SignedIn"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "accounts:start"
ACCOUNT_ADAPTER = "accounts.adapters.AccountAdapter"
MFA_ADAPTER = "accounts.adapters.MfaAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_USER_MODEL_EMAIL_FIELD = "email"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*"]
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_MAX_ATTEMPTS = 5
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 600
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_REAUTHENTICATION_TIMEOUT = 300
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_PASSKEY_SIGNUP_ENABLED = False
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_TOTP_ISSUER = "Consultation"
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not PRODUCTION
ALLAUTH_TRUSTED_PROXY_COUNT = ENV.proxy_count

# ---- cookies, headers -----------------------------------------------------------------------------------------------

SECURE = BASE_URL.startswith("https")
SESSION_COOKIE_NAME = "__Host-session" if SECURE else "session"
CSRF_COOKIE_NAME = "__Host-csrf" if SECURE else "csrf"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_ENGINE = "accounts.sessions"
SESSION_COOKIE_AGE = 36_000
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
CSRF_FAILURE_VIEW = "kernel.views.late_forms.csrf_failure"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_HSTS_SECONDS = 31_536_000 if SECURE else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE
SECURE_HSTS_PRELOAD = SECURE
SECURE_SSL_REDIRECT = False  # the proxy redirects; the web process is reached only through it
if SECURE and ENV.proxy_count:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SILENCED_SYSTEM_CHECKS = ["security.W008"]  # see SECURE_SSL_REDIRECT
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'"],
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        "form-action": ["'self'"],
        "base-uri": ["'none'"],
        "object-src": ["'none'"],
        "frame-ancestors": ["'none'"],
        "manifest-src": ["'self'"],
        "require-trusted-types-for": ["'script'"],
        "trusted-types": ["default"],
    }
}

# ---- mail -----------------------------------------------------------------------------------------------------------

MAIL_FROM = {"en": ENV.mail_from_en, "fr": ENV.mail_from_fr}
MAIL_REPLY_TO = ENV.mail_reply_to
MAIL_POSTAL_ADDRESS = ENV.postal_address
# The law under which the institution asks and its personal information bank, named in every privacy notice (STD-15).
PRIVACY_AUTHORITY = {"en": ENV.privacy_authority_en, "fr": ENV.privacy_authority_fr}
PRIVACY_BANK = ENV.privacy_bank
EMAIL_URL = ENV.email_url
NOTIFY_BASE_URL, NOTIFY_API_KEY = ENV.notify_base_url, ENV.notify_api_key
NOTIFY_TEMPLATE_ID = ENV.notify_template_id
NOTIFY_CALLBACK_TOKEN = ENV.notify_callback_token

# ---- API ------------------------------------------------------------------------------------------------------------

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["accounts.api.authentication.TokenAuthentication"],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_THROTTLE_CLASSES": ["config.api.Throttle"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["config.api.StrictJSON"],
    "DEFAULT_SCHEMA_CLASS": "config.schema.Schema",
    "DEFAULT_FILTER_BACKENDS": [],  # each endpoint reads its own few parameters
    "DEFAULT_PAGINATION_CLASS": "config.api.Pages",
    "PAGE_SIZE": 100,
    "EXCEPTION_HANDLER": "kernel.problem.handler",
    "UNAUTHENTICATED_USER": None,
    "TEST_REQUEST_DEFAULT_FORMAT": "json",
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Consultation platform",
    "VERSION": "1",
    "SERVE_INCLUDE_SCHEMA": False,
    "SCHEMA_PATH_PREFIX": r"/api/v1",
    "COMPONENT_SPLIT_REQUEST": True,
    "POSTPROCESSING_HOOKS": ["config.schema.describe"],  # and no made-up names for the values of a field
}

# ---- logs: an allow-list of keys, no paths, no bodies, no values ----------------------------------------------------

LOGGING_CONFIG = None
LOG_LEVEL = ENV.log_level
