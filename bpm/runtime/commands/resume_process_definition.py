"""Let a version of a process be started again."""

from uuid import UUID

from bpm.base import clock
from bpm.base.transactions import command
from bpm.definitions import services as definitions
from bpm.definitions.contracts import DefinitionState, ProcessDefinitionView
from bpm.identity.contracts import Actor
from bpm.runtime import kept_starts, starts


@command
def resume_process_definition(*, definition_id: UUID, actor: Actor) -> ProcessDefinitionView:
    """Let this version be started again; timers that fell due meanwhile begin one at once.

    Messages that were kept meanwhile begin one as well.

    Doing it twice changes nothing.

    Raises:
        ProcessDefinitionNotFoundError: None that the actor may see.
        PermissionMissingError: The actor may see it, not operate it.
    """
    state = DefinitionState.ACTIVE
    view = definitions.set_definition_state(actor, definition_id, state)
    starts.set_running(definition_id, state)
    kept_starts.begin_with_kept(actor.tenant_id, {view.key}, now=clock.now())
    return view
