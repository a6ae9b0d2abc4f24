"""Django's settings, all derived from the configuration."""

from csp.constants import NONCE, NONE, SELF

from bpm.base.languages import Language
from bpm.config.broker import broker_options
from bpm.config.configuration import PROJECT_DIR, read_configuration
from bpm.config.databases import databases
from bpm.config.demo.payments import PAYMENTS_HOST
from bpm.config.log_settings import logging_settings
from bpm.config.mail import parse_mail_url
from bpm.config.secret import secret_key

CONFIGURATION = read_configuration()

SECRET_KEY = secret_key(CONFIGURATION)
DEBUG = False
ALLOWED_HOSTS = list(CONFIGURATION.allowed_hosts)
ROOT_URLCONF = "bpm.config.urls"
WSGI_APPLICATION = "bpm.config.wsgi.application"
ASGI_APPLICATION = "bpm.config.asgi.application"

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "guardian",
    "rest_framework",
    "drf_spectacular",
    "csp",
    "bpm.base",
    "bpm.identity",
    "bpm.history",
    "bpm.definitions",
    "bpm.files",
    "bpm.jobs",
    "bpm.messages",
    "bpm.user_tasks",
    "bpm.decisions",
    "bpm.connectors",
    "bpm.runtime",
    "bpm.notifications",
    "bpm.api",
    "bpm.web",
    "bpm.config",
]

# The three in the middle do nothing on API calls that carry a token: bpm/web/middleware.py.
MIDDLEWARE = [
    "bpm.web.middleware.RequestContextMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "bpm.web.middleware.LanguageMiddleware",
    "bpm.web.middleware.LimitsMiddleware",
    "bpm.web.middleware.BrowserSessionMiddleware",
    "bpm.web.middleware.BrowserCsrfMiddleware",
    "bpm.web.middleware.BrowserAuthenticationMiddleware",
    "bpm.web.middleware.BrowserPolicyMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
            ],
        },
    },
]

# ---- database -------------------------------------------------------------------------------

DATABASES = databases(CONFIGURATION)
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# ---- people ---------------------------------------------------------------------------------

AUTH_USER_MODEL = "identity.User"
SILENCED_SYSTEM_CHECKS = [
    # A name is unique within its tenant, which the user model and its log-in take care of.
    "auth.W004",
    # Our own middleware forbids frames, and holds what browsers send to Django's CSRF check.
    "security.W002",
    "security.W003",
    # Whether a domain is on the browsers' own list is for its owner to say.
    "security.W021",
]
AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "guardian.backends.ObjectPermissionBackend",
]
ANONYMOUS_USER_NAME = None
GUARDIAN_MONKEY_PATCH_USER = False
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
PASSWORD_HASHERS = ["bpm.identity.hashing.PasswordHasher"]
BPM_PASSWORD_ROUNDS = CONFIGURATION.password_rounds
LOGIN_URL = "/login"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "/login"
BPM_BASIC_AUTH = CONFIGURATION.basic_auth
BPM_PROXIES = CONFIGURATION.proxies

# ---- browsers -------------------------------------------------------------------------------

SESSION_COOKIE_NAME = "kontor_session"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CONFIGURATION.https
SESSION_COOKIE_AGE = 12 * 60 * 60
CSRF_COOKIE_HTTPONLY = False
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SECURE = CONFIGURATION.https
CSRF_FAILURE_VIEW = "bpm.web.errors.csrf_failure"
SECURE_SSL_REDIRECT = CONFIGURATION.https
SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60 if CONFIGURATION.https else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = CONFIGURATION.https
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if CONFIGURATION.proxies else None
SECURE_REDIRECT_EXEMPT = [r"^health/"]
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF, NONCE],
        "style-src": [SELF, NONCE],
        # The editors place their parts by style attributes; no style element slips in by that.
        "style-src-attr": ["'unsafe-inline'"],
        "font-src": [SELF],
        "img-src": [SELF, "data:"],
        "connect-src": [SELF],
        "worker-src": [SELF],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    },
}

# ---- limits ---------------------------------------------------------------------------------

BPM_BODY_LIMIT_BYTES = CONFIGURATION.body_limit_bytes
BPM_UPLOAD_LIMIT_BYTES = CONFIGURATION.upload_limit_bytes
BPM_VARIABLE_LIMIT_BYTES = CONFIGURATION.variable_limit_bytes
BPM_VARIABLE_COUNT = CONFIGURATION.variable_count
BPM_VARIABLE_DEPTH = CONFIGURATION.variable_depth
# LimitsMiddleware refuses first and says so well; these stay as a second wall.
DATA_UPLOAD_MAX_MEMORY_SIZE = CONFIGURATION.body_limit_bytes
FILE_UPLOAD_MAX_MEMORY_SIZE = CONFIGURATION.upload_limit_bytes
DATA_UPLOAD_MAX_NUMBER_FIELDS = 1000
DATA_UPLOAD_MAX_NUMBER_FILES = 100

# ---- files that people bring ----------------------------------------------------------------

BPM_FILES_DIR = CONFIGURATION.var_dir / "files"
BPM_FILES_S3 = CONFIGURATION.files_s3
BPM_FILE_TYPES = CONFIGURATION.file_types
BPM_FILE_SCANNER = CONFIGURATION.file_scanner
BPM_FILE_SCAN_SECONDS = CONFIGURATION.file_scan_seconds

# ---- connectors -----------------------------------------------------------------------------

BPM_HTTP_ALLOWED_HOSTS = CONFIGURATION.http_allowed_hosts
# Only what the demo brings itself, so that no other name and no other address is opened by it.
BPM_HTTP_STAND_INS = {PAYMENTS_HOST: CONFIGURATION.own_address} if CONFIGURATION.demo else {}
BPM_MAIL_SERVER = parse_mail_url(CONFIGURATION.mail_url)
BPM_MAIL_FROM = CONFIGURATION.mail_from
BPM_PUBLIC_URL = CONFIGURATION.public_url
BPM_MAIL_OUTBOX = CONFIGURATION.var_dir / "outbox"

# ---- files that the browser loads -----------------------------------------------------------

STATIC_URL = "/static/"
# Made from the build, not from anybody's data: one for all runs, and part of a container's image.
STATIC_ROOT = PROJECT_DIR / ".static"
BPM_FRONTEND_DIST = PROJECT_DIR / "frontend" / "dist"
STATICFILES_DIRS = [BPM_FRONTEND_DIST] if BPM_FRONTEND_DIST.is_dir() else []
# Vite puts eight characters of a digest in each name; such a file never changes.
WHITENOISE_IMMUTABLE_FILE_TEST = r"^/static/assets/.+-[A-Za-z0-9_-]{8}\.[a-z0-9]+$"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedStaticFilesStorage"},
}

# ---- language, logs -------------------------------------------------------------------------

USE_TZ = True
TIME_ZONE = "UTC"
LANGUAGE_CODE = "en"
LANGUAGES = [(language.value, language.name.capitalize()) for language in Language]
USE_I18N = True
LOGGING = logging_settings(CONFIGURATION.log_level)
LOGGING_CONFIG = "logging.config.dictConfig"

# ---- REST -----------------------------------------------------------------------------------

REST_FRAMEWORK: dict[str, object] = {
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "UNAUTHENTICATED_USER": None,
}
SPECTACULAR_SETTINGS: dict[str, object] = {
    "TITLE": "Kontor",
    "DESCRIPTION": "Processes, user tasks and what belongs to them.",
    "VERSION": "1",
    "OAS_VERSION": "3.1.0",
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "SERVE_INCLUDE_SCHEMA": False,
    # Its own hook expects components made from serializers.
    "POSTPROCESSING_HOOKS": [],
    "APPEND_COMPONENTS": {
        "securitySchemes": {
            "token": {"type": "http", "scheme": "bearer"},
            "session": {"type": "apiKey", "in": "cookie", "name": SESSION_COOKIE_NAME},
            "basic": {"type": "http", "scheme": "basic"},
        },
    },
}

# ---- background work ------------------------------------------------------------------------

BPM_JOB_LEASE_SECONDS = CONFIGURATION.job_lease_seconds
BPM_EVALUATION_DAYS = CONFIGURATION.evaluation_days
_BROKER_DIR = CONFIGURATION.var_dir / "broker"
CELERY_BROKER_URL = CONFIGURATION.broker_url or "filesystem://localhost//"
# Who wakes workers never waits for a broker that is away; the poller finds what nobody was told.
CELERY_BROKER_TRANSPORT_OPTIONS: dict[str, object] = (
    broker_options(CONFIGURATION.broker_url)
    if CONFIGURATION.broker_url
    else {
        # One folder for both directions: what is sent here is what is received here.
        "data_folder_in": str(_BROKER_DIR),
        "data_folder_out": str(_BROKER_DIR),
        "control_folder": str(_BROKER_DIR / "control"),
        "polling_interval": 0.05,
    }
)
# The row in the database is the truth: a message is a wake-up call that may be lost.
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = False
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_WORKER_ENABLE_REMOTE_CONTROL = False
CELERY_WORKER_SEND_TASK_EVENTS = False
CELERY_BROKER_CONNECTION_TIMEOUT = 1
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
# A worker waits for its broker however long that is away.
CELERY_BROKER_CONNECTION_MAX_RETRIES = None
CELERY_TASK_PUBLISH_RETRY = False
