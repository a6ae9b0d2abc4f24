"""Writing user tasks: in bulk for the runtime, one verb at a time for people."""

from bpm.user_tasks.services.bulk import (
    add_user_tasks,
    cancel_user_tasks,
    cancel_user_tasks_at,
    close_user_task,
    resume_user_tasks,
    suspend_user_tasks,
)
from bpm.user_tasks.services.drafts import discard_draft, save_draft
from bpm.user_tasks.services.people import (
    assign_user_task,
    claim_user_task,
    delegate_user_task,
    resolve_user_task,
    unclaim_user_task,
)

__all__ = [
    "add_user_tasks",
    "assign_user_task",
    "cancel_user_tasks",
    "cancel_user_tasks_at",
    "claim_user_task",
    "close_user_task",
    "delegate_user_task",
    "discard_draft",
    "resolve_user_task",
    "resume_user_tasks",
    "save_draft",
    "suspend_user_tasks",
    "unclaim_user_task",
]
