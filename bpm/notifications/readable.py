"""What a person may read of his notifications at this moment."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from bpm.core.errors import UnauthenticatedError
from bpm.identity import queries as identity
from bpm.notifications.models import Notification
from bpm.user_tasks import access
from bpm.user_tasks.telling import find_comment_texts, find_tasks


@dataclass(frozen=True, slots=True, kw_only=True)
class Readable:
    """What may be read of some notifications.

    Args:
        ids: Of those whose task the person may read, or that are about a request of his own.
        excerpts: What comments say that may be read, by id of the comment.
        states: Of the tasks, by id.
    """

    ids: frozenset[UUID] = frozenset()
    excerpts: Mapping[UUID, str] = field(default_factory=dict)
    states: Mapping[UUID, str] = field(default_factory=dict)


def find_readable(rows: Sequence[Notification], *, user_id: UUID) -> Readable:
    """Return what a person may read of his notifications; nothing where he is not active."""
    try:
        actor = identity.actor_for_user(user_id)
    except UnauthenticatedError:
        return Readable()
    tasks = find_tasks({row.user_task_id for row in rows if row.user_task_id is not None})
    visible = {task_id for task_id, task in tasks.items() if access.can_read(actor, task)}
    kept = [row for row in rows if row.user_task_id is None or row.user_task_id in visible]
    commented = {row.comment_id for row in kept if row.comment_id is not None}
    return Readable(
        ids=frozenset(row.id for row in kept),
        excerpts=find_comment_texts(commented) if commented else {},
        states={task_id: task.state for task_id, task in tasks.items()},
    )
