"""Start an instance for a call activity whose own command could not start all of them."""

from bpm.base.transactions import command
from bpm.jobs.contracts import LeasedJob
from bpm.runtime import calling, job_steps, store
from bpm.runtime.called import read_call


@command
def start_called_instance(job: LeasedJob) -> None:
    """Start the instance that a job keeps the wish for, and finish the job.

    Args:
        job: In the hands of this worker; its lease decides whether it still counts.

    Raises:
        JobLostError: Another worker has it, or it is gone with its instance.
        NewerStateFormatError: A newer release wrote the caller's state.
        InvalidInputError: The variables became too many or too large.
    """
    if job.visit is None:
        raise AssertionError("A call always belongs to a visit.")
    locked = job_steps.lock_for_job(job)
    call = read_call(job.payload, visit=job.visit, activity_id=job.activity_id)
    doing = job_steps.doing_of(job, "start_called_instance")
    plan = calling.begin_called(locked, call, doing)
    with store.pipeline():
        calling.write(plan)
