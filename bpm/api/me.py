"""Who am I."""

from django.http import HttpRequest, HttpResponse
from django.urls import path

from bpm.api.openapi import Operation, operation
from bpm.api.views import ANY_TOKEN, Endpoint, answer
from bpm.identity import queries
from bpm.identity.contracts import MeView


class Me(Endpoint):
    token_scopes = {"GET": ANY_TOKEN}

    @operation(Operation(operation_id="get_me", answers={200: MeView}))
    def get(self, request: HttpRequest) -> HttpResponse:
        """Say who asks, with groups and permissions."""
        return answer(queries.get_me(self.actor(request)))


urlpatterns = [path("me", Me.as_view())]
