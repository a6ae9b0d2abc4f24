"""Start instances for call activities whose own command could not start all of them."""

from dataclasses import replace

from bpm.base.pipelining import pipelined
from bpm.base.transactions import command
from bpm.core.engine.contracts import StartChild
from bpm.jobs import services as jobs
from bpm.jobs.contracts import LeasedJob, WaitingJob
from bpm.runtime import calling, job_steps
from bpm.runtime.called import read_call

_NAME = "start_called_instance"


@command
def start_called_instance(job: LeasedJob, *, with_others: bool = False) -> None:
    """Start the instance that a job keeps the wish for, and finish the job.

    Args:
        job: In the hands of this worker; its lease decides whether it still counts.
        with_others: Start what other ready jobs of the same caller wish as well, because each
            command has to read the caller whole.

    Raises:
        JobLostError: Another worker has it, or it is gone with its instance.
        NewerStateFormatError: A newer release wrote the caller's state.
        InvalidInputError: The variables became too many or too large.
    """
    if job.visit is None:
        raise AssertionError("A call always belongs to a visit.")
    locked = job_steps.lock_for_job(job)
    most = calling.MAX_CALLED_AT_ONCE - 1 if with_others and not job.alone else 0
    others = jobs.lock_jobs_beside(job, limit=most) if most else ()
    calls = [
        read_call(job.payload, visit=job.visit, activity_id=job.activity_id),
        *(_call_of(other) for other in others),
    ]
    doing = job_steps.doing_of(job, _NAME)
    plan, answered = calling.begin_called(locked, calls, doing)
    done = [other for other in others if other.visit in answered]
    told = [job_steps.job_completed(other.id, other.activity_id, job.kind) for other in done]
    main = replace(plan.main, doing=replace(doing, events=[*doing.events, *told]))
    with pipelined():
        calling.write(replace(plan, main=main))
        jobs.finish_locked_jobs([other.id for other in done])


def _call_of(job: WaitingJob) -> StartChild:
    return read_call(job.payload, visit=job.visit, activity_id=job.activity_id)
