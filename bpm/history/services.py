"""Writing history: rows are added, never changed."""

from collections.abc import Sequence

from django.db import connection

from bpm.base.sql import ArrayElement, sql_array
from bpm.core.errors import Problem
from bpm.core.values import dump_json
from bpm.history.contracts import NewHistoryEvent
from bpm.history.errors import InvalidReasonError, ReasonRequiredError

MAX_REASON_CHARACTERS = 1_000

_INSERT = """
INSERT INTO history_event
  (id, tenant_id, root_instance_id, process_instance_id, at, actor_id, actor, command, revision,
   events)
SELECT id, tenant_id, root_instance_id, process_instance_id, at, actor_id, actor, command,
       revision, events::jsonb
FROM unnest(%s::uuid[], %s::uuid[], %s::uuid[], %s::uuid[], %s::timestamptz[], %s::uuid[],
            %s::text[], %s::text[], %s::int[], %s::text[])
  AS new (id, tenant_id, root_instance_id, process_instance_id, at, actor_id, actor, command,
          revision, events)
"""

_INSERT_ONE = """
INSERT INTO history_event
  (id, tenant_id, root_instance_id, process_instance_id, at, actor_id, actor, command, revision,
   events)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s::jsonb)
"""


def check_reason(reason: str | None) -> None:
    """Refuse a reason that the history does not take.

    Raises:
        InvalidReasonError: It is longer than 1,000 characters.
    """
    if reason is not None and len(reason) > MAX_REASON_CHARACTERS:
        raise InvalidReasonError(f"Give at most {MAX_REASON_CHARACTERS} characters as the reason.")


def require_reason(reason: str | None) -> str:
    """Return the reason of a command that other people have to understand.

    Raises:
        ReasonRequiredError: There is none.
        InvalidReasonError: It is longer than 1,000 characters.
    """
    check_reason(reason)
    if reason is None or not reason.strip():
        detail = "Say why; it is told to everybody whom it concerns."
        problem = Problem(code=ReasonRequiredError.code, pointer="/reason", detail=detail)
        raise ReasonRequiredError(detail, problems=[problem])
    return reason.strip()


def record(events: Sequence[NewHistoryEvent]) -> None:
    """Write what commands did, in one statement, in the transaction that did it."""
    if not events:
        return
    with connection.cursor() as cursor:
        if len(events) == 1:
            cursor.execute(_INSERT_ONE, _values_of(events[0]))
            return
        columns = zip(*map(_values_of, events), strict=True)
        cursor.execute(_INSERT, [sql_array(column) for column in columns])


def _values_of(event: NewHistoryEvent) -> tuple[ArrayElement, ...]:
    return (
        event.id,
        event.tenant_id,
        event.root_instance_id,
        event.process_instance_id,
        event.at,
        event.actor_id,
        event.actor,
        event.command,
        event.revision,
        dump_json(list(event.events)).decode(),
    )
