"""Forks and joins."""

from bpm.core.engine.contracts import (
    ActivityEnded,
    ActivityOutcome,
    CancelUserTask,
    CreateUserTask,
    RaiseIncident,
)
from bpm.core.engine.spiff.state import decode_state, encode_state
from tests.unit.core.engine.walks import CONTEXT, begin, path
from tests.unit.core.models import END, START, element, flow, gateway, user_task


def fork(id_: str) -> str:
    return gateway(id_, kind="parallelGateway")


def test_a_fork_asks_no_conditions() -> None:
    walk = begin(
        START,
        fork("split"),
        user_task("a"),
        user_task("b"),
        END,
        flow("f1", "start", "split"),
        flow("f2", "split", "a", "1 > 2"),
        flow("f3", "split", "b"),
        flow("f4", "a", "end"),
        flow("f5", "b", "end"),
    )

    assert {x.activity_id for x in walk.all(CreateUserTask)} == {"a", "b"}


def test_a_join_waits_for_one_token_on_each_flow() -> None:
    walk = begin(
        START,
        fork("split"),
        user_task("a"),
        user_task("b"),
        fork("join"),
        END,
        flow("f1", "start", "split"),
        flow("f2", "split", "a"),
        flow("f3", "split", "b"),
        flow("f4", "a", "join"),
        flow("f5", "b", "join"),
        flow("f6", "join", "end"),
    )
    visits = {x.activity_id: x.visit for x in walk.all(CreateUserTask)}

    walk.complete(visits["b"])
    assert path(walk.outcome) == []
    walk.complete(visits["a"])

    assert path(walk.outcome) == ["join", "end"]
    assert walk.outcome.is_completed


def test_two_flows_with_one_source_are_two_flows() -> None:
    walk = begin(
        START,
        fork("split"),
        fork("join"),
        END,
        flow("f1", "start", "split"),
        flow("f2", "split", "join"),
        flow("f3", "split", "join"),
        flow("f4", "join", "end"),
    )

    assert path(walk.outcome) == ["start", "split", "join", "end"]
    assert walk.outcome.is_completed


def test_excess_tokens_wait_for_the_next_turn_and_are_reported_when_stuck() -> None:
    walk = begin(
        START,
        fork("split"),
        element("task", "merge"),
        fork("join"),
        END,
        flow("f1", "start", "split"),
        flow("f2", "split", "merge"),
        flow("f3", "split", "merge"),
        flow("f4", "split", "join"),
        flow("f5", "merge", "join"),
        flow("f6", "join", "end"),
    )

    incident = walk.the(RaiseIncident)
    assert path(walk.outcome).count("end") == 1
    assert incident.kind == "stuck"
    assert incident.activity_id == "join"
    assert [(x.visit, x.waits_for) for x in walk.open()] == [(incident.visit, "incident")]
    assert not walk.outcome.is_completed


def test_cancelling_ends_each_open_visit_once() -> None:
    walk = begin(
        START,
        fork("split"),
        user_task("a"),
        user_task("b"),
        flow("f1", "start", "split"),
        flow("f2", "split", "a"),
        flow("f3", "split", "b"),
    )
    run = decode_state(walk.process.spec, walk.outcome.state, CONTEXT)
    before = encode_state(run)
    run.journal.clear()

    run.workflow.task_tree.cancel()

    assert run.effects == [
        CancelUserTask(visit=3),
        ActivityEnded(visit=3, outcome=ActivityOutcome.CANCELLED),
        CancelUserTask(visit=4),
        ActivityEnded(visit=4, outcome=ActivityOutcome.CANCELLED),
    ]
    assert run.is_completed
    run.journal.unwind()
    assert encode_state(run) == before
