"""``manage.py openapi``: write the description of the REST API, or check that it is current."""

import tempfile
from argparse import ArgumentParser
from pathlib import Path

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from typing_extensions import override

from bpm.config.configuration import PROJECT_DIR

_DESCRIPTION = PROJECT_DIR / "docs" / "reference" / "openapi.yaml"


class Command(BaseCommand):
    help = "Write docs/reference/openapi.yaml; with --check, fail where it is out of date."
    requires_system_checks = []

    @override
    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--check", action="store_true")

    @override
    def handle(self, *args: object, check: bool = False, **options: object) -> None:
        with tempfile.TemporaryDirectory() as folder:
            fresh = Path(folder) / "openapi.yaml"
            call_command("spectacular", file=str(fresh), validate=True, fail_on_warn=True)
            content = fresh.read_bytes()
        if not check:
            _DESCRIPTION.parent.mkdir(parents=True, exist_ok=True)
            _DESCRIPTION.write_bytes(content)
        elif not _DESCRIPTION.exists() or _DESCRIPTION.read_bytes() != content:
            raise CommandError(
                "docs/reference/openapi.yaml does not describe the API as it is: run `make schema` "
                "and commit what it writes."
            )
