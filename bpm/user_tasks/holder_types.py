"""Who has the open user tasks of an instance, as other apps may know it."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskHolder:
    """An open user task, and who has it or may take it.

    Args:
        since: When the task was created.
    """

    user_task_id: UUID
    process_instance_id: UUID
    activity_id: str
    name: str
    assignee: str | None
    candidate_users: tuple[str, ...]
    candidate_groups: tuple[str, ...]
    since: datetime
    due_at: datetime | None
