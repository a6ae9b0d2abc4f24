"""Creating, activating and deactivating people."""

import re
from collections.abc import Collection
from uuid import UUID

from django.contrib.auth.models import Group
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, transaction

from bpm.base import clock
from bpm.base.idempotency import RequestKey, answer_once
from bpm.base.ids import new_id
from bpm.base.transactions import command
from bpm.core.errors import Problem
from bpm.identity import queries
from bpm.identity.contracts import Actor, NewUser, Permission, UserView
from bpm.identity.errors import (
    InvalidPersonError,
    LastAdministratorError,
    UsernameTakenError,
    UserNotFoundError,
)
from bpm.identity.models import LONGEST_NAME, TenantGroup, User
from bpm.identity.services.grants import bump_epoch, require

# No colon: Basic credentials end there. No comma or slash: lists of candidates, tenants.
NAME = re.compile(r"[\w.@+-]+")
# Addresses that mean something else: the API's own, and those that programs resolve away.
_RESERVED_NAMES = frozenset({".", "..", "search"})
_LONGEST_EMAIL = 254
_CREATED = 201


def name_problems(name: str, *, pointer: str, longest: int) -> list[Problem]:
    """Return what is wrong with the name of a person or a group."""
    if name in _RESERVED_NAMES:
        return [Problem(code="invalid_name", pointer=pointer, detail="This name is reserved.")]
    if NAME.fullmatch(name) and len(name) <= longest:
        return []
    detail = f"Take 1 to {longest} letters, digits or one of . @ + - _"
    return [Problem(code="invalid_name", pointer=pointer, detail=detail)]


@command
def create_user(actor: Actor, *, user: NewUser, request_key: RequestKey | None = None) -> UserView:
    """Create a person of the actor's tenant.

    Args:
        actor: Who administers people.
        user: Names, first password and groups.
        request_key: Marks a request that may be repeated.

    Raises:
        PermissionMissingError: The actor does not administer people.
        InvalidPersonError: Lists every value that is not good.
        UsernameTakenError: Somebody has the name, in whatever case.
    """
    require(actor, Permission.ADMINISTER_PEOPLE)

    def create() -> UserView:
        problems = _problems(actor.tenant_id, user)
        if problems:
            raise InvalidPersonError(problems=problems)
        row = insert_user(actor.tenant_id, user)
        bump_epoch(actor.tenant_id)
        return queries.get_user(actor, row.username)

    return answer_once(request_key, view=UserView, status=_CREATED, run=create)


def insert_user(tenant_id: UUID, user: NewUser, *, is_superuser: bool = False) -> User:
    """Store a person whose values have been checked; within a transaction.

    Raises:
        UsernameTakenError: Somebody has the name, in whatever case.
    """
    row = User(
        id=new_id(),
        tenant_id=tenant_id,
        username=user.username,
        first_name=user.first_name,
        last_name=user.last_name,
        email=user.email,
        is_superuser=is_superuser,
        date_joined=clock.now(),
    )
    row.set_password(user.password)
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as error:
        raise UsernameTakenError(f"The name {user.username} is taken; choose another.") from error
    row.groups.set(_groups(tenant_id, user.groups))
    return row


def _groups(tenant_id: UUID, names: Collection[str]) -> list[Group]:
    found = TenantGroup.objects.select_related("group")
    return [row.group for row in found.filter(tenant_id=tenant_id, name__in=names)]


def _problems(tenant_id: UUID, user: NewUser) -> list[Problem]:
    problems = name_problems(user.username, pointer="/username", longest=LONGEST_NAME)
    for member in ("first_name", "last_name"):
        if len(getattr(user, member)) > LONGEST_NAME:
            detail = f"Take at most {LONGEST_NAME} characters."
            problems.append(Problem(code="too_long", pointer=f"/{member}", detail=detail))
    if user.email:
        problems += _email_problems(user.email)
    unsaved = User(username=user.username, first_name=user.first_name, last_name=user.last_name)
    problems += password_problems(user.password, unsaved)
    missing = set(user.groups) - queries.group_names(tenant_id, user.groups)
    problems += [
        Problem(code="unknown_group", pointer="/groups", detail=f"There is no group {name!r}.")
        for name in sorted(missing)
    ]
    return problems


def _email_problems(email: str) -> list[Problem]:
    try:
        validate_email(email)
        is_good = len(email) <= _LONGEST_EMAIL
    except ValidationError:
        is_good = False
    detail = "This is no e-mail address."
    return [] if is_good else [Problem(code="invalid_email", pointer="/email", detail=detail)]


def password_problems(password: str, user: User) -> list[Problem]:
    """Return why a password is not good enough for a person."""
    try:
        validate_password(password, user)
    except ValidationError as error:
        return [
            Problem(code="weak_password", pointer="/password", detail=message)
            for message in error.messages
        ]
    return []


@command
def deactivate_user(actor: Actor, *, username: str) -> UserView:
    """Keep somebody out from now on; sessions and tokens end with the next request.

    Raises:
        PermissionMissingError: The actor does not administer people.
        UserNotFoundError: There is nobody of this name.
        LastAdministratorError: Nobody would be left to undo it.
    """
    require(actor, Permission.ADMINISTER_PEOPLE)
    row = lock_user(actor.tenant_id, username)
    if row.is_superuser and row.is_active:
        _keep_an_administrator(row)
    return _set_active(actor, row, is_active=False)


@command
def activate_user(actor: Actor, *, username: str) -> UserView:
    """Let somebody in again.

    Raises:
        PermissionMissingError: The actor does not administer people.
        UserNotFoundError: There is nobody of this name.
    """
    require(actor, Permission.ADMINISTER_PEOPLE)
    return _set_active(actor, lock_user(actor.tenant_id, username), is_active=True)


def lock_user(tenant_id: UUID, username: str) -> User:
    """Return a person's row, locked.

    Raises:
        UserNotFoundError: There is nobody of this name.
    """
    row = User.objects.select_for_update().filter(tenant_id=tenant_id, username=username).first()
    if row is None:
        raise UserNotFoundError
    return row


def _keep_an_administrator(row: User) -> None:
    # All administrators are locked, in one order, so that two cannot deactivate each other.
    administrators = (
        User.objects.select_for_update()
        .filter(tenant_id=row.tenant_id, is_superuser=True, is_active=True)
        .order_by("pk")
    )
    if [found.pk for found in administrators] == [row.pk]:
        raise LastAdministratorError("Make somebody else an administrator first.")


def _set_active(actor: Actor, row: User, *, is_active: bool) -> UserView:
    User.objects.filter(pk=row.pk).update(is_active=is_active)
    bump_epoch(actor.tenant_id)
    return queries.get_user(actor, row.username)
