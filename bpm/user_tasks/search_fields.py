"""What user tasks can be filtered and sorted by."""

from functools import partial

from django.db.models import Exists, OuterRef, Q

from bpm.base.search import (
    Field,
    FieldKind,
    Fields,
    InvalidSearchError,
    convert_operand,
    part_to_regex,
)
from bpm.core.errors import Problem
from bpm.core.values import JsonValue
from bpm.definitions import queries as definitions
from bpm.user_tasks.contracts import UserTaskState
from bpm.user_tasks.models import UserTask, UserTaskCandidate
from bpm.user_tasks.variables import Asked

SHORTEST_PART = 3
"""Characters below which only the beginnings of texts are searched."""

MOST_BY_ID = 1_000
"""Tasks that a search names one by one."""


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


def fields_for(asked: Asked, *, is_open_only: bool = False) -> Fields:
    """Return the fields of one search.

    Args:
        asked: Who searches.
        is_open_only: Whether nothing but open tasks is searched anyway; only their texts have an
            index.
    """
    return {
        **PLAIN,
        "text": Field(condition=partial(_text, asked, is_open_only=is_open_only)),
        "variables": Field(condition_within=asked.variables.of_tasks),
    }


def _text(asked: Asked, value: JsonValue, pointer: str, *, is_open_only: bool) -> Q:
    text = convert_operand(value, FieldKind.TEXT)
    if not isinstance(text, str):
        raise _refused(pointer, "Give a text here.")
    # An index of parts of texts knows three characters; of fewer only how a text begins.
    pattern = part_to_regex(text) if len(text) >= SHORTEST_PART else f"^{part_to_regex(text)}"
    found = _own_texts(pattern, asked, is_open_only=is_open_only)
    found |= _texts_of_instances(pattern, asked)
    keys = definitions.find_keys_with(asked.actor, text)
    return found | Q(definition_key__in=sorted(keys)) if keys else found


def _own_texts(pattern: str, asked: Asked, *, is_open_only: bool) -> Q:
    """Return the condition for a text in names and business keys; by ids where those are few.

    A text that many have is soon met by who reads in order; one that few have is not, but then
    an index tells which they are.
    """
    condition = Q(name__iregex=pattern) | Q(business_key__iregex=pattern)
    if not is_open_only:
        return condition
    rows = UserTask.objects.filter(
        condition, tenant_id=asked.actor.tenant_id, state=UserTaskState.OPEN
    )
    found = list(rows.values_list("id", flat=True)[: MOST_BY_ID + 1])
    return condition if len(found) > MOST_BY_ID else Q(id__in=found)


def _texts_of_instances(pattern: str, asked: Asked) -> Q:
    instances = asked.variables.instances_with_text(pattern, most=MOST_BY_ID + 1)
    if len(instances) > MOST_BY_ID:
        return asked.variables.tasks_with_text(pattern)
    return Q(process_instance_id__in=instances)
