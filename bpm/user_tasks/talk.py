"""Reading what was said and done at a user task, who watches it, and who may take it."""

from collections.abc import Sequence
from uuid import UUID

from bpm.core.values import JsonObject
from bpm.history import queries as history
from bpm.identity.contracts import Actor
from bpm.identity.pickers import list_people
from bpm.user_tasks import queries
from bpm.user_tasks.contracts import (
    CandidatesView,
    TaskCommentsView,
    TaskCommentView,
    TaskEventView,
    TaskHistoryView,
    WatchersView,
)
from bpm.user_tasks.models import TaskComment, TaskWatcher

_MOST_PEOPLE = 200
_OWN_MEMBERS = frozenset({"type", "user_task_id", "activity_id", "visit"})


def list_comments(user_task_id: UUID, *, actor: Actor) -> TaskCommentsView:
    """Return what was said about a task, oldest first.

    Raises:
        UserTaskNotFoundError: It does not exist, or is not the actor's to see.
    """
    queries.get_user_task_row(user_task_id, actor=actor)
    rows = TaskComment.objects.filter(user_task_id=user_task_id).order_by("id")
    return TaskCommentsView(items=tuple(comment_view(row) for row in rows))


def comment_view(row: TaskComment) -> TaskCommentView:
    """Return a stored comment as people read it."""
    return TaskCommentView(
        id=row.id,
        author=row.author,
        text=row.text,
        mentions=tuple(row.mentions),
        created_at=row.created_at,
        edited_at=row.edited_at,
    )


def list_watchers(user_task_id: UUID, *, actor: Actor) -> WatchersView:
    """Return who watches a task.

    Raises:
        UserTaskNotFoundError: It does not exist, or is not the actor's to see.
    """
    queries.get_user_task_row(user_task_id, actor=actor)
    names = TaskWatcher.objects.filter(user_task_id=user_task_id).order_by("username")
    return WatchersView(watchers=tuple(names.values_list("username", flat=True)))


def list_candidates(user_task_id: UUID, *, actor: Actor, text: str = "") -> CandidatesView:
    """Return the active people who may take a task; those whom four eyes exclude are left out.

    Args:
        user_task_id: Which task.
        actor: Who asks.
        text: Part of a name; empty for all.

    Raises:
        UserTaskNotFoundError: It does not exist, or is not the actor's to see.
    """
    task = queries.get_user_task_row(user_task_id, actor=actor)
    found = list_people(
        task.tenant_id, candidates=task.candidates, text=text, limit=_MOST_PEOPLE + 1
    )
    people = [person for person in found[:_MOST_PEOPLE] if person.username not in task.excluded]
    return CandidatesView(items=tuple(people), is_complete=len(found) <= _MOST_PEOPLE)


def list_task_history(user_task_id: UUID, *, actor: Actor) -> TaskHistoryView:
    """Return what happened to a task, oldest first, and nothing else of its instance.

    Raises:
        UserTaskNotFoundError: It does not exist, or is not the actor's to see.
    """
    task = queries.get_user_task_row(user_task_id, actor=actor)
    rows = history.list_history_about(
        task.process_instance_id, user_task_id=task.id, visit=task.visit
    )
    items = [
        TaskEventView(
            id=row.id,
            at=row.at,
            actor=row.actor,
            command=row.command,
            type=str(event["type"]),
            details={name: value for name, value in event.items() if name not in _OWN_MEMBERS},
        )
        for row in rows
        for event in _events_about(row.events, task_id=str(task.id), visit=task.visit)
    ]
    return TaskHistoryView(items=tuple(items))


def _events_about(
    events: Sequence[JsonObject], *, task_id: str, visit: int
) -> Sequence[JsonObject]:
    """Return the events that name the task, or its visit where the engine took it back."""
    return [
        event
        for event in events
        if event.get("user_task_id") == task_id
        or (event["type"] == "user_task_cancelled" and event.get("visit") == visit)
        or event["type"] == "process_instance_cancelled"
    ]
