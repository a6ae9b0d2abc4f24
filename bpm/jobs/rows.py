"""Stored jobs as plain rows."""

from collections.abc import Sequence
from typing import Any

from bpm.base.fields import load_stored_object
from bpm.jobs.contracts import LeasedJob

LEASED_COLUMNS = (
    "id",
    "tenant_id",
    "process_instance_id",
    "visit",
    "activity_id",
    "kind",
    "due_at",
    "lease_token",
    "retries_left",
    "alone",
    "retry_delays",
    "payload",
)


def leased_job(row: Sequence[Any]) -> LeasedJob:
    """Return the job that a row of ``LEASED_COLUMNS`` describes."""
    *plain, retry_delays, payload = row
    values = dict(zip(LEASED_COLUMNS, plain, strict=False))
    return LeasedJob(
        **values, retry_delays=tuple(retry_delays or ()), payload=load_stored_object(payload)
    )
