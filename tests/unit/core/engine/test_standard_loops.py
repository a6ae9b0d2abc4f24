"""Standard loops: turn after turn, on the same variables, as long as a condition holds."""

from decimal import Decimal

import pytest

from bpm.core.engine import takes_approvers
from bpm.core.engine.contracts import CancelUserTask, RaiseIncident
from tests.unit.core.engine.walks import Walk, begin, path
from tests.unit.core.models import END, START, boundary, chain, element, flow, io, script, timer


def again(condition: str = "", **attributes: str) -> str:
    inner = f"<bpmn:loopCondition>{condition}</bpmn:loopCondition>" if condition else ""
    given = "".join(f' {name}="{value}"' for name, value in attributes.items())
    return f"<bpmn:standardLoopCharacteristics{given}>{inner}</bpmn:standardLoopCharacteristics>"


def counting(loop: str, n: int = 0) -> Walk:
    node = script("count", "n + 1", "n").replace("</bpmn:scriptTask>", loop + "</bpmn:scriptTask>")
    return begin(chain(START, node, END), n=Decimal(n))


def work(loop: str, settings: str = "") -> str:
    return element("userTask", "work", loop, settings)


@pytest.mark.parametrize(("n", "turns"), [(0, 3), (2, 1), (9, 1)])
def test_the_condition_is_asked_behind_each_turn(n: int, turns: int) -> None:
    walk = counting(again("n &lt; 3"), n)

    assert walk.outcome.is_completed
    assert walk.variables["n"] == Decimal(n + turns)


@pytest.mark.parametrize(("n", "turns"), [(0, 3), (2, 1), (9, 0)])
def test_or_before_it(n: int, turns: int) -> None:
    walk = counting(again("n &lt; 3", testBefore="true"), n)

    assert walk.outcome.is_completed
    assert walk.variables["n"] == Decimal(n + turns)


def test_the_greatest_number_of_turns_ends_it_too() -> None:
    assert counting(again("true", loopMaximum="4")).variables["n"] == Decimal(4)
    assert counting(again(loopMaximum="2")).variables["n"] == Decimal(2)


def test_no_turn_at_all_may_be_the_greatest_number() -> None:
    walk = counting(again("true", loopMaximum="0"))
    assert walk.outcome.is_completed
    assert walk.variables["n"] == 0


def test_without_a_greatest_number_only_the_condition_ends_it() -> None:
    assert counting(again("n &lt; 150")).variables["n"] == Decimal(150)


def test_a_loop_that_says_nothing_stops_where_it_stands() -> None:
    """BPMN 2.0.2, table of StandardLoopCharacteristics: it "cannot be formally executed" then."""
    walk = begin(chain(START, work(again()), END))

    assert walk.the(RaiseIncident).activity_id == "work"
    assert not walk.outcome.is_completed


def test_each_turn_waits_and_is_saved() -> None:
    loop = again('not(is defined(done)) or done = "no"')
    walk = begin(chain(START, work(loop), END))
    for turn in range(3):
        (place,) = [x for x in walk.open() if x.activity_id == "work"]
        walk.complete(place.visit, done="no", turn=Decimal(turn))
        assert not walk.outcome.is_completed
    walk.finish("work", done="yes")

    assert walk.outcome.is_completed
    assert walk.variables == {"done": "yes", "turn": Decimal(2)}


def test_the_counter_can_be_read_and_does_not_remain() -> None:
    loop = again("loopCounter &lt; 3")
    walk = begin(chain(START, work(loop, io(inputs="nth==loopCounter", outputs="last==nth")), END))
    for _ in range(3):
        walk.finish("work")

    assert walk.outcome.is_completed
    assert walk.variables == {"last": Decimal(3)}


def test_a_condition_that_is_no_answer_holds_the_loop_not_the_work() -> None:
    walk = begin(chain(START, work(again("approved")), END), approved=None)
    walk.finish("work", note="kept")

    assert walk.the(RaiseIncident).activity_id == "work"
    assert walk.variables["note"] == "kept"
    held = walk.the(RaiseIncident).visit
    walk.write(approved=False)
    walk.retry(held)
    assert walk.outcome.is_completed


def test_a_boundary_event_ends_the_whole_loop() -> None:
    walk = begin(
        chain(START, work(again("true")), END),
        boundary("late", "work", timer("timeDuration", "PT1H")),
        element("endEvent", "over"),
        flow("b", "late", "over"),
    )
    walk.finish("work")
    walk.fire(walk.visit("late"))

    assert path(walk.outcome) == ["late", "over"]
    assert walk.outcome.is_completed
    assert len(walk.all(CancelUserTask)) == 1


def test_an_endless_loop_stops_at_the_budget() -> None:
    walk = counting(again("true"))

    assert walk.the(RaiseIncident).kind == "step_budget_exceeded"


def test_nobody_is_added_to_a_loop() -> None:
    walk = begin(chain(START, work(again("true")), END))
    assert not takes_approvers(walk.process, "work")
