"""Reading the history as an outbox: by the numbers of transactions, by an index."""

import pytest
from django.db import connection

from bpm.base import clock
from bpm.base.ids import new_id
from bpm.base.sql import SqlParameters
from bpm.history import delivery
from bpm.history.delivery import Position
from tests.builders import system

pytestmark = pytest.mark.django_db

_INSERT = """
INSERT INTO history_event
  (id, tenant_id, root_instance_id, process_instance_id, at, actor, command, xid, events)
SELECT gen_random_uuid(), %(tenant)s, %(instance)s, %(instance)s, %(at)s, 'ada', 'test',
       number::text::xid8, '[{"type": "told"}]'
FROM generate_series(%(first)s::int, %(last)s::int) AS number
"""


def insert(first: int, last: int) -> None:
    """Write one row for each transaction of these numbers."""
    values: SqlParameters = {
        "tenant": system().tenant_id,
        "instance": new_id(),
        "at": clock.now(),
    }
    with connection.cursor() as cursor:
        cursor.execute(_INSERT, values | {"first": first, "last": last})


def test_rows_come_in_the_order_of_their_numbers_and_none_is_passed_over() -> None:
    insert(95, 105)
    position, found = Position(), 0
    numbers = []
    while True:
        told, position, read = delivery.read_after(position, types={"told"}, limit=2)
        if not read:
            break
        found += len(told)
        numbers.append(position.xid)

    assert found == 11
    assert numbers == [96, 98, 100, 102, 104, 105]
    assert not delivery.is_anything_after(position)
    # What the suite did itself has no actor, whatever name it goes by.
    assert {row.actor for row in delivery.read_after(Position(), types={"told"}, limit=9)[0]} == {
        None
    }


def test_rows_without_a_wanted_event_are_passed() -> None:
    insert(10, 12)

    told, position, read = delivery.read_after(Position(), types={"other"}, limit=10)

    assert (told, position.xid, read) == ([], 12, 3)


def test_a_long_history_is_not_read_again_to_find_nothing_new() -> None:
    insert(1, 3000)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE history_event")
        for statement in (delivery._READ, delivery._IS_ANYTHING_NEW):
            values: SqlParameters = {"xid": "1500", "id": new_id(), "types": "{told}", "limit": 100}
            cursor.execute(f"EXPLAIN {statement}", values)
            plan = "\n".join(row[0] for row in cursor.fetchall())
            assert "history_by_transaction" in plan
            assert "Sort" not in plan
