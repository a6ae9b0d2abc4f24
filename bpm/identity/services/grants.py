"""Who may do what: permissions of groups, and permissions on single definition keys."""

from collections.abc import Collection, Iterable
from uuid import UUID

from django.contrib.auth.models import Permission as PermissionRow
from django.db.models import F
from guardian.models import GroupObjectPermission, UserObjectPermission
from guardian.shortcuts import assign_perm, remove_perm

from bpm.base.ids import new_id
from bpm.base.transactions import command
from bpm.core.errors import Problem
from bpm.identity import queries
from bpm.identity.contracts import (
    OBJECT_PERMISSIONS,
    PROCESS,
    Actor,
    GrantsView,
    GrantView,
    Permission,
    PermissionsView,
)
from bpm.identity.errors import InvalidGrantError, PermissionMissingError, UserNotFoundError
from bpm.identity.models import DefinitionKey, Tenant, TenantGroup, User


def require(actor: Actor, permission: Permission, resource: str | None = None) -> None:
    """Refuse what an actor may not do.

    Args:
        actor: Who asks.
        permission: What is needed.
        resource: Key of the definition that it is needed on; None: for the whole tenant.

    Raises:
        PermissionMissingError: Names the permission.
    """
    if not queries.has_permission(actor, permission, key=resource):
        needed = permission.value
        if resource is not None:
            raise PermissionMissingError(
                f"You need the permission {needed} for {resource}; ask an administrator for it."
            )
        raise PermissionMissingError(
            f"You need the permission {needed}; ask an administrator for it."
        )


def bump_epoch(tenant_id: UUID) -> None:
    """Let every process forget the rights it remembers; part of each change of rights."""
    Tenant.objects.filter(pk=tenant_id).update(permission_epoch=F("permission_epoch") + 1)


def change_definition_epoch(tenant_id: UUID) -> None:
    """Let every process forget which versions are the newest; part of each change of that."""
    Tenant.objects.filter(pk=tenant_id).update(definition_epoch=new_id())


def permission_rows(names: Collection[str]) -> list[PermissionRow]:
    """Return Django's rows for permissions.

    Raises:
        InvalidGrantError: A name is none of ours.
    """
    known = {permission.value for permission in Permission}
    problems = [
        Problem(
            code="unknown_permission",
            pointer="/permissions",
            detail=f"{name!r} is none of: {', '.join(sorted(known))}.",
        )
        for name in names
        if name not in known
    ]
    if problems:
        raise InvalidGrantError(problems=problems)
    return list(
        PermissionRow.objects.filter(content_type__app_label="identity", codename__in=names)
    )


@command
def set_group_permissions(
    actor: Actor, *, group: str, permissions: Collection[str]
) -> PermissionsView:
    """Say what the members of a group may do everywhere in the tenant.

    Raises:
        PermissionMissingError: The actor does not administer people.
        GroupNotFoundError: There is no such group.
        InvalidGrantError: A permission is unknown.
    """
    require(actor, Permission.ADMINISTER_PEOPLE)
    row = queries.find_group(actor.tenant_id, group).group
    row.permissions.set(permission_rows(permissions))
    bump_epoch(actor.tenant_id)
    return queries.list_group_permissions(actor, group)


# ---- single definition keys ------------------------------------------------------------------


def next_version(tenant_id: UUID, *, key: str, kind: str = PROCESS) -> int:
    """Count one version more of a definition, and return its number.

    The caller holds the lock on the key and runs in a transaction.
    """
    row, _ = DefinitionKey.objects.get_or_create(
        tenant_id=tenant_id, kind=kind, key=key, defaults={"id": new_id()}
    )
    DefinitionKey.objects.filter(pk=row.pk).update(last_version=F("last_version") + 1)
    row.refresh_from_db(fields=["last_version"])
    return row.last_version


def drop_definition_key(tenant_id: UUID, *, key: str, kind: str = PROCESS) -> None:
    """Forget the permissions on a key of which no version is left; its numbers stay counted."""
    row = DefinitionKey.objects.filter(tenant_id=tenant_id, kind=kind, key=key).first()
    if row is not None:
        UserObjectPermission.objects.filter(object_pk=str(row.pk)).delete()
        GroupObjectPermission.objects.filter(object_pk=str(row.pk)).delete()
        bump_epoch(tenant_id)


@command
def grant_permission(actor: Actor, *, key: str, grant: GrantView) -> GrantsView:
    """Give a person or a group a permission on one process; giving it twice changes nothing.

    Raises:
        PermissionMissingError: The actor does not administer people.
        InvalidGrantError: Not exactly one receiver, or the permission cannot hang on a key.
        UserNotFoundError: There is no such person.
        GroupNotFoundError: There is no such group.
    """
    require(actor, Permission.ADMINISTER_PEOPLE)
    receiver = _receiver(actor, grant)
    row, _ = DefinitionKey.objects.get_or_create(
        tenant_id=actor.tenant_id, kind=PROCESS, key=key, defaults={"id": new_id()}
    )
    assign_perm(f"identity.{grant.permission}", receiver, row)
    bump_epoch(actor.tenant_id)
    return list_grants(actor, key=key)


@command
def revoke_permission(actor: Actor, *, key: str, grant: GrantView) -> GrantsView:
    """Take a permission on one process back; nothing happens where it was not given.

    Raises:
        PermissionMissingError: The actor does not administer people.
        InvalidGrantError: Not exactly one receiver, or the permission cannot hang on a key.
        UserNotFoundError: There is no such person.
        GroupNotFoundError: There is no such group.
    """
    require(actor, Permission.ADMINISTER_PEOPLE)
    receiver = _receiver(actor, grant)
    row = DefinitionKey.objects.filter(tenant_id=actor.tenant_id, kind=PROCESS, key=key).first()
    if row is not None:
        remove_perm(f"identity.{grant.permission}", receiver, row)
        bump_epoch(actor.tenant_id)
    return list_grants(actor, key=key)


def list_grants(actor: Actor, *, key: str) -> GrantsView:
    """Return every permission given on one process, and those that hold for it with all others.

    Raises:
        PermissionMissingError: The actor does not administer people.
    """
    require(actor, Permission.ADMINISTER_PEOPLE)
    everywhere = _grants_everywhere(actor.tenant_id)
    row = DefinitionKey.objects.filter(tenant_id=actor.tenant_id, kind=PROCESS, key=key).first()
    if row is None:
        return GrantsView(key=key, grants=(), everywhere=everywhere)
    people = UserObjectPermission.objects.filter(object_pk=str(row.pk)).values_list(
        "permission__codename", "user__username"
    )
    groups = GroupObjectPermission.objects.filter(object_pk=str(row.pk)).values_list(
        "permission__codename", "group__tenant_group__name"
    )
    return GrantsView(key=key, grants=_sorted_grants(people, groups), everywhere=everywhere)


def _grants_everywhere(tenant_id: UUID) -> tuple[GrantView, ...]:
    names = {permission.value for permission in OBJECT_PERMISSIONS}
    people = User.objects.filter(
        tenant_id=tenant_id, is_active=True, user_permissions__codename__in=names
    ).values_list("user_permissions__codename", "username")
    groups = TenantGroup.objects.filter(
        tenant_id=tenant_id, group__permissions__codename__in=names
    ).values_list("group__permissions__codename", "name")
    return _sorted_grants(people, groups)


def _sorted_grants(
    people: Iterable[tuple[str, str]], groups: Iterable[tuple[str, str]]
) -> tuple[GrantView, ...]:
    grants = [GrantView(permission=code, user=name) for code, name in people]
    grants += [GrantView(permission=code, group=name) for code, name in groups]
    grants.sort(key=lambda grant: (grant.permission, grant.group or "", grant.user or ""))
    return tuple(grants)


def _receiver(actor: Actor, grant: GrantView) -> object:
    if grant.permission not in OBJECT_PERMISSIONS:
        allowed = ", ".join(sorted(OBJECT_PERMISSIONS))
        raise InvalidGrantError(f"On a single process one of these can be given: {allowed}.")
    if (grant.user is None) == (grant.group is None):
        raise InvalidGrantError("Name either a user or a group.")
    if grant.group is not None:
        return queries.find_group(actor.tenant_id, grant.group).group
    user = User.objects.filter(tenant_id=actor.tenant_id, username=grant.user).first()
    if user is None:
        raise UserNotFoundError
    return user
