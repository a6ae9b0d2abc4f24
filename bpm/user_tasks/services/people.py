"""What people do with a user task without moving a token."""

from datetime import datetime
from uuid import UUID

from django.db.models import F

from bpm.base import clock
from bpm.base.idempotency import RequestKey, answer_once
from bpm.base.ids import new_id
from bpm.base.transactions import command
from bpm.core.values import JsonObject
from bpm.history import services as history
from bpm.history.contracts import NewHistoryEvent
from bpm.identity import queries as identity
from bpm.identity.contracts import Actor, Permission
from bpm.identity.services import require
from bpm.user_tasks import access, queries
from bpm.user_tasks.contracts import UserTaskRow, UserTaskState, UserTaskView
from bpm.user_tasks.errors import (
    NotTheAssigneeError,
    UnknownAssigneeError,
    UserTaskChangedError,
    UserTaskClaimedError,
)
from bpm.user_tasks.models import UserTask, UserTaskCandidate


@command
def claim_user_task(
    user_task_id: UUID,
    *,
    actor: Actor,
    expected_revision: int | None = None,
    request_key: RequestKey | None = None,
) -> UserTaskView:
    """Make the actor the assignee; claiming what one holds already changes nothing.

    Raises:
        UserTaskNotFoundError: It does not exist, or is not the actor's to see.
        UserTaskChangedError: It is not at ``expected_revision``.
        NotACandidateError: The task is not meant for the actor.
        UserTaskClosedError: It is completed or cancelled.
        UserTaskSuspendedError: Its process instance is suspended.
        UserTaskClaimedError: Somebody else holds it.
    """
    return answer_once(
        request_key,
        view=UserTaskView,
        status=200,
        run=lambda: _claim(user_task_id, actor, expected_revision),
    )


def _claim(user_task_id: UUID, actor: Actor, expected_revision: int | None) -> UserTaskView:
    task = _get(user_task_id, actor=actor, expected_revision=expected_revision)
    access.require_claimable(actor, task)
    if task.assignee == actor.username:
        return queries.view_of(task, actor=actor)
    if not _reassign(task, assignee=actor.username, only_from=None):
        return _lost_claim(user_task_id, actor=actor)
    return _changed(task, actor=actor, command_name="claim_user_task", assignee=actor.username)


@command
def unclaim_user_task(
    user_task_id: UUID,
    *,
    actor: Actor,
    expected_revision: int | None = None,
    request_key: RequestKey | None = None,
) -> UserTaskView:
    """Give the task back to its candidates; changes nothing where nobody holds it.

    Raises:
        UserTaskNotFoundError: It does not exist, or is not the actor's to see.
        UserTaskChangedError: It is not at ``expected_revision``, or changed meanwhile.
        UserTaskClosedError: It is completed or cancelled.
        UserTaskSuspendedError: Its process instance is suspended.
        NotTheAssigneeError: Somebody else holds it, and the actor may not take it from him.
    """
    return answer_once(
        request_key,
        view=UserTaskView,
        status=200,
        run=lambda: _unclaim(user_task_id, actor, expected_revision),
    )


def _unclaim(user_task_id: UUID, actor: Actor, expected_revision: int | None) -> UserTaskView:
    task = _get(user_task_id, actor=actor, expected_revision=expected_revision)
    access.require_open(task)
    if task.assignee is None:
        return queries.view_of(task, actor=actor)
    may_operate = identity.has_permission(
        actor, Permission.OPERATE_INSTANCES, key=task.definition_key
    )
    if task.assignee != actor.username and not may_operate:
        raise NotTheAssigneeError(f"{task.assignee} holds this user task.")
    if not _reassign(task, assignee=None, only_from=task.assignee):
        raise UserTaskChangedError("The user task changed meanwhile; read it again.")
    return _changed(task, actor=actor, command_name="unclaim_user_task", assignee=None)


@command
def assign_user_task(
    user_task_id: UUID,
    *,
    assignee: str | None,
    actor: Actor,
    expected_revision: int | None = None,
    request_key: RequestKey | None = None,
) -> UserTaskView:
    """Give the task to a person, or to nobody, whoever holds it.

    Raises:
        UserTaskNotFoundError: It does not exist, or is not the actor's to see.
        ForbiddenError: The actor may not operate instances of this process.
        UserTaskChangedError: It is not at ``expected_revision``, or changed meanwhile.
        UserTaskClosedError: It is completed or cancelled.
        UserTaskSuspendedError: Its process instance is suspended.
        UnknownAssigneeError: There is no active person of this name.
    """
    return answer_once(
        request_key,
        view=UserTaskView,
        status=200,
        run=lambda: _assign(user_task_id, assignee, actor, expected_revision),
    )


def _assign(
    user_task_id: UUID, assignee: str | None, actor: Actor, expected_revision: int | None
) -> UserTaskView:
    task = _get(user_task_id, actor=actor, expected_revision=expected_revision)
    require(actor, Permission.OPERATE_INSTANCES, task.definition_key)
    access.require_open(task)
    if assignee is not None and not identity.user_ids(actor.tenant_id, [assignee]):
        raise UnknownAssigneeError(f"There is no active person called {assignee[:150]!r}.")
    if task.assignee == assignee:
        return queries.view_of(task, actor=actor)
    if not _reassign(task, assignee=assignee, only_from=task.assignee):
        raise UserTaskChangedError("The user task changed meanwhile; read it again.")
    return _changed(task, actor=actor, command_name="assign_user_task", assignee=assignee)


def _get(user_task_id: UUID, *, actor: Actor, expected_revision: int | None) -> UserTaskRow:
    task = queries.get_user_task_row(user_task_id, actor=actor)
    if expected_revision is not None and task.revision != expected_revision:
        raise UserTaskChangedError(f"The user task is at revision {task.revision}; read it again.")
    return task


def _reassign(task: UserTaskRow, *, assignee: str | None, only_from: str | None) -> bool:
    open_task = UserTask.objects.filter(
        id=task.id, state=UserTaskState.OPEN, suspended=False, **_held_by(only_from)
    )
    if not open_task.update(assignee=assignee, revision=F("revision") + 1):
        return False
    UserTaskCandidate.objects.filter(user_task_id=task.id).update(offered=assignee is None)
    return True


def _held_by(username: str | None) -> dict[str, object]:
    return {"assignee__isnull": True} if username is None else {"assignee": username}


def _lost_claim(user_task_id: UUID, *, actor: Actor) -> UserTaskView:
    """Say who was faster; the very same person is no rival."""
    task = queries.get_user_task_row(user_task_id, actor=actor)
    access.require_claimable(actor, task)
    if task.assignee == actor.username:
        return queries.view_of(task, actor=actor)
    raise UserTaskClaimedError("Somebody was faster; read the user task again.")


def _changed(
    before: UserTaskRow, *, actor: Actor, command_name: str, assignee: str | None
) -> UserTaskView:
    _record(before, actor=actor, command_name=command_name, assignee=assignee, at=clock.now())
    return queries.get_user_task(before.id, actor=actor)


def _record(
    task: UserTaskRow, *, actor: Actor, command_name: str, assignee: str | None, at: datetime
) -> None:
    event: JsonObject = {
        "type": "user_task_assigned",
        "user_task_id": str(task.id),
        "activity_id": task.activity_id,
        "old": task.assignee,
        "new": assignee,
    }
    history.record(
        [
            NewHistoryEvent(
                id=new_id(),
                tenant_id=task.tenant_id,
                root_instance_id=task.root_instance_id,
                process_instance_id=task.process_instance_id,
                at=at,
                actor_id=actor.id,
                actor=actor.username,
                command=command_name,
                revision=None,
                events=[event],
            )
        ]
    )
