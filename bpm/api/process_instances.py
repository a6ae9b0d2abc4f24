"""Process instances: start, read, cancel, suspend, and what is inside them."""

from uuid import UUID

import msgspec
from django.http import HttpRequest, HttpResponse
from django.urls import path

from bpm.api.commands import NoBody, command_operation, read_command
from bpm.api.openapi import (
    FLAG_SCHEMA,
    IDEMPOTENCY_KEY,
    PAGE_PARAMETERS,
    Operation,
    Parameter,
    operation,
)
from bpm.api.search import SearchBody, read_flag, read_list_query, read_search
from bpm.api.views import (
    Endpoint,
    InvalidBodyError,
    answer,
    location,
    path_id,
    read_body,
    request_key,
)
from bpm.base.pages import Page
from bpm.base.wire import JsonObject
from bpm.core.errors import Problem
from bpm.core.values import decode_variables
from bpm.history.contracts import HistoryEventView, PathView
from bpm.identity.contracts import Permission
from bpm.runtime import queries
from bpm.runtime.commands.cancel_process_instance import cancel_process_instance
from bpm.runtime.commands.resume_process_instance import resume_process_instance
from bpm.runtime.commands.start_process_instance import start_process_instance
from bpm.runtime.commands.suspend_process_instance import suspend_process_instance
from bpm.runtime.commands.update_variables import update_variables
from bpm.runtime.contracts import (
    ActivityInstanceView,
    ProcessInstanceView,
    StartProcessInstance,
    VariablesView,
)
from bpm.runtime.queries.scopes import list_local_scopes
from bpm.runtime.scope_views import LocalScopesView

_INCLUDE = Parameter(
    name="include",
    description="`variables`: also those that you may read.",
    schema={"type": "string"},
)
_READ = {"GET": Permission.READ_INSTANCES}
_OPERATE = {"POST": Permission.OPERATE_INSTANCES}


class StartProcessInstanceBody(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """Which process to start, by key or by id, with what.

    Args:
        start_at: Id of the start event; leave it out where the process has one only.
    """

    definition_key: str | None = None
    definition_id: UUID | None = None
    version: int | None = None
    version_tag: str | None = None
    business_key: str | None = None
    variables: JsonObject = msgspec.field(default_factory=dict)
    variable_types: dict[str, str] = msgspec.field(default_factory=dict)
    start_at: str | None = None
    form: bool = False
    outcome: str | None = None
    form_id: UUID | None = None


class VariablesBody(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """Variables to write; others stay as they are."""

    variables: JsonObject
    variable_types: dict[str, str] = msgspec.field(default_factory=dict)


class CancelBody(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """Why, for the history."""

    reason: str | None = None


class ProcessInstances(Endpoint):
    token_scopes = {"GET": Permission.READ_INSTANCES, "POST": Permission.START_INSTANCES}

    @operation(
        Operation(
            operation_id="list_process_instances",
            answers={200: Page[ProcessInstanceView]},
            parameters=(_INCLUDE, *PAGE_PARAMETERS),
        )
    )
    def get(self, request: HttpRequest) -> HttpResponse:
        """List process instances, newest first; any field as a parameter filters."""
        page = queries.search_process_instances(
            read_list_query(request, other={"include"}),
            actor=self.actor(request),
            include_variables=_includes_variables(request),
        )
        return answer(page)

    @operation(
        Operation(
            operation_id="start_process_instance",
            body=StartProcessInstanceBody,
            answers={201: ProcessInstanceView},
            parameters=(_INCLUDE, IDEMPOTENCY_KEY),
        )
    )
    def post(self, request: HttpRequest) -> HttpResponse:
        """Start a process instance and run it until it waits or ends.

        With ``form: true`` the variables are what a person entered into the start form: it is
        validated, and only what it lets pass is written.
        """
        actor = self.actor(request)
        body = read_body(request, StartProcessInstanceBody)
        view = start_process_instance(
            StartProcessInstance(
                definition_key=body.definition_key,
                definition_id=body.definition_id,
                version=body.version,
                version_tag=body.version_tag,
                business_key=body.business_key,
                variables=decode_variables(body.variables, body.variable_types),
                start_at=body.start_at,
                form=body.form,
                outcome=body.outcome,
                form_id=body.form_id,
            ),
            actor=actor,
            request_key=request_key(request, actor, body),
            include_variables=_includes_variables(request),
        )
        return answer(view, 201, location("process-instances", view.id))


class ProcessInstanceSearch(Endpoint):
    token_scopes = {"POST": Permission.READ_INSTANCES}

    @operation(
        Operation(
            operation_id="search_process_instances",
            body=SearchBody,
            body_is_optional=True,
            answers={200: Page[ProcessInstanceView]},
            parameters=(_INCLUDE,),
        )
    )
    def post(self, request: HttpRequest) -> HttpResponse:
        """Search process instances, by their variables too.

        A filter on `variables` is a list of `{name, op, value}` and needs one `definition_key`
        beside it.
        """
        page = queries.search_process_instances(
            read_search(request),
            actor=self.actor(request),
            include_variables=_includes_variables(request),
        )
        return answer(page)


class ProcessInstance(Endpoint):
    token_scopes = _READ

    @operation(
        Operation(
            operation_id="get_process_instance",
            answers={200: ProcessInstanceView},
            parameters=(_INCLUDE,),
        )
    )
    def get(self, request: HttpRequest, process_instance_id: str) -> HttpResponse:
        """Read a process instance and where it waits."""
        view = queries.get_process_instance(
            path_id(process_instance_id),
            actor=self.actor(request),
            include_variables=_includes_variables(request),
        )
        return answer(view)


class Children(Endpoint):
    token_scopes = _READ

    @operation(
        Operation(
            operation_id="list_called_instances",
            answers={200: Page[ProcessInstanceView]},
            parameters=PAGE_PARAMETERS,
        )
    )
    def get(self, request: HttpRequest, process_instance_id: str) -> HttpResponse:
        """List the process instances that this one has called, newest first."""
        page = queries.list_called_instances(
            path_id(process_instance_id), read_list_query(request), actor=self.actor(request)
        )
        return answer(page)


class ActivityInstances(Endpoint):
    token_scopes = _READ

    @operation(
        Operation(
            operation_id="list_activity_instances",
            answers={200: Page[ActivityInstanceView]},
            parameters=PAGE_PARAMETERS,
        )
    )
    def get(self, request: HttpRequest, process_instance_id: str) -> HttpResponse:
        """List the visits to activities, in the order in which they began."""
        page = queries.list_activity_instances(
            path_id(process_instance_id), read_list_query(request), actor=self.actor(request)
        )
        return answer(page)


class Variables(Endpoint):
    token_scopes = {"GET": Permission.READ_INSTANCES, "PATCH": Permission.OPERATE_INSTANCES}

    @operation(Operation(operation_id="get_variables", answers={200: VariablesView}))
    def get(self, request: HttpRequest, process_instance_id: str) -> HttpResponse:
        """Read the variables of a process instance; null stands for a secret value."""
        view = queries.get_variables(path_id(process_instance_id), actor=self.actor(request))
        return answer(view)

    @operation(
        Operation(
            operation_id="update_variables",
            body=VariablesBody,
            answers={200: VariablesView},
            parameters=(IDEMPOTENCY_KEY,),
        )
    )
    def patch(self, request: HttpRequest, process_instance_id: str) -> HttpResponse:
        """Write variables; events whose conditions become true happen; the others stay."""
        actor = self.actor(request)
        body = read_body(request, VariablesBody)
        view = update_variables(
            path_id(process_instance_id),
            variables=decode_variables(body.variables, body.variable_types),
            actor=actor,
            request_key=request_key(request, actor, body),
        )
        return answer(view)


class Scopes(Endpoint):
    token_scopes = _READ

    @operation(Operation(operation_id="list_local_scopes", answers={200: LocalScopesView}))
    def get(self, request: HttpRequest, process_instance_id: str) -> HttpResponse:
        """Read the variables of live sub-processes, steps and rounds of loops, 500 at most."""
        return answer(list_local_scopes(path_id(process_instance_id), actor=self.actor(request)))


class History(Endpoint):
    token_scopes = _READ

    @operation(
        Operation(
            operation_id="list_history",
            answers={200: Page[HistoryEventView]},
            parameters=(
                Parameter(name="newest_first", description="Back in time.", schema=FLAG_SCHEMA),
                *PAGE_PARAMETERS,
            ),
        )
    )
    def get(self, request: HttpRequest, process_instance_id: str) -> HttpResponse:
        """List what happened, one item for each command, oldest first unless said otherwise."""
        page = queries.list_history(
            path_id(process_instance_id),
            read_list_query(request, other=("newest_first",)),
            newest_first=read_flag(request, "newest_first"),
            actor=self.actor(request),
        )
        return answer(page)


class Path(Endpoint):
    token_scopes = _READ

    @operation(Operation(operation_id="get_path", answers={200: PathView}))
    def get(self, request: HttpRequest, process_instance_id: str) -> HttpResponse:
        """Read how often each activity was visited and each sequence flow taken."""
        return answer(queries.get_path(path_id(process_instance_id), actor=self.actor(request)))


class Cancel(Endpoint):
    token_scopes = _OPERATE

    @operation(command_operation("cancel_process_instance", ProcessInstanceView, body=CancelBody))
    def post(self, request: HttpRequest, process_instance_id: str) -> HttpResponse:
        """End a process instance without completing it."""
        asked = read_command(self, request, CancelBody)
        view = cancel_process_instance(
            path_id(process_instance_id),
            reason=asked.body.reason,
            actor=asked.actor,
            request_key=asked.request_key,
        )
        return answer(view)


class Suspend(Endpoint):
    token_scopes = _OPERATE

    @operation(command_operation("suspend_process_instance", ProcessInstanceView))
    def post(self, request: HttpRequest, process_instance_id: str) -> HttpResponse:
        """Stop tokens, user tasks and jobs; variables stay editable."""
        asked = read_command(self, request, NoBody)
        view = suspend_process_instance(
            path_id(process_instance_id),
            actor=asked.actor,
            request_key=asked.request_key,
        )
        return answer(view)


class Resume(Endpoint):
    token_scopes = _OPERATE

    @operation(command_operation("resume_process_instance", ProcessInstanceView))
    def post(self, request: HttpRequest, process_instance_id: str) -> HttpResponse:
        """Let a suspended process instance go on."""
        asked = read_command(self, request, NoBody)
        view = resume_process_instance(
            path_id(process_instance_id),
            actor=asked.actor,
            request_key=asked.request_key,
        )
        return answer(view)


def _includes_variables(request: HttpRequest) -> bool:
    if not request.META.get("QUERY_STRING"):
        return False
    wanted = {name for name in request.GET.get("include", "").split(",") if name}
    if not wanted <= {"variables"}:
        detail = "Only variables can be included."
        raise InvalidBodyError(
            detail, problems=[Problem(code="invalid_value", pointer="/include", detail=detail)]
        )
    return bool(wanted)


_ONE = "process-instances/<str:process_instance_id>"

urlpatterns = [
    path("process-instances", ProcessInstances.as_view()),
    path("process-instances/search", ProcessInstanceSearch.as_view()),
    path(_ONE, ProcessInstance.as_view()),
    path(f"{_ONE}/children", Children.as_view()),
    path(f"{_ONE}/activity-instances", ActivityInstances.as_view()),
    path(f"{_ONE}/variables", Variables.as_view()),
    path(f"{_ONE}/scopes", Scopes.as_view()),
    path(f"{_ONE}/history", History.as_view()),
    path(f"{_ONE}/path", Path.as_view()),
    path(f"{_ONE}/cancel", Cancel.as_view()),
    path(f"{_ONE}/suspend", Suspend.as_view()),
    path(f"{_ONE}/resume", Resume.as_view()),
]
