"""Reading the history as an outbox: whole transactions, in order, none passed over."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection

from bpm.base.fields import load_stored_json
from bpm.base.sql import SqlParameters, sql_array
from bpm.core.values import JsonObject

_NOBODY_READ = UUID(int=0)

# A transaction that is still under way may commit rows with a smaller number than others that are
# there already: only what lies before the oldest of those is delivered.
_READ = """
SELECT xid::text AS number, id, tenant_id, root_instance_id, process_instance_id, at,
       CASE WHEN actor_id IS NOT NULL THEN actor END, command,
       CASE WHEN EXISTS (SELECT 1 FROM jsonb_array_elements(events) AS event
                         WHERE event->>'type' = ANY(%(types)s::text[])) THEN events END
FROM history_event
WHERE (xid, id) > (%(xid)s::text::xid8, %(id)s)
  AND xid < pg_snapshot_xmin(pg_current_snapshot())
ORDER BY history_event.xid, history_event.id LIMIT %(limit)s
"""
# In order, so that the index is read: where nothing is new, all of the table would be otherwise.
_IS_ANYTHING_NEW = """
SELECT true FROM history_event
WHERE (xid, id) > (%(xid)s::text::xid8, %(id)s)
  AND xid < pg_snapshot_xmin(pg_current_snapshot())
ORDER BY xid, id LIMIT 1
"""
_NOW = """
SELECT pg_snapshot_xmin(pg_current_snapshot())::text, pg_snapshot_xmax(pg_current_snapshot())::text
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Position:
    """How far somebody has read.

    Args:
        xid: Number of a transaction; everything before it was read.
        id: Row of that transaction up to which was read.
    """

    xid: int = 0
    id: UUID = _NOBODY_READ


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldEvents:
    """What one command told of one process instance.

    Args:
        actor: Username of the person who gave it; None for the suite itself.
    """

    id: UUID
    tenant_id: UUID
    root_instance_id: UUID
    process_instance_id: UUID
    at: datetime
    actor: str | None
    command: str
    events: tuple[JsonObject, ...]


def read_after(
    position: Position, *, types: Collection[str], limit: int
) -> tuple[list[ToldEvents], Position, int]:
    """Return what was told after a position.

    Args:
        position: How far was read before.
        types: Rows without an event of any of these are only passed.
        limit: Rows at most, passed ones included.

    Returns:
        The rows, how far was read now, and how many rows that were.
    """
    parameters: SqlParameters = {
        "xid": str(position.xid),
        "id": position.id,
        "limit": limit,
        "types": sql_array(types),
    }
    with connection.cursor() as cursor:
        cursor.execute(_READ, parameters)
        rows = cursor.fetchall()
    if not rows:
        return [], position, 0
    told = [_told(row[1:]) for row in rows if row[-1] is not None]
    return told, Position(xid=int(rows[-1][0]), id=rows[-1][1]), len(rows)


def _told(row: tuple[UUID, UUID, UUID, UUID, datetime, str | None, str, str]) -> ToldEvents:
    id_, tenant_id, root_id, instance_id, at, actor, command, events = row
    loaded = load_stored_json(events)
    if not isinstance(loaded, list):
        raise TypeError("A list of events was stored here.")
    return ToldEvents(
        id=id_,
        tenant_id=tenant_id,
        root_instance_id=root_id,
        process_instance_id=instance_id,
        at=at,
        actor=actor,
        command=command,
        events=tuple(event for event in loaded if isinstance(event, dict)),
    )


def is_anything_after(position: Position) -> bool:
    """Return whether something was told after a position that can be read now."""
    with connection.cursor() as cursor:
        cursor.execute(_IS_ANYTHING_NEW, {"xid": str(position.xid), "id": position.id})
        row = cursor.fetchone()
    return row is not None


def present_position(position: Position) -> Position:
    """Return a position; where this database never came that far, the present one.

    Numbers of transactions begin anew in a database that was restored from a dump.
    """
    with connection.cursor() as cursor:
        cursor.execute(_NOW)
        oldest, newest = cursor.fetchone() or ("0", "0")
    return Position(xid=int(oldest)) if position.xid > int(newest) else position
