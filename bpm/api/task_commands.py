"""What commands on one user task have in common: a reason, a revision, the task as the answer."""

import msgspec
from django.http import HttpRequest, HttpResponse

from bpm.api.commands import command_operation
from bpm.api.openapi import IF_MATCH, Operation
from bpm.api.revisions import entity_tag, parse_entity_tag
from bpm.api.views import answer, path_id
from bpm.identity.contracts import WORK_ON_USER_TASKS
from bpm.user_tasks.contracts import TaskCommand, UserTaskView
from bpm.user_tasks.errors import UserTaskChangedError

WORK = {"POST": WORK_ON_USER_TASKS}
ONE_TASK = "user-tasks/<str:user_task_id>"


class ReasonBody(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """Why, for the history."""

    reason: str | None = None


def task_operation(operation_id: str, body: type[ReasonBody], *, is_optional: bool) -> Operation:
    """Describe a command on one user task."""
    return command_operation(
        operation_id,
        UserTaskView,
        body=body,
        body_is_optional=is_optional,
        parameters=(IF_MATCH,),
    )


def task_command(request: HttpRequest, user_task_id: str, body: ReasonBody) -> TaskCommand:
    """Return which task a request is about, and why.

    Raises:
        NotFoundError: The address holds no id.
        UserTaskChangedError: ``If-Match`` holds no tag of ours.
    """
    return TaskCommand(
        user_task_id=path_id(user_task_id),
        expected_revision=read_if_match(request),
        reason=body.reason,
    )


def read_if_match(request: HttpRequest) -> int | None:
    """Return the revision that a request expects; None for any.

    Raises:
        UserTaskChangedError: It is no tag of ours, so it cannot be the one the task has now.
    """
    header = request.META.get("HTTP_IF_MATCH")
    if header is None or header.strip() == "*":
        return None
    revision = parse_entity_tag(header)
    if revision is None:
        raise UserTaskChangedError("If-Match does not hold a user task's ETag.")
    return revision


def answer_task(view: UserTaskView) -> HttpResponse:
    """Return a task with its revision as ETag."""
    return answer(view, headers=entity_tag(view.revision))
