"""Events on the edge of a task, a cancellation and a person, all at the same moment."""

from collections.abc import Sequence
from datetime import timedelta
from functools import partial
from uuid import UUID

import pytest

from bpm.base import clock
from bpm.identity.contracts import Actor
from bpm.jobs import running, services as jobs
from bpm.jobs.contracts import LeasedJob
from bpm.messages.contracts import Message
from bpm.runtime.commands.cancel_process_instance import cancel_process_instance
from bpm.runtime.commands.complete_user_task import complete_user_task
from bpm.runtime.commands.correlate_message import correlate_message
from bpm.runtime.commands.fire_timer import fire_timer
from bpm.runtime.commands.resume_process_instance import resume_process_instance
from bpm.runtime.commands.return_to_caller import return_to_caller
from bpm.runtime.commands.suspend_process_instance import suspend_process_instance
from bpm.runtime.contracts import CompleteUserTask
from bpm.runtime.job_handlers import HANDLERS
from bpm.user_tasks.contracts import TaskCommand
from bpm.user_tasks.services import claim_user_task
from tests import builders
from tests.builders import END, START, chain, flow, user_task
from tests.concurrency.racing import Attempt, race, tally
from tests.integration.runtime.acting import (
    children,
    complete,
    open_jobs,
    outcomes,
    read,
    rows,
    tasks,
)
from tests.integration.runtime.calls import ASK, call
from tests.integration.runtime.test_messages import CATCH, DEFINITION, PLAIN, around_task
from tests.integration.runtime.test_timers import boundary, timer

pytestmark = pytest.mark.django_db(transaction=True)

ROUNDS = 6
LATE = {"user_task_closed", "process_instance_ended", "message_not_awaited", "job_lost"}


@pytest.fixture
def alice() -> Actor:
    builders.group("reviewers")
    return builders.person("alice", "reviewers")


@pytest.fixture
def system() -> Actor:
    return builders.system()


def lease_all() -> Sequence[LeasedJob]:
    """Lease everything, timers as if their time had come."""
    jobs.promote_due(now=clock.now() + timedelta(days=1))
    return jobs.acquire_jobs(
        kinds=tuple(HANDLERS), worker="test", limit=100, lease=timedelta(seconds=60)
    )


def completing(task: UUID, actor: Actor) -> Attempt:
    return partial(complete_user_task, CompleteUserTask(user_task_id=task), actor=actor)


def cancelling(instance_id: UUID, actor: Actor) -> Attempt:
    return partial(cancel_process_instance, instance_id, reason="race", actor=actor)


def edges() -> str:
    """Return a user task with an interrupting timer and an interrupting message on its edge."""
    return (
        boundary("PT1H")
        + f'<bpmn:boundaryEvent id="edge" attachedToRef="work">{DEFINITION}</bpmn:boundaryEvent>'
        + user_task("other")
        + '<bpmn:endEvent id="end3"/>'
        + flow("f5", "edge", "other")
        + flow("f6", "other", "end3")
    )


def test_a_person_a_timer_a_message_and_a_cancellation(alice: Actor, system: Actor) -> None:
    key = builders.deploy(edges(), roots=PLAIN)
    for _ in range(ROUNDS):
        instance = builders.start(key)
        (job,) = lease_all()
        message = Message(name="paid", process_instance_id=instance.id)

        *moved, cancelled = race(
            [
                completing(tasks(instance)["work"], alice),
                partial(fire_timer, job),
                partial(correlate_message, message, actor=system),
                cancelling(instance.id, system),
            ]
        )

        # One of them took the task away, or the cancellation did; a completion ends it all.
        assert set(moved) <= {"ok", *LATE}
        assert moved.count("ok") <= 1
        assert cancelled == ("process_instance_ended" if moved[0] == "ok" else "ok")
        assert read(instance).state == ("completed" if moved[0] == "ok" else "cancelled")
        path = outcomes(instance)
        assert path["work"] == ("completed" if moved[0] == "ok" else "cancelled")
        assert ("remind" in path) == (moved[1] == "ok")
        assert ("other" in path) == (moved[2] == "ok")


def test_a_timer_and_a_cancellation(system: Actor) -> None:
    key = builders.deploy(chain(START, timer("wait", "PT1H"), END))
    for _ in range(ROUNDS):
        instance = builders.start(key)
        (job,) = lease_all()

        outcome = race([partial(fire_timer, job), cancelling(instance.id, system)])

        assert tuple(outcome) in {("ok", "process_instance_ended"), ("job_lost", "ok")}
        assert rows("SELECT count(*) FROM job") == [(0,)]


def test_a_timer_and_a_suspension(system: Actor) -> None:
    key = builders.deploy(chain(START, timer("wait", "PT1H"), END))
    for _ in range(ROUNDS):
        instance = builders.start(key)
        (job,) = lease_all()

        outcome = race(
            [
                partial(fire_timer, job),
                partial(suspend_process_instance, instance.id, actor=system),
            ]
        )

        assert tuple(outcome) in {("ok", "process_instance_ended"), ("job_lost", "ok")}
        if outcome[1] == "ok":
            # It was due: it fires as soon as it may.
            resume_process_instance(instance.id, actor=system)
            with clock.frozen(clock.now() + timedelta(days=1)):
                running.run_ready_jobs()
        assert read(instance).state == "completed"


def test_a_message_and_a_cancellation(system: Actor) -> None:
    key = builders.deploy(chain(START, CATCH, END), roots=PLAIN)
    for _ in range(ROUNDS):
        instance = builders.start(key)
        message = Message(name="paid", process_instance_id=instance.id)

        outcome = race(
            [partial(correlate_message, message, actor=system), cancelling(instance.id, system)]
        )

        assert tuple(outcome) in {("ok", "process_instance_ended"), ("message_not_awaited", "ok")}


def test_a_message_and_a_suspension(system: Actor) -> None:
    key = builders.deploy(chain(START, CATCH, END), roots=PLAIN)
    for _ in range(ROUNDS):
        instance = builders.start(key)
        message = Message(name="paid", process_instance_id=instance.id)

        received, suspended = race(
            [
                partial(correlate_message, message, actor=system),
                partial(suspend_process_instance, instance.id, actor=system),
            ]
        )

        assert (received, suspended) in {
            ("ok", "process_instance_ended"),
            ("message_suspended", "ok"),
        }
        if suspended == "ok":
            cancel_process_instance(instance.id, reason=None, actor=system)


def test_two_messages_for_one_task_that_is_not_interrupted(alice: Actor, system: Actor) -> None:
    key = builders.deploy(around_task(interrupts=False), roots=PLAIN)
    for _ in range(ROUNDS):
        instance = builders.start(key)
        message = Message(name="paid", process_instance_id=instance.id)

        received = race(
            [
                partial(correlate_message, message, actor=system),
                partial(correlate_message, message, actor=system),
                completing(tasks(instance)["work"], alice),
            ]
        )

        # Each message that was taken leads to one token, however the completion came between.
        assert received[2] == "ok"
        assert set(received[:2]) <= {"ok", *LATE}
        others = [place for place in read(instance).waiting_at if place.activity_id == "other"]
        assert len(others) == received[:2].count("ok")
        if others:
            cancel_process_instance(instance.id, reason=None, actor=system)


def test_the_branches_of_a_join_complete_at_the_same_moment(alice: Actor) -> None:
    names = ["left", "middle", "right"]
    body = START + END + '<bpmn:parallelGateway id="fork"/><bpmn:parallelGateway id="join"/>'
    body += user_task("after") + flow("f1", "start", "fork") + flow("f2", "join", "after")
    body += flow("f3", "after", "end")
    for name in names:
        body += (
            user_task(name) + flow(f"to_{name}", "fork", name) + flow(f"of_{name}", name, "join")
        )
    key = builders.deploy(body)
    for _ in range(ROUNDS):
        instance = builders.start(key)
        open_tasks = tasks(instance)

        completed = race([completing(open_tasks[name], alice) for name in names])

        assert completed == ["ok"] * 3
        assert list(tasks(instance)) == ["after"]
        assert outcomes(instance)["join"] == "completed"
        complete(tasks(instance)["after"], alice)


def test_interrupting_a_call_while_the_called_returns(alice: Actor) -> None:
    called = builders.deploy(ASK)
    body = chain(START, call(called), END) + (
        '<bpmn:boundaryEvent id="late" attachedToRef="call"><bpmn:timerEventDefinition>'
        "<bpmn:timeDuration>PT1H</bpmn:timeDuration></bpmn:timerEventDefinition>"
        "</bpmn:boundaryEvent>" + user_task("chase") + flow("f3", "late", "chase")
    )
    key = builders.deploy(body + '<bpmn:endEvent id="end2"/>' + flow("f4", "chase", "end2"))
    for _ in range(ROUNDS):
        instance = builders.start(key)
        (child,) = children(instance)
        complete(tasks(child)["ask"], alice)
        by_kind = {job.kind: job for job in lease_all()}

        returned, fired = race(
            [
                partial(return_to_caller, by_kind["return_to_caller"]),
                partial(fire_timer, by_kind["timer"]),
            ]
        )

        assert sorted([returned, fired]) == ["job_lost", "ok"]
        assert open_jobs() == ()
        assert ("chase" in tasks(instance)) == (fired == "ok")
        assert read(child).state == "completed"


@pytest.mark.parametrize("verb", ["claim", "complete"])
def test_fifty_people_want_one_task(verb: str) -> None:
    builders.group("reviewers")
    people = [builders.person(f"person{number}", "reviewers") for number in range(8)]
    key = builders.deploy(chain(START, user_task("approve"), END))
    task = builders.waiting_task(builders.start(key))

    def act(who: Actor) -> object:
        if verb == "claim":
            return claim_user_task(TaskCommand(user_task_id=task), actor=who)
        return complete_user_task(CompleteUserTask(user_task_id=task), actor=who)

    wins = tally(race([partial(act, people[number % 8]) for number in range(50)]))

    if verb == "claim":
        # One of eight has it, and may say so again.
        assert wins.keys() == {"ok", "user_task_claimed"}
        assert wins["ok"] in {6, 7}
    else:
        assert wins.pop("ok") == 1
        assert sum(wins.values()) == 49
        assert wins.keys() <= LATE
