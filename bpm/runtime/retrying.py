"""Trying again what stands still, shared by the commands that do so."""

from datetime import datetime
from decimal import Decimal
from uuid import UUID

from bpm.base.pipelining import pipelined
from bpm.core.engine import contracts as engine_contracts
from bpm.core.values import JsonObject
from bpm.history import services as history
from bpm.jobs import running, services as jobs
from bpm.runtime import calling, locking, step, store
from bpm.runtime.rows import LockedInstance


def lock_to_retry(process_instance_id: UUID, *, moves_tokens: bool) -> LockedInstance:
    """Lock the instance of what is to be tried again.

    Args:
        process_instance_id: Which one.
        moves_tokens: False for a job that reaches called instances: it does so below an instance
            that is suspended, or over, too.

    Raises:
        ProcessInstanceNotFoundError: It does not exist.
        ProcessInstanceEndedError: It has ended, and tokens are to move.
        ProcessInstanceSuspendedError: It is suspended, and tokens are to move.
    """
    if moves_tokens:
        return locking.lock_running(process_instance_id)
    return locking.lock_any(process_instance_id)


def retry_step(locked: LockedInstance, visit: int, doing: step.Doing) -> None:
    """Take a step again that the engine holds, and run on from there."""
    plan = calling.advance(locked, engine_contracts.RetryStep(visit=visit), doing)
    with pipelined():
        calling.write(plan)


def restart_beginning(instance_id: UUID, job_id: UUID, *, now: datetime) -> bool:
    """Give a job its retries back that no instance waits for; its incident is over.

    Args:
        instance_id: The instance that the job names.
        job_id: Which one.
        now: When.

    Returns:
        False where no attempt at the job has failed, or one is under way.
    """
    if not jobs.restart_job(job_id, now=now):
        return False
    store.resolve_incidents_of_job(instance_id, job_id, now=now)
    running.wake_after_commit()
    return True


def restart_job(locked: LockedInstance, job_id: UUID, doing: step.Doing) -> bool:
    """Give a failed job all its retries back; its incident, if it has one, is over.

    Returns:
        False where no attempt at the job has failed, or one is under way.
    """
    if not jobs.restart_job(job_id, now=doing.now):
        return False
    resolved = store.find_incidents_of_job(locked.instance.id, job_id)
    events: list[JsonObject] = [
        {"type": "incident_resolved", "visit": None if visit is None else Decimal(visit)}
        for visit in resolved
    ]
    event = step.history_event(locked.instance, doing, revision=locked.revision + 1, events=events)
    with pipelined():
        store.resolve_incidents_of_job(locked.instance.id, job_id, now=doing.now)
        store.count_incidents(locked.instance.id, more=-len(resolved))
        history.record([event])
    running.wake_after_commit()
    return True
