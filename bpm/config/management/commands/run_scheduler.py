"""``manage.py run_scheduler``: find work that is due, until stopped."""

from django.core.management.base import BaseCommand
from typing_extensions import override

from bpm.config.scheduler import run_scheduler


class Command(BaseCommand):
    help = "Find jobs that are due and wake workers, until stopped."
    requires_system_checks = []

    @override
    def handle(self, *args: object, **options: object) -> None:
        run_scheduler()
