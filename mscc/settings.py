"""Settings, driven by the environment. With nothing set: a demonstration on embedded servers under var/."""

import os
import secrets
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from typing import Any

import dj_database_url
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from mscc.aside.settings import Aside
from mscc.connection import CONNECTION, POOL
from mscc.embedded import in_words
from mscc.embedded.paths import socket_folder
from mscc.environment import PRODUCTION, flag, words
from mscc.kept import Kept
from mscc.log_lines import logging_of
from mscc.outgoing import Outgoing
from mscc.sealed import Sealed
from mscc.settings_accounts import *  # noqa: F403
from mscc.settings_accounts import SECOND_FACTOR

BASE_DIR = Path(__file__).resolve().parent.parent
MSCC_HOME = Path(os.environ.get("MSCC_HOME") or BASE_DIR / "var").resolve()

DEBUG = flag("DEBUG")
SIGN_UP_OPEN = flag("SIGN_UP_OPEN")


def development_secret() -> str:
    """A secret of this installation's own, kept between runs, so that no secret is ever in the code."""
    path, own = MSCC_HOME / "secret-key", MSCC_HOME / f"secret-key.{os.getpid()}"
    if not path.exists():
        try:
            MSCC_HOME.mkdir(parents=True, exist_ok=True)
            own.touch(mode=0o600)
            own.write_text("development-" + secrets.token_urlsafe(48))
            with suppress(FileExistsError):  # another process of the same first start was quicker
                os.link(own, path)  # whole or not at all
            own.unlink()
        except OSError as problem:
            raise ImproperlyConfigured(in_words(problem, MSCC_HOME)) from problem
    return path.read_text()


SECRET_KEY = os.environ.get("SECRET_KEY") or development_secret()
# Earlier keys, while what was signed and hidden under them is still about.
SECRET_KEY_FALLBACKS = words("SECRET_KEY_FALLBACKS")

if PRODUCTION:
    refusals = {
        "SECRET_KEY must be set, at least 40 characters, and not the development secret": len(SECRET_KEY) < 40
        or SECRET_KEY.startswith("development-"),
        "DEBUG must be off": DEBUG,
        "DATABASE_URL must name the database": not os.environ.get("DATABASE_URL"),
        "REDIS_URL must name the Redis server": not os.environ.get("REDIS_URL"),
        "ALLOWED_HOSTS must name the hosts served": not os.environ.get("ALLOWED_HOSTS"),
        "MSCC_DEMO_DATA (synthetic people) must be off": flag("MSCC_DEMO_DATA"),
        "SIGN_UP_OPEN must be off: people are added by an administrator": SIGN_UP_OPEN,
        "SECOND_FACTOR must be on: only the demonstration goes without": not SECOND_FACTOR,
    }
    if wrong := [sentence for sentence, true in refusals.items() if true]:
        raise ImproperlyConfigured("This installation will not start in production: " + "; ".join(wrong) + ".")

# Where the service is reached; used in links that leave the browser (e-mail, one-time links).
BASE_URL = os.environ.get("BASE_URL", f"http://127.0.0.1:{os.environ.get('PORT', '8000')}").rstrip("/")
ALLOWED_HOSTS = words("ALLOWED_HOSTS", "localhost,127.0.0.1,[::1],testserver")
CSRF_TRUSTED_ORIGINS = words("CSRF_TRUSTED_ORIGINS", BASE_URL if BASE_URL.startswith("https") else "")

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "django_htmx",
    "simple_history",
    "csp",
    "mscc",
    "pathways",
    "referrals",
    "audit",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "mscc.web.middleware.private_pages",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "mscc.web.sessions.session_rules",
    "mscc.web.middleware.who_may_what",
    "mscc.web.sessions.SignInRequired",
    "mscc.web.factors.SecondFactorRequired",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "allauth.account.middleware.AccountMiddleware",
]

ROOT_URLCONF = "mscc.urls"
WSGI_APPLICATION = "mscc.wsgi.application"
AUTH_USER_MODEL = "mscc.User"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": False,
        "OPTIONS": {
            "environment": "mscc.web.jinja.environment",
            "context_processors": [
                "django.contrib.messages.context_processors.messages",
                "mscc.web.render.common",
                "pathways.context.rules",
                "referrals.views.confirmed.on_every_page",
            ],
        },
    },
    # The account library's own e-mail texts are Django templates.
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {"context_processors": ["django.template.context_processors.request"]},
    },
]

# PostgreSQL. "default" is the application's role, which may not change tables nor rewrite what is append-only;
# "owner" owns the tables, migrates and grants; "sealer" reads the trail and writes its seals, and nothing else. With no
# DATABASE_URL all are roles of the embedded server.
EMBEDDED_DATABASE = not os.environ.get("DATABASE_URL")


def database(url: str | None, role: str) -> dict[str, Any]:
    if url:
        return {**dj_database_url.parse(url, conn_health_checks=True)}
    # The socket folder is filled in by the backend when it has found or started the embedded server.
    return {"ENGINE": "mscc.embedded", "NAME": "mscc", "USER": role, "HOST": "", "PORT": "", "CONN_HEALTH_CHECKS": True}


DATABASES = {
    "default": database(os.environ.get("DATABASE_URL"), "mscc_app"),
    "owner": database(os.environ.get("MIGRATION_DATABASE_URL") or os.environ.get("DATABASE_URL"), "mscc_owner"),
    "sealer": database(os.environ.get("SEALER_DATABASE_URL") or os.environ.get("DATABASE_URL"), "mscc_sealer"),
}
for each in DATABASES.values():
    each.setdefault("OPTIONS", {}).update(CONNECTION)
# A pool for the web server's threads.
if flag("DATABASE_POOL"):
    DATABASES["default"]["OPTIONS"]["pool"] = POOL
else:
    DATABASES["default"]["CONN_MAX_AGE"] = 60
# Tests migrate as the owner and then run as the application's role, in the same test database.
DATABASES["default"]["TEST"] = DATABASES["sealer"]["TEST"] = {"MIRROR": "owner"}

# Attempts to sign in are counted in the database: for every server alike, whether Redis is there or not.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "mscc_attempts",
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    },
    # What one process may remember for itself.
    "here": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"},
}

# Redis only wakes.
EMBEDDED_REDIS = not os.environ.get("REDIS_URL")
CELERY_BROKER_URL = os.environ.get("REDIS_URL") or f"redis+socket://{socket_folder(MSCC_HOME, 'redis')}/redis.sock"
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_EXPIRES = 60
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
# A page that publishes a wake-up must not wait for a broker that is down: one try, no pause before another.
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "socket_timeout": 5,
    "socket_connect_timeout": 1,
    "visibility_timeout": 60,
    "max_retries": 1,
    "interval_start": 0,
    "interval_step": 0,
    "interval_max": 0,
}
CELERY_TASK_PUBLISH_RETRY = False
CELERY_BEAT_SCHEDULE_FILENAME = str(MSCC_HOME / "beat-schedule")
# A tick that wakes the sender now and then. Nothing clinical depends on it (ADR 0003).
CELERY_BEAT_SCHEDULE = {
    "deliver-what-waits": {"task": "referrals.tasks.deliver_waiting", "schedule": timedelta(seconds=30)},
    "keep-months": {"task": "audit.tasks.keep_months", "schedule": timedelta(seconds=30)},
    "clear-old-sessions": {"task": "referrals.tasks.clear_sessions", "schedule": timedelta(hours=6)},
    # The rows say which pack is due; the auditor, not Redis, notices that none comes.
    "write-downtime-packs": {"task": "referrals.tasks.write_downtime_packs", "schedule": timedelta(minutes=5)},
}

SECURE_SSL_REDIRECT = PRODUCTION and flag("SECURE_SSL_REDIRECT", True)
SECURE_HSTS_SECONDS = 31_536_000 if PRODUCTION else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = PRODUCTION
# Whose attempts to sign in are counted: the proxy's own address would be everybody's.
ALLAUTH_TRUSTED_PROXY_COUNT = int(flag("BEHIND_PROXY"))
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if flag("BEHIND_PROXY") else None
# The health page is asked by the machine itself, without TLS.
SECURE_REDIRECT_EXEMPT = [r"^health/"]
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
OWN = ["script", "style", "img", "font", "connect", "manifest", "media", "worker"]
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        **{f"{what}-src": [SELF] for what in OWN},
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
    }
}

LANGUAGE_CODE = "en-gb"
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Europe/London"

# Counts while a file comes in; what is too large is not kept, not even for a moment.
FILE_UPLOAD_HANDLERS = ["mscc.web.uploads.Largest", "django.core.files.uploadhandler.TemporaryFileUploadHandler"]

STATIC_URL = "static/"
STATIC_ROOT = Path(os.environ.get("STATIC_ROOT") or MSCC_HOME / "static")
STATICFILES_DIRS = [
    BASE_DIR / "static",
    ("nhsuk", BASE_DIR / "node_modules" / "nhsuk-frontend" / "dist" / "nhsuk"),
    ("idiomorph", BASE_DIR / "node_modules" / "idiomorph" / "dist"),
]
WHITENOISE_USE_FINDERS = not PRODUCTION
WHITENOISE_MAX_AGE = 3600
KEPT = Kept.of(os.environ, MSCC_HOME)  # documents and the PDFs of letters
SEALED = Sealed.of(os.environ, MSCC_HOME, production=PRODUCTION)  # the trail's checkpoints
ASIDE = Aside.of(os.environ)  # backups and the downtime pack
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "documents": KEPT.storage,
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if PRODUCTION
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
# A trust that holds the licence of the NHS font may serve a stylesheet of its own; the service ships and loads Arial.
FONT_STYLESHEET = os.environ.get("FONT_STYLESHEET", "")
# Where the source that is running can be had, linked on every page (AGPL, section 13).
SOURCE_ADDRESS = os.environ.get("SOURCE_ADDRESS", "")

# The demonstration writes e-mail to files; in production it is sent.
EMAIL_BACKEND = os.environ.get("EMAIL_BACKEND") or (
    "django.core.mail.backends.smtp.EmailBackend" if PRODUCTION else "django.core.mail.backends.filebased.EmailBackend"
)
EMAIL_FILE_PATH = MSCC_HOME / "mail"
EMAIL_HOST = os.environ.get("EMAIL_HOST", "localhost")
EMAIL_PORT = int(os.environ.get("EMAIL_PORT", "25"))
EMAIL_HOST_USER = os.environ.get("EMAIL_HOST_USER", "")
EMAIL_HOST_PASSWORD = os.environ.get("EMAIL_HOST_PASSWORD", "")
EMAIL_USE_TLS = flag("EMAIL_USE_TLS")
EMAIL_TIMEOUT = 5
DEFAULT_FROM_EMAIL = os.environ.get("DEFAULT_FROM_EMAIL", "mscc@localhost")
OUTGOING = Outgoing.of(os.environ, MSCC_HOME)  # the other channels

LOGGING = logging_of(os.environ.get("LOG_LEVEL", "WARNING"))
CSRF_FAILURE_VIEW = "mscc.web.problems.not_checked"
