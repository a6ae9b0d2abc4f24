"""Tell an instance that a timer is due, because its job runs now."""

from bpm.base.transactions import command
from bpm.core.engine import contracts as engine_contracts
from bpm.jobs.contracts import LeasedJob
from bpm.runtime import job_steps


@command
def fire_timer(job: LeasedJob) -> None:
    """Let the timer fire at whose visit the job stands, and finish the job.

    Args:
        job: In the hands of this worker; its lease decides whether it still counts.

    Raises:
        JobLostError: Another worker has it, or what it would interrupt is over.
        NewerStateFormatError: A newer release wrote the instance's state.
        InvalidInputError: The variables became too many or too large.
    """
    if job.visit is None:
        raise AssertionError("A timer always belongs to a visit.")
    job_steps.run_job(job, engine_contracts.FireTimer(visit=job.visit), "fire_timer")
