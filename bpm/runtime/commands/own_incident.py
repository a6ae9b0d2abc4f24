"""Say who looks after an incident."""

from functools import partial
from uuid import UUID

from bpm.base.idempotency import RequestKey, answer_once
from bpm.base.transactions import command
from bpm.identity.contracts import Actor
from bpm.runtime.contracts import IncidentView
from bpm.runtime.noting import check_owner, note_on_incident


@command
def own_incident(
    incident_id: UUID, *, owner: str | None, actor: Actor, request_key: RequestKey | None = None
) -> IncidentView:
    """Put an incident, resolved or not, into somebody's care.

    Args:
        incident_id: Which one.
        owner: User name; None for nobody.
        actor: Who decides.
        request_key: Marks a request that may be repeated; its first answer is given again.

    Raises:
        IncidentNotFoundError: It does not exist, or is not the actor's to see.
        PermissionMissingError: The actor may not operate instances of this process.
        UnknownIncidentOwnerError: There is no active person of this name.
        IncidentChangedError: It changed at the same moment.
    """
    return answer_once(
        request_key,
        view=IncidentView,
        status=200,
        run=lambda: note_on_incident(
            incident_id,
            member="owner",
            value=owner,
            check=partial(check_owner, actor),
            actor=actor,
            command_name="own_incident",
        ),
    )
