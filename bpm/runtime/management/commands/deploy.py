"""Deploy the models of a folder."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError, CommandParser
from typing_extensions import override

from bpm.core.errors import BpmError
from bpm.definitions.contracts import ResourceContent
from bpm.identity.contracts import system_actor
from bpm.identity.queries import default_tenant_id
from bpm.runtime.commands.deploy import RESOURCE_SUFFIXES, deploy_resources


class Command(BaseCommand):
    """Deploy a folder of models; what did not change gets no new version."""

    help = "Deploy the models of a folder and of the folders in it, one deployment each."

    @override
    def add_arguments(self, parser: CommandParser) -> None:
        """Take the folder."""
        parser.add_argument("folder", type=Path)

    @override
    def handle(self, *args: object, **options: object) -> None:
        """Deploy each folder that holds models."""
        folder = Path(str(options["folder"]))
        if not folder.is_dir():
            raise CommandError(f"There is no folder {folder}.")
        actor = system_actor(default_tenant_id())
        for place in sorted({path.parent for path in _models(folder)}):
            resources = [
                ResourceContent(name=path.name, content=path.read_bytes())
                for path in _models(place)
                if path.parent == place
            ]
            try:
                view = deploy_resources(actor=actor, name=place.name, resources=resources)
            except BpmError as error:
                raise CommandError(_explain(place, error)) from error
            word = "unchanged" if view.duplicate else "deployed"
            for definition in view.process_definitions:
                self.stdout.write(f"{definition.key} version {definition.version} {word}")
            for form in view.forms:
                self.stdout.write(f"form {form.key} version {form.version} {word}")


def _models(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.name.endswith(RESOURCE_SUFFIXES))


def _explain(folder: Path, error: BpmError) -> str:
    lines = [f"{folder} was not deployed: {error.detail}"]
    lines += [
        f"  {problem.resource}, {problem.element_id or 'model'}: {problem.detail}"
        for problem in error.problems
    ]
    return "\n".join(lines)
