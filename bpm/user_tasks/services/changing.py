"""How a command on one user task reads and writes it: locked, checked, written, told."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db.models import F

from bpm.base import clock
from bpm.base.ids import new_id
from bpm.base.wire import JsonObject
from bpm.history import services as history
from bpm.history.contracts import NewHistoryEvent
from bpm.identity.contracts import Actor
from bpm.user_tasks import queries
from bpm.user_tasks.contracts import UserTaskRow, UserTaskView
from bpm.user_tasks.errors import UserTaskChangedError
from bpm.user_tasks.models import UserTask, UserTaskCandidate

_SORT_KEYS = ("due_at", "priority")


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What a command does to one user task.

    Args:
        command: Name of the command.
        type: Of the history's event.
        columns: New values of the task's own columns.
        told: What the event says beside.
        reason: Why, as the person gave it.
    """

    command: str
    type: str
    columns: Mapping[str, Any] = field(default_factory=dict)
    told: JsonObject = field(default_factory=dict)
    reason: str | None = None


def lock_task(
    user_task_id: UUID, *, actor: Actor, expected_revision: int | None = None
) -> UserTaskRow:
    """Lock a task and return it as it is now, so that what is checked stays true.

    Raises:
        UserTaskNotFoundError: It does not exist, or is not the actor's to see.
        UserTaskChangedError: It is not at ``expected_revision``.
    """
    locked = UserTask.objects.select_for_update().filter(id=user_task_id, tenant_id=actor.tenant_id)
    locked.values_list("id").first()
    task = queries.get_user_task_row(user_task_id, actor=actor)
    if expected_revision is not None and task.revision != expected_revision:
        raise UserTaskChangedError(f"The user task is at revision {task.revision}; read it again.")
    return task


def write_change(task: UserTaskRow, change: Change, *, actor: Actor) -> UserTaskView:
    """Write a change to a locked, open task, tell it, and return the task as the actor reads it."""
    UserTask.objects.filter(id=task.id).update(revision=F("revision") + 1, **change.columns)
    copied = {name: change.columns[name] for name in _SORT_KEYS if name in change.columns}
    if "assignee" in change.columns:
        copied["offered"] = change.columns["assignee"] is None
    if copied:
        UserTaskCandidate.objects.filter(user_task_id=task.id).update(**copied)
    tell(task, change, actor=actor)
    # A person who gave the task away need not be able to read it any more.
    return queries.view_of(queries.get_any_user_task_row(task.id), actor=actor)


def tell(task: UserTaskRow, change: Change, *, actor: Actor) -> None:
    """Write what a command did to a task into the history."""
    event: JsonObject = {
        "type": change.type,
        "user_task_id": str(task.id),
        "activity_id": task.activity_id,
        **change.told,
    }
    if change.reason is not None:
        event["reason"] = change.reason
    history.record(
        [
            NewHistoryEvent(
                id=new_id(),
                tenant_id=task.tenant_id,
                root_instance_id=task.root_instance_id,
                process_instance_id=task.process_instance_id,
                at=clock.now(),
                actor_id=actor.id,
                actor=actor.username,
                command=change.command,
                revision=None,
                events=[event],
            )
        ]
    )
