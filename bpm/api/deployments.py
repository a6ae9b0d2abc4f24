"""Deployments: models go in, versions come out."""

import hashlib
from collections.abc import Sequence

import msgspec
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.urls import path

from bpm.api.openapi import (
    FLAG_SCHEMA,
    IDEMPOTENCY_KEY,
    PAGE_PARAMETERS,
    Operation,
    Parameter,
    operation,
)
from bpm.api.search import SearchBody, read_flag, read_list_query, read_search
from bpm.api.views import (
    Endpoint,
    InvalidBodyError,
    answer,
    answer_nothing,
    location,
    path_id,
    read_body,
    request_key,
)
from bpm.base.pages import Page
from bpm.base.wire import JsonObject
from bpm.core.errors import Problem
from bpm.core.xml import encode_text
from bpm.definitions import queries
from bpm.definitions.contracts import DeploymentSummary, DeploymentView, ResourceContent
from bpm.identity.contracts import Permission
from bpm.runtime import queries as runtime
from bpm.runtime.commands.delete_deployment import delete_deployment
from bpm.runtime.commands.deploy import deploy_resources
from bpm.runtime.queries import DeletionView

DRY_RUN = Parameter(
    name="dry_run", description="Answer the same and store nothing.", schema=FLAG_SCHEMA
)
_UPLOAD: JsonObject = {
    "type": "object",
    "properties": {
        "name": {"type": "string"},
        "note": {"type": "string"},
        "files": {"type": "array", "items": {"type": "string", "format": "binary"}},
    },
    "required": ["files"],
}


class ResourceBody(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """One file as text."""

    name: str
    content: str


class DeployBody(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """Files to deploy together."""

    name: str
    resources: list[ResourceBody]
    note: str | None = None


class _UploadBody(msgspec.Struct, kw_only=True):
    """A multipart upload, as far as it tells one request from another."""

    name: str
    digests: list[str]
    note: str | None = None


class Deployments(Endpoint):
    token_scopes = {"GET": Permission.READ_DEFINITIONS, "POST": Permission.DEPLOY}

    @operation(
        Operation(
            operation_id="list_deployments",
            answers={200: Page[DeploymentSummary]},
            parameters=(
                Parameter(name="name", description="Exactly this name."),
                *PAGE_PARAMETERS,
            ),
        )
    )
    def get(self, request: HttpRequest) -> HttpResponse:
        """List deployments, newest first."""
        search = read_list_query(request)
        return answer(queries.search_deployments(self.actor(request), search))

    @operation(
        Operation(
            operation_id="deploy_resources",
            body=DeployBody,
            upload=_UPLOAD,
            answers={200: DeploymentView, 201: DeploymentView},
            parameters=(DRY_RUN, IDEMPOTENCY_KEY),
        )
    )
    def post(self, request: HttpRequest) -> HttpResponse:
        """Deploy files: each process whose model changed gets a new version.

        Files that are refused are refused together, with every fault listed. What is there
        already is answered with ``duplicate: true`` and status 200, and so is a dry run.
        """
        actor = self.actor(request)
        dry_run = read_flag(request, "dry_run")
        if request.content_type == "multipart/form-data":
            resources, body = _read_upload(request)
        else:
            resources, body = _read_json(request)
        view = deploy_resources(
            actor=actor,
            name=body.name,
            note=body.note,
            resources=resources,
            dry_run=dry_run,
            request_key=None if dry_run else request_key(request, actor, body),
        )
        return answer_deployment(view, dry_run=dry_run)


def answer_deployment(view: DeploymentView, *, dry_run: bool = False) -> HttpResponse:
    """Return a deployment; 201 only where it was made."""
    if view.duplicate or dry_run:
        return answer(view)
    return answer(view, 201, location("deployments", view.id))


_Upload = tuple[Sequence[ResourceContent], DeployBody | _UploadBody]


def _read_json(request: HttpRequest) -> _Upload:
    body = read_body(request, DeployBody)
    resources = [
        ResourceContent(name=resource.name, content=encode_text(resource.content))
        for resource in body.resources
    ]
    return resources, body


def _read_upload(request: HttpRequest) -> _Upload:
    unknown = (set(request.POST) - {"name", "note", "csrfmiddlewaretoken"}) | (
        set(request.FILES) - {"files"}
    )
    if unknown:
        raise InvalidBodyError(
            problems=[
                Problem(
                    code="unknown_member", pointer=f"/{name}", detail="It is not expected here."
                )
                for name in sorted(unknown)
            ]
        )
    uploads = request.FILES.getlist("files")
    resources = [
        ResourceContent(name=_name_of(upload), content=upload.read()) for upload in uploads
    ]
    name = str(request.POST.get("name") or (resources[0].name if resources else ""))
    digests = [f"{r.name}:{hashlib.sha256(r.content).hexdigest()}" for r in resources]
    return resources, _UploadBody(name=name, note=request.POST.get("note"), digests=digests)


def _name_of(upload: UploadedFile) -> str:
    """Return a file's name without the folders that Django has cut off already."""
    return upload.name or ""


class DeploymentSearch(Endpoint):
    token_scopes = {"POST": Permission.READ_DEFINITIONS}

    @operation(
        Operation(
            operation_id="search_deployments",
            body=SearchBody,
            body_is_optional=True,
            answers={200: Page[DeploymentSummary]},
        )
    )
    def post(self, request: HttpRequest) -> HttpResponse:
        """Search deployments."""
        return answer(queries.search_deployments(self.actor(request), read_search(request)))


class Deployment(Endpoint):
    token_scopes = {
        "GET": Permission.READ_DEFINITIONS,
        "DELETE": Permission.DELETE_DEPLOYMENT,
    }

    @operation(Operation(operation_id="get_deployment", answers={200: DeploymentSummary}))
    def get(self, request: HttpRequest, deployment_id: str) -> HttpResponse:
        """Read one deployment."""
        return answer(queries.get_deployment(self.actor(request), path_id(deployment_id)))

    @operation(
        Operation(
            operation_id="delete_deployment",
            answers={204: None},
            parameters=(
                Parameter(
                    name="cascade",
                    description="Cancel its process instances that run, instead of refusing.",
                    schema=FLAG_SCHEMA,
                ),
            ),
        )
    )
    def delete(self, request: HttpRequest, deployment_id: str) -> HttpResponse:
        """Delete a deployment with its versions; refused while it is in use.

        In use is what has instances that run, and what another process names where no version of
        it would be left. `GET …/deletion` tells both before.
        """
        delete_deployment(
            actor=self.actor(request),
            deployment_id=path_id(deployment_id),
            cascade=read_flag(request, "cascade"),
        )
        return answer_nothing()


class DeploymentDeletion(Endpoint):
    token_scopes = {"GET": Permission.DELETE_DEPLOYMENT}

    @operation(Operation(operation_id="preview_deletion", answers={200: DeletionView}))
    def get(self, request: HttpRequest, deployment_id: str) -> HttpResponse:
        """Read what would go with a deployment, and what stands in the way; deletes nothing."""
        actor = self.actor(request)
        return answer(runtime.preview_deletion(path_id(deployment_id), actor=actor))


urlpatterns = [
    path("deployments", Deployments.as_view()),
    path("deployments/search", DeploymentSearch.as_view()),
    path("deployments/<str:deployment_id>", Deployment.as_view()),
    path("deployments/<str:deployment_id>/deletion", DeploymentDeletion.as_view()),
]
