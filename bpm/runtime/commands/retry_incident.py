"""Try again what an incident holds, after a person has mended it."""

from uuid import UUID

from bpm.base import clock
from bpm.base.idempotency import RequestKey, answer_once
from bpm.base.transactions import command
from bpm.core.values import JsonObject
from bpm.identity.contracts import Actor, Permission
from bpm.identity.services import require
from bpm.jobs import queries as jobs
from bpm.runtime import retrying, step
from bpm.runtime.contracts import IncidentView
from bpm.runtime.errors import IncidentResolvedError
from bpm.runtime.job_kinds import WITHOUT_INSTANCE
from bpm.runtime.models import Incident
from bpm.runtime.queries import incidents


@command
def retry_incident(
    incident_id: UUID, *, actor: Actor, request_key: RequestKey | None = None
) -> IncidentView:
    """Take the step again that could not run, or give a failed job all its retries back.

    A step that fails once more opens a new incident.

    Args:
        incident_id: Which one.
        actor: Who retries.
        request_key: Marks a request that may be repeated; its first answer is given again.

    Raises:
        IncidentNotFoundError: It does not exist, or is not the actor's to see.
        PermissionMissingError: The actor may not operate instances of this process.
        IncidentResolvedError: It is resolved already.
        ProcessInstanceEndedError: Its process instance has ended.
        ProcessInstanceSuspendedError: Its process instance is suspended.
    """
    return answer_once(
        request_key, view=IncidentView, status=200, run=lambda: _retry(incident_id, actor)
    )


def _retry(incident_id: UUID, actor: Actor) -> IncidentView:
    seen = incidents.get_incident_row(incident_id, actor=actor)
    require(actor, Permission.OPERATE_INSTANCES, seen.definition_key)
    if seen.job_id is not None and seen.visit is None and _is_of_beginning(seen.job_id, actor):
        return _retry_beginning(seen, actor)
    locked = retrying.lock_to_retry(seen.process_instance_id, moves_tokens=seen.visit is not None)
    incident = incidents.get_incident_row(incident_id, actor=actor)
    if incident.resolved_at is not None:
        raise IncidentResolvedError("It was resolved already; read the process instance again.")
    told: JsonObject = {
        "type": "incident_retried",
        "incident_id": str(incident.id),
        "activity_id": incident.activity_id,
    }
    doing = step.Doing(actor=actor, command="retry_incident", now=clock.now(), events=[told])
    if incident.job_id is not None:
        if not retrying.restart_job(locked, incident.job_id, doing):
            raise IncidentResolvedError("Its job runs again already.")
    elif incident.visit is not None:
        retrying.retry_step(locked, incident.visit, doing)
    return incidents.get_incident(incident_id, actor=actor)


def _is_of_beginning(job_id: UUID, actor: Actor) -> bool:
    return jobs.find_kind(job_id, tenant_id=actor.tenant_id) in WITHOUT_INSTANCE


def _retry_beginning(incident: Incident, actor: Actor) -> IncidentView:
    """Let an instance begin that could not; there is none yet to be locked."""
    job_id, now = incident.job_id, clock.now()
    if job_id is None or incident.resolved_at is not None:
        raise IncidentResolvedError("It was resolved already.")
    if not retrying.restart_beginning(incident.process_instance_id, job_id, now=now):
        raise IncidentResolvedError("Its job runs again already.")
    return incidents.get_incident(incident.id, actor=actor)
