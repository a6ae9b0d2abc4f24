"""A command that is cut off before any of its statements leaves every table as it was."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from django.db import OperationalError, connection
from psycopg import errors as pg

from bpm.base import clock
from bpm.base.idempotency import RequestKey
from bpm.base.ids import new_id
from bpm.core.errors import UnavailableError
from bpm.identity.contracts import Actor
from bpm.jobs import running, services as jobs
from bpm.jobs.contracts import FailedAttempt, LeasedJob
from bpm.messages.contracts import Message
from bpm.runtime.commands.cancel_process_instance import cancel_process_instance
from bpm.runtime.commands.correlate_message import correlate_message
from bpm.runtime.commands.fail_job import fail_job
from bpm.runtime.commands.resume_process_instance import resume_process_instance
from bpm.runtime.commands.start_process_instance import start_process_instance
from bpm.runtime.commands.suspend_process_instance import suspend_process_instance
from bpm.runtime.contracts import ProcessInstanceView, StartProcessInstance
from bpm.runtime.job_handlers import HANDLERS
from bpm.runtime.verify import find_problems
from tests import builders
from tests.builders import END, START, chain, flow, script, user_task
from tests.integration.runtime.acting import children, complete, rows, tasks

pytestmark = pytest.mark.django_db(transaction=True)

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
TABLES = (
    "process_instance",
    "activity_instance",
    "scope_variables",
    "large_value",
    "user_task",
    "user_task_candidate",
    "job",
    "event_subscription",
    "incident",
    "history_event",
    "idempotency_key",
)
ASK = chain(START, user_task("ask"), END)
MESSAGE = '<bpmn:message id="paid" name="paid"/>'
LATE = (
    '<bpmn:boundaryEvent id="late" attachedToRef="second"><bpmn:timerEventDefinition>'
    "<bpmn:timeDuration>PT1H</bpmn:timeDuration></bpmn:timerEventDefinition></bpmn:boundaryEvent>"
)
CATCH = (
    '<bpmn:intermediateCatchEvent id="wait">'
    '<bpmn:messageEventDefinition messageRef="paid"/></bpmn:intermediateCatchEvent>'
)
Command = Callable[[], object]


@pytest.fixture
def alice() -> Actor:
    builders.group("reviewers")
    return builders.person("alice", "reviewers")


def call(key: str) -> str:
    return (
        f'<bpmn:callActivity id="call" calledElement="{key}"><bpmn:extensionElements>'
        '<bpm:calledElement propagateAll="true"/></bpmn:extensionElements></bpmn:callActivity>'
    )


def deploy() -> str:
    """Deploy a process that asks, then calls, waits for a timer, a message and a job at once."""
    later = script("later", "1 + 1", "sum", extensions='<bpm:async before="true"/>')
    steps = (call(builders.deploy(ASK)), user_task("second"), CATCH, later)
    names = ("call", "second", "wait", "later")
    body = START + user_task("first") + '<bpmn:parallelGateway id="fork"/>' + "".join(steps) + LATE
    body += flow("f1", "start", "first") + flow("f2", "first", "fork")
    body += '<bpmn:endEvent id="end_late"/>' + flow("l", "late", "end_late")
    for name in names:
        body += f'<bpmn:endEvent id="end_{name}"/>'
        body += flow(f"to_{name}", "fork", name) + flow(f"from_{name}", name, f"end_{name}")
    return builders.deploy(body, roots=MESSAGE)


def waiting(alice: Actor) -> ProcessInstanceView:
    """Start an instance that waits for everything at once."""
    instance = builders.start(deploy(), {"text": "x" * 9_000})
    complete(tasks(instance)["first"], alice)
    return instance


def leased(kind: str) -> LeasedJob:
    with clock.frozen(clock.now() + 2 * HOUR):
        running.poll()
        (job,) = jobs.acquire_jobs(kinds=(kind,), worker="test", limit=1, lease=DAY)
    return job


def start(alice: Actor) -> Command:
    key = deploy()
    request = StartProcessInstance(definition_key=key, variables={"text": "x" * 9_000})
    once = RequestKey(actor_id=new_id(), key="once", request_digest=b"d")
    system = builders.system()
    return lambda: start_process_instance(request, actor=system, request_key=once)


def complete_task(alice: Actor) -> Command:
    instance = builders.start(deploy())
    task = tasks(instance)["first"]
    return lambda: complete(task, alice, answer="yes")


def correlate(alice: Actor) -> Command:
    waiting(alice)
    message = Message(name="paid", variables={"by": "card"})
    system = builders.system()
    return lambda: correlate_message(message, actor=system)


def fire_timer(alice: Actor) -> Command:
    waiting(alice)
    job = leased("timer")

    def run() -> None:
        with clock.frozen(clock.now() + 2 * HOUR):
            HANDLERS["timer"].execute(job)

    return run


def continue_async(alice: Actor) -> Command:
    waiting(alice)
    job = leased("async_before")
    return lambda: HANDLERS["async_before"].execute(job)


def fail(alice: Actor) -> Command:
    waiting(alice)
    job = leased("async_before")
    return lambda: fail_job(job, FailedAttempt(message="no", permanent=True))


def return_to_caller(alice: Actor) -> Command:
    (child,) = children(waiting(alice))
    complete(tasks(child)["ask"], alice, answer="yes")
    job = leased("return_to_caller")
    return lambda: HANDLERS["return_to_caller"].execute(job)


def cancel(alice: Actor) -> Command:
    instance = waiting(alice)
    system = builders.system()
    return lambda: cancel_process_instance(instance.id, reason="x", actor=system)


def suspend(alice: Actor) -> Command:
    instance = waiting(alice)
    system = builders.system()
    return lambda: suspend_process_instance(instance.id, actor=system)


def resume(alice: Actor) -> Command:
    instance = waiting(alice)
    suspend_process_instance(instance.id, actor=builders.system())
    system = builders.system()
    return lambda: resume_process_instance(instance.id, actor=system)


COMMANDS = (
    start,
    complete_task,
    correlate,
    fire_timer,
    continue_async,
    fail,
    return_to_caller,
    cancel,
    suspend,
    resume,
)


@contextmanager
def cut_off_before(number: int) -> Iterator[None]:
    """Let the connection break before the statement of this number, from 1."""
    count = 0

    def cut(execute: Any, sql: Any, params: Any, many: bool, context: Any) -> Any:
        nonlocal count
        count += 1
        if count == number:
            raise OperationalError("cut off") from pg.AdminShutdown()
        return execute(sql, params, many, context)

    with connection.execute_wrapper(cut):
        yield


def contents() -> dict[str, Any]:
    """Return a digest of every table that a command could write."""
    digest = "SELECT md5(string_agg(t::text, '|' ORDER BY t::text)) FROM {} AS t"
    return {table: rows(digest.format(table)) for table in TABLES}


@pytest.mark.parametrize("prepare", COMMANDS, ids=lambda prepare: prepare.__name__)
def test_a_command_that_is_cut_off_leaves_nothing(
    alice: Actor, prepare: Callable[[Actor], Command]
) -> None:
    run = prepare(alice)
    before = contents()

    points = 0
    while True:
        try:
            with cut_off_before(points + 1):
                run()
            break
        except UnavailableError:
            points += 1
            assert contents() == before, f"cut off before statement {points}"

    assert points >= 3
    assert contents() != before
    assert find_problems() == []
