"""Stored user tasks as plain rows, read without the cost of the object mapper."""

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.contrib.postgres.fields import ArrayField
from django.db import connection
from django.db.models import BooleanField, Case, F, Func, OuterRef, QuerySet, TextField, Value, When

from bpm.base.sql import SqlParameters, sql_array
from bpm.user_tasks.contracts import UserTaskRow, UserTaskState
from bpm.user_tasks.models import UserTask, UserTaskCandidate

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
    "completed_by",
    "revision",
    "delegation_state",
    "exclude_completers_of",
)
_NAMES: "ArrayField[list[str], list[str]]" = ArrayField(TextField())
# Only the constant column names above enter the text of these statements.
_TEMPLATE = (
    f"SELECT {', '.join(_COLUMNS)}, ARRAY(SELECT candidate FROM user_task_candidate"  # noqa: S608
    " WHERE user_task_id = user_task.id), CASE WHEN exclude_completers_of = '{{}}' THEN '{{}}' ELSE"
    " ARRAY(SELECT DISTINCT done.completed_by FROM user_task done"
    " WHERE done.process_instance_id = user_task.process_instance_id"
    " AND done.activity_id = ANY(user_task.exclude_completers_of)"
    " AND done.completed_by IS NOT NULL) END, ARRAY(SELECT DISTINCT done.activity_id"
    " FROM user_task done WHERE done.process_instance_id = {instance}"
    " AND done.state = 'completed') FROM user_task "
)
# Of one instance, what was completed is found once and not for each of its tasks.
_SELECT_OF_INSTANCE = _TEMPLATE.format(instance="%(instance)s")
_SELECT = _TEMPLATE.format(instance="user_task.process_instance_id")
_BY_ID = _SELECT + "WHERE id = %(id)s"
_BY_IDS = _SELECT + "WHERE id = ANY(%(ids)s::uuid[])"
_BY_INSTANCE = _SELECT_OF_INSTANCE + "WHERE process_instance_id = %(instance)s ORDER BY id"
_BY_INSTANCE_AND_STATE = (
    _SELECT_OF_INSTANCE
    + "WHERE process_instance_id = %(instance)s AND state = %(state)s ORDER BY id"
)


def find_row(user_task_id: UUID) -> UserTaskRow | None:
    """Return a user task with its candidates in one statement, or None where there is none."""
    rows = _read(_BY_ID, {"id": user_task_id})
    return rows[0] if rows else None


def find_rows(user_task_ids: Iterable[UUID]) -> Sequence[UserTaskRow]:
    """Return the user tasks that exist of these, in no order."""
    return _read(_BY_IDS, {"ids": sql_array(user_task_ids)})


def find_rows_of_instance(
    process_instance_id: UUID, *, state: UserTaskState | None = None
) -> Sequence[UserTaskRow]:
    """Return the user tasks of an instance, oldest first; of every state unless one is named."""
    if state is None:
        return _read(_BY_INSTANCE, {"instance": process_instance_id})
    parameters: SqlParameters = {"instance": process_instance_id, "state": state.value}
    return _read(_BY_INSTANCE_AND_STATE, parameters)


def row_of(task: UserTask) -> UserTaskRow:
    """Return a model object, annotated with what ``annotated`` adds, as a plain row."""
    values: dict[str, Any] = {name: getattr(task, name) for name in _COLUMNS}
    return UserTaskRow(
        **values,
        candidates=tuple(getattr(task, "candidate_names", ())),
        excluded=tuple(getattr(task, "excluded_names", ())),
        completed_before=frozenset(getattr(task, "completed_activities", ())),
    )


def annotated(tasks: QuerySet[UserTask]) -> QuerySet[UserTask]:
    """Return the tasks with their candidates, whom they exclude, and what was done before."""
    named = UserTaskCandidate.objects.filter(user_task_id=OuterRef("id"))
    done = UserTask.objects.filter(
        process_instance_id=OuterRef("process_instance_id"), state=UserTaskState.COMPLETED
    )
    return tasks.annotate(
        completed_activities=ArraySubquery(done.values("activity_id").distinct()),
        candidate_names=ArraySubquery(named.values("candidate")),
        excluded_names=Case(
            When(exclude_completers_of=[], then=Value([], output_field=_NAMES)),
            default=ArraySubquery(completers_to_exclude().values("completed_by").distinct()),
            output_field=_NAMES,
        ),
    )


def completers_to_exclude() -> QuerySet[UserTask]:
    """Return the completed tasks, seen from another one, whose completers that one excludes."""
    return UserTask.objects.filter(
        process_instance_id=OuterRef("process_instance_id"),
        completed_by__isnull=False,
    ).filter(_is_among(F("activity_id"), OuterRef("exclude_completers_of")))


def is_distinct(name: str) -> Func:
    """Return whether a candidate's copy of a sort key is not what its task says, null included."""
    return Func(
        F(name),
        F(f"user_task__{name}"),
        template="(%(expressions)s)",
        arg_joiner=" IS DISTINCT FROM ",
        output_field=BooleanField(),
    )


def _is_among(text: F, texts: OuterRef) -> Func:
    return Func(
        text,
        texts,
        template="(%(expressions)s))",
        arg_joiner=" = ANY(",
        output_field=BooleanField(),
    )


def _read(sql: str, parameters: SqlParameters) -> list[UserTaskRow]:
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return [
            UserTaskRow(
                **dict(zip(_COLUMNS, values, strict=False)),
                candidates=tuple(values[-3]),
                excluded=tuple(values[-2]),
                completed_before=frozenset(values[-1]),
            )
            for values in cursor.fetchall()
        ]
