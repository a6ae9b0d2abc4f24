"""Leasing the jobs of one process instance, for what tells its past by itself."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import connection

from bpm.base import clock
from bpm.base.ids import new_id
from bpm.base.transactions import command
from bpm.jobs.contracts import LeasedJob
from bpm.jobs.rows import LEASED_COLUMNS, leased_job

_NEXT_DUE = """
SELECT min(due_at) FROM job
WHERE root_instance_id = %(root)s AND state IN ('ready', 'armed') AND NOT suspended
"""
_ACQUIRE = f"""
UPDATE job SET state = 'leased', lease_token = %(token)s, lease_until = %(until)s,
               worker = %(worker)s
WHERE id = (SELECT id FROM job
            WHERE root_instance_id = %(root)s AND state IN ('ready', 'armed') AND NOT suspended
              AND due_at <= %(now)s
            ORDER BY due_at, id LIMIT 1 FOR UPDATE)
RETURNING {", ".join(LEASED_COLUMNS)}
"""  # noqa: S608 only constants of this suite are pasted in


def find_next_due(root_instance_id: UUID) -> datetime | None:
    """Return when the next job of an instance and of those it called is due, or None."""
    with connection.cursor() as cursor:
        cursor.execute(_NEXT_DUE, {"root": root_instance_id})
        (due_at,) = cursor.fetchone() or (None,)
    return due_at


@command
def acquire_next_of(root_instance_id: UUID, *, worker: str, lease: timedelta) -> LeasedJob | None:
    """Lease the job of an instance, or of those it called, that has been due longest.

    Returns:
        None where none is due.
    """
    now = clock.now()
    with connection.cursor() as cursor:
        cursor.execute(
            _ACQUIRE,
            {
                "root": root_instance_id,
                "token": new_id(),
                "now": now,
                "until": now + lease,
                "worker": worker,
            },
        )
        row = cursor.fetchone()
    return None if row is None else leased_job(row)
