"""What commands run on: compiled definitions, and who may start them."""

from collections.abc import Collection, Mapping
from dataclasses import replace
from uuid import UUID

from django.db import connection

from bpm.definitions.compiled import load_executable
from bpm.definitions.contracts import DefinitionState, Executable
from bpm.definitions.errors import ProcessDefinitionNotFoundError
from bpm.identity import queries as identity, services as identity_services
from bpm.identity.contracts import Actor, Permission


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
    parameters: list[str | int | UUID] = [actor_tenant]
    wanted: Mapping[str, str | int | UUID | None] = (
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
