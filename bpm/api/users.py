"""People: found by anybody, administered by those who may."""

import msgspec
from django.http import HttpRequest, HttpResponse
from django.urls import path

from bpm.api.openapi import IDEMPOTENCY_KEY, PAGE_PARAMETERS, Operation, Parameter, operation
from bpm.api.search import SearchBody, read_list_query, read_search
from bpm.api.views import (
    ANY_TOKEN,
    Endpoint,
    answer,
    answer_nothing,
    location,
    path_text,
    read_body,
    request_key,
)
from bpm.base.pages import Page
from bpm.identity import queries, services
from bpm.identity.contracts import NewUser, Permission, UserView

TEXT = Parameter(name="text", description="Part of a name.")


class CreateUserBody(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """A new person."""

    username: str
    password: str
    first_name: str = ""
    last_name: str = ""
    email: str = ""
    groups: list[str] = msgspec.field(default_factory=list)


class SetPasswordBody(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """A new password."""

    password: str


class Users(Endpoint):
    token_scopes = {"GET": ANY_TOKEN, "POST": Permission.ADMINISTER_PEOPLE}

    @operation(
        Operation(
            operation_id="list_users",
            answers={200: Page[UserView]},
            parameters=(
                TEXT,
                Parameter(name="username", description="Exactly this name."),
                Parameter(name="group", description="Members of this group."),
                *PAGE_PARAMETERS,
            ),
        )
    )
    def get(self, request: HttpRequest) -> HttpResponse:
        """List people, for instance for a picker.

        E-mail addresses are shown to those who administer people.
        """
        search = read_list_query(request, other={"text"})
        text = request.GET.get("text", "").replace("\0", "")
        return answer(queries.search_users(self.actor(request), search, text=text))

    @operation(
        Operation(
            operation_id="create_user",
            body=CreateUserBody,
            answers={201: UserView},
            parameters=(IDEMPOTENCY_KEY,),
        )
    )
    def post(self, request: HttpRequest) -> HttpResponse:
        """Create a person."""
        actor = self.actor(request)
        body = read_body(request, CreateUserBody)
        made = services.create_user(
            actor,
            user=NewUser(
                username=body.username,
                password=body.password,
                first_name=body.first_name,
                last_name=body.last_name,
                email=body.email,
                groups=tuple(body.groups),
            ),
            request_key=request_key(request, actor, body),
        )
        return answer(made, 201, location("users", made.username))


class UserSearch(Endpoint):
    token_scopes = {"POST": ANY_TOKEN}

    @operation(
        Operation(
            operation_id="search_users",
            body=SearchBody,
            body_is_optional=True,
            answers={200: Page[UserView]},
        )
    )
    def post(self, request: HttpRequest) -> HttpResponse:
        """Search people."""
        return answer(queries.search_users(self.actor(request), read_search(request)))


class User(Endpoint):
    token_scopes = {"GET": ANY_TOKEN}

    @operation(Operation(operation_id="get_user", answers={200: UserView}))
    def get(self, request: HttpRequest, username: str) -> HttpResponse:
        """Read one person."""
        return answer(queries.get_user(self.actor(request), path_text(username)))


class UserActivation(Endpoint):
    token_scopes = {"POST": Permission.ADMINISTER_PEOPLE}

    @operation(Operation(operation_id="activate_user", answers={200: UserView}))
    def post(self, request: HttpRequest, username: str) -> HttpResponse:
        """Let somebody in again."""
        actor = self.actor(request)
        return answer(services.activate_user(actor, username=path_text(username)))


class UserDeactivation(Endpoint):
    token_scopes = {"POST": Permission.ADMINISTER_PEOPLE}

    @operation(Operation(operation_id="deactivate_user", answers={200: UserView}))
    def post(self, request: HttpRequest, username: str) -> HttpResponse:
        """Keep somebody out from now on."""
        actor = self.actor(request)
        return answer(services.deactivate_user(actor, username=path_text(username)))


class UserPassword(Endpoint):
    token_scopes = {"POST": Permission.ADMINISTER_PEOPLE}

    @operation(Operation(operation_id="set_password", body=SetPasswordBody, answers={204: None}))
    def post(self, request: HttpRequest, username: str) -> HttpResponse:
        """Give somebody a new password."""
        actor = self.actor(request)
        password = read_body(request, SetPasswordBody).password
        services.set_password(actor, username=path_text(username), password=password)
        return answer_nothing()


urlpatterns = [
    path("users", Users.as_view()),
    path("users/search", UserSearch.as_view()),
    path("users/<str:username>", User.as_view()),
    path("users/<str:username>/activate", UserActivation.as_view()),
    path("users/<str:username>/deactivate", UserDeactivation.as_view()),
    path("users/<str:username>/password", UserPassword.as_view()),
]
