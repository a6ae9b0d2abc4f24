"""Cancelling, suspending and resuming more called instances than one command reaches."""

import re
from collections import Counter
from collections.abc import Callable

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from bpm.base import clock
from bpm.identity.contracts import Actor
from bpm.jobs import running, services as jobs
from bpm.runtime import cascade
from bpm.runtime.cascade import Reach
from bpm.runtime.commands import reach_called_instances as reaching
from bpm.runtime.commands.cancel_process_instance import cancel_process_instance
from bpm.runtime.commands.reach_called_instances import reach_called_instances
from bpm.runtime.commands.resume_process_instance import resume_process_instance
from bpm.runtime.commands.retry_incident import retry_incident
from bpm.runtime.commands.retry_job import retry_job
from bpm.runtime.commands.suspend_process_instance import suspend_process_instance
from bpm.runtime.contracts import ProcessInstanceView
from bpm.runtime.job_handlers import HANDLERS
from bpm.runtime.verify import find_problems
from tests import builders
from tests.builders import END, START, chain, flow, script, user_task
from tests.integration.runtime.acting import (
    children,
    complete,
    open_incidents,
    open_jobs,
    read,
    rows,
    tasks,
)
from tests.integration.runtime.calls import ASK, call, caller
from tests.integration.runtime.test_timers import HOUR

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def system() -> Actor:
    builders.group("reviewers")
    return builders.system()


@pytest.fixture
def _few_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cascade, "MOST_AT_ONCE", 3)


def times(count: int) -> str:
    return (
        '<bpmn:multiInstanceLoopCharacteristics isSequential="false"><bpmn:loopCardinality>'
        f"{count}</bpmn:loopCardinality></bpmn:multiInstanceLoopCharacteristics>"
    )


def start_tree() -> ProcessInstanceView:
    """Start an instance that calls four, each of which calls two that wait for a person."""
    leaf = builders.deploy(ASK)
    return builders.start(caller(caller(leaf, loop=times(2)), loop=times(4)))


def states_below(instance: ProcessInstanceView) -> dict[str, int]:
    """Count the instances of a tree below its root by state."""
    found = rows(
        "SELECT state, count(*) FROM process_instance WHERE parent_id IS NOT NULL GROUP BY state"
    )
    assert read(instance).parent_id is None
    return dict(found)


def work_slice_by_slice(then: Callable[[], None]) -> int:
    """Run the jobs that reach called instances, one by one; return how many there were."""
    slices = 0
    while found := jobs.acquire_jobs(
        kinds=("reach_called_instances",), worker="test", limit=9, lease=HOUR
    ):
        (job,) = found
        reach_called_instances(job)
        slices += 1
        then()
    return slices


def check_whole() -> None:
    assert find_problems() == []


@pytest.mark.usefixtures("_few_at_once")
def test_cancelling_goes_on_in_slices(system: Actor) -> None:
    instance = start_tree()
    assert states_below(instance) == {"active": 12}

    cancel_process_instance(instance.id, reason="enough", actor=system)

    # What is not reached yet says so, and a job is there to reach it.
    assert read(instance).state == "cancelled"
    assert states_below(instance) == {"active": 9, "cancelled": 3}
    assert [job.kind for job in open_jobs()] == ["reach_called_instances"]
    check_whole()
    assert work_slice_by_slice(check_whole) == 5
    assert states_below(instance) == {"cancelled": 12}
    assert rows("SELECT count(*) FROM user_task WHERE state = 'open'") == [(0,)]
    told = rows(
        "SELECT count(*) FROM history_event, jsonb_array_elements(events) AS event"
        " WHERE event->>'type' = 'process_instance_cancelled' AND event->>'reason' = 'enough'"
    )
    assert told == [(13,)]


@pytest.mark.usefixtures("_few_at_once")
def test_suspending_and_resuming_go_on_in_slices(system: Actor) -> None:
    instance = start_tree()

    suspend_process_instance(instance.id, actor=system)
    assert states_below(instance) == {"active": 9, "suspended": 3}
    check_whole()
    work_slice_by_slice(check_whole)
    assert states_below(instance) == {"suspended": 12}

    resume_process_instance(instance.id, actor=system)
    assert states_below(instance) == {"active": 3, "suspended": 9}
    work_slice_by_slice(lambda: None)
    assert states_below(instance) == {"active": 12}
    cancel_process_instance(instance.id, reason=None, actor=system)
    running.run_ready_jobs()


@pytest.mark.usefixtures("_few_at_once")
def test_who_resumes_overtakes_a_suspension_under_way(system: Actor) -> None:
    instance = start_tree()
    suspend_process_instance(instance.id, actor=system)
    resume_process_instance(instance.id, actor=system)

    running.run_ready_jobs()

    assert states_below(instance) == {"active": 12}
    assert open_jobs() == ()
    cancel_process_instance(instance.id, reason=None, actor=system)
    running.run_ready_jobs()


@pytest.mark.usefixtures("_few_at_once")
def test_interrupting_many_calls_goes_on_in_slices(system: Actor) -> None:
    body = chain(START, call(builders.deploy(ASK), loop=times(8)), END) + (
        '<bpmn:boundaryEvent id="late" attachedToRef="call"><bpmn:timerEventDefinition>'
        "<bpmn:timeDuration>PT1H</bpmn:timeDuration></bpmn:timerEventDefinition>"
        "</bpmn:boundaryEvent>" + user_task("chase") + flow("f3", "late", "chase")
    )
    key = builders.deploy(body + '<bpmn:endEvent id="end2"/>' + flow("f4", "chase", "end2"))
    instance = builders.start(key)

    with clock.frozen(clock.now() + 2 * HOUR):
        running.poll()
        (timer,) = jobs.acquire_jobs(kinds=("timer",), worker="test", limit=1, lease=HOUR)
        HANDLERS["timer"].execute(timer)

    assert list(tasks(instance)) == ["chase"]
    assert states_below(instance) == {"active": 5, "cancelled": 3}
    check_whole()
    running.run_ready_jobs()
    assert states_below(instance) == {"cancelled": 8}
    assert read(instance).state == "active"


@pytest.mark.usefixtures("_few_at_once")
def test_what_goes_on_meanwhile_is_reached_too(system: Actor) -> None:
    leaf = builders.deploy(ASK)
    middle = builders.deploy(chain(START, user_task("first"), call(leaf), END))
    instance = builders.start(caller(middle, loop=times(5)))
    cancel_process_instance(instance.id, reason=None, actor=system)
    active = next(child for child in children(instance) if child.state == "active")
    complete(tasks(active)["first"], builders.person("alice", "reviewers"))
    assert [child.state for child in children(active)] == ["active"]

    running.run_ready_jobs()

    assert set(states_below(instance)) == {"cancelled"}


def statements_of_start(calls: int) -> Counter[str]:
    """Count the writing statements of a start that calls so many, and each of those one more."""
    fails = script("divide", "1 + nothing", "result")
    forked = (
        START
        + END
        + '<bpmn:parallelGateway id="fork"/>'
        + user_task("ask")
        + fails
        + flow("f1", "start", "fork")
        + flow("f2", "fork", "ask")
        + flow("f3", "fork", "divide")
        + flow("f4", "ask", "end")
        + flow("f5", "divide", "end")
    )
    key = caller(caller(builders.deploy(forked)), loop=times(calls))
    builders.start(key)
    with CaptureQueriesContext(connection) as seen:
        instance = builders.start(key, {"text": "x" * 10_000})
    assert len(children(instance)) == calls
    return Counter(
        match[1]
        for query in seen.captured_queries
        for match in re.finditer(r"INSERT INTO (\w+)", query["sql"])
    )


def test_called_instances_cost_one_statement_for_each_table_however_many(system: Actor) -> None:
    few, many = statements_of_start(1), statements_of_start(20)

    assert many == few
    # One for who calls, one for all that are called.
    assert max(many.values()) == 2
    assert many["process_instance"] == many["history_event"] == 2
    assert many["incident"] == many["user_task"] == 1


def break_reaching(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the next slices fail, as a state that nobody foresaw would."""

    def fail(*_: object) -> None:
        raise ValueError("This slice cannot be written.")

    monkeypatch.setattr(reaching, "_apply", fail)


def run_out_of_retries() -> None:
    at = clock.now()
    for _ in range(5):
        at += HOUR
        with clock.frozen(at):
            running.poll()
            running.run_ready_jobs()


@pytest.mark.usefixtures("_few_at_once")
@pytest.mark.parametrize("verb", [Reach.CANCEL, Reach.SUSPEND, Reach.RESUME])
@pytest.mark.parametrize("mend", ["incident", "job"])
def test_instances_that_cannot_be_reached_are_an_incident_to_be_mended(
    system: Actor, verb: Reach, mend: str
) -> None:
    instance = start_tree()
    if verb is Reach.RESUME:
        suspend_process_instance(instance.id, actor=system)
        running.run_ready_jobs()
    with pytest.MonkeyPatch.context() as patched:
        break_reaching(patched)
        match verb:
            case Reach.CANCEL:
                cancel_process_instance(instance.id, reason="enough", actor=system)
            case Reach.SUSPEND:
                suspend_process_instance(instance.id, actor=system)
            case Reach.RESUME:
                resume_process_instance(instance.id, actor=system)
        run_out_of_retries()
    (incident,) = open_incidents()
    assert incident.process_instance_id == instance.id
    assert incident.message == "This slice cannot be written."
    # It is the process that people are shown, as no step of it failed.
    assert incident.activity_name == incident.definition_name
    (job,) = open_jobs()
    assert (job.kind, job.state, job.id) == ("reach_called_instances", "failed", incident.job_id)
    check_whole()

    if mend == "incident":
        retry_incident(incident.id, actor=system)
    else:
        retry_job(job.id, actor=system)
    assert open_incidents() == ()
    check_whole()
    running.run_ready_jobs()

    wanted = {Reach.CANCEL: "cancelled", Reach.SUSPEND: "suspended", Reach.RESUME: "active"}
    assert states_below(instance) == {wanted[verb]: 12}
    assert open_jobs() == ()
    check_whole()


@pytest.mark.usefixtures("_few_at_once")
def test_cancelling_takes_what_could_not_be_reached_along(system: Actor) -> None:
    instance = start_tree()
    with pytest.MonkeyPatch.context() as patched:
        break_reaching(patched)
        suspend_process_instance(instance.id, actor=system)
        run_out_of_retries()
    assert len(open_incidents()) == 1

    cancel_process_instance(instance.id, reason=None, actor=system)
    running.run_ready_jobs()

    assert open_incidents() == ()
    assert states_below(instance) == {"cancelled": 12}
    check_whole()
