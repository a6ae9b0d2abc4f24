"""What a start does with Django before anything serves: each step is quick when nothing changed."""

import fcntl
import hashlib
import io
import os
from pathlib import Path

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management import CommandError, call_command
from django.db import OperationalError, connection

from bpm.config.configuration import PROJECT_DIR, Configuration
from bpm.config.demo.state import Past, read_past, write_past
from bpm.config.processes.console import Step
from bpm.definitions.services import index_models
from bpm.identity.queries import default_tenant_id
from bpm.runtime.queries import instances

_PROCESSES = PROJECT_DIR / "processes"
_FIRST_ADMINISTRATOR = "admin"


def prepare() -> None:
    """Bring database, accounts, shipped processes and static files up to date.

    Raises:
        CommandError: The database does not answer; the message says whose it is.
    """
    configuration: Configuration = settings.CONFIGURATION
    _require_database(configuration)
    with Step("Migrating the database"):
        call_command("migrate", verbosity=0, interactive=False)
    # What was stored by a release that kept no texts can be found as well.
    index_models()
    if configuration.is_demo:
        call_command("create_demo_accounts", stdout=io.StringIO())
    elif configuration.first_admin_password:
        _create_first_administrator(configuration.first_admin_password)
    if _PROCESSES.is_dir():
        with Step("Deploying processes"):
            call_command("deploy", str(_PROCESSES), stdout=io.StringIO())
    if configuration.demo:
        _decide_about_past(configuration)
    prepare_pages()
    _refresh_statistics()


def _require_database(configuration: Configuration) -> None:
    try:
        connection.ensure_connection()
    except OperationalError as error:
        whose = "embedded database" if configuration.is_embedded else "database of DATABASE_URL"
        reason = " ".join(str(error).split()) or "no reason given"
        raise CommandError(f"The {whose} cannot be used: {reason}") from error


def _create_first_administrator(password: str) -> None:
    """Create the administrator that the settings name, unless there is one."""
    if get_user_model().objects.filter(is_superuser=True).exists():
        return
    os.environ["DJANGO_SUPERUSER_PASSWORD"] = password
    call_command(
        "createsuperuser",
        interactive=False,
        username=_FIRST_ADMINISTRATOR,
        email="",
        stdout=io.StringIO(),
    )


def _decide_about_past(configuration: Configuration) -> None:
    """Want the demo's past where nothing has happened yet; once decided, it stays decided."""
    if read_past(configuration.var_dir) is None:
        is_used = instances.has_instances(default_tenant_id())
        write_past(configuration.var_dir, Past.UNWANTED if is_used else Past.WANTED)


def prepare_pages() -> None:
    """Copy and compress what browsers load, unless nothing of it changed."""
    root = Path(settings.STATIC_ROOT)
    stamp = root / ".stamp"
    digest = _digest_of_sources()
    if stamp.exists() and stamp.read_text() == digest:
        return
    root.mkdir(mode=0o755, parents=True, exist_ok=True)
    with (root / ".lock").open("a") as lock, Step("Collecting static files"):
        # Two suites of one folder may start at once.
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not stamp.exists() or stamp.read_text() != digest:
            # Files of the last release stay: pages that are open still ask for them.
            call_command("collectstatic", verbosity=0, interactive=False)
            stamp.write_text(digest)


def _digest_of_sources() -> str:
    # By what they hold: their times do not survive being packed into an image.
    digest = hashlib.sha256()
    for folder in map(Path, settings.STATICFILES_DIRS):
        for path in sorted(folder.rglob("*")):
            if path.is_file():
                digest.update(f"{path.relative_to(folder)}\n".encode())
                digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def _refresh_statistics() -> None:
    """Let PostgreSQL look at its tables: plans made for empty ones are bad for full ones."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
