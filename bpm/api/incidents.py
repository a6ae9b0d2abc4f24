"""Incidents: what stopped, and the way on."""

import msgspec
from django.http import HttpRequest, HttpResponse
from django.urls import path

from bpm.api.openapi import (
    IDEMPOTENCY_KEY,
    INCLUDE_TOTAL,
    LIMIT,
    PAGE_PARAMETERS,
    Operation,
    operation,
)
from bpm.api.search import SearchBody, read_list_query, read_search
from bpm.api.views import Endpoint, answer, path_id, path_text, read_body, request_key
from bpm.base.pages import Page
from bpm.identity.contracts import Permission
from bpm.runtime import queries
from bpm.runtime.commands.annotate_incident import annotate_incident
from bpm.runtime.commands.own_incident import own_incident
from bpm.runtime.commands.retry_incident import retry_incident
from bpm.runtime.commands.retry_incident_group import retry_incident_group
from bpm.runtime.contracts import IncidentGroupRetryView, IncidentGroupView, IncidentView


class RetryIncidentBody(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """Nothing needs to be said."""


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


class IncidentGroups(Endpoint):
    token_scopes = {"GET": Permission.READ_INSTANCES}

    @operation(
        Operation(
            operation_id="list_incident_groups",
            answers={200: Page[IncidentGroupView]},
            parameters=(LIMIT, INCLUDE_TOTAL),
        )
    )
    def get(self, request: HttpRequest) -> HttpResponse:
        """List faults, each with how many open incidents tell of it, largest first.

        Any field of incidents as a parameter filters.
        """
        search = read_list_query(request)
        return answer(queries.list_incident_groups(search, actor=self.actor(request)))


class RetryGroup(Endpoint):
    token_scopes = {"POST": Permission.OPERATE_INSTANCES}

    @operation(
        Operation(
            operation_id="retry_incident_group",
            body=RetryIncidentBody,
            body_is_optional=True,
            answers={200: IncidentGroupRetryView},
            parameters=(IDEMPOTENCY_KEY,),
        )
    )
    def post(self, request: HttpRequest, fingerprint: str) -> HttpResponse:
        """Try again what the open incidents of a group hold, at most 100 at once.

        Each is done or refused by itself. A repetition retries only what is still open.
        """
        actor = self.actor(request)
        read_body(request, RetryIncidentBody, may_be_empty=True)
        return answer(retry_incident_group(path_text(fingerprint), actor=actor))


class Incident(Endpoint):
    token_scopes = {"GET": Permission.READ_INSTANCES}

    @operation(Operation(operation_id="get_incident", answers={200: IncidentView}))
    def get(self, request: HttpRequest, incident_id: str) -> HttpResponse:
        """Read an incident."""
        return answer(queries.get_incident(path_id(incident_id), actor=self.actor(request)))


class Retry(Endpoint):
    token_scopes = {"POST": Permission.OPERATE_INSTANCES}

    @operation(
        Operation(
            operation_id="retry_incident",
            body=RetryIncidentBody,
            body_is_optional=True,
            answers={200: IncidentView},
            parameters=(IDEMPOTENCY_KEY,),
        )
    )
    def post(self, request: HttpRequest, incident_id: str) -> HttpResponse:
        """Try again what the incident holds; what fails once more opens a new one."""
        actor = self.actor(request)
        body = read_body(request, RetryIncidentBody, may_be_empty=True)
        view = retry_incident(
            path_id(incident_id), actor=actor, request_key=request_key(request, actor, body)
        )
        return answer(view)


class Annotate(Endpoint):
    token_scopes = {"POST": Permission.OPERATE_INSTANCES}

    @operation(
        Operation(
            operation_id="annotate_incident",
            body=AnnotateIncidentBody,
            answers={200: IncidentView},
            parameters=(IDEMPOTENCY_KEY,),
        )
    )
    def post(self, request: HttpRequest, incident_id: str) -> HttpResponse:
        """Write a note on an incident, in place of the one that is there."""
        actor = self.actor(request)
        body = read_body(request, AnnotateIncidentBody)
        view = annotate_incident(
            path_id(incident_id),
            note=body.note,
            actor=actor,
            request_key=request_key(request, actor, body),
        )
        return answer(view)


class Owner(Endpoint):
    token_scopes = {"POST": Permission.OPERATE_INSTANCES}

    @operation(
        Operation(
            operation_id="own_incident",
            body=OwnIncidentBody,
            answers={200: IncidentView},
            parameters=(IDEMPOTENCY_KEY,),
        )
    )
    def post(self, request: HttpRequest, incident_id: str) -> HttpResponse:
        """Say who looks after an incident."""
        actor = self.actor(request)
        body = read_body(request, OwnIncidentBody)
        view = own_incident(
            path_id(incident_id),
            owner=body.owner,
            actor=actor,
            request_key=request_key(request, actor, body),
        )
        return answer(view)


urlpatterns = [
    path("incidents", Incidents.as_view()),
    path("incidents/search", IncidentSearch.as_view()),
    path("incidents/groups", IncidentGroups.as_view()),
    path("incidents/groups/<str:fingerprint>/retry", RetryGroup.as_view()),
    path("incidents/<str:incident_id>", Incident.as_view()),
    path("incidents/<str:incident_id>/retry", Retry.as_view()),
    path("incidents/<str:incident_id>/annotate", Annotate.as_view()),
    path("incidents/<str:incident_id>/owner", Owner.as_view()),
]
