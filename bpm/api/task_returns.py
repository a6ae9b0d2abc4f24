"""Sending a user task back, and adding approvers to one."""

from django.http import HttpRequest, HttpResponse
from django.urls import path

from bpm.api.commands import read_command
from bpm.api.openapi import Operation, operation
from bpm.api.task_commands import (
    ONE_TASK,
    WORK,
    ReasonBody,
    answer_task,
    task_command,
    task_operation,
)
from bpm.api.views import Endpoint, answer, path_id
from bpm.identity.contracts import WORK_ON_USER_TASKS
from bpm.runtime import queries
from bpm.runtime.commands.add_approver import add_approver
from bpm.runtime.commands.send_back_user_task import send_back_user_task
from bpm.runtime.return_views import SendBackTargetsView


class SendBackBody(ReasonBody, forbid_unknown_fields=True, kw_only=True):
    """The earlier user task that is to be done again, and why."""

    activity_id: str


class ApproverBody(ReasonBody, forbid_unknown_fields=True, kw_only=True):
    """Who is to do it as well, and why."""

    username: str


class SendBack(Endpoint):
    token_scopes = {"GET": WORK_ON_USER_TASKS, "POST": WORK_ON_USER_TASKS}

    @operation(Operation(operation_id="list_send_back_targets", answers={200: SendBackTargetsView}))
    def get(self, request: HttpRequest, user_task_id: str) -> HttpResponse:
        """List the earlier user tasks, and which of them a user task may be sent back to."""
        view = queries.list_send_back_targets(path_id(user_task_id), actor=self.actor(request))
        return answer(view)

    @operation(task_operation("send_back_user_task", SendBackBody, is_optional=False))
    def post(self, request: HttpRequest, user_task_id: str) -> HttpResponse:
        """Cancel a user task and have an earlier one done again; a reason is required."""
        asked = read_command(self, request, SendBackBody, may_be_empty=False)
        view = send_back_user_task(
            task_command(request, user_task_id, asked.body),
            activity_id=asked.body.activity_id,
            actor=asked.actor,
            request_key=asked.request_key,
        )
        return answer_task(view)


class AddApprover(Endpoint):
    token_scopes = WORK

    @operation(task_operation("add_approver", ApproverBody, is_optional=False))
    def post(self, request: HttpRequest, user_task_id: str) -> HttpResponse:
        """Have a multi-instance user task done by one more person; a reason is required."""
        asked = read_command(self, request, ApproverBody, may_be_empty=False)
        view = add_approver(
            task_command(request, user_task_id, asked.body),
            username=asked.body.username,
            actor=asked.actor,
            request_key=asked.request_key,
        )
        return answer_task(view)


urlpatterns = [
    path(f"{ONE_TASK}/send-back", SendBack.as_view()),
    path(f"{ONE_TASK}/add-approver", AddApprover.as_view()),
]
