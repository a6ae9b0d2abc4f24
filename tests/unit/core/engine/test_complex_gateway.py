"""Complex gateways; each command loads what the last one saved."""

from collections.abc import Sequence
from decimal import Decimal
from xml.sax.saxutils import escape

import pytest

from bpm.core.engine.contracts import RaiseIncident, Unsubscribe
from tests.unit.core.bpmn.reports import errors
from tests.unit.core.engine.walks import Walk, begin, path
from tests.unit.core.models import (
    END,
    START,
    chain,
    element,
    flow,
    gateway,
    many,
    message,
    sub_process,
    user_task,
)


def join(condition: str = "activationCount >= 2", default: str | None = None) -> str:
    inner = f"<bpmn:activationCondition>{escape(condition)}</bpmn:activationCondition>"
    more = {} if default is None else {"default": default}
    return element("complexGateway", "join", inner, **more)


def branches(number: int = 3) -> list[str]:
    """Draw user tasks side by side that lead from a fork to the gateway."""
    tasks = [f"t{n}" for n in range(1, number + 1)]
    return [
        START,
        gateway("fork", kind="parallelGateway"),
        flow("f0", "start", "fork"),
        *(user_task(task) for task in tasks),
        *(flow(f"out_{task}", "fork", task) for task in tasks),
        *(flow(f"in_{task}", task, "join") for task in tasks),
    ]


def after(condition: str | None = None, more: Sequence[str] = ()) -> list[str]:
    return [
        user_task("next"),
        flow("f1", "join", "next", condition),
        flow("f2", "next", "end"),
        END,
        *more,
    ]


def do(walk: Walk, *activities: str) -> None:
    for activity in activities:
        walk.complete(next(x.visit for x in walk.open() if x.activity_id == activity))


@pytest.mark.parametrize("enough", [1, 2, 3])
def test_it_goes_on_once_with_enough_tokens_and_takes_the_others_in(enough: int) -> None:
    walk = begin(*branches(), join(f"activationCount >= {enough}"), *after())

    order = ["t2", "t1", "t3"]
    for position, task in enumerate(order, 1):
        do(walk, task)
        assert ("next" in walk.waiting()) is (position >= enough)
    assert walk.waiting() == ["next"]
    do(walk, "next")

    assert walk.outcome.is_completed


def test_it_is_reset_once_nothing_more_can_come_and_starts_anew() -> None:
    parts = [
        *(part for part in branches(2) if 'id="f0"' not in part),
        gateway("merge"),
        flow("f0", "start", "merge"),
        flow("m1", "merge", "fork"),
        join("activationCount >= 1"),
        user_task("next"),
        flow("f1", "join", "next"),
        gateway("ask", "done"),
        flow("f2", "next", "ask"),
        flow("back", "ask", "merge", "more"),
        flow("done", "ask", "end"),
        END,
    ]
    walk = begin(*parts, more=True)

    do(walk, "t1")
    do(walk, "next")
    # The second turn's token waits: the gateway still expects one of the first turn.
    assert sorted(walk.waiting()) == ["t1", "t2", "t2"]
    do(walk, "t1")
    assert sorted(walk.waiting()) == ["t2", "t2"]
    do(walk, "t2")
    assert sorted(walk.waiting()) == ["next", "t2"]
    walk.write(more=False)
    do(walk, "next", "t2")

    assert walk.outcome.is_completed


def test_a_flow_may_ask_for_the_state_of_the_gateway() -> None:
    late = [user_task("late"), flow("f3", "join", "late", "not(waitingForStart)")]
    walk = begin(*branches(2), join("activationCount >= 1"), *after("waitingForStart", late))

    do(walk, "t1")
    assert walk.waiting() == ["t2", "next"]
    do(walk, "next")
    assert not walk.outcome.is_completed
    do(walk, "t2")

    assert walk.waiting() == ["late"]
    do(walk, "late")
    assert walk.outcome.is_completed


def test_a_split_takes_what_holds_and_only_once() -> None:
    walk = begin(
        START,
        element("complexGateway", "split", default="d"),
        flow("f0", "start", "split"),
        *(user_task(name) for name in ("a", "b", "c")),
        flow("a1", "split", "a", "x > 1"),
        flow("b1", "split", "b", "x > 2"),
        flow("d", "split", "c"),
        x=Decimal(2),
    )

    assert path(walk.outcome) == ["start", "split", "a"]


def test_a_variable_may_set_it_off() -> None:
    walk = begin(*branches(2), join("activationCount >= 2 or hurry = true"), *after())

    do(walk, "t1")
    assert walk.waiting() == ["t2"]
    walk.write(hurry=True)

    assert walk.waiting() == ["t2", "next"]


def test_tokens_that_are_not_enough_are_an_incident() -> None:
    walk = begin(*branches(2), join("activationCount >= 3"), *after())

    do(walk, "t1", "t2")

    assert walk.the(RaiseIncident).activity_id == "join"


def test_no_way_out_is_an_incident_that_can_be_mended() -> None:
    walk = begin(*branches(2), join(), *after("x > 1"), x=Decimal(0))

    do(walk, "t1", "t2")
    incident = walk.the(RaiseIncident)
    walk.write(x=Decimal(2))
    walk.retry(incident.visit)

    assert walk.waiting() == ["next"]


def test_it_must_say_when_it_goes_on() -> None:
    parts = [*branches(2), element("complexGateway", "join"), *after()]

    assert ("join", "missing_activation_condition") in errors(*parts)


def test_what_it_says_must_be_an_expression() -> None:
    assert ("join", "invalid_expression") in errors(*branches(2), join("1 +"), *after())


@pytest.mark.parametrize("marker", ["", many(number="1")])
def test_a_sub_process_is_over_with_the_token_that_came_too_late(marker: str) -> None:
    inside = (
        chain(element("startEvent", "in"), gateway("fork", kind="parallelGateway"), flows="i")
        + user_task("a")
        + user_task("b")
        + element("complexGateway", "join", "<bpmn:activationCondition>activationCount &gt;= 1"
                  "</bpmn:activationCondition>")
        + element("endEvent", "out")
        + flow("j1", "fork", "a")
        + flow("j2", "fork", "b")
        + flow("j3", "a", "join")
        + flow("j4", "b", "join")
        + flow("j5", "join", "out")
    )  # fmt: skip
    heard = element("startEvent", "heard", message("letter"), isInterrupting="false")
    beside = sub_process("beside", chain(heard, user_task("c"), flows="h"), triggeredByEvent="true")
    walk = begin(
        chain(START, sub_process("sub", marker + inside + beside), user_task("next"), END),
        roots='<bpmn:message id="letter" name="letter"/>',
    )

    walk.finish("a")
    assert sorted(walk.waiting()) == ["b", "heard"]
    walk.finish("b")

    assert walk.waiting() == ["next"]
    assert len(walk.all(Unsubscribe)) == 1
