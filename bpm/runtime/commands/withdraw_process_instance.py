"""Let a starter take back what he has asked for."""

from uuid import UUID

from bpm.base import clock
from bpm.base.idempotency import RequestKey, answer_once
from bpm.base.transactions import command
from bpm.core.values import JsonObject
from bpm.history.services import require_reason
from bpm.identity.contracts import Actor
from bpm.runtime import cascade, locking, queries, step
from bpm.runtime.contracts import ProcessInstanceView
from bpm.runtime.errors import NotTheStarterError
from bpm.runtime.rows import LockedHeader


@command
def withdraw_process_instance(
    process_instance_id: UUID,
    *,
    reason: str | None,
    actor: Actor,
    request_key: RequestKey | None = None,
) -> ProcessInstanceView:
    """End what the actor has started, with everything that waits in it or was called.

    Args:
        process_instance_id: Which one.
        reason: For those who had it; required.
        actor: Who withdraws.
        request_key: Marks a request that may be repeated; its first answer is given again.

    Raises:
        ReasonRequiredError: No reason was given.
        InvalidReasonError: The reason is too long.
        ProcessInstanceNotFoundError: It does not exist, or is not the actor's to see.
        NotTheStarterError: Somebody else started it.
        ProcessInstanceEndedError: It has ended.
        ProcessInstanceSuspendedError: It is suspended.
        PartOfARequestError: Another process instance has called it.
        WithdrawalForbiddenError: The model says that it is never withdrawn.
        WithdrawSideEffectsError: A service or send task was reached, and the model does not say
            that it may be withdrawn all the same.
    """
    said = require_reason(reason)
    return answer_once(
        request_key,
        view=ProcessInstanceView,
        status=200,
        run=lambda: _withdraw(process_instance_id, said, actor),
    )


def _withdraw(process_instance_id: UUID, reason: str, actor: Actor) -> ProcessInstanceView:
    if queries.get_header(process_instance_id, actor=actor).started_by != actor.username:
        raise NotTheStarterError("Who operates the process may cancel the instance instead.")
    locked = locking.lock_running(process_instance_id)
    below = cascade.lock_below([process_instance_id])
    # All that could still reach outside is locked now.
    refusal = queries.why_not_withdraw(process_instance_id)
    if refusal is not None:
        raise refusal
    told: JsonObject = {"type": "process_instance_withdrawn", "reason": reason}
    header = LockedHeader(instance=locked.instance, state=locked.state, revision=locked.revision)
    cascade.Cascade(
        headers=[header, *below.headers],
        doing=step.Doing(
            actor=actor, command="withdraw_process_instance", now=clock.now(), events=[told]
        ),
        reason=reason,
        rest_of=None if below.is_all else locked.instance,
    ).write()
    return queries.get_process_instance(process_instance_id, actor=actor)
