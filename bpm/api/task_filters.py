"""Saved searches for user tasks, one's own and those that groups share."""

import msgspec
from django.http import HttpRequest, HttpResponse
from django.urls import path

from bpm.api.commands import read_command
from bpm.api.openapi import IDEMPOTENCY_KEY, IF_MATCH, Operation, operation
from bpm.api.revisions import entity_tag, parse_entity_tag
from bpm.api.search import SortBody
from bpm.api.time_zones import TIME_ZONE, read_now
from bpm.api.views import Endpoint, answer, answer_nothing, location, path_id, read_body
from bpm.base.search import Sort
from bpm.base.wire import JsonObject
from bpm.definitions import queries as definitions
from bpm.definitions.contracts import SearchableVariablesView
from bpm.identity.contracts import WORK_ON_USER_TASKS
from bpm.runtime.queries import VariableSearch
from bpm.user_tasks import filters, searching, services
from bpm.user_tasks.errors import TaskFilterChangedError
from bpm.user_tasks.filter_types import (
    NewTaskFilter,
    TaskFilterCount,
    TaskFiltersView,
    TaskFilterView,
)


class TaskFilterBody(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """A search to keep; `criteria` as `filter` of a search for user tasks."""

    name: str
    description: str = ""
    criteria: JsonObject = msgspec.field(default_factory=dict)
    columns: list[str] = msgspec.field(default_factory=list)
    sort: list[SortBody] = msgspec.field(default_factory=list)
    position: int = 0
    shared_with: list[str] = msgspec.field(default_factory=list)

    def wanted(self) -> NewTaskFilter:
        """Return it as the commands take it."""
        return NewTaskFilter(
            name=self.name,
            description=self.description,
            criteria=self.criteria,
            columns=tuple(self.columns),
            sort=tuple(
                Sort(field=key.field, is_descending=key.order == "desc") for key in self.sort
            ),
            position=self.position,
            shared_with=tuple(self.shared_with),
        )


class TaskFilters(Endpoint):
    token_scopes = {"GET": WORK_ON_USER_TASKS, "POST": WORK_ON_USER_TASKS}

    @operation(Operation(operation_id="list_task_filters", answers={200: TaskFiltersView}))
    def get(self, request: HttpRequest) -> HttpResponse:
        """List your own filters and those shared with your groups, in order."""
        return answer(filters.list_task_filters(actor=self.actor(request)))

    @operation(
        Operation(
            operation_id="create_task_filter",
            body=TaskFilterBody,
            answers={201: TaskFilterView},
            parameters=(IDEMPOTENCY_KEY,),
        )
    )
    def post(self, request: HttpRequest) -> HttpResponse:
        """Keep a search."""
        asked = read_command(self, request, TaskFilterBody, may_be_empty=False)
        view = services.create_task_filter(
            wanted=asked.body.wanted(),
            actor=asked.actor,
            variables=VariableSearch(asked.actor),
            request_key=asked.request_key,
        )
        headers = entity_tag(view.revision) | location("task-filters", view.id)
        return answer(view, 201, headers)


class TaskFilter(Endpoint):
    token_scopes = dict.fromkeys(("GET", "PUT", "DELETE"), WORK_ON_USER_TASKS)

    @operation(Operation(operation_id="get_task_filter", answers={200: TaskFilterView}))
    def get(self, request: HttpRequest, filter_id: str) -> HttpResponse:
        """Read a filter; its ETag is its revision."""
        view = filters.get_task_filter(path_id(filter_id), actor=self.actor(request))
        return answer(view, headers=entity_tag(view.revision))

    @operation(
        Operation(
            operation_id="update_task_filter",
            body=TaskFilterBody,
            answers={200: TaskFilterView},
            parameters=(IF_MATCH,),
        )
    )
    def put(self, request: HttpRequest, filter_id: str) -> HttpResponse:
        """Keep a search in the place of an earlier one."""
        actor = self.actor(request)
        body = read_body(request, TaskFilterBody)
        view = services.update_task_filter(
            path_id(filter_id),
            wanted=body.wanted(),
            actor=actor,
            variables=VariableSearch(actor),
            expected_revision=_read_if_match(request),
        )
        return answer(view, headers=entity_tag(view.revision))

    @operation(Operation(operation_id="delete_task_filter", answers={204: None}))
    def delete(self, request: HttpRequest, filter_id: str) -> HttpResponse:
        """Forget a saved search, for all with whom it is shared."""
        services.delete_task_filter(path_id(filter_id), actor=self.actor(request))
        return answer_nothing()


class TaskFilterCounts(Endpoint):
    token_scopes = {"GET": WORK_ON_USER_TASKS}

    @operation(
        Operation(
            operation_id="count_task_filter",
            answers={200: TaskFilterCount},
            parameters=(TIME_ZONE,),
        )
    )
    def get(self, request: HttpRequest, filter_id: str) -> HttpResponse:
        """Count what a saved search finds; exact up to 10,000."""
        actor = self.actor(request)
        view = searching.count_task_filter(
            path_id(filter_id),
            actor=actor,
            now=read_now(request),
            variables=VariableSearch(actor),
        )
        return answer(view)


class SearchableVariables(Endpoint):
    token_scopes = {"GET": WORK_ON_USER_TASKS}

    @operation(
        Operation(operation_id="list_searchable_variables", answers={200: SearchableVariablesView})
    )
    def get(self, request: HttpRequest) -> HttpResponse:
        """List the variables that models declare searchable, for filters and columns."""
        return answer(definitions.list_searchable_variables(actor=self.actor(request)))


def _read_if_match(request: HttpRequest) -> int | None:
    header = request.META.get("HTTP_IF_MATCH")
    if header is None or header.strip() == "*":
        return None
    revision = parse_entity_tag(header)
    if revision is None:
        raise TaskFilterChangedError("If-Match does not hold a filter's ETag.")
    return revision


urlpatterns = [
    path("searchable-variables", SearchableVariables.as_view()),
    path("task-filters", TaskFilters.as_view()),
    path("task-filters/<str:filter_id>", TaskFilter.as_view()),
    path("task-filters/<str:filter_id>/count", TaskFilterCounts.as_view()),
]
