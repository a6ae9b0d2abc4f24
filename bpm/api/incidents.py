"""Incidents: what stopped, and the way on."""

import msgspec
from django.http import HttpRequest, HttpResponse
from django.urls import path

from bpm.api.openapi import IDEMPOTENCY_KEY, PAGE_PARAMETERS, Operation, operation
from bpm.api.search import SearchBody, read_list_query, read_search
from bpm.api.views import Endpoint, answer, path_id, read_body, request_key
from bpm.base.pages import Page
from bpm.identity.contracts import Permission
from bpm.runtime import queries
from bpm.runtime.commands.retry_incident import retry_incident
from bpm.runtime.contracts import IncidentView


class RetryIncidentBody(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """Nothing needs to be said."""


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


urlpatterns = [
    path("incidents", Incidents.as_view()),
    path("incidents/search", IncidentSearch.as_view()),
    path("incidents/<str:incident_id>", Incident.as_view()),
    path("incidents/<str:incident_id>/retry", Retry.as_view()),
]
