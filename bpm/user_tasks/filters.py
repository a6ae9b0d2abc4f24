"""Reading saved searches, and what they stand for when a certain person asks."""

import re
from datetime import UTC, datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from bpm.base.search import (
    InvalidSearchError,
    SearchRequest,
    Sort,
    escape_pointer,
    filter_condition,
)
from bpm.core.errors import Problem
from bpm.core.time import InvalidTemporalError, read_moment, to_instant
from bpm.core.values import JsonObject, JsonValue
from bpm.identity.contracts import Actor, Permission
from bpm.user_tasks.errors import TaskFilterNotFoundError
from bpm.user_tasks.filter_types import FilterSortView, TaskFiltersView, TaskFilterView
from bpm.user_tasks.models import TaskFilter
from bpm.user_tasks.search_fields import fields_for
from bpm.user_tasks.variables import Asked

_MOMENT = re.compile(r"(now|today)\(\)(?:\s*([+-])\s*(P\w+))?", re.ASCII)
_OWN_NAME = "currentUser()"
_OWN_GROUPS = "currentUserGroups()"
_DEEPEST = 12


def list_task_filters(*, actor: Actor) -> TaskFiltersView:
    """Return the actor's own filters, and those shared with his groups."""
    rows = _visible(actor).order_by("position", "name", "id")
    return TaskFiltersView(items=tuple(filter_view(row, actor=actor) for row in rows))


def get_task_filter(filter_id: UUID, *, actor: Actor) -> TaskFilterView:
    """Return one filter.

    Raises:
        TaskFilterNotFoundError: It does not exist, or is not shared with the actor.
    """
    return filter_view(find_filter(filter_id, actor=actor), actor=actor)


def find_filter(filter_id: UUID, *, actor: Actor) -> TaskFilter:
    """Return the row of a filter that the actor may use.

    Raises:
        TaskFilterNotFoundError: It does not exist, or is not shared with the actor.
    """
    row = _visible(actor).filter(id=filter_id).first()
    if row is None:
        raise TaskFilterNotFoundError(f"There is no task filter {filter_id} for you.")
    return row


def condition_of(
    criteria: JsonObject, asked: Asked, *, pointer: str, is_open_only: bool = False
) -> Q:
    """Return the condition on user tasks that criteria stand for, for one person at one moment.

    Raises:
        InvalidSearchError: They cannot be carried out; problems point below ``pointer``.
    """
    try:
        resolved = resolve(criteria, actor=asked.actor, now=asked.now)
        return filter_condition(
            SearchRequest(filter=resolved), fields_for(asked, is_open_only=is_open_only)
        )
    except InvalidSearchError as error:
        moved = [
            Problem(
                code=problem.code,
                pointer=problem.pointer.replace("/filter", pointer, 1),
                detail=problem.detail,
            )
            for problem in error.problems
        ]
        raise type(error)(error.detail, problems=moved) from error


def resolve(criteria: JsonObject, *, actor: Actor, now: datetime) -> JsonObject:
    """Return criteria with their functions replaced by values.

    ``currentUser()`` is the actor's name, ``currentUserGroups()`` the list of his groups,
    ``now()`` this moment and ``today()`` its midnight, both also with a duration added or taken
    away: ``now() + P2D``. Only a text that is nothing else is a function.

    Args:
        criteria: As they were saved.
        actor: Who asks.
        now: In the zone whose midnight ``today()`` is.

    Raises:
        InvalidSearchError: A moment is too far away, or the criteria are nested too deeply.
    """
    return {
        name: _resolve(value, actor, now, f"/filter/{escape_pointer(name)}", 0)
        for name, value in criteria.items()
    }


def _resolve(value: JsonValue, actor: Actor, now: datetime, pointer: str, depth: int) -> JsonValue:
    if depth > _DEEPEST:
        raise _refused(pointer, "These criteria are nested too deeply.")
    if isinstance(value, dict):
        return {
            name: _resolve(item, actor, now, f"{pointer}/{escape_pointer(name)}", depth + 1)
            for name, item in value.items()
        }
    if isinstance(value, list):
        return [
            _resolve(item, actor, now, f"{pointer}/{index}", depth + 1)
            for index, item in enumerate(value)
        ]
    return _resolve_text(value, actor, now, pointer) if isinstance(value, str) else value


def _resolve_text(text: str, actor: Actor, now: datetime, pointer: str) -> JsonValue:
    if text == _OWN_NAME:
        return actor.username
    if text == _OWN_GROUPS:
        return [*sorted(actor.groups)]
    moment = _MOMENT.fullmatch(text)
    if moment is None:
        return text
    kind, sign, duration = moment.groups()
    start = now if kind == "now" else now.replace(hour=0, minute=0, second=0, microsecond=0)
    if duration is None:
        return start.isoformat()
    try:
        shift = read_moment(f"{'-' if sign == '-' else ''}{duration}")
        return to_instant(shift, start, now.tzinfo or UTC).isoformat()
    except InvalidTemporalError:
        detail = "Give a duration such as P2D or PT4H after the sign, not too long."
        raise _refused(pointer, detail) from None


def filter_view(row: TaskFilter, *, actor: Actor) -> TaskFilterView:
    """Return a stored filter as one person reads it."""
    return TaskFilterView(
        id=row.id,
        name=row.name,
        description=row.description,
        owner=row.owner,
        criteria=row.criteria,
        columns=tuple(row.columns),
        sort=tuple(FilterSortView(field=key["field"], order=key["order"]) for key in row.sort),
        position=row.position,
        shared_with=tuple(row.shared_with),
        can_edit=can_edit(row, actor=actor),
        revision=row.revision,
        created_at=row.created_at,
        updated_at=row.updated_at,
    )


def can_edit(row: TaskFilter, *, actor: Actor) -> bool:
    """Return whether this person may change a filter that he sees."""
    return row.owner == actor.username or Permission.ADMINISTER_PEOPLE in actor.permissions


def sort_of(row: TaskFilter) -> tuple[Sort, ...]:
    """Return the order that a filter asks for; empty for none of its own."""
    return tuple(Sort(field=key["field"], is_descending=key["order"] == "desc") for key in row.sort)


def _visible(actor: Actor) -> QuerySet[TaskFilter]:
    mine = Q(owner=actor.username)
    if actor.groups:
        mine |= Q(shared_with__overlap=sorted(actor.groups))
    return TaskFilter.objects.filter(mine, tenant_id=actor.tenant_id)


def _refused(pointer: str, detail: str) -> InvalidSearchError:
    problem = Problem(code="invalid_value", pointer=pointer, detail=detail)
    return InvalidSearchError(problems=[problem])
