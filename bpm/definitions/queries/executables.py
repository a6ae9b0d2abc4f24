"""What commands run on: compiled definitions, and who may start them."""

from collections.abc import Collection
from dataclasses import replace
from typing import TypeAlias
from uuid import UUID

from bpm.definitions.compiled import load_executable
from bpm.definitions.contracts import DefinitionState, Executable
from bpm.definitions.errors import ProcessDefinitionNotFoundError
from bpm.definitions.memory import Memory
from bpm.definitions.models import ProcessDefinition
from bpm.identity import queries as identity, services as identity_services
from bpm.identity.contracts import Actor, Permission

_Wanted: TypeAlias = tuple[UUID | None, str | None, int | None, str | None]

_found: Memory[tuple[UUID, UUID, _Wanted], tuple[UUID, str]] = Memory()


def get_executable(
    actor: Actor,
    *,
    definition_key: str | None = None,
    version: int | None = None,
    version_tag: str | None = None,
    definition_id: UUID | None = None,
) -> Executable:
    """Return the definition that a start names: by id, or by key and what narrows it down.

    What was found before is remembered until anything changes that can be started; the compiled
    process comes from memory.

    Args:
        actor: Definitions of other tenants do not exist.
        definition_key: Key; the newest version, unless the next two say otherwise.
        version: Exactly this version.
        version_tag: The newest version with this tag.
        definition_id: Exactly this definition; the others are not looked at then.

    Raises:
        ProcessDefinitionNotFoundError: There is none.
    """
    tenant_id, epoch = actor.tenant_id, actor.definition_epoch
    wanted = (definition_id, definition_key, version, version_tag)
    found = None if epoch is None else _found.find((tenant_id, epoch, wanted))
    if found is None:
        found = _find_version(tenant_id, wanted)
        if epoch is not None:
            _found.remember((tenant_id, epoch, wanted), found)
    executable = load_executable(found[0])
    is_suspended = found[1] == DefinitionState.SUSPENDED
    if executable.is_suspended == is_suspended:
        return executable
    return replace(executable, is_suspended=is_suspended)


def _find_version(tenant_id: UUID, wanted: _Wanted) -> tuple[UUID, str]:
    """Return id and state of the version that is meant at this moment."""
    definition_id, definition_key, version, version_tag = wanted
    rows = ProcessDefinition.objects.filter(tenant_id=tenant_id).exclude(
        state=DefinitionState.DELETED.value
    )
    if definition_id is not None:
        rows = rows.filter(pk=definition_id)
    else:
        rows = rows.filter(key=definition_key)
        if version is not None:
            rows = rows.filter(version=version)
        if version_tag is not None:
            rows = rows.filter(version_tag=version_tag)
    found = rows.order_by("-version").values_list("pk", "state").first()
    if found is None:
        raise ProcessDefinitionNotFoundError
    return found


def get_executable_by_id(definition_id: UUID) -> Executable:
    """Return the definition that a live instance runs on, from memory where possible.

    Raises:
        ProcessDefinitionNotFoundError: There is none of this id.
    """
    return load_executable(definition_id)


def may_start(actor: Actor, executable: Executable) -> bool:
    """Return whether an actor may start a definition: by permission, or as a named starter."""
    return is_starter(
        actor,
        key=executable.key,
        groups=executable.candidate_starter_groups,
        users=executable.candidate_starter_users,
    )


def is_starter(actor: Actor, *, key: str, groups: Collection[str], users: Collection[str]) -> bool:
    """Return whether an actor may start a process, given whom its model names as starters."""
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
