"""How many instances of a definition run, have ended, and stand still.

No answer costs more the longer a process has been in use: what has ended is counted up to a bound,
and visits are told of the newest instances.
"""

from collections.abc import Iterable, Mapping
from typing import Final
from uuid import UUID

from django.db import connection
from django.db.models import Count

from bpm.base.pages import COUNTED_EXACTLY
from bpm.base.sql import planned_by_value
from bpm.runtime.contracts import ActivityFigures, InstanceCounts, StatisticsView
from bpm.runtime.models import Incident, ProcessInstance
from bpm.runtime.queries.visits import Visits, count_running_at, sample_visits

# How many have ended is what all are without those that live, because an index holds all of them.
_COUNTS: Final = """
SELECT version.id, live.count, whole.count
FROM unnest(%(ids)s::uuid[]) AS version (id)
CROSS JOIN LATERAL (
  SELECT count(*) AS count FROM process_instance
  WHERE definition_id = version.id AND ended_at IS NULL
) AS live
CROSS JOIN LATERAL (
  SELECT count(*) AS count FROM (
    SELECT FROM process_instance WHERE definition_id = version.id
    LIMIT live.count + %(most)s + 1
  ) AS counted
) AS whole
"""


def count_by_definition(definition_ids: Iterable[UUID]) -> Mapping[UUID, InstanceCounts]:
    """Return the counts of each definition; more than 10,000 ended instances are not counted.

    Whether the actor may read them is decided where the definitions are.
    """
    ids = list(definition_ids)
    incidents = dict(
        Incident.objects.filter(definition_id__in=ids, resolved_at__isnull=True)
        .values_list("definition_id")
        .annotate(count=Count("id"))
    )
    with planned_by_value(), connection.cursor() as cursor:
        cursor.execute(_COUNTS, {"ids": ids, "most": COUNTED_EXACTLY})
        return {
            id_: InstanceCounts(
                running=live,
                finished=min(whole - live, COUNTED_EXACTLY),
                finished_is_estimate=whole - live > COUNTED_EXACTLY,
                incidents=incidents.get(id_, 0),
            )
            for id_, live, whole in cursor.fetchall()
        }


def count_live_instances(definition_ids: Iterable[UUID]) -> int:
    """Return how many instances of these definitions have not ended."""
    return ProcessInstance.objects.filter(
        definition_id__in=list(definition_ids), ended_at__isnull=True
    ).count()


def get_statistics(definition_id: UUID) -> StatisticsView:
    """Return the counts of one definition, activity by activity.

    Instances of a multi-instance activity count, the activity around them does not.
    Whether the actor may read them is decided where the definition is.
    """
    counts = count_by_definition([definition_id])[definition_id]
    running = count_running_at(definition_id)
    incidents = dict(
        Incident.objects.filter(definition_id=definition_id, resolved_at__isnull=True)
        .values_list("activity_id")
        .annotate(count=Count("id"))
    )
    sample, visits = sample_visits(definition_id)
    none = Visits()
    return StatisticsView(
        running=counts.running,
        finished=counts.finished,
        finished_is_estimate=counts.finished_is_estimate,
        incidents=counts.incidents,
        sample=sample,
        activities=tuple(
            ActivityFigures(
                activity_id=activity_id,
                running=min(running.get(activity_id, 0), COUNTED_EXACTLY),
                running_is_estimate=running.get(activity_id, 0) > COUNTED_EXACTLY,
                incidents=incidents.get(activity_id, 0),
                visits=visits.get(activity_id, none).count,
                median_seconds=visits.get(activity_id, none).median_seconds,
                p95_seconds=visits.get(activity_id, none).p95_seconds,
            )
            for activity_id in sorted(running.keys() | incidents.keys() | visits.keys())
        ),
    )
