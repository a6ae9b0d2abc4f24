"""Finding what people are to be told: from the history, and from due dates that come near."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from bpm.base.transactions import command
from bpm.history import delivery
from bpm.history.delivery import Position
from bpm.notifications.contracts import Kind
from bpm.notifications.models import NotificationCursor, NotificationSettings
from bpm.notifications.noticing import (
    EVENT_TYPES,
    Known,
    OfferReader,
    Sighting,
    due_notice,
    notices_of,
    sightings_of,
)
from bpm.notifications.services.telling import find_actor, tell
from bpm.runtime.queries.requests import find_requests
from bpm.user_tasks import telling as user_tasks

BATCH = 1_000
"""Rows of the history that are read at once."""

DUE_SOON = timedelta(hours=24)
"""How long before a task is due its assignee is told."""

CURSOR = "history"

# What is older was told before a restore, or is no news any more.
_NEWS = timedelta(days=2)
_REQUESTS = frozenset({"process_instance_completed", "process_instance_cancelled"})
_OFFERS = frozenset({"user_task_created", "user_task_assigned", "user_task_candidates_changed"})


@command
def gather_notices(*, now: datetime) -> bool:
    """Read on in the history and write down whom it concerns.

    Position and notices are written together: each event is told once.

    Returns:
        Whether there may be more to read; False also where another process reads.
    """
    cursor = _lock_cursor()
    if cursor is None:
        return False
    position = delivery.present_position(Position(xid=cursor.xid, id=cursor.event_id))
    told, position, read = delivery.read_after(position, types=EVENT_TYPES, limit=BATCH)
    seen = sightings_of(row for row in told if row.at > now - _NEWS)
    if seen:
        known = _know(seen, cursor)
        found = [notice for sighting in seen for notice in notices_of(sighting, known)]
        tell(found, known.tasks, now=now)
    if (position.xid, position.id) != (cursor.xid, cursor.event_id):
        cursor.xid, cursor.event_id = position.xid, position.id
        cursor.save(update_fields=["xid", "event_id"])
    return read == BATCH


@command
def look_at_due_dates(*, now: datetime) -> None:
    """Tell who holds tasks that became overdue, or are due within a day, since the last look."""
    cursor = _lock_cursor()
    if cursor is None:
        return
    near, past = now + DUE_SOON, now
    found = [
        *_due(Kind.TASK_DUE_SOON, after=max(cursor.due_soon_until or near, now), until=near),
        *_due(Kind.TASK_OVERDUE, after=cursor.overdue_until or past, until=past),
    ]
    tasks = user_tasks.find_tasks({task_id for _, task_id in found})
    notices = (due_notice(tasks[task_id], kind) for kind, task_id in found if task_id in tasks)
    tell((notice for notice in notices if notice is not None), tasks, now=now)
    cursor.due_soon_until, cursor.overdue_until = near, past
    cursor.save(update_fields=["due_soon_until", "overdue_until"])


def _due(kind: Kind, *, after: datetime, until: datetime) -> list[tuple[Kind, UUID]]:
    if after >= until:
        return []
    return [(kind, task_id) for task_id in user_tasks.find_held_tasks_due(after=after, until=until)]


def _lock_cursor() -> NotificationCursor | None:
    """Return the cursor, locked; None where another process has it."""
    NotificationCursor.objects.bulk_create(
        [NotificationCursor(name=CURSOR, xid=0, event_id=UUID(int=0))], ignore_conflicts=True
    )
    rows = NotificationCursor.objects.select_for_update(skip_locked=True)
    return rows.filter(name=CURSOR).first()


def _know(seen: Sequence[Sighting], cursor: NotificationCursor) -> Known:
    """Read what the events are about; nothing for offers that nobody wants to hear of."""
    readers = _offer_readers(seen)
    wanted = [one for one in seen if not _is_unheard_offer(one, readers)]
    task_ids = {one.user_task_id for one in wanted if one.user_task_id is not None}
    commented = {
        one.user_task_id
        for one in wanted
        if one.user_task_id is not None and one.event["type"] == "user_task_commented"
    }
    ended = {one.told.process_instance_id for one in seen if one.event["type"] in _REQUESTS}
    return Known(
        tasks=user_tasks.find_tasks(task_ids),
        watchers=user_tasks.find_watchers(commented) if commented else {},
        requests=find_requests(ended),
        offer_readers=readers,
        overdue_until=cursor.overdue_until,
        due_soon_until=cursor.due_soon_until,
    )


def _is_unheard_offer(one: Sighting, readers: Mapping[UUID, Sequence[OfferReader]]) -> bool:
    if one.event["type"] not in _OFFERS or readers.get(one.told.tenant_id):
        return False
    return one.text("assignee") is None and one.text("new") is None


def _offer_readers(seen: Iterable[Sighting]) -> Mapping[UUID, Sequence[OfferReader]]:
    tenants = {one.told.tenant_id for one in seen if one.event["type"] in _OFFERS}
    if not tenants:
        return {}
    found = NotificationSettings.objects.filter(tenant_id__in=tenants, wants_offers=True)
    readers: dict[UUID, list[OfferReader]] = {}
    for tenant_id, user_id in found.values_list("tenant_id", "user_id"):
        actor = find_actor(user_id)
        if actor is not None:
            reader = OfferReader(username=actor.username, candidates=frozenset(actor.candidates))
            readers.setdefault(tenant_id, []).append(reader)
    return readers
