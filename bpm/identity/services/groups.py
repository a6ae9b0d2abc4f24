"""Creating groups and saying who belongs to them."""

from uuid import UUID

from django.contrib.auth.models import Group
from django.db import IntegrityError, transaction

from bpm.base.idempotency import RequestKey, answer_once
from bpm.base.ids import new_id
from bpm.base.transactions import command
from bpm.core.errors import Problem
from bpm.identity import queries
from bpm.identity.contracts import Actor, GroupView, MembersView, Permission
from bpm.identity.errors import GroupNameTakenError, InvalidPersonError
from bpm.identity.models import LONGEST_NAME, Tenant, TenantGroup
from bpm.identity.services.grants import bump_epoch, require
from bpm.identity.services.people import lock_user, name_problems

_LONGEST_GROUP_NAME = 80
_CREATED = 201


@command
def create_group(
    actor: Actor, *, name: str, display_name: str = "", request_key: RequestKey | None = None
) -> GroupView:
    """Create a group of the actor's tenant.

    Args:
        actor: Who administers people.
        name: What models and programs call it.
        display_name: What people call it; empty: the name.
        request_key: Marks a request that may be repeated.

    Raises:
        PermissionMissingError: The actor does not administer people.
        InvalidPersonError: A name is not good.
        GroupNameTakenError: The tenant has such a group.
    """
    require(actor, Permission.ADMINISTER_PEOPLE)
    problems = name_problems(name, pointer="/name", longest=_LONGEST_GROUP_NAME)
    if len(display_name) > LONGEST_NAME:
        detail = f"Take at most {LONGEST_NAME} characters."
        problems.append(Problem(code="too_long", pointer="/display_name", detail=detail))
    if problems:
        raise InvalidPersonError(problems=problems)

    def create() -> GroupView:
        insert_group(actor.tenant_id, name=name, display_name=display_name or name)
        return queries.get_group(actor, name)

    return answer_once(request_key, view=GroupView, status=_CREATED, run=create)


def insert_group(tenant_id: UUID, *, name: str, display_name: str) -> TenantGroup:
    """Store a group whose names have been checked; within a transaction.

    Raises:
        GroupNameTakenError: The tenant has such a group.
    """
    tenant = Tenant.objects.get(pk=tenant_id)
    try:
        with transaction.atomic():
            group = Group.objects.create(name=f"{tenant.name}/{name}")
            return TenantGroup.objects.create(
                id=new_id(), group=group, tenant=tenant, name=name, display_name=display_name
            )
    except IntegrityError as error:
        raise GroupNameTakenError(f"There is a group {name} already.") from error


@command
def add_member(actor: Actor, *, group: str, username: str) -> MembersView:
    """Let somebody belong to a group; nothing happens where they do already.

    Raises:
        PermissionMissingError: The actor does not administer people.
        GroupNotFoundError: There is no such group.
        UserNotFoundError: There is no such person.
    """
    require(actor, Permission.ADMINISTER_PEOPLE)
    row = queries.find_group(actor.tenant_id, group)
    lock_user(actor.tenant_id, username).groups.add(row.group)
    bump_epoch(actor.tenant_id)
    return queries.list_members(actor, group)


@command
def remove_member(actor: Actor, *, group: str, username: str) -> MembersView:
    """Let somebody no longer belong to a group; nothing happens where they do not.

    Raises:
        PermissionMissingError: The actor does not administer people.
        GroupNotFoundError: There is no such group.
        UserNotFoundError: There is no such person.
    """
    require(actor, Permission.ADMINISTER_PEOPLE)
    row = queries.find_group(actor.tenant_id, group)
    lock_user(actor.tenant_id, username).groups.remove(row.group)
    bump_epoch(actor.tenant_id)
    return queries.list_members(actor, group)
