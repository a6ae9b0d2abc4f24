"""Writing history: rows are added, never changed."""

from collections.abc import Sequence

from django.db import connection

from bpm.base.sql import Statement, execute_together, sql_array
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
VALUES (%(told_id)s, %(tenant)s, %(root)s, %(instance)s, %(told_at)s, %(actor_id)s, %(actor)s,
        %(command)s, %(told_revision)s, %(events)s::jsonb)
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
    if len(events) == 1:
        execute_together(insertion_of(events[0]))
        return
    with connection.cursor() as cursor:
        cursor.execute(
            _INSERT,
            [
                sql_array([event.id for event in events]),
                sql_array([event.tenant_id for event in events]),
                sql_array([event.root_instance_id for event in events]),
                sql_array([event.process_instance_id for event in events]),
                sql_array([event.at for event in events]),
                sql_array([event.actor_id for event in events]),
                sql_array([event.actor for event in events]),
                sql_array([event.command for event in events]),
                sql_array([event.revision for event in events]),
                sql_array([_json_of(event) for event in events]),
            ],
        )


def insertion_of(event: NewHistoryEvent) -> Statement:
    """Return what writes what one command did, to be executed together with what it changed."""
    return Statement(
        _INSERT_ONE,
        {
            "told_id": event.id,
            "tenant": event.tenant_id,
            "root": event.root_instance_id,
            "instance": event.process_instance_id,
            "told_at": event.at,
            "actor_id": event.actor_id,
            "actor": event.actor,
            "command": event.command,
            "told_revision": event.revision,
            "events": _json_of(event),
        },
    )


def _json_of(event: NewHistoryEvent) -> str:
    return dump_json(list(event.events)).decode()
