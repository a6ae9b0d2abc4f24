"""Process instances as somebody's requests, for who tells people of them."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Exists, OuterRef

from bpm.runtime.models import ProcessInstance
from bpm.user_tasks.telling import find_instances_with_others


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """A process instance that a person started and that no other one called.

    Args:
        is_worked_on: Whether others had a part in it: they completed a task, or it called another.
    """

    id: UUID
    tenant_id: UUID
    definition_id: UUID
    definition_key: str
    business_key: str | None
    started_by: str
    is_worked_on: bool


def find_requests(process_instance_ids: Collection[UUID]) -> Mapping[UUID, Request]:
    """Return which of these instances are requests of a person, by id."""
    if not process_instance_ids:
        return {}
    called = ProcessInstance.objects.filter(parent_id=OuterRef("id"))
    found = (
        ProcessInstance.objects.filter(
            id__in=process_instance_ids, parent_id__isnull=True, started_by__isnull=False
        )
        .annotate(has_called=Exists(called))
        .values_list(
            "id",
            "tenant_id",
            "definition_id",
            "definition_key",
            "business_key",
            "started_by",
            "has_called",
        )
    )
    rows = list(found)
    worked_on = find_instances_with_others([row[0] for row in rows])
    return {
        row[0]: Request(
            id=row[0],
            tenant_id=row[1],
            definition_id=row[2],
            definition_key=row[3],
            business_key=row[4],
            started_by=row[5] or "",
            is_worked_on=row[6] or row[0] in worked_on,
        )
        for row in rows
    }
