"""What those need to know of user tasks who tell people of them, whoever may see them."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from django.db.models import F, Q

from bpm.user_tasks import rows
from bpm.user_tasks.contracts import UserTaskRow, UserTaskState
from bpm.user_tasks.models import TaskComment, TaskWatcher, UserTask


def find_tasks(user_task_ids: Collection[UUID]) -> Mapping[UUID, UserTaskRow]:
    """Return the user tasks that exist of these, by id."""
    return {row.id: row for row in rows.find_rows(user_task_ids)} if user_task_ids else {}


def find_held_tasks_due(*, after: datetime, until: datetime) -> Sequence[UUID]:
    """Return the open tasks that somebody holds and that fall due within a time, soonest first.

    Args:
        after: Due dates up to here were seen.
        until: The last due date.
    """
    found = UserTask.objects.filter(
        state=UserTaskState.OPEN,
        assignee__isnull=False,
        due_at__gt=after,
        due_at__lte=until,
        suspended=False,
    )
    return list(found.order_by("due_at", "id").values_list("id", flat=True))


def find_watchers(user_task_ids: Collection[UUID]) -> Mapping[UUID, Sequence[str]]:
    """Return the usernames of those who watch tasks, by task."""
    watchers: dict[UUID, list[str]] = defaultdict(list)
    found = TaskWatcher.objects.filter(user_task_id__in=user_task_ids).order_by("username")
    for task_id, username in found.values_list("user_task_id", "username"):
        watchers[task_id].append(username)
    return watchers


def find_comment_texts(comment_ids: Collection[UUID]) -> Mapping[UUID, str]:
    """Return what comments say that exist still, by id."""
    found = TaskComment.objects.filter(id__in=comment_ids)
    return dict(found.values_list("id", "text"))


def find_instances_with_others(process_instance_ids: Collection[UUID]) -> frozenset[UUID]:
    """Return those instances in which somebody else than the starter completed a task."""
    found = UserTask.objects.filter(
        ~Q(completed_by=F("started_by")),
        process_instance_id__in=process_instance_ids,
        completed_by__isnull=False,
    )
    return frozenset(found.values_list("process_instance_id", flat=True).distinct())
