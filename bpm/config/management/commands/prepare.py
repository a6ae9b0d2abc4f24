"""``manage.py prepare``: bring database, models, accounts and files up to date."""

from django.core.management.base import BaseCommand
from typing_extensions import override

from bpm.config.preparation import prepare


class Command(BaseCommand):
    help = "Migrate, deploy the shipped processes, create first accounts, collect static files."
    requires_system_checks = []

    @override
    def handle(self, *args: object, **options: object) -> None:
        prepare()
