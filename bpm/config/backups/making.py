"""Make a backup, while the suite runs or not."""

import tempfile
import tomllib
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

from bpm.base import clock
from bpm.config.backups.archive import FORMAT, Manifest, digest_of, list_files, write_archive
from bpm.config.backups.errors import BackupError
from bpm.config.backups.server import reachable, run_program
from bpm.config.configuration import PROJECT_DIR, Configuration
from bpm.config.processes.console import Step
from bpm.config.secret import fingerprint


def make_backup(target: Path) -> Manifest:
    """Write everything but the key into one file, as it is at one instant.

    Files are gathered after the dump, so each one that the dump knows is there.

    Args:
        target: A file that is not there yet; its folder is made.

    Raises:
        BackupError: It cannot be written, or the database cannot be read.
    """
    configuration: Configuration = settings.CONFIGURATION
    if target.exists():
        raise BackupError(f"{target} is there already: name another file.")
    try:
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with (
            reachable(configuration),
            tempfile.TemporaryDirectory(dir=target.parent, prefix=".backup-") as scratch,
        ):
            return _gather(configuration, target, Path(scratch) / "database.dump")
    except OSError as error:
        raise BackupError(f"{target} cannot be written ({error.strerror}).") from error


def _gather(configuration: Configuration, target: Path, dump: Path) -> Manifest:
    applied = MigrationRecorder(connection).applied_migrations()
    if not applied:
        raise BackupError("There is nothing to keep: the suite was never started here.")
    with Step("Dumping the database"):
        run_program(configuration, "pg_dump", "--format=custom", f"--file={dump}")
    folder = Path(settings.BPM_FILES_DIR)
    is_here = configuration.files_s3 is None
    files = list_files(folder) if is_here else []
    manifest = Manifest(
        format=FORMAT,
        made_at=clock.now().isoformat(timespec="seconds").replace("+00:00", "Z"),
        release=_release(),
        migrations=tuple(sorted(f"{app}.{name}" for app, name in applied)),
        key_fingerprint=fingerprint(settings.SECRET_KEY),
        dump_digest=digest_of(dump),
        files=len(files) if is_here else None,
    )
    with Step("Writing the archive"):
        write_archive(target, manifest, dump, folder, files)
    return manifest


def _release() -> str:
    project = tomllib.loads((PROJECT_DIR / "pyproject.toml").read_text())["project"]
    return str(project["version"])
