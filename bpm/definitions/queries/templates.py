"""Templates that a new process, decision or form may begin with: files that run as they are."""

from functools import cache
from pathlib import Path
from typing import Final

from bpm.definitions.contracts import DraftKind
from bpm.definitions.library_types import TemplateView
from bpm.identity import services as identity_services
from bpm.identity.contracts import Actor, Permission

FOLDER: Final = Path(__file__).parents[1] / "templates"
_KINDS: Final = {
    ".bpmn": DraftKind.PROCESS,
    ".dmn": DraftKind.DECISION,
    ".form": DraftKind.FORM,
}


def list_templates(actor: Actor) -> tuple[TemplateView, ...]:
    """Return all templates, by kind and key.

    Raises:
        PermissionMissingError: The actor may not edit drafts.
    """
    identity_services.require(actor, Permission.EDIT_DRAFTS)
    return _read_templates()


@cache
def _read_templates() -> tuple[TemplateView, ...]:
    found = (path for path in FOLDER.iterdir() if path.suffix in _KINDS)
    views = (
        TemplateView(key=path.stem, kind=_KINDS[path.suffix], content=path.read_text())
        for path in found
    )
    return tuple(sorted(views, key=lambda view: (view.kind, view.key)))
