"""The list of process instances as people keep it and take it away: saved views, and files."""

import msgspec
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.urls import path
from typing_extensions import override

from bpm.api.commands import read_command
from bpm.api.openapi import IDEMPOTENCY_KEY, IF_MATCH, Operation, Parameter, operation
from bpm.api.revisions import entity_tag, parse_entity_tag
from bpm.api.search import SearchBody, read_search
from bpm.api.views import Endpoint, answer, answer_nothing, location, path_id, read_body
from bpm.base.search import InvalidSearchError
from bpm.core.errors import Problem
from bpm.identity.contracts import Permission
from bpm.runtime import instance_views, queries
from bpm.runtime.errors import InstanceViewChangedError
from bpm.runtime.instance_views import NewInstanceView, SavedInstanceView, SavedInstanceViews
from bpm.runtime.queries import ExportFormat

_MEDIA_TYPES = {
    ExportFormat.CSV: "text/csv; charset=utf-8",
    ExportFormat.JSON: "application/json",
}
_SAFE = {
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "sandbox; default-src 'none'",
}


class InstanceViewBody(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """A view to keep; `query` is what stands behind `?` in the address of the list."""

    name: str
    query: str = ""
    shared_with: list[str] = msgspec.field(default_factory=list)

    def wanted(self) -> NewInstanceView:
        """Return it as the commands take it."""
        return NewInstanceView(
            name=self.name, query=self.query, shared_with=tuple(self.shared_with)
        )


class InstanceViews(Endpoint):
    token_scopes = dict.fromkeys(("GET", "POST"), Permission.READ_INSTANCES)

    @operation(Operation(operation_id="list_instance_views", answers={200: SavedInstanceViews}))
    def get(self, request: HttpRequest) -> HttpResponse:
        """List your own views of instances and those shared with your groups, by name."""
        return answer(instance_views.list_instance_views(actor=self.actor(request)))

    @operation(
        Operation(
            operation_id="create_instance_view",
            body=InstanceViewBody,
            answers={201: SavedInstanceView},
            parameters=(IDEMPOTENCY_KEY,),
        )
    )
    def post(self, request: HttpRequest) -> HttpResponse:
        """Keep a view of instances."""
        asked = read_command(self, request, InstanceViewBody, may_be_empty=False)
        view = instance_views.create_instance_view(
            wanted=asked.body.wanted(), actor=asked.actor, request_key=asked.request_key
        )
        headers = entity_tag(view.revision) | location("instance-views", view.id)
        return answer(view, 201, headers)


class InstanceView(Endpoint):
    token_scopes = dict.fromkeys(("PUT", "DELETE"), Permission.READ_INSTANCES)

    @operation(
        Operation(
            operation_id="update_instance_view",
            body=InstanceViewBody,
            answers={200: SavedInstanceView},
            parameters=(IF_MATCH,),
        )
    )
    def put(self, request: HttpRequest, view_id: str) -> HttpResponse:
        """Keep a view in the place of an earlier one."""
        actor = self.actor(request)
        body = read_body(request, InstanceViewBody)
        view = instance_views.update_instance_view(
            path_id(view_id),
            wanted=body.wanted(),
            actor=actor,
            expected_revision=_read_if_match(request),
        )
        return answer(view, headers=entity_tag(view.revision))

    @operation(Operation(operation_id="delete_instance_view", answers={204: None}))
    def delete(self, request: HttpRequest, view_id: str) -> HttpResponse:
        """Forget a view, for all with whom it is shared."""
        instance_views.delete_instance_view(path_id(view_id), actor=self.actor(request))
        return answer_nothing()


class ProcessInstanceExport(Endpoint):
    token_scopes = {"POST": Permission.READ_INSTANCES}
    media_type = "text/csv"

    @operation(
        Operation(
            operation_id="export_process_instances",
            body=SearchBody,
            body_is_optional=True,
            answers={200: bytes},
            parameters=(
                Parameter(
                    name="format",
                    description="`csv` or `json`.",
                    schema={"type": "string", "enum": list(ExportFormat), "default": "csv"},
                ),
            ),
            media_type="text/csv",
        )
    )
    def post(self, request: HttpRequest) -> HttpResponseBase:
        """Take all instances that a search finds as a file, at most 100,000.

        More are refused with `export_too_large`. A text that a program for tables would take for a
        formula begins with an apostrophe in CSV; JSON has it as it is.
        """
        kind = _read_format(request)
        pieces = queries.export_process_instances(
            read_search(request), actor=self.actor(request), kind=kind
        )
        headers = {
            **_SAFE,
            "Content-Disposition": f'attachment; filename="instances.{kind}"',
        }
        return StreamingHttpResponse(pieces, content_type=_MEDIA_TYPES[kind], headers=headers)

    @override
    def _check_accept(self, request: HttpRequest) -> None:
        """Take any wish: ``format`` says what is wanted."""


def _read_format(request: HttpRequest) -> ExportFormat:
    try:
        return ExportFormat(request.GET.get("format", ExportFormat.CSV))
    except ValueError:
        problem = Problem(code="invalid_value", pointer="/format", detail="Give csv or json.")
        raise InvalidSearchError(problems=[problem]) from None


def _read_if_match(request: HttpRequest) -> int | None:
    header = request.META.get("HTTP_IF_MATCH")
    if header is None or header.strip() == "*":
        return None
    revision = parse_entity_tag(header)
    if revision is None:
        raise InstanceViewChangedError("If-Match does not hold a view's ETag.")
    return revision


urlpatterns = [
    path("instance-views", InstanceViews.as_view()),
    path("instance-views/<str:view_id>", InstanceView.as_view()),
    path("process-instances/export", ProcessInstanceExport.as_view()),
]
