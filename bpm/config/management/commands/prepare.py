"""``manage.py prepare``: bring database, models, accounts and files up to date."""

from argparse import ArgumentParser

from django.core.management.base import BaseCommand
from typing_extensions import override

from bpm.config.preparation import prepare, prepare_pages


class Command(BaseCommand):
    help = "Migrate, deploy the shipped processes, create first accounts, collect static files."
    requires_system_checks = []

    @override
    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare what to leave out."""
        parser.add_argument(
            "--pages", action="store_true", help="only what browsers load; needs no database"
        )

    @override
    def handle(self, *args: object, **options: object) -> None:
        """Prepare all, or the pages."""
        if options["pages"]:
            prepare_pages()
        else:
            prepare()
