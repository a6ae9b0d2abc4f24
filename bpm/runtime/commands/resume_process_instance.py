"""Let the tokens of a suspended process instance move again."""

from uuid import UUID

from bpm.base import clock
from bpm.base.idempotency import RequestKey, answer_once
from bpm.base.transactions import command
from bpm.identity.contracts import Actor
from bpm.runtime import cascade, locking, queries, step
from bpm.runtime.contracts import ProcessInstanceView


@command
def resume_process_instance(
    process_instance_id: UUID, *, actor: Actor, request_key: RequestKey | None = None
) -> ProcessInstanceView:
    """Resume an instance, its user tasks and its jobs; changes nothing where it runs already.

    Args:
        process_instance_id: Which one.
        actor: Who asks.
        request_key: Marks a request that may be repeated; its first answer is given again.

    Raises:
        ProcessInstanceNotFoundError: It does not exist, or is not the actor's to see.
        PermissionMissingError: The actor may not operate instances of this process.
        ProcessInstanceEndedError: It has ended.
    """
    return answer_once(
        request_key,
        view=ProcessInstanceView,
        status=200,
        run=lambda: _resume(process_instance_id, actor),
    )


def _resume(process_instance_id: UUID, actor: Actor) -> ProcessInstanceView:
    locking.require_operator(process_instance_id, actor=actor)
    locked = locking.lock_live(process_instance_id)
    doing = step.Doing(actor=actor, command="resume_process_instance", now=clock.now())
    cascade.set_running(locked, doing, runs=True)
    return queries.get_process_instance(process_instance_id, actor=actor)
