"""Incidents: what stopped, and the way on."""

from uuid import UUID

import msgspec
from django.http import HttpRequest, HttpResponse
from django.urls import path

from bpm.api.commands import NoBody, command_operation, read_command
from bpm.api.openapi import PAGE_PARAMETERS, Operation, Parameter, operation
from bpm.api.search import SearchBody, read_list_query, read_search
from bpm.api.views import Endpoint, answer, path_id, path_text
from bpm.base.pages import Page
from bpm.base.search import InvalidSearchError
from bpm.core.errors import Problem
from bpm.identity.contracts import Permission
from bpm.runtime import queries
from bpm.runtime.commands.annotate_incident import annotate_incident
from bpm.runtime.commands.annotate_incident_group import annotate_incident_group
from bpm.runtime.commands.own_incident import own_incident
from bpm.runtime.commands.own_incident_group import own_incident_group
from bpm.runtime.commands.retry_incident import retry_incident
from bpm.runtime.commands.retry_incident_group import retry_incident_group
from bpm.runtime.contracts import IncidentGroupRetryView, IncidentGroupView, IncidentView
from bpm.runtime.queries.incident_groups import GroupState


class RetryGroupBody(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """Ids of incidents: only those opened after the one, and no later than the other."""

    after: UUID | None = None
    up_to: UUID | None = None


class AnnotateIncidentBody(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """The note, or null for none."""

    note: str | None


class OwnIncidentBody(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """A user name, or null for nobody."""

    owner: str | None


class Incidents(Endpoint):
    token_scopes = {"GET": Permission.READ_INSTANCES}

    @operation(
        Operation(
            operation_id="list_incidents",
            answers={200: Page[IncidentView]},
            parameters=PAGE_PARAMETERS,
        )
    )
    def get(self, request: HttpRequest) -> HttpResponse:
        """List incidents, newest first; any field as a parameter filters."""
        page = queries.search_incidents(read_list_query(request), actor=self.actor(request))
        return answer(page)


class IncidentSearch(Endpoint):
    token_scopes = {"POST": Permission.READ_INSTANCES}

    @operation(
        Operation(
            operation_id="search_incidents",
            body=SearchBody,
            body_is_optional=True,
            answers={200: Page[IncidentView]},
        )
    )
    def post(self, request: HttpRequest) -> HttpResponse:
        """Search incidents, resolved ones too."""
        return answer(queries.search_incidents(read_search(request), actor=self.actor(request)))


_STATE = Parameter(
    name="state",
    description="`open` (as it is without), or `resolved`.",
    schema={"type": "string", "enum": ["open", "resolved"]},
)


class IncidentGroups(Endpoint):
    token_scopes = {"GET": Permission.READ_INSTANCES}

    @operation(
        Operation(
            operation_id="list_incident_groups",
            answers={200: Page[IncidentGroupView]},
            parameters=(_STATE, *PAGE_PARAMETERS),
        )
    )
    def get(self, request: HttpRequest) -> HttpResponse:
        """List faults, each with how many incidents tell of it, largest first.

        Any field of incidents as a parameter filters. Of resolved incidents the newest 10,000
        that match are counted.
        """
        search = read_list_query(request, other={"state"})
        page = queries.list_incident_groups(
            search, actor=self.actor(request), state=_read_state(request)
        )
        return answer(page)


class RetryGroup(Endpoint):
    token_scopes = {"POST": Permission.OPERATE_INSTANCES}

    @operation(
        command_operation("retry_incident_group", IncidentGroupRetryView, body=RetryGroupBody)
    )
    def post(self, request: HttpRequest, fingerprint: str) -> HttpResponse:
        """Try again what the open incidents of a group hold, oldest first, at most 100 at once.

        Each is done or refused by itself. A repetition retries only what is still open. To reach
        all of a large group once, ask again with `after` as the answer's `last_id` and `up_to`
        as the newest incident, until nothing remains.
        """
        asked = read_command(self, request, RetryGroupBody)
        view = retry_incident_group(
            path_text(fingerprint),
            actor=asked.actor,
            after=asked.body.after,
            up_to=asked.body.up_to,
        )
        return answer(view)


class AnnotateGroup(Endpoint):
    token_scopes = {"POST": Permission.OPERATE_INSTANCES}

    @operation(
        command_operation(
            "annotate_incident_group",
            IncidentGroupView,
            body=AnnotateIncidentBody,
            body_is_optional=False,
        )
    )
    def post(self, request: HttpRequest, fingerprint: str) -> HttpResponse:
        """Write a note on every open incident of a group, in place of those that are there.

        All are written, or none. At most 10,000.
        """
        asked = read_command(self, request, AnnotateIncidentBody, may_be_empty=False)
        view = annotate_incident_group(
            path_text(fingerprint),
            note=asked.body.note,
            actor=asked.actor,
            request_key=asked.request_key,
        )
        return answer(view)


class GroupOwner(Endpoint):
    token_scopes = {"POST": Permission.OPERATE_INSTANCES}

    @operation(
        command_operation(
            "own_incident_group", IncidentGroupView, body=OwnIncidentBody, body_is_optional=False
        )
    )
    def post(self, request: HttpRequest, fingerprint: str) -> HttpResponse:
        """Say who looks after every open incident of a group.

        All are written, or none. At most 10,000.
        """
        asked = read_command(self, request, OwnIncidentBody, may_be_empty=False)
        view = own_incident_group(
            path_text(fingerprint),
            owner=asked.body.owner,
            actor=asked.actor,
            request_key=asked.request_key,
        )
        return answer(view)


class Incident(Endpoint):
    token_scopes = {"GET": Permission.READ_INSTANCES}

    @operation(Operation(operation_id="get_incident", answers={200: IncidentView}))
    def get(self, request: HttpRequest, incident_id: str) -> HttpResponse:
        """Read an incident."""
        return answer(queries.get_incident(path_id(incident_id), actor=self.actor(request)))


class Retry(Endpoint):
    token_scopes = {"POST": Permission.OPERATE_INSTANCES}

    @operation(command_operation("retry_incident", IncidentView))
    def post(self, request: HttpRequest, incident_id: str) -> HttpResponse:
        """Try again what the incident holds; what fails once more opens a new one."""
        asked = read_command(self, request, NoBody)
        view = retry_incident(
            path_id(incident_id), actor=asked.actor, request_key=asked.request_key
        )
        return answer(view)


class Annotate(Endpoint):
    token_scopes = {"POST": Permission.OPERATE_INSTANCES}

    @operation(
        command_operation(
            "annotate_incident", IncidentView, body=AnnotateIncidentBody, body_is_optional=False
        )
    )
    def post(self, request: HttpRequest, incident_id: str) -> HttpResponse:
        """Write a note on an incident, in place of the one that is there."""
        asked = read_command(self, request, AnnotateIncidentBody, may_be_empty=False)
        view = annotate_incident(
            path_id(incident_id),
            note=asked.body.note,
            actor=asked.actor,
            request_key=asked.request_key,
        )
        return answer(view)


class Owner(Endpoint):
    token_scopes = {"POST": Permission.OPERATE_INSTANCES}

    @operation(
        command_operation(
            "own_incident", IncidentView, body=OwnIncidentBody, body_is_optional=False
        )
    )
    def post(self, request: HttpRequest, incident_id: str) -> HttpResponse:
        """Say who looks after an incident."""
        asked = read_command(self, request, OwnIncidentBody, may_be_empty=False)
        view = own_incident(
            path_id(incident_id),
            owner=asked.body.owner,
            actor=asked.actor,
            request_key=asked.request_key,
        )
        return answer(view)


def _read_state(request: HttpRequest) -> GroupState:
    match request.GET.get("state", "open"):
        case "open":
            return "open"
        case "resolved":
            return "resolved"
        case _:
            detail = "Give open or resolved."
            problem = Problem(code="invalid_value", pointer="/state", detail=detail)
            raise InvalidSearchError(problems=[problem])


_GROUP = "incidents/groups/<str:fingerprint>"

urlpatterns = [
    path("incidents", Incidents.as_view()),
    path("incidents/search", IncidentSearch.as_view()),
    path("incidents/groups", IncidentGroups.as_view()),
    path(f"{_GROUP}/retry", RetryGroup.as_view()),
    path(f"{_GROUP}/annotate", AnnotateGroup.as_view()),
    path(f"{_GROUP}/owner", GroupOwner.as_view()),
    path("incidents/<str:incident_id>", Incident.as_view()),
    path("incidents/<str:incident_id>/retry", Retry.as_view()),
    path("incidents/<str:incident_id>/annotate", Annotate.as_view()),
    path("incidents/<str:incident_id>/owner", Owner.as_view()),
]
