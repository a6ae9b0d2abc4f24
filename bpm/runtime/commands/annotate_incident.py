"""Write a note on an incident, for whoever looks at it next."""

from uuid import UUID

from bpm.base.idempotency import RequestKey, answer_once
from bpm.base.transactions import command
from bpm.identity.contracts import Actor
from bpm.runtime.contracts import IncidentView
from bpm.runtime.noting import check_note, note_on_incident


@command
def annotate_incident(
    incident_id: UUID, *, note: str | None, actor: Actor, request_key: RequestKey | None = None
) -> IncidentView:
    """Write the note of an incident, resolved or not, in place of the one that is there.

    Args:
        incident_id: Which one.
        note: Plain text; None takes the note away.
        actor: Who writes.
        request_key: Marks a request that may be repeated; its first answer is given again.

    Raises:
        IncidentNotFoundError: It does not exist, or is not the actor's to see.
        PermissionMissingError: The actor may not operate instances of this process.
        InvalidIncidentNoteError: The note is empty or too long.
        IncidentChangedError: It changed at the same moment.
    """
    return answer_once(
        request_key,
        view=IncidentView,
        status=200,
        run=lambda: note_on_incident(
            incident_id,
            member="note",
            value=note,
            check=check_note,
            actor=actor,
            command_name="annotate_incident",
        ),
    )
