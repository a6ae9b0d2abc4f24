"""Every setting of the suite, in one place: its name, its default, its bounds."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from bpm.config.env import Environment, SettingError
from bpm.config.file_storage import parse_s3_url
from bpm.files.storage.contract import S3Place

PROJECT_DIR = Path(__file__).resolve().parents[2]
LOOPBACK_NAMES = ("127.0.0.1", "localhost", "[::1]")
S3_SCHEMES = ("s3", "s3+http", "s3+https")
MAIL_SCHEMES = ("smtp", "smtp+starttls", "smtps")
LOG_LEVELS = ("debug", "info", "warning", "error")
_LOOPBACK_HOSTS = frozenset({*LOOPBACK_NAMES, "::1"})
_OUR_PREFIX = "BPM_"
# Fewer are for installations whose passwords everybody knows anyway.
LEAST_PASSWORD_ROUNDS = 600_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Configuration:
    """The settings as read; ``docs/reference/settings.md`` says what each is for."""

    host: str
    port: int
    var_dir: Path
    database_url: str | None
    broker_url: str | None
    secret_key: str | None
    allowed_hosts: tuple[str, ...]
    public_url: str
    https: bool
    proxies: int
    basic_auth: bool
    first_admin_password: str | None
    password_rounds: int
    demo: bool
    http_allowed_hosts: tuple[str, ...]
    mail_url: str | None
    mail_from: str
    web_workers: int
    job_workers: int
    job_lease_seconds: int
    evaluation_days: int
    body_limit_bytes: int
    upload_limit_bytes: int
    variable_limit_bytes: int
    variable_count: int
    variable_depth: int
    file_types: tuple[str, ...]
    file_scanner: tuple[str, ...]
    file_scan_seconds: int
    files_s3: S3Place | None
    statement_timeout_seconds: int
    lock_timeout_seconds: int
    log_level: str

    @property
    def is_embedded(self) -> bool:
        """Return whether the suite runs its own PostgreSQL."""
        return self.database_url is None

    @property
    def is_demo(self) -> bool:
        """Return whether demo accounts may exist: own database, reachable from here only."""
        return self.is_embedded and self.host in _LOOPBACK_HOSTS

    @property
    def own_address(self) -> tuple[str, int]:
        """Return under which address and port the suite itself answers on loopback."""
        host = self.host.strip("[]")
        return ("127.0.0.1" if host == "localhost" else host, self.port)


def read_configuration(environ: Mapping[str, str] = os.environ) -> Configuration:
    """Return the settings of this process.

    Raises:
        SettingError: A setting has a value that cannot be used, or there is no such setting; the
            message names it.
    """
    env = Environment(environ)
    database_url = env.find_url("DATABASE_URL", schemes=("postgresql", "postgres"))
    port = env.number("BPM_PORT", 8000, minimum=1, maximum=65535)
    public_url = env.find_url("BPM_PUBLIC_URL", schemes=("http", "https"))
    host = env.text("BPM_HOST", "127.0.0.1")
    configuration = Configuration(
        host=host,
        port=port,
        var_dir=env.path("BPM_VAR_DIR", PROJECT_DIR / "var"),
        database_url=database_url,
        broker_url=env.find_url(
            "CELERY_BROKER_URL",
            schemes=("redis", "rediss", "amqp", "amqps", "pyamqp", "filesystem", "memory"),
        ),
        secret_key=env.find_secret("BPM_SECRET_KEY", shortest=32),
        allowed_hosts=env.names("BPM_ALLOWED_HOSTS", LOOPBACK_NAMES),
        public_url=(public_url or f"http://127.0.0.1:{port}").rstrip("/"),
        https=env.flag("BPM_HTTPS", default=False),
        proxies=env.number("BPM_PROXIES", 0, minimum=0, maximum=10),
        basic_auth=env.flag("BPM_BASIC_AUTH", default=database_url is None),
        first_admin_password=env.find_text("BPM_ADMIN_PASSWORD"),
        password_rounds=env.number(
            "BPM_PASSWORD_ROUNDS", 1_000_000, minimum=1, maximum=100_000_000
        ),
        demo=env.flag("BPM_DEMO", default=database_url is None and host in _LOOPBACK_HOSTS),
        http_allowed_hosts=env.hosts("BPM_HTTP_ALLOWED_HOSTS"),
        mail_url=env.find_url("BPM_MAIL_URL", schemes=MAIL_SCHEMES),
        mail_from=env.text("BPM_MAIL_FROM", "Kontor <kontor@localhost>"),
        web_workers=env.number("BPM_WEB_WORKERS", 2, minimum=1, maximum=256),
        job_workers=env.number("BPM_JOB_WORKERS", 2, minimum=1, maximum=256),
        job_lease_seconds=env.number("BPM_JOB_LEASE_SECONDS", 60, minimum=3, maximum=3600),
        evaluation_days=env.number("BPM_EVALUATION_DAYS", 0, minimum=0, maximum=36_500),
        body_limit_bytes=env.number(
            "BPM_BODY_LIMIT_BYTES", 10_000_000, minimum=1_000, maximum=1_000_000_000
        ),
        upload_limit_bytes=env.number(
            "BPM_UPLOAD_LIMIT_BYTES", 20_000_000, minimum=1_000, maximum=1_000_000_000
        ),
        variable_limit_bytes=env.number(
            "BPM_VARIABLE_LIMIT_BYTES", 1_000_000, minimum=1_000, maximum=10_000_000
        ),
        variable_count=env.number("BPM_VARIABLE_COUNT", 1_000, minimum=10, maximum=100_000),
        # Expressions, scripts and the reader of requests hold no more than a hundred.
        variable_depth=env.number("BPM_VARIABLE_DEPTH", 100, minimum=1, maximum=100),
        file_types=env.media_types("BPM_FILE_TYPES"),
        file_scanner=env.command("BPM_FILE_SCANNER"),
        file_scan_seconds=env.number("BPM_FILE_SCAN_SECONDS", 30, minimum=1, maximum=600),
        files_s3=parse_s3_url(env.find_url("BPM_FILES_URL", schemes=S3_SCHEMES)),
        statement_timeout_seconds=env.number(
            "BPM_STATEMENT_TIMEOUT_SECONDS", 15, minimum=1, maximum=3600
        ),
        lock_timeout_seconds=env.number("BPM_LOCK_TIMEOUT_SECONDS", 5, minimum=1, maximum=3600),
        log_level=env.choice("BPM_LOG_LEVEL", "info", choices=LOG_LEVELS),
    )
    env.refuse_others(_OUR_PREFIX)
    _require_slow_passwords(configuration)
    if configuration.demo and not configuration.is_demo:
        raise SettingError(
            "BPM_DEMO",
            "is true, but what the demo brings is only for the embedded database on a loopback "
            "address: leave it out, or DATABASE_URL and BPM_HOST.",
        )
    return configuration


def _require_slow_passwords(configuration: Configuration) -> None:
    if configuration.password_rounds < LEAST_PASSWORD_ROUNDS and not configuration.is_demo:
        raise SettingError(
            "BPM_PASSWORD_ROUNDS",
            f"must be at least {LEAST_PASSWORD_ROUNDS} where passwords protect something: fewer "
            "are for the embedded database on a loopback address.",
        )
