"""Complete a user task and run its process instance to the next rest."""

from dataclasses import replace
from datetime import datetime

from bpm.base import clock
from bpm.base.idempotency import RequestKey, find_stored_answer, store_answer
from bpm.base.pipelining import pipelined
from bpm.base.transactions import command
from bpm.core.engine import contracts as engine_contracts
from bpm.core.values import JsonObject, check_limits
from bpm.identity.contracts import Actor
from bpm.runtime import calling, file_references, forms, locking, step
from bpm.runtime.contracts import CompleteUserTask
from bpm.runtime.limits import variable_limits
from bpm.user_tasks import access, queries as user_task_queries, services as user_tasks
from bpm.user_tasks.contracts import UserTaskRow, UserTaskState, UserTaskView
from bpm.user_tasks.errors import UserTaskChangedError, UserTaskClosedError

_OK = 200


@command
def complete_user_task(
    request: CompleteUserTask, *, actor: Actor, request_key: RequestKey | None = None
) -> UserTaskView:
    """Complete a user task that the actor holds, or may take where nobody holds it.

    Args:
        request: Which user task, with what.
        actor: Who completes it.
        request_key: Marks a request that may be repeated; its first answer is given again.

    Raises:
        UserTaskNotFoundError: It does not exist, or is not the actor's to see.
        UserTaskChangedError: It is not at the revision that was expected.
        UserTaskClosedError: It is completed or cancelled already.
        NotTheAssigneeError: Somebody else holds it.
        NotACandidateError: It is not meant for the actor.
        FourEyesError: The actor completed what the task checks.
        UserTaskDelegatedError: It was delegated; it is to be resolved first.
        UserTaskSuspendedError: Its process instance is suspended.
        FormInvalidError: The form cannot be accepted; every fault is listed.
        InvalidFileReferenceError: A variable refers to a file that the actor may not read.
        InvalidInputError: The variables are too many or too large.
    """
    if request_key is not None and (stored := find_stored_answer(request_key)) is not None:
        return stored.read(UserTaskView)
    check_limits(request.variables, limits=variable_limits())
    task = _get_task(request, actor)
    locked = locking.lock_running(task.process_instance_id)
    now = clock.now()
    revision = _close(request, actor, now=now)
    told: JsonObject = {
        "type": "user_task_completed",
        "user_task_id": str(task.id),
        "activity_id": task.activity_id,
    }
    if request.outcome is not None:
        told["outcome"] = request.outcome
    doing = step.Doing(actor=actor, command="complete_user_task", now=now, events=[told])
    # The race is won, so what the form finds fault with is told to who would have completed it.
    variables = forms.take_task_form(
        task, locked, sent=request.variables, outcome=request.outcome, now=now
    )
    file_references.check_files(variables, actor=actor, form_id=task.form_id)
    completion = engine_contracts.CompleteUserTask(visit=task.visit, variables=variables)
    plan = calling.advance(locked, completion, doing)
    completed = replace(task, state=UserTaskState.COMPLETED, completed_at=now, revision=revision)
    view = user_task_queries.view_of(completed, actor=actor)
    with pipelined(until_commit=True):
        calling.write(plan)
        if request_key is not None:
            store_answer(request_key, view=view, status=_OK)
    return view


def _get_task(request: CompleteUserTask, actor: Actor) -> UserTaskRow:
    task = user_task_queries.get_user_task_row(request.user_task_id, actor=actor)
    if request.expected_revision not in {None, task.revision}:
        raise UserTaskChangedError(f"The user task is at revision {task.revision}; read it again.")
    access.require_completable(actor, task)
    return task


def _close(request: CompleteUserTask, actor: Actor, *, now: datetime) -> int:
    """Win the race for the task by a conditional write, or say who won it."""
    revision = user_tasks.close_user_task(
        request.user_task_id,
        username=actor.username,
        candidates=actor.candidates,
        expected_revision=request.expected_revision,
        now=now,
    )
    if revision is None:
        _get_task(request, actor)
        raise UserTaskClosedError("Somebody was faster; read the user task again.")
    return revision
