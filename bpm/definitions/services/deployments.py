"""Rows of deployments and versions, written within the transaction of a runtime command."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import QuerySet

from bpm.base import clock
from bpm.base.ids import new_id
from bpm.core.engine.contracts import Binding
from bpm.core.errors import Problem
from bpm.definitions import queries
from bpm.definitions.contracts import (
    CheckedDefinitions,
    CheckedProcess,
    DefinitionState,
    DeploymentView,
    ResourceContent,
    VersionId,
)
from bpm.definitions.errors import DeploymentNotFoundError
from bpm.definitions.models import Deployment, ProcessDefinition, Resource
from bpm.definitions.services.decisions import (
    find_unchanged_decisions,
    insert_decision,
    mark_decisions_deleted,
)
from bpm.definitions.services.forms import (
    find_unchanged_forms,
    insert_form,
    mark_forms_deleted,
)
from bpm.definitions.services.keys import digest, lock_keys
from bpm.definitions.services.texts import keep_texts_of_version
from bpm.identity import services as identity_services
from bpm.identity.contracts import DECISION, FORM, Actor


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredDeployment:
    """A deployment, and the processes for which it may change what events begin."""

    view: DeploymentView
    begun_by_event: tuple[str, ...]


def store_deployment(
    actor: Actor,
    *,
    name: str,
    note: str | None,
    resources: Sequence[ResourceContent],
    definitions: CheckedDefinitions,
    warnings: Sequence[Problem] = (),
) -> StoredDeployment:
    """Store an upload that the gate has let through, with a new version of all that changed.

    Args:
        actor: Who deploys; allowed to.
        name: What the deployment is called.
        note: What its author says of it; None for nothing.
        resources: All files.
        definitions: What is in them, no key twice in one kind. Files without any are kept as
            documentation.
        warnings: Handed on to the answer.

    Returns:
        The deployment; the one that is there already where nothing changed. Beside it, the
        processes whose newest version, now or before, is begun by events.
    """
    tenant_id = actor.tenant_id
    processes, forms, decisions = (
        definitions.processes,
        definitions.forms,
        definitions.decisions,
    )
    used = _files_of(definitions)
    documents = [resource for resource in resources if resource.name not in used]
    digests = {digest(document.content) for document in documents}
    keys = {process.info.key for process in processes}
    lock_keys(tenant_id, keys | {found.hex() for found in digests})
    lock_keys(tenant_id, [checked.form.key for checked in forms], kind=FORM)
    lock_keys(tenant_id, [checked.decision.id for checked in decisions], kind=DECISION)
    form_rows = find_unchanged_forms(tenant_id, forms)
    changed_forms = [checked for checked in forms if checked.form.key not in form_rows]
    decision_rows = find_unchanged_decisions(tenant_id, decisions)
    changed_decisions = [one for one in decisions if one.decision.id not in decision_rows]
    new_forms = {checked.form.key for checked in changed_forms}
    new_decisions = {one.decision.id for one in changed_decisions}
    newest = _find_newest(tenant_id, keys)
    rows = {
        process.info.key: newest[process.info.key]
        for process in processes
        if _is_same(process, newest.get(process.info.key))
        and not _is_bound_to(process, new_forms, new_decisions)
    }
    changed = [process for process in processes if process.info.key not in rows]
    kept = _find_documents(tenant_id, digests)
    is_new = bool(changed or changed_forms or changed_decisions or digests - kept.keys())
    if is_new:
        deployment = _insert_deployment(actor, name, note, resources)
        for checked in changed_forms:
            form_rows[checked.form.key] = insert_form(deployment, checked)
        for one in changed_decisions:
            decision_rows[one.decision.id] = insert_decision(deployment, one)
        for process in changed:
            rows[process.info.key] = _insert_definition(deployment, process)
    else:
        found = [
            *(row.deployment for row in rows.values()),
            *(row.deployment for row in form_rows.values()),
            *(row.deployment for row in decision_rows.values()),
            *kept.values(),
        ]
        deployment = max(found, key=lambda one: one.pk)
    view = DeploymentView(
        id=deployment.pk,
        name=deployment.name,
        deployed_at=deployment.deployed_at,
        deployed_by=deployment.deployed_by,
        note=deployment.note,
        process_definitions=tuple(
            queries.definition_view(rows[process.info.key], actor) for process in processes
        ),
        decision_definitions=tuple(
            queries.decision_view(decision_rows[one.decision.id]) for one in decisions
        ),
        forms=tuple(queries.form_view(form_rows[checked.form.key]) for checked in forms),
        warnings=tuple(warnings),
        duplicate=not is_new,
    )
    return StoredDeployment(view=view, begun_by_event=_begun_by_event(changed, newest))


def _begun_by_event(
    changed: Sequence[CheckedProcess], newest: Mapping[str, ProcessDefinition]
) -> tuple[str, ...]:
    """Return the processes that an event begins, by their new version or the one before."""
    before = {key for key, row in newest.items() if row.begins_by_event}
    keys = (one.info.key for one in changed if one.info.begins_by_event or one.info.key in before)
    return tuple(sorted(keys))


def _files_of(definitions: CheckedDefinitions) -> set[str]:
    return {
        *(checked.resource.name for checked in definitions.processes),
        *(checked.resource.name for checked in definitions.forms),
        *(checked.resource.name for checked in definitions.decisions),
    }


def _is_bound_to(
    process: CheckedProcess, form_keys: Collection[str], decision_keys: Collection[str]
) -> bool:
    """Return whether a process names one of these forms or decisions as deployed with it.

    It needs a new version then, although its model is the same: what is bound to the deployment
    would else never see the form that was deployed beside it.
    """
    shows = any(
        reference.binding == Binding.DEPLOYMENT and reference.key in form_keys
        for reference in process.info.forms
    )
    return shows or any(
        reference.binding == Binding.DEPLOYMENT and reference.key in decision_keys
        for reference in process.info.decisions
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
    lock_keys(tenant_id, set(rows.values_list("key", flat=True)))
    locked = rows.select_for_update().order_by("pk").values_list("pk", "key")
    return tuple(VersionId(id=id_, key=key) for id_, key in locked)


def suspend_versions(tenant_id: UUID, ids: Collection[UUID]) -> None:
    """Let nobody start these versions."""
    rows = ProcessDefinition.objects.filter(tenant_id=tenant_id, pk__in=ids)
    rows.update(state=DefinitionState.SUSPENDED.value)
    identity_services.change_definition_epoch(tenant_id)


def mark_deleted(tenant_id: UUID, deployment_id: UUID) -> tuple[str, ...]:
    """Take a deployment and its versions out of every list; the caller has locked them.

    The rows stay: instances that ended, or that were being started at this moment, run and are
    read by the model they began with.

    Returns:
        The keys of the processes that were in it.
    """
    rows = ProcessDefinition.objects.filter(tenant_id=tenant_id, deployment_id=deployment_id)
    keys = set(rows.values_list("key", flat=True))
    rows.update(state=DefinitionState.DELETED.value)
    identity_services.change_definition_epoch(tenant_id)
    mark_forms_deleted(tenant_id, deployment_id)
    mark_decisions_deleted(tenant_id, deployment_id)
    deployments = Deployment.objects.filter(tenant_id=tenant_id, pk=deployment_id)
    deployments.update(deleted_at=clock.now())
    left = _present_versions(tenant_id).filter(key__in=keys).values_list("key", flat=True)
    for key in sorted(keys - set(left)):
        identity_services.drop_definition_key(tenant_id, key=key)
    return tuple(sorted(keys))


def _present_versions(tenant_id: UUID) -> QuerySet[ProcessDefinition]:
    """Return the versions of a tenant that were not deleted."""
    rows = ProcessDefinition.objects.filter(tenant_id=tenant_id)
    return rows.exclude(state=DefinitionState.DELETED.value)


def _find_newest(tenant_id: UUID, keys: Collection[str]) -> Mapping[str, ProcessDefinition]:
    """Return the newest version of each of these processes that has one."""
    newest = (
        _present_versions(tenant_id)
        .filter(key__in=keys)
        .select_related("deployment", "resource")
        .order_by("key", "-version")
        .distinct("key")
    )
    return {row.key: row for row in newest}


def _is_same(process: CheckedProcess, row: ProcessDefinition | None) -> bool:
    return row is not None and bytes(row.resource.sha256) == digest(process.resource.content)


def _find_documents(tenant_id: UUID, digests: Collection[bytes]) -> Mapping[bytes, Deployment]:
    """Return by digest the newest deployment that holds a file which was stored before."""
    rows = Resource.objects.filter(
        tenant_id=tenant_id, sha256__in=digests, deployment__deleted_at__isnull=True
    )
    found = rows.defer("content").select_related("deployment").order_by("deployment_id")
    return {bytes(row.sha256): row.deployment for row in (found if digests else ())}


def _insert_deployment(
    actor: Actor, name: str, note: str | None, resources: Sequence[ResourceContent]
) -> Deployment:
    deployment = Deployment.objects.create(
        id=new_id(),
        tenant_id=actor.tenant_id,
        name=name,
        deployed_at=clock.now(),
        deployed_by=actor.username if actor.id else None,
        note=note,
    )
    Resource.objects.bulk_create(
        Resource(
            id=new_id(),
            tenant_id=actor.tenant_id,
            deployment=deployment,
            name=resource.name,
            content=resource.content,
            sha256=digest(resource.content),
        )
        for resource in resources
    )
    return deployment


def _insert_definition(deployment: Deployment, process: CheckedProcess) -> ProcessDefinition:
    info = process.info
    row = ProcessDefinition.objects.create(
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
        form_keys=sorted({reference.key for reference in info.forms}),
        begins_by_event=info.begins_by_event,
    )
    keep_texts_of_version(row)
    identity_services.change_definition_epoch(deployment.tenant_id)
    return row
