"""Groups: found by anybody, administered by those who may."""

import msgspec
from django.http import HttpRequest, HttpResponse
from django.urls import path

from bpm.api.openapi import IDEMPOTENCY_KEY, PAGE_PARAMETERS, Operation, Parameter, operation
from bpm.api.search import SearchBody, read_list_query, read_search
from bpm.api.users import TEXT
from bpm.api.views import (
    ANY_TOKEN,
    Endpoint,
    answer,
    location,
    path_text,
    read_body,
    request_key,
)
from bpm.base.pages import Page
from bpm.identity import queries, services
from bpm.identity.contracts import GroupView, MembersView, Permission, PermissionsView


class CreateGroupBody(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """A new group; without a display name it is shown by its name."""

    name: str
    display_name: str = ""


class GroupPermissionsBody(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """All that the members of a group may do in the whole tenant."""

    permissions: list[str]


class Groups(Endpoint):
    token_scopes = {"GET": ANY_TOKEN, "POST": Permission.ADMINISTER_PEOPLE}

    @operation(
        Operation(
            operation_id="list_groups",
            answers={200: Page[GroupView]},
            parameters=(
                TEXT,
                Parameter(name="name", description="Exactly this name."),
                *PAGE_PARAMETERS,
            ),
        )
    )
    def get(self, request: HttpRequest) -> HttpResponse:
        """List groups, for instance for a picker."""
        search = read_list_query(request, other={"text"})
        text = request.GET.get("text", "").replace("\0", "")
        return answer(queries.search_groups(self.actor(request), search, text=text))

    @operation(
        Operation(
            operation_id="create_group",
            body=CreateGroupBody,
            answers={201: GroupView},
            parameters=(IDEMPOTENCY_KEY,),
        )
    )
    def post(self, request: HttpRequest) -> HttpResponse:
        """Create a group."""
        actor = self.actor(request)
        body = read_body(request, CreateGroupBody)
        made = services.create_group(
            actor,
            name=body.name,
            display_name=body.display_name,
            request_key=request_key(request, actor, body),
        )
        return answer(made, 201, location("groups", made.name))


class GroupSearch(Endpoint):
    token_scopes = {"POST": ANY_TOKEN}

    @operation(
        Operation(
            operation_id="search_groups",
            body=SearchBody,
            body_is_optional=True,
            answers={200: Page[GroupView]},
        )
    )
    def post(self, request: HttpRequest) -> HttpResponse:
        """Search groups."""
        return answer(queries.search_groups(self.actor(request), read_search(request)))


class Group(Endpoint):
    token_scopes = {"GET": ANY_TOKEN}

    @operation(Operation(operation_id="get_group", answers={200: GroupView}))
    def get(self, request: HttpRequest, name: str) -> HttpResponse:
        """Read one group."""
        return answer(queries.get_group(self.actor(request), path_text(name)))


class GroupMembers(Endpoint):
    token_scopes = {"GET": ANY_TOKEN}

    @operation(Operation(operation_id="list_members", answers={200: MembersView}))
    def get(self, request: HttpRequest, name: str) -> HttpResponse:
        """List who belongs to a group."""
        return answer(queries.list_members(self.actor(request), path_text(name)))


class GroupMember(Endpoint):
    token_scopes = {
        "PUT": Permission.ADMINISTER_PEOPLE,
        "DELETE": Permission.ADMINISTER_PEOPLE,
    }

    @operation(Operation(operation_id="add_member", answers={200: MembersView}))
    def put(self, request: HttpRequest, name: str, username: str) -> HttpResponse:
        """Let somebody belong to a group."""
        return answer(
            services.add_member(
                self.actor(request), group=path_text(name), username=path_text(username)
            )
        )

    @operation(Operation(operation_id="remove_member", answers={200: MembersView}))
    def delete(self, request: HttpRequest, name: str, username: str) -> HttpResponse:
        """Let somebody no longer belong to a group."""
        return answer(
            services.remove_member(
                self.actor(request), group=path_text(name), username=path_text(username)
            )
        )


class GroupPermissions(Endpoint):
    token_scopes = {"GET": ANY_TOKEN, "PUT": Permission.ADMINISTER_PEOPLE}

    @operation(Operation(operation_id="list_group_permissions", answers={200: PermissionsView}))
    def get(self, request: HttpRequest, name: str) -> HttpResponse:
        """List what the members of a group may do."""
        return answer(queries.list_group_permissions(self.actor(request), path_text(name)))

    @operation(
        Operation(
            operation_id="set_group_permissions",
            body=GroupPermissionsBody,
            answers={200: PermissionsView},
        )
    )
    def put(self, request: HttpRequest, name: str) -> HttpResponse:
        """Say what the members of a group may do; what is not named is taken back."""
        actor = self.actor(request)
        body = read_body(request, GroupPermissionsBody)
        return answer(
            services.set_group_permissions(
                actor, group=path_text(name), permissions=body.permissions
            )
        )


urlpatterns = [
    path("groups", Groups.as_view()),
    path("groups/search", GroupSearch.as_view()),
    path("groups/<str:name>", Group.as_view()),
    path("groups/<str:name>/members", GroupMembers.as_view()),
    path("groups/<str:name>/members/<str:username>", GroupMember.as_view()),
    path("groups/<str:name>/permissions", GroupPermissions.as_view()),
]
