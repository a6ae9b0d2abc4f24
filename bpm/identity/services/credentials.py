"""Passwords and tokens: what lets somebody in."""

import hmac
import secrets
from collections.abc import Collection
from datetime import datetime, timedelta
from hashlib import sha256
from uuid import UUID

from django.conf import settings
from django.db import DatabaseError, connection

from bpm.base import clock
from bpm.base.idempotency import RequestKey, find_stored_answer, store_answer
from bpm.base.ids import new_id
from bpm.base.transactions import command
from bpm.core.errors import Problem, RateLimit, ThrottledError
from bpm.identity import queries
from bpm.identity.contracts import (
    TOKEN_SCOPES,
    Actor,
    NewTokenView,
    Permission,
    TokenView,
)
from bpm.identity.errors import (
    InvalidPersonError,
    InvalidTokenRequestError,
    TokenNotFoundError,
    TokenShownError,
    WrongCredentialsError,
)
from bpm.identity.models import DEFAULT_TENANT, LONGEST_NAME, ApiToken, LoginThrottle, User
from bpm.identity.services.grants import require
from bpm.identity.services.people import lock_user, password_problems

_WINDOW = timedelta(minutes=5)
_TRIES_OF_A_NAME = 10
_TRIES_FROM_AN_ADDRESS = 100
_MOST_VERIFIED = 1_000
_MOST_TOKENS = 200
_CREATED = 201
_TOKEN_PREFIX = "kontor_"  # noqa: S105 marks a secret, is none: scanners find leaked tokens by it

# Which passwords this process has verified lately, as keyed digests; a hundred thousand rounds of
# hashing for each call by Basic would make a first script unbearably slow.
_verified: dict[bytes, datetime] = {}

# Right passwords whose attempts still count, because the database went away meanwhile.
_owed: list[tuple[str, str]] = []


def authenticate_password(*, username: str, password: str, address: str) -> UUID:
    """Return the id of the person that a name and a password belong to.

    Args:
        username: Of the default tenant, or ``tenant/name``.
        password: As typed.
        address: Where the attempt comes from.

    Raises:
        WrongCredentialsError: Name or password is wrong, or the person was deactivated.
        ThrottledError: Too many attempts with this name or from this address.
    """
    places, rate = _count_attempt(username, address)
    user = _find_user(username)
    if user is None:
        # As much work as for a person who exists, so that time tells no names.
        User().set_password(password)
        raise WrongCredentialsError(rate=rate)
    if not user.check_password(password):
        raise WrongCredentialsError(rate=rate)
    _forgive(places)
    return user.pk


def confirm_password(user_id: UUID, *, password: str, address: str) -> None:
    """Check the password that somebody who is logged in gives once more.

    Guesses count as those at the log-in do: whoever finds a browser left open has no more tries.

    Raises:
        WrongCredentialsError: The password is wrong, or the person was deactivated.
        ThrottledError: Too many attempts with this name or from this address.
    """
    user = User.objects.select_related("tenant").get(pk=user_id)
    authenticate_password(
        username=f"{user.tenant.name}/{user.username}", password=password, address=address
    )


def authenticate_basic(*, username: str, password: str, address: str) -> Actor:
    """Return the actor for a name and a password that come with every call.

    Raises:
        WrongCredentialsError: Name or password is wrong, or the person was deactivated.
        ThrottledError: Too many attempts with this name or from this address.
    """
    user = _find_user(username)
    if user is not None and _is_verified(user, password):
        return queries.actor_for_user(user.pk)
    user_id = authenticate_password(username=username, password=password, address=address)
    user = User.objects.get(pk=user_id)
    if len(_verified) >= _MOST_VERIFIED:
        _verified.clear()
    _verified[_proof(user, password)] = clock.now() + _WINDOW
    return queries.actor_for_user(user_id)


def _proof(user: User, password: str) -> bytes:
    # The stored hash is part of it: a changed password is unverified at once.
    text = f"{user.pk}\n{user.password}\n{password}".encode("utf-8", "replace")
    return hmac.digest(settings.SECRET_KEY.encode(), text, sha256)


def _is_verified(user: User, password: str) -> bool:
    until = _verified.get(_proof(user, password))
    return until is not None and until > clock.now()


def _find_user(typed: str) -> User | None:
    if "\0" in typed:
        return None
    tenant, name = _split_name(typed)
    return User.objects.filter(tenant__name=tenant, username=name, is_active=True).first()


def _split_name(typed: str) -> tuple[str, str]:
    tenant, separator, name = typed.partition("/")
    return (tenant, name) if separator else (DEFAULT_TENANT, typed)


# ---- throttling ------------------------------------------------------------------------------

_COUNT = """
    INSERT INTO login_throttle (key, attempts, window_started_at)
    VALUES (%(address)s, 1, %(now)s), (%(name)s, 1, %(now)s)
    ON CONFLICT (key) DO UPDATE SET
        attempts = CASE WHEN login_throttle.window_started_at <= %(cutoff)s
                        THEN 1 ELSE login_throttle.attempts + 1 END,
        window_started_at = CASE WHEN login_throttle.window_started_at <= %(cutoff)s
                                 THEN %(now)s ELSE login_throttle.window_started_at END
    RETURNING key, attempts, window_started_at
"""


def _count_attempt(username: str, address: str) -> tuple[tuple[str, str], RateLimit]:
    """Count before the password is looked at, so that parallel guesses count as well."""
    _pay_off()
    # One person, one count, however the name is typed.
    person = "/".join(_split_name(username)).lower()
    name = f"name:{sha256(person.encode('utf-8', 'replace')).hexdigest()}"
    place = f"address:{address[:64]}"
    now = clock.now()
    parameters: dict[str, str | datetime] = {
        "address": place,
        "name": name,
        "now": now,
        "cutoff": now - _WINDOW,
    }
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, parameters)
        rows = cursor.fetchall()
    limits = {name: _TRIES_OF_A_NAME, place: _TRIES_FROM_AN_ADDRESS}
    # The one that is nearer to its end tells how it stands.
    left, started_at, limit = min(
        (limits[key] - attempts, started_at, limits[key]) for key, attempts, started_at in rows
    )
    seconds = int((started_at + _WINDOW - now).total_seconds()) + 1
    rate = RateLimit(limit=limit, remaining=max(0, left), reset_seconds=max(1, seconds))
    if left < 0:
        detail = "There were too many attempts to log in; wait before the next one."
        raise ThrottledError(detail, rate=rate)
    return (place, name), rate


def _forgive(places: tuple[str, str]) -> None:
    """Take a right attempt back; later, where the database is away: nobody is locked out."""
    _owed.append(places)
    _pay_off()


def _pay_off() -> None:
    while _owed:
        places = _owed.pop()
        try:
            _take_back(places)
        except DatabaseError:
            _owed.append(places)
            raise


def _take_back(places: tuple[str, str]) -> None:
    place, name = places
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM login_throttle WHERE key = %s", [name])
        cursor.execute(
            "UPDATE login_throttle SET attempts = attempts - 1 WHERE key = %s AND attempts > 0",
            [place],
        )


def delete_expired_throttles() -> int:
    """Delete counts that no longer matter, and say how many those were."""
    cutoff = clock.now() - _WINDOW
    return LoginThrottle.objects.filter(window_started_at__lte=cutoff).delete()[0]


# ---- passwords -------------------------------------------------------------------------------


@command
def set_password(actor: Actor, *, username: str, password: str) -> None:
    """Give somebody a new password; their sessions end.

    Raises:
        PermissionMissingError: The actor does not administer people.
        UserNotFoundError: There is nobody of this name.
        InvalidPersonError: The password is too weak.
    """
    require(actor, Permission.ADMINISTER_PEOPLE)
    row = lock_user(actor.tenant_id, username)
    problems = password_problems(password, row)
    if problems:
        raise InvalidPersonError(problems=problems)
    row.set_password(password)
    row.save(update_fields=["password"])


# ---- tokens ----------------------------------------------------------------------------------


@command
def create_token(
    actor: Actor,
    *,
    name: str,
    scopes: Collection[str] = (),
    expires_at: datetime | None = None,
    request_key: RequestKey | None = None,
) -> NewTokenView:
    """Make an API token for the actor; its secret is in this answer and nowhere else.

    Args:
        actor: Whose token it will be.
        name: What it is for.
        scopes: What it is limited to; empty: all that the person may do.
        expires_at: When it ends; None: when it is revoked.
        request_key: Marks a request that may be repeated; the secret is never shown again.

    Raises:
        InvalidTokenRequestError: A scope is unknown, the expiry is past, the name is empty, or
            there are too many tokens already.
        TokenShownError: An equal request has made it; its id is named.
    """
    if request_key is not None and (stored := find_stored_answer(request_key)) is not None:
        made = stored.read(TokenView)
        raise TokenShownError(f"The token {made.id} was made and shown; revoke it if it is lost.")
    problems = _token_problems(name, scopes, expires_at)
    if problems:
        raise InvalidTokenRequestError(problems=problems)
    if ApiToken.objects.filter(user_id=queries.person_id(actor)).count() >= _MOST_TOKENS:
        raise InvalidTokenRequestError(f"Revoke one of your {_MOST_TOKENS} tokens first.")
    secret = _TOKEN_PREFIX + secrets.token_urlsafe(32)
    row = ApiToken.objects.create(
        id=new_id(),
        user_id=queries.person_id(actor),
        name=name,
        digest=queries.digest_of(secret),
        scopes=sorted(set(scopes)),
        created_at=clock.now(),
        expires_at=expires_at,
    )
    if request_key is not None:
        store_answer(request_key, view=queries.token_view(row), status=_CREATED)
    return NewTokenView(
        id=row.pk,
        name=row.name,
        scopes=tuple(row.scopes),
        created_at=row.created_at,
        expires_at=row.expires_at,
        token=secret,
    )


def _token_problems(
    name: str, scopes: Collection[str], expires_at: datetime | None
) -> list[Problem]:
    problems = []
    if not name.strip() or len(name) > LONGEST_NAME:
        detail = f"Take 1 to {LONGEST_NAME} characters."
        problems.append(Problem(code="invalid_name", pointer="/name", detail=detail))
    for scope in sorted(set(scopes) - TOKEN_SCOPES):
        detail = f"{scope!r} is none of: {', '.join(sorted(TOKEN_SCOPES))}."
        problems.append(Problem(code="unknown_scope", pointer="/scopes", detail=detail))
    if expires_at is not None and not _is_to_come(expires_at):
        detail = "Give a time to come, with its offset."
        problems.append(Problem(code="invalid_time", pointer="/expires_at", detail=detail))
    return problems


def _is_to_come(instant: datetime) -> bool:
    found = clock.as_utc(instant)
    return found is not None and found > clock.now()


@command
def revoke_token(actor: Actor, *, token_id: UUID) -> None:
    """Make one of the actor's tokens worthless from the next call on.

    Administrators do so with anybody's of their tenant.

    Raises:
        TokenNotFoundError: The actor has no such token.
    """
    tokens = ApiToken.objects.filter(pk=token_id, user__tenant_id=actor.tenant_id)
    if not actor.is_admin:
        tokens = tokens.filter(user_id=queries.person_id(actor))
    if not tokens.delete()[0]:
        raise TokenNotFoundError
