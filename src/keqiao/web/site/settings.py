"""Settings of the web system. What differs between installations comes from the environment (see ``environment``).

DATABASE_URL, PORT, SECRET_KEY and the KEQIAO_* variables are described in docs/operations; each
has a twin NAME_FILE that names a file with the value.
"""

from __future__ import annotations

import os
from datetime import timedelta
from pathlib import Path
from typing import Any

from csp.constants import NONE, SELF

from keqiao.web.site import environment

os.umask(0o077)  # database, uploads, exports and logs belong to the account of the service alone
PACKAGE = Path(__file__).resolve().parent
DATA = environment.data_folder()

DEBUG = environment.switch("KEQIAO_DEBUG")
SECRET_KEY = environment.secret_key(DATA)
SECRET_KEY_FALLBACKS = environment.former_keys()
ALLOWED_HOSTS = environment.listed("KEQIAO_HOSTS", "localhost,127.0.0.1,[::1]")
CSRF_TRUSTED_ORIGINS = environment.listed("KEQIAO_ORIGINS")

ROOMS = [
    "keqiao.web.site",
    "keqiao.web.accounts",
    "keqiao.web.audit",
    "keqiao.web.help",
    "keqiao.web.jobs",
    "keqiao.web.charts",
    "keqiao.web.notices",
    "keqiao.web.procedures",
    "keqiao.web.imports",
    "keqiao.web.administration",
    "keqiao.web.rulebooks",
    "keqiao.web.registry",
    "keqiao.web.facts",
    "keqiao.web.returns",
    "keqiao.web.experts",
    "keqiao.web.evaluations",
    "keqiao.web.tolerance",
    "keqiao.web.grading",
    "keqiao.web.funding",
    "keqiao.web.firms",
    "keqiao.web.exchange",
    "keqiao.web.deals",
    "keqiao.web.meetings",
    "keqiao.web.programmes",
    "keqiao.web.calls",
    "keqiao.web.talents",
    "keqiao.web.finance",
    "keqiao.web.transfer",
    "keqiao.web.alliances",
    "keqiao.web.pipeline",
    "keqiao.web.planning",
    "keqiao.web.oversight",
    "keqiao.web.reports",
    "keqiao.web.dashboards",
]
"""The rooms, from left to right: a room calls rooms to its left only. What each is stands in its ``room.py``."""
INSTALLED_APPS = [
    *ROOMS,
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_htmx",
    "django_tasks",
    "django_tasks_db",
    "csp",
    "axes",
]
MIDDLEWARE = [
    "keqiao.web.site.request_ids.RequestIds",
    "keqiao.web.site.metrics.CountedRequests",
    "keqiao.web.accounts.signing_in.addresses.ProxiedAddress",
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "keqiao.web.site.middleware.PermissionsPolicy",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "keqiao.web.site.middleware.PrivateAnswers",
    "keqiao.web.site.slow_queries.SlowQueries",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "keqiao.web.audit.origin.AuditOrigin",
    "django.middleware.locale.LocaleMiddleware",
    "keqiao.web.site.request_rate.RequestRate",
    "keqiao.web.site.middleware.JsonErrors",
    "keqiao.web.site.middleware.ActionAddresses",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "keqiao.web.site.body_limit.LimitRequestBody",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "keqiao.web.rulebooks.in_force.OncePerRequest",
    "keqiao.web.site.demonstration.RequestRegion",
    "keqiao.web.site.unavailable.Unavailable",
    "keqiao.web.site.broken_rules.BrokenRules",
    "keqiao.web.site.middleware.NulRefused",
    "keqiao.web.accounts.signing_in.middleware.SessionWatch",
    "keqiao.web.accounts.signing_in.middleware.Duties",
    "keqiao.web.accounts.submissions.OncePerForm",
]
ROOT_URLCONF = "keqiao.web.site.urls"
WSGI_APPLICATION = "keqiao.web.site.wsgi.application"

CONTEXT_PROCESSORS = [
    "django.template.context_processors.request",
    "django.contrib.auth.context_processors.auth",
    "django.contrib.messages.context_processors.messages",
    "keqiao.web.site.context.site",
    "keqiao.web.site.context.of_rooms",
]
TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "OPTIONS": {
            "loaders": [
                ("django.template.loaders.cached.Loader", ["keqiao.web.site.template_loader.Loader"]),
            ],
            "context_processors": CONTEXT_PROCESSORS,
            "builtins": [
                "django.templatetags.i18n",
                "django.templatetags.static",
                "keqiao.web.site.templatetags.punctuation",
            ],
        },
    }
]

DATABASES = {"default": environment.database(DATA)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",  # first: it lets nobody pass who is locked
    "rules.permissions.ObjectPermissionBackend",
    "django.contrib.auth.backends.ModelBackend",
]
PASSWORD_HASHERS = environment.password_hashers()
"""The first hashes, all of them verify."""
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "keqiao.web.accounts.signing_in.passwords.LongEnough", "OPTIONS": {"min_length": 10}},
    {"NAME": "keqiao.web.accounts.signing_in.passwords.KindsOfCharacters"},
    {
        "NAME": "keqiao.web.accounts.signing_in.passwords.NotPersonal",
        "OPTIONS": {"user_attributes": ("username", "display_name", "email")},
    },
    {"NAME": "keqiao.web.accounts.signing_in.passwords.NotTheName"},
    {"NAME": "keqiao.web.accounts.signing_in.passwords.NotCommon"},
    {"NAME": "keqiao.web.accounts.signing_in.passwords.NotUsedBefore"},
]
PASSWORD_DAYS = environment.number("KEQIAO_PASSWORD_DAYS", 90, most=3650)
"""A password older than so many days must be changed at the next page; 0: never."""

# Locks after failures (django-axes): counted for a name at an address, in the database, so that all processes agree.
AXES_FAILURE_LIMIT = environment.number("KEQIAO_LOCK_AFTER", 5, least=2, most=100)
AXES_COOLOFF_TIME = timedelta(
    minutes=environment.number("KEQIAO_LOCK_MINUTES", 20, least=1, most=7 * 24 * 60)
)
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_CLIENT_IP_CALLABLE = "keqiao.web.accounts.signing_in.addresses.counted_address"
AXES_RESET_ON_SUCCESS = True
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_SENSITIVE_PARAMETERS = ["password", "old_password", "code", "answer"]
AXES_DISABLE_ACCESS_LOG = True  # the audit log and the list of sign-ins say more
AXES_ENABLE_ADMIN = False
AXES_VERBOSE = False
SILENCED_SYSTEM_CHECKS = ["axes.W002"]  # our sign-in page tells of locks itself, without axes' middleware

# Beside the locks, what slows and never locks: failures at one address, and under one name from anywhere.
ADDRESS_FAILURES = environment.number("KEQIAO_ADDRESS_FAILURES", 20, least=5, most=10_000)
NAME_FAILURES = environment.number("KEQIAO_NAME_FAILURES", 25, least=5, most=10_000)
ALL_FAILURES = environment.number("KEQIAO_ALL_FAILURES", 200, least=10, most=1_000_000)
"""Failures everywhere within KEQIAO_LOCK_MINUTES that raise an alarm; nothing is slowed by them."""

CLUSTER = environment.text("KEQIAO_CLUSTER")
"""Who computes what is heavy: empty, processes:4 or tcp://host:8786; see ``keqiao.executors``."""

API_PER_MINUTE = environment.number("KEQIAO_API_PER_MINUTE", 600, least=1, most=1_000_000)
BAD_KEYS_PER_MINUTE = environment.number("KEQIAO_BAD_KEYS_PER_MINUTE", 100, least=1, most=1_000_000)
"""Requests of one token, and keys that open nothing from one address, in each process of the web server."""
ADDRESS_PAGES_PER_MINUTE = environment.number(
    "KEQIAO_ADDRESS_PAGES_PER_MINUTE", 6000, least=10, most=10_000_000
)
SESSION_PAGES_PER_MINUTE = environment.number(
    "KEQIAO_SESSION_PAGES_PER_MINUTE", 1200, least=10, most=10_000_000
)
"""Pages and their parts from one address (an office behind a router), and of one session, in each process."""
METRICS_TOKEN = environment.token("KEQIAO_METRICS_TOKEN")
"""What the monitoring system sends to read ``/metrics``; empty: there is no such page."""
SLOW_QUERY_MS = environment.number("KEQIAO_SLOW_QUERY_MS", 1000, most=3_600_000)
"""Queries from so many milliseconds on are a line of the log; 0: none."""
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "OPTIONS": {"MAX_ENTRIES": 20_000},
    }
}

SECOND_FACTOR_ROLES = environment.listed(
    "KEQIAO_SECOND_FACTOR_ROLES", "system_admin,security_admin,audit_admin,bureau_officer,finance_officer"
)
"""Roles that demand a second factor from the first start of a real installation on; later the role's page decides."""

AUDIT_RECORD = "keqiao.web.audit.services.record"
"""What the room accounts, which stands left of the audit log, calls to write it."""
AUDIT_KEEP_DAYS = environment.number("KEQIAO_AUDIT_KEEP_DAYS", 365, least=183)
AUDIT_KEYS = environment.audit_keys(DATA)
"""The keys of the keyed hashes, newest first: outside the database, and not SECRET_KEY."""
AUDIT_HEADS = DATA / "audit-heads.log"
"""Where the head of the chain goes after each commit; added to only."""
AUDIT_SYSLOG = environment.syslog("KEQIAO_AUDIT_SYSLOG")
AUDIT_ARCHIVE = DATA / "audit-archive"
"""Entries older than so many days go into sealed files in this folder (``manage archive_audit``); none is deleted."""
PUBLIC_EXCHANGE = environment.switch("KEQIAO_PUBLIC_EXCHANGE", default=True)
"""Whether open needs and offers are read without signing in."""
ROBOTS = environment.switch("KEQIAO_ROBOTS")
"""Whether search engines may list what is public."""
LOGIN_URL = "accounts:login"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "accounts:login"

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "中文"), ("en", "English")]
TIME_ZONE = environment.text("KEQIAO_TIME_ZONE", "Asia/Shanghai")
USE_TZ = True
FORMAT_MODULE_PATH = ["keqiao.web.site.formats"]

STATIC_URL = "/static/"
STORAGES = {
    "default": {"BACKEND": "keqiao.web.site.storage.UploadStorage"},
    "staticfiles": {"BACKEND": "keqiao.web.site.staticfiles.PackageStaticFiles"},
}
# Static files are served from where the packages keep them: no collectstatic, so that a start is fast. Their
# addresses carry a digest of the content (see staticfiles.py), so browsers may keep them.
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = DEBUG
WHITENOISE_MAX_AGE = 0 if DEBUG else 30 * 24 * 3600

MEDIA_ROOT = DATA / "media"
SCAN_COMMAND = environment.text("KEQIAO_SCAN_COMMAND")
"""A virus scanner that looks at each evidence file before it is stored; empty: none."""
MEDIA_URL = "/media/"  # no URL serves it: files are handed out by views that check rights
FILE_UPLOAD_PERMISSIONS = 0o600
LEAST_FREE_BYTES = environment.number("KEQIAO_LEAST_FREE_MB", 500) * 1024 * 1024
"""With less space left in the data folder ``/healthz`` answers 503, before anything fails."""
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000
BODY_BYTES = environment.number("KEQIAO_BODY_MB", 25, least=1, most=2000) * 1_000_000
"""The largest request of who is signed in; the proxy in front should say the same."""
BODY_BYTES_ANONYMOUS = 1_000_000

RETURNS_REVIEW_DAYS = environment.number("KEQIAO_REVIEW_DAYS", 5, most=365)
"""A form that waits so many days for its review is told to the reviewers, and again after as many; 0: never."""

TASKS: dict[str, Any] = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": []}}

HTTPS = environment.switch("KEQIAO_HTTPS")
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = HTTPS
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = LANGUAGE_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = LANGUAGE_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = environment.number("KEQIAO_SESSION_MINUTES", 480, least=1) * 60
IDLE_SECONDS = environment.number("KEQIAO_IDLE_MINUTES", 30, least=1, most=7 * 24 * 60) * 60
"""A session that nobody uses for so long ends; SESSION_COOKIE_AGE is its longest time in all."""
# Under HTTPS a browser takes such a name only from this very host, encrypted and for all paths (RFC 6265bis §4.1.3.2).
COOKIE_PREFIX = "__Host-" if HTTPS else ""
SESSION_COOKIE_NAME = f"{COOKIE_PREFIX}keqiao_session"
CSRF_COOKIE_NAME = f"{COOKIE_PREFIX}keqiao_csrf"
LANGUAGE_COOKIE_NAME = f"{COOKIE_PREFIX}keqiao_language"
CSRF_FAILURE_VIEW = "keqiao.web.site.errors.csrf_failure"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SECURE_SSL_REDIRECT = HTTPS
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$", r"^metrics$"]
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = environment.switch("KEQIAO_HSTS_SUBDOMAINS", default=True)
BEHIND_PROXY, PROXIES = environment.proxies()
"""Whose X-Forwarded-* are believed, if there is a proxy at all; from others they are taken off."""
if BEHIND_PROXY:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

# Nothing inline, no other host. Images as data: are needed by Tabler's form controls (check marks, select arrows).
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}

EMAIL_URL = environment.text("EMAIL_URL")
MAIL = environment.mail(EMAIL_URL)
EMAIL_BACKEND = MAIL["EMAIL_BACKEND"]
EMAIL_HOST = MAIL.get("EMAIL_HOST", "")
EMAIL_PORT = MAIL.get("EMAIL_PORT", 25)
EMAIL_HOST_USER = MAIL.get("EMAIL_HOST_USER", "")
EMAIL_HOST_PASSWORD = MAIL.get("EMAIL_HOST_PASSWORD", "")
EMAIL_USE_SSL = MAIL.get("EMAIL_USE_SSL", False)
EMAIL_USE_TLS = MAIL.get("EMAIL_USE_TLS", False)
EMAIL_TIMEOUT = MAIL.get("EMAIL_TIMEOUT", 20)
MAIL_IS_SENT = bool(EMAIL_URL)
"""Whether notices also go out as e-mail; without EMAIL_URL they stand on the page of notices only."""
DEFAULT_FROM_EMAIL = environment.text("KEQIAO_MAIL_FROM", EMAIL_HOST_USER or "keqiao@localhost")
MAIL_LANGUAGE = environment.text("KEQIAO_MAIL_LANGUAGE", "zh-hans")
ADDRESS = environment.text("KEQIAO_ADDRESS", next(iter(CSRF_TRUSTED_ORIGINS), "")).rstrip("/")
"""Where people open the system, for links in e-mails: https://keqiao.example.gov.cn"""

FOOTER = {
    "owner": environment.text("KEQIAO_OWNER"),
    "address": environment.text("KEQIAO_ADDRESS"),
    "contact": environment.text("KEQIAO_CONTACT"),
    "mail": environment.text("KEQIAO_MAIL"),
    "icp": environment.text("KEQIAO_ICP"),
    "police": environment.text("KEQIAO_POLICE_RECORD"),
    "code": environment.text("KEQIAO_SITE_CODE"),
}
"""What Chinese public sites print at the foot: 主办单位, 地址, 联系电话, 邮箱, ICP备案号, 公安备案号, 网站标识码.
Empty ones are left out.
"""

LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {"()": "keqiao.web.site.logs.LineFormatter"},
        "json": {"()": "keqiao.web.site.logs.JsonFormatter"},
    },
    "handlers": {"output": environment.log_output() | {"formatter": environment.log_format()}},
    "root": {"handlers": ["output"], "level": environment.log_level()},
    "loggers": {
        "django": {"handlers": [], "propagate": True},
        "django_tasks_db": {"level": "WARNING"},
        "axes": {"level": "ERROR"},  # failures are in the audit log
    },
}
