"""Inclusive gateways: every condition that holds, and joins that wait no longer than they must."""

from decimal import Decimal

from bpm.core.engine.contracts import FlowTaken, RaiseIncident
from tests.unit.core.engine.walks import Walk, begin, path
from tests.unit.core.models import END, START, element, flow, gateway, user_task


def pick(id_: str, default: str | None = None) -> str:
    return gateway(id_, default, kind="inclusiveGateway")


SPLIT = (
    START,
    pick("split", "to_c"),
    user_task("a"),
    user_task("b"),
    user_task("c"),
    pick("join"),
    END,
    flow("in", "start", "split"),
    flow("to_a", "split", "a", "x > 1"),
    flow("to_b", "split", "b", "x > 2"),
    flow("to_c", "split", "c"),
    flow("from_a", "a", "join"),
    flow("from_b", "b", "join"),
    flow("from_c", "c", "join"),
    flow("out", "join", "end"),
)


def taken(walk: Walk) -> list[str]:
    return [effect.flow_id for effect in walk.all(FlowTaken)]


def test_every_flow_whose_condition_holds_is_taken() -> None:
    assert begin(*SPLIT, x=Decimal(3)).waiting() == ["a", "b"]
    assert begin(*SPLIT, x=Decimal(2)).waiting() == ["a"]


def test_the_default_is_taken_only_when_nothing_else_is() -> None:
    assert begin(*SPLIT, x=Decimal(0)).waiting() == ["c"]


def test_a_condition_that_is_neither_true_nor_false_is_an_incident() -> None:
    walk = begin(*SPLIT, x="much")

    assert walk.the(RaiseIncident).activity_id == "split"


def test_without_a_default_something_must_hold() -> None:
    walk = begin(
        START,
        pick("split"),
        END,
        flow("in", "start", "split"),
        flow("a", "split", "end", "x > 1"),
        flow("b", "split", "end", "x > 2"),
        x=Decimal(0),
    )

    assert "No condition of the gateway 'split' is true" in walk.the(RaiseIncident).message
    walk.write(x=Decimal(2))
    walk.retry(walk.visit("split"))
    assert walk.outcome.is_completed


def test_the_join_waits_for_those_that_were_taken() -> None:
    walk = begin(*SPLIT, x=Decimal(3))

    walk.finish("b")
    assert path(walk.outcome) == []
    walk.finish("a")

    assert path(walk.outcome) == ["join", "end"]
    assert walk.outcome.is_completed


def test_the_join_does_not_wait_for_a_path_that_was_not_taken() -> None:
    walk = begin(*SPLIT, x=Decimal(2))

    walk.finish("a")

    assert walk.outcome.is_completed


def test_a_token_that_turns_away_lets_the_join_go() -> None:
    walk = begin(
        START,
        gateway("fork", kind="parallelGateway"),
        user_task("a"),
        user_task("b"),
        gateway("turn", "away"),
        pick("join"),
        END,
        element("endEvent", "elsewhere"),
        flow("in", "start", "fork"),
        flow("f1", "fork", "a"),
        flow("f2", "fork", "b"),
        flow("f3", "a", "join"),
        flow("f4", "b", "turn"),
        flow("f5", "turn", "join", "stay"),
        flow("away", "turn", "elsewhere"),
        flow("out", "join", "end"),
    )

    walk.finish("a")
    assert path(walk.outcome) == []
    walk.finish("b", stay=False)

    assert path(walk.outcome) == ["turn", "elsewhere", "join", "end"]
    assert walk.outcome.is_completed


def test_a_token_that_can_reach_a_served_flow_too_is_not_waited_for() -> None:
    # From ``b`` a path leads both to the empty flow and to the one that holds a token already.
    walk = begin(
        START,
        gateway("fork", kind="parallelGateway"),
        user_task("a"),
        user_task("b"),
        gateway("merge"),
        gateway("turn", "f6"),
        pick("join"),
        user_task("after"),
        flow("in", "start", "fork"),
        flow("f1", "fork", "a"),
        flow("f2", "fork", "b"),
        flow("f3", "a", "merge"),
        flow("f4", "merge", "join"),
        flow("f5", "b", "turn"),
        flow("f6", "turn", "merge"),
        flow("f7", "turn", "join", "direct"),
        flow("out", "join", "after"),
    )

    walk.finish("a")

    assert walk.waiting() == ["b", "after"]


def test_a_loop_through_the_join_fires_it_again() -> None:
    walk = begin(
        START,
        pick("join"),
        user_task("work"),
        gateway("again", "done"),
        END,
        flow("in", "start", "join"),
        flow("f1", "join", "work"),
        flow("f2", "work", "again"),
        flow("back", "again", "join", "more"),
        flow("done", "again", "end"),
    )

    walk.finish("work", more=True)
    assert walk.waiting() == ["work"]
    walk.finish("work", more=False)

    assert walk.outcome.is_completed


def test_two_joins_that_wait_for_each_other_are_reported() -> None:
    walk = begin(
        START,
        gateway("fork", kind="parallelGateway"),
        pick("left"),
        pick("right"),
        flow("in", "start", "fork"),
        flow("f1", "fork", "left"),
        flow("f2", "fork", "right"),
        flow("f3", "left", "right"),
        flow("f4", "right", "left"),
    )

    assert walk.the(RaiseIncident).kind == "stuck"
