"""Reads of deployments, limited to what the actor may see."""

from collections.abc import Mapping
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet

from bpm.base.pages import Page, find_page
from bpm.base.search import Field, FieldKind, SearchRequest, Sort
from bpm.definitions.contracts import DeploymentSummary
from bpm.definitions.errors import DeploymentNotFoundError
from bpm.definitions.models import Deployment, ProcessDefinition
from bpm.identity import queries as identity
from bpm.identity.contracts import Actor, Permission

_DEPLOYMENT_FIELDS: Mapping[str, Field] = {
    "id": Field(path="id", kind=FieldKind.ID),
    "name": Field(path="name", is_sortable=True),
    "deployed_at": Field(path="deployed_at", kind=FieldKind.TIME, is_sortable=True),
    "deployed_by": Field(path="deployed_by"),
}


def _visible_deployments(actor: Actor) -> QuerySet[Deployment]:
    rows = Deployment.objects.filter(tenant_id=actor.tenant_id, deleted_at__isnull=True)
    rows = rows.prefetch_related("resources")
    readable = identity.allowed_keys(actor, Permission.READ_DEFINITIONS)
    if readable is None or Permission.DEPLOY in actor.permissions:
        return rows
    # A deployment shows all its files, so all of its processes must be readable.
    unreadable = ProcessDefinition.objects.filter(deployment=OuterRef("pk")).exclude(
        key__in=readable
    )
    known = ProcessDefinition.objects.filter(deployment=OuterRef("pk"))
    return rows.filter(Exists(known), ~Exists(unreadable))


def search_deployments(actor: Actor, search: SearchRequest) -> Page[DeploymentSummary]:
    """Return deployments that the actor may see, newest first."""
    return find_page(
        _visible_deployments(actor),
        search,
        fields=_DEPLOYMENT_FIELDS,
        default_sort=[Sort(field="deployed_at", is_descending=True)],
        view=_deployment_summary,
    )


def get_deployment(actor: Actor, deployment_id: UUID) -> DeploymentSummary:
    """Return one deployment.

    Raises:
        DeploymentNotFoundError: None that the actor may see.
    """
    found = _visible_deployments(actor).filter(pk=deployment_id).first()
    if found is None:
        raise DeploymentNotFoundError
    return _deployment_summary(found)


def _deployment_summary(row: Deployment) -> DeploymentSummary:
    return DeploymentSummary(
        id=row.pk,
        name=row.name,
        deployed_at=row.deployed_at,
        deployed_by=row.deployed_by,
        note=row.note,
        resources=tuple(sorted(resource.name for resource in row.resources.all())),
    )
