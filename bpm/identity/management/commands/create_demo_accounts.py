"""Create the demo accounts."""

from django.core.management.base import BaseCommand
from typing_extensions import override

from bpm.identity import services


class Command(BaseCommand):
    """Create the demo accounts, for trying the suite on one's own machine."""

    help = "Create demo people and groups; each password is the user name."

    @override
    def handle(self, *args: object, **options: object) -> None:
        """Create what is missing."""
        created = services.create_demo_accounts()
        self.stdout.write(f"Created: {', '.join(created) or 'nothing, all of them exist'}.")
