"""What operators write on an incident, beside the engine: no token moves."""

from collections.abc import Callable, Sequence
from uuid import UUID

from django.db.models import Q

from bpm.base import clock
from bpm.base.ids import new_id
from bpm.core.values import JsonObject
from bpm.history import services as history
from bpm.history.contracts import NewHistoryEvent
from bpm.identity import queries as identity
from bpm.identity.contracts import Actor, Permission
from bpm.identity.services import require
from bpm.runtime.contracts import IncidentGroupView, IncidentView
from bpm.runtime.errors import (
    IncidentChangedError,
    IncidentGroupTooLargeError,
    IncidentNotFoundError,
    InvalidIncidentNoteError,
    UnknownIncidentOwnerError,
)
from bpm.runtime.models import Incident
from bpm.runtime.queries import incident_groups, incidents

MAX_NOTE_CHARACTERS = 10_000
MAX_GROUP_INCIDENTS = 10_000


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
    history.record([_told(row, member=member, value=value, actor=actor, command=command_name)])
    return incidents.get_incident(incident_id, actor=actor)


def note_on_group(
    fingerprint: str,
    *,
    member: str,
    value: str | None,
    check: Callable[[str], None],
    actor: Actor,
    command_name: str,
) -> IncidentGroupView:
    """Write one member of every open incident of a group, and tell each one's history.

    Args:
        fingerprint: Of the group.
        member: ``note`` or ``owner``.
        value: What to write; None takes away what is there.
        check: Refuses a value that cannot be kept.
        actor: Who writes.
        command_name: As the history tells it.

    Raises:
        IncidentNotFoundError: The group has no open incident that the actor may see.
        PermissionMissingError: The actor may not operate instances of this process.
        IncidentGroupTooLargeError: The group holds more than one command writes.
    """
    rows = _lock_group(fingerprint, actor=actor)
    for key in sorted({row.definition_key for row in rows}):
        require(actor, Permission.OPERATE_INSTANCES, key)
    if value is not None:
        check(value)
    changed = [row for row in rows if getattr(row, member) != value]
    Incident.objects.filter(id__in=[row.id for row in changed]).update(**{member: value})
    history.record(
        [
            _told(row, member=member, value=value, actor=actor, command=command_name)
            for row in changed
        ]
    )
    return incident_groups.get_incident_group(fingerprint, actor=actor)


def check_note(note: str) -> None:
    """Refuse a note that says nothing or is too long.

    Raises:
        InvalidIncidentNoteError: It is one of these.
    """
    if not note.strip() or len(note) > MAX_NOTE_CHARACTERS:
        raise InvalidIncidentNoteError(
            f"Give 1 to {MAX_NOTE_CHARACTERS} characters, or null to take the note away."
        )


def check_owner(actor: Actor, username: str) -> None:
    """Refuse somebody who cannot look after an incident.

    Raises:
        UnknownIncidentOwnerError: There is no active person of this name.
    """
    if not identity.user_ids(actor.tenant_id, [username]):
        raise UnknownIncidentOwnerError(f"There is no active person called {username[:150]!r}.")


def _lock_group(fingerprint: str, *, actor: Actor) -> Sequence[Incident]:
    asked = incident_groups.open_incidents(fingerprint, actor=actor).select_for_update()
    rows = list(asked[: MAX_GROUP_INCIDENTS + 1])
    if not rows:
        raise IncidentNotFoundError("There is no open incident of this group for you.")
    if len(rows) > MAX_GROUP_INCIDENTS:
        raise IncidentGroupTooLargeError(
            f"The group holds more than {MAX_GROUP_INCIDENTS} open incidents; retry some of them"
            " first, or write on single ones."
        )
    return rows


def _told(
    row: Incident, *, member: str, value: str | None, actor: Actor, command: str
) -> NewHistoryEvent:
    """Return what the history tells of an incident as it was before."""
    event: JsonObject = {
        "type": f"incident_{member}_changed",
        "incident_id": str(row.id),
        "activity_id": row.activity_id,
        "old": getattr(row, member),
        "new": value,
    }
    return NewHistoryEvent(
        id=new_id(),
        tenant_id=row.tenant_id,
        root_instance_id=row.root_instance_id,
        process_instance_id=row.process_instance_id,
        at=clock.now(),
        actor_id=actor.id,
        actor=actor.username,
        command=command,
        revision=None,
        events=[event],
    )
