"""One command on many user tasks: each is done or refused by itself, and all are answered."""

from collections.abc import Callable, Iterable, Sequence
from uuid import UUID

from django.db import transaction

from bpm.base.idempotency import RequestKey, answer_once
from bpm.base.transactions import command
from bpm.core.errors import BpmError, Problem, UnavailableError
from bpm.history.services import check_reason
from bpm.identity.contracts import Actor
from bpm.user_tasks.contracts import (
    RefusalView,
    TaskCommand,
    TaskResultsView,
    TaskResultView,
    UserTaskView,
)
from bpm.user_tasks.errors import InvalidTaskChangeError
from bpm.user_tasks.services.people import assign_once, claim_once
from bpm.user_tasks.services.planning import read_instant, set_once

MOST_TASKS = 100

_Do = Callable[[TaskCommand], UserTaskView]


@command
def claim_user_tasks(
    ids: Sequence[UUID], *, actor: Actor, request_key: RequestKey | None = None
) -> TaskResultsView:
    """Claim many tasks; whoever holds one of them keeps it, and that is answered.

    Raises:
        InvalidTaskChangeError: No tasks are named, or more than 100, or one of them twice.
    """
    return _do_all(ids, request_key, lambda asked: claim_once(asked, actor))


@command
def assign_user_tasks(
    ids: Sequence[UUID],
    *,
    assignee: str | None,
    reason: str | None,
    actor: Actor,
    request_key: RequestKey | None = None,
) -> TaskResultsView:
    """Give many tasks to one person, or to nobody.

    Raises:
        InvalidTaskChangeError: No tasks are named, or more than 100, or one of them twice.
        InvalidReasonError: The reason is too long.
    """
    return _do_all(
        ids, request_key, lambda asked: assign_once(asked, assignee, actor), reason=reason
    )


@command
def set_user_tasks_due_at(
    ids: Sequence[UUID],
    *,
    due_at: str | None,
    reason: str | None,
    actor: Actor,
    request_key: RequestKey | None = None,
) -> TaskResultsView:
    """Set when many tasks are due: a time with its offset, a duration from now, or null.

    Raises:
        InvalidTaskChangeError: This is no time; or no tasks are named, or more than 100, or one of
            them twice.
        InvalidReasonError: The reason is too long.
    """
    instant = read_instant(due_at, "/due_at")
    return _do_all(
        ids,
        request_key,
        lambda asked: set_once(asked, "due_at", instant, actor, "set_user_tasks_due_at"),
        reason=reason,
    )


def _do_all(
    ids: Sequence[UUID], request_key: RequestKey | None, do: _Do, *, reason: str | None = None
) -> TaskResultsView:
    check_reason(reason)
    check_ids(ids)
    return answer_once(
        request_key, view=TaskResultsView, status=200, run=lambda: _run(ids, do, reason)
    )


def check_ids(ids: Sequence[UUID]) -> None:
    """Refuse to work on no tasks, on too many, or on one of them twice.

    Raises:
        InvalidTaskChangeError: It is so.
    """
    if not 1 <= len(ids) <= MOST_TASKS or len(set(ids)) < len(ids):
        detail = f"Name 1 to {MOST_TASKS} user tasks, each once."
        problem = Problem(code=InvalidTaskChangeError.code, pointer="/ids", detail=detail)
        raise InvalidTaskChangeError(detail, problems=[problem])


def try_one(id_: UUID, run: Callable[[], UserTaskView]) -> TaskResultView:
    """Return what became of one task out of many: as it is now, or why it was refused.

    Raises:
        UnavailableError: The database is at fault, not the task.
    """
    try:
        view = run()
    except UnavailableError:
        raise
    except BpmError as error:
        refusal = RefusalView(
            code=error.code, title=error.title(), detail=error.detail, errors=error.problems
        )
        return TaskResultView(id=id_, user_task=None, problem=refusal)
    return TaskResultView(id=id_, user_task=view, problem=None)


def results_of(items: Iterable[TaskResultView]) -> TaskResultsView:
    """Count what was done and what was refused."""
    every = tuple(items)
    failed = sum(item.problem is not None for item in every)
    return TaskResultsView(succeeded=len(every) - failed, failed=failed, items=every)


def _run(ids: Sequence[UUID], do: _Do, reason: str | None) -> TaskResultsView:
    # Locked in one order by all, so that two such commands cannot wait for one another.
    results = {
        id_: _do_one(TaskCommand(user_task_id=id_, reason=reason), do) for id_ in sorted(ids)
    }
    return results_of(results[id_] for id_ in ids)


def _do_one(asked: TaskCommand, do: _Do) -> TaskResultView:
    def run() -> UserTaskView:
        with transaction.atomic():
            return do(asked)

    # Where the database is at fault, nothing of the whole command is kept.
    return try_one(asked.user_task_id, run)
