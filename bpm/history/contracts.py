"""What other apps may know of the history."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from bpm.base.wire import JsonObject


@dataclass(frozen=True, slots=True, kw_only=True)
class NewHistoryEvent:
    """One command's story for one process instance, in the past tense.

    Args:
        revision: The instance's revision after the command; None where no token moved.
        events: Objects with a ``type`` each, in the order in which things happened.
    """

    id: UUID
    tenant_id: UUID
    root_instance_id: UUID
    process_instance_id: UUID
    at: datetime
    actor_id: UUID | None
    actor: str | None
    command: str
    revision: int | None
    events: list[JsonObject]


@dataclass(frozen=True, slots=True, kw_only=True)
class HistoryEventView:
    """One command in the history of a process instance."""

    id: UUID
    at: datetime
    actor: str | None
    command: str
    revision: int | None
    events: list[JsonObject]


@dataclass(frozen=True, slots=True, kw_only=True)
class PathView:
    """The way a process instance took through its model.

    Args:
        activities: Visits to each activity.
        flows: Passages along each sequence flow.
    """

    activities: dict[str, int]
    flows: dict[str, int]
