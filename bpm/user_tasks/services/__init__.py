"""Writing user tasks: in bulk for the runtime, one verb at a time for people."""

from bpm.user_tasks.services.attachments import attach_file, remove_attachment
from bpm.user_tasks.services.bulk import (
    add_user_tasks,
    cancel_user_tasks,
    cancel_user_tasks_at,
    close_user_task,
    resume_user_tasks,
    suspend_user_tasks,
)
from bpm.user_tasks.services.changing import lock_task
from bpm.user_tasks.services.comments import (
    comment_user_task,
    delete_comment,
    edit_comment,
    unwatch_user_task,
    watch_user_task,
)
from bpm.user_tasks.services.drafts import discard_draft, save_draft
from bpm.user_tasks.services.filters import (
    create_task_filter,
    delete_task_filter,
    update_task_filter,
)
from bpm.user_tasks.services.many import (
    assign_user_tasks,
    check_ids,
    claim_user_tasks,
    results_of,
    set_user_tasks_due_at,
    try_one,
)
from bpm.user_tasks.services.people import (
    assign_user_task,
    claim_user_task,
    delegate_user_task,
    require_fit,
    resolve_once,
    unclaim_user_task,
)
from bpm.user_tasks.services.planning import (
    add_candidates,
    remove_candidates,
    set_user_task_due_at,
    set_user_task_follow_up_at,
    set_user_task_priority,
)

__all__ = [
    "add_candidates",
    "add_user_tasks",
    "assign_user_task",
    "assign_user_tasks",
    "attach_file",
    "cancel_user_tasks",
    "cancel_user_tasks_at",
    "check_ids",
    "claim_user_task",
    "claim_user_tasks",
    "close_user_task",
    "comment_user_task",
    "create_task_filter",
    "delegate_user_task",
    "delete_comment",
    "delete_task_filter",
    "discard_draft",
    "edit_comment",
    "lock_task",
    "remove_attachment",
    "remove_candidates",
    "require_fit",
    "resolve_once",
    "results_of",
    "resume_user_tasks",
    "save_draft",
    "set_user_task_due_at",
    "set_user_task_follow_up_at",
    "set_user_task_priority",
    "set_user_tasks_due_at",
    "suspend_user_tasks",
    "try_one",
    "unclaim_user_task",
    "unwatch_user_task",
    "update_task_filter",
    "watch_user_task",
]
