"""Who does a user task: claim, give back, assign, delegate, resolve."""

from bpm.base.idempotency import RequestKey, answer_once
from bpm.base.transactions import command
from bpm.base.wire import JsonObject
from bpm.core.errors import Problem
from bpm.history.services import check_reason
from bpm.identity import queries as identity
from bpm.identity.contracts import Actor
from bpm.user_tasks import access, queries
from bpm.user_tasks.contracts import DelegationState, TaskCommand, UserTaskRow, UserTaskView
from bpm.user_tasks.errors import (
    InvalidTaskChangeError,
    PersonExcludedError,
    UnknownAssigneeError,
)
from bpm.user_tasks.services.changing import Change, lock_task, write_change

_POINTER = "/assignee"


@command
def claim_user_task(
    asked: TaskCommand, *, actor: Actor, request_key: RequestKey | None = None
) -> UserTaskView:
    """Make the actor the assignee; claiming what one holds already changes nothing.

    Raises:
        UserTaskNotFoundError: It does not exist, or is not the actor's to see.
        UserTaskChangedError: It is not at the revision that was expected.
        NotACandidateError: The task is not meant for the actor.
        FourEyesError: The actor completed what the task checks.
        UserTaskClosedError: It is completed or cancelled.
        UserTaskSuspendedError: Its process instance is suspended.
        UserTaskClaimedError: Somebody else holds it.
    """
    return answer_once(
        request_key, view=UserTaskView, status=200, run=lambda: claim_once(asked, actor)
    )


def claim_once(asked: TaskCommand, actor: Actor) -> UserTaskView:
    """Claim within a transaction that runs; raises what ``claim_user_task`` does."""
    task = _lock(asked, actor)
    access.require_claimable(actor, task)
    if task.assignee == actor.username:
        return queries.view_of(task, actor=actor)
    return _assign_to(task, actor.username, asked, actor, command_name="claim_user_task")


@command
def unclaim_user_task(
    asked: TaskCommand, *, actor: Actor, request_key: RequestKey | None = None
) -> UserTaskView:
    """Give the task back to its candidates; changes nothing where nobody holds it.

    Raises:
        UserTaskNotFoundError: It does not exist, or is not the actor's to see.
        UserTaskChangedError: It is not at the revision that was expected.
        UserTaskClosedError: It is completed or cancelled.
        UserTaskSuspendedError: Its process instance is suspended.
        NotTheAssigneeError: Somebody else holds it, and the actor may not take it from him.
        UserTaskDelegatedError: It was delegated; resolving gives it back.
    """
    return answer_once(
        request_key, view=UserTaskView, status=200, run=lambda: _unclaim(asked, actor)
    )


def _unclaim(asked: TaskCommand, actor: Actor) -> UserTaskView:
    task = _lock(asked, actor)
    access.require_releasable(actor, task)
    if task.assignee is None:
        return queries.view_of(task, actor=actor)
    return _assign_to(task, None, asked, actor, command_name="unclaim_user_task")


@command
def assign_user_task(
    asked: TaskCommand,
    *,
    assignee: str | None,
    actor: Actor,
    request_key: RequestKey | None = None,
) -> UserTaskView:
    """Give the task to a person, or to nobody, whoever holds it; that ends a delegation.

    Raises:
        UserTaskNotFoundError: It does not exist, or is not the actor's to see.
        PermissionMissingError: The actor may not operate instances of this process.
        UserTaskChangedError: It is not at the revision that was expected.
        UserTaskClosedError: It is completed or cancelled.
        UserTaskSuspendedError: Its process instance is suspended.
        UnknownAssigneeError: There is no active person of this name.
        PersonExcludedError: This person completed what the task checks.
        InvalidReasonError: The reason is too long.
    """
    return answer_once(
        request_key,
        view=UserTaskView,
        status=200,
        run=lambda: assign_once(asked, assignee, actor),
    )


def assign_once(asked: TaskCommand, assignee: str | None, actor: Actor) -> UserTaskView:
    """Assign within a transaction that runs; raises what ``assign_user_task`` does."""
    task = _lock(asked, actor)
    access.require_assignable(actor, task)
    if assignee is not None:
        require_fit(assignee, task)
    if task.assignee == assignee and task.delegation_state != DelegationState.PENDING:
        return queries.view_of(task, actor=actor)
    return _assign_to(task, assignee, asked, actor, command_name="assign_user_task")


@command
def delegate_user_task(
    asked: TaskCommand, *, assignee: str, actor: Actor, request_key: RequestKey | None = None
) -> UserTaskView:
    """Let another person work on the task; its owner, who held it first, gets it back.

    Raises:
        UserTaskNotFoundError: It does not exist, or is not the actor's to see.
        UserTaskChangedError: It is not at the revision that was expected.
        UserTaskClosedError: It is completed or cancelled.
        UserTaskSuspendedError: Its process instance is suspended.
        UserTaskUnclaimedError: Nobody holds it.
        NotTheAssigneeError: Somebody else holds it, and the actor may not take it from him.
        UnknownAssigneeError: There is no active person of this name.
        PersonExcludedError: This person completed what the task checks.
        InvalidTaskChangeError: This person holds or owns the task already.
        InvalidReasonError: The reason is too long.
    """
    return answer_once(
        request_key, view=UserTaskView, status=200, run=lambda: _delegate(asked, assignee, actor)
    )


def _delegate(asked: TaskCommand, assignee: str, actor: Actor) -> UserTaskView:
    task = _lock(asked, actor)
    access.require_delegable(actor, task)
    require_fit(assignee, task)
    owner = task.owner or task.assignee
    if assignee in {owner, task.assignee}:
        detail = f"{assignee} has this user task already; delegate it to somebody else."
        raise _refused(InvalidTaskChangeError, detail)
    change = Change(
        command="delegate_user_task",
        type="user_task_delegated",
        columns={
            "assignee": assignee,
            "owner": owner,
            "delegation_state": DelegationState.PENDING,
        },
        told={"old": task.assignee, "new": assignee, "owner": owner},
        reason=asked.reason,
    )
    return write_change(task, change, actor=actor)


def resolve_once(asked: TaskCommand, actor: Actor) -> UserTaskView:
    """Give a delegated task back to its owner, within a transaction that runs.

    Raises:
        UserTaskNotFoundError: It does not exist, or is not the actor's to see.
        UserTaskChangedError: It is not at the revision that was expected.
        UserTaskClosedError: It is completed or cancelled.
        UserTaskSuspendedError: Its process instance is suspended.
        UserTaskNotDelegatedError: It is not delegated, or was resolved.
        NotTheAssigneeError: It was delegated to somebody else.
        InvalidReasonError: The reason is too long.
    """
    task = _lock(asked, actor)
    access.require_resolvable(actor, task)
    change = Change(
        command="resolve_user_task",
        type="user_task_resolved",
        columns={"assignee": task.owner, "delegation_state": DelegationState.RESOLVED},
        told={"old": task.assignee, "new": task.owner},
        reason=asked.reason,
    )
    return write_change(task, change, actor=actor)


def _lock(asked: TaskCommand, actor: Actor) -> UserTaskRow:
    check_reason(asked.reason)
    return lock_task(asked.user_task_id, actor=actor, expected_revision=asked.expected_revision)


def _assign_to(
    task: UserTaskRow, assignee: str | None, asked: TaskCommand, actor: Actor, *, command_name: str
) -> UserTaskView:
    told: JsonObject = {"old": task.assignee, "new": assignee}
    change = Change(
        command=command_name,
        type="user_task_assigned",
        columns={"assignee": assignee, "owner": None, "delegation_state": None},
        told=told,
        reason=asked.reason,
    )
    return write_change(task, change, actor=actor)


def require_fit(username: str, task: UserTaskRow, *, pointer: str = _POINTER) -> None:
    """Refuse somebody who is nobody here, or whom four eyes keep from the task.

    Args:
        username: Who is to hold it.
        task: Which one.
        pointer: Where the request names this person.

    Raises:
        UnknownAssigneeError: There is no active person of this name.
        PersonExcludedError: This person completed what the task checks.
    """
    if not identity.user_ids(task.tenant_id, [username]):
        detail = f"There is no active person called {username[:150]!r}."
        raise _refused(UnknownAssigneeError, detail, pointer)
    if username in task.excluded:
        raise _refused(PersonExcludedError, access.why_excluded(username, task), pointer)


_Refusal = InvalidTaskChangeError | UnknownAssigneeError | PersonExcludedError


def _refused(error: type[_Refusal], detail: str, pointer: str = _POINTER) -> _Refusal:
    problem = Problem(code=error.code, pointer=pointer, detail=detail)
    return error(detail, problems=[problem])
