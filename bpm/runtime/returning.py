"""The job that tells an instance that one it has called is over.

A caller is never locked by those that it calls: locks go from callers to the called only.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bpm.base.ids import new_id
from bpm.core.values import JsonObject
from bpm.jobs import running, services as jobs
from bpm.jobs.contracts import NewJob
from bpm.runtime.job_kinds import ESCALATE_TO_CALLER, RETURN_TO_CALLER
from bpm.runtime.models import ActivityInstance, ProcessInstance
from bpm.runtime.rows import Instance


@dataclass(frozen=True, slots=True, kw_only=True)
class Return:
    """The job, to be written in the transaction that ends the called instance."""

    job: NewJob

    def write(self) -> None:
        """Write it, and wake the workers once that is safe."""
        jobs.add_jobs([self.job])
        running.wake_after_commit()


def plan_return(
    instance: Instance,
    *,
    now: datetime,
    error: tuple[str, str] | None = None,
    gone: str | None = None,
    escalations: Sequence[str | None] = (),
) -> Return | None:
    """Return the job for the caller of an instance that ends.

    Args:
        instance: That ends.
        now: When.
        error: Code and message of the BPMN error in which it ended.
        gone: Why there is no result, where it was cancelled.
        escalations: Codes of those that it threw in the command that ends it.

    Returns:
        None where no caller waits for it.
    """
    payload: JsonObject = {"process_instance_id": str(instance.id)}
    if error is not None:
        payload |= {"error_code": error[0], "error_message": error[1]}
    if gone is not None:
        payload["gone"] = gone
    if escalations:
        payload["escalations"] = [*escalations]
    job = _job_for_caller(instance, RETURN_TO_CALLER, payload, now=now)
    return None if job is None else Return(job=job)


def plan_escalations(
    instance: Instance, codes: Sequence[str | None], *, now: datetime
) -> list[NewJob]:
    """Return the jobs for the caller of an instance that goes on and has thrown escalations."""
    payloads: list[JsonObject] = [{"code": code} for code in codes]
    jobs_ = (_job_for_caller(instance, ESCALATE_TO_CALLER, x, now=now) for x in payloads)
    return [job for job in jobs_ if job is not None]


def _job_for_caller(
    instance: Instance, kind: str, payload: JsonObject, *, now: datetime
) -> NewJob | None:
    """Return a job at the visit that has called an instance; None where no caller waits."""
    if instance.parent_id is None or instance.calling_visit is None:
        return None
    caller = (
        ProcessInstance.objects.filter(id=instance.parent_id, ended_at__isnull=True)
        .values_list("definition_id", "definition_key")
        .first()
    )
    if caller is None:
        return None
    activity_id = (
        ActivityInstance.objects.filter(
            process_instance_id=instance.parent_id, visit=instance.calling_visit
        )
        .values_list("activity_id", flat=True)
        .first()
    )
    return NewJob(
        id=new_id(),
        tenant_id=instance.tenant_id,
        root_instance_id=instance.root_instance_id,
        process_instance_id=instance.parent_id,
        definition_id=caller[0],
        definition_key=caller[1],
        visit=instance.calling_visit,
        activity_id=activity_id or "",
        kind=kind,
        due_at=now,
        created_at=now,
        payload=payload,
    )
