"""Begin an activity of an ad-hoc sub-process, because a person chose it."""

from uuid import UUID

from bpm.base import clock
from bpm.base.idempotency import RequestKey, answer_once
from bpm.base.pipelining import pipelined
from bpm.base.transactions import command
from bpm.core.engine.contracts import BeginActivity
from bpm.core.values import JsonObject
from bpm.identity.contracts import Actor
from bpm.runtime import calling, choosing, locking, queries, step
from bpm.runtime.contracts import ProcessInstanceView


@command
def begin_activity(
    process_instance_id: UUID,
    *,
    activity_id: str,
    activity_instance_id: UUID | None = None,
    actor: Actor,
    request_key: RequestKey | None = None,
) -> ProcessInstanceView:
    """Begin an activity to which no flow leads, as often as it is chosen.

    Args:
        process_instance_id: Which instance.
        activity_id: What to begin.
        activity_instance_id: In which ad-hoc sub-process; None where only one offers it.
        actor: Who asks.
        request_key: Marks a request that may be repeated; its first answer is given again.

    Raises:
        ProcessInstanceNotFoundError: It does not exist, or is not the actor's to see.
        PermissionMissingError: The actor may not operate instances of this process.
        ProcessInstanceEndedError: It has ended.
        ProcessInstanceSuspendedError: It is suspended.
        ActivityNotOfferedError: No open ad-hoc sub-process offers it.
        AdHocAmbiguousError: Several do.
        AdHocClosedError: The ad-hoc sub-process takes nothing more.
        AdHocUnderWayError: Something in it is under way, and one thing follows the other.
        InvalidInputError: Variables became too many or too large.
    """
    return answer_once(
        request_key,
        view=ProcessInstanceView,
        status=200,
        run=lambda: _begin(process_instance_id, activity_id, activity_instance_id, actor),
    )


def _begin(
    process_instance_id: UUID, activity_id: str, activity_instance_id: UUID | None, actor: Actor
) -> ProcessInstanceView:
    locking.require_operator(process_instance_id, actor=actor)
    locked = locking.lock_running(process_instance_id)
    found = choosing.find_one(
        locked, activity_instance_id=activity_instance_id, activity_id=activity_id
    )
    (choice,) = (choice for choice in found.activities if choice.activity_id == activity_id)
    choosing.require_possible(choice.problem)
    told: JsonObject = {"type": "activity_chosen", "activity_id": activity_id}
    doing = step.Doing(actor=actor, command="begin_activity", now=clock.now(), events=[told])
    chosen = BeginActivity(visit=found.visit, activity_id=activity_id)
    plan = calling.advance(locked, chosen, doing)
    with pipelined():
        calling.write(plan)
    return queries.get_process_instance(process_instance_id, actor=actor)
