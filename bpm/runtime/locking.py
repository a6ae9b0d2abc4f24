"""Locking a process instance as the first write of a command, and what its state allows."""

from uuid import UUID

from bpm.base.log_context import add_to_log_context
from bpm.identity.contracts import Actor, Permission
from bpm.identity.services import require
from bpm.runtime import store
from bpm.runtime.contracts import InstanceState
from bpm.runtime.errors import (
    ProcessInstanceEndedError,
    ProcessInstanceNotFoundError,
    ProcessInstanceSuspendedError,
)
from bpm.runtime.queries import instances
from bpm.runtime.rows import LockedInstance


def lock_running(process_instance_id: UUID) -> LockedInstance:
    """Lock an instance whose tokens are to move; the caller has checked who may see it.

    Raises:
        ProcessInstanceNotFoundError: It does not exist.
        ProcessInstanceEndedError: It has ended.
        ProcessInstanceSuspendedError: It is suspended.
    """
    locked = lock_live(process_instance_id)
    if locked.state is InstanceState.SUSPENDED:
        raise ProcessInstanceSuspendedError("Resume the process instance first.")
    return locked


def lock_live(process_instance_id: UUID) -> LockedInstance:
    """Lock an instance that has not ended, suspended or not.

    Raises:
        ProcessInstanceNotFoundError: It does not exist.
        ProcessInstanceEndedError: It has ended.
    """
    locked = lock_any(process_instance_id)
    if locked.state in {InstanceState.COMPLETED, InstanceState.CANCELLED}:
        raise ProcessInstanceEndedError(f"The process instance is {locked.state.value}.")
    return locked


def lock_any(process_instance_id: UUID) -> LockedInstance:
    """Lock an instance whatever its state, for what needs no token.

    Raises:
        ProcessInstanceNotFoundError: It does not exist.
    """
    locked = store.lock_instance(process_instance_id)
    if locked is None:
        raise ProcessInstanceNotFoundError(f"There is no process instance {process_instance_id}.")
    add_to_log_context(
        process_instance_id=process_instance_id, business_key=locked.instance.business_key
    )
    return locked


def require_operator(process_instance_id: UUID, *, actor: Actor) -> None:
    """Refuse who may not see an instance as if it were not there, and who may only see it.

    Raises:
        ProcessInstanceNotFoundError: It does not exist, or is not the actor's to see.
        PermissionMissingError: The actor may not operate instances of this process.
    """
    header = instances.get_header(process_instance_id, actor=actor)
    require(actor, Permission.OPERATE_INSTANCES, header.definition_key)
