"""Variables written in races: a condition becomes true once, whoever was first."""

from decimal import Decimal
from functools import partial

import pytest

from bpm.identity.contracts import Actor
from bpm.runtime.commands.complete_user_task import complete_user_task
from bpm.runtime.commands.update_variables import update_variables
from bpm.runtime.contracts import CompleteUserTask, ProcessInstanceView
from bpm.runtime.verify import find_problems
from tests import builders
from tests.builders import END, START, chain, flow, user_task
from tests.concurrency.racing import Attempt, race, tally
from tests.integration.runtime.acting import outcomes, read, tasks, visits

pytestmark = pytest.mark.django_db(transaction=True)

ROUNDS = 5
OVER = {"user_task_closed", "process_instance_ended"}


@pytest.fixture
def alice() -> Actor:
    builders.group("reviewers")
    return builders.person("alice", "reviewers")


def watched(*, interrupts: bool) -> str:
    """Return the key of a process with a task that is watched by a condition."""
    attached = (
        (
            f'<bpmn:boundaryEvent id="high" attachedToRef="work" cancelActivity="{interrupts}">'
            "<bpmn:conditionalEventDefinition><bpmn:condition>sum &gt; 100</bpmn:condition>"
            "</bpmn:conditionalEventDefinition></bpmn:boundaryEvent>"
        )
        .replace('"True"', '"true"')
        .replace('"False"', '"false"')
    )
    after = user_task("look") + '<bpmn:endEvent id="seen"/>'
    return builders.deploy(
        chain(START, user_task("work"), END)
        + attached
        + after
        + flow("to_look", "high", "look")
        + flow("to_seen", "look", "seen")
    )


def write(instance: ProcessInstanceView, amount: int) -> Attempt:
    actor = builders.system()
    return partial(update_variables, instance.id, variables={"sum": Decimal(amount)}, actor=actor)


def test_a_condition_that_many_make_true_is_true_once(alice: Actor) -> None:
    key = watched(interrupts=False)
    for _ in range(ROUNDS):
        instance = builders.start(key)

        written = race([write(instance, 200 + number) for number in range(4)])

        assert tally(written) == {"ok": 4}
        assert [visit.activity_id for visit in visits(instance)].count("high") == 1
        assert sorted(tasks(instance)) == ["look", "work"]
    assert find_problems() == []


def test_completion_and_a_condition_that_interrupts(alice: Actor) -> None:
    key = watched(interrupts=True)
    for _ in range(ROUNDS):
        instance = builders.start(key)
        task = tasks(instance)["work"]

        completed, written = race(
            [
                partial(complete_user_task, CompleteUserTask(user_task_id=task), actor=alice),
                write(instance, 200),
            ]
        )

        assert completed in {"ok", *OVER}
        assert written in {"ok", "process_instance_ended"}
        won = "completed" if completed == "ok" else "cancelled"
        assert outcomes(instance)["work"] == won
        assert read(instance).state == ("completed" if completed == "ok" else "active")
        assert list(tasks(instance)) == ([] if completed == "ok" else ["look"])
    assert find_problems() == []
