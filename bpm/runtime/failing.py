"""What follows from an attempt at a job that failed: when the next one comes, or which incident."""

import hashlib
import math
import random
import re
from datetime import datetime, timedelta

from bpm.base.ids import new_id
from bpm.core.engine.contracts import IncidentKind
from bpm.jobs.contracts import FailedAttempt, LeasedJob
from bpm.runtime.rows import NewIncident

_KIND = IncidentKind.JOB_FAILED.value
_LONGEST_JITTER = 0.1
# Quoted texts, and words with a digit in them: ids, numbers, times, addresses.
_VALUE = re.compile(r'"[^"]*"|\B\'[^\']*\'|[\w.:/-]*\d[\w.:/-]*')


def next_attempt_at(job: LeasedJob, now: datetime) -> datetime:
    """Return when a job is to be tried again."""
    position = len(job.retry_delays) - job.retries_left
    # Raised retries use the last interval again.
    seconds = job.retry_delays[max(0, min(position, len(job.retry_delays) - 1))]
    # Never early; a little late, so that jobs which failed together do not come back together.
    jitter = 1 + random.uniform(0, _LONGEST_JITTER)  # noqa: S311 no secret
    return now + timedelta(milliseconds=math.ceil(seconds * 1000 * jitter))


def incident_of(job: LeasedJob, failure: FailedAttempt, *, definition_key: str) -> NewIncident:
    """Return the incident of a job that is given up."""
    shape = "\n".join((definition_key, job.activity_id, _KIND, _without_values(failure.message)))
    return NewIncident(
        id=new_id(),
        visit=job.visit,
        activity_id=job.activity_id,
        kind=_KIND,
        job_id=job.id,
        fingerprint=hashlib.sha256(shape.encode()).hexdigest()[:32],
        message=failure.message,
        detail=failure.detail,
    )


def _without_values(message: str) -> str:
    """Return a message without what differs from case to case, so that equal faults look equal."""
    return _VALUE.sub("·", message)
