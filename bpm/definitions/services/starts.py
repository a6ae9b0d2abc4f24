"""Who owns what begins instances: the newest version of a process, and no other one.

A version that is suspended keeps what it owns, and nothing begins it meanwhile: an older one does
not step in, for that would run a model that somebody has replaced.
"""

from collections.abc import Iterator
from datetime import datetime, tzinfo
from uuid import UUID

from django.db.models import QuerySet

from bpm.base.ids import new_id
from bpm.base.indexing import indexable
from bpm.core.bpmn import StartFiring, TimerTrigger, arm_next_start, arm_start
from bpm.core.time import Firing, find_zone
from bpm.definitions.compiled import load_executable
from bpm.definitions.contracts import DefinitionState, Executable
from bpm.definitions.models import ProcessDefinition, StartSubscription
from bpm.definitions.queries.starts import kind_of, name_of
from bpm.definitions.services.occurrences import put_back, take_out
from bpm.definitions.start_types import FiredStart, SettledStarts, Start, StartKind, StartTimer


def settle_starts(tenant_id: UUID, key: str, *, now: datetime) -> SettledStarts:
    """Give what begins instances of a process to its newest version; the key must be locked.

    Timers count from now on; what one of the owner before was to begin already, the new one begins.
    Where the owner stays the same, nothing changes.
    """
    rows = ProcessDefinition.objects.filter(tenant_id=tenant_id, key=key)
    present = rows.exclude(state=DefinitionState.DELETED.value).order_by("-version")
    owner = present.values_list("id", "state", "begins_by_event").first()
    # Locked, so that a timer which fires just now has armed its next firing before that goes.
    before = list(
        StartSubscription.objects.select_for_update()
        .filter(tenant_id=tenant_id, key=key)
        .order_by("id")
        .values_list("id", "definition_id")
    )
    if owner is not None and before and before[0][1] == owner[0]:
        return SettledStarts()
    removed = tuple(id_ for id_, _ in before)
    old = StartSubscription.objects.filter(id__in=removed)
    if owner is None or not owner[2]:
        given_up = put_back(take_out(old), ())
        old.delete()
        return SettledStarts(removed=removed, given_up=given_up)
    kept, due = take_out(old), _list_due(old, now)
    old.delete()
    made = list(_make_rows(load_executable(owner[0]), now))
    StartSubscription.objects.bulk_create(made)
    given_up = put_back(kept, made)
    return SettledStarts(
        removed=removed,
        timers=tuple(_timer_of(row, row.due_at) for row in made if row.due_at is not None),
        overdue=tuple(
            _start_of(row)
            for row in made
            if row.kind == StartKind.TIMER and (row.activity_id, row.position) in due
        ),
        is_suspended=owner[1] == DefinitionState.SUSPENDED,
        given_up=given_up,
    )


def lock_starts(definition_id: UUID) -> tuple[UUID, ...]:
    """Return the subscriptions of a version, locked, so that none of its timers fires just now."""
    rows = StartSubscription.objects.select_for_update().filter(definition_id=definition_id)
    return tuple(rows.order_by("id").values_list("id", flat=True))


def fire_start(subscription_id: UUID, *, now: datetime) -> FiredStart | None:
    """Take a timer's firing, and arm the next one.

    What the timer has missed meanwhile is passed over; nothing drifts.

    Returns:
        None where the subscription is gone: a newer version waits in its stead.
    """
    row = _lock_place(subscription_id)
    if row is None or row.due_at is None or row.anchor is None:
        return None
    fired = StartFiring(
        firing=Firing(anchor=row.anchor, step=row.step, due_at=row.due_at, left=row.left),
        cycle=row.cycle,
    )
    begins = _start_of(row)
    timer = _timer_of(row, row.due_at)
    zone = _zone_of(load_executable(row.definition_id))
    following = arm_next_start(fired, now=now, zone=zone)
    _keep(row, following)
    row.save(update_fields=["due_at", "anchor", "step", "left"])
    is_last = row.due_at is None
    return FiredStart(
        timer=timer, start=begins, following=None if is_last else _timer_of(row, row.due_at)
    )


def _list_due(old: QuerySet[StartSubscription], now: datetime) -> frozenset[tuple[str, int]]:
    """Return where timers are due that nobody has got to yet; those of suspended versions wait."""
    due = old.filter(due_at__lte=now, definition__state=DefinitionState.ACTIVE)
    return frozenset(due.values_list("activity_id", "position"))


def _start_of(row: StartSubscription) -> Start:
    return Start(
        definition_id=row.definition_id,
        definition_key=row.key,
        activity_id=row.activity_id,
        position=row.position,
        is_suspended=False,
        needs_all=row.needs_all,
        kind=StartKind.TIMER,
    )


def _lock_place(subscription_id: UUID) -> StartSubscription | None:
    """Lock a subscription, and first those that happen together with it, in order of their ids."""
    rows = StartSubscription.objects.filter(pk=subscription_id)
    place = rows.values("tenant_id", "key", "activity_id").first()
    if place is None:
        return None
    beside = StartSubscription.objects.select_for_update().filter(**place).order_by("id")
    return next((row for row in beside if row.pk == subscription_id), None)


def _make_rows(executable: Executable, now: datetime) -> Iterator[StartSubscription]:
    zone = _zone_of(executable)
    for point in executable.process.starts:
        for position, trigger in enumerate(point.triggers):
            row = StartSubscription(
                id=new_id(),
                tenant_id=executable.tenant_id,
                definition_id=executable.id,
                key=executable.key,
                activity_id=point.id,
                position=position,
                kind=kind_of(trigger).value,
                name=indexable(name_of(trigger)),
                needs_all=point.needs_all,
                created_at=now,
            )
            if isinstance(trigger, TimerTrigger):
                _keep(row, arm_start(trigger, now=now, zone=zone))
            yield row


def _keep(row: StartSubscription, firing: StartFiring | None) -> None:
    row.due_at = None if firing is None else firing.firing.due_at
    if firing is not None:
        row.cycle, row.anchor = firing.cycle, firing.firing.anchor
        row.step, row.left = firing.firing.step, firing.firing.left


def _timer_of(row: StartSubscription, due_at: datetime | None) -> StartTimer:
    if due_at is None:
        raise AssertionError("Only a timer that fires again is armed.")
    return StartTimer(
        id=row.pk,
        tenant_id=row.tenant_id,
        definition_id=row.definition_id,
        definition_key=row.key,
        activity_id=row.activity_id,
        due_at=due_at,
    )


def _zone_of(executable: Executable) -> tzinfo:
    return find_zone(executable.process.info.time_zone or "UTC")
