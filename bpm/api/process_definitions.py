"""Process definitions: every version of every process."""

from collections.abc import Callable
from dataclasses import replace

import msgspec
from django.http import HttpRequest, HttpResponse
from django.urls import path

from bpm.api.openapi import FLAG_SCHEMA, PAGE_PARAMETERS, Operation, Parameter, operation
from bpm.api.search import SearchBody, read_flag, read_list_query, read_search
from bpm.api.views import Endpoint, answer, answer_model, path_id, path_text, read_body
from bpm.base.pages import Page, PageInfo
from bpm.base.search import InvalidSearchError
from bpm.core.errors import Problem
from bpm.definitions import queries
from bpm.definitions.contracts import ProcessDefinitionView
from bpm.definitions.start_types import StartsView
from bpm.definitions.use_types import ProcessUsesView
from bpm.identity import queries as identity, services as identity_services
from bpm.identity.contracts import Actor, GrantsView, GrantView, Permission
from bpm.runtime import queries as runtime
from bpm.runtime.commands.resume_process_definition import resume_process_definition
from bpm.runtime.commands.suspend_process_definition import suspend_process_definition
from bpm.runtime.contracts import InstanceCounts, StatisticsView
from bpm.user_tasks.contracts import TaskFormView

_INCLUDE = Parameter(
    name="include",
    description="With ``counts``: how many instances run, have ended, stand still.",
    schema={"type": "string", "enum": ["counts"]},
)
_READ = {"GET": Permission.READ_DEFINITIONS}


class GrantBody(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """A permission for a user or a group; exactly one of the two is named."""

    permission: str
    user: str | None = None
    group: str | None = None


class ProcessDefinitions(Endpoint):
    token_scopes = _READ

    @operation(
        Operation(
            operation_id="list_process_definitions",
            answers={200: Page[ProcessDefinitionView]},
            parameters=(
                Parameter(name="key", description="Exactly this key."),
                Parameter(name="state", description="active or suspended."),
                Parameter(
                    name="is_newest", description="Only the newest of each.", schema=FLAG_SCHEMA
                ),
                Parameter(
                    name="startable",
                    description="The newest version of each process that one may start now.",
                    schema=FLAG_SCHEMA,
                ),
                _INCLUDE,
                *PAGE_PARAMETERS,
            ),
        )
    )
    def get(self, request: HttpRequest) -> HttpResponse:
        """List versions, by key and newest first."""
        actor = self.actor(request)
        search = read_list_query(request, other={"startable", "include"})
        with_counts = _reads_counts(request)
        is_start_page = read_flag(request, "startable")
        read = queries.search_startable if is_start_page else queries.search_definitions
        page = read(actor, search)
        return answer(_with_counts(actor, page) if with_counts else page)


class ProcessDefinitionSearch(Endpoint):
    token_scopes = {"POST": Permission.READ_DEFINITIONS}

    @operation(
        Operation(
            operation_id="search_process_definitions",
            body=SearchBody,
            body_is_optional=True,
            answers={200: Page[ProcessDefinitionView]},
            parameters=(_INCLUDE,),
        )
    )
    def post(self, request: HttpRequest) -> HttpResponse:
        """Search versions."""
        with_counts = _reads_counts(request)
        actor = self.actor(request)
        page = queries.search_definitions(actor, read_search(request))
        return answer(_with_counts(actor, page) if with_counts else page)


def _reads_counts(request: HttpRequest) -> bool:
    include = request.GET.get("include")
    if include not in {None, "counts"}:
        problem = Problem(code="invalid_value", pointer="/include", detail="Give counts.")
        raise InvalidSearchError(problems=[problem])
    return include == "counts"


def _with_counts(actor: Actor, page: Page[ProcessDefinitionView]) -> Page[ProcessDefinitionView]:
    counts = runtime.count_by_definition(v.id for v in page.items if _reads_figures(actor, v))
    none = InstanceCounts()
    items = tuple(
        _counted(view, counts.get(view.id, none)) if _reads_figures(actor, view) else view
        for view in page.items
    )
    return replace(page, items=items)


def _reads_figures(actor: Actor, view: ProcessDefinitionView) -> bool:
    """Return whether an actor may know how much of it goes on; to be its starter is not enough."""
    permissions = (Permission.READ_DEFINITIONS, Permission.READ_INSTANCES)
    return any(identity.has_permission(actor, found, key=view.key) for found in permissions)


def _counted(view: ProcessDefinitionView, counts: InstanceCounts) -> ProcessDefinitionView:
    return replace(
        view,
        running=counts.running,
        finished=counts.finished,
        finished_is_estimate=counts.finished_is_estimate,
        incidents=counts.incidents,
    )


def _answer_counted(actor: Actor, view: ProcessDefinitionView) -> HttpResponse:
    (counted,) = _with_counts(actor, Page(items=(view,), page=PageInfo())).items
    return answer(counted)


class ProcessDefinition(Endpoint):
    token_scopes = _READ

    @operation(
        Operation(operation_id="get_process_definition", answers={200: ProcessDefinitionView})
    )
    def get(self, request: HttpRequest, definition_id: str) -> HttpResponse:
        """Read one version."""
        actor = self.actor(request)
        return _answer_counted(actor, queries.get_definition(actor, path_id(definition_id)))


class ProcessDefinitionByKey(Endpoint):
    token_scopes = _READ

    @operation(
        Operation(
            operation_id="get_newest_process_definition", answers={200: ProcessDefinitionView}
        )
    )
    def get(self, request: HttpRequest, key: str) -> HttpResponse:
        """Read the newest version of a process."""
        actor = self.actor(request)
        return _answer_counted(actor, queries.get_newest_definition(actor, path_text(key)))


class ProcessDefinitionXml(Endpoint):
    token_scopes = _READ
    media_type = "application/xml"

    @operation(
        Operation(
            operation_id="get_process_definition_xml",
            answers={200: str},
            media_type="application/xml",
        )
    )
    def get(self, request: HttpRequest, definition_id: str) -> HttpResponse:
        """Read the model, byte for byte as it was deployed."""
        model = queries.get_model(self.actor(request), path_id(definition_id))
        return answer_model(model.content)


class ProcessDefinitionStartForm(Endpoint):
    token_scopes = _READ

    @operation(
        Operation(
            operation_id="get_start_form",
            answers={200: TaskFormView},
            parameters=(Parameter(name="start_at", description="At this start event."),),
        )
    )
    def get(self, request: HttpRequest, definition_id: str) -> HttpResponse:
        """Read what to ask for at a start; `form` is null where there is none."""
        actor = self.actor(request)
        start_at = request.GET.get("start_at") or None
        view = runtime.get_start_form(path_id(definition_id), start_at=start_at, actor=actor)
        return answer(view)


class ProcessDefinitionStarts(Endpoint):
    token_scopes = _READ

    @operation(Operation(operation_id="list_starts", answers={200: StartsView}))
    def get(self, request: HttpRequest, definition_id: str) -> HttpResponse:
        """List where instances can begin: start events to choose from, and what begins them.

        Events begin the newest version only; of older ones timers are told without a time.
        """
        found = queries.list_starts(self.actor(request), path_id(definition_id))
        return answer(StartsView(items=found))


class ProcessDefinitionStatistics(Endpoint):
    token_scopes = _READ

    @operation(Operation(operation_id="get_statistics", answers={200: StatisticsView}))
    def get(self, request: HttpRequest, definition_id: str) -> HttpResponse:
        """Count instances of one version, activity by activity; tell of visits in the newest.

        What has ended, and what is at one activity, is counted up to 10,000. Visits and how long
        they took are those of the newest 1,000 instances.
        """
        actor = self.actor(request)
        view = queries.get_definition(actor, path_id(definition_id))
        if not _reads_figures(actor, view):
            identity_services.require(actor, Permission.READ_DEFINITIONS, view.key)
        return answer(runtime.get_statistics(view.id))


class ProcessDefinitionUses(Endpoint):
    token_scopes = _READ

    @operation(Operation(operation_id="get_uses", answers={200: ProcessUsesView}))
    def get(self, request: HttpRequest, definition_id: str) -> HttpResponse:
        """Read which processes call this one, and what this version calls, shows and asks."""
        return answer(queries.get_uses(self.actor(request), path_id(definition_id)))


class ProcessDefinitionSuspension(Endpoint):
    token_scopes = {"POST": Permission.OPERATE_INSTANCES}

    @operation(
        Operation(operation_id="suspend_process_definition", answers={200: ProcessDefinitionView})
    )
    def post(self, request: HttpRequest, definition_id: str) -> HttpResponse:
        """Let nobody start this version, nor any event; its instances go on."""
        actor = self.actor(request)
        view = suspend_process_definition(definition_id=path_id(definition_id), actor=actor)
        return _answer_counted(actor, view)


class ProcessDefinitionResumption(Endpoint):
    token_scopes = {"POST": Permission.OPERATE_INSTANCES}

    @operation(
        Operation(operation_id="resume_process_definition", answers={200: ProcessDefinitionView})
    )
    def post(self, request: HttpRequest, definition_id: str) -> HttpResponse:
        """Let this version be started again."""
        actor = self.actor(request)
        view = resume_process_definition(definition_id=path_id(definition_id), actor=actor)
        return _answer_counted(actor, view)


class ProcessDefinitionPermissions(Endpoint):
    token_scopes = {
        "GET": Permission.ADMINISTER_PEOPLE,
        "POST": Permission.ADMINISTER_PEOPLE,
        "DELETE": Permission.ADMINISTER_PEOPLE,
    }

    @operation(Operation(operation_id="list_grants", answers={200: GrantsView}))
    def get(self, request: HttpRequest, key: str) -> HttpResponse:
        """List who may start, read and operate this process, and where that comes from."""
        actor = self.actor(request)
        known = _known_key(actor, key)
        return _answer_grants(actor, identity_services.list_grants(actor, key=known))

    @operation(
        Operation(operation_id="grant_permission", body=GrantBody, answers={200: GrantsView})
    )
    def post(self, request: HttpRequest, key: str) -> HttpResponse:
        """Give a user or a group a permission on this process."""
        return self._change(request, key, identity_services.grant_permission)

    @operation(
        Operation(operation_id="revoke_permission", body=GrantBody, answers={200: GrantsView})
    )
    def delete(self, request: HttpRequest, key: str) -> HttpResponse:
        """Take a permission on this process back."""
        return self._change(request, key, identity_services.revoke_permission)

    def _change(
        self, request: HttpRequest, key: str, change: Callable[..., GrantsView]
    ) -> HttpResponse:
        actor = self.actor(request)
        body = read_body(request, GrantBody)
        grant = GrantView(permission=body.permission, user=body.user, group=body.group)
        return _answer_grants(actor, change(actor, key=_known_key(actor, key), grant=grant))


def _answer_grants(actor: Actor, view: GrantsView) -> HttpResponse:
    return answer(replace(view, starters=queries.list_named_starters(actor.tenant_id, view.key)))


def _known_key(actor: Actor, key: str) -> str:
    """Return a key of which there is a version.

    Raises:
        PermissionMissingError: The actor does not administer people.
        ProcessDefinitionNotFoundError: There is none.
    """
    identity_services.require(actor, Permission.ADMINISTER_PEOPLE)
    return queries.require_key(actor.tenant_id, path_text(key))


urlpatterns = [
    path("process-definitions", ProcessDefinitions.as_view()),
    path("process-definitions/search", ProcessDefinitionSearch.as_view()),
    path("process-definitions/by-key/<str:key>", ProcessDefinitionByKey.as_view()),
    path(
        "process-definitions/by-key/<str:key>/permissions",
        ProcessDefinitionPermissions.as_view(),
    ),
    path("process-definitions/<str:definition_id>", ProcessDefinition.as_view()),
    path("process-definitions/<str:definition_id>/xml", ProcessDefinitionXml.as_view()),
    path(
        "process-definitions/<str:definition_id>/start-form",
        ProcessDefinitionStartForm.as_view(),
    ),
    path("process-definitions/<str:definition_id>/starts", ProcessDefinitionStarts.as_view()),
    path(
        "process-definitions/<str:definition_id>/statistics",
        ProcessDefinitionStatistics.as_view(),
    ),
    path("process-definitions/<str:definition_id>/uses", ProcessDefinitionUses.as_view()),
    path(
        "process-definitions/<str:definition_id>/suspend",
        ProcessDefinitionSuspension.as_view(),
    ),
    path(
        "process-definitions/<str:definition_id>/resume",
        ProcessDefinitionResumption.as_view(),
    ),
]
