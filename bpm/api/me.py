"""Who am I."""

import msgspec
from django.http import HttpRequest, HttpResponse
from django.urls import path

from bpm.api.openapi import Operation, operation
from bpm.api.views import ANY_TOKEN, Endpoint, answer, read_body
from bpm.base.languages import Language
from bpm.identity import queries, services
from bpm.identity.contracts import MeView


class MeBody(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """`language`: of pages and mails; null leaves it to the browser."""

    language: Language | None


class Me(Endpoint):
    token_scopes = {"GET": ANY_TOKEN}

    @operation(Operation(operation_id="get_me", answers={200: MeView}))
    def get(self, request: HttpRequest) -> HttpResponse:
        """Say who asks, with groups and permissions."""
        return answer(queries.get_me(self.actor(request)))

    @operation(Operation(operation_id="update_me", body=MeBody, answers={200: MeView}))
    def patch(self, request: HttpRequest) -> HttpResponse:
        """Choose the language of your pages and mails."""
        actor = self.actor(request)
        body = read_body(request, MeBody)
        return answer(services.choose_language(body.language, actor=actor))


urlpatterns = [path("me", Me.as_view())]
