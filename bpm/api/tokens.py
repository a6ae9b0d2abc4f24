"""API tokens of the person who asks."""

from datetime import datetime

import msgspec
from django.http import HttpRequest, HttpResponse
from django.urls import path

from bpm.api.openapi import IDEMPOTENCY_KEY, Operation, operation
from bpm.api.views import (
    Endpoint,
    answer,
    answer_nothing,
    location,
    path_id,
    read_body,
    request_key,
)
from bpm.base.pages import Page, PageInfo
from bpm.identity import queries, services
from bpm.identity.contracts import NewTokenView, TokenView


class CreateTokenBody(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """What a token is for, what it is limited to and when it ends."""

    name: str
    scopes: list[str] = msgspec.field(default_factory=list)
    expires_at: datetime | None = None


class Tokens(Endpoint):
    @operation(Operation(operation_id="list_tokens", answers={200: Page[TokenView]}))
    def get(self, request: HttpRequest) -> HttpResponse:
        """List one's own tokens."""
        tokens = queries.list_tokens(self.actor(request))
        return answer(Page(items=tokens, page=PageInfo(total=len(tokens))))

    @operation(
        Operation(
            operation_id="create_token",
            body=CreateTokenBody,
            answers={201: NewTokenView},
            parameters=(IDEMPOTENCY_KEY,),
        )
    )
    def post(self, request: HttpRequest) -> HttpResponse:
        """Make a token; its secret is in this answer and never shown again."""
        actor = self.actor(request)
        body = read_body(request, CreateTokenBody)
        made = services.create_token(
            actor,
            name=body.name,
            scopes=body.scopes,
            expires_at=body.expires_at,
            request_key=request_key(request, actor, body),
        )
        return answer(made, 201, location("tokens", made.id))


class Token(Endpoint):
    @operation(Operation(operation_id="revoke_token", answers={204: None}))
    def delete(self, request: HttpRequest, token_id: str) -> HttpResponse:
        """Make a token worthless from the next call on; administrators, anybody's."""
        services.revoke_token(self.actor(request), token_id=path_id(token_id))
        return answer_nothing()


urlpatterns = [
    path("tokens", Tokens.as_view()),
    path("tokens/<str:token_id>", Token.as_view()),
]
