"""Record that an instance could not begin: another attempt later, or an incident."""

from decimal import Decimal

from bpm.base import clock
from bpm.base.transactions import command
from bpm.core.values import JsonObject
from bpm.definitions import queries as definitions
from bpm.history import services as history
from bpm.jobs import services as jobs
from bpm.jobs.contracts import FailedAttempt, LeasedJob
from bpm.jobs.errors import JobLostError
from bpm.runtime import effects, failing, starts, step, store


@command
def fail_beginning(job: LeasedJob, failure: FailedAttempt) -> None:
    """Use up one retry of a job that no instance waits for, or open an incident.

    Nothing is lost: the job stays with all that the event brought, and a person may run it again
    once its cause is mended. The incident names the instance that is to be.

    Args:
        job: In the hands of this worker.
        failure: Why the attempt failed.

    Raises:
        JobLostError: Another worker has it, or it is gone.
    """
    now = clock.now()
    if not failure.permanent and job.retries_left > 0:
        due_at = failing.next_attempt_at(job, now)
        error, token = failure.message, job.lease_token
        if not jobs.retry_job(job.id, lease_token=token, due_at=due_at, error=error):
            raise JobLostError(f"The job {job.id} is not this worker's any more.")
        return
    if not jobs.give_up_job(job.id, lease_token=job.lease_token, error=failure.message):
        raise JobLostError(f"The job {job.id} is not this worker's any more.")
    definition_id = starts.definition_of(job)
    executable = definitions.get_executable_by_id(definition_id)
    instance = starts.instance_of(job, executable, now=now)
    incident = failing.incident_of(job, failure, definition_key=executable.key)
    told: JsonObject = {
        "type": "job_failed",
        "job_id": str(job.id),
        "activity_id": job.activity_id,
        "message": failure.message,
        "retries_left": Decimal(0),
    }
    doing = step.Doing(actor=None, command="fail_beginning", now=now, events=[told])
    opened = effects.incident_opened(incident)
    event = step.history_event(instance, doing, revision=None, events=[opened])
    store.write_incidents(instance, [incident], [], now=now)
    history.record([event])
