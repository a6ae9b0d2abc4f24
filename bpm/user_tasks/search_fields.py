"""What user tasks can be filtered and sorted by."""

from functools import partial

from django.db.models import Exists, OuterRef, Q

from bpm.base.search import (
    Field,
    FieldKind,
    Fields,
    InvalidSearchError,
    convert_operand,
)
from bpm.core.errors import Problem
from bpm.core.values import JsonValue
from bpm.user_tasks.contracts import UserTaskState
from bpm.user_tasks.models import UserTaskCandidate
from bpm.user_tasks.variables import TaskVariables


def _refused(pointer: str, detail: str) -> InvalidSearchError:
    return InvalidSearchError(
        problems=[Problem(code="invalid_value", pointer=pointer, detail=detail)]
    )


def _candidates(prefix: str, value: JsonValue, pointer: str) -> Q:
    if isinstance(value, dict):
        value = value.get("$in", value.get("$eq"))
    names = value if isinstance(value, list) else [value]
    if not all(isinstance(name, str) and "\0" not in name for name in names):
        raise _refused(pointer, "Give a name, or a list of names.")
    wanted = [f"{prefix}{name}" for name in names]
    return Q(
        Exists(UserTaskCandidate.objects.filter(user_task_id=OuterRef("id"), candidate__in=wanted))
    )


def _candidate_groups(value: JsonValue, pointer: str) -> Q:
    return _candidates("group:", value, pointer)


def _candidate_users(value: JsonValue, pointer: str) -> Q:
    return _candidates("user:", value, pointer)


def _unassigned(value: JsonValue, pointer: str) -> Q:
    flag = convert_operand(value, FieldKind.FLAG, is_text=isinstance(value, str))
    if not isinstance(flag, bool):
        raise _refused(pointer, "Give true or false here.")
    return Q(assignee__isnull=flag)


def _before(path: str, value: JsonValue, pointer: str) -> Q:
    instant = convert_operand(value, FieldKind.TIME)
    if instant is None:
        raise _refused(pointer, "Give a time such as 2026-05-01T08:00:00Z here.")
    return Q(**{f"{path}__lt": instant})


def _due_before(value: JsonValue, pointer: str) -> Q:
    return _before("due_at", value, pointer)


def _follow_up_before(value: JsonValue, pointer: str) -> Q:
    return _before("follow_up_at", value, pointer)


def _text(variables: TaskVariables, value: JsonValue, pointer: str) -> Q:
    text = convert_operand(value, FieldKind.TEXT)
    if not isinstance(text, str):
        raise _refused(pointer, "Give a text here.")
    return (
        Q(name__icontains=text)
        | Q(business_key__icontains=text)
        | Q(definition_key__icontains=text)
        | Q(activity_id__icontains=text)
        | variables.tasks_with_text(text)
    )


PLAIN: Fields = {
    "id": Field(path="id", kind=FieldKind.ID),
    "process_instance_id": Field(path="process_instance_id", kind=FieldKind.ID),
    "definition_id": Field(path="definition_id", kind=FieldKind.ID),
    "definition_key": Field(path="definition_key", is_sortable=True),
    "business_key": Field(path="business_key", is_sortable=True, is_nullable=True),
    "activity_id": Field(path="activity_id"),
    "name": Field(path="name", is_sortable=True),
    "assignee": Field(path="assignee", is_sortable=True, is_nullable=True),
    "owner": Field(path="owner", is_nullable=True),
    "started_by": Field(path="started_by", is_nullable=True),
    "form_key": Field(path="form_key", is_nullable=True),
    "form_id": Field(path="form_id", kind=FieldKind.ID, is_nullable=True),
    "state": Field(path="state", choices=tuple(UserTaskState)),
    "suspended": Field(path="suspended", kind=FieldKind.FLAG),
    "priority": Field(path="priority", kind=FieldKind.INTEGER, is_sortable=True),
    "due_at": Field(path="due_at", kind=FieldKind.TIME, is_sortable=True, is_nullable=True),
    "follow_up_at": Field(
        path="follow_up_at", kind=FieldKind.TIME, is_sortable=True, is_nullable=True
    ),
    "created_at": Field(path="created_at", kind=FieldKind.TIME, is_sortable=True),
    "completed_at": Field(
        path="completed_at", kind=FieldKind.TIME, is_sortable=True, is_nullable=True
    ),
    "candidate_groups": Field(condition=_candidate_groups),
    "candidate_users": Field(condition=_candidate_users),
    "unassigned": Field(condition=_unassigned),
    "due_before": Field(condition=_due_before),
    "follow_up_before": Field(condition=_follow_up_before),
}


def fields_for(variables: TaskVariables) -> Fields:
    """Return the fields of one search, which may ask that of variables."""
    return {
        **PLAIN,
        "text": Field(condition=partial(_text, variables)),
        "variables": Field(condition_within=variables.of_tasks),
    }
