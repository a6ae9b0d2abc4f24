"""Reads of definitions, deployments and drafts, limited to what the actor may see."""

from collections.abc import Collection, Mapping
from dataclasses import replace
from uuid import UUID

from django.db import connection
from django.db.models import Exists, OuterRef, Q, QuerySet

from bpm.base.pages import Page, find_page
from bpm.base.search import Field, FieldKind, InvalidSearchError, SearchRequest, Sort
from bpm.core.errors import Problem
from bpm.core.values import JsonValue
from bpm.definitions.compiled import load_executable
from bpm.definitions.contracts import (
    DefinitionState,
    DeploymentSummary,
    DraftKind,
    DraftView,
    Executable,
    ProcessDefinitionView,
    ResourceContent,
)
from bpm.definitions.errors import (
    DeploymentNotFoundError,
    DraftNotFoundError,
    ProcessDefinitionNotFoundError,
)
from bpm.definitions.models import Deployment, Draft, ProcessDefinition
from bpm.identity import queries as identity, services as identity_services
from bpm.identity.contracts import Actor, Permission

# ---- for commands ----------------------------------------------------------------------------


def get_executable(
    *,
    actor_tenant: UUID,
    definition_key: str | None = None,
    version: int | None = None,
    version_tag: str | None = None,
    definition_id: UUID | None = None,
) -> Executable:
    """Return the definition that a start names: by id, or by key and what narrows it down.

    One small statement finds the version that is newest at this moment; the compiled process
    comes from memory.

    Args:
        actor_tenant: Definitions of other tenants do not exist.
        definition_key: Key; the newest version, unless the next two say otherwise.
        version: Exactly this version.
        version_tag: The newest version with this tag.
        definition_id: Exactly this definition; the others are not looked at then.

    Raises:
        ProcessDefinitionNotFoundError: There is none.
    """
    conditions = ["tenant_id = %s", "state <> 'deleted'"]
    parameters: list[object] = [actor_tenant]
    wanted: Mapping[str, object] = (
        {"id": definition_id}
        if definition_id is not None
        else {"key": definition_key, "version": version, "version_tag": version_tag}
    )
    for column, value in wanted.items():
        if value is not None:
            conditions.append(f"{column} = %s")
            parameters.append(value)
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT id, state FROM process_definition WHERE {' AND '.join(conditions)}"  # noqa: S608 column names of ours
            " ORDER BY version DESC LIMIT 1",
            parameters,
        )
        row = cursor.fetchone()
    if row is None or (definition_key is None and definition_id is None):
        raise ProcessDefinitionNotFoundError
    executable = load_executable(row[0])
    is_suspended = row[1] == DefinitionState.SUSPENDED
    if executable.is_suspended == is_suspended:
        return executable
    return replace(executable, is_suspended=is_suspended)


def get_executable_by_id(definition_id: UUID) -> Executable:
    """Return the definition that a live instance runs on, from memory where possible.

    Raises:
        ProcessDefinitionNotFoundError: There is none of this id.
    """
    return load_executable(definition_id)


def may_start(actor: Actor, executable: Executable) -> bool:
    """Return whether an actor may start a definition: by permission, or as a named starter."""
    return _may_start(
        actor,
        key=executable.key,
        groups=executable.candidate_starter_groups,
        users=executable.candidate_starter_users,
    )


def _may_start(actor: Actor, *, key: str, groups: Collection[str], users: Collection[str]) -> bool:
    if identity.has_permission(actor, Permission.START_INSTANCES, key=key):
        return True
    if actor.scopes is not None and Permission.START_INSTANCES not in actor.scopes:
        return False
    return actor.username in users or not actor.groups.isdisjoint(groups)


def require_may_start(actor: Actor, executable: Executable) -> None:
    """Refuse a start that an actor is not allowed.

    Raises:
        PermissionMissingError: The actor may see the definition but not start it.
        ProcessDefinitionNotFoundError: The actor may not even see it.
    """
    if may_start(actor, executable):
        return
    if not identity.has_permission(actor, Permission.READ_DEFINITIONS, key=executable.key):
        raise ProcessDefinitionNotFoundError
    identity_services.require(actor, Permission.START_INSTANCES, executable.key)


# ---- process definitions ---------------------------------------------------------------------


def visible_definitions(actor: Actor) -> QuerySet[ProcessDefinition]:
    """Return the definitions that an actor may read or start."""
    rows = _limit(actor, ProcessDefinition.objects.filter(tenant_id=actor.tenant_id))
    return rows.exclude(state=DefinitionState.DELETED.value)


def _limit(actor: Actor, rows: QuerySet[ProcessDefinition]) -> QuerySet[ProcessDefinition]:
    readable = identity.allowed_keys(actor, Permission.READ_DEFINITIONS)
    if readable is None:
        return rows
    startable = startable_condition(actor)
    return rows if startable is None else rows.filter(Q(key__in=readable) | startable)


def startable_condition(actor: Actor) -> Q | None:
    """Return the condition for definitions that an actor may start; None stands for all."""
    keys = identity.allowed_keys(actor, Permission.START_INSTANCES)
    if keys is None:
        return None
    if actor.scopes is not None and Permission.START_INSTANCES not in actor.scopes:
        return Q(pk__in=[])
    return (
        Q(key__in=keys)
        | Q(candidate_starter_users__contains=[actor.username])
        | Q(candidate_starter_groups__overlap=sorted(actor.groups))
    )


def _newest_only(value: JsonValue, pointer: str) -> Q:
    if value not in {True, "true"}:
        problem = Problem(code="invalid_value", pointer=pointer, detail="Give true, or leave it.")
        raise InvalidSearchError(problems=[problem])
    return _is_newest()


def _is_newest() -> Q:
    newer = ProcessDefinition.objects.filter(
        tenant_id=OuterRef("tenant_id"), key=OuterRef("key"), version__gt=OuterRef("version")
    ).exclude(state=DefinitionState.DELETED.value)
    return ~Q(Exists(newer))


_DEFINITION_FIELDS: Mapping[str, Field] = {
    "id": Field(path="id", kind=FieldKind.ID),
    "key": Field(path="key", is_sortable=True),
    "name": Field(path="name", is_sortable=True),
    "version": Field(path="version", kind=FieldKind.NUMBER, is_sortable=True),
    "version_tag": Field(path="version_tag"),
    "state": Field(path="state"),
    "deployment_id": Field(path="deployment_id", kind=FieldKind.ID),
    "deployed_at": Field(path="deployed_at", kind=FieldKind.TIME, is_sortable=True),
    "resource_name": Field(path="resource__name"),
    "is_newest": Field(condition=_newest_only),
}
_BY_KEY = (Sort(field="key"), Sort(field="version", is_descending=True))
_BY_NAME = (Sort(field="name"), Sort(field="key"))


def search_definitions(actor: Actor, search: SearchRequest) -> Page[ProcessDefinitionView]:
    """Return definitions that the actor may see, by key and newest first."""
    return find_page(
        visible_definitions(actor).select_related("deployment", "resource"),
        search,
        fields=_DEFINITION_FIELDS,
        default_sort=_BY_KEY,
        view=lambda row: definition_view(row, actor),
    )


def search_startable(actor: Actor, search: SearchRequest) -> Page[ProcessDefinitionView]:
    """Return the newest version of each process that the actor may start now, by name."""
    rows: QuerySet[ProcessDefinition] = ProcessDefinition.objects.filter(tenant_id=actor.tenant_id)
    condition = startable_condition(actor)
    if condition is not None:
        rows = rows.filter(condition)
    return find_page(
        rows.filter(_is_newest(), state=DefinitionState.ACTIVE.value).select_related(
            "deployment", "resource"
        ),
        search,
        fields=_DEFINITION_FIELDS,
        default_sort=_BY_NAME,
        view=lambda row: definition_view(row, actor),
    )


def get_definition(actor: Actor, definition_id: UUID) -> ProcessDefinitionView:
    """Return one definition.

    Raises:
        ProcessDefinitionNotFoundError: None that the actor may see.
    """
    return definition_view(_find_definition(actor, pk=definition_id), actor)


def get_newest_definition(actor: Actor, key: str) -> ProcessDefinitionView:
    """Return the newest version of a process.

    Raises:
        ProcessDefinitionNotFoundError: None that the actor may see.
    """
    return definition_view(_find_definition(actor, key=key), actor)


def get_model(actor: Actor, definition_id: UUID) -> ResourceContent:
    """Return the file that a definition came in, byte for byte; also of a deleted one.

    Raises:
        ProcessDefinitionNotFoundError: None that the actor may see.
    """
    rows = ProcessDefinition.objects.filter(tenant_id=actor.tenant_id, pk=definition_id)
    found = _limit(actor, rows).select_related("resource").first()
    if found is None:
        raise ProcessDefinitionNotFoundError
    return ResourceContent(name=found.resource.name, content=bytes(found.resource.content))


def _find_definition(actor: Actor, **lookup: object) -> ProcessDefinition:
    rows = visible_definitions(actor).select_related("deployment", "resource").filter(**lookup)
    found = rows.order_by("-version").first()
    if found is None:
        raise ProcessDefinitionNotFoundError
    return found


def require_key(tenant_id: UUID, key: str) -> str:
    """Return a key of which the tenant has a version.

    Raises:
        ProcessDefinitionNotFoundError: There is none.
    """
    rows = ProcessDefinition.objects.filter(tenant_id=tenant_id, key=key)
    if not rows.exclude(state=DefinitionState.DELETED.value).exists():
        raise ProcessDefinitionNotFoundError
    return key


def definition_names(ids: Collection[UUID]) -> dict[UUID, str]:
    """Return names of definitions by id; those that were deleted are left out."""
    return dict(ProcessDefinition.objects.filter(pk__in=ids).values_list("id", "name"))


def definition_view(row: ProcessDefinition, actor: Actor) -> ProcessDefinitionView:
    """Return a definition as others read it."""
    return ProcessDefinitionView(
        id=row.pk,
        key=row.key,
        name=row.name,
        version=row.version,
        version_tag=row.version_tag,
        title=row.title,
        documentation=row.documentation,
        state=DefinitionState(row.state),
        deployed_at=row.deployed_at,
        deployed_by=row.deployment.deployed_by,
        deployment_id=row.deployment_id,
        resource_name=row.resource.name,
        can_start=row.state == DefinitionState.ACTIVE
        and _may_start(
            actor,
            key=row.key,
            groups=row.candidate_starter_groups,
            users=row.candidate_starter_users,
        ),
    )


# ---- deployments -----------------------------------------------------------------------------

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
        resources=tuple(sorted(resource.name for resource in row.resources.all())),
    )


# ---- drafts ----------------------------------------------------------------------------------

_DRAFT_FIELDS: Mapping[str, Field] = {
    "id": Field(path="id", kind=FieldKind.ID),
    "kind": Field(path="kind"),
    "name": Field(path="name", is_sortable=True),
    "key": Field(path="key", is_sortable=True),
    "updated_at": Field(path="updated_at", kind=FieldKind.TIME, is_sortable=True),
    "updated_by": Field(path="updated_by"),
}


def search_drafts(actor: Actor, search: SearchRequest) -> Page[DraftView]:
    """Return the drafts of the tenant without their contents, those changed last first.

    Raises:
        PermissionMissingError: The actor may not edit drafts.
    """
    identity_services.require(actor, Permission.EDIT_DRAFTS)
    return find_page(
        Draft.objects.filter(tenant_id=actor.tenant_id).defer("content"),
        search,
        fields=_DRAFT_FIELDS,
        default_sort=[Sort(field="updated_at", is_descending=True)],
        view=lambda row: draft_view(row, content=None),
    )


def get_draft(actor: Actor, draft_id: UUID) -> DraftView:
    """Return one draft with its content.

    Raises:
        PermissionMissingError: The actor may not edit drafts.
        DraftNotFoundError: The tenant has none of this id.
    """
    identity_services.require(actor, Permission.EDIT_DRAFTS)
    row = Draft.objects.filter(tenant_id=actor.tenant_id, pk=draft_id).first()
    if row is None:
        raise DraftNotFoundError
    return draft_view(row, content=row.content)


def draft_view(row: Draft, *, content: str | None) -> DraftView:
    """Return a draft as others read it."""
    return DraftView(
        id=row.pk,
        kind=DraftKind(row.kind),
        name=row.name,
        key=row.key,
        content=content,
        updated_at=row.updated_at,
        updated_by=row.updated_by,
        revision=row.revision,
    )
