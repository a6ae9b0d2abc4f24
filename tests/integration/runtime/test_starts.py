"""What begins instances by itself: timers, signals and messages of the newest version."""

import random
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from django.db import connection

from bpm.base import clock
from bpm.core.bpmn import InvalidConditionError
from bpm.core.errors import BpmError, InvalidInputError
from bpm.definitions.contracts import ResourceContent
from bpm.identity.contracts import Actor
from bpm.jobs import running, services as jobs
from bpm.messages.contracts import CorrelationMode, Message
from bpm.messages.errors import (
    MessageAmbiguousError,
    MessageNotAwaitedError,
    MessageSuspendedError,
)
from bpm.runtime.commands.broadcast_signal import broadcast_signal
from bpm.runtime.commands.correlate_message import correlate_message
from bpm.runtime.commands.delete_deployment import delete_deployment
from bpm.runtime.commands.deploy import deploy_resources
from bpm.runtime.commands.evaluate_conditions import evaluate_conditions
from bpm.runtime.commands.fire_start_timer import fire_start_timer
from bpm.runtime.commands.resume_process_definition import resume_process_definition
from bpm.runtime.commands.retry_incident import retry_incident
from bpm.runtime.commands.suspend_process_definition import suspend_process_definition
from bpm.runtime.queries import incidents
from bpm.runtime.signals import Signal
from bpm.runtime.verify import find_problems
from tests import builders
from tests.builders import END, START, chain, model, user_task
from tests.integration.runtime.acting import open_jobs

pytestmark = pytest.mark.django_db(transaction=True)

NOON = datetime(2026, 1, 5, 12, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
ROOTS = (
    '<bpmn:message id="order" name="order"/><bpmn:message id="letter" name="letter"/>'
    '<bpmn:signal id="alarm" name="alarm"/>'
)
ORDERED = '<bpmn:messageEventDefinition messageRef="order"/>'
ALARMED = '<bpmn:signalEventDefinition signalRef="alarm"/>'
CYCLE = "<bpmn:timeCycle>R/PT5M</bpmn:timeCycle>"


def begins(trigger: str, *, id_: str = "begin") -> str:
    return f'<bpmn:startEvent id="{id_}">{trigger}</bpmn:startEvent>'


def timed(time: str) -> str:
    return f"<bpmn:timerEventDefinition>{time}</bpmn:timerEventDefinition>"


def waits_after(trigger: str) -> str:
    return chain(begins(trigger), user_task("work"), END)


def deploy_version(actor: Actor, key: str, body: str) -> tuple[UUID, UUID]:
    """Deploy a new version; return its id and its deployment's."""
    content = model(key, body, roots=ROOTS).encode()
    view = deploy_resources(
        actor=actor, name=key, resources=[ResourceContent(name=f"{key}.bpmn", content=content)]
    )
    return view.process_definitions[0].id, view.id


def deploy(actor: Actor, trigger: str) -> str:
    key = f"process_{uuid4().hex[:12]}"
    deploy_version(actor, key, waits_after(trigger))
    return key


def let_pass() -> None:
    running.poll()
    while running.run_ready_jobs():
        running.poll()


def instances_of(key: str) -> Sequence[UUID]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT definition_id FROM process_instance WHERE definition_key = %s ORDER BY id",
            [key],
        )
        return [row[0] for row in cursor.fetchall()]


def owners_of(key: str) -> set[UUID]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT definition_id FROM start_subscription WHERE key = %s", [key])
        return {row[0] for row in cursor.fetchall()}


def test_a_cycle_begins_one_instance_each_time_without_drift(system: Actor) -> None:
    with clock.frozen(NOON):
        key = deploy(system, timed(CYCLE))
    for number in range(1, 4):
        with clock.frozen(NOON + 5 * number * MINUTE - timedelta(milliseconds=1)):
            let_pass()
        assert len(instances_of(key)) == number - 1
        # The workers are a little late each time, and two of them look.
        with clock.frozen(NOON + 5 * number * MINUTE + 7 * MINUTE / 60):
            let_pass()
            let_pass()
        assert len(instances_of(key)) == number
    (job,) = open_jobs()
    assert (job.kind, job.due_at) == ("start_timer", NOON + 20 * MINUTE)


def test_what_a_cycle_has_missed_is_passed_over_and_a_count_comes_to_its_end(
    system: Actor,
) -> None:
    with clock.frozen(NOON):
        key = deploy(system, timed("<bpmn:timeCycle>R3/PT5M</bpmn:timeCycle>"))
    with clock.frozen(NOON + 12 * MINUTE):
        let_pass()
    assert len(instances_of(key)) == 1
    with clock.frozen(NOON + 600 * MINUTE):
        let_pass()
        let_pass()
    assert len(instances_of(key)) <= 3
    with clock.frozen(NOON + 6000 * MINUTE):
        let_pass()
    assert len(instances_of(key)) <= 3
    assert [job for job in open_jobs() if job.kind == "start_timer"] == []


@pytest.mark.parametrize(
    ("time", "expected"),
    [
        ("<bpmn:timeDuration>PT1H</bpmn:timeDuration>", NOON + 60 * MINUTE),
        ("<bpmn:timeDate>2026-01-05T15:00:00Z</bpmn:timeDate>", NOON + 180 * MINUTE),
        ('<bpmn:timeDate>=date and time("2026-01-05T15:00:00Z")</bpmn:timeDate>', None),
        ("<bpmn:timeDate>2026-01-05T11:00:00Z</bpmn:timeDate>", "never"),
    ],
)
def test_a_timer_that_fires_once_does_so(
    system: Actor, time: str, expected: datetime | str | None
) -> None:
    with clock.frozen(NOON):
        key = deploy(system, timed(time))
        due = [job.due_at for job in open_jobs()]
    if expected == "never":
        assert due == []
        return
    assert due == [expected or NOON + 180 * MINUTE]
    with clock.frozen(due[0]):
        let_pass()
    with clock.frozen(NOON + 6000 * MINUTE):
        let_pass()
    assert len(instances_of(key)) == 1


def test_a_worker_that_lost_its_lease_begins_nothing(system: Actor) -> None:
    with clock.frozen(NOON):
        key = deploy(system, timed(CYCLE))
    with clock.frozen(NOON + 5 * MINUTE):
        running.poll()
        (slow,) = jobs.acquire_jobs(
            kinds=["start_timer"], worker="slow", limit=1, lease=timedelta(seconds=1)
        )
    with clock.frozen(NOON + 6 * MINUTE):
        let_pass()
        with pytest.raises(BpmError):
            fire_start_timer(slow)
    assert len(instances_of(key)) == 1


def test_a_new_version_takes_over_and_deleting_it_gives_back(system: Actor) -> None:
    with clock.frozen(NOON):
        key = deploy(system, timed(CYCLE) + ORDERED)
        (first,) = owners_of(key)
    with clock.frozen(NOON + 3 * MINUTE):
        second, deployment = deploy_version(
            system, key, chain(begins(timed(CYCLE)), user_task("other"), END)
        )
    assert owners_of(key) == {second}
    (job,) = open_jobs()
    assert job.due_at == NOON + 8 * MINUTE
    with pytest.raises(MessageNotAwaitedError):
        correlate_message(Message(name="order"), actor=system)
    with clock.frozen(NOON + 8 * MINUTE):
        let_pass()
        assert instances_of(key) == [second]
        delete_deployment(actor=system, deployment_id=deployment, cascade=True)
    assert owners_of(key) == {first}
    assert correlate_message(Message(name="order"), actor=system).started


@pytest.mark.parametrize(
    "time", [CYCLE, "<bpmn:timeDate>2026-01-05T12:05:00Z</bpmn:timeDate>"], ids=["cycle", "date"]
)
def test_what_is_due_while_a_version_is_deployed_begins_once_by_the_new_one(
    system: Actor, time: str
) -> None:
    with clock.frozen(NOON):
        key = deploy(system, timed(time))
    with clock.frozen(NOON + 5 * MINUTE):
        second, _ = deploy_version(system, key, chain(begins(timed(time)), user_task("other"), END))
        let_pass()
        let_pass()
        third, _ = deploy_version(system, key, waits_after(timed(time)))
        let_pass()
    assert instances_of(key) == [second]
    with clock.frozen(NOON + 10 * MINUTE):
        let_pass()
    assert instances_of(key) == ([second, third] if time == CYCLE else [second])


def test_what_is_due_begins_nothing_where_the_new_version_has_no_timer_there(
    system: Actor,
) -> None:
    with clock.frozen(NOON):
        key, idle = deploy(system, timed(CYCLE)), deploy(system, timed(CYCLE))
        (suspended,) = owners_of(idle)
        suspend_process_definition(definition_id=suspended, actor=system)
    with clock.frozen(NOON + 5 * MINUTE):
        deploy_version(system, key, waits_after(ORDERED))
        # What a suspended version did not begin, nobody begins for it.
        deploy_version(system, idle, chain(begins(timed(CYCLE)), user_task("other"), END))
        let_pass()
    assert (list(instances_of(key)), list(instances_of(idle))) == ([], [])


def test_a_timer_that_falls_due_while_its_version_is_suspended_begins_one_when_it_is_resumed(
    system: Actor,
) -> None:
    with clock.frozen(NOON):
        key = deploy(system, timed(CYCLE))
        (newest,) = owners_of(key)
    with clock.frozen(NOON + 5 * MINUTE):
        suspend_process_definition(definition_id=newest, actor=system)
        let_pass()
        assert list(instances_of(key)) == []
        for _ in range(2):
            resume_process_definition(definition_id=newest, actor=system)
            let_pass()
    assert len(instances_of(key)) == 1


def test_a_condition_begins_one_instance_each_time_it_becomes_true(system: Actor) -> None:
    condition = (
        "<bpmn:conditionalEventDefinition><bpmn:condition>=heat</bpmn:condition>"
        "</bpmn:conditionalEventDefinition>"
    )
    key = deploy(system, condition)
    for is_hot in (False, True, False, True, None):
        evaluate_conditions({"heat": is_hot}, actor=system, definition_key=key)
    assert len(instances_of(key)) == 2


def test_a_version_without_events_ends_what_the_one_before_waited_for(system: Actor) -> None:
    with clock.frozen(NOON):
        key = deploy(system, timed(CYCLE))
        deploy_version(system, key, chain(START, user_task("work"), END))
    assert (owners_of(key), list(open_jobs())) == (set(), [])


def test_suspending_the_newest_version_stops_all_that_begins_it(system: Actor) -> None:
    with clock.frozen(NOON):
        key = deploy(system, timed(CYCLE) + ORDERED + ALARMED)
        (newest,) = owners_of(key)
        suspend_process_definition(definition_id=newest, actor=system)
    with clock.frozen(NOON + 7 * MINUTE):
        let_pass()
        with pytest.raises(MessageSuspendedError):
            correlate_message(Message(name="order"), actor=system)
        assert broadcast_signal(Signal(name="alarm"), actor=system).started == 0
        assert instances_of(key) == []
        resume_process_definition(definition_id=newest, actor=system)
        let_pass()
    assert len(instances_of(key)) == 1
    (job,) = [job for job in open_jobs() if job.kind == "start_timer"]
    assert (job.due_at, job.suspended) == (NOON + 10 * MINUTE, False)


def test_a_signal_begins_every_process_that_hears_it_each_once(system: Actor) -> None:
    first, second = deploy(system, ALARMED), deploy(system, ALARMED)
    thrower = builders.deploy(
        chain(
            START,
            '<bpmn:intermediateThrowEvent id="throw">'
            '<bpmn:signalEventDefinition signalRef="alarm"/></bpmn:intermediateThrowEvent>',
            END,
        ),
        roots=ROOTS,
    )
    builders.start(thrower)
    let_pass()
    assert (len(instances_of(first)), len(instances_of(second))) == (1, 1)
    answer = broadcast_signal(Signal(name="alarm", variables={"n": "7"}), actor=system)
    assert (answer.reached, answer.started) == (0, 2)
    let_pass()
    assert (len(instances_of(first)), len(instances_of(second))) == (2, 2)


def test_a_message_finds_who_waits_before_it_begins_another(system: Actor) -> None:
    wait = '<bpmn:receiveTask id="wait" messageRef="order"/>'
    waiting = builders.deploy(chain(START, wait, END), roots=ROOTS)
    instance = builders.start(waiting)
    key = deploy(system, ORDERED)
    found = correlate_message(Message(name="order"), actor=system)
    assert (found.process_instance_id, found.started) == (instance.id, False)
    begun = correlate_message(
        Message(name="order", business_key="B-1", variables={"sum": "5"}), actor=system
    )
    assert (begun.definition_key, begun.business_key, begun.started) == (key, "B-1", True)
    builders.start(waiting)
    only = Message(name="order", mode=CorrelationMode.START_ONLY)
    assert correlate_message(only, actor=system).definition_key == key
    named = Message(name="order", process_instance_id=instance.id)
    with pytest.raises(MessageNotAwaitedError):
        correlate_message(named, actor=system)


def test_a_message_comes_once_however_often_it_is_sent(system: Actor) -> None:
    key = deploy(system, ORDERED)
    message = Message(name="order", message_id="M-1")
    first = correlate_message(message, actor=system)
    assert correlate_message(message, actor=system) == first
    other = correlate_message(Message(name="order", message_id="M-2"), actor=system)
    assert other.process_instance_id != first.process_instance_id
    assert len(instances_of(key)) == 2


def test_two_processes_that_one_message_begins_have_to_be_told_apart(system: Actor) -> None:
    first, _ = deploy(system, ORDERED), deploy(system, ORDERED)
    with pytest.raises(MessageAmbiguousError):
        correlate_message(Message(name="order"), actor=system)
    begun = correlate_message(Message(name="order", definition_key=first), actor=system)
    assert begun.definition_key == first


def test_what_cannot_begin_stands_as_an_incident_and_begins_when_it_is_mended(
    system: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = deploy(system, ALARMED)

    def refuse(*_: object, **__: object) -> object:
        raise InvalidInputError("It does not fit.")

    with monkeypatch.context() as broken:
        broken.setattr("bpm.runtime.commands.begin_instance.calling.start", refuse)
        broadcast_signal(Signal(name="alarm"), actor=system)
        for minutes in (0, 1, 5, 20):
            with clock.frozen(clock.now() + minutes * MINUTE):
                let_pass()
    assert instances_of(key) == []
    (incident,) = incidents.visible_incidents(system).filter(resolved_at=None)
    assert (incident.definition_key, incident.message) == (key, "It does not fit.")
    assert find_problems() == []
    retry_incident(incident.id, actor=system)
    let_pass()
    assert len(instances_of(key)) == 1


def test_a_condition_that_cannot_be_decided_begins_nothing(system: Actor) -> None:
    condition = (
        "<bpmn:conditionalEventDefinition><bpmn:condition>=heat</bpmn:condition>"
        "</bpmn:conditionalEventDefinition>"
    )
    key, other = deploy(system, condition), deploy(system, condition)
    with pytest.raises(InvalidConditionError):
        evaluate_conditions({"heat": "much"}, actor=system)
    assert (list(instances_of(key)), list(instances_of(other))) == ([], [])
    begun = evaluate_conditions({"heat": True}, actor=system, definition_key=key)
    assert [one.definition_key for one in begun.started] == [key]


@pytest.mark.parametrize("seed", range(3))
def test_each_subscription_has_one_owner_whatever_happens(system: Actor, seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311 no secret
    key = f"process_{uuid4().hex[:12]}"
    bodies = (waits_after(timed(CYCLE)), waits_after(ORDERED + ALARMED), chain(START, END))
    alive: dict[UUID, tuple[UUID, int]] = {}
    for step in range(10):
        kind = chance.choice(("deploy", "deploy", "suspend", "resume", "delete"))
        if kind == "deploy" or not alive:
            number = chance.randrange(len(bodies))
            body = bodies[number].replace("<bpmn:", f'<bpmn:documentation id="d{step}"/><bpmn:', 1)
            id_, deployment = deploy_version(system, key, body)
            alive[id_] = (deployment, number)
            continue
        chosen = chance.choice(sorted(alive))
        if kind == "delete":
            delete_deployment(actor=system, deployment_id=alive.pop(chosen)[0])
        elif kind == "suspend":
            suspend_process_definition(definition_id=chosen, actor=system)
        else:
            resume_process_definition(definition_id=chosen, actor=system)
        newest = max(alive, default=None)
        owns = newest is not None and alive[newest][1] < 2
        assert owners_of(key) == ({newest} if owns else set())
        assert find_problems() == []
