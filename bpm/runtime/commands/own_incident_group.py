"""Say who looks after all that one and the same fault has stopped."""

from functools import partial

from bpm.base.idempotency import RequestKey, answer_once
from bpm.base.transactions import command
from bpm.identity.contracts import Actor
from bpm.runtime.contracts import IncidentGroupView
from bpm.runtime.noting import check_owner, note_on_group


@command
def own_incident_group(
    fingerprint: str, *, owner: str | None, actor: Actor, request_key: RequestKey | None = None
) -> IncidentGroupView:
    """Put every open incident of a group into somebody's care.

    Args:
        fingerprint: Of the group.
        owner: User name; None for nobody.
        actor: Who decides.
        request_key: Marks a request that may be repeated; its first answer is given again.

    Raises:
        IncidentNotFoundError: The group has no open incident that the actor may see.
        PermissionMissingError: The actor may not operate instances of this process.
        UnknownIncidentOwnerError: There is no active person of this name.
        IncidentGroupTooLargeError: The group holds more than one command writes.
    """
    return answer_once(
        request_key,
        view=IncidentGroupView,
        status=200,
        run=lambda: note_on_group(
            fingerprint,
            member="owner",
            value=owner,
            check=partial(check_owner, actor),
            actor=actor,
            command_name="own_incident_group",
        ),
    )
