"""What a model can call."""

from django.http import HttpRequest, HttpResponse
from django.urls import path

from bpm.api.openapi import Operation, operation
from bpm.api.views import Endpoint, answer
from bpm.connectors import queries
from bpm.connectors.contracts import ConnectorsView
from bpm.identity.contracts import Permission


class Connectors(Endpoint):
    token_scopes = {"GET": Permission.EDIT_DRAFTS}

    @operation(Operation(operation_id="list_connectors", answers={200: ConnectorsView}))
    def get(self, request: HttpRequest) -> HttpResponse:
        """List the templates of connectors and registered functions."""
        return answer(queries.list_connectors(self.actor(request)))


urlpatterns = [path("connectors", Connectors.as_view())]
