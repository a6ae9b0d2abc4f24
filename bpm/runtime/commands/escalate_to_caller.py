"""Tell an instance that one it has called has thrown an escalation."""

from bpm.base.pipelining import pipelined
from bpm.base.transactions import command
from bpm.core.engine.contracts import CatchEscalation
from bpm.core.engine.errors import UnknownVisitError
from bpm.jobs.contracts import LeasedJob
from bpm.runtime import calling, job_steps


@command
def escalate_to_caller(job: LeasedJob) -> None:
    """Let the caller catch it, if it still waits for the called instance.

    Args:
        job: Of the caller, in the hands of this worker; its lease decides whether it still counts.

    Raises:
        JobLostError: Another worker has it, or the caller is over.
        NewerStateFormatError: A newer release wrote the caller's state.
        InvalidInputError: The variables became too many or too large.
    """
    if job.visit is None:
        raise AssertionError("A call always belongs to a visit.")
    locked = job_steps.lock_for_job(job)
    code = job.payload["code"]
    caught = CatchEscalation(visit=job.visit, code=None if code is None else str(code))
    try:
        plan = calling.advance(locked, caught, job_steps.doing_of(job, "escalate_to_caller"))
    except UnknownVisitError:
        return
    with pipelined():
        calling.write(plan)
