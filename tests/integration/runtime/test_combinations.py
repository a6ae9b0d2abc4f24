"""What meets in one instance: handlers that run, suspension, sending back, levels of calls."""

from collections.abc import Iterable
from dataclasses import replace

import pytest

from bpm.base import clock
from bpm.identity.contracts import Actor
from bpm.jobs import running
from bpm.jobs.contracts import NewJob
from bpm.messages.contracts import Message
from bpm.runtime import chains
from bpm.runtime.chains import Chain
from bpm.runtime.commands.correlate_message import correlate_message
from bpm.runtime.commands.resume_process_instance import resume_process_instance
from bpm.runtime.commands.send_back_user_task import send_back_user_task
from bpm.runtime.commands.suspend_process_instance import suspend_process_instance
from bpm.runtime.contracts import ProcessInstanceView
from bpm.user_tasks.contracts import TaskCommand
from tests import builders
from tests.builders import END, START, chain, flow, user_task
from tests.integration.runtime.acting import (
    children,
    complete,
    open_incidents,
    open_jobs,
    read,
    tasks,
)
from tests.integration.runtime.calls import call
from tests.integration.runtime.test_messages import DEFINITION, PLAIN

pytestmark = pytest.mark.django_db(transaction=True)

ALARM = '<bpmn:escalation id="alarm" escalationCode="ALARM"/>'
RAISED = '<bpmn:escalationEventDefinition escalationRef="alarm"/>'


@pytest.mark.parametrize("waits", [False, True])
def test_an_escalation_rises_through_callers_that_do_not_catch_it(
    alice: Actor, waits: bool
) -> None:
    throws = f'<bpmn:intermediateThrowEvent id="throw">{RAISED}</bpmn:intermediateThrowEvent>'
    before = (user_task("ask"),) if waits else ()
    lowest = builders.deploy(chain(START, *before, throws, user_task("last"), END), roots=ALARM)
    middle = builders.deploy(chain(START, call(lowest), END))
    edge = (
        '<bpmn:boundaryEvent id="edge" attachedToRef="call" cancelActivity="false">'
        f"{RAISED}</bpmn:boundaryEvent>"
    )
    body = (
        chain(START, call(middle), END) + edge + user_task("caught") + flow("c", "edge", "caught")
    )
    top = builders.start(builders.deploy(body, roots=ALARM), {})
    (between,) = children(top)
    (bottom,) = children(between)

    if waits:
        complete(tasks(bottom)["ask"], alice)
        while running.run_ready_jobs():
            pass

    assert list(tasks(top)) == ["caught"]
    assert list(tasks(bottom)) == ["last"]
    complete(tasks(bottom)["last"], alice)
    complete(tasks(top)["caught"], alice)
    while running.run_ready_jobs():
        pass
    assert read(top).state == "completed"


def test_processes_that_begin_each_other_by_jobs_stop_at_an_incident(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    real, longest = chains.hand_on, 8

    def hand_on(jobs: Iterable[NewJob], chain: Chain) -> tuple[NewJob, ...]:
        return real(jobs, replace(chain, left=min(chain.left, longest)))

    monkeypatch.setattr(chains, "hand_on", hand_on)
    later = (
        '<bpmn:task id="later"><bpmn:extensionElements><bpm:async before="true"/>'
        "</bpmn:extensionElements></bpmn:task>"
    )
    throws = f'<bpmn:endEvent id="throw">{DEFINITION}</bpmn:endEvent>'
    begins = f'<bpmn:startEvent id="begin">{DEFINITION}</bpmn:startEvent>'
    builders.deploy(chain(begins, later, throws), roots=PLAIN)

    with clock.frozen(clock.now()):
        builders.start(builders.deploy(chain(START, throws), roots=PLAIN))
        for _ in range(6 * longest):
            running.poll()
            running.run_ready_jobs()

    (incident,) = open_incidents()
    assert "begin each other without end" in incident.message
    assert [job.state for job in open_jobs()] == ["failed"]


def handled(*, interrupts: bool) -> ProcessInstanceView:
    """Start two user tasks in a row with two more in an event sub-process beside them."""
    heard = (
        f'<bpmn:startEvent id="heard" isInterrupting="{str(interrupts).lower()}">'
        f"{DEFINITION}</bpmn:startEvent>"
    )
    inside = (
        heard + user_task("side1") + user_task("side2") + '<bpmn:endEvent id="over"/>'
        + flow("h1", "heard", "side1") + flow("h2", "side1", "side2") + flow("h3", "side2", "over")
    )  # fmt: skip
    beside = f'<bpmn:subProcess id="beside" triggeredByEvent="true">{inside}</bpmn:subProcess>'
    body = chain(START, user_task("first"), user_task("second"), END) + beside
    return builders.start(builders.deploy(body, roots=PLAIN))


def send_back(instance: ProcessInstanceView, activity: str, to: str, actor: Actor) -> None:
    asked = TaskCommand(user_task_id=tasks(instance)[activity], reason="once more")
    send_back_user_task(asked, activity_id=to, actor=actor)


def test_one_is_sent_back_beside_and_within_a_handler_that_runs(
    alice: Actor, system: Actor
) -> None:
    instance = handled(interrupts=False)
    complete(tasks(instance)["first"], alice)
    correlate_message(Message(name="paid"), actor=system)
    complete(tasks(instance)["side1"], alice)

    send_back(instance, "side2", "side1", system)
    send_back(instance, "second", "first", system)

    assert sorted(tasks(instance)) == ["first", "side1"]
    correlate_message(Message(name="paid"), actor=system)
    assert sorted(tasks(instance)) == ["first", "side1"]
    for activity in ("first", "second"):
        complete(tasks(instance)[activity], alice)
    while found := tasks(instance):
        complete(next(iter(found.values())), alice)
    assert read(instance).state == "completed"


@pytest.mark.parametrize("interrupts", [False, True])
def test_who_is_suspended_while_a_handler_runs_goes_on_with_it(
    alice: Actor, system: Actor, interrupts: bool
) -> None:
    instance = handled(interrupts=interrupts)
    correlate_message(Message(name="paid"), actor=system)

    suspend_process_instance(instance.id, actor=system)
    resume_process_instance(instance.id, actor=system)

    assert sorted(tasks(instance)) == (["side1"] if interrupts else ["first", "side1"])
    while found := tasks(instance):
        complete(next(iter(found.values())), alice)
    assert read(instance).state == "completed"
