"""Try again all that one and the same fault has stopped."""

from collections.abc import Sequence
from uuid import UUID

from bpm.base import clock
from bpm.core.errors import BpmError
from bpm.identity.contracts import Actor, Permission
from bpm.identity.services import require
from bpm.runtime.commands.retry_incident import retry_incident
from bpm.runtime.contracts import FailedRetry, IncidentGroupRetryView
from bpm.runtime.errors import IncidentNotFoundError
from bpm.runtime.models import Incident
from bpm.runtime.queries.incident_groups import open_incidents

MAX_RETRIES_AT_ONCE = 100


def retry_incident_group(
    fingerprint: str, *, actor: Actor, after: UUID | None = None, up_to: UUID | None = None
) -> IncidentGroupRetryView:
    """Retry open incidents of a group, oldest first, each in a transaction of its own.

    What one of them meets leaves the others alone. Nothing is retried twice when this is asked
    for again, because an incident that was retried is no longer open; and whoever asks again
    ``after`` the last that was reached, ``up_to`` the newest that was there at first, comes to an
    end although steps that fail again open new incidents.

    Args:
        fingerprint: Of the group.
        actor: Who retries.
        after: Leave alone what was opened no later than this incident.
        up_to: Leave alone what was opened after this incident.

    Raises:
        IncidentNotFoundError: No open incident between these bounds that the actor may see.
        PermissionMissingError: The actor may not operate instances of this process.
    """
    asked = open_incidents(fingerprint, actor=actor, after=after, up_to=up_to)
    before = asked.count()
    rows = list(asked[:MAX_RETRIES_AT_ONCE])
    if not rows:
        raise IncidentNotFoundError("There is no open incident of this group for you.")
    for key in sorted({row.definition_key for row in rows}):
        require(actor, Permission.OPERATE_INSTANCES, key)
    begun_at = clock.now()
    failed = []
    for row in rows:
        try:
            retry_incident(row.id, actor=actor)
        except BpmError as error:
            failed.append(FailedRetry(incident_id=row.id, code=error.code, detail=str(error)))
    refused = {failure.incident_id for failure in failed}
    retried = [row for row in rows if row.id not in refused]
    opened = open_incidents(fingerprint, actor=actor).filter(created_at__gte=begun_at)
    return IncidentGroupRetryView(
        retried=len(retried),
        failed_again=opened.filter(process_instance_id__in=_instances(retried)).count(),
        failed=tuple(failed),
        remaining=max(before - len(rows), 0),
        last_id=rows[-1].id,
    )


def _instances(rows: Sequence[Incident]) -> list[UUID]:
    return [row.process_instance_id for row in rows]
