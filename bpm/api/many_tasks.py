"""One command on many user tasks, each answered by itself."""

from uuid import UUID

import msgspec
from django.http import HttpRequest, HttpResponse
from django.urls import path

from bpm.api.commands import command_operation, read_command
from bpm.api.openapi import Operation, operation
from bpm.api.task_commands import WORK, ReasonBody
from bpm.api.user_tasks import CompleteUserTaskBody
from bpm.api.views import Endpoint, answer
from bpm.core.values import decode_variables
from bpm.runtime.commands.complete_user_tasks import complete_user_tasks
from bpm.runtime.contracts import CompleteUserTasks
from bpm.user_tasks import services
from bpm.user_tasks.contracts import TaskResultsView


class ClaimManyBody(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """Which user tasks, at most 100."""

    ids: list[UUID]


class AssignManyBody(ReasonBody, forbid_unknown_fields=True, kw_only=True):
    """Which user tasks, at most 100, and who is to do them; null for nobody."""

    ids: list[UUID]
    assignee: str | None


class DueAtManyBody(ReasonBody, forbid_unknown_fields=True, kw_only=True):
    """Which user tasks, at most 100; a time with its offset, a duration from now, or null."""

    ids: list[UUID]
    due_at: str | None


class CompleteManyBody(CompleteUserTaskBody, forbid_unknown_fields=True, kw_only=True):
    """Which user tasks of one form, at most 100, and what all of them are completed with."""

    ids: list[UUID]


def _described(operation_id: str, body: type[msgspec.Struct]) -> Operation:
    return command_operation(operation_id, TaskResultsView, body=body, body_is_optional=False)


class ClaimMany(Endpoint):
    token_scopes = WORK

    @operation(_described("claim_user_tasks", ClaimManyBody))
    def post(self, request: HttpRequest) -> HttpResponse:
        """Claim many user tasks; each is claimed or refused by itself."""
        asked = read_command(self, request, ClaimManyBody, may_be_empty=False)
        view = services.claim_user_tasks(
            asked.body.ids, actor=asked.actor, request_key=asked.request_key
        )
        return answer(view)


class AssignMany(Endpoint):
    token_scopes = WORK

    @operation(_described("assign_user_tasks", AssignManyBody))
    def post(self, request: HttpRequest) -> HttpResponse:
        """Give many user tasks to one person; each is given or refused by itself."""
        asked = read_command(self, request, AssignManyBody, may_be_empty=False)
        view = services.assign_user_tasks(
            asked.body.ids,
            assignee=asked.body.assignee,
            reason=asked.body.reason,
            actor=asked.actor,
            request_key=asked.request_key,
        )
        return answer(view)


class DueAtMany(Endpoint):
    token_scopes = WORK

    @operation(_described("set_user_tasks_due_at", DueAtManyBody))
    def post(self, request: HttpRequest) -> HttpResponse:
        """Set when many user tasks are due; each is changed or refused by itself."""
        asked = read_command(self, request, DueAtManyBody, may_be_empty=False)
        view = services.set_user_tasks_due_at(
            asked.body.ids,
            due_at=asked.body.due_at,
            reason=asked.body.reason,
            actor=asked.actor,
            request_key=asked.request_key,
        )
        return answer(view)


class CompleteMany(Endpoint):
    token_scopes = WORK

    @operation(_described("complete_user_tasks", CompleteManyBody))
    def post(self, request: HttpRequest) -> HttpResponse:
        """Complete many user tasks of one form with the same values; each by itself.

        The form is validated for each task; what one of them is refused leaves the others.
        """
        asked = read_command(self, request, CompleteManyBody, may_be_empty=False)
        body = asked.body
        view = complete_user_tasks(
            CompleteUserTasks(
                ids=body.ids,
                variables=decode_variables(body.variables, body.variable_types),
                outcome=body.outcome,
            ),
            actor=asked.actor,
            request_key=asked.request_key,
        )
        return answer(view)


urlpatterns = [
    path("user-tasks/bulk/complete", CompleteMany.as_view()),
    path("user-tasks/bulk/claim", ClaimMany.as_view()),
    path("user-tasks/bulk/assign", AssignMany.as_view()),
    path("user-tasks/bulk/due-at", DueAtMany.as_view()),
]
