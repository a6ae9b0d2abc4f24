"""Record that an attempt at a job failed: another attempt later, or an incident."""

from decimal import Decimal

from bpm.base import clock
from bpm.base.pipelining import pipelined
from bpm.base.transactions import command
from bpm.core.values import JsonObject
from bpm.history import services as history
from bpm.jobs import services as jobs
from bpm.jobs.contracts import FailedAttempt, LeasedJob
from bpm.jobs.errors import JobLostError
from bpm.runtime import effects, failing, kept_outcomes, step, store
from bpm.runtime.contracts import InstanceState
from bpm.runtime.job_kinds import REACH_CALLED
from bpm.runtime.rows import LockedInstance


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
    due_at = failing.next_attempt_at(job, doing.now)
    if not jobs.retry_job(
        job.id, lease_token=job.lease_token, due_at=due_at, error=failure.message
    ):
        raise JobLostError(f"The job {job.id} is not this worker's any more.")
    history.record([step.history_event(locked.instance, doing, revision=None, events=[])])


def _open_incident(
    locked: LockedInstance, job: LeasedJob, failure: FailedAttempt, doing: step.Doing
) -> None:
    if not jobs.give_up_job(job.id, lease_token=job.lease_token, error=failure.message):
        raise JobLostError(f"The job {job.id} is not this worker's any more.")
    instance = locked.instance
    incident = failing.incident_of(job, failure, definition_key=instance.definition_key)
    event = step.history_event(
        instance,
        doing,
        revision=locked.revision + 1,
        events=[effects.incident_opened(incident)],
    )
    with pipelined():
        store.write_incidents(instance, [incident], [], now=doing.now)
        store.count_incidents(instance.id, more=1)
        history.record([event])
