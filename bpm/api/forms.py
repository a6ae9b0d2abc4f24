"""Forms: every version of every form, and trying one out."""

from dataclasses import dataclass

import msgspec
from django.http import HttpRequest, HttpResponse
from django.urls import path

from bpm.api.openapi import FLAG_SCHEMA, PAGE_PARAMETERS, Operation, Parameter, operation
from bpm.api.search import SearchBody, read_list_query, read_search
from bpm.api.views import Endpoint, answer, path_id, path_text, read_body
from bpm.base.pages import Page
from bpm.base.wire import JsonObject
from bpm.core.values import decode_variables
from bpm.definitions import queries, services
from bpm.definitions.contracts import FormDefinitionView, FormTrialView
from bpm.definitions.services import FormTrial
from bpm.definitions.use_types import ProcessUserView
from bpm.identity.contracts import Permission
from bpm.user_tasks import queries as user_tasks

_READ = {"GET": Permission.READ_DEFINITIONS}


@dataclass(frozen=True, slots=True, kw_only=True)
class FormUsageView:
    """Where a form is shown.

    Args:
        process_definitions: The newest version of each process that names it.
        open_user_tasks: Open user tasks that show this version.
    """

    process_definitions: tuple[ProcessUserView, ...]
    open_user_tasks: int


class FormTrialBody(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """A form, the variables that would be there, and what somebody would enter."""

    schema: JsonObject
    variables: JsonObject = msgspec.field(default_factory=dict)
    variable_types: dict[str, str] = msgspec.field(default_factory=dict)
    submitted: JsonObject = msgspec.field(default_factory=dict)
    outcome: str | None = None


class Forms(Endpoint):
    token_scopes = _READ

    @operation(
        Operation(
            operation_id="list_forms",
            answers={200: Page[FormDefinitionView]},
            parameters=(
                Parameter(name="key", description="Exactly this key."),
                Parameter(
                    name="is_newest", description="Only the newest of each.", schema=FLAG_SCHEMA
                ),
                *PAGE_PARAMETERS,
            ),
        )
    )
    def get(self, request: HttpRequest) -> HttpResponse:
        """List versions, by key and newest first."""
        return answer(queries.search_forms(self.actor(request), read_list_query(request)))


class FormSearch(Endpoint):
    token_scopes = {"POST": Permission.READ_DEFINITIONS}

    @operation(
        Operation(
            operation_id="search_forms",
            body=SearchBody,
            body_is_optional=True,
            answers={200: Page[FormDefinitionView]},
        )
    )
    def post(self, request: HttpRequest) -> HttpResponse:
        """Search forms."""
        return answer(queries.search_forms(self.actor(request), read_search(request)))


class FormEvaluation(Endpoint):
    token_scopes = {"POST": Permission.EDIT_DRAFTS}

    @operation(
        Operation(operation_id="evaluate_form", body=FormTrialBody, answers={200: FormTrialView})
    )
    def post(self, request: HttpRequest) -> HttpResponse:
        """Say what would come of a form that somebody fills in; nothing is stored."""
        actor = self.actor(request)
        body = read_body(request, FormTrialBody)
        trial = FormTrial(
            schema=body.schema,
            known=decode_variables(body.variables, body.variable_types),
            submitted=body.submitted,
            outcome=body.outcome,
        )
        return answer(services.try_form(actor, trial))


class Form(Endpoint):
    token_scopes = _READ

    @operation(Operation(operation_id="get_form", answers={200: FormDefinitionView}))
    def get(self, request: HttpRequest, form_id: str) -> HttpResponse:
        """Read one version."""
        return answer(queries.get_form(self.actor(request), path_id(form_id)))


class NewestForm(Endpoint):
    token_scopes = _READ

    @operation(Operation(operation_id="get_newest_form", answers={200: FormDefinitionView}))
    def get(self, request: HttpRequest, key: str) -> HttpResponse:
        """Read the newest version of a form."""
        return answer(queries.get_newest_form(self.actor(request), path_text(key)))


class FormSchema(Endpoint):
    token_scopes = _READ

    @operation(Operation(operation_id="get_form_schema", answers={200: JsonObject}))
    def get(self, request: HttpRequest, form_id: str) -> HttpResponse:
        """Read the schema, byte for byte as it was deployed."""
        file = queries.get_form_file(self.actor(request), path_id(form_id))
        return HttpResponse(
            file.content,
            content_type="application/json",
            headers={
                "X-Content-Type-Options": "nosniff",
                "Content-Security-Policy": "sandbox; default-src 'none'",
            },
        )


class FormUsage(Endpoint):
    token_scopes = _READ

    @operation(Operation(operation_id="get_form_usage", answers={200: FormUsageView}))
    def get(self, request: HttpRequest, form_id: str) -> HttpResponse:
        """Read which processes show the form, and how many open user tasks."""
        actor = self.actor(request)
        found = path_id(form_id)
        processes = tuple(queries.list_users_of_form(actor, found))
        tasks = user_tasks.count_open_of_form(found, tenant_id=actor.tenant_id)
        return answer(FormUsageView(process_definitions=processes, open_user_tasks=tasks))


urlpatterns = [
    path("forms", Forms.as_view()),
    path("forms/search", FormSearch.as_view()),
    path("forms/evaluate", FormEvaluation.as_view()),
    path("forms/by-key/<str:key>", NewestForm.as_view()),
    path("forms/<str:form_id>", Form.as_view()),
    path("forms/<str:form_id>/schema", FormSchema.as_view()),
    path("forms/<str:form_id>/usage", FormUsage.as_view()),
]
