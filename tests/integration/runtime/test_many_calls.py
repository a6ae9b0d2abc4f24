"""Call activities with many instances: what starts when, and what their results become."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from bpm.base import clock
from bpm.core.engine.contracts import StartChild
from bpm.core.values import Value
from bpm.definitions import queries as definitions
from bpm.definitions.contracts import Executable
from bpm.identity.contracts import Actor
from bpm.jobs import running
from bpm.runtime import calling
from bpm.runtime.commands.cancel_process_instance import cancel_process_instance
from bpm.runtime.verify import find_problems
from tests import builders
from tests.builders import END, START, chain, script
from tests.integration.runtime.acting import (
    children,
    open_jobs,
    read,
    rows,
)
from tests.integration.runtime.calls import ASK, DOUBLE, MANY, caller

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize("sequential", ["false", "true"])
def test_many_calls_gather_their_results(sequential: str) -> None:
    called = builders.deploy(chain(START, script("double", "item * 2", "result"), END))
    io = (
        '<bpm:io><bpm:input name="item">=item</bpm:input>'
        '<bpm:output name="result">=result</bpm:output></bpm:io>'
    )
    key = caller(called, 'binding="latest"', io=io, loop=MANY.format(sequential))
    items: list[Value] = [Decimal(number) for number in range(5)]

    instance = builders.start(key, {"items": items})

    assert instance.state == "completed"
    assert instance.variables is not None
    assert instance.variables["results"] == [0, 2, 4, 6, 8]
    assert len(children(instance)) == 5


@pytest.mark.parametrize("sequential", ["false", "true"])
def test_jobs_start_what_one_command_cannot(sequential: str) -> None:
    called = builders.deploy(chain(START, script("double", "item * 2", "result"), END))
    io = (
        '<bpm:io><bpm:input name="item">=item</bpm:input>'
        '<bpm:output name="result">=result</bpm:output></bpm:io>'
    )
    key = caller(called, 'binding="latest"', io=io, loop=MANY.format(sequential))
    count = calling.MAX_CALLED_AT_ONCE + 3

    instance = builders.start(key, {"items": [Decimal(number) for number in range(count)]})

    assert instance.state == "active"
    assert {job.kind for job in open_jobs()} == {"start_called_instance"}
    while running.run_ready_jobs():
        pass
    done = read(instance)
    assert done.variables is not None
    assert done.variables["results"] == [2 * number for number in range(count)]
    assert rows("SELECT count(*) FROM process_instance") == [(count + 1,)]


def start_beyond(monkeypatch: pytest.MonkeyPatch, body: str, *, inner: str = "") -> Any:
    """Start an instance that calls ten, of which its own command starts four."""
    monkeypatch.setattr(calling, "MAX_CALLED_AT_ONCE", 4)
    io = '<bpm:io><bpm:input name="item">=item</bpm:input></bpm:io>'
    loop = MANY.format("false").replace("</bpmn:multi", f"{inner}</bpmn:multi")
    key = caller(builders.deploy(body), 'binding="latest"', io=io, loop=loop)
    return builders.start(key, {"items": [Decimal(n) for n in range(10)], "result": None})


def test_one_job_starts_what_others_wish_as_well(
    system: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    builders.group("reviewers")
    instance = start_beyond(monkeypatch, ASK)
    assert len(open_jobs()) == 6

    running.run_ready_jobs()

    assert open_jobs() == ()
    told = rows(
        "SELECT count(*) FROM history_event, jsonb_array_elements(events) AS event"
        " WHERE command = 'start_called_instance' AND event->>'type' = 'job_completed'"
        " GROUP BY history_event.id ORDER BY history_event.id"
    )
    # Only the caller tells of its jobs.
    assert told == [(4,), (2,)]
    items = rows("SELECT (variables->>'item')::int FROM process_instance ORDER BY 1")
    assert items == [*((n,) for n in range(10)), (None,)]
    assert find_problems() == []
    cancel_process_instance(instance.id, reason=None, actor=system)


def test_a_call_that_fails_leaves_the_others_alone(
    system: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    builders.group("reviewers")
    find = definitions.get_called_executable

    def fail_for_seven(called: StartChild, **known: Any) -> Executable:
        if called.variables["item"] == 7:
            raise ValueError("Nobody foresaw this.")
        return find(called, **known)

    instance = start_beyond(monkeypatch, ASK)
    with monkeypatch.context() as patched:
        patched.setattr(definitions, "get_called_executable", fail_for_seven)
        running.run_ready_jobs()

    (job,) = open_jobs()
    assert (job.state, job.last_error) == ("armed", "Nobody foresaw this.")
    assert len(children(instance)) == 9
    assert find_problems() == []
    with clock.frozen(clock.now() + timedelta(hours=1)):
        running.poll()
        running.run_ready_jobs()
    assert len(children(instance)) == 10
    cancel_process_instance(instance.id, reason=None, actor=system)


def test_enough_results_spare_the_calls_that_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    enough = "<bpmn:completionCondition>nrOfCompletedInstances &gt; 5</bpmn:completionCondition>"
    instance = start_beyond(monkeypatch, DOUBLE.replace("amount", "item"), inner=enough)

    running.run_ready_jobs()

    assert read(instance).state == "completed"
    assert len(children(instance)) == 6
    assert open_jobs() == ()
    assert find_problems() == []
