"""Settings of the site. Everything an operator may change is an environment variable, read here and only here."""

from __future__ import annotations

import os
from pathlib import Path

from csp.constants import NONE, SELF

from openhall.proof.parties import read_asked, read_cosigners, read_verifiers, read_watched
from openhall.site.web.environment import LOCAL_HOSTS, Environment, database

_environment = Environment(os.environ)
_here = Path(__file__).parent

OPENHALL_DEMO = _environment.yes("DEMO")
OPENHALL_HOME = _environment.home()
OPENHALL_MAX_UPLOAD_MB = _environment.number("MAX_UPLOAD_MB", 2048, least=1)
# What letters lead to, and whom calls and messages may reach though their addresses are not public.
OPENHALL_ADDRESS = _environment.text("ADDRESS", "http://localhost:8000").rstrip("/")
# Whose pages these are, and the prefix that names its contracts in OCDS: one is given by the Open Contracting
# Partnership; that of the demo is the one of its examples.
OPENHALL_BODY = _environment.text("BODY", "Port Alder" if OPENHALL_DEMO else "Openhall")
OPENHALL_OCID_PREFIX = _environment.ocid_prefix("ocds-213czf" if OPENHALL_DEMO else "")
OPENHALL_INNER_HOSTS = frozenset(_environment.names("INNER_HOSTS"))
# Where systems of departments lay files from which datasets are made anew: a folder for each, by its key.
OPENHALL_DATA_FOLDER = _environment.text("DATA_FOLDER")
# The service to which residents send questions about who looked at their data.
OPENHALL_QUESTION_SERVICE = _environment.text("QUESTION_SERVICE", "question-about-who-looked")
# What signs the ledger, and where it is published. Without a key nothing is sealed.
OPENHALL_LEDGER_KEY = _environment.ledger_key(OPENHALL_HOME, demo=OPENHALL_DEMO)
OPENHALL_LEDGER_KEYS_BEFORE = _environment.keys(
    "LEDGER_KEYS_BEFORE", _environment.text("LEDGER_KEYS_BEFORE"), read_verifiers
)
OPENHALL_LEDGER_FOLDER = Path(_environment.text("LEDGER_FOLDER", str(OPENHALL_HOME / "ledger"))).absolute()
# What signs the certificates of courses. Without a key none is given.
OPENHALL_BADGE_KEY = _environment.badge_key(OPENHALL_HOME, demo=OPENHALL_DEMO)
# As a witness: its own keys and the logs that it watches; as a log: the witnesses that are asked.
OPENHALL_WITNESS_KEYS = _environment.keys("WITNESS_KEY", _environment.text("WITNESS_KEY"), read_cosigners)
OPENHALL_WITNESSED_LOGS = _environment.keys(
    "WITNESSED_LOGS", _environment.text("WITNESSED_LOGS"), read_watched
)
OPENHALL_WITNESSES = _environment.keys("WITNESSES", _environment.text("WITNESSES"), read_asked)
OPENHALL_SECRETS = {k: v for k, v in _environment.starting_with("SECRET_").items() if k != "KEY"}
# The demo and a developer's machine speak plain HTTP to one computer; everything else is behind TLS.
_local = OPENHALL_DEMO or _environment.yes("DEBUG")
_https = _environment.yes("HTTPS", default=not _local)
_proxies = _environment.number("TRUSTED_PROXIES", 0)

DEBUG = _environment.yes("DEBUG")
SECRET_KEY = _environment.secret(OPENHALL_HOME, demo=OPENHALL_DEMO)
ALLOWED_HOSTS = _environment.names("ALLOWED_HOSTS", default=LOCAL_HOSTS)
CSRF_TRUSTED_ORIGINS = _environment.names("TRUSTED_ORIGINS")
DATABASES = {"default": database(_environment.text("DATABASE_URL"), OPENHALL_HOME)}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # Tests use a file too: the same locks between connections as at work.
    DATABASES["default"]["TEST"] = {"NAME": OPENHALL_HOME / "test.sqlite3"}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
MEDIA_ROOT = OPENHALL_HOME / "files"
FILE_UPLOAD_PERMISSIONS = 0o600
FILE_UPLOAD_DIRECTORY_PERMISSIONS = 0o700

INSTALLED_APPS = [
    "openhall.site.web",
    "openhall.site.observatory",
    "openhall.site.web.workshop.OperatorAdmin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.humanize",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "openhall.site.people",
    "openhall.site.services",
    "openhall.site.ledger",
    "openhall.site.registers",
    "openhall.site.cases",
    "openhall.site.exchange",
    "openhall.site.opendata",
    "openhall.site.portal",
    "openhall.site.desk",
    "openhall.site.workshop",
    "openhall.site.measures",
    "openhall.site.training",
    "openhall.site.improvement",
    "openhall.site.port_alder",
    "allauth",
    "allauth.account",
    "csp",
    "django_tasks",
    "django_tasks_db",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "openhall.site.web.middleware.privacy_headers",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "openhall.site.people.audience.AudienceMiddleware",
    "openhall.site.observatory.views.page.LogPages",
]

ROOT_URLCONF = "openhall.site.web.urls"
WSGI_APPLICATION = "openhall.site.web.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "openhall.site.web.navigation.navigation",
            ],
        },
    },
]

# People and sign-in. Staff are added by an operator: nobody signs up.
AUTH_USER_MODEL = "people.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
ACCOUNT_ADAPTER = "openhall.site.people.sign_in.StaffAdapter"
ACCOUNT_FORMS = {"login": "openhall.site.people.forms.SignInForm"}
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
# Whoever may add staff answers for the address; a letter to confirm it would lock out bodies without e-mail.
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGOUT_REDIRECT_URL = "home"
ACCOUNT_RATE_LIMITS = {
    "login": "30/m/ip",
    "login_failed": "10/m/ip,5/5m/key",
    "change_password": "5/m/user",
    "reset_password": "20/m/ip,5/m/key",
    "reset_password_from_key": "20/m/ip",
    "reauthenticate": "10/m/user",
}
ALLAUTH_TRUSTED_PROXY_COUNT = _proxies

# Throttling counts in the cache; in the database, all web processes count together.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "openhall_cache",
        "OPTIONS": {"MAX_ENTRIES": 20_000},
    },
}

# Background work: `@task()` from django_tasks on a function of an app's tasks.py, `function.enqueue(...)` in the
# view; `openhall worker` (Django's db_worker) does it. Arguments are JSON: pass ids, not objects.
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default"]}}

LANGUAGE_CODE = "en-gb"
# Each language is named in itself, so that whoever reads it finds it.
LANGUAGES = [("en-gb", "English"), ("ar", "العربية")]
LOCALE_PATHS = [_here / "locale"]
FORMAT_MODULE_PATH = "openhall.site.web.formats"
USE_I18N = True
USE_TZ = True
TIME_ZONE = _environment.time_zone()

# Static files are in the installed package. Where people work they carry their digest in their name, so browsers
# may keep them for ever; the demo and developers are served straight from the package, with nothing to collect.
STATIC_URL = "/static/"
STATIC_ROOT = OPENHALL_HOME / "static"
STATIC_ROOT.mkdir(parents=True, exist_ok=True)
_from_package = _environment.yes("STATIC_FROM_PACKAGE", default=_local)
WHITENOISE_USE_FINDERS = _from_package
WHITENOISE_AUTOREFRESH = DEBUG
_static_storage = (
    "django.contrib.staticfiles.storage.StaticFilesStorage"
    if _from_package
    else "whitenoise.storage.CompressedManifestStaticFilesStorage"
)
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": _static_storage},
}

# What the browser may do: load from this site only, run nothing written into a page, be framed by nobody.
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [SELF],
        "object-src": [NONE],
    },
}
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_SSL_REDIRECT = _https
SECURE_REDIRECT_EXEMPT = [r"^health$"]
SECURE_HSTS_SECONDS = 31_536_000 if _https else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = _https
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if _proxies else None
X_FRAME_OPTIONS = "DENY"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = _https
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = LANGUAGE_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = LANGUAGE_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 12 * 3600
SESSION_COOKIE_NAME = "openhall_session"
CSRF_FAILURE_VIEW = "openhall.site.web.errors.csrf_failure"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

# Letters go to the terminal until the operator names a mail server.
EMAIL_HOST = _environment.text("EMAIL_HOST")
EMAIL_PORT = _environment.number("EMAIL_PORT", 587, least=1)
EMAIL_HOST_USER = _environment.text("EMAIL_USER")
EMAIL_HOST_PASSWORD = _environment.text("EMAIL_PASSWORD")
EMAIL_TIMEOUT = 30
EMAIL_USE_TLS = _environment.yes("EMAIL_TLS", default=True)
EMAIL_BACKEND = f"django.core.mail.backends.{'smtp' if EMAIL_HOST else 'console'}.EmailBackend"
DEFAULT_FROM_EMAIL = _environment.text("EMAIL_FROM", "openhall@localhost")

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"impersonal": {"()": "openhall.site.web.logs.Impersonal"}},
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {
        "console": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["impersonal"]},
    },
    "root": {"handlers": ["console"], "level": "INFO"},
    "loggers": {
        "django": {"handlers": ["console"], "level": "INFO", "propagate": False},
        "django.server": {"handlers": ["console"], "level": "INFO", "propagate": False},
    },
}
