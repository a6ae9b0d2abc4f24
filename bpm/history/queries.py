"""Reading history; whether a person may read it is decided where instances are known."""

from collections import Counter
from collections.abc import Sequence
from uuid import UUID

from django.db import connection

from bpm.history.contracts import HistoryEventView, PathView
from bpm.history.models import HistoryEvent

_PATH = """
SELECT event->>'type', coalesce(event->>'flow_id', event->>'activity_id'), count(*)
FROM history_event, jsonb_array_elements(events) AS event
WHERE process_instance_id = %s AND event->>'type' IN ('activity_started', 'flow_taken')
GROUP BY 1, 2
"""


def list_history(
    process_instance_id: UUID, *, after: UUID | None = None, limit: int
) -> Sequence[HistoryEventView]:
    """Return what happened to an instance, oldest first.

    Args:
        process_instance_id: Which instance.
        after: Id of the last row already read; None to begin.
        limit: Rows at most.
    """
    rows = HistoryEvent.objects.filter(process_instance_id=process_instance_id).order_by("id")
    if after is not None:
        rows = rows.filter(id__gt=after)
    return [
        HistoryEventView(
            id=row.id,
            at=row.at,
            actor=row.actor,
            command=row.command,
            revision=row.revision,
            events=row.events,
        )
        for row in rows[:limit]
    ]


def get_path(process_instance_id: UUID) -> PathView:
    """Return how often an instance visited each activity and passed along each flow."""
    activities: Counter[str] = Counter()
    flows: Counter[str] = Counter()
    with connection.cursor() as cursor:
        cursor.execute(_PATH, [process_instance_id])
        for kind, element_id, times in cursor.fetchall():
            (flows if kind == "flow_taken" else activities)[element_id] += times
    return PathView(activities=dict(activities), flows=dict(flows))
