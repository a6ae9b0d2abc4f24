"""What operators write on an incident, beside the engine: no token moves."""

from collections.abc import Callable
from uuid import UUID

from django.db.models import Q

from bpm.base import clock
from bpm.base.ids import new_id
from bpm.core.values import JsonObject
from bpm.history import services as history
from bpm.history.contracts import NewHistoryEvent
from bpm.identity.contracts import Actor, Permission
from bpm.identity.services import require
from bpm.runtime.contracts import IncidentView
from bpm.runtime.errors import IncidentChangedError
from bpm.runtime.models import Incident
from bpm.runtime.queries import incidents


def note_on_incident(
    incident_id: UUID,
    *,
    member: str,
    value: str | None,
    check: Callable[[str], None],
    actor: Actor,
    command_name: str,
) -> IncidentView:
    """Write one member of an incident, resolved or not, and tell the history.

    Args:
        incident_id: Which one.
        member: ``note`` or ``owner``.
        value: What to write; None takes away what is there.
        check: Refuses a value that cannot be kept.
        actor: Who writes.
        command_name: As the history tells it.

    Raises:
        IncidentNotFoundError: It does not exist, or is not the actor's to see.
        PermissionMissingError: The actor may not operate instances of this process.
        IncidentChangedError: It changed at the same moment.
    """
    row = incidents.get_incident_row(incident_id, actor=actor)
    require(actor, Permission.OPERATE_INSTANCES, row.definition_key)
    if value is not None:
        check(value)
    old: str | None = getattr(row, member)
    if old == value:
        return incidents.get_incident(incident_id, actor=actor)
    unchanged = Q(**{f"{member}__isnull": True}) if old is None else Q(**{member: old})
    if not Incident.objects.filter(unchanged, id=incident_id).update(**{member: value}):
        raise IncidentChangedError("Somebody was faster; read the incident again.")
    event: JsonObject = {
        "type": f"incident_{member}_changed",
        "incident_id": str(incident_id),
        "activity_id": row.activity_id,
        "old": old,
        "new": value,
    }
    history.record(
        [
            NewHistoryEvent(
                id=new_id(),
                tenant_id=row.tenant_id,
                root_instance_id=row.root_instance_id,
                process_instance_id=row.process_instance_id,
                at=clock.now(),
                actor_id=actor.id,
                actor=actor.username,
                command=command_name,
                revision=None,
                events=[event],
            )
        ]
    )
    return incidents.get_incident(incident_id, actor=actor)
