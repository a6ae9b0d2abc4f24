"""What a person may do, remembered per process until anything about rights changes."""

from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from threading import Lock
from uuid import UUID

from django.db import connection

from bpm.identity.contracts import Permission

_REMEMBERED = 10_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Rights:
    """Groups and permissions of one person.

    Args:
        groups: Names without the tenant's prefix.
        permissions: Those that hold everywhere in the tenant.
        keys: Keys of definitions by (permission, kind), where a permission holds only for them.
    """

    groups: frozenset[str]
    permissions: frozenset[Permission]
    keys: Mapping[tuple[Permission, str], frozenset[str]]


class _Memory:
    """The rights read lately; an entry belongs to one epoch and is never changed."""

    def __init__(self) -> None:
        self._entries: OrderedDict[tuple[UUID, int], Rights] = OrderedDict()
        self._lock = Lock()

    def find(self, user_id: UUID, epoch: int) -> Rights | None:
        """Return what is remembered."""
        return self._entries.get((user_id, epoch))

    def remember(self, user_id: UUID, epoch: int, rights: Rights) -> None:
        """Keep the rights; the oldest entry goes when there are too many."""
        with self._lock:
            self._entries[(user_id, epoch)] = rights
            if len(self._entries) > _REMEMBERED:
                self._entries.popitem(last=False)


_memory = _Memory()

_GROUPS = """
    SELECT tenant_group.name
    FROM identity_user_groups JOIN tenant_group USING (group_id)
    WHERE identity_user_groups.user_id = %(user)s AND tenant_group.tenant_id = %(tenant)s
"""
_PERMISSIONS = """
    SELECT permission.codename
    FROM identity_user_groups membership
    JOIN auth_group_permissions given USING (group_id)
    JOIN auth_permission permission ON permission.id = given.permission_id
    WHERE membership.user_id = %(user)s
    UNION
    SELECT permission.codename
    FROM identity_user_user_permissions given
    JOIN auth_permission permission ON permission.id = given.permission_id
    WHERE given.user_id = %(user)s
"""
_KEYS = """
    WITH given AS (
        SELECT permission_id, object_pk FROM guardian_userobjectpermission
        WHERE user_id = %(user)s
        UNION
        SELECT permission_id, object_pk FROM guardian_groupobjectpermission
        JOIN identity_user_groups USING (group_id)
        WHERE identity_user_groups.user_id = %(user)s
    )
    SELECT permission.codename, definition_key.kind, definition_key.key
    FROM given
    JOIN auth_permission permission ON permission.id = given.permission_id
    JOIN definition_key ON definition_key.id::text = given.object_pk
    WHERE definition_key.tenant_id = %(tenant)s
"""


def rights_of(user_id: UUID, *, tenant_id: UUID, epoch: int) -> Rights:
    """Return the rights of a person at an epoch of the tenant."""
    rights = _memory.find(user_id, epoch)
    if rights is None:
        rights = _read_rights(user_id, tenant_id)
        _memory.remember(user_id, epoch, rights)
    return rights


def _read_rights(user_id: UUID, tenant_id: UUID) -> Rights:
    parameters = {"user": user_id, "tenant": tenant_id}
    known = {permission.value: permission for permission in Permission}
    keys: dict[tuple[Permission, str], set[str]] = {}
    with connection.cursor() as cursor:
        cursor.execute(_GROUPS, parameters)
        groups = frozenset(name for (name,) in cursor.fetchall())
        cursor.execute(_PERMISSIONS, parameters)
        permissions = frozenset(known[name] for (name,) in cursor.fetchall() if name in known)
        cursor.execute(_KEYS, parameters)
        for name, kind, key in cursor.fetchall():
            if name in known:
                keys.setdefault((known[name], kind), set()).add(key)
    return Rights(
        groups=groups,
        permissions=permissions,
        keys={place: frozenset(found) for place, found in keys.items()},
    )
