"""Writing subscriptions: one statement each, whatever the number of rows."""

from collections.abc import Sequence
from uuid import UUID

from django.db import connection

from bpm.base.indexing import indexable
from bpm.base.sql import SqlParameters, sql_array
from bpm.messages.contracts import NewSubscription

_ADD = """
INSERT INTO event_subscription
  (id, tenant_id, root_instance_id, process_instance_id, definition_id, definition_key,
   business_key, visit, activity_id, kind, name, correlation_key, created_at, suspended)
SELECT *, false
FROM unnest(%s::uuid[], %s::uuid[], %s::uuid[], %s::uuid[], %s::uuid[], %s::text[], %s::text[],
            %s::int[], %s::text[], %s::text[], %s::text[], %s::text[], %s::timestamptz[])
"""
_TAKE = "DELETE FROM event_subscription WHERE id = %(id)s AND NOT suspended"
_TAKE_AT = """
DELETE FROM event_subscription
WHERE process_instance_id = %(instance)s AND visit = %(visit)s AND kind = %(kind)s
  AND name = %(name)s AND NOT suspended
"""
_DELETE = """
DELETE FROM event_subscription WHERE process_instance_id = ANY(%(instances)s::uuid[])
"""
_DELETE_AT = """
DELETE FROM event_subscription
WHERE process_instance_id = %(instance)s AND visit = ANY(%(visits)s::int[])
"""
_SUSPEND = """
UPDATE event_subscription SET suspended = %(suspended)s
WHERE process_instance_id = ANY(%(instances)s::uuid[]) AND suspended <> %(suspended)s
"""


def add_subscriptions(subscriptions: Sequence[NewSubscription]) -> None:
    """Write new subscriptions."""
    if not subscriptions:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            _ADD,
            [
                sql_array(row.id for row in subscriptions),
                sql_array(row.tenant_id for row in subscriptions),
                sql_array(row.root_instance_id for row in subscriptions),
                sql_array(row.process_instance_id for row in subscriptions),
                sql_array(row.definition_id for row in subscriptions),
                sql_array(row.definition_key for row in subscriptions),
                sql_array(row.business_key for row in subscriptions),
                sql_array(row.visit for row in subscriptions),
                sql_array(row.activity_id for row in subscriptions),
                sql_array(row.kind for row in subscriptions),
                sql_array(indexable(row.name) for row in subscriptions),
                sql_array(
                    None if row.correlation_key is None else indexable(row.correlation_key)
                    for row in subscriptions
                ),
                sql_array(row.created_at for row in subscriptions),
            ],
        )


def take_subscription(subscription_id: UUID) -> bool:
    """Use a subscription up; decides every race for it.

    Returns:
        False where it is gone or suspended.
    """
    return _write(_TAKE, {"id": subscription_id}) > 0


def take_message_subscription(process_instance_id: UUID, visit: int, name: str) -> bool:
    """Use up what a visit waits for; decides whether it receives a message.

    Returns:
        False where it waits for that message no more.
    """
    return _take_at(process_instance_id, visit, name, kind="message")


def take_signal_subscription(process_instance_id: UUID, visit: int, name: str) -> bool:
    """Use up what a visit waits for; decides whether it hears a signal.

    Returns:
        False where it waits for that signal no more.
    """
    return _take_at(process_instance_id, visit, name, kind="signal")


def delete_subscriptions(process_instance_ids: Sequence[UUID]) -> None:
    """Delete all subscriptions of instances, because those end."""
    _write(_DELETE, {"instances": sql_array(process_instance_ids)})


def delete_subscriptions_at(process_instance_id: UUID, visits: Sequence[int]) -> None:
    """Delete the subscriptions at some visits, because nothing is waited for there any more."""
    _write(_DELETE_AT, {"instance": process_instance_id, "visits": sql_array(visits)})


def suspend_subscriptions(process_instance_ids: Sequence[UUID]) -> None:
    """Keep messages from instances for a while."""
    _write(_SUSPEND, {"instances": sql_array(process_instance_ids), "suspended": True})


def resume_subscriptions(process_instance_ids: Sequence[UUID]) -> None:
    """Let instances receive messages again."""
    _write(_SUSPEND, {"instances": sql_array(process_instance_ids), "suspended": False})


def _take_at(process_instance_id: UUID, visit: int, name: str, *, kind: str) -> bool:
    parameters: SqlParameters = {
        "instance": process_instance_id,
        "visit": visit,
        "name": indexable(name),
        "kind": kind,
    }
    return _write(_TAKE_AT, parameters) > 0


def _write(sql: str, parameters: SqlParameters) -> int:
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return int(cursor.rowcount)
