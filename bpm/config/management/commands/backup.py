"""``manage.py backup``: everything but the key, in one file."""

from argparse import ArgumentParser
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from typing_extensions import override

from bpm.base import clock
from bpm.config.backups.errors import BackupError
from bpm.config.backups.making import make_backup


class Command(BaseCommand):
    """Make a backup while the suite runs or not."""

    help = "Write the database and people's files into one file; the key is not in it."
    requires_system_checks = []

    @override
    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare where it goes."""
        parser.add_argument("file", nargs="?", type=Path, help="default: one in var/backups")

    @override
    def handle(self, *args: object, **options: object) -> None:
        """Make it and say what restoring it needs."""
        named = options["file"]
        stamp = f"{clock.now():%Y%m%dT%H%M%SZ}"
        usual = settings.CONFIGURATION.var_dir / "backups" / f"kontor-{stamp}.tar"
        target = named if isinstance(named, Path) else usual
        try:
            manifest = make_backup(target.absolute())
        except BackupError as error:
            raise CommandError(str(error)) from error
        kept = "in their bucket" if manifest.files is None else f"{manifest.files} in it"
        self.stdout.write(
            f"{target} holds the database; files of people: {kept}.\n"
            f"The key is not in it: keep BPM_SECRET_KEY or var/secret_key (fingerprint "
            f"{manifest.key_fingerprint}) in another place."
        )
