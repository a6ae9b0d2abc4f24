"""Links and escalations; each command loads what the last one saved."""

from tests.unit.core.bpmn.reports import errors
from tests.unit.core.engine.triggers import ANY_ESCALATION, LATE, LOST, ROOTS, link, throw
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
    sub_process,
    user_task,
)


def test_a_link_goes_on_at_its_other_end() -> None:
    walk = begin(
        chain(START, throw("leave", link("a"))),
        chain(catch("arrive", link("a")), user_task("work"), END, flows="g"),
    )

    assert path(walk.outcome) == ["start", "leave", "arrive", "work"]
    walk.finish("work")
    assert walk.outcome.is_completed


def test_two_links_may_lead_to_one_place() -> None:
    walk = begin(
        START,
        gateway("split", kind="parallelGateway"),
        throw("leave1", link("a")),
        throw("leave2", link("a")),
        flow("f1", "start", "split"),
        flow("f2", "split", "leave1"),
        flow("f3", "split", "leave2"),
        chain(catch("arrive", link("a")), END, flows="g"),
    )

    assert path(walk.outcome).count("end") == 2
    assert walk.outcome.is_completed


def test_a_link_without_its_other_end_is_refused() -> None:
    found = errors(chain(START, throw("leave", link("a"))), chain(catch("x", link("b")), END))
    assert ("leave", "broken_link") in found


def escalating(trigger: str, edge: str, *, cancels: str) -> Walk:
    """Throw within a sub-process that goes on to a user task behind the throw."""
    inside = chain(
        element("startEvent", "in"), throw("throw", trigger), user_task("inner"), flows="i"
    )
    return begin(
        chain(START, sub_process("sub", inside), user_task("after"), END),
        boundary("edge", "sub", edge, cancelActivity=cancels),
        chain(element("task", "caught"), element("endEvent", "end2"), flows="h"),
        flow("b1", "edge", "caught"),
        roots=ROOTS,
    )


def test_an_interrupting_escalation_ends_the_sub_process() -> None:
    walk = escalating(LATE, LATE, cancels="true")

    assert path(walk.outcome) == ["start", "sub", "in", "throw", "edge", "caught", "end2"]
    assert walk.outcome.is_completed


def test_a_gentle_escalation_lets_the_sub_process_go_on() -> None:
    walk = escalating(LATE, ANY_ESCALATION, cancels="false")

    assert "caught" in path(walk.outcome)
    assert walk.waiting() == ["inner"]
    walk.finish("inner")
    assert walk.waiting() == ["after"]


def test_an_escalation_that_nobody_catches_has_no_effect() -> None:
    walk = escalating(LATE, LOST, cancels="true")

    assert "caught" not in path(walk.outcome)
    assert walk.waiting() == ["inner"]


def test_an_escalation_end_event_is_caught_at_the_border() -> None:
    inside = chain(element("startEvent", "in"), element("endEvent", "out", LATE), flows="i")
    walk = begin(
        chain(START, sub_process("sub", inside), user_task("after"), END),
        boundary("edge", "sub", LATE),
        chain(element("task", "caught"), element("endEvent", "end2"), flows="h"),
        flow("b1", "edge", "caught"),
        roots=ROOTS,
    )

    assert walk.outcome.is_completed
    assert "after" not in path(walk.outcome)
