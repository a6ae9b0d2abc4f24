"""Events with several triggers; each command loads what the last one saved."""

from decimal import Decimal

import pytest

from bpm.core.engine.contracts import (
    BroadcastSignal,
    Unsubscribe,
)
from bpm.core.values import Value
from tests.unit.core.bpmn.reports import errors
from tests.unit.core.engine.triggers import ALERT, LATE, LOST, OTHER, ROOTS, link, throw
from tests.unit.core.engine.walks import Walk, begin, path
from tests.unit.core.models import (
    END,
    START,
    boundary,
    catch,
    chain,
    element,
    flow,
    gateway,
    message,
    sub_process,
    timer,
    user_task,
)


def several(*, is_parallel: bool) -> Walk:
    flag = str(is_parallel).lower()
    node = element("intermediateCatchEvent", "any", ALERT + message("m1"), parallelMultiple=flag)
    return begin(chain(START, node, END), roots=ROOTS)


@pytest.mark.parametrize("number", [0, 1])
def test_the_first_of_several_is_enough(number: int) -> None:
    walk = several(is_parallel=False)
    places = [place.visit for place in walk.open()]

    walk.receive(places[number], x=Decimal(1))

    assert walk.outcome.is_completed
    assert walk.the(Unsubscribe).visit == places[1 - number]
    assert walk.variables == {"x": Decimal(1)}


@pytest.mark.parametrize("first", [0, 1])
def test_or_all_of_them_are_needed(first: int) -> None:
    walk = several(is_parallel=True)
    places = [place.visit for place in walk.open()]

    walk.receive(places[first], x=Decimal(1))
    assert walk.waiting() == ["any"]
    walk.receive(places[1 - first], y=Decimal(2))

    assert walk.outcome.is_completed
    assert walk.variables == {"x": Decimal(1), "y": Decimal(2)}


def test_a_throw_may_throw_several() -> None:
    walk = begin(
        START,
        gateway("split", kind="parallelGateway"),
        catch("one", ALERT),
        catch("two", OTHER),
        user_task("work"),
        element("endEvent", "out", ALERT + OTHER),
        END,
        flow("f1", "start", "split"),
        flow("f2", "split", "one"),
        flow("f3", "split", "two"),
        flow("f4", "split", "work"),
        flow("f5", "work", "out"),
        flow("f6", "one", "end"),
        flow("f7", "two", "end"),
        roots=ROOTS,
    )
    walk.finish("work")

    assert walk.outcome.is_completed
    assert [effect.name for effect in walk.all(BroadcastSignal)] == ["alert", "other"]


@pytest.mark.parametrize(
    ("kind", "triggers"),
    [
        ("intermediateCatchEvent", ALERT + link("a")),
        ("intermediateThrowEvent", ALERT + link("a")),
        ("endEvent", "<bpmn:errorEventDefinition/>" * 2),
    ],
)
def test_triggers_that_do_not_go_together_are_refused(kind: str, triggers: str) -> None:
    found = errors(chain(START, element(kind, "x", triggers), END), roots=ROOTS)
    assert ("x", "unsupported_event_definition") in found


@pytest.mark.parametrize("flows", [("call", "hear"), ("hear", "call")])
def test_who_comes_to_wait_in_the_same_command_hears_a_signal(flows: tuple[str, str]) -> None:
    walk = begin(
        START,
        gateway("split", kind="parallelGateway"),
        throw("call", ALERT),
        catch("hear", ALERT),
        END,
        flow("f1", "start", "split"),
        flow("f2", "split", flows[0]),
        flow("f3", "split", flows[1]),
        flow("f4", "call", "end"),
        flow("f5", "hear", "end"),
        roots=ROOTS,
    )

    assert walk.outcome.is_completed
    assert path(walk.outcome).count("end") == 2


def watched(event: str, *, interrupts: bool, needs_all: bool, at_border: bool) -> Walk:
    """Begin a user task with an event of several triggers beside it, at its border or around."""
    flags = {"parallelMultiple": str(needs_all).lower()}
    way = str(interrupts).lower()
    if at_border:
        beside: tuple[str, ...] = (
            boundary("edge", "work", event, cancelActivity=way, **flags),
            chain(element("task", "late"), element("endEvent", "done"), flows="l"),
            flow("x", "edge", "late"),
        )
    else:
        start = element("startEvent", "edge", event, isInterrupting=way, **flags)
        inside = chain(start, element("task", "late"), element("endEvent", "done"), flows="h")
        beside = (sub_process("handler", inside, triggeredByEvent="true"),)
    return begin(chain(START, user_task("work"), END), *beside, roots=ROOTS)


WATCHED = ALERT + message("m1") + OTHER


def hear(walk: Walk, number: int, **variables: Value) -> None:
    """Let one of the things happen that are still waited for, in order of their visits."""
    places = [place.visit for place in walk.open() if place.activity_id == "edge"]
    walk.receive(places[number], **variables)


@pytest.mark.parametrize("at_border", [True, False])
@pytest.mark.parametrize("number", [0, 1, 2])
def test_the_first_of_several_interrupts(number: int, at_border: bool) -> None:
    walk = watched(WATCHED, interrupts=True, needs_all=False, at_border=at_border)
    assert walk.waiting().count("edge") == 3

    hear(walk, number)

    assert path(walk.outcome)[-2:] == ["late", "done"]
    assert walk.outcome.is_completed
    assert len(walk.all(Unsubscribe)) == 2


@pytest.mark.parametrize("at_border", [True, False])
def test_each_of_several_is_heard_again_and_again(at_border: bool) -> None:
    walk = watched(WATCHED, interrupts=False, needs_all=False, at_border=at_border)
    for number in (0, 1, 0, 2):
        hear(walk, number)
        assert path(walk.outcome)[-2:] == ["late", "done"]
    walk.finish("work")

    assert walk.outcome.is_completed
    assert len(walk.all(Unsubscribe)) == 3


@pytest.mark.parametrize("at_border", [True, False])
@pytest.mark.parametrize("interrupts", [True, False])
def test_all_of_several_have_to_happen_in_any_order(at_border: bool, interrupts: bool) -> None:
    walk = watched(WATCHED, interrupts=interrupts, needs_all=True, at_border=at_border)
    for _ in range(1 if interrupts else 2):
        hear(walk, 1, x=Decimal(1))
        hear(walk, 0)
        assert "late" not in path(walk.outcome)
        hear(walk, 0)
        assert path(walk.outcome)[-2:] == ["late", "done"]

    assert walk.variables == {"x": Decimal(1)}
    assert sorted(walk.waiting()) == ([] if interrupts else [*["edge"] * 3, "work"])


def test_with_a_moment_all_of_it_happens_once() -> None:
    event = ALERT + timer("timeDuration", "PT1H")
    walk = watched(event, interrupts=False, needs_all=True, at_border=True)
    walk.receive(walk.open()[1].visit)
    walk.fire(walk.visit("edge"))

    assert path(walk.outcome) == ["edge", "late", "done"]
    assert walk.waiting() == ["work"]


@pytest.mark.parametrize("thrown", ["error", "escalation"])
def test_what_is_thrown_is_one_of_several(thrown: str) -> None:
    end = LATE if thrown == "escalation" else '<bpmn:errorEventDefinition errorRef="oops"/>'
    inside = chain(element("startEvent", "in"), element("endEvent", "out", end), flows="i")
    event = '<bpmn:errorEventDefinition errorRef="oops"/>' + LATE + ALERT
    walk = begin(
        chain(START, sub_process("inner", inside), END),
        boundary("edge", "inner", event),
        element("task", "late"),
        flow("x", "edge", "late"),
        roots=ROOTS + '<bpmn:error id="oops" errorCode="oops"/>',
    )

    assert path(walk.outcome)[-2:] == ["edge", "late"]
    assert walk.outcome.is_completed


@pytest.mark.parametrize(("first", "taken"), [(0, "one"), (2, "two")])
def test_a_gateway_may_await_the_first_of_several(first: int, taken: str) -> None:
    walk = begin(
        START,
        gateway("g", kind="eventBasedGateway"),
        element("intermediateCatchEvent", "one", ALERT + message("m1")),
        catch("two", OTHER),
        END,
        flow("f1", "start", "g"),
        flow("f2", "g", "one"),
        flow("f3", "g", "two"),
        flow("f4", "one", "end"),
        flow("f5", "two", "end"),
        roots=ROOTS,
    )
    walk.receive(walk.open()[first].visit)

    assert path(walk.outcome) == [taken, "end"]
    assert walk.outcome.is_completed


def test_a_gateway_may_await_all_of_several() -> None:
    walk = begin(
        START,
        gateway("g", kind="eventBasedGateway"),
        element("intermediateCatchEvent", "one", ALERT + message("m1"), parallelMultiple="true"),
        catch("two", OTHER),
        END,
        flow("f1", "start", "g"),
        flow("f2", "g", "one"),
        flow("f3", "g", "two"),
        flow("f4", "one", "end"),
        flow("f5", "two", "end"),
        roots=ROOTS,
    )
    walk.receive(walk.open()[1].visit, x=Decimal(1))
    assert path(walk.outcome) == []
    walk.receive(walk.open()[0].visit)

    assert path(walk.outcome) == ["one", "end"]
    assert walk.variables == {"x": Decimal(1)}


TERMINATE = "<bpmn:terminateEventDefinition/>"
CANCEL = "<bpmn:cancelEventDefinition/>"
COMPENSATE = "<bpmn:compensateEventDefinition/>"
OOPS = '<bpmn:errorEventDefinition errorRef="oops"/>'
UNDO = (
    '<bpmn:association id="undoes" sourceRef="undo" targetRef="undone" associationDirection="One"/>'
)


@pytest.mark.parametrize(
    ("last", "expected"),
    [
        (TERMINATE, ["undone", "next"]),
        (OOPS, ["undone", "edge"]),
        (CANCEL, ["undone", "edge"]),
        (LATE + LOST, ["undone", "edge", "next"]),
    ],
)
def test_an_end_event_throws_all_that_it_is_to_throw(last: str, expected: list[str]) -> None:
    """What is done is compensated, the signal is heard outside, then the scope is left."""
    inside = chain(
        element("startEvent", "in"),
        element("task", "done"),
        element("endEvent", "out", ALERT + COMPENSATE + last),
        flows="i",
    )
    undo = boundary("undo", "done", COMPENSATE)
    undone = element("task", "undone", isForCompensation="true")
    caught = LOST if last == LATE + LOST else last if last != TERMINATE else OOPS
    gentle = "false" if caught == LOST else "true"
    walk = begin(
        START,
        element("transaction", "inner", inside + undo + undone + UNDO),
        boundary("edge", "inner", caught, cancelActivity=gentle),
        element("task", "next"),
        END,
        flow("f1", "start", "inner"),
        flow("f2", "inner", "next"),
        flow("f3", "next", "end"),
        flow("f4", "edge", "end"),
        roots=ROOTS + '<bpmn:error id="oops" errorCode="oops"/>',
    )

    assert walk.outcome.is_completed
    assert walk.the(BroadcastSignal).name == "alert"
    assert [name for name in path(walk.outcome) if name in ("undone", "edge", "next")] == expected
