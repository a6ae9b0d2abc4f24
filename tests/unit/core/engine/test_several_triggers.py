"""Events with several triggers; each command loads what the last one saved."""

from decimal import Decimal

import pytest

from bpm.core.engine.contracts import (
    BroadcastSignal,
    Unsubscribe,
)
from tests.unit.core.bpmn.reports import errors
from tests.unit.core.engine.triggers import ALERT, LATE, LOST, OTHER, ROOTS, link, throw
from tests.unit.core.engine.walks import Walk, begin, path
from tests.unit.core.models import (
    END,
    START,
    catch,
    chain,
    element,
    flow,
    gateway,
    message,
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
        ("intermediateThrowEvent", LATE + LOST),
        ("endEvent", ALERT + "<bpmn:terminateEventDefinition/>"),
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
