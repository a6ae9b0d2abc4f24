"""End a process instance without completing it."""

from decimal import Decimal
from uuid import UUID

from bpm.base import clock
from bpm.base.idempotency import RequestKey, answer_once
from bpm.base.transactions import command
from bpm.core.values import JsonObject
from bpm.history import services as history
from bpm.identity.contracts import Actor
from bpm.jobs import services as jobs
from bpm.runtime import locking, queries, step, store
from bpm.runtime.contracts import InstanceState, ProcessInstanceView
from bpm.runtime.rows import InstanceChange
from bpm.user_tasks import services as user_tasks

_CANCELLED = "cancelled"


@command
def cancel_process_instance(
    process_instance_id: UUID,
    *,
    reason: str | None,
    actor: Actor,
    request_key: RequestKey | None = None,
) -> ProcessInstanceView:
    """End an instance with everything that waits in it; also while it is suspended.

    Args:
        process_instance_id: Which one.
        reason: For the history.
        actor: Who cancels.
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
        run=lambda: _cancel(process_instance_id, reason, actor),
    )


def _cancel(process_instance_id: UUID, reason: str | None, actor: Actor) -> ProcessInstanceView:
    locking.require_operator(process_instance_id, actor=actor)
    locked = locking.lock_live(process_instance_id)
    now = clock.now()
    visits = store.end_all_activities(process_instance_id, outcome=_CANCELLED, now=now)
    events: list[JsonObject] = [
        {"type": "activity_ended", "visit": Decimal(visit), "outcome": _CANCELLED}
        for visit in visits
    ]
    events.append({"type": "process_instance_cancelled", "reason": reason})
    doing = step.Doing(actor=actor, command="cancel_process_instance", now=now)
    change = InstanceChange(
        state=InstanceState.CANCELLED,
        ended_at=now,
        engine_state=None,
        open_incidents=0,
        local_scopes=0,
        scope=None,
    )
    revision = locked.revision + 1
    event = step.history_event(locked.instance, doing, revision=revision, events=events)
    with store.pipeline():
        store.delete_all_scopes(process_instance_id)
        user_tasks.cancel_user_tasks(process_instance_id, now=now)
        jobs.cancel_jobs(process_instance_id)
        store.resolve_all_incidents(process_instance_id, now=now)
        store.update_instance(process_instance_id, change, revision=revision)
        history.record([event])
    return queries.get_process_instance(process_instance_id, actor=actor)
