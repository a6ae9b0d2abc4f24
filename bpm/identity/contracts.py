"""What other apps may know of people: actors, users, groups, permissions."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID


class Permission(StrEnum):
    """What a person may be allowed to do; the part before the dot names the resource."""

    DEPLOY = "deployment.create"
    DELETE_DEPLOYMENT = "deployment.delete"
    EDIT_DRAFTS = "draft.edit"
    READ_DEFINITIONS = "process_definition.read"
    START_INSTANCES = "process_instance.start"
    READ_INSTANCES = "process_instance.read"
    OPERATE_INSTANCES = "process_instance.operate"
    ADMINISTER_PEOPLE = "identity.administer"


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """Who acts: a person, a person through a token, or the system itself.

    Args:
        id: The user's id; None for the system.
        groups: Names of the person's groups, without the tenant prefix.
        permissions: Permissions that hold for every resource of the tenant.
        permission_epoch: Grows with each change of rights in the tenant; keys caches.
        scopes: Scopes of the token used; None where no token limits the person.
    """

    id: UUID | None
    username: str
    tenant_id: UUID
    groups: frozenset[str] = frozenset()
    permissions: frozenset[Permission] = frozenset()
    is_admin: bool = False
    permission_epoch: int = 0
    scopes: frozenset[str] | None = None

    @property
    def candidates(self) -> tuple[str, ...]:
        """Return the candidate names this person answers to: ``user:name``, ``group:name``."""
        return (f"user:{self.username}", *sorted(f"group:{g}" for g in self.groups))


def system_actor(tenant_id: UUID) -> Actor:
    """Return the actor for what the suite does by itself in one tenant."""
    return Actor(
        id=None,
        username="system",
        tenant_id=tenant_id,
        permissions=frozenset(Permission),
        is_admin=True,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class UserView:
    """A person, as others read them."""

    id: UUID
    username: str
    first_name: str
    last_name: str
    email: str
    groups: tuple[str, ...]
    is_active: bool
    is_admin: bool
    date_joined: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupView:
    """A group, named without its tenant's prefix."""

    name: str
    display_name: str
    members: int
