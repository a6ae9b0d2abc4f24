"""Go on behind an asynchronous continuation, because its job runs now."""

from bpm.base import clock
from bpm.base.transactions import command
from bpm.core import engine
from bpm.core.engine import contracts as engine_contracts
from bpm.core.values import JsonObject
from bpm.definitions import queries as definitions
from bpm.jobs import services as jobs
from bpm.jobs.contracts import LeasedJob
from bpm.jobs.errors import JobLostError
from bpm.runtime import step, store


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
    locked = store.lock_instance(job.process_instance_id)
    if locked is None or not jobs.finish_job(job.id, lease_token=job.lease_token):
        raise JobLostError(f"The job {job.id} is not this worker's any more.")
    if job.visit is None:
        raise AssertionError("A continuation always belongs to a visit.")
    now = clock.now()
    executable = definitions.get_executable_by_id(locked.instance.definition_id)
    outcome = engine.advance(
        executable.process,
        step.engine_state_of(locked),
        engine_contracts.ContinueAsync(visit=job.visit),
        step.context_of(locked.instance, now=now),
    )
    told: JsonObject = {"type": "job_completed", "job_id": str(job.id), "kind": job.kind}
    doing = step.Doing(actor=None, command="continue_async", now=now, events=[told])
    plan = step.plan_step(locked, outcome, doing)
    with store.pipeline():
        step.write_step(plan)
