"""Cancel a user task and have an earlier one done again."""

from collections.abc import Sequence

from bpm.base import clock
from bpm.base.idempotency import RequestKey, answer_once
from bpm.base.pipelining import pipelined
from bpm.base.transactions import command
from bpm.core.engine.contracts import SendBack, SendBackTarget
from bpm.core.errors import Problem
from bpm.core.values import JsonObject
from bpm.history.services import require_reason
from bpm.identity import queries as identity
from bpm.identity.contracts import Actor
from bpm.runtime import calling, locking, step
from bpm.runtime.errors import (
    SendBackMultiInstanceError,
    SendBackOtherScopeError,
    SendBackParallelError,
    SendBackSideEffectsError,
    UnknownSendBackTargetError,
    refusal_of,
)
from bpm.runtime.queries import find_send_back_targets
from bpm.user_tasks import access, queries as user_task_queries, services as user_tasks
from bpm.user_tasks.contracts import TaskCommand, UserTaskRow, UserTaskView
from bpm.user_tasks.errors import NotTheAssigneeError, UserTaskClaimedError


@command
def send_back_user_task(
    asked: TaskCommand, *, activity_id: str, actor: Actor, request_key: RequestKey | None = None
) -> UserTaskView:
    """Cancel a user task and begin an earlier one of its instance anew; variables stay.

    Args:
        asked: Which user task, and why; a reason is required.
        activity_id: The earlier user task.
        actor: Who sends it back.
        request_key: Marks a request that may be repeated; its first answer is given again.

    Returns:
        The task that was left.

    Raises:
        ReasonRequiredError: No reason was given.
        InvalidReasonError: The reason is too long.
        UserTaskNotFoundError: It does not exist, or is not the actor's to see.
        UserTaskChangedError: It is not at the revision that was expected.
        UserTaskClosedError: It is completed or cancelled.
        NotTheAssigneeError: Somebody else holds it.
        UserTaskClaimedError: Somebody else took it at the same moment.
        NotACandidateError: It is not meant for the actor.
        FourEyesError: The actor completed what the task checks.
        UserTaskDelegatedError: It was delegated to the actor; the owner decides.
        UserTaskSuspendedError: Its process instance is suspended.
        UnknownSendBackTargetError: No such user task was completed before in this instance.
        SendBackParallelError: Another branch is or was under way.
        SendBackMultiInstanceError: Several people do one of the two, each for himself.
        SendBackOtherScopeError: They lie in different sub-processes.
        SendBackSideEffectsError: What reaches outside would happen again.
    """
    reason = require_reason(asked.reason)
    return answer_once(
        request_key,
        view=UserTaskView,
        status=200,
        run=lambda: _send_back(asked, activity_id, reason, actor),
    )


def _send_back(asked: TaskCommand, activity_id: str, reason: str, actor: Actor) -> UserTaskView:
    task = user_task_queries.get_user_task_row(asked.user_task_id, actor=actor)
    access.require_sendable_back(actor, task)
    locked = locking.lock_running(task.process_instance_id)
    # The instance is ours; whoever claims or delegates meanwhile waits for the task or was first.
    task = user_tasks.lock_task(
        asked.user_task_id, actor=actor, expected_revision=asked.expected_revision
    )
    _require_still_mine(actor, task)
    target = _choose(activity_id, find_send_back_targets(task, step.engine_state_of(locked)))
    told: JsonObject = {
        "type": "user_task_sent_back",
        "user_task_id": str(task.id),
        "activity_id": task.activity_id,
        "to_activity_id": activity_id,
        "reason": reason,
    }
    doing = step.Doing(actor=actor, command="send_back_user_task", now=clock.now(), events=[told])
    sending = SendBack(
        visit=task.visit, activity_id=activity_id, assignee=_find_last_holder(task, target)
    )
    plan = calling.advance(locked, sending, doing)
    plan.main.rows.events += _tell_returned(plan.main, task, activity_id, reason)
    with pipelined():
        calling.write(plan)
    return user_task_queries.view_of(user_task_queries.get_any_user_task_row(task.id), actor=actor)


def _require_still_mine(actor: Actor, task: UserTaskRow) -> None:
    """Refuse what was allowed a moment ago, and name who was faster."""
    try:
        access.require_sendable_back(actor, task)
    except NotTheAssigneeError as error:
        raise UserTaskClaimedError(error.detail) from error


def _choose(activity_id: str, targets: Sequence[SendBackTarget]) -> SendBackTarget:
    """Return the target that was asked for, or say why it is none."""
    target = next((found for found in targets if found.activity_id == activity_id), None)
    if target is None:
        detail = f"No user task {activity_id[:255]!r} was completed before in this instance."
        problem = Problem(
            code=UnknownSendBackTargetError.code, pointer="/activity_id", detail=detail
        )
        raise UnknownSendBackTargetError(detail, problems=[problem])
    if target.problem is not None:
        raise refusal_of(
            target.problem,
            SendBackMultiInstanceError,
            SendBackOtherScopeError,
            SendBackParallelError,
            SendBackSideEffectsError,
        )
    return target


def _find_last_holder(task: UserTaskRow, target: SendBackTarget) -> str | None:
    """Return who did the target last, unless he may not do it any more."""
    done = user_task_queries.list_completed_rows(task.process_instance_id)
    row = next((row for row in done if row.visit == target.visit), None)
    if row is None or row.completed_by is None or row.completed_by in row.excluded:
        return None
    user_id = identity.user_ids(task.tenant_id, [row.completed_by]).get(row.completed_by)
    if user_id is None:
        return None
    is_meant = not row.candidates or access.is_candidate(identity.actor_for_user(user_id), row)
    return row.completed_by if is_meant else None


def _tell_returned(
    plan: step.StepPlan, task: UserTaskRow, activity_id: str, reason: str
) -> list[JsonObject]:
    """Return what the history of the new user task tells; nothing where a job makes it later."""
    return [
        {
            "type": "user_task_returned",
            "user_task_id": str(new.id),
            "activity_id": activity_id,
            "from_activity_id": task.activity_id,
            "from_user_task_id": str(task.id),
            "reason": reason,
        }
        for new in plan.rows.user_tasks.values()
        if new.activity_id == activity_id
    ]
