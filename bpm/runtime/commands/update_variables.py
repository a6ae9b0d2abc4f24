"""Write variables of a process instance from outside."""

from collections.abc import Mapping
from uuid import UUID

from bpm.base import clock
from bpm.base.idempotency import RequestKey, answer_once
from bpm.base.pipelining import pipelined
from bpm.base.transactions import command
from bpm.core.engine.contracts import JobKind, WriteVariables
from bpm.core.values import Value, check_limits
from bpm.identity.contracts import Actor
from bpm.jobs import services as jobs
from bpm.runtime import calling, file_references, locking, step
from bpm.runtime.contracts import InstanceState, VariablesView
from bpm.runtime.limits import variable_limits
from bpm.runtime.masking import secrets_of, show_variables


@command
def update_variables(
    process_instance_id: UUID,
    *,
    variables: Mapping[str, Value],
    actor: Actor,
    request_key: RequestKey | None = None,
) -> VariablesView:
    """Write variables into the instance's own scope; also while it is suspended.

    Events whose conditions become true by it happen at once; those of a suspended instance are
    looked at when it is resumed. No other token moves.

    Args:
        process_instance_id: Which one.
        variables: Those left out stay as they are; null is written as null, also where it stands
            for a secret value in what is read.
        actor: Who writes.
        request_key: Marks a request that may be repeated; its first answer is given again.

    Returns:
        All variables of that scope afterwards, secret ones masked.

    Raises:
        ProcessInstanceNotFoundError: It does not exist, or is not the actor's to see.
        PermissionMissingError: The actor may not operate instances of this process.
        ProcessInstanceEndedError: It has ended.
        InvalidFileReferenceError: A variable refers to a file that the actor may not read.
        InvalidInputError: The variables are too many or too large.
    """
    return answer_once(
        request_key,
        view=VariablesView,
        status=200,
        run=lambda: _update(process_instance_id, variables, actor),
    )


def _update(
    process_instance_id: UUID, variables: Mapping[str, Value], actor: Actor
) -> VariablesView:
    locking.require_operator(process_instance_id, actor=actor)
    check_limits(variables, limits=variable_limits())
    locked = locking.lock_live(process_instance_id)
    file_references.check_files(variables, actor=actor)
    doing = step.Doing(actor=actor, command="update_variables", now=clock.now())
    is_suspended = locked.state is InstanceState.SUSPENDED
    plan = calling.advance(
        locked, WriteVariables(variables=variables, is_suspended=is_suspended), doing
    )
    with pipelined():
        calling.write(plan)
        if is_suspended and plan.main.rows.jobs:
            jobs.suspend_jobs([locked.instance.id], unbroken_kinds=[JobKind.SERVICE_CALL.value])
    return show_variables(plan.main.own_variables, secrets_of(locked.instance.definition_id))
