"""Try again what an incident holds, after a person has mended it."""

from uuid import UUID

from bpm.base import clock
from bpm.base.idempotency import RequestKey, answer_once
from bpm.base.transactions import command
from bpm.core import engine
from bpm.core.engine import contracts as engine_contracts
from bpm.core.values import JsonObject
from bpm.definitions import queries as definitions
from bpm.history import services as history
from bpm.identity.contracts import Actor, Permission
from bpm.identity.services import require
from bpm.jobs import running, services as jobs
from bpm.runtime import locking, step, store
from bpm.runtime.contracts import IncidentView
from bpm.runtime.errors import IncidentResolvedError
from bpm.runtime.models import Incident
from bpm.runtime.queries import incidents
from bpm.runtime.rows import LockedInstance


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
    locked = locking.lock_running(seen.process_instance_id)
    incident = incidents.get_incident_row(incident_id, actor=actor)
    if incident.resolved_at is not None or incident.visit is None:
        raise IncidentResolvedError("It was resolved already; read the process instance again.")
    told: JsonObject = {
        "type": "incident_retried",
        "incident_id": str(incident.id),
        "activity_id": incident.activity_id,
    }
    doing = step.Doing(actor=actor, command="retry_incident", now=clock.now(), events=[told])
    if incident.job_id is None:
        _retry_step(locked, incident.visit, doing)
    else:
        _restart_job(locked, incident, doing)
    return incidents.get_incident(incident_id, actor=actor)


def _retry_step(locked: LockedInstance, visit: int, doing: step.Doing) -> None:
    executable = definitions.get_executable_by_id(locked.instance.definition_id)
    outcome = engine.advance(
        executable.process,
        step.engine_state_of(locked),
        engine_contracts.RetryStep(visit=visit),
        step.context_of(locked.instance, now=doing.now),
    )
    plan = step.plan_step(locked, outcome, doing)
    with store.pipeline():
        step.write_step(plan)


def _restart_job(locked: LockedInstance, incident: Incident, doing: step.Doing) -> None:
    if incident.job_id is None or not jobs.restart_job(incident.job_id, now=doing.now):
        raise IncidentResolvedError("Its job runs again already.")
    resolved = [] if incident.visit is None else [incident.visit]
    change = step.with_incidents(step.plan_state(locked, state=locked.state), resolved=1)
    ending: JsonObject = {"type": "incident_resolved", "incident_id": str(incident.id)}
    event = step.history_event(
        locked.instance, doing, revision=locked.revision + 1, events=[ending]
    )
    with store.pipeline():
        store.write_incidents(locked.instance, [], resolved, now=doing.now)
        store.update_instance(locked.instance.id, change, revision=locked.revision + 1)
        history.record([event])
    running.wake_after_commit()
