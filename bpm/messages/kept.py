"""Messages that nobody waits for yet: kept for a while, and found by who begins to wait.

Who publishes and who subscribes could each miss the other's uncommitted row. So one keeps a message
only with the lock on its name and after having looked again, and the other looks for kept messages
with the same lock, shared, in a statement of its own.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection

from bpm.base import clock
from bpm.base.fields import load_stored_object
from bpm.base.ids import new_id
from bpm.base.indexing import indexable
from bpm.base.sql import SqlParameters, sql_array
from bpm.core.values import decode_variables, encode_variables
from bpm.identity import queries as identity
from bpm.identity.contracts import Actor, Permission
from bpm.messages.contracts import Message, NewSubscription, Receiver, SentMessage
from bpm.messages.models import KeptMessage

_NAMES = 7

_LOCK = "SELECT pg_advisory_xact_lock(hashtextextended(%s, %s))"
_LOCK_SHARED = "SELECT pg_advisory_xact_lock_shared(hashtextextended(%s, %s))"

# A message with a key is for who waits for that key; one without, for who waits for none, unless it
# names the instance itself.
_FITS = """
    m.tenant_id = s.tenant_id AND m.name = s.name AND s.kind = 'message' AND NOT s.suspended
    AND m.expires_at > %(now)s AND m.discarded_at IS NULL
    AND (m.process_instance_id IS NULL OR m.process_instance_id = s.process_instance_id)
    AND (m.business_key IS NULL OR m.business_key = s.business_key)
    AND (m.definition_key IS NULL OR m.definition_key = s.definition_key)
    AND (m.activity_id IS NULL OR m.activity_id = s.activity_id)
    AND CASE WHEN m.correlation_key IS NULL
             THEN m.process_instance_id IS NOT NULL OR s.correlation_key IS NULL
             ELSE m.correlation_key = s.correlation_key END
    AND (m.definition_keys IS NULL OR s.definition_key = ANY(m.definition_keys))
"""
_FIND_RECEIVERS = f"""
SELECT s.tenant_id, s.root_instance_id, s.process_instance_id, s.definition_id, s.definition_key,
       s.visit, s.activity_id
FROM event_subscription s
WHERE (s.id = ANY(%(ids)s::uuid[]) OR s.process_instance_id = ANY(%(instances)s::uuid[]))
  AND EXISTS (SELECT FROM kept_message m WHERE {_FITS})
ORDER BY s.id
"""  # noqa: S608 only the condition above
_FIND_OLDEST = f"""
SELECT m.id, m.name, m.correlation_key, m.variables::text, m.variable_types::text, m.sent_by
FROM event_subscription s JOIN kept_message m ON {_FITS}
WHERE s.process_instance_id = %(instance)s AND s.visit = %(visit)s
ORDER BY m.sent_at, m.id LIMIT 1
"""  # noqa: S608 only the condition above
_FIND_FOR_START = """
SELECT id, name, correlation_key, variables::text, variable_types::text, sent_by, business_key,
       sender_id, sender_scopes
FROM kept_message
WHERE tenant_id = %(tenant)s AND name = %(name)s AND expires_at > %(now)s AND discarded_at IS NULL
  AND process_instance_id IS NULL
  AND (definition_key IS NULL OR definition_key = %(key)s)
  AND (activity_id IS NULL OR activity_id = %(activity)s)
ORDER BY sent_at, id
"""
_DELETE = "DELETE FROM kept_message WHERE id = %(id)s AND discarded_at IS NULL"
_FIND_NAMES = """
SELECT DISTINCT tenant_id, name FROM event_subscription
WHERE process_instance_id = ANY(%(instances)s::uuid[]) AND kind = 'message'
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptForStart:
    """A message that is kept, and who has sent it.

    Args:
        business_key: Of the instance that begins.
        sender_id: None where that is not known.
        sender_scopes: Of the token by which it was sent; None without one.
    """

    id: UUID
    sent: SentMessage
    business_key: str | None
    sender_id: UUID | None
    sender_scopes: frozenset[str] | None


def lock_name(tenant_id: UUID, name: str) -> None:
    """Let nobody begin to wait for messages of a name until the transaction ends.

    Look once more for who waits, in a new statement, before keeping one.
    """
    with connection.cursor() as cursor:
        cursor.execute(_LOCK, [_lock_key(tenant_id, name), _NAMES])


def keep_message(message: Message, *, lives: timedelta, actor: Actor) -> datetime:
    """Keep a message for who begins to wait for it; its name must be locked.

    Args:
        message: As it was sent; its variables are checked.
        lives: For how long.
        actor: Who sends it: it is only for instances that the actor operates now.

    Returns:
        Until when it is kept.
    """
    variables, types = encode_variables(message.variables)
    keys = identity.allowed_keys(actor, Permission.OPERATE_INSTANCES)
    now = clock.now()
    KeptMessage.objects.create(
        id=new_id(),
        tenant_id=actor.tenant_id,
        name=indexable(message.name),
        correlation_key=_indexable(message.correlation_key),
        business_key=_indexable(message.business_key),
        process_instance_id=message.process_instance_id,
        definition_key=_indexable(message.definition_key),
        activity_id=_indexable(message.activity_id),
        definition_keys=None if keys is None else sorted(keys),
        variables=variables,
        variable_types={**types},
        sent_by=actor.username,
        sender_id=actor.id,
        sender_scopes=None if actor.scopes is None else sorted(actor.scopes),
        sent_at=now,
        expires_at=now + lives,
    )
    return now + lives


def find_receivers(subscriptions: Sequence[NewSubscription]) -> Sequence[Receiver]:
    """Return the new subscriptions, written already, for which a message is kept."""
    waiting = [row for row in subscriptions if row.kind == "message"]
    if not waiting:
        return ()
    _share({(row.tenant_id, indexable(row.name)) for row in waiting})
    return _find({"ids": sql_array(row.id for row in waiting), "instances": "{}"})


def find_receivers_of(process_instance_ids: Sequence[UUID]) -> Sequence[Receiver]:
    """Return what messages are kept for and instances wait for that have been resumed just now."""
    instances = sql_array(process_instance_ids)
    with connection.cursor() as cursor:
        cursor.execute(_FIND_NAMES, {"instances": instances})
        names = {(tenant_id, name) for tenant_id, name in cursor.fetchall()}
    if not names:
        return ()
    _share(names)
    return _find({"ids": "{}", "instances": instances})


def take_message(process_instance_id: UUID, visit: int) -> SentMessage | None:
    """Use up the oldest message that is kept for what a visit waits for.

    Its instance must be locked.

    Returns:
        None where the visit waits for none any more, or others took all that were for it.
    """
    parameters: SqlParameters = {
        "instance": process_instance_id,
        "visit": visit,
        "now": clock.now(),
    }
    with connection.cursor() as cursor:
        while True:
            cursor.execute(_FIND_OLDEST, parameters)
            row = cursor.fetchone()
            if row is None:
                return None
            # Found without a lock: only who deletes it has it. Each turn one message less is there.
            cursor.execute(_DELETE, {"id": row[0]})
            if cursor.rowcount:
                break
    _, name, correlation_key, variables, types, sent_by = row
    kinds = {key: str(kind) for key, kind in load_stored_object(types).items()}
    return SentMessage(
        name=name,
        correlation_key=correlation_key,
        variables=decode_variables(load_stored_object(variables), kinds),
        sent_by=sent_by,
    )


def find_for_start(
    tenant_id: UUID, name: str, *, definition_key: str, activity_id: str
) -> Sequence[KeptForStart]:
    """Return the messages that are kept and may begin a process, oldest first.

    Args:
        tenant_id: Whose.
        name: For which the process waits; ``share_names`` must have locked it.
        definition_key: Of the process.
        activity_id: Where it waits.
    """
    parameters: SqlParameters = {
        "tenant": tenant_id,
        "name": indexable(name),
        "now": clock.now(),
        "key": definition_key,
        "activity": activity_id,
    }
    with connection.cursor() as cursor:
        cursor.execute(_FIND_FOR_START, parameters)
        return [_kept_for_start(row) for row in cursor.fetchall()]


def take(message_id: UUID) -> bool:
    """Use up a message; return whether it was still there."""
    with connection.cursor() as cursor:
        cursor.execute(_DELETE, {"id": message_id})
        return bool(cursor.rowcount)


def share_names(tenant_id: UUID, names: Collection[str]) -> None:
    """Let nobody keep a message of these names until the transaction ends."""
    _share({(tenant_id, indexable(name)) for name in names})


def delete_expired_messages() -> int:
    """Delete the messages that nobody has waited for in their time, and say how many."""
    return KeptMessage.objects.filter(expires_at__lte=clock.now()).delete()[0]


def _kept_for_start(row: Sequence[Any]) -> KeptForStart:
    id_, name, correlation_key, variables, types, sent_by, business_key, sender_id, scopes = row
    kinds = {key: str(kind) for key, kind in load_stored_object(types).items()}
    sent = SentMessage(
        name=name,
        correlation_key=correlation_key,
        variables=decode_variables(load_stored_object(variables), kinds),
        sent_by=sent_by,
    )
    return KeptForStart(
        id=id_,
        sent=sent,
        business_key=business_key,
        sender_id=sender_id,
        sender_scopes=None if scopes is None else frozenset(scopes),
    )


def _share(names: Collection[tuple[UUID, str]]) -> None:
    with connection.cursor() as cursor:
        # One statement each: only so is the order certain in which the locks are taken.
        for key in sorted(_lock_key(tenant_id, name) for tenant_id, name in names):
            cursor.execute(_LOCK_SHARED, [key, _NAMES])


def _find(parameters: SqlParameters) -> Sequence[Receiver]:
    with connection.cursor() as cursor:
        cursor.execute(_FIND_RECEIVERS, {**parameters, "now": clock.now()})
        return [
            Receiver(
                tenant_id=tenant_id,
                root_instance_id=root_id,
                process_instance_id=instance_id,
                definition_id=definition_id,
                definition_key=key,
                visit=visit,
                activity_id=activity_id,
            )
            for (
                tenant_id,
                root_id,
                instance_id,
                definition_id,
                key,
                visit,
                activity_id,
            ) in cursor.fetchall()
        ]


def _lock_key(tenant_id: UUID, name: str) -> str:
    return f"{tenant_id}:{indexable(name)}"


def _indexable(text: str | None) -> str | None:
    return None if text is None else indexable(text)
