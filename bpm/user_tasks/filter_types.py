"""What others may know of saved searches for user tasks."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from bpm.base.search import Sort
from bpm.base.wire import JsonObject

COLUMNS = frozenset(
    {
        "id",
        "name",
        "activity_id",
        "assignee",
        "owner",
        "delegation_state",
        "business_key",
        "candidate_groups",
        "candidate_users",
        "completed_at",
        "created_at",
        "definition_key",
        "definition_name",
        "due_at",
        "follow_up_at",
        "priority",
        "started_by",
        "state",
        "suspended",
    }
)
"""Members of a user task that a list can show."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewTaskFilter:
    """A search as a person wants to keep it.

    Args:
        criteria: As ``filter`` of a search, with the functions that ``resolve`` knows.
        columns: Out of ``COLUMNS``, in order; empty for the list's own.
        sort: Empty for the list's own order.
        position: Among the filters of a person, smallest first.
        shared_with: Names of groups who may use it.
    """

    name: str
    description: str
    criteria: JsonObject
    columns: tuple[str, ...]
    sort: tuple[Sort, ...]
    position: int
    shared_with: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class FilterSortView:
    """A field to sort by."""

    field: str
    order: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskFilterView:
    """A saved search, as one person reads it.

    Args:
        criteria: As ``filter`` of a search; functions such as ``currentUser()`` are not yet
            replaced.
        can_edit: Whether this person may change and delete it.
    """

    id: UUID
    name: str
    description: str
    owner: str
    criteria: JsonObject
    columns: tuple[str, ...]
    sort: tuple[FilterSortView, ...]
    position: int
    shared_with: tuple[str, ...]
    can_edit: bool
    revision: int
    created_at: datetime
    updated_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskFiltersView:
    """The saved searches that a person may use, in order."""

    items: tuple[TaskFilterView, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskFilterCount:
    """How many user tasks a saved search finds.

    Args:
        is_estimate: Whether there are more than are counted one by one.
    """

    count: int
    is_estimate: bool
