"""One PostgreSQL for a whole run of the suites, gone with the program that asked for it.

The runner of the suites forks for every test and imports the adapter there; so the server must
belong to the runner, not to whoever comes first.
"""

import fcntl
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import psutil

from bpm.config.configuration import PROJECT_DIR
from bpm.config.embedded_postgres import socket_directory
from bpm.config.processes.postgres import EmbeddedPostgres, PostgresLayout
from tests.waiting import wait_until

OWNER_VARIABLE = "CONFORMANCE_OWNER"
"""Process id of a runner that does not fork for each test."""

SUITES = PROJECT_DIR.parent / "shared" / "conformance"
"""Suites that others wrote; they lie beside the project where they are at hand."""

_READY = "ready"
_START_SECONDS = 120


def ensure_database(owner: int) -> None:
    """Point this process at the run's database and set Django up; start the server if need be.

    Args:
        owner: Process id of the runner; the server stops when that is over.
    """
    var_dir = Path(tempfile.gettempdir()) / f"kontor-conformance-{owner}"
    var_dir.mkdir(exist_ok=True)
    with (var_dir / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (var_dir / _READY).exists():
            _start(var_dir, owner)
    _set_up_django(var_dir)


def _start(var_dir: Path, owner: int) -> None:
    with (var_dir / "keeper.log").open("w") as log:
        keeper = subprocess.Popen(  # noqa: S603 this very module
            [sys.executable, "-m", "tests.conformance.database", str(var_dir), str(owner)],
            cwd=PROJECT_DIR,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
    ready = var_dir / _READY
    wait_until(lambda: ready.exists() or keeper.poll() is not None, seconds=_START_SECONDS)
    if not ready.exists():
        raise AssertionError((var_dir / "keeper.log").read_text())


def _set_up_django(var_dir: Path) -> None:
    os.environ["BPM_VAR_DIR"] = str(var_dir)
    os.environ["DJANGO_SETTINGS_MODULE"] = "bpm.config.settings.test"
    os.environ.pop("DATABASE_URL", None)
    import django  # noqa: PLC0415 the settings are only known now

    django.setup()


def keep(var_dir: Path, owner: int) -> None:
    """Run the server until its owner is over."""
    server = EmbeddedPostgres(
        PostgresLayout(
            data_dir=var_dir / "data",
            socket_dir=socket_directory(var_dir),
            log_path=var_dir / "postgresql.log",
            is_durable=False,
        )
    )
    server.prepare()
    server.start()
    try:
        _set_up_django(var_dir)
        from django.core.management import call_command  # noqa: PLC0415 after the set-up

        call_command("migrate", verbosity=0, interactive=False)
        (var_dir / _READY).touch()
        if psutil.pid_exists(owner):
            psutil.Process(owner).wait()
    except psutil.NoSuchProcess:
        return
    finally:
        server.stop()
        shutil.rmtree(var_dir, ignore_errors=True)


if __name__ == "__main__":
    keep(Path(sys.argv[1]), int(sys.argv[2]))
