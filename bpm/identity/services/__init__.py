"""Writes on people, groups, rights and credentials."""

from bpm.identity.services.accounts import create_demo_accounts
from bpm.identity.services.credentials import (
    authenticate_basic,
    authenticate_password,
    confirm_password,
    create_token,
    delete_expired_throttles,
    revoke_token,
    set_password,
)
from bpm.identity.services.grants import (
    change_definition_epoch,
    drop_definition_key,
    grant_permission,
    list_grants,
    next_version,
    require,
    revoke_permission,
    set_group_permissions,
)
from bpm.identity.services.groups import add_member, create_group, remove_member
from bpm.identity.services.languages import choose_language, note_browser_language
from bpm.identity.services.people import activate_user, create_user, deactivate_user

__all__ = [
    "activate_user",
    "add_member",
    "authenticate_basic",
    "authenticate_password",
    "change_definition_epoch",
    "choose_language",
    "confirm_password",
    "create_demo_accounts",
    "create_group",
    "create_token",
    "create_user",
    "deactivate_user",
    "delete_expired_throttles",
    "drop_definition_key",
    "grant_permission",
    "list_grants",
    "next_version",
    "note_browser_language",
    "remove_member",
    "require",
    "revoke_permission",
    "revoke_token",
    "set_group_permissions",
    "set_password",
]
