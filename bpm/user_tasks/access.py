"""Who may read a user task, and what he may do with it."""

from collections.abc import Callable

from bpm.core.errors import BpmError
from bpm.identity import queries as identity
from bpm.identity.contracts import Actor, Permission
from bpm.user_tasks.contracts import UserTaskRow, UserTaskState
from bpm.user_tasks.errors import (
    NotACandidateError,
    NotTheAssigneeError,
    UserTaskClaimedError,
    UserTaskClosedError,
    UserTaskSuspendedError,
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
        UserTaskClosedError: It is completed or cancelled.
        UserTaskSuspendedError: Its process instance is suspended.
        UserTaskClaimedError: Somebody else holds it.
    """
    if task.assignee != actor.username and not is_candidate(actor, task):
        raise NotACandidateError("Only its candidates may claim this user task.")
    require_open(task)
    if task.assignee not in {None, actor.username}:
        raise UserTaskClaimedError(f"{task.assignee} holds this user task.")


def require_completable(actor: Actor, task: UserTaskRow) -> None:
    """Refuse a completion by anybody but the assignee, or a candidate where nobody holds it.

    Raises:
        UserTaskClosedError: It is completed or cancelled.
        NotTheAssigneeError: Somebody else holds it.
        NotACandidateError: Nobody holds it, and it is not meant for this person.
        UserTaskSuspendedError: Its process instance is suspended.
    """
    if task.state != UserTaskState.OPEN:
        raise UserTaskClosedError(f"This user task is {task.state} already.")
    if task.assignee is not None and task.assignee != actor.username:
        raise NotTheAssigneeError(f"{task.assignee} holds this user task and may complete it.")
    if task.assignee is None and not is_candidate(actor, task):
        raise NotACandidateError("Only its candidates may complete this user task.")
    require_open(task)


def why_not(check: Callable[[], None]) -> str | None:
    """Return the sentence with which a check refuses, or None where it does not."""
    try:
        check()
    except BpmError as refusal:
        return refusal.detail
    return None
