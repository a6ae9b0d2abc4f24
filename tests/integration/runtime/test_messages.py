"""Messages that instances wait for: one receiver, or a reason why there is none."""

from decimal import Decimal

import pytest

from bpm.identity.contracts import Actor
from bpm.messages.contracts import Message
from bpm.messages.errors import (
    InvalidMessageError,
    MessageAmbiguousError,
    MessageNotAwaitedError,
    MessageSuspendedError,
)
from bpm.runtime.commands.cancel_process_instance import cancel_process_instance
from bpm.runtime.commands.correlate_message import correlate_message
from bpm.runtime.commands.resume_process_instance import resume_process_instance
from bpm.runtime.commands.suspend_process_instance import suspend_process_instance
from bpm.runtime.contracts import ProcessInstanceView
from tests import builders
from tests.builders import END, START, chain, flow, user_task
from tests.integration.runtime.acting import complete, outcomes, read, rows, tasks

pytestmark = pytest.mark.django_db(transaction=True)

PLAIN = '<bpmn:message id="paid" name="paid"/>'
KEYED = (
    '<bpmn:message id="paid" name="paid"><bpmn:extensionElements>'
    '<bpm:subscription correlationKey="=order"/></bpmn:extensionElements></bpmn:message>'
)
DEFINITION = '<bpmn:messageEventDefinition messageRef="paid"/>'
CATCH = f'<bpmn:intermediateCatchEvent id="wait">{DEFINITION}</bpmn:intermediateCatchEvent>'


def waiting(
    roots: str = PLAIN, *, order: str = "17", business_key: str | None = None
) -> ProcessInstanceView:
    """Start an instance that waits for a message."""
    key = builders.deploy(chain(START, CATCH, END), roots=roots)
    return builders.start(key, {"order": order}, business_key=business_key)


def test_correlate_message_reaches_who_waits(system: Actor) -> None:
    instance = waiting()
    (place,) = instance.waiting_at
    assert place.activity_id == "wait"
    assert place.subscription_id is not None
    assert read(instance).waiting_at == instance.waiting_at

    view = correlate_message(Message(name="paid", variables={"sum": Decimal(5)}), actor=system)

    assert (view.process_instance_id, view.activity_id) == (instance.id, "wait")
    assert view.state == "completed"
    assert read(instance).variables == {"order": "17", "sum": 5}
    assert rows("SELECT count(*) FROM event_subscription") == [(0,)]


def test_a_key_decides_among_those_that_wait(system: Actor) -> None:
    key = builders.deploy(chain(START, CATCH, END), roots=KEYED)
    first, second = (builders.start(key, {"order": order}) for order in ("17", "18"))

    with pytest.raises(MessageNotAwaitedError, match="none with this key"):
        correlate_message(Message(name="paid"), actor=system)
    with pytest.raises(MessageNotAwaitedError, match="none with this key"):
        correlate_message(Message(name="paid", correlation_key="19"), actor=system)
    view = correlate_message(Message(name="paid", correlation_key="18"), actor=system)

    assert view.process_instance_id == second.id
    assert read(first).state == "active"
    view = correlate_message(Message(name="paid", process_instance_id=first.id), actor=system)
    assert view.process_instance_id == first.id


def test_a_key_does_not_reach_who_waits_for_none(system: Actor) -> None:
    waiting()

    with pytest.raises(MessageNotAwaitedError):
        correlate_message(Message(name="paid", correlation_key="17"), actor=system)


def test_a_very_long_key_finds_its_like_only(system: Actor) -> None:
    order = "x" * 3_000
    key = builders.deploy(chain(START, CATCH, END), roots=KEYED)
    builders.start(key, {"order": order})

    with pytest.raises(InvalidMessageError):
        correlate_message(Message(name="paid", correlation_key=order), actor=system)
    shorter = builders.start(key, {"order": order[:2_000]})
    view = correlate_message(Message(name="paid", correlation_key=order[:2_000]), actor=system)
    assert view.process_instance_id == shorter.id


def test_a_business_key_decides_too(system: Actor) -> None:
    waiting(business_key="A-1")
    wanted = waiting(business_key="A-2")

    with pytest.raises(MessageAmbiguousError):
        correlate_message(Message(name="paid"), actor=system)
    view = correlate_message(Message(name="paid", business_key="A-2"), actor=system)

    assert (view.process_instance_id, view.business_key) == (wanted.id, "A-2")


def test_nobody_waits_for_it(system: Actor) -> None:
    with pytest.raises(MessageNotAwaitedError, match="No instance waits"):
        correlate_message(Message(name="paid"), actor=system)


@pytest.mark.parametrize(
    "message",
    [
        Message(name=""),
        Message(name="x" * 3_000),
        Message(name="paid", correlation_key=""),
        Message(name="paid", business_key="x" * 3_000),
    ],
)
def test_messages_that_cannot_be(system: Actor, message: Message) -> None:
    with pytest.raises(InvalidMessageError):
        correlate_message(message, actor=system)


def test_who_is_suspended_receives_nothing(system: Actor) -> None:
    instance = waiting()
    suspend_process_instance(instance.id, actor=system)

    with pytest.raises(MessageSuspendedError):
        correlate_message(Message(name="paid"), actor=system)

    resume_process_instance(instance.id, actor=system)
    correlate_message(Message(name="paid"), actor=system)
    assert read(instance).state == "completed"


def test_a_suspended_one_does_not_stand_in_the_way(system: Actor) -> None:
    suspend_process_instance(waiting().id, actor=system)
    able = waiting()

    view = correlate_message(Message(name="paid"), actor=system)

    assert view.process_instance_id == able.id


def test_cancelling_ends_the_subscription(system: Actor) -> None:
    instance = waiting()

    cancel_process_instance(instance.id, reason=None, actor=system)

    assert rows("SELECT count(*) FROM event_subscription") == [(0,)]
    with pytest.raises(MessageNotAwaitedError):
        correlate_message(Message(name="paid"), actor=system)


def around_task(*, interrupts: bool) -> str:
    """Return a user task with a message on its edge."""
    return (
        chain(START, user_task("work"), END) + '<bpmn:boundaryEvent id="edge" attachedToRef="work"'
        f' cancelActivity="{str(interrupts).lower()}">{DEFINITION}</bpmn:boundaryEvent>'
        + user_task("other")
        + '<bpmn:endEvent id="end2"/>'
        + flow("f3", "edge", "other")
        + flow("f4", "other", "end2")
    )


def test_an_interrupting_message_takes_the_task_away(system: Actor) -> None:
    builders.group("reviewers")
    instance = builders.start(builders.deploy(around_task(interrupts=True), roots=PLAIN))

    view = correlate_message(Message(name="paid"), actor=system)

    assert (view.activity_id, view.state) == ("edge", "active")
    assert list(tasks(instance)) == ["other"]
    assert outcomes(instance)["work"] == "cancelled"


def test_a_message_that_does_not_interrupt_may_come_again(system: Actor, alice: Actor) -> None:
    instance = builders.start(builders.deploy(around_task(interrupts=False), roots=PLAIN))

    for _ in range(2):
        correlate_message(Message(name="paid"), actor=system)

    assert len(read(instance).waiting_at) == 4
    complete(tasks(instance)["work"], alice)
    with pytest.raises(MessageNotAwaitedError):
        correlate_message(Message(name="paid"), actor=system)


def test_a_receive_task_waits_like_a_catch_event(system: Actor) -> None:
    task = '<bpmn:receiveTask id="wait" messageRef="paid"/>'
    instance = builders.start(builders.deploy(chain(START, task, END), roots=PLAIN))

    assert correlate_message(Message(name="paid"), actor=system).state == "completed"
    assert outcomes(instance)["wait"] == "completed"
