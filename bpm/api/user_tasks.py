"""User tasks: the inbox, and what people do with what is in it."""

from dataclasses import replace
from uuid import UUID

import msgspec
from django.http import HttpRequest, HttpResponse
from django.urls import path

from bpm.api.commands import command_operation, read_command
from bpm.api.openapi import (
    IF_MATCH,
    PAGE_PARAMETERS,
    Operation,
    Parameter,
    operation,
)
from bpm.api.search import SearchBody, read_list_query, search_of
from bpm.api.task_commands import WORK, answer_task, read_if_match
from bpm.api.time_zones import TIME_ZONE, now_in, read_now
from bpm.api.views import Endpoint, InvalidBodyError, answer, path_id, read_body
from bpm.base.ids import parse_id
from bpm.base.pages import Page, PageInfo
from bpm.base.search import DEFAULT_LIMIT, SearchRequest
from bpm.base.wire import JsonObject
from bpm.core.errors import Problem
from bpm.core.values import decode_variables
from bpm.identity.contracts import WORK_ON_USER_TASKS, Permission
from bpm.runtime.commands.complete_user_task import complete_user_task
from bpm.runtime.contracts import CompleteUserTask
from bpm.runtime.queries import VariableSearch
from bpm.user_tasks import queries, searching
from bpm.user_tasks.contracts import (
    InboxCounts,
    InboxView,
    UserTaskState,
    UserTaskView,
)

_VIEW = Parameter(
    name="view",
    description="One of the inbox's own lists.",
    schema={"type": "string", "enum": [view.value for view in InboxView]},
)
# Who reads instances through a token reads what waits in them; the form, with its data, is work.
_READERS = (WORK_ON_USER_TASKS, Permission.READ_INSTANCES)
_READ = {"GET": _READERS}


class CompleteUserTaskBody(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """What the person has changed, and what the button means that was pressed."""

    variables: JsonObject = msgspec.field(default_factory=dict)
    variable_types: dict[str, str] = msgspec.field(default_factory=dict)
    outcome: str | None = None


class UserTaskSearchBody(SearchBody, forbid_unknown_fields=True, kw_only=True):
    """A search, also within one of the inbox's lists or a saved filter."""

    view: InboxView | None = None
    filter_id: UUID | None = None
    time_zone: str | None = None


class UserTasks(Endpoint):
    token_scopes = _READ

    @operation(
        Operation(
            operation_id="list_user_tasks",
            answers={200: Page[UserTaskView]},
            parameters=(_VIEW, TIME_ZONE, *PAGE_PARAMETERS),
        )
    )
    def get(self, request: HttpRequest) -> HttpResponse:
        """List open user tasks by due date, priority and age; any field as a parameter filters.

        Closed ones are listed where `state` or `view=done` asks for them.
        """
        actor = self.actor(request)
        instance_id = _only_instance(request)
        if instance_id is not None:
            items = queries.list_user_tasks_of_instance(instance_id, actor=actor)
            if len(items) <= DEFAULT_LIMIT:
                return answer(Page(items=items, page=PageInfo()))
        search = read_list_query(request, other={"view", "time_zone"})
        inbox_view = _read_view(request)
        if inbox_view is None and "state" not in search.filter:
            search = _only_open(search)
        page = searching.search_user_tasks(
            search,
            actor=actor,
            now=read_now(request),
            variables=VariableSearch(actor),
            inbox_view=inbox_view,
        )
        return answer(page)


class UserTaskSearch(Endpoint):
    token_scopes = {"POST": _READERS}

    @operation(
        Operation(
            operation_id="search_user_tasks",
            body=UserTaskSearchBody,
            body_is_optional=True,
            answers={200: Page[UserTaskView]},
        )
    )
    def post(self, request: HttpRequest) -> HttpResponse:
        """Search user tasks in every state, also within a list or a saved filter."""
        actor = self.actor(request)
        body = read_body(request, UserTaskSearchBody, may_be_empty=True)
        page = searching.search_user_tasks(
            search_of(body),
            actor=actor,
            now=now_in(body.time_zone),
            variables=VariableSearch(actor),
            inbox_view=body.view,
            filter_id=body.filter_id,
        )
        return answer(page)


class UserTaskCounts(Endpoint):
    token_scopes = _READ

    @operation(
        Operation(operation_id="count_inbox", answers={200: InboxCounts}, parameters=(TIME_ZONE,))
    )
    def get(self, request: HttpRequest) -> HttpResponse:
        """Count what each view of the inbox holds."""
        return answer(searching.count_inbox(actor=self.actor(request), now=read_now(request)))


class UserTask(Endpoint):
    token_scopes = _READ

    @operation(Operation(operation_id="get_user_task", answers={200: UserTaskView}))
    def get(self, request: HttpRequest, user_task_id: str) -> HttpResponse:
        """Read a user task; its ETag is its revision."""
        return answer_task(queries.get_user_task(path_id(user_task_id), actor=self.actor(request)))


class Complete(Endpoint):
    token_scopes = WORK

    @operation(
        command_operation(
            "complete_user_task", UserTaskView, body=CompleteUserTaskBody, parameters=(IF_MATCH,)
        )
    )
    def post(self, request: HttpRequest, user_task_id: str) -> HttpResponse:
        """Complete a user task; its process instance runs until it waits or ends.

        Where the task has a form, it is validated whole, and only what it lets pass is written.
        """
        asked = read_command(self, request, CompleteUserTaskBody)
        view = complete_user_task(
            CompleteUserTask(
                user_task_id=path_id(user_task_id),
                variables=decode_variables(asked.body.variables, asked.body.variable_types),
                outcome=asked.body.outcome,
                expected_revision=read_if_match(request),
            ),
            actor=asked.actor,
            request_key=asked.request_key,
        )
        return answer_task(view)


def _read_view(request: HttpRequest) -> InboxView | None:
    name = request.GET.get("view")
    if name is None:
        return None
    if name not in list(InboxView):
        detail = f"Give one of: {', '.join(InboxView)}."
        raise InvalidBodyError(
            detail, problems=[Problem(code="invalid_value", pointer="/view", detail=detail)]
        )
    return InboxView(name)


def _only_instance(request: HttpRequest) -> UUID | None:
    """Return the instance where nothing but it is asked for: programs do so all the time."""
    if list(request.GET) != ["process_instance_id"]:
        return None
    return parse_id(request.GET["process_instance_id"])


def _only_open(search: SearchRequest) -> SearchRequest:
    return replace(search, filter={**search.filter, "state": UserTaskState.OPEN.value})


_ONE = "user-tasks/<str:user_task_id>"

urlpatterns = [
    path("user-tasks", UserTasks.as_view()),
    path("user-tasks/search", UserTaskSearch.as_view()),
    path("user-tasks/counts", UserTaskCounts.as_view()),
    path(_ONE, UserTask.as_view()),
    path(f"{_ONE}/complete", Complete.as_view()),
]
