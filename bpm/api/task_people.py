"""Who does a user task: claim, give back, assign, delegate, resolve."""

import msgspec
from django.http import HttpRequest, HttpResponse
from django.urls import path

from bpm.api.commands import read_command
from bpm.api.openapi import operation
from bpm.api.task_commands import (
    ONE_TASK,
    WORK,
    ReasonBody,
    answer_task,
    task_command,
    task_operation,
)
from bpm.api.views import Endpoint
from bpm.base.wire import JsonObject
from bpm.core.values import decode_variables
from bpm.runtime.commands.resolve_user_task import resolve_user_task
from bpm.user_tasks import services


class AssignBody(ReasonBody, forbid_unknown_fields=True, kw_only=True):
    """Who is to do it; null for nobody."""

    assignee: str | None


class DelegateBody(ReasonBody, forbid_unknown_fields=True, kw_only=True):
    """Who is to work on it for its owner."""

    assignee: str


class ResolveBody(ReasonBody, forbid_unknown_fields=True, kw_only=True):
    """What the delegate has worked out; checked by the task's form, without an outcome."""

    variables: JsonObject = msgspec.field(default_factory=dict)
    variable_types: dict[str, str] = msgspec.field(default_factory=dict)


class Claim(Endpoint):
    token_scopes = WORK

    @operation(task_operation("claim_user_task", ReasonBody, is_optional=True))
    def post(self, request: HttpRequest, user_task_id: str) -> HttpResponse:
        """Take a user task; one that is yours already stays as it is."""
        asked = read_command(self, request, ReasonBody)
        view = services.claim_user_task(
            task_command(request, user_task_id, asked.body),
            actor=asked.actor,
            request_key=asked.request_key,
        )
        return answer_task(view)


class Unclaim(Endpoint):
    token_scopes = WORK

    @operation(task_operation("unclaim_user_task", ReasonBody, is_optional=True))
    def post(self, request: HttpRequest, user_task_id: str) -> HttpResponse:
        """Give a user task back to its candidates."""
        asked = read_command(self, request, ReasonBody)
        view = services.unclaim_user_task(
            task_command(request, user_task_id, asked.body),
            actor=asked.actor,
            request_key=asked.request_key,
        )
        return answer_task(view)


class Assign(Endpoint):
    token_scopes = WORK

    @operation(task_operation("assign_user_task", AssignBody, is_optional=False))
    def post(self, request: HttpRequest, user_task_id: str) -> HttpResponse:
        """Give a user task to a person, whoever holds it; that ends a delegation."""
        asked = read_command(self, request, AssignBody, may_be_empty=False)
        view = services.assign_user_task(
            task_command(request, user_task_id, asked.body),
            assignee=asked.body.assignee,
            actor=asked.actor,
            request_key=asked.request_key,
        )
        return answer_task(view)


class Delegate(Endpoint):
    token_scopes = WORK

    @operation(task_operation("delegate_user_task", DelegateBody, is_optional=False))
    def post(self, request: HttpRequest, user_task_id: str) -> HttpResponse:
        """Let another person work on a user task; its owner gets it back when it is resolved."""
        asked = read_command(self, request, DelegateBody, may_be_empty=False)
        view = services.delegate_user_task(
            task_command(request, user_task_id, asked.body),
            assignee=asked.body.assignee,
            actor=asked.actor,
            request_key=asked.request_key,
        )
        return answer_task(view)


class Resolve(Endpoint):
    token_scopes = WORK

    @operation(task_operation("resolve_user_task", ResolveBody, is_optional=True))
    def post(self, request: HttpRequest, user_task_id: str) -> HttpResponse:
        """Give a delegated user task back to its owner, who completes it."""
        asked = read_command(self, request, ResolveBody)
        body = asked.body
        view = resolve_user_task(
            task_command(request, user_task_id, body),
            variables=decode_variables(body.variables, body.variable_types),
            actor=asked.actor,
            request_key=asked.request_key,
        )
        return answer_task(view)


urlpatterns = [
    path(f"{ONE_TASK}/claim", Claim.as_view()),
    path(f"{ONE_TASK}/unclaim", Unclaim.as_view()),
    path(f"{ONE_TASK}/assign", Assign.as_view()),
    path(f"{ONE_TASK}/delegate", Delegate.as_view()),
    path(f"{ONE_TASK}/resolve", Resolve.as_view()),
]
