"""Try again all that one and the same fault has stopped."""

from bpm.core.errors import BpmError
from bpm.identity.contracts import Actor, Permission
from bpm.identity.services import require
from bpm.runtime.commands.retry_incident import retry_incident
from bpm.runtime.contracts import FailedRetry, IncidentGroupRetryView
from bpm.runtime.errors import IncidentNotFoundError
from bpm.runtime.queries import incidents

MAX_RETRIES_AT_ONCE = 100


def retry_incident_group(fingerprint: str, *, actor: Actor) -> IncidentGroupRetryView:
    """Retry the open incidents of a group, oldest first, each in a transaction of its own.

    What one of them meets leaves the others alone. Nothing is retried twice when this is asked
    for again, because an incident that was retried is no longer open.

    Args:
        fingerprint: Of the group.
        actor: Who retries.

    Raises:
        IncidentNotFoundError: The group has no open incident that the actor may see.
        PermissionMissingError: The actor may not operate instances of this process.
    """
    before = incidents.count_open_incidents(fingerprint, actor=actor)
    rows = incidents.list_open_incidents(fingerprint, limit=MAX_RETRIES_AT_ONCE, actor=actor)
    if not rows:
        raise IncidentNotFoundError("There is no open incident of this group for you.")
    require(actor, Permission.OPERATE_INSTANCES, rows[0].definition_key)
    failed = []
    for row in rows:
        try:
            retry_incident(row.id, actor=actor)
        except BpmError as error:
            failed.append(FailedRetry(incident_id=row.id, code=error.code, detail=str(error)))
    return IncidentGroupRetryView(
        retried=len(rows) - len(failed),
        failed=tuple(failed),
        remaining=max(before - len(rows), 0),
    )
