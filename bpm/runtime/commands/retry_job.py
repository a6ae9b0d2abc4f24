"""Try a job again that has failed."""

from uuid import UUID

from bpm.base import clock
from bpm.base.idempotency import RequestKey, answer_once
from bpm.base.transactions import command
from bpm.core.values import JsonObject
from bpm.identity.contracts import Actor, Permission
from bpm.identity.services import require
from bpm.jobs import queries as jobs
from bpm.jobs.contracts import JobView
from bpm.jobs.errors import JobNotFailedError
from bpm.runtime import retrying, step
from bpm.runtime.job_kinds import REACH_CALLED, WITHOUT_INSTANCE


@command
def retry_job(job_id: UUID, *, actor: Actor, request_key: RequestKey | None = None) -> JobView:
    """Run a job at once, with all its retries, of which an attempt has failed.

    Its incident, if it has one, is resolved.

    Args:
        job_id: Which one.
        actor: Who retries.
        request_key: Marks a request that may be repeated; its first answer is given again.

    Raises:
        JobNotFoundError: It does not exist, or is not the actor's to see.
        PermissionMissingError: The actor may not operate instances of this process.
        JobNotFailedError: No attempt at it has failed, or one is under way.
        ProcessInstanceEndedError: Its process instance has ended.
        ProcessInstanceSuspendedError: Its process instance is suspended.
    """
    return answer_once(request_key, view=JobView, status=200, run=lambda: _retry(job_id, actor))


def _retry(job_id: UUID, actor: Actor) -> JobView:
    job = jobs.get_job(job_id, actor=actor)
    require(actor, Permission.OPERATE_INSTANCES, job.definition_key)
    if job.kind in WITHOUT_INSTANCE:
        if not retrying.restart_beginning(job.process_instance_id, job.id, now=clock.now()):
            raise JobNotFailedError(f"It is {job.state}.")
        return jobs.get_job(job_id, actor=actor)
    locked = retrying.lock_to_retry(job.process_instance_id, moves_tokens=job.kind != REACH_CALLED)
    told: JsonObject = {
        "type": "job_retried",
        "job_id": str(job.id),
        "activity_id": job.activity_id,
    }
    doing = step.Doing(actor=actor, command="retry_job", now=clock.now(), events=[told])
    if not retrying.restart_job(locked, job.id, doing):
        raise JobNotFailedError(f"It is {job.state}.")
    return jobs.get_job(job_id, actor=actor)
