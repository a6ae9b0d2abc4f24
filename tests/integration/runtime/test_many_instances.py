"""Multi-instance activities, held against the database."""

from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from bpm.core.values import Value
from bpm.history.queries import get_path
from bpm.identity.contracts import Actor
from bpm.runtime.commands.retry_incident import retry_incident
from bpm.runtime.commands.update_variables import update_variables
from bpm.runtime.queries.statistics import get_statistics
from tests import builders
from tests.builders import END, START, flow
from tests.integration.runtime.acting import complete, read, rows, tasks, visits

pytestmark = pytest.mark.django_db(transaction=True)


def many(*, sequential: bool = False) -> str:
    """Return a user task for each reviewer, whose notes are gathered."""
    loop = (
        f'<bpmn:multiInstanceLoopCharacteristics isSequential="{str(sequential).lower()}">'
        '<bpmn:extensionElements><bpm:loop collection="=reviewers" elementVariable="reviewer"'
        ' outputCollection="notes" outputElement="=note"/></bpmn:extensionElements>'
        "</bpmn:multiInstanceLoopCharacteristics>"
    )
    return (
        '<bpmn:userTask id="review"><bpmn:extensionElements>'
        '<bpm:assignment assignee="=reviewer"/></bpmn:extensionElements>'
        f"{loop}</bpmn:userTask>"
        + START
        + END
        + flow("f1", "start", "review")
        + flow("f2", "review", "end")
    )


def test_each_of_many_instances_has_its_own_variables(alice: Actor) -> None:
    bob = builders.person("bob", "reviewers")
    instance = builders.start(builders.deploy(many()), {"reviewers": ["alice", "bob"]})
    assert len(instance.waiting_at) == 2
    assert rows("SELECT count(*) FROM scope_variables")[0][0] >= 2
    assert rows(
        "SELECT loop_index FROM activity_instance WHERE loop_index IS NOT NULL ORDER BY 1"
    ) == [(0,), (1,)]
    by_assignee = dict(rows("SELECT assignee, id FROM user_task"))

    complete(by_assignee["bob"], bob, note="late")
    complete(by_assignee["alice"], alice, note="early")

    done = read(instance)
    assert done.state == "completed"
    assert done.variables is not None
    assert done.variables["notes"] == ["early", "late"]
    assert "note" not in done.variables
    assert rows("SELECT count(*) FROM scope_variables") == [(0,)]
    assert {visit.loop_index for visit in visits(instance)} == {None, 0, 1}


def test_counts_and_path_tell_of_instances_not_of_what_holds_them(alice: Actor) -> None:
    definition = builders.deploy(many())
    instance = builders.start(definition, {"reviewers": ["alice", "bob", "carol"]})
    empty = builders.start(definition, {"reviewers": []})
    (task,) = rows("SELECT id FROM user_task WHERE assignee = 'alice'")[0]
    complete(task, alice, note="done")

    counts = {one.activity_id: one for one in get_statistics(instance.definition_id).activities}

    assert (counts["review"].running, counts["review"].visits) == (2, 3)
    assert get_path(instance.id).activities["review"] == 3
    assert get_path(empty.id).activities["review"] == 1


def test_many_instances_one_after_the_other(alice: Actor) -> None:
    names: list[Value] = ["alice", "alice", "alice"]
    instance = builders.start(builders.deploy(many(sequential=True)), {"reviewers": names})
    for number in range(3):
        (place,) = read(instance).waiting_at
        assert place.user_task_id is not None
        complete(place.user_task_id, alice, note=Decimal(number))

    done = read(instance)
    assert done.variables is not None
    assert done.variables["notes"] == [0, 1, 2]


def test_a_collection_that_is_none_is_an_incident_that_can_be_mended(system: Actor) -> None:
    builders.group("reviewers")
    instance = builders.start(builders.deploy(many()), {"reviewers": Decimal(7)})
    (place,) = instance.waiting_at
    assert (place.activity_id, place.user_task_id) == ("review", None)
    assert place.incident_id is not None

    update_variables(instance.id, variables={"reviewers": ["alice"]}, actor=system)
    retry_incident(place.incident_id, actor=system)

    assert len(tasks(instance)) == 1


def test_many_tasks_cost_no_more_statements_than_one() -> None:
    builders.group("reviewers")
    key = builders.deploy(many())
    system = builders.system()
    builders.start(key, {"reviewers": ["somebody"]}, actor=system)

    def count_statements(people: int) -> int:
        names: list[Value] = [f"person{number}" for number in range(people)]
        with CaptureQueriesContext(connection) as statements:
            instance = builders.start(key, {"reviewers": names}, actor=system)
        assert rows(
            "SELECT count(*) FROM user_task WHERE process_instance_id = %s", instance.id
        ) == [(people,)]
        return len(statements)

    assert count_statements(100) == count_statements(1) <= 8
