"""``manage.py verify_instances``: hold the tables against the engine states."""

from argparse import ArgumentParser
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError
from typing_extensions import override

from bpm.runtime.verify import find_problems


class Command(BaseCommand):
    """Say for each process instance what does not follow from its engine state."""

    help = "Compare user tasks, jobs, incidents, visits and scopes with the engine states."

    @override
    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare which instances to look at."""
        which = parser.add_mutually_exclusive_group()
        which.add_argument("--all", action="store_true", help="every instance (the default)")
        which.add_argument("--id", action="append", type=UUID, help="one instance; repeatable")

    @override
    def handle(self, *args: object, **options: object) -> None:
        """Print each finding; fail where there is any."""
        ids = options["id"] if isinstance(options["id"], list) else None
        findings = find_problems(ids)
        for finding in findings:
            self.stdout.write(f"{finding.process_instance_id} {finding.kind}: {finding.detail}")
        if findings:
            raise CommandError(f"{len(findings)} findings.")
        self.stdout.write("0 findings.")
