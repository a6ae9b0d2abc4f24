"""``manage.py tell_demo``: fill the demo with the work of past weeks."""

import os

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from typing_extensions import override

from bpm.config.demo.state import Past, write_past
from bpm.config.demo.telling import tell_past

_BEHIND_ALL_ELSE = 10


class Command(BaseCommand):
    """Let the people of the demo do their work of past weeks, once."""

    help = "Play the demo's past; what was played already is not played again."
    requires_system_checks = []

    @override
    def handle(self, *args: object, **options: object) -> None:
        """Play it behind all else that the machine does."""
        configuration = settings.CONFIGURATION
        if not configuration.demo:
            raise CommandError("There is no demo: BPM_DEMO is false, or others reach the suite.")
        os.nice(_BEHIND_ALL_ELSE)
        played = tell_past()
        write_past(configuration.var_dir, Past.TOLD)
        self.stdout.write(f"{played} played.")
