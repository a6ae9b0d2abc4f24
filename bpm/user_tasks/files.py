"""Files that user tasks refer to: what lies beside a task, and what drafts mean to use."""

from collections.abc import Collection
from uuid import UUID

from django.db import connection

from bpm.files import queries as files
from bpm.files.contracts import FileRow
from bpm.identity.contracts import Actor
from bpm.user_tasks import access, queries
from bpm.user_tasks.contracts import (
    TaskAttachmentsView,
    TaskAttachmentView,
    UserTaskRow,
    UserTaskState,
)
from bpm.user_tasks.models import TaskAttachment
from bpm.user_tasks.rows import find_row

_DRAFTED = """
SELECT file.id FROM unnest(%s::uuid[]) AS file (id)
WHERE EXISTS (SELECT FROM task_draft WHERE variables::text LIKE '%%' || file.id || '%%')
"""


def list_attachments(user_task_id: UUID, *, actor: Actor) -> TaskAttachmentsView:
    """Return the files beside a task, oldest first.

    Raises:
        UserTaskNotFoundError: It does not exist, or is not the actor's to see.
    """
    task = queries.get_user_task_row(user_task_id, actor=actor)
    rows = list(TaskAttachment.objects.filter(user_task_id=user_task_id).order_by("id"))
    found = files.find_files((row.file_id for row in rows), actor=actor, is_kept=False)
    return TaskAttachmentsView(
        items=tuple(
            attachment_view(row, found[row.file_id], task, actor=actor)
            for row in rows
            if row.file_id in found
        ),
        can_add=is_open(task),
    )


def attachment_view(
    row: TaskAttachment, file: FileRow, task: UserTaskRow, *, actor: Actor
) -> TaskAttachmentView:
    """Return a file beside a task as the actor reads it."""
    return TaskAttachmentView(
        id=row.id,
        file=files.details_of(file),
        description=row.description,
        added_by=row.added_by,
        created_at=row.created_at,
        can_remove=is_open(task) and may_remove(row, task, actor=actor),
    )


def is_open(task: UserTaskRow) -> bool:
    """Return whether files may come and go: a closed task keeps what it had."""
    return task.state == UserTaskState.OPEN and not task.suspended


def may_remove(row: TaskAttachment, task: UserTaskRow, *, actor: Actor) -> bool:
    """Return whether the actor may take a file away: who put it there, and who manages the task."""
    return row.added_by == actor.username or access.may_manage(actor, task)


def reads_attached(file_id: UUID, *, actor: Actor) -> bool:
    """Return whether the actor reads a user task that the file lies beside."""
    attached = TaskAttachment.objects.filter(file_id=file_id, tenant_id=actor.tenant_id)
    tasks = (find_row(task_id) for task_id in attached.values_list("user_task_id", flat=True))
    return any(task is not None and access.can_read(actor, task) for task in tasks)


def list_attached_files(process_instance_ids: Collection[UUID]) -> list[tuple[UUID, UUID]]:
    """Return each of some process instances with each file beside one of its user tasks."""
    rows = TaskAttachment.objects.filter(process_instance_id__in=list(process_instance_ids))
    return list(rows.values_list("process_instance_id", "file_id").distinct())


def find_drafted_files(file_ids: Collection[UUID]) -> frozenset[UUID]:
    """Return those of some files that a draft of a user task names."""
    if not file_ids:
        return frozenset()
    with connection.cursor() as cursor:
        cursor.execute(_DRAFTED, [sorted(file_ids)])
        return frozenset(id_ for (id_,) in cursor.fetchall())
