"""Reading history; whether a person may read it is decided where instances are known."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from itertools import accumulate
from uuid import UUID

from django.db import connection
from django.db.models import F, Func, IntegerField, Max, Q

from bpm.core.engine.contracts import MULTI_INSTANCE_BODY
from bpm.history.contracts import HistoryEventView, PathView
from bpm.history.models import HistoryEvent

MOST_EVENTS = 2_000
"""Of a page, unless its first row alone holds more: a command may tell of a whole loop."""

_PATH = """
SELECT event->>'type', coalesce(event->>'flow_id', event->>'activity_id'),
       coalesce(event->>'activity_type' = %s, false), count(*)
FROM history_event, jsonb_array_elements(events) AS event
WHERE process_instance_id = %s AND event->>'type' IN ('activity_started', 'flow_taken')
GROUP BY 1, 2, 3
"""
_COUNT_EVENTS = Func(F("events"), function="jsonb_array_length", output_field=IntegerField())


def list_history(
    process_instance_id: UUID, *, after: UUID | None = None, limit: int, newest_first: bool = False
) -> tuple[Sequence[HistoryEventView], bool]:
    """Return what happened to an instance in the order of time, with whether there is more.

    Args:
        process_instance_id: Which instance.
        after: Id of the last row already read; None to begin.
        limit: Rows at most; fewer where they hold many events.
        newest_first: Back in time instead.
    """
    rows = HistoryEvent.objects.filter(process_instance_id=process_instance_id)
    rows = rows.order_by("-id" if newest_first else "id")
    if after is not None:
        rows = rows.filter(id__lt=after) if newest_first else rows.filter(id__gt=after)
    sizes = [size for (size,) in rows.annotate(size=_COUNT_EVENTS).values_list("size")[: limit + 1]]
    fitting = sum(total <= MOST_EVENTS for total in accumulate(sizes[:limit]))
    items = [_view_of(row) for row in rows[: max(fitting, 1)]]
    return items, len(sizes) > len(items)


def list_history_about(
    process_instance_id: UUID, *, user_task_id: UUID, visit: int
) -> Sequence[HistoryEventView]:
    """Return the commands in which a user task occurs, or its instance was cancelled; oldest first.

    Args:
        process_instance_id: Whose history.
        user_task_id: As events name it.
        visit: Of the engine; where it takes a task back, it names that only.
    """
    rows = HistoryEvent.objects.filter(process_instance_id=process_instance_id).filter(
        Q(events__contains=[{"user_task_id": str(user_task_id)}])
        | Q(events__contains=[{"type": "user_task_cancelled", "visit": visit}])
        | Q(events__contains=[{"type": "process_instance_cancelled"}])
    )
    return [_view_of(row) for row in rows.order_by("id")]


def find_last(process_instance_ids: Iterable[UUID], *, command: str) -> Mapping[UUID, datetime]:
    """Return when a command was last carried out on each of these instances, if ever."""
    rows = HistoryEvent.objects.filter(
        process_instance_id__in=list(process_instance_ids), command=command
    )
    return dict(rows.values_list("process_instance_id").annotate(Max("at")))


def _view_of(row: HistoryEvent) -> HistoryEventView:
    return HistoryEventView(
        id=row.id,
        at=row.at,
        actor=row.actor,
        command=row.command,
        revision=row.revision,
        events=row.events,
    )


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
