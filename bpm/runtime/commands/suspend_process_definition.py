"""Let nobody start a version of a process for a while."""

from uuid import UUID

from bpm.base.transactions import command
from bpm.definitions import services as definitions
from bpm.definitions.contracts import DefinitionState, ProcessDefinitionView
from bpm.identity.contracts import Actor
from bpm.runtime import starts


@command
def suspend_process_definition(*, definition_id: UUID, actor: Actor) -> ProcessDefinitionView:
    """Let nobody start this version, nor any event; its instances go on.

    Doing it twice changes nothing.

    Raises:
        ProcessDefinitionNotFoundError: None that the actor may see.
        PermissionMissingError: The actor may see it, not operate it.
    """
    state = DefinitionState.SUSPENDED
    view = definitions.set_definition_state(actor, definition_id, state)
    starts.set_running(definition_id, state)
    return view
