"""Visits to the activities of a definition: where they last, and what the newest took."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from django.db import connection

from bpm.base.pages import COUNTED_EXACTLY
from bpm.base.sql import planned_by_value
from bpm.core.engine.contracts import MULTI_INSTANCE_BODY
from bpm.runtime.contracts import SampleView

# Ended instances come first: where many are started, the newest are all at the first steps.
_LOOKED_THROUGH: Final = 10_000
_INSTANCES: Final = 1_000
_VISITS: Final = 50_000

# From step to step along the index, so that each is counted up to the bound and no further.
_RUNNING: Final = """
WITH RECURSIVE step (activity_id) AS (
  SELECT min(activity_id) FROM activity_instance
  WHERE definition_id = %(definition_id)s AND ended_at IS NULL
  UNION ALL
  SELECT (
    SELECT min(activity_id) FROM activity_instance
    WHERE definition_id = %(definition_id)s AND ended_at IS NULL
      AND activity_id > step.activity_id
  )
  FROM step WHERE step.activity_id IS NOT NULL
)
SELECT step.activity_id, live.count
FROM step CROSS JOIN LATERAL (
  SELECT count(*) AS count FROM (
    SELECT FROM activity_instance
    WHERE definition_id = %(definition_id)s AND ended_at IS NULL
      AND activity_id = step.activity_id AND activity_type <> %(body)s
    LIMIT %(most)s + 1
  ) AS counted
) AS live
WHERE live.count > 0
"""
_SAMPLE: Final = """
WITH newest AS MATERIALIZED (
  SELECT id, started_at, ended_at IS NULL AS is_live FROM process_instance
  WHERE definition_id = %(definition_id)s ORDER BY id DESC LIMIT %(looked_through)s
), chosen AS MATERIALIZED (
  SELECT id, started_at FROM newest ORDER BY is_live, id DESC LIMIT %(instances)s
), visit AS MATERIALIZED (
  SELECT chosen.id, chosen.started_at AS since, made.activity_id, made.activity_type,
    extract(epoch FROM made.ended_at - made.started_at)::float8 AS seconds
  FROM chosen CROSS JOIN LATERAL (
    SELECT activity_id, activity_type, started_at, ended_at FROM activity_instance
    WHERE process_instance_id = chosen.id OFFSET 0
  ) AS made
  LIMIT %(visits)s
)
SELECT activity_id, count(*), percentile_cont(0.5) WITHIN GROUP (ORDER BY seconds),
  percentile_cont(0.95) WITHIN GROUP (ORDER BY seconds),
  (SELECT count(DISTINCT id) FROM visit), (SELECT min(since) FROM visit),
  (SELECT count(*) FROM newest)
FROM visit WHERE activity_type <> %(body)s GROUP BY activity_id
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Visits:
    """The visits to one activity in a sample; see ``ActivityFigures``."""

    count: int = 0
    median_seconds: float | None = None
    p95_seconds: float | None = None


def count_running_at(definition_id: UUID) -> Mapping[str, int]:
    """Return how many visits to each activity last; of one, at most one more than 10,000."""
    with planned_by_value(), connection.cursor() as cursor:
        cursor.execute(
            _RUNNING,
            {
                "definition_id": definition_id,
                "body": MULTI_INSTANCE_BODY,
                "most": COUNTED_EXACTLY,
            },
        )
        return dict(cursor.fetchall())


def sample_visits(definition_id: UUID) -> tuple[SampleView, Mapping[str, Visits]]:
    """Return the visits of the newest instances of a definition, by activity.

    Of the newest 10,000 at most 1,000 are read, those that ended before those that run, and of all
    of them at most 50,000 visits.
    """
    with planned_by_value(), connection.cursor() as cursor:
        cursor.execute(
            _SAMPLE,
            {
                "definition_id": definition_id,
                "body": MULTI_INSTANCE_BODY,
                "looked_through": _LOOKED_THROUGH,
                "instances": _INSTANCES,
                "visits": _VISITS,
            },
        )
        rows = cursor.fetchall()
    if not rows:
        return SampleView(instances=0, since=None, is_all=True), {}
    instances, since, newest = rows[0][4:]
    sample = SampleView(instances=instances, since=since, is_all=instances == newest)
    return sample, {
        activity_id: Visits(count=count, median_seconds=median, p95_seconds=p95)
        for activity_id, count, median, p95, *_ in rows
    }
