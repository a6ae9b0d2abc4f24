"""What other apps may know of people: actors, users, groups, permissions."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from bpm.base.languages import Language


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
        definition_epoch: An id that is replaced with each change of what can be started in the
            tenant, read when the actor was found out; keys caches. None: remember nothing.
        scopes: Scopes of the token used; None where no token limits the person.
    """

    id: UUID | None
    username: str
    tenant_id: UUID
    groups: frozenset[str] = frozenset()
    permissions: frozenset[Permission] = frozenset()
    is_admin: bool = False
    permission_epoch: int = 0
    definition_epoch: UUID | None = None
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
class PersonView:
    """What a picker shows of a person."""

    username: str
    first_name: str
    last_name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupView:
    """A group, named without its tenant's prefix."""

    name: str
    display_name: str
    members: int


WORK_ON_USER_TASKS = "user_task.work"
"""Scope of an API token that may read and work on the inbox of its person."""

WORK_WITH_FILES = "file.work"
"""Scope of an API token that may bring files, and read those that its person may read."""

TOKEN_SCOPES: frozenset[str] = frozenset({*Permission, WORK_ON_USER_TASKS, WORK_WITH_FILES})
"""All scopes that an API token can be limited to."""

PROCESS = "process"
FORM = "form"
DECISION = "decision"
"""Kind of a definition key: a process."""

OBJECT_PERMISSIONS = frozenset(
    {
        Permission.READ_DEFINITIONS,
        Permission.START_INSTANCES,
        Permission.READ_INSTANCES,
        Permission.OPERATE_INSTANCES,
    }
)
"""Permissions that can be given for a single definition key."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewUser:
    """What is needed to create a person; ``groups`` are names of existing groups."""

    username: str
    password: str
    first_name: str = ""
    last_name: str = ""
    email: str = ""
    groups: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class MeView:
    """The person who asks.

    Args:
        permissions: Those that hold for every resource of the tenant.
        scopes: Limits of the token in use; None without a token or without limits.
        definition_permissions: Keys of process definitions by permission, where a permission
            holds only for them.
        language: Of pages and mails; None where the browser decides.
    """

    id: UUID
    username: str
    first_name: str
    last_name: str
    email: str
    language: Language | None
    tenant: str
    groups: tuple[str, ...]
    permissions: tuple[str, ...]
    definition_permissions: dict[str, tuple[str, ...]]
    scopes: tuple[str, ...] | None
    is_admin: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class TokenView:
    """An API token, without its secret.

    Args:
        scopes: What it is limited to; empty where it may do all that its person may.
        last_used_on: Day of its last use, as ISO date; None where it was never used.
    """

    id: UUID
    name: str
    scopes: tuple[str, ...]
    created_at: datetime
    expires_at: datetime | None
    last_used_on: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class NewTokenView:
    """A token at the only moment at which its secret is shown."""

    id: UUID
    name: str
    scopes: tuple[str, ...]
    created_at: datetime
    expires_at: datetime | None
    token: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MembersView:
    """Who belongs to a group, by username and sorted."""

    members: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PermissionsView:
    """What a group may do, for every resource of the tenant."""

    permissions: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class GrantView:
    """One permission on one definition key, given to a person or a group.

    Args:
        user: Username, where a person has it.
        group: Name of the group, where a group has it.
    """

    permission: str
    user: str | None = None
    group: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class GrantsView:
    """Who may do what with one process; administrators, who may do everything, are left out.

    Args:
        grants: Given on this process alone; only these can be taken back here.
        everywhere: Given for every process of the tenant.
        starters: Who may start because the newest version names them.
    """

    key: str
    grants: tuple[GrantView, ...]
    everywhere: tuple[GrantView, ...] = ()
    starters: tuple[GrantView, ...] = ()
