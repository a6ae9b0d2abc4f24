"""Saved views of the list of instances: one's own, and those that groups share."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet

from bpm.base import clock
from bpm.base.idempotency import RequestKey, answer_once
from bpm.base.ids import new_id
from bpm.base.transactions import command
from bpm.core.errors import Problem
from bpm.identity.contracts import Actor, Permission
from bpm.identity.sharing import check_shared_with
from bpm.runtime.errors import (
    InstanceViewChangedError,
    InstanceViewNameTakenError,
    InstanceViewNotFoundError,
    InvalidInstanceViewError,
    NotYourInstanceViewError,
)
from bpm.runtime.models import InstanceView

LONGEST_NAME = 100
LONGEST_QUERY = 2_000
MOST_VIEWS = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class NewInstanceView:
    """A view as a person wants to keep it.

    Args:
        query: What stands behind the question mark in the address of the list.
        shared_with: Names of groups who may use it.
    """

    name: str
    query: str
    shared_with: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SavedInstanceView:
    """A saved view, as one person reads it.

    Args:
        query: What stands behind the question mark in the address of the list.
        can_edit: Whether this person may change and delete it.
    """

    id: UUID
    name: str
    owner: str
    query: str
    shared_with: tuple[str, ...]
    can_edit: bool
    revision: int
    created_at: datetime
    updated_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class SavedInstanceViews:
    """The saved views that a person may use, by name."""

    items: tuple[SavedInstanceView, ...]


def list_instance_views(*, actor: Actor) -> SavedInstanceViews:
    """Return the actor's own views, and those shared with his groups."""
    rows = _visible(actor).order_by("name", "id")
    return SavedInstanceViews(items=tuple(_view_of(row, actor) for row in rows))


@command
def create_instance_view(
    *, wanted: NewInstanceView, actor: Actor, request_key: RequestKey | None = None
) -> SavedInstanceView:
    """Keep a view.

    Raises:
        InvalidInstanceViewError: A part of it does not fit; all faults at once.
        InstanceViewNameTakenError: The actor has a view of this name.
    """
    return answer_once(
        request_key, view=SavedInstanceView, status=201, run=lambda: _create(wanted, actor)
    )


def _create(wanted: NewInstanceView, actor: Actor) -> SavedInstanceView:
    _check(wanted, before=(), actor=actor)
    own = InstanceView.objects.filter(tenant_id=actor.tenant_id, owner=actor.username)
    if own.count() >= MOST_VIEWS:
        raise InvalidInstanceViewError(f"You have {MOST_VIEWS} views; delete one of them first.")
    now = clock.now()
    row = InstanceView(
        id=new_id(),
        tenant_id=actor.tenant_id,
        owner=actor.username,
        created_at=now,
        updated_at=now,
    )
    return _save(row, wanted, actor, is_new=True)


@command
def update_instance_view(
    view_id: UUID, *, wanted: NewInstanceView, actor: Actor, expected_revision: int | None = None
) -> SavedInstanceView:
    """Keep a view in the place of an earlier one; its owner stays.

    Raises:
        InstanceViewNotFoundError: It does not exist, or is not shared with the actor.
        NotYourInstanceViewError: The actor may use it, not change it.
        InstanceViewChangedError: It is not at ``expected_revision``.
        InvalidInstanceViewError: A part of it does not fit; all faults at once.
        InstanceViewNameTakenError: Its owner has another view of this name.
    """
    row = _lock(view_id, actor)
    if expected_revision not in {None, row.revision}:
        raise InstanceViewChangedError(f"The view is at revision {row.revision}; read it again.")
    _check(wanted, before=tuple(row.shared_with), actor=actor)
    row.revision += 1
    row.updated_at = clock.now()
    return _save(row, wanted, actor, is_new=False)


@command
def delete_instance_view(view_id: UUID, *, actor: Actor) -> None:
    """Forget a view, for all with whom it is shared.

    Raises:
        InstanceViewNotFoundError: It does not exist, or is not shared with the actor.
        NotYourInstanceViewError: The actor may use it, not delete it.
    """
    _lock(view_id, actor).delete()


def _lock(view_id: UUID, actor: Actor) -> InstanceView:
    InstanceView.objects.select_for_update().filter(id=view_id).values_list("id").first()
    row = _visible(actor).filter(id=view_id).first()
    if row is None:
        raise InstanceViewNotFoundError(f"There is no saved view {view_id} for you.")
    if not _can_edit(row, actor):
        raise NotYourInstanceViewError(f"Only {row.owner} may change this view.")
    return row


def _save(
    row: InstanceView, wanted: NewInstanceView, actor: Actor, *, is_new: bool
) -> SavedInstanceView:
    row.name = wanted.name.strip()
    row.query = wanted.query
    row.shared_with = list(dict.fromkeys(wanted.shared_with))
    try:
        with transaction.atomic():
            row.save(force_insert=is_new, force_update=not is_new)
    except IntegrityError as error:
        raise InstanceViewNameTakenError(f"There is a view called {row.name!r} already.") from error
    return _view_of(row, actor)


def _check(wanted: NewInstanceView, *, before: tuple[str, ...], actor: Actor) -> None:
    """Refuse what could not be kept or shared; every fault at once."""
    problems = check_shared_with(wanted.shared_with, before=before, actor=actor)
    if not 1 <= len(wanted.name.strip()) <= LONGEST_NAME or "\0" in wanted.name:
        problems.append(_problem("/name", f"Give a name of 1 to {LONGEST_NAME} characters."))
    if len(wanted.query) > LONGEST_QUERY or not _is_query(wanted.query):
        detail = f"Give what stands behind ? in an address, at most {LONGEST_QUERY} characters."
        problems.append(_problem("/query", detail))
    if problems:
        raise InvalidInstanceViewError(problems=problems)


def _is_query(text: str) -> bool:
    return text.isascii() and text.isprintable() and not set(text) & set(' "#<>?\\')


def _view_of(row: InstanceView, actor: Actor) -> SavedInstanceView:
    return SavedInstanceView(
        id=row.id,
        name=row.name,
        owner=row.owner,
        query=row.query,
        shared_with=tuple(row.shared_with),
        can_edit=_can_edit(row, actor),
        revision=row.revision,
        created_at=row.created_at,
        updated_at=row.updated_at,
    )


def _can_edit(row: InstanceView, actor: Actor) -> bool:
    return row.owner == actor.username or Permission.ADMINISTER_PEOPLE in actor.permissions


def _visible(actor: Actor) -> QuerySet[InstanceView]:
    mine = Q(owner=actor.username)
    if actor.groups:
        mine |= Q(shared_with__overlap=sorted(actor.groups))
    return InstanceView.objects.filter(mine, tenant_id=actor.tenant_id)


def _problem(pointer: str, detail: str) -> Problem:
    return Problem(code="invalid_value", pointer=pointer, detail=detail)
