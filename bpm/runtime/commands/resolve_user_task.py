"""Give a delegated user task back to its owner, with what the delegate worked out."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from bpm.base import clock
from bpm.base.idempotency import RequestKey, answer_once
from bpm.base.pipelining import pipelined
from bpm.base.transactions import command
from bpm.core.engine.contracts import WriteUserTask
from bpm.core.values import Value, check_limits
from bpm.identity.contracts import Actor
from bpm.runtime import calling, file_references, forms, locking, step
from bpm.runtime.limits import variable_limits
from bpm.user_tasks import access, queries as user_task_queries, services as user_tasks
from bpm.user_tasks.contracts import TaskCommand, UserTaskView

_NOTHING: Final[Mapping[str, Value]] = MappingProxyType({})


@command
def resolve_user_task(
    asked: TaskCommand,
    *,
    actor: Actor,
    variables: Mapping[str, Value] = _NOTHING,
    request_key: RequestKey | None = None,
) -> UserTaskView:
    """Give a delegated task back to its owner, who completes it.

    Args:
        asked: Which user task.
        actor: Who gives it back.
        variables: What the person changed; the form of the task decides what is written. An
            outcome is for the owner to choose.
        request_key: Marks a request that may be repeated; its first answer is given again.

    Raises:
        UserTaskNotFoundError: It does not exist, or is not the actor's to see.
        UserTaskChangedError: It is not at the revision that was expected.
        UserTaskClosedError: It is completed or cancelled.
        UserTaskSuspendedError: Its process instance is suspended.
        UserTaskNotDelegatedError: It is not delegated, or was resolved.
        NotTheAssigneeError: It was delegated to somebody else.
        InvalidReasonError: The reason is too long.
        FormInvalidError: The form cannot be accepted; every fault is listed.
        InvalidInputError: The variables are too many or too large.
    """
    check_limits(variables, limits=variable_limits())
    return answer_once(
        request_key,
        view=UserTaskView,
        status=200,
        run=lambda: _resolve(asked, variables, actor),
    )


def _resolve(asked: TaskCommand, variables: Mapping[str, Value], actor: Actor) -> UserTaskView:
    if not variables:
        return user_tasks.resolve_once(asked, actor)
    task = user_task_queries.get_user_task_row(asked.user_task_id, actor=actor)
    access.require_resolvable(actor, task)
    locked = locking.lock_running(task.process_instance_id)
    view = user_tasks.resolve_once(asked, actor)
    now = clock.now()
    # The race is won, so what the form finds fault with is told to who would have given it back.
    written = forms.take_task_form(
        task, locked, sent=variables, outcome=None, now=now, is_decision=False
    )
    file_references.check_files(written, actor=actor, form_id=task.form_id)
    writing = WriteUserTask(visit=task.visit, variables=written)
    doing = step.Doing(actor=actor, command="resolve_user_task", now=now)
    plan = calling.advance(locked, writing, doing)
    with pipelined(until_commit=True):
        calling.write(plan)
    return view
