"""Write one note on all that one and the same fault has stopped."""

from bpm.base.idempotency import RequestKey, answer_once
from bpm.base.transactions import command
from bpm.identity.contracts import Actor
from bpm.runtime.contracts import IncidentGroupView
from bpm.runtime.noting import check_note, note_on_group


@command
def annotate_incident_group(
    fingerprint: str, *, note: str | None, actor: Actor, request_key: RequestKey | None = None
) -> IncidentGroupView:
    """Write the note of every open incident of a group, in place of those that are there.

    Args:
        fingerprint: Of the group.
        note: Plain text; None takes the notes away.
        actor: Who writes.
        request_key: Marks a request that may be repeated; its first answer is given again.

    Raises:
        IncidentNotFoundError: The group has no open incident that the actor may see.
        PermissionMissingError: The actor may not operate instances of this process.
        InvalidIncidentNoteError: The note is empty or too long.
        IncidentGroupTooLargeError: The group holds more than one command writes.
    """
    return answer_once(
        request_key,
        view=IncidentGroupView,
        status=200,
        run=lambda: note_on_group(
            fingerprint,
            member="note",
            value=note,
            check=check_note,
            actor=actor,
            command_name="annotate_incident_group",
        ),
    )
