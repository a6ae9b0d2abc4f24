"""Accounts to try the suite with; only where nobody else can reach it."""

from collections.abc import Mapping

from bpm.base.transactions import command
from bpm.identity import queries
from bpm.identity.contracts import NewUser, Permission
from bpm.identity.models import TenantGroup, User
from bpm.identity.services.grants import bump_epoch, permission_rows
from bpm.identity.services.groups import insert_group
from bpm.identity.services.people import insert_user

_DEMO_GROUPS: Mapping[str, tuple[Permission, ...]] = {
    "clerks": (),
    "managers": (),
    "directors": (),
    "operators": (
        Permission.READ_DEFINITIONS,
        Permission.READ_INSTANCES,
        Permission.OPERATE_INSTANCES,
    ),
    "analysts": (
        Permission.READ_DEFINITIONS,
        Permission.DEPLOY,
        Permission.DELETE_DEPLOYMENT,
        Permission.EDIT_DRAFTS,
        Permission.START_INSTANCES,
    ),
}
_DEMO_PEOPLE = {
    "admin": ("Ada", "Admin", ()),
    "clerk": ("Clara", "Clerk", ("clerks",)),
    "manager": ("Max", "Manager", ("managers",)),
    "director": ("Dora", "Director", ("directors",)),
    "operator": ("Olga", "Operator", ("operators",)),
    "analyst": ("Anton", "Analyst", ("analysts",)),
}


@command
def create_demo_accounts() -> tuple[str, ...]:
    """Create the demo people and groups that do not exist; the password is the user name.

    What exists is left as it is: somebody may have changed it.

    Returns:
        User names that were created now.
    """
    tenant_id = queries.default_tenant_id()
    for name, permissions in _DEMO_GROUPS.items():
        if not TenantGroup.objects.filter(tenant_id=tenant_id, name=name).exists():
            group = insert_group(tenant_id, name=name, display_name=name.capitalize())
            group.group.permissions.set(permission_rows(permissions))
    created = []
    for username, (first_name, last_name, groups) in _DEMO_PEOPLE.items():
        if User.objects.filter(tenant_id=tenant_id, username=username).exists():
            continue
        user = NewUser(
            username=username,
            password=username,
            first_name=first_name,
            last_name=last_name,
            email=f"{username}@example.org",
            groups=groups,
        )
        insert_user(tenant_id, user, is_superuser=username == "admin")
        created.append(username)
    bump_epoch(tenant_id)
    return tuple(created)
