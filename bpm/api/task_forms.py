"""What people see of a task: its form, what they have typed, the diagram; forms of starts."""

from uuid import UUID

import msgspec
from django.http import HttpRequest, HttpResponse
from django.urls import path

from bpm.api.openapi import IF_MATCH, Operation, operation
from bpm.api.revisions import entity_tag, parse_entity_tag
from bpm.api.views import Endpoint, answer, answer_model, answer_nothing, path_id, read_body
from bpm.base.wire import JsonObject
from bpm.core.errors import PreconditionFailedError
from bpm.identity.contracts import WORK_ON_USER_TASKS, Permission
from bpm.runtime import queries as runtime_queries
from bpm.runtime.commands.discard_start_draft import discard_start_draft
from bpm.runtime.commands.save_start_draft import save_start_draft
from bpm.runtime.contracts import NewStartDraft, StartDraftView
from bpm.runtime.errors import StartDraftChangedError
from bpm.user_tasks import queries, services
from bpm.user_tasks.contracts import NewTaskDraft, TaskDraftView, TaskFormView
from bpm.user_tasks.errors import TaskDraftChangedError


class DraftBody(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """What the person has typed so far, and into which form."""

    variables: JsonObject
    variable_types: dict[str, str] = msgspec.field(default_factory=dict)
    form_id: UUID | None = None


class StartDraftBody(DraftBody, forbid_unknown_fields=True, kw_only=True):
    """What the person has typed so far to start a process, and into which form."""

    business_key: str = ""


class Form(Endpoint):
    token_scopes = {"GET": WORK_ON_USER_TASKS}

    @operation(Operation(operation_id="get_task_form", answers={200: TaskFormView}))
    def get(self, request: HttpRequest, user_task_id: str) -> HttpResponse:
        """Read what is to be filled in; without a form, a table of all variables."""
        view = runtime_queries.get_task_form(path_id(user_task_id), actor=self.actor(request))
        return answer(view)


class Diagram(Endpoint):
    token_scopes = {"GET": WORK_ON_USER_TASKS}
    media_type = "application/xml"

    @operation(
        Operation(operation_id="get_task_diagram", answers={200: str}, media_type="application/xml")
    )
    def get(self, request: HttpRequest, user_task_id: str) -> HttpResponse:
        """Read the diagram that the task is in: elements, names and flows, not what they do."""
        found = runtime_queries.get_task_diagram(path_id(user_task_id), actor=self.actor(request))
        return answer_model(found)


class Draft(Endpoint):
    token_scopes = {
        "GET": WORK_ON_USER_TASKS,
        "PUT": WORK_ON_USER_TASKS,
        "DELETE": WORK_ON_USER_TASKS,
    }

    @operation(Operation(operation_id="get_task_draft", answers={200: TaskDraftView}))
    def get(self, request: HttpRequest, user_task_id: str) -> HttpResponse:
        """Read what you have typed and not sent; empty where nothing was saved."""
        return _answer(queries.find_draft(path_id(user_task_id), actor=self.actor(request)))

    @operation(
        Operation(
            operation_id="save_task_draft",
            body=DraftBody,
            answers={200: TaskDraftView},
            parameters=(IF_MATCH,),
        )
    )
    def put(self, request: HttpRequest, user_task_id: str) -> HttpResponse:
        """Keep what you have typed until you send it; refused where the form is another."""
        body = read_body(request, DraftBody)
        view = services.save_draft(
            path_id(user_task_id),
            actor=self.actor(request),
            draft=NewTaskDraft(
                variables=body.variables,
                variable_types=body.variable_types,
                form_id=body.form_id,
                expected_revision=_read_if_match(request, TaskDraftChangedError),
            ),
        )
        return _answer(view)

    @operation(Operation(operation_id="discard_task_draft", answers={204: None}))
    def delete(self, request: HttpRequest, user_task_id: str) -> HttpResponse:
        """Forget what you have typed."""
        services.discard_draft(path_id(user_task_id), actor=self.actor(request))
        return answer_nothing()


class StartDraft(Endpoint):
    token_scopes = {
        "GET": Permission.START_INSTANCES,
        "PUT": Permission.START_INSTANCES,
        "DELETE": Permission.START_INSTANCES,
    }

    @operation(Operation(operation_id="get_start_draft", answers={200: StartDraftView}))
    def get(self, request: HttpRequest, definition_id: str) -> HttpResponse:
        """Read what you have typed to start a process; empty where nothing was saved."""
        actor = self.actor(request)
        return _answer(runtime_queries.find_start_draft(path_id(definition_id), actor=actor))

    @operation(
        Operation(
            operation_id="save_start_draft",
            body=StartDraftBody,
            answers={200: StartDraftView},
            parameters=(IF_MATCH,),
        )
    )
    def put(self, request: HttpRequest, definition_id: str) -> HttpResponse:
        """Keep what you have typed until you start; refused where the form is another."""
        body = read_body(request, StartDraftBody)
        view = save_start_draft(
            path_id(definition_id),
            actor=self.actor(request),
            draft=NewStartDraft(
                business_key=body.business_key,
                variables=body.variables,
                variable_types=body.variable_types,
                form_id=body.form_id,
                expected_revision=_read_if_match(request, StartDraftChangedError),
            ),
        )
        return _answer(view)

    @operation(Operation(operation_id="discard_start_draft", answers={204: None}))
    def delete(self, request: HttpRequest, definition_id: str) -> HttpResponse:
        """Forget what you have typed to start a process."""
        discard_start_draft(path_id(definition_id), actor=self.actor(request))
        return answer_nothing()


def _answer(view: TaskDraftView | StartDraftView) -> HttpResponse:
    return answer(view, headers=entity_tag(view.revision))


def _read_if_match(request: HttpRequest, changed: type[PreconditionFailedError]) -> int | None:
    header = request.META.get("HTTP_IF_MATCH")
    if header is None or header.strip() == "*":
        return None
    revision = parse_entity_tag(header)
    if revision is None:
        # No tag of ours, so it cannot be the one that the draft has now.
        raise changed("If-Match does not hold the ETag of a draft.")
    return revision


_ONE = "user-tasks/<str:user_task_id>"

urlpatterns = [
    path(f"{_ONE}/form", Form.as_view()),
    path(f"{_ONE}/diagram", Diagram.as_view()),
    path(f"{_ONE}/draft", Draft.as_view()),
    path("process-definitions/<str:definition_id>/start-form/draft", StartDraft.as_view()),
]
