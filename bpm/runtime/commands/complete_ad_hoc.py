"""Go on behind an ad-hoc sub-process, because a person says that it is over."""

from uuid import UUID

from bpm.base import clock
from bpm.base.idempotency import RequestKey, answer_once
from bpm.base.pipelining import pipelined
from bpm.base.transactions import command
from bpm.core.engine.contracts import CompleteAdHoc
from bpm.core.values import JsonObject
from bpm.identity.contracts import Actor
from bpm.runtime import calling, choosing, locking, queries, step
from bpm.runtime.contracts import ProcessInstanceView


@command
def complete_ad_hoc(
    process_instance_id: UUID,
    *,
    activity_instance_id: UUID | None = None,
    actor: Actor,
    request_key: RequestKey | None = None,
) -> ProcessInstanceView:
    """Complete an ad-hoc sub-process in which people choose and that has no completion condition.

    Args:
        process_instance_id: Which instance.
        activity_instance_id: The visit; None where only one is open.
        actor: Who asks.
        request_key: Marks a request that may be repeated; its first answer is given again.

    Raises:
        ProcessInstanceNotFoundError: It does not exist, or is not the actor's to see.
        PermissionMissingError: The actor may not operate instances of this process.
        ProcessInstanceEndedError: It has ended.
        ProcessInstanceSuspendedError: It is suspended.
        ActivityNotOfferedError: No ad-hoc sub-process is open.
        AdHocAmbiguousError: Several are.
        AdHocConditionDecidesError: Its completion condition ends it.
        AdHocEndsByItselfError: It ends when all in it is done.
        AdHocUnderWayError: Something in it is under way.
        InvalidInputError: Variables became too many or too large.
    """
    return answer_once(
        request_key,
        view=ProcessInstanceView,
        status=200,
        run=lambda: _complete(process_instance_id, activity_instance_id, actor),
    )


def _complete(
    process_instance_id: UUID, activity_instance_id: UUID | None, actor: Actor
) -> ProcessInstanceView:
    locking.require_operator(process_instance_id, actor=actor)
    locked = locking.lock_running(process_instance_id)
    found = choosing.find_one(locked, activity_instance_id=activity_instance_id)
    choosing.require_possible(found.ending)
    told: JsonObject = {"type": "ad_hoc_completed", "activity_id": found.activity_id}
    doing = step.Doing(actor=actor, command="complete_ad_hoc", now=clock.now(), events=[told])
    plan = calling.advance(locked, CompleteAdHoc(visit=found.visit), doing)
    with pipelined():
        calling.write(plan)
    return queries.get_process_instance(process_instance_id, actor=actor)
