"""Saving searches for user tasks."""

from uuid import UUID

from django.db import IntegrityError, transaction

from bpm.base import clock
from bpm.base.idempotency import RequestKey, answer_once
from bpm.base.ids import new_id
from bpm.base.pages import sort_keys
from bpm.base.search import InvalidSearchError
from bpm.base.transactions import command
from bpm.core.errors import Problem
from bpm.core.values import JsonValue
from bpm.identity.contracts import Actor
from bpm.identity.sharing import check_shared_with
from bpm.user_tasks import filters
from bpm.user_tasks.errors import (
    InvalidTaskFilterError,
    NotYourTaskFilterError,
    TaskFilterChangedError,
    TaskFilterNameTakenError,
)
from bpm.user_tasks.filter_types import COLUMNS, NewTaskFilter, TaskFilterView
from bpm.user_tasks.models import TaskFilter
from bpm.user_tasks.search_fields import PLAIN
from bpm.user_tasks.variables import COLUMN_PREFIX, Asked, TaskVariables, columns_of_variables

LONGEST_NAME = 100
LONGEST_DESCRIPTION = 1_000
MOST_FILTERS = 100
MOST_COLUMNS = 50
LARGEST_POSITION = 10_000


@command
def create_task_filter(
    *,
    wanted: NewTaskFilter,
    actor: Actor,
    variables: TaskVariables,
    request_key: RequestKey | None = None,
) -> TaskFilterView:
    """Keep a search; its criteria are checked as a search checks them.

    Raises:
        InvalidTaskFilterError: A part of it does not fit; all faults at once.
        TaskFilterNameTakenError: The actor has a filter of this name.
    """
    return answer_once(
        request_key, view=TaskFilterView, status=201, run=lambda: _create(wanted, actor, variables)
    )


def _create(wanted: NewTaskFilter, actor: Actor, variables: TaskVariables) -> TaskFilterView:
    asked = Asked(actor=actor, now=clock.now(), variables=variables)
    _check(wanted, before=(), asked=asked)
    own = TaskFilter.objects.filter(tenant_id=actor.tenant_id, owner=actor.username)
    if own.count() >= MOST_FILTERS:
        raise InvalidTaskFilterError(f"You have {MOST_FILTERS} filters; delete one of them first.")
    now = clock.now()
    row = TaskFilter(
        id=new_id(),
        tenant_id=actor.tenant_id,
        owner=actor.username,
        created_at=now,
        updated_at=now,
        **_columns_of(wanted),
    )
    _save(row, is_new=True)
    return filters.filter_view(row, actor=actor)


@command
def update_task_filter(
    filter_id: UUID,
    *,
    wanted: NewTaskFilter,
    actor: Actor,
    variables: TaskVariables,
    expected_revision: int | None = None,
) -> TaskFilterView:
    """Keep a search in the place of an earlier one; its owner stays.

    Raises:
        TaskFilterNotFoundError: It does not exist, or is not shared with the actor.
        NotYourTaskFilterError: The actor may use it, not change it.
        TaskFilterChangedError: It is not at ``expected_revision``.
        InvalidTaskFilterError: A part of it does not fit; all faults at once.
        TaskFilterNameTakenError: Its owner has another filter of this name.
    """
    row = _lock(filter_id, actor)
    if expected_revision not in {None, row.revision}:
        raise TaskFilterChangedError(f"The filter is at revision {row.revision}; read it again.")
    asked = Asked(actor=actor, now=clock.now(), variables=variables)
    _check(wanted, before=tuple(row.shared_with), asked=asked)
    for name, value in _columns_of(wanted).items():
        setattr(row, name, value)
    row.revision += 1
    row.updated_at = clock.now()
    _save(row, is_new=False)
    return filters.filter_view(row, actor=actor)


@command
def delete_task_filter(filter_id: UUID, *, actor: Actor) -> None:
    """Forget a saved search, for all with whom it is shared.

    Raises:
        TaskFilterNotFoundError: It does not exist, or is not shared with the actor.
        NotYourTaskFilterError: The actor may use it, not delete it.
    """
    _lock(filter_id, actor).delete()


def _lock(filter_id: UUID, actor: Actor) -> TaskFilter:
    TaskFilter.objects.select_for_update().filter(id=filter_id).values_list("id").first()
    row = filters.find_filter(filter_id, actor=actor)
    if not filters.can_edit(row, actor=actor):
        raise NotYourTaskFilterError(f"Only {row.owner} may change this filter.")
    return row


def _columns_of(wanted: NewTaskFilter) -> dict[str, object]:
    sort: list[JsonValue] = [
        {"field": key.field, "order": "desc" if key.is_descending else "asc"} for key in wanted.sort
    ]
    return {
        "name": wanted.name.strip(),
        "description": wanted.description,
        "criteria": wanted.criteria,
        "columns": list(wanted.columns),
        "sort": sort,
        "position": wanted.position,
        "shared_with": list(dict.fromkeys(wanted.shared_with)),
    }


def _save(row: TaskFilter, *, is_new: bool) -> None:
    try:
        with transaction.atomic():
            row.save(force_insert=is_new, force_update=not is_new)
    except IntegrityError as error:
        raise TaskFilterNameTakenError(f"There is a filter called {row.name!r} already.") from error


def _check(wanted: NewTaskFilter, *, before: tuple[str, ...], asked: Asked) -> None:
    """Refuse what could not be searched for, shown or shared; every fault at once."""
    problems = [*_check_texts(wanted), *_check_columns(wanted, asked.variables)]
    problems += check_shared_with(wanted.shared_with, before=before, actor=asked.actor)
    try:
        filters.condition_of(wanted.criteria, asked, pointer="/criteria")
    except InvalidSearchError as error:
        problems += error.problems
    try:
        sort_keys(wanted.sort, PLAIN)
    except InvalidSearchError as error:
        problems += error.problems
    if problems:
        raise InvalidTaskFilterError(problems=problems)


def _check_texts(wanted: NewTaskFilter) -> list[Problem]:
    problems = []
    if not 1 <= len(wanted.name.strip()) <= LONGEST_NAME:
        problems.append(_problem("/name", f"Give a name of 1 to {LONGEST_NAME} characters."))
    if len(wanted.description) > LONGEST_DESCRIPTION:
        detail = f"Give at most {LONGEST_DESCRIPTION} characters."
        problems.append(_problem("/description", detail))
    if not 0 <= wanted.position <= LARGEST_POSITION:
        detail = f"Give a whole number from 0 to {LARGEST_POSITION}."
        problems.append(_problem("/position", detail))
    return problems


def _check_columns(wanted: NewTaskFilter, variables: TaskVariables) -> list[Problem]:
    if len(set(wanted.columns)) < len(wanted.columns):
        return [_problem("/columns", "Name each column once.")]
    if len(wanted.columns) > MOST_COLUMNS:
        return [_problem("/columns", f"Choose at most {MOST_COLUMNS} columns.")]
    undeclared = variables.find_undeclared(columns_of_variables(wanted.columns))
    return [
        problem
        for index, name in enumerate(wanted.columns)
        if (problem := _check_column(name, f"/columns/{index}", undeclared)) is not None
    ]


def _check_column(name: str, pointer: str, undeclared: frozenset[str]) -> Problem | None:
    if name in COLUMNS:
        return None
    if not name.startswith(COLUMN_PREFIX):
        known = ", ".join([*sorted(COLUMNS), f"{COLUMN_PREFIX}<name>"])
        return _problem(pointer, f"Choose from: {known}.")
    if name.removeprefix(COLUMN_PREFIX) not in undeclared:
        return None
    detail = f"No model declares {name.removeprefix(COLUMN_PREFIX)[:80]!r} searchable."
    return Problem(code="variable_not_searchable", pointer=pointer, detail=detail)


def _problem(pointer: str, detail: str) -> Problem:
    return Problem(code="invalid_value", pointer=pointer, detail=detail)
