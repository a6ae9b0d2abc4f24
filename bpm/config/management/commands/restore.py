"""``manage.py restore FILE``: put a backup back and prove it."""

from argparse import ArgumentParser
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from typing_extensions import override

from bpm.config.backups.archive import Manifest
from bpm.config.backups.errors import BackupError
from bpm.config.backups.restoring import restore_backup
from bpm.config.secret import fingerprint


class Command(BaseCommand):
    """Restore while the suite is stopped."""

    help = "Put a backup back; what does not hold together afterwards is not put in place."
    requires_system_checks = []

    @override
    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare which backup, and whether what is there may go."""
        parser.add_argument("file", type=Path, help="as `backup` made it")
        parser.add_argument(
            "--replace", action="store_true", help="in place of what the embedded database holds"
        )

    @override
    def handle(self, *args: object, **options: object) -> None:
        """Restore, and name the key that the backup needs."""
        try:
            manifest = restore_backup(
                Path(str(options["file"])).absolute(), replace=options["replace"] is True
            )
        except BackupError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"Restored as of {manifest.made_at}.\n{self._describe_key(manifest)}")

    def _describe_key(self, manifest: Manifest) -> str:
        if manifest.key_fingerprint == fingerprint(settings.SECRET_KEY):
            return "The key is the one that it was made with."
        return (
            f"It was made with the key of fingerprint {manifest.key_fingerprint}, which is not "
            "this installation's: set BPM_SECRET_KEY or bring its var/secret_key before you start. "
            "With another key everybody has to log in again, and a request repeated under its "
            "Idempotency-Key is refused."
        )
