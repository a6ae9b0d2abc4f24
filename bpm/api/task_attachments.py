"""Files beside a user task."""

from uuid import UUID

import msgspec
from django.http import HttpRequest, HttpResponse
from django.urls import path

from bpm.api.commands import read_command
from bpm.api.openapi import IDEMPOTENCY_KEY, Operation, operation
from bpm.api.task_commands import ONE_TASK
from bpm.api.views import Endpoint, answer, path_id
from bpm.identity.contracts import WORK_ON_USER_TASKS
from bpm.user_tasks import files, services
from bpm.user_tasks.contracts import TaskAttachmentsView, TaskAttachmentView


class AttachBody(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """A file that you have uploaded, and what it is."""

    file_id: UUID
    description: str = ""


class Attachments(Endpoint):
    token_scopes = {"GET": WORK_ON_USER_TASKS, "POST": WORK_ON_USER_TASKS}

    @operation(Operation(operation_id="list_attachments", answers={200: TaskAttachmentsView}))
    def get(self, request: HttpRequest, user_task_id: str) -> HttpResponse:
        """List the files beside a user task, oldest first; 100 at most."""
        return answer(files.list_attachments(path_id(user_task_id), actor=self.actor(request)))

    @operation(
        Operation(
            operation_id="attach_file",
            body=AttachBody,
            answers={201: TaskAttachmentView},
            parameters=(IDEMPOTENCY_KEY,),
        )
    )
    def post(self, request: HttpRequest, user_task_id: str) -> HttpResponse:
        """Put an uploaded file beside a user task; who reads the task then reads the file."""
        asked = read_command(self, request, AttachBody, may_be_empty=False)
        view = services.attach_file(
            path_id(user_task_id),
            file_id=asked.body.file_id,
            description=asked.body.description,
            actor=asked.actor,
            request_key=asked.request_key,
        )
        return answer(view, 201)


class Attachment(Endpoint):
    token_scopes = {"DELETE": WORK_ON_USER_TASKS}

    @operation(Operation(operation_id="remove_attachment", answers={200: TaskAttachmentsView}))
    def delete(self, request: HttpRequest, user_task_id: str, attachment_id: str) -> HttpResponse:
        """Take a file away from a user task; its history keeps that it was there."""
        view = services.remove_attachment(
            path_id(user_task_id), path_id(attachment_id), actor=self.actor(request)
        )
        return answer(view)


urlpatterns = [
    path(f"{ONE_TASK}/attachments", Attachments.as_view()),
    path(f"{ONE_TASK}/attachments/<str:attachment_id>", Attachment.as_view()),
]
