"""Put a backup back: beside what is there, proven, and only then in its place."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from django.conf import settings
from django.core.management import call_command
from django.db import connection, transaction
from django.db.migrations.loader import MigrationLoader

from bpm.config.backups.archive import Archive, Manifest, open_archive
from bpm.config.backups.errors import BackupError
from bpm.config.backups.server import claimed, run_program
from bpm.config.configuration import Configuration
from bpm.config.embedded_postgres import DATABASE
from bpm.config.processes.console import Step

_ASIDE: Final = f"{DATABASE}_restoring"
_BEFORE: Final = f"{DATABASE}_replaced"


def restore_backup(path: Path, *, replace: bool) -> Manifest:
    """Put a backup back, bring it to this release's schema and prove it.

    Args:
        path: As :func:`bpm.config.backups.making.make_backup` wrote it.
        replace: Whether what the embedded server holds may go.

    Raises:
        BackupError: The suite runs; there is something already; the backup is broken or of a
            newer release; what was put back does not hold together.
    """
    configuration: Configuration = settings.CONFIGURATION
    with open_archive(path) as archive, claimed(configuration):
        _refuse_newer(archive.manifest)
        _refuse_full(configuration, replace=replace)
        with _place(configuration) as database:
            _fill(configuration, archive, database)
        return archive.manifest


def _refuse_newer(manifest: Manifest) -> None:
    known = {f"{app}.{name}" for app, name in MigrationLoader(None).disk_migrations or ()}
    unknown = sorted(set(manifest.migrations) - known)
    if unknown:
        raise BackupError(
            f"The backup is of release {manifest.release}, which knows {unknown[0]}; this one does "
            "not: restore it with that release or a newer one."
        )


def _refuse_full(configuration: Configuration, *, replace: bool) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'")
        is_full = cursor.fetchone() != (0,)
    if not is_full or (replace and configuration.is_embedded):
        return
    if configuration.is_embedded:
        raise BackupError(
            "There is a database already: give --replace (make restore REPLACE=1) to have the "
            "backup in its place, or set BPM_VAR_DIR to another folder."
        )
    raise BackupError(
        "The database of DATABASE_URL is not empty: create an empty one and name that."
    )


@contextmanager
def _place(configuration: Configuration) -> Iterator[str]:
    """Give a database to fill; with the embedded server it takes its name at the very end."""
    if not configuration.is_embedded:
        yield str(connection.settings_dict["NAME"])
        return
    _run(f'DROP DATABASE IF EXISTS "{_ASIDE}"', f'DROP DATABASE IF EXISTS "{_BEFORE}"')
    _run(f'CREATE DATABASE "{_ASIDE}"')
    _use(_ASIDE)
    try:
        yield _ASIDE
    except BaseException:
        _use(DATABASE)
        _run(f'DROP DATABASE IF EXISTS "{_ASIDE}"')
        raise
    _use("postgres")
    # There is a database of that name at every moment.
    with transaction.atomic():
        _run(
            f'ALTER DATABASE "{DATABASE}" RENAME TO "{_BEFORE}"',
            f'ALTER DATABASE "{_ASIDE}" RENAME TO "{DATABASE}"',
        )
    _run(f'DROP DATABASE "{_BEFORE}"')
    _use(DATABASE)


def _run(*statements: str) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def _use(database: str) -> None:
    connection.close()
    connection.settings_dict["NAME"] = database


def _fill(configuration: Configuration, archive: Archive, database: str) -> None:
    with tempfile.TemporaryDirectory(dir=configuration.var_dir, prefix=".restore-") as scratch:
        dump = archive.extract_dump(Path(scratch))
        with Step("Restoring the database"):
            run_program(
                configuration,
                "pg_restore",
                "--no-owner",
                "--no-privileges",
                "--exit-on-error",
                "--single-transaction",
                str(dump),
                database=database,
            )
    if archive.manifest.files is not None and configuration.files_s3 is None:
        with Step("Restoring files"):
            archive.extract_files(Path(settings.BPM_FILES_DIR))
    # However long it takes: nobody waits for an answer.
    _run("SET statement_timeout = 0")
    with Step("Migrating the database"):
        call_command("migrate", verbosity=0, interactive=False)
    # Plans made on empty tables are bad ones.
    _run("ANALYZE")
    with Step("Holding instances, tasks, jobs and files against each other"):
        call_command("verify_instances")
