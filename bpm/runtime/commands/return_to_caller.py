"""Tell an instance that one it has called is over."""

from uuid import UUID

from bpm.base.transactions import command
from bpm.core.engine.contracts import CompleteChild, FailChild, ThrowError, VisitCommand
from bpm.core.values import JsonObject
from bpm.jobs.contracts import LeasedJob
from bpm.runtime import job_steps, reading


@command
def return_to_caller(job: LeasedJob) -> None:
    """Hand a called instance's result, error or absence over to its caller.

    Args:
        job: Of the caller, in the hands of this worker; its lease decides whether it still counts.

    Raises:
        JobLostError: Another worker has it, or the caller is over.
        NewerStateFormatError: A newer release wrote the caller's state.
        InvalidInputError: The variables became too many or too large.
    """
    if job.visit is None:
        raise AssertionError("A call always belongs to a visit.")
    job_steps.run_job(job, _answer_of(job.visit, job.payload), "return_to_caller")


def _answer_of(visit: int, payload: JsonObject) -> VisitCommand:
    if "gone" in payload:
        return FailChild(visit=visit, message=str(payload["gone"]))
    if "error_code" in payload:
        return ThrowError(
            visit=visit,
            code=str(payload["error_code"]),
            message=str(payload["error_message"]),
        )
    # What has ended changes no more, so it is read without a lock.
    called_id = UUID(str(payload["process_instance_id"]))
    own = reading.read_scope(called_id, reading.read_own_scope(called_id))
    codes = payload.get("escalations", [])
    if not isinstance(codes, list):
        raise TypeError("The escalations of a called instance are a list.")
    escalations = tuple(None if code is None else str(code) for code in codes)
    return CompleteChild(visit=visit, variables=own.values, escalations=escalations)
