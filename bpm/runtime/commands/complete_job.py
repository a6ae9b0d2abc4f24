"""Hand the answer to a call over to the instance that waits for it."""

from bpm.base.pipelining import pipelined
from bpm.base.transactions import command
from bpm.core.engine.contracts import CompleteCall, ThrowError
from bpm.jobs import services as jobs
from bpm.jobs.contracts import LeasedJob
from bpm.jobs.errors import JobLostError
from bpm.runtime import calling, job_steps, kept_outcomes, store
from bpm.runtime.contracts import InstanceState


@command
def complete_job(job: LeasedJob, answer: CompleteCall | ThrowError) -> None:
    """Let the instance go on with a call's result or modelled error, and finish the job.

    Where the instance was suspended meanwhile, the answer is kept until it is resumed: what the
    call did outside must not be done again.

    Args:
        job: In the hands of this worker; its lease decides whether it still counts.
        answer: What the call led to.

    Raises:
        JobLostError: Another worker has it, or it is gone with its instance.
        NewerStateFormatError: A newer release wrote the instance's state.
        InvalidInputError: The result is too large, or one variable too many.
    """
    locked = store.lock_instance(job.process_instance_id)
    if locked is None:
        raise JobLostError(f"The process instance of job {job.id} is gone.")
    if locked.state is InstanceState.SUSPENDED:
        outcome = kept_outcomes.write_answer(answer)
        if not jobs.keep_outcome(job.id, lease_token=job.lease_token, outcome=outcome):
            raise JobLostError(f"The job {job.id} is not this worker's any more.")
        return
    if not jobs.finish_job(job.id, lease_token=job.lease_token):
        raise JobLostError(f"The job {job.id} is not this worker's any more.")
    plan = calling.advance(locked, answer, job_steps.doing_of(job, "complete_job"))
    with pipelined(until_commit=True):
        calling.write(plan)
