"""Have a user task that several people do, each for himself, done by one more."""

from bpm.base import clock
from bpm.base.idempotency import RequestKey, answer_once
from bpm.base.pipelining import pipelined
from bpm.base.transactions import command
from bpm.core import engine
from bpm.core.engine.contracts import AddApprover, EngineState
from bpm.core.errors import Problem
from bpm.core.values import JsonObject
from bpm.definitions import queries as definitions
from bpm.history.services import require_reason
from bpm.identity.contracts import Actor
from bpm.runtime import calling, locking, step
from bpm.runtime.errors import (
    AlreadyApproverError,
    ApproverNotNameableError,
    NotMultiInstanceError,
    refusal_of,
)
from bpm.user_tasks import access, queries as user_task_queries, services as user_tasks
from bpm.user_tasks.contracts import TaskCommand, UserTaskRow, UserTaskView

_POINTER = "/username"


@command
def add_approver(
    asked: TaskCommand, *, username: str, actor: Actor, request_key: RequestKey | None = None
) -> UserTaskView:
    """Add an instance for one more person to the multi-instance user task of which this is one.

    Where the instances come one after the other, the new one comes last.

    Args:
        asked: One of the instances, and why; a reason is required.
        username: Who is to do it as well.
        actor: Who adds.
        request_key: Marks a request that may be repeated; its first answer is given again.

    Returns:
        The task that was named.

    Raises:
        ReasonRequiredError: No reason was given.
        InvalidReasonError: The reason is too long.
        UserTaskNotFoundError: It does not exist, or is not the actor's to see.
        UserTaskChangedError: It is not at the revision that was expected.
        UserTaskClosedError: It is completed or cancelled.
        NotTheAssigneeError: The actor does not hold it.
        UserTaskSuspendedError: Its process instance is suspended.
        UnknownAssigneeError: There is no active person of this name.
        PersonExcludedError: This person completed what the task checks.
        AlreadyApproverError: This person is among those who do it.
        NotMultiInstanceError: The model has it done once.
        ApproverNotNameableError: The model repeats it for other things than names.
    """
    reason = require_reason(asked.reason)
    return answer_once(
        request_key,
        view=UserTaskView,
        status=200,
        run=lambda: _add(asked, username, reason, actor),
    )


def _add(asked: TaskCommand, username: str, reason: str, actor: Actor) -> UserTaskView:
    task = user_task_queries.get_user_task_row(asked.user_task_id, actor=actor)
    access.require_changeable(actor, task)
    locked = locking.lock_running(task.process_instance_id)
    task = user_tasks.lock_task(
        asked.user_task_id, actor=actor, expected_revision=asked.expected_revision
    )
    access.require_changeable(actor, task)
    _require_possible(task, step.engine_state_of(locked), username)
    told: JsonObject = {
        "type": "user_task_approver_added",
        "user_task_id": str(task.id),
        "activity_id": task.activity_id,
        "username": username,
        "reason": reason,
    }
    doing = step.Doing(actor=actor, command="add_approver", now=clock.now(), events=[told])
    plan = calling.advance(locked, AddApprover(visit=task.visit, assignee=username), doing)
    plan.main.rows.events += [
        {**told, "user_task_id": str(new.id), "from_user_task_id": str(task.id)}
        for new in plan.main.rows.user_tasks.values()
    ]
    with pipelined():
        calling.write(plan)
    return user_task_queries.view_of(task, actor=actor)


def _require_possible(task: UserTaskRow, state: EngineState, username: str) -> None:
    process = definitions.get_executable_by_id(task.definition_id).process
    problem = engine.check_add_approver(process, state, task.visit, username)
    if problem is not None:
        raise refusal_of(
            problem, AlreadyApproverError, ApproverNotNameableError, NotMultiInstanceError
        )
    user_tasks.require_fit(username, task, pointer=_POINTER)
    if user_task_queries.is_held_at(task.process_instance_id, task.activity_id, username):
        detail = f"{username} holds a user task of {task.activity_id!r} already."
        problem = Problem(
            code=AlreadyApproverError.code,
            pointer=_POINTER,
            detail=detail,
            element_id=task.activity_id,
        )
        raise AlreadyApproverError(detail, problems=[problem])
