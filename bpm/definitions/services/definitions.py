"""Suspending and resuming versions of a process, within the transaction of a runtime command."""

from uuid import UUID

from bpm.definitions import queries
from bpm.definitions.contracts import DefinitionState, ProcessDefinitionView
from bpm.definitions.errors import ProcessDefinitionNotFoundError
from bpm.definitions.models import ProcessDefinition
from bpm.definitions.services.keys import lock_keys
from bpm.identity import services as identity_services
from bpm.identity.contracts import Actor, Permission


def set_definition_state(
    actor: Actor, definition_id: UUID, state: DefinitionState
) -> ProcessDefinitionView:
    """Let nobody start a version, or everybody again who may.

    Raises:
        ProcessDefinitionNotFoundError: None that the actor may see.
        PermissionMissingError: The actor may see it, not operate it.
    """
    view = queries.get_definition(actor, definition_id)
    identity_services.require(actor, Permission.OPERATE_INSTANCES, view.key)
    lock_keys(actor.tenant_id, [view.key])
    rows = ProcessDefinition.objects.filter(tenant_id=actor.tenant_id, pk=definition_id)
    if not rows.update(state=state.value):
        raise ProcessDefinitionNotFoundError
    identity_services.change_definition_epoch(actor.tenant_id)
    return queries.get_definition(actor, definition_id)
