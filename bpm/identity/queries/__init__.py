"""Who somebody is, and what of people and groups may be read."""

from bpm.identity.queries.actors import (
    actor_for_user,
    allowed_keys,
    authenticate_token,
    default_tenant_id,
    digest_of,
    get_me,
    has_permission,
    list_tokens,
    person_id,
    token_view,
)
from bpm.identity.queries.groups import (
    find_group,
    get_group,
    group_names,
    list_group_permissions,
    list_members,
    search_groups,
)
from bpm.identity.queries.people import (
    check_text,
    get_user,
    search_users,
    user_ids,
    user_view,
    usernames,
    users_of,
)

__all__ = [
    "actor_for_user",
    "allowed_keys",
    "authenticate_token",
    "check_text",
    "default_tenant_id",
    "digest_of",
    "find_group",
    "get_group",
    "get_me",
    "get_user",
    "group_names",
    "has_permission",
    "list_group_permissions",
    "list_members",
    "list_tokens",
    "person_id",
    "search_groups",
    "search_users",
    "token_view",
    "user_ids",
    "user_view",
    "usernames",
    "users_of",
]
