"""Complete many user tasks of one form, each by itself: what one is refused leaves the others."""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from uuid import UUID

from bpm.base.idempotency import RequestKey, find_stored_answer, store_answer
from bpm.base.transactions import command
from bpm.core.errors import Problem
from bpm.core.values import check_limits
from bpm.identity.contracts import Actor
from bpm.runtime.commands.complete_user_task import complete_user_task
from bpm.runtime.contracts import CompleteUserTask, CompleteUserTasks
from bpm.runtime.errors import DifferentFormsError
from bpm.user_tasks import queries as user_task_queries, services as user_tasks
from bpm.user_tasks.contracts import TaskResultsView, UserTaskRow, UserTaskView
from bpm.user_tasks.errors import UserTaskNotFoundError

_OK = 200


def complete_user_tasks(
    request: CompleteUserTasks, *, actor: Actor, request_key: RequestKey | None = None
) -> TaskResultsView:
    """Complete many tasks of one form, each in a transaction of its own.

    So whoever is refused one has completed the others, and a long list locks nothing for long. A
    repetition with the same key completes what the first one did not come to.

    Raises:
        InvalidTaskChangeError: No tasks are named, or more than 100, or one of them twice.
        DifferentFormsError: They have different forms; those are named, and none is completed.
        InvalidInputError: The variables are too many or too large.
        UnavailableError: The database is away or busy; what was completed stays so.
    """
    user_tasks.check_ids(request.ids)
    check_limits(request.variables)
    if request_key is not None and (stored := _find_answer(request_key)) is not None:
        return stored
    _require_one_form(request.ids, actor)
    complete = partial(_complete, request, actor, request_key)
    view = user_tasks.results_of(
        user_tasks.try_one(id_, partial(complete, id_)) for id_ in request.ids
    )
    if request_key is not None:
        _keep_answer(request_key, view)
    return view


def _complete(
    request: CompleteUserTasks, actor: Actor, request_key: RequestKey | None, id_: UUID
) -> UserTaskView:
    return complete_user_task(
        CompleteUserTask(user_task_id=id_, variables=request.variables, outcome=request.outcome),
        actor=actor,
        request_key=request_key and replace(request_key, key=f"{request_key.key}/{id_}"),
    )


@command
def _find_answer(request_key: RequestKey) -> TaskResultsView | None:
    stored = find_stored_answer(request_key)
    return None if stored is None else stored.read(TaskResultsView)


@command
def _keep_answer(request_key: RequestKey, view: TaskResultsView) -> None:
    store_answer(request_key, view=view, status=_OK)


def _require_one_form(ids: Sequence[UUID], actor: Actor) -> None:
    """Refuse tasks of different forms: the same values would mean something else in each.

    Without forms, tasks are of one kind where they are the same step of the same process.
    """
    tasks = {id_: task for id_ in ids if (task := _find_task(id_, actor)) is not None}
    if len({_kind_of(task) for task in tasks.values()}) < 2:  # noqa: PLR2004 one kind is no mixture
        return
    first = next(iter(tasks.values()))
    problems = [
        Problem(
            code=DifferentFormsError.code,
            pointer=f"/ids/{at}",
            detail=f"{_name_of(tasks[id_])} has {_form_of(tasks[id_])}; "
            f"{_name_of(first)} has {_form_of(first)}.",
            remedy="Complete the tasks of each form by themselves.",
        )
        for at, id_ in enumerate(ids)
        if id_ in tasks and _kind_of(tasks[id_]) != _kind_of(first)
    ]
    raise DifferentFormsError(
        "Only tasks of one form are completed together; none was.", problems=problems
    )


def _find_task(id_: UUID, actor: Actor) -> UserTaskRow | None:
    try:
        return user_task_queries.get_user_task_row(id_, actor=actor)
    except UserTaskNotFoundError:
        # Answered for the task itself, like every other refusal.
        return None


def _kind_of(task: UserTaskRow) -> tuple[object, ...]:
    if task.form_id is not None:
        return (task.form_id,)
    return (task.definition_key, task.activity_id)


def _name_of(task: UserTaskRow) -> str:
    return repr(task.name or task.activity_id)


def _form_of(task: UserTaskRow) -> str:
    if task.form_id is None:
        return f"no form, at the step {task.activity_id!r} of {task.definition_key!r}"
    return f"the form {task.form_key!r}, version {task.form_version}"
