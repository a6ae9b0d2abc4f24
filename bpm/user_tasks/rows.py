"""Stored user tasks as plain rows, read without the cost of the object mapper."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.db import connection

from bpm.user_tasks.contracts import UserTaskRow, UserTaskState
from bpm.user_tasks.models import UserTask

_COLUMNS = (
    "id",
    "tenant_id",
    "root_instance_id",
    "process_instance_id",
    "definition_id",
    "definition_key",
    "business_key",
    "started_by",
    "activity_instance_id",
    "visit",
    "activity_id",
    "name",
    "assignee",
    "owner",
    "priority",
    "due_at",
    "follow_up_at",
    "state",
    "suspended",
    "form_key",
    "form_id",
    "form_version",
    "created_at",
    "completed_at",
    "revision",
)
# Only the constant column names above enter the text of these statements.
_SELECT = (
    f"SELECT {', '.join(_COLUMNS)}, ARRAY(SELECT candidate FROM user_task_candidate"  # noqa: S608
    " WHERE user_task_id = user_task.id) FROM user_task "
)
_BY_ID = _SELECT + "WHERE id = %s"
_BY_INSTANCE = _SELECT + "WHERE process_instance_id = %s ORDER BY id"
_BY_INSTANCE_AND_STATE = _SELECT + "WHERE process_instance_id = %s AND state = %s ORDER BY id"


def find_row(user_task_id: UUID) -> UserTaskRow | None:
    """Return a user task with its candidates in one statement, or None where there is none."""
    rows = _read(_BY_ID, [user_task_id])
    return rows[0] if rows else None


def find_rows_of_instance(
    process_instance_id: UUID, *, state: UserTaskState | None = None
) -> Sequence[UserTaskRow]:
    """Return the user tasks of an instance, oldest first; of every state unless one is named."""
    if state is None:
        return _read(_BY_INSTANCE, [process_instance_id])
    return _read(_BY_INSTANCE_AND_STATE, [process_instance_id, state.value])


def row_of(task: UserTask) -> UserTaskRow:
    """Return a model object, annotated with ``candidate_names``, as a plain row."""
    values: dict[str, Any] = {name: getattr(task, name) for name in _COLUMNS}
    return UserTaskRow(**values, candidates=tuple(getattr(task, "candidate_names", ())))


def _read(sql: str, parameters: list[UUID | str]) -> list[UserTaskRow]:
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return [
            UserTaskRow(**dict(zip(_COLUMNS, values, strict=False)), candidates=tuple(values[-1]))
            for values in cursor.fetchall()
        ]
