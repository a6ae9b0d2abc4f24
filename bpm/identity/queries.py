"""Who somebody is, and what of people and groups may be read."""

import hashlib
from collections.abc import Collection, Mapping
from datetime import date
from uuid import UUID

from django.db import connection
from django.db.models import Count, Prefetch, Q, QuerySet

from bpm.base import clock
from bpm.base.pages import Page, find_page
from bpm.base.search import Field, FieldKind, InvalidSearchError, SearchRequest, Sort
from bpm.core.errors import Problem, UnauthenticatedError
from bpm.core.values import JsonValue
from bpm.identity.contracts import (
    PROCESS,
    Actor,
    GroupView,
    MembersView,
    MeView,
    Permission,
    PermissionsView,
    TokenView,
    UserView,
)
from bpm.identity.errors import GroupNotFoundError, InvalidTokenError, UserNotFoundError
from bpm.identity.models import ApiToken, TenantGroup, User, default_tenant
from bpm.identity.rights import Rights, rights_of

_ALL_PERMISSIONS = frozenset(Permission)
_LONGEST_TEXT = 200

_BY_DIGEST = """
    SELECT api_token.id, api_token.scopes, api_token.expires_at, api_token.last_used_on,
           person.id, person.username, person.is_superuser, tenant.id, tenant.permission_epoch,
           tenant.definition_epoch
    FROM api_token
    JOIN identity_user person ON person.id = api_token.user_id
    JOIN tenant ON tenant.id = person.tenant_id
    WHERE api_token.digest = %s AND person.is_active
"""
_PERSON = """
    SELECT person.id, person.username, person.is_superuser, tenant.id, tenant.permission_epoch,
           tenant.definition_epoch
    FROM identity_user person JOIN tenant ON tenant.id = person.tenant_id
    WHERE person.id = %s AND person.is_active
"""


def default_tenant_id() -> UUID:
    """Return the id of the tenant of everybody who names none."""
    return default_tenant().pk


def digest_of(token: str) -> bytes:
    """Return what is kept of a token."""
    return hashlib.sha256(token.encode("utf-8", "replace")).digest()


def authenticate_token(token: str) -> Actor:
    """Return the actor that an API token stands for.

    The token is read anew each time, in one statement: one that was revoked is refused at once.

    Raises:
        InvalidTokenError: Unknown, expired, or its person was deactivated.
    """
    with connection.cursor() as cursor:
        cursor.execute(_BY_DIGEST, [digest_of(token)])
        row = cursor.fetchone()
    if row is None:
        raise InvalidTokenError
    token_id, scopes, expires_at, last_used_on, *person = row
    now = clock.now()
    if expires_at is not None and expires_at <= now:
        raise InvalidTokenError
    if last_used_on != now.date():
        _note_use(token_id, now.date())
    return _as_actor(tuple(person), frozenset(scopes) or None)


def _note_use(token_id: UUID, today: date) -> None:
    # A day is exact enough to find forgotten tokens, and costs one write instead of thousands.
    ApiToken.objects.filter(pk=token_id).exclude(last_used_on=today).update(last_used_on=today)


def actor_for_user(user_id: UUID) -> Actor:
    """Return the actor for a person who has logged in.

    Raises:
        UnauthenticatedError: There is no such person, or no longer.
    """
    with connection.cursor() as cursor:
        cursor.execute(_PERSON, [user_id])
        row = cursor.fetchone()
    if row is None:
        raise UnauthenticatedError("This account does not exist or was deactivated.")
    return _as_actor(row, None)


def _as_actor(
    person: tuple[UUID, str, bool, UUID, int, UUID | None], scopes: frozenset[str] | None
) -> Actor:
    user_id, username, is_superuser, tenant_id, epoch, definition_epoch = person
    rights = rights_of(user_id, tenant_id=tenant_id, epoch=epoch)
    permissions = _ALL_PERMISSIONS if is_superuser else rights.permissions
    if scopes is not None:
        permissions = frozenset(found for found in permissions if found.value in scopes)
    return Actor(
        id=user_id,
        username=username,
        tenant_id=tenant_id,
        groups=rights.groups,
        permissions=permissions,
        is_admin=is_superuser and scopes is None,
        permission_epoch=epoch,
        definition_epoch=definition_epoch,
        scopes=scopes,
    )


def allowed_keys(
    actor: Actor, permission: Permission, *, kind: str = PROCESS
) -> frozenset[str] | None:
    """Return the definition keys on which an actor has a permission; None stands for all."""
    if permission in actor.permissions:
        return None
    if actor.id is None or (actor.scopes is not None and permission.value not in actor.scopes):
        return frozenset()
    return _rights(actor).keys.get((permission, kind), frozenset())


def person_id(actor: Actor) -> UUID:
    """Return the id of the person who acts.

    Raises:
        UserNotFoundError: The suite itself acts.
    """
    if actor.id is None:
        raise UserNotFoundError
    return actor.id


def has_permission(actor: Actor, permission: Permission, *, key: str | None = None) -> bool:
    """Return whether an actor has a permission, everywhere or on one definition key."""
    keys = allowed_keys(actor, permission)
    return keys is None or (key is not None and key in keys)


def _rights(actor: Actor) -> Rights:
    if actor.id is None:
        return Rights(groups=frozenset(), permissions=_ALL_PERMISSIONS, keys={})
    return rights_of(actor.id, tenant_id=actor.tenant_id, epoch=actor.permission_epoch)


def get_me(actor: Actor) -> MeView:
    """Return what a person may know of himself.

    Raises:
        UserNotFoundError: The actor is the system.
    """
    user = User.objects.select_related("tenant").filter(pk=person_id(actor)).first()
    if user is None:
        raise UserNotFoundError
    keys: dict[str, tuple[str, ...]] = {
        permission.value: tuple(sorted(found))
        for (permission, kind), found in _rights(actor).keys.items()
        if kind == PROCESS and permission not in actor.permissions
    }
    return MeView(
        id=user.pk,
        username=user.username,
        first_name=user.first_name,
        last_name=user.last_name,
        email=user.email,
        language=user.chosen_language,
        tenant=user.tenant.name,
        groups=tuple(sorted(actor.groups)),
        permissions=tuple(sorted(permission.value for permission in actor.permissions)),
        definition_permissions=keys,
        scopes=None if actor.scopes is None else tuple(sorted(actor.scopes)),
        is_admin=actor.is_admin,
    )


# ---- people ----------------------------------------------------------------------------------


def _in_group(value: JsonValue, pointer: str) -> Q:
    if not isinstance(value, str):
        problem = Problem(code="invalid_value", pointer=pointer, detail="Give a group's name.")
        raise InvalidSearchError(problems=[problem])
    # A subquery, so that nobody is listed twice.
    members = User.objects.filter(groups__tenant_group__name=value)
    return Q(pk__in=members.values("pk"))


_USER_FIELDS: Mapping[str, Field] = {
    "id": Field(path="id", kind=FieldKind.ID),
    "username": Field(path="username", is_sortable=True),
    "first_name": Field(path="first_name", is_sortable=True),
    "last_name": Field(path="last_name", is_sortable=True),
    "is_active": Field(path="is_active", kind=FieldKind.FLAG),
    "is_admin": Field(path="is_superuser", kind=FieldKind.FLAG),
    "group": Field(condition=_in_group),
    "date_joined": Field(path="date_joined", kind=FieldKind.TIME, is_sortable=True),
}
_GROUP_FIELDS: Mapping[str, Field] = {
    "name": Field(path="name", is_sortable=True),
    "display_name": Field(path="display_name", is_sortable=True),
}


def users_of(tenant_id: UUID) -> QuerySet[User]:
    """Return the people of a tenant, each with the groups at hand."""
    groups = TenantGroup.objects.order_by("name")
    return User.objects.filter(tenant_id=tenant_id).prefetch_related(
        Prefetch("groups__tenant_group", queryset=groups)
    )


def user_view(user: User, *, is_private: bool = True) -> UserView:
    """Return a person as others read them; the e-mail address only where ``is_private``."""
    return UserView(
        id=user.pk,
        username=user.username,
        first_name=user.first_name,
        last_name=user.last_name,
        email=user.email if is_private else "",
        groups=tuple(sorted(group.tenant_group.name for group in user.groups.all())),
        is_active=user.is_active,
        is_admin=user.is_superuser,
        date_joined=user.date_joined,
    )


def get_user(actor: Actor, username: str) -> UserView:
    """Return one person of the actor's tenant.

    Raises:
        UserNotFoundError: There is nobody of this name.
    """
    user = users_of(actor.tenant_id).filter(username=username).first()
    if user is None:
        raise UserNotFoundError
    return user_view(user, is_private=_reads_private(actor, user))


def _reads_private(actor: Actor, user: User) -> bool:
    return user.pk == actor.id or Permission.ADMINISTER_PEOPLE in actor.permissions


def search_users(actor: Actor, search: SearchRequest, *, text: str = "") -> Page[UserView]:
    """Return people of the actor's tenant, for pickers and for administration.

    Args:
        actor: Anybody; names are no secret among colleagues.
        search: Filter, order and page.
        text: Part of a name; empty for all.
    """
    check_text(text)
    rows = users_of(actor.tenant_id)
    for word in set(text.split()):
        rows = rows.filter(
            Q(username__icontains=word)
            | Q(first_name__icontains=word)
            | Q(last_name__icontains=word)
        )
    return find_page(
        rows,
        search,
        fields=_USER_FIELDS,
        default_sort=[Sort(field="username")],
        view=lambda user: user_view(user, is_private=_reads_private(actor, user)),
    )


def check_text(text: str) -> None:
    """Refuse a text to look for that is longer than any name.

    Raises:
        InvalidSearchError: It is.
    """
    if len(text) > _LONGEST_TEXT:
        detail = f"Give at most {_LONGEST_TEXT} characters."
        raise InvalidSearchError(
            problems=[Problem(code="invalid_value", pointer="/text", detail=detail)]
        )


def user_ids(tenant_id: UUID, usernames: Collection[str]) -> dict[str, UUID]:
    """Return the ids of active people by user name; names of nobody are left out."""
    found = User.objects.filter(tenant_id=tenant_id, username__in=usernames, is_active=True)
    return dict(found.values_list("username", "id"))


def usernames(ids: Collection[UUID]) -> dict[UUID, str]:
    """Return user names by id."""
    return dict(User.objects.filter(pk__in=ids).values_list("id", "username"))


# ---- groups ----------------------------------------------------------------------------------


def group_names(tenant_id: UUID, names: Collection[str]) -> frozenset[str]:
    """Return those of the names that are groups of the tenant."""
    found = TenantGroup.objects.filter(tenant_id=tenant_id, name__in=names)
    return frozenset(found.values_list("name", flat=True))


def find_group(tenant_id: UUID, name: str) -> TenantGroup:
    """Return the row of a group.

    Raises:
        GroupNotFoundError: There is none of this name.
    """
    group = TenantGroup.objects.select_related("group").filter(tenant_id=tenant_id, name=name)
    found = group.first()
    if found is None:
        raise GroupNotFoundError
    return found


def search_groups(actor: Actor, search: SearchRequest, *, text: str = "") -> Page[GroupView]:
    """Return groups of the actor's tenant.

    Args:
        actor: Anybody.
        search: Filter, order and page.
        text: Part of a name; empty for all.
    """
    check_text(text)
    rows = _groups_of(actor.tenant_id)
    if text:
        rows = rows.filter(Q(name__icontains=text) | Q(display_name__icontains=text))
    return find_page(
        rows,
        search,
        fields=_GROUP_FIELDS,
        default_sort=[Sort(field="name")],
        view=_group_view,
    )


def get_group(actor: Actor, name: str) -> GroupView:
    """Return one group.

    Raises:
        GroupNotFoundError: There is none of this name.
    """
    found = _groups_of(actor.tenant_id).filter(name=name).first()
    if found is None:
        raise GroupNotFoundError
    return _group_view(found)


def _groups_of(tenant_id: UUID) -> QuerySet[TenantGroup]:
    members = Count("group__user", filter=Q(group__user__is_active=True))
    return TenantGroup.objects.filter(tenant_id=tenant_id).annotate(members=members)


def _group_view(group: TenantGroup) -> GroupView:
    members: int = getattr(group, "members", 0)
    return GroupView(name=group.name, display_name=group.display_name, members=members)


def list_members(actor: Actor, name: str) -> MembersView:
    """Return who belongs to a group.

    Raises:
        GroupNotFoundError: There is none of this name.
    """
    group = find_group(actor.tenant_id, name)
    found = User.objects.filter(groups=group.group).order_by("username")
    return MembersView(members=tuple(found.values_list("username", flat=True)))


def list_group_permissions(actor: Actor, name: str) -> PermissionsView:
    """Return what the members of a group may do everywhere.

    Raises:
        GroupNotFoundError: There is none of this name.
    """
    group = find_group(actor.tenant_id, name).group
    found = group.permissions.order_by("codename").values_list("codename", flat=True)
    return PermissionsView(permissions=tuple(found))


def list_tokens(actor: Actor) -> tuple[TokenView, ...]:
    """Return the actor's own tokens, newest first."""
    rows = ApiToken.objects.filter(user_id=person_id(actor)).order_by("-id")
    return tuple(token_view(row) for row in rows)


def token_view(row: ApiToken) -> TokenView:
    """Return a token without its secret."""
    return TokenView(
        id=row.pk,
        name=row.name,
        scopes=tuple(sorted(row.scopes)),
        created_at=row.created_at,
        expires_at=row.expires_at,
        last_used_on=row.last_used_on.isoformat() if row.last_used_on else None,
    )
