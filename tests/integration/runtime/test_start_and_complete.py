"""Starting instances and completing user tasks, held against the database."""

from decimal import Decimal
from typing import Any

import pytest
from django.db import connection

from bpm.identity.contracts import Actor
from bpm.runtime import queries
from bpm.runtime.commands.complete_user_task import complete_user_task
from bpm.runtime.contracts import CompleteUserTask
from tests import builders
from tests.builders import END, START, chain, script, user_task

pytestmark = pytest.mark.django_db(transaction=True)


def _rows(table: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {table}")  # noqa: S608 names of this test
        return int(cursor.fetchone()[0])


def test_an_instance_without_waits_ends_in_its_first_command() -> None:
    key = builders.deploy(chain(START, script("add", "amount + 0.2", "total"), END))

    instance = builders.start(key, {"amount": Decimal("0.1")})

    assert instance.state == "completed"
    assert instance.ended_at is not None
    assert instance.variables == {"amount": Decimal("0.1"), "total": Decimal("0.3")}
    assert instance.waiting_at == ()
    read = queries.get_process_instance(
        instance.id, actor=builders.system(), include_variables=True
    )
    assert read == instance


def test_completing_a_user_task_runs_on(alice: Actor) -> None:
    key = builders.deploy(
        chain(START, user_task("approve"), script("note", "approved", "result"), END)
    )
    instance = builders.start(key, {"amount": Decimal(100)}, business_key="B-1")
    task_id = builders.waiting_task(instance)

    task = complete_user_task(
        CompleteUserTask(user_task_id=task_id, variables={"approved": True}), actor=alice
    )

    assert task.state == "completed"
    assert task.revision == 2
    done = queries.get_process_instance(
        instance.id, actor=builders.system(), include_variables=True
    )
    assert done.state == "completed"
    assert done.variables == {"amount": Decimal(100), "approved": True, "result": True}


def test_an_instance_that_ends_at_once_costs_few_statements_and_rows(
    django_assert_max_num_queries: Any,
) -> None:
    key = builders.deploy(chain(START, script("add", "1 + 1", "total"), END))
    actor = builders.system()
    builders.start(key, actor=actor)
    before = {table: _rows(table) for table in ("activity_instance", "history_event")}

    # BEGIN and COMMIT are not in Django's log.
    with django_assert_max_num_queries(6):
        builders.start(key, actor=actor)

    assert _rows("activity_instance") - before["activity_instance"] == 3
    assert _rows("history_event") - before["history_event"] == 1


def test_completing_a_user_task_costs_few_statements(
    alice: Actor, django_assert_max_num_queries: Any
) -> None:
    key = builders.deploy(chain(START, user_task("approve"), END))
    task_id = builders.waiting_task(builders.start(key))

    with django_assert_max_num_queries(8):
        done = complete_user_task(CompleteUserTask(user_task_id=task_id), actor=alice)

    assert done.state == "completed"
