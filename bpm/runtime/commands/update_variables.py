"""Write variables of a process instance from outside; no token moves."""

from collections.abc import Mapping
from uuid import UUID

from bpm.base import clock
from bpm.base.idempotency import RequestKey, answer_once
from bpm.base.transactions import command
from bpm.core import engine
from bpm.core.engine import contracts as engine_contracts
from bpm.core.values import Value, check_limits, encode_variables
from bpm.definitions import queries as definitions
from bpm.identity.contracts import Actor
from bpm.runtime import file_references, locking, step, store
from bpm.runtime.contracts import VariablesView
from bpm.runtime.limits import variable_limits


@command
def update_variables(
    process_instance_id: UUID,
    *,
    variables: Mapping[str, Value],
    actor: Actor,
    request_key: RequestKey | None = None,
) -> VariablesView:
    """Write variables into the instance's own scope; also while it is suspended.

    Args:
        process_instance_id: Which one.
        variables: Those left out stay as they are.
        actor: Who writes.
        request_key: Marks a request that may be repeated; its first answer is given again.

    Returns:
        All variables of that scope afterwards.

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
    now = clock.now()
    executable = definitions.get_executable_by_id(locked.instance.definition_id)
    outcome = engine.advance(
        executable.process,
        step.engine_state_of(locked),
        engine_contracts.WriteVariables(variables=variables),
        step.context_of(locked.instance, now=now),
    )
    doing = step.Doing(actor=actor, command="update_variables", now=now)
    plan = step.plan(locked.instance, outcome, doing, before=locked, called={}, forms={})
    with store.pipeline():
        step.write_step(plan)
    encoded, types = encode_variables(plan.own_variables)
    return VariablesView(variables=encoded, variable_types=types)
