"""Writing history: rows are added, never changed."""

from collections.abc import Sequence

from django.db import connection

from bpm.core.values import dump_json
from bpm.history.contracts import NewHistoryEvent

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


def record(events: Sequence[NewHistoryEvent]) -> None:
    """Write what commands did, in one statement, in the transaction that did it."""
    if not events:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            _INSERT,
            [
                [event.id for event in events],
                [event.tenant_id for event in events],
                [event.root_instance_id for event in events],
                [event.process_instance_id for event in events],
                [event.at for event in events],
                [event.actor_id for event in events],
                [event.actor for event in events],
                [event.command for event in events],
                [event.revision for event in events],
                [dump_json(list(event.events)).decode() for event in events],
            ],
        )
