"""Rows of deployments and versions, written within the transaction of a runtime command."""

import hashlib
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from django.db import connection
from django.db.models import QuerySet

from bpm.base import clock
from bpm.base.ids import new_id
from bpm.core.errors import Problem
from bpm.definitions import queries
from bpm.definitions.contracts import (
    CheckedProcess,
    DefinitionState,
    DeploymentView,
    ResourceContent,
    VersionId,
)
from bpm.definitions.errors import DeploymentNotFoundError
from bpm.definitions.models import Deployment, ProcessDefinition, Resource
from bpm.identity import services as identity_services
from bpm.identity.contracts import Actor


def store_deployment(
    actor: Actor,
    *,
    name: str,
    resources: Sequence[ResourceContent],
    processes: Sequence[CheckedProcess],
    warnings: Sequence[Problem] = (),
) -> DeploymentView:
    """Store an upload that the gate has let through, with a new version of all that changed.

    Args:
        actor: Who deploys; allowed to.
        name: What the deployment is called.
        resources: All files.
        processes: The executable processes in them, no key twice. Files without any are kept as
            documentation.
        warnings: Handed on to the answer.

    Returns:
        The deployment; the one that is there already where nothing changed.
    """
    tenant_id = actor.tenant_id
    run = {process.resource.name for process in processes}
    documents = [resource for resource in resources if resource.name not in run]
    digests = {_digest(document.content) for document in documents}
    keys = {process.info.key for process in processes}
    _lock_keys(tenant_id, keys | {digest.hex() for digest in digests})
    rows = dict(_find_unchanged(tenant_id, processes))
    changed = [process for process in processes if process.info.key not in rows]
    kept = _find_documents(tenant_id, digests)
    is_new = bool(changed or digests - kept.keys())
    if is_new:
        deployment = _insert_deployment(actor, name, resources, clock.now())
        for process in changed:
            rows[process.info.key] = _insert_definition(deployment, process)
    else:
        found = [*(row.deployment for row in rows.values()), *kept.values()]
        deployment = max(found, key=lambda one: one.pk)
    return DeploymentView(
        id=deployment.pk,
        name=deployment.name,
        deployed_at=deployment.deployed_at,
        deployed_by=deployment.deployed_by,
        process_definitions=tuple(
            queries.definition_view(rows[process.info.key], actor) for process in processes
        ),
        warnings=tuple(warnings),
        duplicate=not is_new,
    )


def lock_deployment(tenant_id: UUID, deployment_id: UUID) -> tuple[VersionId, ...]:
    """Return a deployment's versions, with their processes locked against changes.

    Raises:
        DeploymentNotFoundError: The tenant has none of this id.
    """
    known = Deployment.objects.filter(
        tenant_id=tenant_id, pk=deployment_id, deleted_at__isnull=True
    )
    if not known.exists():
        raise DeploymentNotFoundError
    rows = ProcessDefinition.objects.filter(tenant_id=tenant_id, deployment_id=deployment_id)
    _lock_keys(tenant_id, set(rows.values_list("key", flat=True)))
    locked = rows.select_for_update().order_by("pk").values_list("pk", "key")
    return tuple(VersionId(id=id_, key=key) for id_, key in locked)


def suspend_versions(ids: Collection[UUID]) -> None:
    """Let nobody start these versions."""
    ProcessDefinition.objects.filter(pk__in=ids).update(state=DefinitionState.SUSPENDED.value)


def mark_deleted(tenant_id: UUID, deployment_id: UUID) -> None:
    """Take a deployment and its versions out of every list; the caller has locked them.

    The rows stay: instances that ended, or that were being started at this moment, run and are
    read by the model they began with.
    """
    rows = ProcessDefinition.objects.filter(tenant_id=tenant_id, deployment_id=deployment_id)
    keys = set(rows.values_list("key", flat=True))
    rows.update(state=DefinitionState.DELETED.value)
    deployments = Deployment.objects.filter(tenant_id=tenant_id, pk=deployment_id)
    deployments.update(deleted_at=clock.now())
    left = _present_versions(tenant_id).filter(key__in=keys).values_list("key", flat=True)
    for key in sorted(keys - set(left)):
        identity_services.drop_definition_key(tenant_id, key=key)


def _present_versions(tenant_id: UUID) -> QuerySet[ProcessDefinition]:
    """Return the versions of a tenant that were not deleted."""
    rows = ProcessDefinition.objects.filter(tenant_id=tenant_id)
    return rows.exclude(state=DefinitionState.DELETED.value)


def _lock_keys(tenant_id: UUID, keys: Collection[str]) -> None:
    """Let nobody else deploy or delete versions of these until the transaction ends."""
    with connection.cursor() as cursor:
        # One statement each: only so is the order certain in which the locks are taken.
        for key in sorted(keys):
            cursor.execute(
                "SELECT pg_advisory_xact_lock(hashtextextended(%s, 2))", [f"{tenant_id}:{key}"]
            )


def _find_unchanged(
    tenant_id: UUID, processes: Sequence[CheckedProcess]
) -> Mapping[str, ProcessDefinition]:
    """Return the newest version of those processes whose file is the same as before, by key."""
    digests = {process.info.key: _digest(process.resource.content) for process in processes}
    newest = (
        _present_versions(tenant_id)
        .filter(key__in=digests)
        .select_related("deployment", "resource")
        .order_by("key", "-version")
        .distinct("key")
    )
    return {row.key: row for row in newest if bytes(row.resource.sha256) == digests[row.key]}


def _find_documents(tenant_id: UUID, digests: Collection[bytes]) -> Mapping[bytes, Deployment]:
    """Return by digest the newest deployment that holds a file which was stored before."""
    rows = Resource.objects.filter(
        tenant_id=tenant_id, sha256__in=digests, deployment__deleted_at__isnull=True
    )
    found = rows.defer("content").select_related("deployment").order_by("deployment_id")
    return {bytes(row.sha256): row.deployment for row in (found if digests else ())}


def _digest(content: bytes) -> bytes:
    return hashlib.sha256(content).digest()


def _insert_deployment(
    actor: Actor, name: str, resources: Sequence[ResourceContent], now: datetime
) -> Deployment:
    deployment = Deployment.objects.create(
        id=new_id(),
        tenant_id=actor.tenant_id,
        name=name,
        deployed_at=now,
        deployed_by=actor.username if actor.id else None,
    )
    Resource.objects.bulk_create(
        Resource(
            id=new_id(),
            tenant_id=actor.tenant_id,
            deployment=deployment,
            name=resource.name,
            content=resource.content,
            sha256=_digest(resource.content),
        )
        for resource in resources
    )
    return deployment


def _insert_definition(deployment: Deployment, process: CheckedProcess) -> ProcessDefinition:
    info = process.info
    return ProcessDefinition.objects.create(
        id=new_id(),
        tenant_id=deployment.tenant_id,
        key=info.key,
        version=identity_services.next_version(deployment.tenant_id, key=info.key),
        version_tag=info.version_tag,
        name=info.name,
        title=info.title,
        documentation=info.documentation,
        deployment=deployment,
        resource=Resource.objects.get(deployment=deployment, name=process.resource.name),
        deployed_at=deployment.deployed_at,
        history_time_to_live=info.history_time_to_live,
        business_key_policy=info.business_key_policy,
        searchable_variables=dict(info.searchable_variables),
        candidate_starter_groups=list(info.candidate_starter_groups),
        candidate_starter_users=list(info.candidate_starter_users),
    )
