"""Forget what a person has typed to start a process."""

from uuid import UUID

from bpm.base.transactions import command
from bpm.identity.contracts import Actor
from bpm.runtime.start_drafts import drafts_of, find_startable


@command
def discard_start_draft(definition_id: UUID, *, actor: Actor) -> None:
    """Forget what the actor has typed; where nothing was saved, nothing happens.

    Raises:
        ProcessDefinitionNotFoundError: There is none that the actor may see.
        PermissionMissingError: The actor may see it, not start it.
    """
    drafts_of(actor, find_startable(definition_id, actor).key).delete()
