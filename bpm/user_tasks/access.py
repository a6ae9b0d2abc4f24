"""Who may read a user task, and what he may do with it."""

from collections.abc import Callable

from bpm.core.errors import BpmError
from bpm.identity import queries as identity
from bpm.identity.contracts import Actor, Permission
from bpm.identity.services import require
from bpm.user_tasks.contracts import DelegationState, UserTaskRow, UserTaskState
from bpm.user_tasks.errors import (
    FourEyesError,
    NotACandidateError,
    NotTheAssigneeError,
    UserTaskClaimedError,
    UserTaskClosedError,
    UserTaskDelegatedError,
    UserTaskNotDelegatedError,
    UserTaskSuspendedError,
    UserTaskUnclaimedError,
)


def is_candidate(actor: Actor, task: UserTaskRow) -> bool:
    """Return whether the task is meant for this person, by name or by a group."""
    return not set(actor.candidates).isdisjoint(task.candidates)


def can_read(actor: Actor, task: UserTaskRow) -> bool:
    """Return whether this person may know of the task at all."""
    if task.tenant_id != actor.tenant_id:
        return False
    if actor.username in {task.assignee, task.started_by} or is_candidate(actor, task):
        return True
    return identity.has_permission(actor, Permission.READ_INSTANCES, key=task.definition_key)


def require_open(task: UserTaskRow) -> None:
    """Refuse what only an open, running task allows.

    Raises:
        UserTaskClosedError: It is completed or cancelled.
        UserTaskSuspendedError: Its process instance is suspended.
    """
    if task.state != UserTaskState.OPEN:
        raise UserTaskClosedError(f"This user task is {task.state} already.")
    if task.suspended:
        raise UserTaskSuspendedError("Resume the process instance first.")


def require_claimable(actor: Actor, task: UserTaskRow) -> None:
    """Refuse a claim by somebody for whom the task is not meant, or while another holds it.

    Raises:
        NotACandidateError: The person may read the task only.
        FourEyesError: The person completed what this task checks.
        UserTaskClosedError: It is completed or cancelled.
        UserTaskSuspendedError: Its process instance is suspended.
        UserTaskClaimedError: Somebody else holds it.
    """
    if task.assignee != actor.username and not is_candidate(actor, task):
        raise NotACandidateError("Only its candidates may claim this user task.")
    _require_other_eyes(actor, task)
    require_open(task)
    if task.assignee not in {None, actor.username}:
        raise UserTaskClaimedError(f"{task.assignee} holds this user task.")


def require_completable(actor: Actor, task: UserTaskRow) -> None:
    """Refuse a completion by anybody but the assignee, or a candidate where nobody holds it.

    Raises:
        UserTaskClosedError: It is completed or cancelled.
        NotTheAssigneeError: Somebody else holds it.
        NotACandidateError: Nobody holds it, and it is not meant for this person.
        FourEyesError: The person completed what this task checks.
        UserTaskDelegatedError: It was delegated to this person; the owner completes it.
        UserTaskSuspendedError: Its process instance is suspended.
    """
    if task.state != UserTaskState.OPEN:
        raise UserTaskClosedError(f"This user task is {task.state} already.")
    if task.assignee is not None and task.assignee != actor.username:
        raise NotTheAssigneeError(f"{task.assignee} holds this user task and may complete it.")
    if task.assignee is None and not is_candidate(actor, task):
        raise NotACandidateError("Only its candidates may complete this user task.")
    _require_other_eyes(actor, task)
    if task.delegation_state == DelegationState.PENDING:
        raise UserTaskDelegatedError(f"Resolve it: {task.owner} delegated it and completes it.")
    require_open(task)


def may_manage(actor: Actor, task: UserTaskRow) -> bool:
    """Return whether this person may give the task to anybody, whoever holds it."""
    return identity.has_permission(actor, Permission.OPERATE_INSTANCES, key=task.definition_key)


def require_assignable(actor: Actor, task: UserTaskRow) -> None:
    """Refuse who may not give the task to anybody, or where it is too late.

    Raises:
        PermissionMissingError: The person may not operate instances of this process.
        UserTaskClosedError: It is completed or cancelled.
        UserTaskSuspendedError: Its process instance is suspended.
    """
    require(actor, Permission.OPERATE_INSTANCES, task.definition_key)
    require_open(task)


def require_releasable(actor: Actor, task: UserTaskRow) -> None:
    """Refuse to take the task from its assignee, unless it is this person or may be managed.

    Raises:
        UserTaskClosedError: It is completed or cancelled.
        UserTaskSuspendedError: Its process instance is suspended.
        NotTheAssigneeError: Somebody else holds it.
        UserTaskDelegatedError: It was delegated and is to be resolved.
    """
    require_open(task)
    if task.assignee is None:
        return
    _require_held(actor, task)
    if task.delegation_state == DelegationState.PENDING:
        raise UserTaskDelegatedError(f"Resolve it: it goes back to {task.owner} then.")


def require_delegable(actor: Actor, task: UserTaskRow) -> None:
    """Refuse a delegation by anybody but the assignee and those who manage the task.

    Raises:
        UserTaskClosedError: It is completed or cancelled.
        UserTaskSuspendedError: Its process instance is suspended.
        UserTaskUnclaimedError: Nobody holds it, so that nobody could get it back.
        NotTheAssigneeError: Somebody else holds it.
    """
    require_open(task)
    if task.assignee is None:
        raise UserTaskUnclaimedError("Claim or assign it; then it can be delegated.")
    _require_held(actor, task)


def require_resolvable(actor: Actor, task: UserTaskRow) -> None:
    """Refuse to give back what was not delegated, or was delegated to somebody else.

    Raises:
        UserTaskClosedError: It is completed or cancelled.
        UserTaskSuspendedError: Its process instance is suspended.
        UserTaskNotDelegatedError: There is nobody to whom it would go back.
        NotTheAssigneeError: Somebody else holds it.
    """
    require_open(task)
    if task.delegation_state != DelegationState.PENDING:
        raise UserTaskNotDelegatedError("It is not delegated, so nobody waits to get it back.")
    _require_held(actor, task)


def require_fillable(actor: Actor, task: UserTaskRow) -> None:
    """Refuse to keep what is typed by who could neither complete the task nor give it back.

    Raises:
        UserTaskClosedError: It is completed or cancelled.
        UserTaskSuspendedError: Its process instance is suspended.
        NotTheAssigneeError: Somebody else holds it.
        NotACandidateError: Nobody holds it, and it is not meant for this person.
        FourEyesError: The person completed what this task checks.
    """
    is_lent = task.delegation_state == DelegationState.PENDING
    if is_lent and task.assignee == actor.username:
        require_open(task)
    else:
        require_completable(actor, task)


def require_sendable_back(actor: Actor, task: UserTaskRow) -> None:
    """Refuse to send back by anybody but who may complete the task and those who manage it.

    Raises:
        UserTaskClosedError: It is completed or cancelled.
        UserTaskSuspendedError: Its process instance is suspended.
        NotTheAssigneeError: Somebody else holds it.
        NotACandidateError: Nobody holds it, and it is not meant for this person.
        FourEyesError: The person completed what this task checks.
        UserTaskDelegatedError: It was delegated to this person; the owner decides.
    """
    if not may_manage(actor, task):
        require_completable(actor, task)
    require_open(task)


def require_changeable(actor: Actor, task: UserTaskRow) -> None:
    """Refuse a change of priority or dates by anybody but the assignee and those who manage it.

    Raises:
        UserTaskClosedError: It is completed or cancelled.
        UserTaskSuspendedError: Its process instance is suspended.
        NotTheAssigneeError: The person does not hold it.
    """
    require_open(task)
    _require_held(actor, task)


def _require_held(actor: Actor, task: UserTaskRow) -> None:
    if task.assignee != actor.username and not may_manage(actor, task):
        holder = "Nobody" if task.assignee is None else task.assignee
        raise NotTheAssigneeError(f"{holder} holds this user task.")


def _require_other_eyes(actor: Actor, task: UserTaskRow) -> None:
    if actor.username in task.excluded:
        raise FourEyesError(why_excluded(actor.username, task))


def why_excluded(username: str, task: UserTaskRow) -> str:
    """Return the sentence that tells why four eyes keep a person from a task."""
    activities = ", ".join(task.exclude_completers_of)
    return f"{username} completed one of: {activities}; another person must do this."


def is_possible(check: Callable[[], None]) -> bool:
    """Return whether a check lets something pass."""
    return why_not(check) is None


def why_not(check: Callable[[], None]) -> str | None:
    """Return the sentence with which a check refuses, or None where it does not."""
    try:
        check()
    except BpmError as refusal:
        return refusal.detail
    return None
