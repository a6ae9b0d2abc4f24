"""Suspending and resuming versions of a process."""

from uuid import UUID

from bpm.base.transactions import command
from bpm.definitions import queries
from bpm.definitions.contracts import DefinitionState, ProcessDefinitionView
from bpm.definitions.errors import ProcessDefinitionNotFoundError
from bpm.definitions.models import ProcessDefinition
from bpm.identity import services as identity_services
from bpm.identity.contracts import Actor, Permission


@command
def suspend_definition(actor: Actor, *, definition_id: UUID) -> ProcessDefinitionView:
    """Let nobody start this version; its instances go on. Doing it twice changes nothing.

    Raises:
        ProcessDefinitionNotFoundError: None that the actor may see.
        PermissionMissingError: The actor may see it, not operate it.
    """
    return _set_state(actor, definition_id, DefinitionState.SUSPENDED)


@command
def resume_definition(actor: Actor, *, definition_id: UUID) -> ProcessDefinitionView:
    """Let this version be started again. Doing it twice changes nothing.

    Raises:
        ProcessDefinitionNotFoundError: None that the actor may see.
        PermissionMissingError: The actor may see it, not operate it.
    """
    return _set_state(actor, definition_id, DefinitionState.ACTIVE)


def _set_state(actor: Actor, definition_id: UUID, state: DefinitionState) -> ProcessDefinitionView:
    view = queries.get_definition(actor, definition_id)
    identity_services.require(actor, Permission.OPERATE_INSTANCES, view.key)
    rows = ProcessDefinition.objects.filter(tenant_id=actor.tenant_id, pk=definition_id)
    if not rows.update(state=state.value):
        raise ProcessDefinitionNotFoundError
    return queries.get_definition(actor, definition_id)
