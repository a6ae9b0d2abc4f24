"""Reads of process definitions, limited to what the actor may see."""

from collections.abc import Collection, Mapping
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from bpm.base.pages import Page, find_page
from bpm.base.search import Field, FieldKind, InvalidSearchError, SearchRequest, Sort
from bpm.core import bpmn
from bpm.core.errors import Problem
from bpm.core.values import JsonValue
from bpm.definitions.contracts import DefinitionState, ProcessDefinitionView, ResourceContent
from bpm.definitions.errors import ProcessDefinitionNotFoundError
from bpm.definitions.models import ProcessDefinition
from bpm.definitions.queries.executables import is_starter
from bpm.identity import queries as identity
from bpm.identity.contracts import Actor, GrantView, Permission


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
    return newest_only(value, pointer, is_newest())


def newest_only(value: JsonValue, pointer: str, condition: Q) -> Q:
    """Return the condition of a filter that can only be switched on.

    Raises:
        InvalidSearchError: It is something else than true.
    """
    if value not in {True, "true"}:
        problem = Problem(code="invalid_value", pointer=pointer, detail="Give true, or leave it.")
        raise InvalidSearchError(problems=[problem])
    return condition


def is_newest() -> Q:
    """Return the condition that no later version of a process is left."""
    newer = ProcessDefinition.objects.filter(
        tenant_id=OuterRef("tenant_id"), key=OuterRef("key"), version__gt=OuterRef("version")
    ).exclude(state=DefinitionState.DELETED.value)
    return ~Q(Exists(newer))


_DEFINITION_FIELDS: Mapping[str, Field] = {
    "id": Field(path="id", kind=FieldKind.ID),
    "key": Field(path="key", is_sortable=True),
    "name": Field(path="name", is_sortable=True),
    "version": Field(path="version", kind=FieldKind.INTEGER, is_sortable=True),
    "version_tag": Field(path="version_tag"),
    "state": Field(path="state", choices=tuple(DefinitionState)),
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
        rows.filter(is_newest(), state=DefinitionState.ACTIVE.value).select_related(
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


def get_diagram(definition_id: UUID) -> bytes:
    """Return what is drawn of a definition, whoever asks, without what its elements do.

    Raises:
        ProcessDefinitionNotFoundError: There is none of this id.
    """
    rows = ProcessDefinition.objects.filter(pk=definition_id).select_related("resource")
    found = rows.first()
    if found is None:
        raise ProcessDefinitionNotFoundError
    return bpmn.reduce_to_diagram(bytes(found.resource.content))


def find_known_keys(actor: Actor, keys: Collection[str]) -> set[str]:
    """Return those of the keys under which there is a version that the actor may see."""
    if not keys:
        return set()
    rows = visible_definitions(actor).filter(key__in=keys)
    return set(rows.values_list("key", flat=True))


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


def list_named_starters(tenant_id: UUID, key: str) -> tuple[GrantView, ...]:
    """Return who may start the newest version of a process because its model names them."""
    rows = ProcessDefinition.objects.filter(tenant_id=tenant_id, key=key)
    newest = rows.exclude(state=DefinitionState.DELETED.value).order_by("-version").first()
    if newest is None:
        return ()
    may_start = Permission.START_INSTANCES.value
    groups = sorted(newest.candidate_starter_groups)
    users = sorted(newest.candidate_starter_users)
    return (
        *(GrantView(permission=may_start, group=name) for name in groups),
        *(GrantView(permission=may_start, user=name) for name in users),
    )


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
        note=row.deployment.note,
        deployment_id=row.deployment_id,
        resource_name=row.resource.name,
        can_start=row.state == DefinitionState.ACTIVE
        and is_starter(
            actor,
            key=row.key,
            groups=row.candidate_starter_groups,
            users=row.candidate_starter_users,
        ),
    )
