"""Reading history; whether a person may read it is decided where instances are known."""

from collections import Counter
from collections.abc import Sequence
from uuid import UUID

from django.db import connection

from bpm.core.engine.contracts import MULTI_INSTANCE_BODY
from bpm.history.contracts import HistoryEventView, PathView
from bpm.history.models import HistoryEvent

_PATH = """
SELECT event->>'type', coalesce(event->>'flow_id', event->>'activity_id'),
       coalesce(event->>'activity_type' = %s, false), count(*)
FROM history_event, jsonb_array_elements(events) AS event
WHERE process_instance_id = %s AND event->>'type' IN ('activity_started', 'flow_taken')
GROUP BY 1, 2, 3
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
    """Return how often an instance visited each activity and passed along each flow.

    A multi-instance activity counts once for each of its instances; where it had none, as often
    as it was passed.
    """
    activities: Counter[str] = Counter()
    bodies: Counter[str] = Counter()
    flows: Counter[str] = Counter()
    with connection.cursor() as cursor:
        cursor.execute(_PATH, [MULTI_INSTANCE_BODY, process_instance_id])
        for kind, element_id, is_body, times in cursor.fetchall():
            visits = bodies if is_body else activities
            (flows if kind == "flow_taken" else visits)[element_id] += times
    return PathView(activities={**bodies, **activities}, flows=dict(flows))
