"""Record that an attempt at a job failed: another attempt later, or an incident."""

import hashlib
import math
import random
import re
from datetime import datetime, timedelta
from decimal import Decimal

from bpm.base import clock
from bpm.base.ids import new_id
from bpm.base.transactions import command
from bpm.core.engine.contracts import IncidentKind
from bpm.core.values import JsonObject
from bpm.history import services as history
from bpm.jobs import services as jobs
from bpm.jobs.contracts import FailedAttempt, LeasedJob
from bpm.jobs.errors import JobLostError
from bpm.runtime import effects, kept_outcomes, step, store
from bpm.runtime.contracts import InstanceState
from bpm.runtime.job_kinds import REACH_CALLED
from bpm.runtime.rows import LockedInstance, NewIncident

_KIND = IncidentKind.JOB_FAILED.value
_LONGEST_JITTER = 0.1
# Quoted texts, and words with a digit in them: ids, numbers, times, addresses.
_VALUE = re.compile(r'"[^"]*"|\B\'[^\']*\'|[\w.:/-]*\d[\w.:/-]*')


@command
def fail_job(job: LeasedJob, failure: FailedAttempt) -> None:
    """Use up one retry, or open an incident where none is left or none can help.

    Where the instance was suspended meanwhile, the failure is kept until it is resumed; what
    reaches called instances works below suspended instances, and below those that are over, too.

    Args:
        job: In the hands of this worker.
        failure: Why the attempt failed.

    Raises:
        JobLostError: Another worker has it, or it is gone with its instance.
    """
    locked = store.lock_instance(job.process_instance_id)
    if locked is None:
        raise JobLostError(f"The process instance of job {job.id} is gone.")
    if locked.state is InstanceState.SUSPENDED and job.kind != REACH_CALLED:
        _keep(job, failure)
        return
    now = clock.now()
    told: JsonObject = {
        "type": "job_failed",
        "job_id": str(job.id),
        "activity_id": job.activity_id,
        "message": failure.message,
        "retries_left": Decimal(max(job.retries_left - 1, 0)),
    }
    doing = step.Doing(actor=None, command="fail_job", now=now, events=[told])
    if failure.permanent or job.retries_left == 0:
        _open_incident(locked, job, failure, doing)
    else:
        _retry_later(locked, job, failure, doing)


def _keep(job: LeasedJob, failure: FailedAttempt) -> None:
    outcome = kept_outcomes.write_failure(failure)
    if not jobs.keep_outcome(job.id, lease_token=job.lease_token, outcome=outcome):
        raise JobLostError(f"The job {job.id} is not this worker's any more.")


def _retry_later(
    locked: LockedInstance, job: LeasedJob, failure: FailedAttempt, doing: step.Doing
) -> None:
    due_at = _next_attempt_at(job, doing.now)
    if not jobs.retry_job(
        job.id, lease_token=job.lease_token, due_at=due_at, error=failure.message
    ):
        raise JobLostError(f"The job {job.id} is not this worker's any more.")
    history.record([step.history_event(locked.instance, doing, revision=None, events=[])])


def _next_attempt_at(job: LeasedJob, now: datetime) -> datetime:
    position = len(job.retry_delays) - job.retries_left
    # Raised retries use the last interval again.
    seconds = job.retry_delays[max(0, min(position, len(job.retry_delays) - 1))]
    # Never early; a little late, so that jobs which failed together do not come back together.
    jitter = 1 + random.uniform(0, _LONGEST_JITTER)  # noqa: S311 no secret
    return now + timedelta(milliseconds=math.ceil(seconds * 1000 * jitter))


def _without_values(message: str) -> str:
    """Return a message without what differs from case to case, so that equal faults look equal."""
    return _VALUE.sub("·", message)


def _open_incident(
    locked: LockedInstance, job: LeasedJob, failure: FailedAttempt, doing: step.Doing
) -> None:
    if not jobs.give_up_job(job.id, lease_token=job.lease_token, error=failure.message):
        raise JobLostError(f"The job {job.id} is not this worker's any more.")
    instance = locked.instance
    shape = "\n".join(
        (instance.definition_key, job.activity_id, _KIND, _without_values(failure.message))
    )
    incident = NewIncident(
        id=new_id(),
        visit=job.visit,
        activity_id=job.activity_id,
        kind=_KIND,
        job_id=job.id,
        fingerprint=hashlib.sha256(shape.encode()).hexdigest()[:32],
        message=failure.message,
        detail=failure.detail,
    )
    event = step.history_event(
        instance,
        doing,
        revision=locked.revision + 1,
        events=[effects.incident_opened(incident)],
    )
    with store.pipeline():
        store.write_incidents(instance, [incident], [], now=doing.now)
        store.count_incidents(instance.id, more=1)
        history.record([event])
