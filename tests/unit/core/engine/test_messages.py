"""Messages: caught in the flow, by receive tasks, and at the border of activities."""

from decimal import Decimal

import pytest

from bpm.core.engine import inspect
from bpm.core.engine.contracts import (
    CancelUserTask,
    RaiseIncident,
    Subscribe,
    SubscriptionKind,
    Unsubscribe,
)
from bpm.core.engine.errors import UnknownVisitError
from bpm.core.values import Value
from tests.unit.core.bpmn.reports import allowed_errors
from tests.unit.core.engine.walks import Walk, begin, path
from tests.unit.core.models import (
    END,
    START,
    boundary,
    catch,
    chain,
    element,
    io,
    message,
    setting,
    user_task,
)

KEYED = setting("subscription", correlationKey="=order")
ROOTS = (
    '<bpmn:message id="paid" name="payment received"/><bpmn:message id="bare"/>'
    '<bpmn:message id="keyed" name="keyed"><bpmn:extensionElements>'
    f"{KEYED}</bpmn:extensionElements></bpmn:message>"
)


def waiting(reference: str, settings: str = "", **variables: Value) -> Walk:
    node = catch("wait", message(reference), settings)
    return begin(chain(START, node, END), roots=ROOTS, data=variables)


def test_a_catch_event_subscribes_and_goes_on_with_the_message() -> None:
    walk = waiting("paid")

    assert walk.the(Subscribe) == Subscribe(
        visit=2,
        activity_id="wait",
        name="payment received",
        kind=SubscriptionKind.MESSAGE,
        correlation_key=None,
    )
    assert [x.waits_for for x in inspect(walk.process, walk.outcome.state)] == ["subscription"]

    walk.receive(2, amount=Decimal(5))

    assert path(walk.outcome) == ["end"]
    assert walk.variables == {"amount": Decimal(5)}
    assert not walk.all(Unsubscribe)


def test_a_message_without_a_name_is_known_by_its_id() -> None:
    assert waiting("bare").the(Subscribe).name == "bare"


@pytest.mark.parametrize(
    ("order", "key"), [("A-1", "A-1"), (Decimal("12.50"), "12.5"), (Decimal(100), "100")]
)
def test_the_correlation_key_is_evaluated(order: Value, key: str) -> None:
    assert waiting("keyed", order=order).the(Subscribe).correlation_key == key
    assert waiting("paid", KEYED, order=order).the(Subscribe).correlation_key == key


@pytest.mark.parametrize("order", [None, "", True, []])
def test_a_correlation_key_that_is_none_is_an_incident(order: Value) -> None:
    incident = waiting("keyed", order=order).the(RaiseIncident)

    assert "correlation key of 'wait'" in incident.message


def test_a_receive_task_waits_for_its_message() -> None:
    task = element("receiveTask", "wait", messageRef="paid")
    walk = begin(chain(START, task, END), roots=ROOTS)
    walk.receive(walk.the(Subscribe).visit, ok=True)

    assert walk.outcome.is_completed
    assert walk.variables == {"ok": True}


def test_outputs_choose_what_of_a_message_is_kept() -> None:
    walk = waiting("paid", io(outputs="total==amount + 1"))
    walk.receive(2, amount=Decimal(1), secret="x")

    assert walk.variables == {"total": Decimal(2)}


def beside(cancel: str, settings: str = "") -> Walk:
    event = boundary("edge", "ask", message("paid"), settings, cancelActivity=cancel)
    return begin(
        chain(START, user_task("ask"), END),
        chain(event, user_task("after"), flows="e"),
        roots=ROOTS,
    )


def test_an_interrupting_message_ends_the_activity() -> None:
    walk = beside("true")
    task = walk.visit("ask")
    walk.receive(walk.the(Subscribe).visit, amount=Decimal(1))

    assert walk.the(CancelUserTask).visit == task
    assert path(walk.outcome) == ["edge", "after"]
    assert walk.variables == {"amount": Decimal(1)}
    assert not walk.all(Unsubscribe)


def test_completing_the_activity_ends_the_subscription() -> None:
    walk = beside("true")
    armed = walk.the(Subscribe).visit
    walk.finish("ask")

    assert walk.the(Unsubscribe).visit == armed
    with pytest.raises(UnknownVisitError):
        walk.receive(armed)


def test_a_gentle_message_subscribes_again_each_time() -> None:
    walk = beside("false")
    armed = walk.the(Subscribe)
    for _ in range(3):
        walk.receive(armed.visit)
        assert walk.the(Subscribe) == armed

    assert walk.waiting() == ["ask", "edge", "after", "after", "after"]
    walk.finish("ask")
    assert walk.the(Unsubscribe).visit == armed.visit


def test_outputs_of_the_event_read_the_message() -> None:
    walk = beside("true", io(outputs="total==amount * 2"))
    walk.receive(walk.the(Subscribe).visit, amount=Decimal(2))

    assert walk.variables == {"total": Decimal(4)}


def test_two_catch_events_in_one_instance_wait_apart() -> None:
    walk = begin(
        START,
        catch("one", message("paid")),
        catch("two", message("bare")),
        *(element("endEvent", f"end_{name}") for name in ("one", "two")),
        *(
            element("sequenceFlow", f"f{a}{b}", sourceRef=a, targetRef=b)
            for a, b in (("start", "one"), ("start", "two"), ("one", "end_one"), ("two", "end_two"))
        ),
        roots=ROOTS,
    )
    walk.receive(walk.visit("two"))
    assert path(walk.outcome) == ["end_two"]
    walk.receive(walk.visit("one"))
    assert walk.outcome.is_completed


@pytest.mark.parametrize(
    ("node", "code"),
    [
        (catch("wait", "<bpmn:messageEventDefinition/>"), "missing_reference"),
        (catch("wait", message("gone")), "unknown_reference"),
        (element("receiveTask", "wait", messageRef="gone"), "unknown_reference"),
        (element("receiveTask", "wait", instantiate="true"), "flow_into_start"),
        (
            catch("wait", message("x"), setting("subscription", timeToLive="PT1H")),
            "unsupported_setting_attribute",
        ),
    ],
)
def test_messages_that_are_not_there_are_refused(node: str, code: str) -> None:
    assert ("wait", code) in allowed_errors(chain(START, node, END))
