"""Go on behind an asynchronous continuation, because its job runs now."""

from bpm.base.transactions import command
from bpm.core.engine import contracts as engine_contracts
from bpm.jobs.contracts import LeasedJob
from bpm.runtime import job_steps


@command
def continue_async(job: LeasedJob) -> None:
    """Run the instance on from where the job stands, and finish the job.

    Args:
        job: In the hands of this worker; its lease decides whether it still counts.

    Raises:
        JobLostError: Another worker has it, or it is gone with its instance.
        NewerStateFormatError: A newer release wrote the instance's state.
        InvalidInputError: The variables became too many or too large.
    """
    if job.visit is None:
        raise AssertionError("A continuation always belongs to a visit.")
    job_steps.run_job(job, engine_contracts.ContinueAsync(visit=job.visit), "continue_async")
