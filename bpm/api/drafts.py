"""Drafts: models that are being edited."""

import msgspec
from django.http import HttpRequest, HttpResponse
from django.urls import path

from bpm.api.deployments import answer_deployment
from bpm.api.openapi import IDEMPOTENCY_KEY, IF_MATCH, PAGE_PARAMETERS, Operation, operation
from bpm.api.revisions import entity_tag, parse_entity_tag
from bpm.api.search import SearchBody, read_list_query, read_search
from bpm.api.views import (
    Endpoint,
    answer,
    answer_nothing,
    location,
    path_id,
    read_body,
    request_key,
)
from bpm.base.pages import Page
from bpm.core.errors import PreconditionFailedError
from bpm.definitions import queries, services
from bpm.definitions.contracts import (
    DeploymentView,
    DraftContent,
    DraftKind,
    DraftView,
    ModelCheckView,
)
from bpm.definitions.import_types import ConversionView, DraftOriginalView, ImportView
from bpm.identity.contracts import Permission
from bpm.runtime.commands.deploy import deploy_draft


class IfMatchNeededError(PreconditionFailedError):
    """The header If-Match is needed here."""

    code = "if_match_needed"


class CreateDraftBody(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """A new draft; without a key it goes by the process in the model."""

    name: str
    content: str
    kind: DraftKind = DraftKind.PROCESS
    key: str = ""


class SaveDraftBody(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """What to change of a draft; what is left out stays."""

    name: str | None = None
    content: str | None = None
    key: str | None = None


class CheckModelBody(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """A model or form as text."""

    content: str
    kind: DraftKind = DraftKind.PROCESS


class ConvertBody(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """A model that was made elsewhere, as text."""

    content: str


class ImportBody(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """A model that was made elsewhere, and the name of its draft."""

    name: str
    content: str


class DeployDraftBody(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """What is said of the deployment."""

    note: str | None = None


class Drafts(Endpoint):
    token_scopes = {"GET": Permission.EDIT_DRAFTS, "POST": Permission.EDIT_DRAFTS}

    @operation(
        Operation(
            operation_id="list_drafts",
            answers={200: Page[DraftView]},
            parameters=PAGE_PARAMETERS,
        )
    )
    def get(self, request: HttpRequest) -> HttpResponse:
        """List drafts without their contents, those changed last first."""
        return answer(queries.search_drafts(self.actor(request), read_list_query(request)))

    @operation(
        Operation(
            operation_id="create_draft",
            body=CreateDraftBody,
            answers={201: DraftView},
            parameters=(IDEMPOTENCY_KEY,),
        )
    )
    def post(self, request: HttpRequest) -> HttpResponse:
        """Store a new draft."""
        actor = self.actor(request)
        body = read_body(request, CreateDraftBody)
        view = services.create_draft(
            actor,
            draft=DraftContent(kind=body.kind, name=body.name, key=body.key, content=body.content),
            request_key=request_key(request, actor, body),
        )
        return _answer(view, 201, location("drafts", view.id))


class DraftSearch(Endpoint):
    token_scopes = {"POST": Permission.EDIT_DRAFTS}

    @operation(
        Operation(
            operation_id="search_drafts",
            body=SearchBody,
            body_is_optional=True,
            answers={200: Page[DraftView]},
        )
    )
    def post(self, request: HttpRequest) -> HttpResponse:
        """Search drafts."""
        return answer(queries.search_drafts(self.actor(request), read_search(request)))


class DraftCheck(Endpoint):
    token_scopes = {"POST": Permission.EDIT_DRAFTS}

    @operation(
        Operation(operation_id="check_draft", body=CheckModelBody, answers={200: ModelCheckView})
    )
    def post(self, request: HttpRequest) -> HttpResponse:
        """Say what deployment would say about a model or form; nothing is stored."""
        actor = self.actor(request)
        body = read_body(request, CheckModelBody)
        return answer(services.check_draft(actor, content=body.content, kind=body.kind))


class DraftConversion(Endpoint):
    token_scopes = {"POST": Permission.EDIT_DRAFTS}

    @operation(
        Operation(operation_id="convert_model", body=ConvertBody, answers={200: ConversionView})
    )
    def post(self, request: HttpRequest) -> HttpResponse:
        """Say what an import would make of a model of another engine; nothing is stored."""
        actor = self.actor(request)
        body = read_body(request, ConvertBody)
        return answer(services.convert_model(actor, content=body.content))


class DraftImport(Endpoint):
    token_scopes = {"POST": Permission.EDIT_DRAFTS}

    @operation(
        Operation(
            operation_id="import_model",
            body=ImportBody,
            answers={201: ImportView},
            parameters=(IDEMPOTENCY_KEY,),
        )
    )
    def post(self, request: HttpRequest) -> HttpResponse:
        """Store a model of another engine as a draft, converted, with a report."""
        actor = self.actor(request)
        body = read_body(request, ImportBody)
        view = services.import_model(
            actor,
            name=body.name,
            content=body.content,
            request_key=request_key(request, actor, body),
        )
        return answer(view, 201, location("drafts", view.draft.id))


class DraftOriginal(Endpoint):
    token_scopes = {"GET": Permission.EDIT_DRAFTS}

    @operation(Operation(operation_id="get_draft_original", answers={200: DraftOriginalView}))
    def get(self, request: HttpRequest, draft_id: str) -> HttpResponse:
        """Read the file that a draft was imported from, unchanged."""
        actor = self.actor(request)
        content = services.read_original(actor, draft_id=path_id(draft_id))
        return answer(DraftOriginalView(content=content))


class Draft(Endpoint):
    token_scopes = {
        "GET": Permission.EDIT_DRAFTS,
        "PUT": Permission.EDIT_DRAFTS,
        "DELETE": Permission.EDIT_DRAFTS,
    }

    @operation(Operation(operation_id="get_draft", answers={200: DraftView}))
    def get(self, request: HttpRequest, draft_id: str) -> HttpResponse:
        """Read a draft; its ETag is what saving needs."""
        return _answer(queries.get_draft(self.actor(request), path_id(draft_id)))

    @operation(
        Operation(
            operation_id="save_draft",
            body=SaveDraftBody,
            answers={200: DraftView},
            parameters=(IF_MATCH,),
        )
    )
    def put(self, request: HttpRequest, draft_id: str) -> HttpResponse:
        """Save a draft over the revision that was read; refused where there is a newer one."""
        body = read_body(request, SaveDraftBody)
        view = services.save_draft(
            self.actor(request),
            draft_id=path_id(draft_id),
            revision=_read_revision(request),
            name=body.name,
            content=body.content,
            key=body.key,
        )
        return _answer(view)

    @operation(Operation(operation_id="delete_draft", answers={204: None}, parameters=(IF_MATCH,)))
    def delete(self, request: HttpRequest, draft_id: str) -> HttpResponse:
        """Delete a draft; with If-Match only the revision that was read."""
        services.delete_draft(
            self.actor(request), draft_id=path_id(draft_id), revision=_find_revision(request)
        )
        return answer_nothing()


class DraftDeployment(Endpoint):
    token_scopes = {"POST": Permission.DEPLOY}

    @operation(
        Operation(
            operation_id="deploy_draft",
            body=DeployDraftBody,
            body_is_optional=True,
            answers={200: DeploymentView, 201: DeploymentView},
            parameters=(IDEMPOTENCY_KEY, IF_MATCH),
        )
    )
    def post(self, request: HttpRequest, draft_id: str) -> HttpResponse:
        """Deploy a draft as it was saved last; the draft stays.

        With If-Match only the revision that was read is deployed.
        """
        actor = self.actor(request)
        body = read_body(request, DeployDraftBody, may_be_empty=True)
        view = deploy_draft(
            actor=actor,
            draft_id=path_id(draft_id),
            revision=_find_revision(request),
            note=body.note,
            request_key=request_key(request, actor, body),
        )
        return answer_deployment(view)


def _answer(
    view: DraftView, status: int = 200, headers: dict[str, str] | None = None
) -> HttpResponse:
    return answer(view, status, {**entity_tag(view.revision), **(headers or {})})


def _read_revision(request: HttpRequest) -> int:
    revision = _find_revision(request)
    if revision is None:
        raise IfMatchNeededError('Send If-Match with the ETag that was read, such as "3".')
    return revision


def _find_revision(request: HttpRequest) -> int | None:
    header = request.META.get("HTTP_IF_MATCH")
    if header is None:
        return None
    revision = parse_entity_tag(header)
    if revision is None:
        raise PreconditionFailedError('If-Match takes one ETag, such as "3".')
    return revision


urlpatterns = [
    path("drafts", Drafts.as_view()),
    path("drafts/search", DraftSearch.as_view()),
    path("drafts/check", DraftCheck.as_view()),
    path("drafts/convert", DraftConversion.as_view()),
    path("drafts/import", DraftImport.as_view()),
    path("drafts/<str:draft_id>", Draft.as_view()),
    path("drafts/<str:draft_id>/original", DraftOriginal.as_view()),
    path("drafts/<str:draft_id>/deploy", DraftDeployment.as_view()),
]
