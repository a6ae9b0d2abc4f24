"""How long processes usually take: what their last instances took, from start to end."""

from collections.abc import Collection, Mapping
from typing import Final
from uuid import UUID

from django.db import connection

from bpm.runtime.contracts import InstanceState

_FEWEST: Final = 10
_MOST: Final = 200
# The newest instances of all processes, read along the primary key: no index has to be kept for
# this. Of a process that seldom runs among so many others, nothing is said.
_LOOKED_THROUGH: Final = 10_000
_MEDIANS = """
SELECT definition_key, percentile_cont(0.5) WITHIN GROUP (ORDER BY seconds)
FROM (
  SELECT definition_key, extract(epoch FROM ended_at - started_at)::float8 AS seconds,
    row_number() OVER (PARTITION BY definition_key ORDER BY ended_at DESC) AS place
  FROM (
    SELECT tenant_id, parent_id, definition_key, state, started_at, ended_at
    FROM process_instance ORDER BY id DESC LIMIT %(looked_through)s
  ) AS newest
  WHERE tenant_id = %(tenant_id)s AND parent_id IS NULL AND state = %(completed)s
    AND definition_key = ANY(%(keys)s)
) AS ended
WHERE place <= %(most)s GROUP BY definition_key HAVING count(*) >= %(fewest)s
"""


def find_usual_seconds(tenant_id: UUID, definition_keys: Collection[str]) -> Mapping[str, int]:
    """Return the median time of the last completed instances of processes, in whole seconds.

    Args:
        tenant_id: Whose instances.
        definition_keys: The processes, in all their versions.

    Returns:
        By key, the median of at most the last 200 that were completed and that no other instance
        called; processes with fewer than 10 are left out.
    """
    if not definition_keys:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(
            _MEDIANS,
            {
                "tenant_id": tenant_id,
                "keys": list(definition_keys),
                "completed": InstanceState.COMPLETED.value,
                "looked_through": _LOOKED_THROUGH,
                "most": _MOST,
                "fewest": _FEWEST,
            },
        )
        return {key: round(seconds) for key, seconds in cursor.fetchall()}
