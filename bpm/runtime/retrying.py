"""Trying again what stands still, shared by the commands that do so."""

from decimal import Decimal
from uuid import UUID

from bpm.core.engine import contracts as engine_contracts
from bpm.core.values import JsonObject
from bpm.history import services as history
from bpm.jobs import running, services as jobs
from bpm.runtime import calling, step, store
from bpm.runtime.rows import LockedInstance


def retry_step(locked: LockedInstance, visit: int, doing: step.Doing) -> None:
    """Take a step again that the engine holds, and run on from there."""
    plan = calling.advance(locked, engine_contracts.RetryStep(visit=visit), doing)
    with store.pipeline():
        calling.write(plan)


def restart_job(locked: LockedInstance, job_id: UUID, doing: step.Doing) -> bool:
    """Give a failed job all its retries back; its incident, if it has one, is over.

    Returns:
        False where no attempt at the job has failed, or one is under way.
    """
    if not jobs.restart_job(job_id, now=doing.now):
        return False
    resolved = store.find_incidents_of_job(locked.instance.id, job_id)
    change = step.with_incidents(
        step.plan_state(locked, state=locked.state), resolved=len(resolved)
    )
    events: list[JsonObject] = [
        {"type": "incident_resolved", "visit": Decimal(place)} for place in resolved
    ]
    revision = locked.revision + 1
    event = step.history_event(locked.instance, doing, revision=revision, events=events)
    with store.pipeline():
        if resolved:
            store.write_incidents(locked.instance, [], resolved, now=doing.now)
        store.update_instance(locked.instance.id, change, revision=revision)
        history.record([event])
    running.wake_after_commit()
    return True
