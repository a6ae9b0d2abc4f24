"""What every command shares that a job runs: the lease decides, then the instance goes on."""

from uuid import UUID

from bpm.base import clock
from bpm.base.pipelining import pipelined
from bpm.core.engine.contracts import VisitCommand
from bpm.core.values import JsonObject
from bpm.jobs import services as jobs
from bpm.jobs.contracts import LeasedJob
from bpm.jobs.errors import JobLostError
from bpm.runtime import calling, step, store
from bpm.runtime.chains import read_chain
from bpm.runtime.rows import LockedInstance


def lock_for_job(job: LeasedJob) -> LockedInstance:
    """Lock the instance of a job and use the job up.

    Raises:
        JobLostError: Another worker has it, or it is gone with its instance.
    """
    locked = store.lock_instance(job.process_instance_id)
    if locked is None or not jobs.finish_job(job.id, lease_token=job.lease_token):
        raise JobLostError(f"The job {job.id} is not this worker's any more.")
    return locked


def doing_of(job: LeasedJob, command_name: str) -> step.Doing:
    """Return what the history tells of a command that a job runs."""
    told = job_completed(job.id, job.activity_id, job.kind)
    now = clock.now()
    chain = read_chain(job.payload, now=now)
    return step.Doing(actor=None, command=command_name, now=now, events=[told], chain=chain)


def job_completed(job_id: UUID, activity_id: str, kind: str) -> JsonObject:
    """Return what the history tells of a job that is done."""
    return {
        "type": "job_completed",
        "job_id": str(job_id),
        "activity_id": activity_id,
        "kind": kind,
    }


def run_job(job: LeasedJob, command: VisitCommand, command_name: str) -> None:
    """Let an instance go on, because a job has done its work.

    Raises:
        JobLostError: Another worker has it, or it is gone with its instance.
        NewerStateFormatError: A newer release wrote the instance's state.
        InvalidInputError: The variables became too many or too large.
    """
    locked = lock_for_job(job)
    plan = calling.advance(locked, command, doing_of(job, command_name))
    with pipelined():
        calling.write(plan)
