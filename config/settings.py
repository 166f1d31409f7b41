"""The settings of the product, read from the environment.

Every setting is named in the README. A value that makes no sense stops the start with a sentence
that says so, rather than a surprise later.
"""

from pathlib import Path
from urllib.parse import quote
from zoneinfo import available_timezones

import dj_database_url
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

import franchises
from config.environment import (
    address_from_env,
    bool_from_env,
    box_from_env,
    email_from_env,
    int_from_env,
    list_from_env,
    outlines_from_env,
    text_from_env,
)

BASE_DIR = Path(__file__).resolve().parent.parent


def secret_key_from_env() -> str:
    key = text_from_env("SECRET_KEY", "for development alone, never for a city" * DEBUG)
    if len(key) < 50 and not DEBUG:
        raise ImproperlyConfigured(
            "SECRET_KEY is missing or shorter than 50 characters. Make one with:"
            ' python3 -c "import secrets; print(secrets.token_urlsafe(50))"'
        )
    return key


def time_zone_from_env(default: str) -> str:
    name = text_from_env("TIME_ZONE", default)
    if name not in available_timezones():
        raise ImproperlyConfigured(f"TIME_ZONE={name!r} is not a zone such as 'America/New_York'.")
    return name


def database_from_env(default: str) -> dj_database_url.DBConfig:
    url = text_from_env("DATABASE_URL", default)
    if not url.startswith(("sqlite://", "postgres://", "postgresql://")):
        raise ImproperlyConfigured("DATABASE_URL must begin with sqlite:// or postgres://.")
    try:
        return dj_database_url.parse(url)
    except ValueError:
        # Not chained: the address may hold a password.
        raise ImproperlyConfigured(
            "DATABASE_URL is not an address such as postgres://user:password@host:5432/name."
        ) from None


def directory_from_env(name: str, default: str, database: dj_database_url.DBConfig) -> Path:
    """Return the directory of a setting; without one, *default* beside the database file."""
    is_a_file = database["ENGINE"] == "django.db.backends.sqlite3"
    beside = Path(str(database["NAME"])).parent if is_a_file else BASE_DIR
    return Path(text_from_env(name) or beside / default).absolute()


DEBUG = bool_from_env("DEBUG")
SECRET_KEY = secret_key_from_env()
ALLOWED_HOSTS = list_from_env("ALLOWED_HOSTS") or ["localhost", "127.0.0.1", "[::1]"]
# Served over https, unless somebody says that this is a trial on one machine.
HTTPS = bool_from_env("HTTPS", default=not DEBUG)

CITY_NAME = text_from_env("CITY_NAME", "New York City")
CITY_BOX = box_from_env("CITY_BOX", "40.47,-74.28,40.93,-73.68")
# What maps draw: a city of other boroughs has another file, whose features name their codes.
BOROUGH_OUTLINES = outlines_from_env(
    "BOROUGH_OUTLINES", Path(franchises.__file__).parent / "outlines" / "new-york.geojson"
)
FISCAL_YEAR_START_MONTH = int_from_env("FISCAL_YEAR_START_MONTH", 7, 1, 12)
# Whom readers of the open data write to, and under which licence it is theirs to use.
CONTACT_EMAIL = email_from_env("CONTACT_EMAIL")
DATA_LICENSE = address_from_env(
    "DATA_LICENSE", "https://creativecommons.org/publicdomain/zero/1.0/"
)
# Where people find the site: what e-mails and documents lead to.
SITE_ADDRESS = address_from_env("SITE_ADDRESS", "http://localhost:8000").rstrip("/")
# Without a mail server, e-mails are printed where the command runs.
EMAIL_HOST = text_from_env("EMAIL_HOST")
EMAIL_PORT = int_from_env("EMAIL_PORT", 587, 1, 65535)
EMAIL_HOST_USER = text_from_env("EMAIL_USER")
EMAIL_HOST_PASSWORD = text_from_env("EMAIL_PASSWORD")
EMAIL_USE_TLS = bool_from_env("EMAIL_TLS", default=True)
EMAIL_TIMEOUT = 30
EMAIL_BACKEND = f"django.core.mail.backends.{'smtp' if EMAIL_HOST else 'console'}.EmailBackend"
DEFAULT_FROM_EMAIL = SERVER_EMAIL = email_from_env("EMAIL_FROM") or "franchises@localhost"
# True where the figures are invented: every page then says so.
SAMPLE_DATA = bool_from_env("SAMPLE_DATA")

INSTALLED_APPS = [
    "franchises.admin.apps.FranchisesAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.sitemaps",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django_filters",
    "simple_history",
    "axes",
    "csp",
    "js_lib_leaflet",
    "django_tasks",
    "django_tasks_db",
    "franchises",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "simple_history.middleware.HistoryRequestMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "franchises.public.context.city",
            ],
        },
    },
]

_database = database_from_env(f"sqlite:///{quote(str(BASE_DIR / 'db.sqlite3'))}")
_is_sqlite = _database["ENGINE"] == "django.db.backends.sqlite3"
_public_database = {**_database, "TEST": {"MIRROR": "default"}}
if _is_sqlite:
    # IMMEDIATE: a writer waits for its turn instead of failing half-way (“database is locked”).
    _database["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;",
    }
    _public_database["OPTIONS"] = {"timeout": 20, "init_command": "PRAGMA query_only=ON;"}
else:
    _database |= {"CONN_MAX_AGE": 60, "CONN_HEALTH_CHECKS": True}
    _public_database |= {
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        # One snapshot a page, nothing written, and no query that holds a worker for long.
        "OPTIONS": _database.get("OPTIONS", {})
        | {
            "options": "-c default_transaction_isolation=repeatable\\ read"
            " -c default_transaction_read_only=on -c statement_timeout=15000"
        },
    }
DATABASES = {"default": _database, "public": _public_database}
# Public pages read through this alias: see franchises/public/snapshot.py.
PUBLIC_DATABASE = "public"
DATABASE_ROUTERS = ["franchises.public.snapshot.PublicReads"]

# Public pages of an unchanged version of the data, each made once: by each process for itself, or
# in files that the processes of one machine share. See franchises/public/validators.py.
PAGE_CACHE_DIR = text_from_env("PAGE_CACHE_DIR")
CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"},
    "pages": {
        "BACKEND": "django.core.cache.backends.filebased.FileBasedCache",
        "LOCATION": Path(PAGE_CACHE_DIR).absolute(),
        "OPTIONS": {"MAX_ENTRIES": 1000},
    }
    if PAGE_CACHE_DIR
    else {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "LOCATION": "pages",
        "OPTIONS": {"MAX_ENTRIES": 200},
    },
}

# Work that takes longer than a page waits in the same database, for manage.py import_worker.
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
# Files uploaded in the admin wait here to be loaded: never served, shared with the worker.
UPLOAD_DIR = directory_from_env("UPLOAD_DIR", "uploads", _database)
# Documents lie here, named by their content: never served but by a view that asks who reads.
# One directory a database, as that says which of the files are still wanted.
_beside_it = f"{Path(str(_database['NAME'])).stem}-" if _is_sqlite else ""
DOCUMENT_DIR = directory_from_env("DOCUMENT_DIR", f"{_beside_it}documents", _database)
DOCUMENT_MEGABYTES = int_from_env("DOCUMENT_MEGABYTES", 25, 1, 200)
FILE_UPLOAD_HANDLERS = ["franchises.admin.upload_handler.StaffUploadHandler"]

AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
AXES_FAILURE_LIMIT = 5
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_COOLOFF_TIME = 1  # hours
AXES_RESET_ON_SUCCESS = True

# A history is read by object, newest first; an index on the day alone would slow every import.
SIMPLE_HISTORY_DATE_INDEX = False

LANGUAGE_CODE = "en-us"
TIME_ZONE = time_zone_from_env("America/New_York")
USE_TZ = True

STATIC_URL = "static/"
STATIC_ROOT = BASE_DIR / "staticfiles"
# The sample city asks nobody to run collectstatic: its static files are served where they lie.
WHITENOISE_USE_FINDERS = DEBUG or SAMPLE_DATA
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if SAMPLE_DATA
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "object-src": [NONE],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = HTTPS
if HTTPS:
    SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = True
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_REDIRECT_EXEMPT = [r"^livez$", r"^readyz$"]

DATA_UPLOAD_MAX_MEMORY_SIZE = 2_500_000
DATA_UPLOAD_MAX_NUMBER_FIELDS = 1_000

# To standard error, where the machine's own log keeps it; the reader of a failed page sees none.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "json": {"()": "config.log_lines.JsonLines"},
        "text": {"format": "{asctime} {levelname} {name} {message}", "style": "{"},
    },
    "handlers": {
        "console": {"class": "logging.StreamHandler", "formatter": "text" if DEBUG else "json"}
    },
    "root": {"handlers": ["console"], "level": "WARNING"},
    # A page that is not there is the reader's business; a page that failed is ours.
    "loggers": {"django.request": {"level": "ERROR"}},
}
