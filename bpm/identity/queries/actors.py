"""Who somebody is, what he may do, and his tokens."""

import hashlib
from datetime import date
from uuid import UUID

from django.db import connection

from bpm.base import clock
from bpm.core.errors import UnauthenticatedError
from bpm.identity.contracts import (
    PROCESS,
    Actor,
    MeView,
    Permission,
    TokenView,
)
from bpm.identity.errors import InvalidTokenError, UserNotFoundError
from bpm.identity.models import ApiToken, User, default_tenant
from bpm.identity.rights import Rights, rights_of

_ALL_PERMISSIONS = frozenset(Permission)

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
    person: tuple[UUID, str, bool, UUID, int, UUID], scopes: frozenset[str] | None
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
