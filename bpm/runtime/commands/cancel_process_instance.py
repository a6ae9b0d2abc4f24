"""End a process instance without completing it."""

from uuid import UUID

from bpm.base import clock
from bpm.base.idempotency import RequestKey, answer_once
from bpm.base.transactions import command
from bpm.history import services as history
from bpm.identity.contracts import Actor
from bpm.runtime import cascade, locking, queries, returning, step
from bpm.runtime.contracts import ProcessInstanceView
from bpm.runtime.rows import LockedHeader


@command
def cancel_process_instance(
    process_instance_id: UUID,
    *,
    reason: str | None,
    actor: Actor,
    request_key: RequestKey | None = None,
) -> ProcessInstanceView:
    """End an instance with everything that waits in it or was called; also while it is suspended.

    Args:
        process_instance_id: Which one.
        reason: For the history, at most 1,000 characters.
        actor: Who cancels.
        request_key: Marks a request that may be repeated; its first answer is given again.

    Raises:
        ProcessInstanceNotFoundError: It does not exist, or is not the actor's to see.
        PermissionMissingError: The actor may not operate instances of this process.
        ProcessInstanceEndedError: It has ended.
        InvalidReasonError: The reason is too long.
    """
    history.check_reason(reason)
    return answer_once(
        request_key,
        view=ProcessInstanceView,
        status=200,
        run=lambda: _cancel(process_instance_id, reason, actor),
    )


def _cancel(process_instance_id: UUID, reason: str | None, actor: Actor) -> ProcessInstanceView:
    locking.require_operator(process_instance_id, actor=actor)
    locked = locking.lock_live(process_instance_id)
    doing = step.Doing(actor=actor, command="cancel_process_instance", now=clock.now())
    header = LockedHeader(instance=locked.instance, state=locked.state, revision=locked.revision)
    below = cascade.lock_below([process_instance_id])
    gone = f"The called instance {process_instance_id} was cancelled."
    told = returning.plan_return(locked.instance, now=doing.now, gone=gone)
    cascade.Cascade(
        headers=[header, *below.headers],
        doing=doing,
        reason=reason,
        rest_of=None if below.is_all else locked.instance,
    ).write()
    if told is not None:
        told.write()
    return queries.get_process_instance(process_instance_id, actor=actor)
