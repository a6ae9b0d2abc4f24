"""The library: processes, decisions and forms in folders, found by what stands in them."""

import msgspec
from django.http import HttpRequest, HttpResponse
from django.urls import path

from bpm.api.openapi import IDEMPOTENCY_KEY, PAGE_PARAMETERS, Operation, Parameter, operation
from bpm.api.search import SearchBody, read_list_query, read_search
from bpm.api.views import Endpoint, answer, read_body, request_key
from bpm.base.pages import Page
from bpm.definitions import queries, services
from bpm.definitions.contracts import DraftKind
from bpm.definitions.library_types import EntryName, LibraryEntryView, MovedView, TemplatesView
from bpm.identity.contracts import Permission


class EntryBody(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """A key of one kind, with all its versions and drafts."""

    kind: DraftKind
    key: str


class MoveBody(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """What to put into which folder; the empty text is the top."""

    entries: list[EntryBody]
    folder: str


class MoveFolderBody(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """A folder, and the path that it is to have."""

    folder: str
    target: str


class Library(Endpoint):
    token_scopes = {"GET": Permission.READ_DEFINITIONS}

    @operation(
        Operation(
            operation_id="list_library",
            answers={200: Page[LibraryEntryView]},
            parameters=(
                Parameter(name="kind", description="process, decision or form."),
                Parameter(name="folder", description="Exactly this path; empty for the top."),
                Parameter(
                    name="text",
                    description="Stands in the name, the key, or anywhere inside the model.",
                ),
                *PAGE_PARAMETERS,
            ),
        )
    )
    def get(self, request: HttpRequest) -> HttpResponse:
        """List the newest versions and the drafts that one may see, each with its folder."""
        return answer(queries.search_library(self.actor(request), read_list_query(request)))


class LibrarySearch(Endpoint):
    token_scopes = {"POST": Permission.READ_DEFINITIONS}

    @operation(
        Operation(
            operation_id="search_library",
            body=SearchBody,
            body_is_optional=True,
            answers={200: Page[LibraryEntryView]},
        )
    )
    def post(self, request: HttpRequest) -> HttpResponse:
        """Search the library; ``text`` also finds elements inside models, and says which."""
        return answer(queries.search_library(self.actor(request), read_search(request)))


class Templates(Endpoint):
    token_scopes = {"GET": Permission.EDIT_DRAFTS}

    @operation(Operation(operation_id="list_templates", answers={200: TemplatesView}))
    def get(self, request: HttpRequest) -> HttpResponse:
        """List files that a new process, decision or form may begin with."""
        return answer(TemplatesView(items=queries.list_templates(self.actor(request))))


class LibraryMove(Endpoint):
    token_scopes = {"POST": Permission.EDIT_DRAFTS}

    @operation(
        Operation(
            operation_id="move_library_entries",
            body=MoveBody,
            answers={200: MovedView},
            parameters=(IDEMPOTENCY_KEY,),
        )
    )
    def post(self, request: HttpRequest) -> HttpResponse:
        """Put processes, decisions and forms into a folder."""
        actor = self.actor(request)
        body = read_body(request, MoveBody)
        view = services.move_entries(
            actor,
            entries=[EntryName(kind=entry.kind, key=entry.key) for entry in body.entries],
            folder=body.folder,
            request_key=request_key(request, actor, body),
        )
        return answer(view)


class LibraryFolderMove(Endpoint):
    token_scopes = {"POST": Permission.EDIT_DRAFTS}

    @operation(
        Operation(
            operation_id="move_library_folder",
            body=MoveFolderBody,
            answers={200: MovedView},
            parameters=(IDEMPOTENCY_KEY,),
        )
    )
    def post(self, request: HttpRequest) -> HttpResponse:
        """Rename a folder, or put it into another one, with all that is in it."""
        actor = self.actor(request)
        body = read_body(request, MoveFolderBody)
        view = services.move_folder(
            actor,
            folder=body.folder,
            target=body.target,
            request_key=request_key(request, actor, body),
        )
        return answer(view)


urlpatterns = [
    path("library", Library.as_view()),
    path("library/search", LibrarySearch.as_view()),
    path("library/templates", Templates.as_view()),
    path("library/move", LibraryMove.as_view()),
    path("library/folders/move", LibraryFolderMove.as_view()),
]
