"""What tests of running instances do again and again."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.db import connection

from bpm.base.search import SearchRequest
from bpm.core.values import Value
from bpm.identity.contracts import Actor
from bpm.jobs import queries as jobs
from bpm.jobs.contracts import JobView
from bpm.runtime import queries
from bpm.runtime.commands.complete_user_task import complete_user_task
from bpm.runtime.contracts import (
    ActivityInstanceView,
    CompleteUserTask,
    IncidentView,
    ProcessInstanceView,
)
from tests import builders


def read(instance: ProcessInstanceView | UUID) -> ProcessInstanceView:
    """Return an instance as it stands now."""
    id_ = instance if isinstance(instance, UUID) else instance.id
    return queries.get_process_instance(id_, actor=builders.system(), include_variables=True)


def visits(instance: ProcessInstanceView) -> Sequence[ActivityInstanceView]:
    """Return the visits of an instance, in order."""
    search = SearchRequest(limit=500)
    return queries.list_activity_instances(instance.id, search, actor=builders.system()).items


def outcomes(instance: ProcessInstanceView) -> dict[str, str | None]:
    """Return how the last visit to each activity ended."""
    return {visit.activity_id: visit.outcome for visit in visits(instance)}


def tasks(instance: ProcessInstanceView | UUID) -> dict[str, UUID]:
    """Return the open user tasks of an instance by activity."""
    return {
        place.activity_id: place.user_task_id
        for place in read(instance).waiting_at
        if place.user_task_id is not None
    }


def complete(task: UUID, actor: Actor, **variables: Value) -> None:
    """Complete a user task."""
    complete_user_task(CompleteUserTask(user_task_id=task, variables=variables), actor=actor)


def open_jobs() -> Sequence[JobView]:
    """Return all jobs."""
    return jobs.search_jobs(SearchRequest(), actor=builders.system()).items


def open_incidents() -> Sequence[IncidentView]:
    """Return the incidents that are not resolved, oldest first."""
    search = SearchRequest(filter={"resolved_at": {"$exists": False}})
    found = queries.search_incidents(search, actor=builders.system()).items
    return found[::-1]


def children(instance: ProcessInstanceView | UUID) -> Sequence[ProcessInstanceView]:
    """Return the instances that one has called, oldest first."""
    id_ = instance if isinstance(instance, UUID) else instance.id
    search = SearchRequest(limit=500)
    return queries.list_called_instances(id_, search, actor=builders.system()).items[::-1]


def rows(sql: str, *parameters: str | UUID) -> list[Any]:
    """Return what a statement reads."""
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters or None)
        return list(cursor.fetchall())
