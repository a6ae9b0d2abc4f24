"""Who may take a user task, how urgent it is, and when it is due."""

import msgspec
from django.http import HttpRequest, HttpResponse
from django.urls import path

from bpm.api.commands import read_command
from bpm.api.openapi import Operation, Parameter, operation
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
from bpm.user_tasks import services, talk
from bpm.user_tasks.contracts import CandidateNames, CandidatesView

_TEXT = Parameter(name="q", description="Part of a name.")


class CandidatesBody(ReasonBody, forbid_unknown_fields=True, kw_only=True):
    """People by user name, groups by name."""

    users: list[str] = msgspec.field(default_factory=list)
    groups: list[str] = msgspec.field(default_factory=list)

    def names(self) -> CandidateNames:
        """Return them as the commands take them."""
        return CandidateNames(users=tuple(self.users), groups=tuple(self.groups))


class PriorityBody(ReasonBody, forbid_unknown_fields=True, kw_only=True):
    """How urgent it is, from 0 to 100."""

    priority: int


class DueAtBody(ReasonBody, forbid_unknown_fields=True, kw_only=True):
    """A time with its offset, a duration from now, or null for never."""

    due_at: str | None


class FollowUpAtBody(ReasonBody, forbid_unknown_fields=True, kw_only=True):
    """A time with its offset, a duration from now, or null for at once."""

    follow_up_at: str | None


class Candidates(Endpoint):
    token_scopes = {"GET": WORK_ON_USER_TASKS}

    @operation(
        Operation(
            operation_id="list_candidates", answers={200: CandidatesView}, parameters=(_TEXT,)
        )
    )
    def get(self, request: HttpRequest, user_task_id: str) -> HttpResponse:
        """List up to 200 active people who may take a user task."""
        view = talk.list_candidates(
            path_id(user_task_id), actor=self.actor(request), text=request.GET.get("q", "")
        )
        return answer(view)


class AddCandidates(Endpoint):
    token_scopes = WORK

    @operation(task_operation("add_candidates", CandidatesBody, is_optional=False))
    def post(self, request: HttpRequest, user_task_id: str) -> HttpResponse:
        """Let more people and groups take a user task."""
        asked = read_command(self, request, CandidatesBody, may_be_empty=False)
        view = services.add_candidates(
            task_command(request, user_task_id, asked.body),
            names=asked.body.names(),
            actor=asked.actor,
            request_key=asked.request_key,
        )
        return answer_task(view)


class RemoveCandidates(Endpoint):
    token_scopes = WORK

    @operation(task_operation("remove_candidates", CandidatesBody, is_optional=False))
    def post(self, request: HttpRequest, user_task_id: str) -> HttpResponse:
        """Take a user task out of the inboxes of people and groups."""
        asked = read_command(self, request, CandidatesBody, may_be_empty=False)
        view = services.remove_candidates(
            task_command(request, user_task_id, asked.body),
            names=asked.body.names(),
            actor=asked.actor,
            request_key=asked.request_key,
        )
        return answer_task(view)


class Priority(Endpoint):
    token_scopes = WORK

    @operation(task_operation("set_user_task_priority", PriorityBody, is_optional=False))
    def post(self, request: HttpRequest, user_task_id: str) -> HttpResponse:
        """Make a user task more or less urgent."""
        asked = read_command(self, request, PriorityBody, may_be_empty=False)
        view = services.set_user_task_priority(
            task_command(request, user_task_id, asked.body),
            priority=asked.body.priority,
            actor=asked.actor,
            request_key=asked.request_key,
        )
        return answer_task(view)


class DueAt(Endpoint):
    token_scopes = WORK

    @operation(task_operation("set_user_task_due_at", DueAtBody, is_optional=False))
    def post(self, request: HttpRequest, user_task_id: str) -> HttpResponse:
        """Set when a user task is due."""
        asked = read_command(self, request, DueAtBody, may_be_empty=False)
        view = services.set_user_task_due_at(
            task_command(request, user_task_id, asked.body),
            due_at=asked.body.due_at,
            actor=asked.actor,
            request_key=asked.request_key,
        )
        return answer_task(view)


class FollowUpAt(Endpoint):
    token_scopes = WORK

    @operation(task_operation("set_user_task_follow_up_at", FollowUpAtBody, is_optional=False))
    def post(self, request: HttpRequest, user_task_id: str) -> HttpResponse:
        """Put a user task off until a time."""
        asked = read_command(self, request, FollowUpAtBody, may_be_empty=False)
        view = services.set_user_task_follow_up_at(
            task_command(request, user_task_id, asked.body),
            follow_up_at=asked.body.follow_up_at,
            actor=asked.actor,
            request_key=asked.request_key,
        )
        return answer_task(view)


urlpatterns = [
    path(f"{ONE_TASK}/candidates", Candidates.as_view()),
    path(f"{ONE_TASK}/candidates/add", AddCandidates.as_view()),
    path(f"{ONE_TASK}/candidates/remove", RemoveCandidates.as_view()),
    path(f"{ONE_TASK}/priority", Priority.as_view()),
    path(f"{ONE_TASK}/due-at", DueAt.as_view()),
    path(f"{ONE_TASK}/follow-up-at", FollowUpAt.as_view()),
]
