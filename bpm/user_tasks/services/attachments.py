"""Putting files beside a user task, and taking them away."""

from dataclasses import replace
from uuid import UUID

from bpm.base import clock
from bpm.base.idempotency import RequestKey, answer_once
from bpm.base.ids import new_id
from bpm.base.transactions import command
from bpm.core.errors import Problem
from bpm.files import queries as files, services as file_services
from bpm.files.contracts import FileRow, FileState, FileUse
from bpm.identity.contracts import Actor
from bpm.user_tasks import access
from bpm.user_tasks.contracts import TaskAttachmentsView, TaskAttachmentView, UserTaskRow
from bpm.user_tasks.errors import (
    AttachmentNotFoundError,
    InvalidAttachmentError,
    NotTheAttacherError,
)
from bpm.user_tasks.files import attachment_view, list_attachments, may_remove
from bpm.user_tasks.models import TaskAttachment
from bpm.user_tasks.services.changing import Change, lock_task, tell

MOST_ATTACHMENTS = 100
LONGEST_DESCRIPTION = 1_000


@command
def attach_file(
    user_task_id: UUID,
    *,
    file_id: UUID,
    description: str,
    actor: Actor,
    request_key: RequestKey | None = None,
) -> TaskAttachmentView:
    """Put a file beside an open task that the actor can read; from then on its readers read it.

    Args:
        user_task_id: Which task.
        file_id: Which file; the actor must have brought it.
        description: What it is; may be empty.
        actor: Who does so.
        request_key: Marks a request that may be repeated; its first answer is given again.

    Raises:
        UserTaskNotFoundError: It does not exist, or is not the actor's to see.
        UserTaskClosedError: It is completed or cancelled.
        UserTaskSuspendedError: Its process instance is suspended.
        InvalidAttachmentError: The file is not there or not the actor's own, it lies there
            already, the description is too long, or there are too many.
    """
    return answer_once(
        request_key,
        view=TaskAttachmentView,
        status=201,
        run=lambda: _attach(user_task_id, file_id, description.strip(), actor),
    )


def _attach(
    user_task_id: UUID, file_id: UUID, description: str, actor: Actor
) -> TaskAttachmentView:
    if len(description) > LONGEST_DESCRIPTION:
        detail = f"Describe it in at most {LONGEST_DESCRIPTION} characters."
        raise _refused("invalid_attachment", detail, "/description")
    task = lock_task(user_task_id, actor=actor)
    access.require_open(task)
    file = _get_own_file(file_id, actor)
    _check_place(task, file)
    row = TaskAttachment.objects.create(
        id=new_id(),
        user_task_id=task.id,
        tenant_id=task.tenant_id,
        root_instance_id=task.root_instance_id,
        process_instance_id=task.process_instance_id,
        file_id=file.id,
        description=description,
        added_by=actor.username,
        created_at=clock.now(),
    )
    use = FileUse(
        tenant_id=task.tenant_id,
        root_instance_id=task.root_instance_id,
        process_instance_id=task.process_instance_id,
        file_ids=(file.id,),
    )
    file_services.hold_files([use])
    _tell(task, row, file, type_="attachment_added", actor=actor)
    return attachment_view(row, replace(file, is_used=True), task, actor=actor)


def _get_own_file(file_id: UUID, actor: Actor) -> FileRow:
    file = files.find_files([file_id], actor=actor, is_kept=True).get(file_id)
    if file is None or not files.is_uploader(file, actor=actor):
        raise _refused("unknown_file", f"There is no file {file_id} of yours; upload it first.")
    if file.state is FileState.INFECTED:
        raise _refused("file_infected", f"A virus was found in {file.name}; it is gone.")
    return file


def _check_place(task: UserTaskRow, file: FileRow) -> None:
    present = list(
        TaskAttachment.objects.filter(user_task_id=task.id).values_list("file_id", flat=True)
    )
    if file.id in present:
        raise _refused("invalid_attachment", f"{file.name} lies beside this user task already.")
    if len(present) >= MOST_ATTACHMENTS:
        detail = f"At most {MOST_ATTACHMENTS} files lie beside a user task."
        raise _refused("invalid_attachment", detail)


@command
def remove_attachment(
    user_task_id: UUID, attachment_id: UUID, *, actor: Actor
) -> TaskAttachmentsView:
    """Take a file away from an open task; the history keeps that it was there, and what it was.

    Raises:
        UserTaskNotFoundError: The task does not exist, or is not the actor's to see.
        AttachmentNotFoundError: No such file lies beside it.
        NotTheAttacherError: Somebody else put it there, and the actor does not manage the task.
        UserTaskClosedError: The task is completed or cancelled.
        UserTaskSuspendedError: Its process instance is suspended.
    """
    task = lock_task(user_task_id, actor=actor)
    row = TaskAttachment.objects.filter(id=attachment_id, user_task_id=task.id).first()
    if row is None:
        raise AttachmentNotFoundError(f"No file {attachment_id} lies beside this user task.")
    if not may_remove(row, task, actor=actor):
        raise NotTheAttacherError(f"{row.added_by} put it there; ask this person.")
    access.require_open(task)
    file = files.get_file_row(row.file_id, actor=actor)
    row.delete()
    _tell(task, row, file, type_="attachment_removed", actor=actor)
    return list_attachments(user_task_id, actor=actor)


def _tell(
    task: UserTaskRow, row: TaskAttachment, file: FileRow, *, type_: str, actor: Actor
) -> None:
    command_name = "attach_file" if type_ == "attachment_added" else "remove_attachment"
    told = Change(
        command=command_name,
        type=type_,
        told={
            "attachment_id": str(row.id),
            "file_id": str(file.id),
            "name": file.name,
            "media_type": file.media_type,
            "sha256": file.sha256,
        },
    )
    tell(task, told, actor=actor)


def _refused(code: str, detail: str, pointer: str = "/file_id") -> InvalidAttachmentError:
    problem = Problem(code=code, detail=detail, pointer=pointer)
    return InvalidAttachmentError(detail, problems=[problem])
