"""Timers, messages, calls and called instances in races, with threads on a real PostgreSQL."""

from collections.abc import Sequence
from datetime import timedelta
from functools import partial

import pytest

from bpm.base import clock
from bpm.core.engine.contracts import CompleteCall
from bpm.identity.contracts import Actor
from bpm.jobs import running, services as jobs
from bpm.jobs.contracts import LeasedJob
from bpm.messages.contracts import Message
from bpm.runtime.commands.cancel_process_instance import cancel_process_instance
from bpm.runtime.commands.complete_job import complete_job
from bpm.runtime.commands.complete_user_task import complete_user_task
from bpm.runtime.commands.correlate_message import correlate_message
from bpm.runtime.commands.fire_timer import fire_timer
from bpm.runtime.commands.return_to_caller import return_to_caller
from bpm.runtime.commands.suspend_process_instance import suspend_process_instance
from bpm.runtime.contracts import CompleteUserTask
from bpm.runtime.job_handlers import HANDLERS
from tests import builders
from tests.builders import END, START, chain, user_task
from tests.concurrency.racing import race, tally
from tests.integration.runtime.acting import children, open_jobs, outcomes, read, rows, tasks
from tests.integration.runtime.calls import ASK, caller
from tests.integration.runtime.test_messages import CATCH, PLAIN, around_task
from tests.integration.runtime.test_service_calls import service
from tests.integration.runtime.test_timers import boundary, timer

pytestmark = pytest.mark.django_db(transaction=True)

ROUNDS = 6
LOST = {"user_task_closed", "process_instance_ended"}


@pytest.fixture
def alice() -> Actor:
    builders.group("reviewers")
    return builders.person("alice", "reviewers")


@pytest.fixture
def system() -> Actor:
    return builders.system()


def lease_all() -> Sequence[LeasedJob]:
    return jobs.acquire_jobs(
        kinds=tuple(HANDLERS), worker="test", limit=100, lease=timedelta(seconds=60)
    )


def lease_timers() -> Sequence[LeasedJob]:
    """Lease every timer as if its time had come."""
    jobs.promote_due(now=clock.now() + timedelta(days=1))
    return lease_all()


def test_completion_and_an_interrupting_timer(alice: Actor) -> None:
    key = builders.deploy(boundary("PT1H"))
    for _ in range(ROUNDS):
        instance = builders.start(key)
        task = tasks(instance)["work"]
        (job,) = lease_timers()

        completed, fired = race(
            [
                partial(complete_user_task, CompleteUserTask(user_task_id=task), actor=alice),
                partial(fire_timer, job),
            ]
        )

        assert (completed == "ok") != (fired == "ok"), (completed, fired)
        assert completed in {"ok", *LOST}
        assert fired in {"ok", "job_lost"}
        won = "completed" if completed == "ok" else "cancelled"
        assert outcomes(instance)["work"] == won
        assert list(tasks(instance)) == ([] if completed == "ok" else ["remind"])


def test_completion_and_an_interrupting_message(alice: Actor, system: Actor) -> None:
    key = builders.deploy(around_task(interrupts=True), roots=PLAIN)
    for _ in range(ROUNDS):
        instance = builders.start(key)
        task = tasks(instance)["work"]
        message = Message(name="paid", process_instance_id=instance.id)

        completed, received = race(
            [
                partial(complete_user_task, CompleteUserTask(user_task_id=task), actor=alice),
                partial(correlate_message, message, actor=system),
            ]
        )

        assert (completed == "ok") != (received == "ok"), (completed, received)
        assert completed in {"ok", *LOST}
        assert received in {"ok", "message_not_awaited"}


def test_one_message_sent_many_times(system: Actor) -> None:
    key = builders.deploy(chain(START, CATCH, END), roots=PLAIN)
    for _ in range(ROUNDS):
        instance = builders.start(key)

        received = race([partial(correlate_message, Message(name="paid"), actor=system)] * 4)

        assert tally(received) == {"ok": 1, "message_not_awaited": 3}
        assert read(instance).state == "completed"


def test_several_timer_workers_fire_each_timer_once() -> None:
    key = builders.deploy(chain(START, timer("wait", "PT1H"), END))
    instances = [builders.start(key) for _ in range(12)]
    jobs.promote_due(now=clock.now() + timedelta(days=1))
    fired: list[LeasedJob] = []

    def work() -> None:
        while True:
            found = jobs.acquire_or_none(
                kinds=tuple(HANDLERS), worker="test", limit=3, lease=timedelta(seconds=60)
            )
            if not found:
                return
            for job in found:
                fire_timer(job)
                fired.append(job)

    assert race([work] * 4) == ["ok"] * 4

    assert len({job.id for job in fired}) == len(fired) == 12
    assert {read(instance).state.value for instance in instances} == {"completed"}


def test_two_polls_promote_each_timer_once() -> None:
    key = builders.deploy(chain(START, timer("wait", "PT1H"), END))
    for _ in range(12):
        builders.start(key)
    later = clock.now() + timedelta(days=1)
    promoted: list[int] = []

    race([lambda: promoted.append(jobs.promote_due(now=later))] * 4)

    assert sum(promoted) == 12
    assert {job.state for job in open_jobs()} == {"ready"}


def test_the_result_of_a_call_and_a_cancellation(system: Actor) -> None:
    key = builders.deploy(chain(START, service(), END))
    for _ in range(ROUNDS):
        instance = builders.start(key)
        (job,) = lease_all()
        answer = CompleteCall(visit=job.visit or 0, result="paid")

        result, cancelled = race(
            [
                partial(complete_job, job, answer),
                partial(cancel_process_instance, instance.id, reason=None, actor=system),
            ]
        )

        assert (result, cancelled) in {
            ("ok", "process_instance_ended"),
            ("job_lost", "ok"),
        }


def test_the_result_of_a_call_and_a_suspension(system: Actor) -> None:
    key = builders.deploy(chain(START, service(), user_task("look"), END))
    builders.group("reviewers")
    for _ in range(ROUNDS):
        instance = builders.start(key)
        (job,) = lease_all()
        answer = CompleteCall(visit=job.visit or 0, result="paid")

        outcome = race(
            [
                partial(complete_job, job, answer),
                partial(suspend_process_instance, instance.id, actor=system),
            ]
        )

        # Either way the result is there: in the instance, or kept on its job.
        assert outcome == ["ok", "ok"]
        seen = read(instance)
        kept = [found for found in open_jobs() if found.process_instance_id == instance.id]
        assert seen.state == "suspended"
        assert (seen.variables == {"answer": "paid"}) != (len(kept) == 1)


def test_cancelling_the_caller_while_the_called_ends(alice: Actor, system: Actor) -> None:
    key = caller(builders.deploy(ASK))
    for _ in range(ROUNDS):
        instance = builders.start(key)
        (child,) = children(instance)
        task = tasks(child)["ask"]

        completed, cancelled = race(
            [
                partial(complete_user_task, CompleteUserTask(user_task_id=task), actor=alice),
                partial(cancel_process_instance, instance.id, reason=None, actor=system),
            ]
        )

        assert cancelled == "ok"
        assert completed in {"ok", *LOST}
        assert read(instance).state == "cancelled"
        assert read(child).state == ("completed" if completed == "ok" else "cancelled")
        assert running.run_ready_jobs() == 0
        assert rows("SELECT count(*) FROM job") == [(0,)]


def test_the_return_of_the_called_and_a_cancellation(alice: Actor, system: Actor) -> None:
    key = caller(builders.deploy(ASK))
    for _ in range(ROUNDS):
        instance = builders.start(key)
        (child,) = children(instance)
        complete_user_task(CompleteUserTask(user_task_id=tasks(child)["ask"]), actor=alice)
        (job,) = lease_all()

        returned, cancelled = race(
            [
                partial(return_to_caller, job),
                partial(cancel_process_instance, instance.id, reason=None, actor=system),
            ]
        )

        assert (returned, cancelled) in {("ok", "process_instance_ended"), ("job_lost", "ok")}


def test_many_called_instances_end_at_the_same_moment(alice: Actor) -> None:
    many = (
        '<bpmn:multiInstanceLoopCharacteristics isSequential="false"><bpmn:loopCardinality>6'
        "</bpmn:loopCardinality></bpmn:multiInstanceLoopCharacteristics>"
    )
    instance = builders.start(caller(builders.deploy(ASK), loop=many))
    work = [tasks(child)["ask"] for child in children(instance)]

    completed = race(
        [
            partial(complete_user_task, CompleteUserTask(user_task_id=task), actor=alice)
            for task in work
        ]
    )
    assert completed == ["ok"] * 6
    race([running.run_ready_jobs] * 3)

    assert read(instance).state == "completed"
