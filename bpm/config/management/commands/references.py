"""``manage.py references``: write what is made from the code, or check that it is up to date."""

import tempfile
from argparse import ArgumentParser
from pathlib import Path

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from typing_extensions import override

from bpm.config.configuration import PROJECT_DIR
from bpm.config.error_reference import ERROR_REFERENCE, write_reference
from bpm.config.permission_reference import (
    PERMISSION_REFERENCE,
    write_reference as write_permissions,
)
from bpm.connectors.reference import write_reference as write_connectors
from bpm.core.bpmn.coverage import EXECUTED_PATH, write_coverage, write_executed
from bpm.core.bpmn.offer import OFFER_PATH, write_offer

_DESCRIPTION = PROJECT_DIR / "docs" / "reference" / "openapi.yaml"
_COVERAGE = PROJECT_DIR / "docs" / "reference" / "bpmn-coverage.md"
_CONNECTORS = PROJECT_DIR / "docs" / "reference" / "connectors.md"


class Command(BaseCommand):
    help = "Write the references and the modeller's offer; with --check, fail where one is old."
    requires_system_checks = []

    @override
    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--check", action="store_true")

    @override
    def handle(self, *args: object, check: bool = False, **options: object) -> None:
        for path, content in (
            (_DESCRIPTION, _describe_api()),
            (ERROR_REFERENCE, write_reference().encode()),
            (PERMISSION_REFERENCE, write_permissions().encode()),
            (_CONNECTORS, write_connectors().encode()),
            (OFFER_PATH, write_offer()),
            (EXECUTED_PATH, write_executed()),
            (_COVERAGE, write_coverage()),
        ):
            if not check:
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(content)
            elif not path.exists() or path.read_bytes() != content:
                raise CommandError(
                    f"{path.relative_to(PROJECT_DIR)} does not say what the code says: run "
                    "`make schema` and commit what it writes."
                )


def _describe_api() -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        fresh = Path(folder) / "openapi.yaml"
        call_command("spectacular", file=str(fresh), validate=True, fail_on_warn=True)
        return fresh.read_bytes()
