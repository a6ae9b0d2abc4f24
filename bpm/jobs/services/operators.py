"""What operators do with a job without moving a token: they change when it runs."""

from datetime import datetime
from uuid import UUID

from bpm.base import clock
from bpm.base.idempotency import RequestKey, answer_once
from bpm.base.ids import new_id
from bpm.base.transactions import command
from bpm.core.values import JsonObject
from bpm.history import services as history
from bpm.history.contracts import NewHistoryEvent
from bpm.identity.contracts import Actor, Permission
from bpm.identity.services import require
from bpm.jobs import queries
from bpm.jobs.contracts import JobState, JobView
from bpm.jobs.errors import (
    InvalidDueDateError,
    JobChangedError,
    JobOutOfRetriesError,
    JobRunningError,
    JobSuspendedError,
)
from bpm.jobs.models import Job

_FURTHEST_YEAR = 9000
_WAITING = (JobState.ARMED.value, JobState.READY.value)


@command
def run_job_now(job_id: UUID, *, actor: Actor, request_key: RequestKey | None = None) -> JobView:
    """Make a job due at this moment; changes nothing where it is ready already.

    Args:
        job_id: Which one.
        actor: Who asks.
        request_key: Marks a request that may be repeated; its first answer is given again.

    Raises:
        JobNotFoundError: It does not exist, or is not the actor's to see.
        PermissionMissingError: The actor may not operate instances of this process.
        JobRunningError: A worker has it.
        JobOutOfRetriesError: It has failed; retry it instead.
        JobSuspendedError: It is suspended with its process instance.
        JobChangedError: It changed at the same moment.
    """
    return answer_once(request_key, view=JobView, status=200, run=lambda: _run_now(job_id, actor))


def _run_now(job_id: UUID, actor: Actor) -> JobView:
    job = _get_changeable(job_id, actor)
    if job.suspended:
        raise JobSuspendedError("Resume its process instance first.")
    if job.state == JobState.READY:
        return queries.get_job(job_id, actor=actor)
    return _move(job, clock.now(), actor=actor, command_name="run_job_now")


@command
def set_job_due_at(
    job_id: UUID, *, due_at: datetime, actor: Actor, request_key: RequestKey | None = None
) -> JobView:
    """Say when a job is to run; also while it is suspended.

    Args:
        job_id: Which one.
        due_at: Aware; what lies in the past makes it run now.
        actor: Who asks.
        request_key: Marks a request that may be repeated; its first answer is given again.

    Raises:
        JobNotFoundError: It does not exist, or is not the actor's to see.
        PermissionMissingError: The actor may not operate instances of this process.
        InvalidDueDateError: No calendar of ours reaches that far.
        JobRunningError: A worker has it.
        JobOutOfRetriesError: It has failed; retry it instead.
        JobChangedError: It changed at the same moment.
    """
    return answer_once(
        request_key, view=JobView, status=200, run=lambda: _set_due_at(job_id, due_at, actor)
    )


def _set_due_at(job_id: UUID, due_at: datetime, actor: Actor) -> JobView:
    job = _get_changeable(job_id, actor)
    instant = clock.as_utc(due_at)
    if instant is None or instant.year > _FURTHEST_YEAR:
        raise InvalidDueDateError(f"Give a time with its offset, before the year {_FURTHEST_YEAR}.")
    return _move(job, instant, actor=actor, command_name="set_job_due_at")


def _get_changeable(job_id: UUID, actor: Actor) -> Job:
    job = queries.get_job_row(job_id, actor=actor)
    require(actor, Permission.OPERATE_INSTANCES, job.definition_key)
    if job.state == JobState.LEASED:
        raise JobRunningError(f"The worker {job.worker} has it.")
    if job.state == JobState.FAILED:
        raise JobOutOfRetriesError("It has failed for good; retry it instead.")
    return job


def _move(job: Job, due_at: datetime, *, actor: Actor, command_name: str) -> JobView:
    """Write the new date where the job still waits, and tell the history."""
    now = clock.now()
    state = JobState.READY if due_at <= now else JobState.ARMED
    waiting = Job.objects.filter(id=job.id, state__in=_WAITING)
    if not waiting.update(state=state.value, due_at=due_at):
        raise JobChangedError("A worker took it or it is gone; read it again.")
    event: JsonObject = {
        "type": "job_due_at_changed",
        "job_id": str(job.id),
        "activity_id": job.activity_id,
        "old": job.due_at.isoformat(),
        "new": due_at.isoformat(),
    }
    history.record(
        [
            NewHistoryEvent(
                id=new_id(),
                tenant_id=job.tenant_id,
                root_instance_id=job.root_instance_id,
                process_instance_id=job.process_instance_id,
                at=now,
                actor_id=actor.id,
                actor=actor.username,
                command=command_name,
                revision=None,
                events=[event],
            )
        ]
    )
    return queries.get_job(job.id, actor=actor)
