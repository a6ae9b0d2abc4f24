"""Sub-processes that are left before their end: what is completed in them is undone."""

import pytest

from bpm.core.engine.contracts import Context, PropagateError
from tests.unit.core.engine.moments import NOW
from tests.unit.core.engine.test_compensation import (
    CATCH,
    ERRORS,
    LETTER,
    do,
    inner,
    throw,
    undone,
)
from tests.unit.core.engine.walks import begin
from tests.unit.core.models import (
    END,
    START,
    boundary,
    chain,
    element,
    error_end,
    flow,
    gateway,
    many,
    message,
    sub_process,
    user_task,
)

CALLED = Context(now=NOW, process_instance_id="child", is_called=True)


def broken(*more: str, name: str = "sub", **attributes: str) -> str:
    """Draw a sub-process in which something is completed, then an error leaves it."""
    return sub_process(
        name, inner(user_task("a"), user_task("b"), error_end("break", "bad")), undone("a"), *more,
        **attributes,
    )  # fmt: skip


def caught(host: str = "sub") -> str:
    event = boundary("oops", host, '<bpmn:errorEventDefinition errorRef="bad"/>')
    return chain(event, user_task("mend"), flows="o")


def test_an_error_that_leaves_a_sub_process_undoes_what_is_completed_in_it() -> None:
    """BPMN 2.0.2 §13.5.5: presumed abort, where it has no error event sub-process."""
    walk = begin(chain(START, broken(), user_task("then"), END), caught(), roots=ERRORS)

    do(walk, "a", "b")
    assert walk.waiting() == ["un_a"]  # the way on waits, as a throwing event would
    do(walk, "un_a")
    assert walk.waiting() == ["mend"]
    do(walk, "mend")

    assert walk.outcome.is_completed
    assert walk.outcome.state.scopes.keys() == {0}


def test_the_handler_of_what_fails_is_not_asked_but_those_in_it() -> None:
    """BPMN 2.0.2 §13.5.5: compensating an activity that failed does nothing."""
    undo = sub_process(
        "undo",
        chain(element("startEvent", "u_in", CATCH), user_task("whole"), flows="u"),
        triggeredByEvent="true",
    )
    walk = begin(chain(START, broken(undo), END), caught(), roots=ERRORS)
    do(walk, "a", "b")
    assert walk.waiting() == ["un_a"]
    at_border = begin(chain(START, broken(), END), caught(), undone("sub"), roots=ERRORS)
    do(at_border, "a", "b")
    assert at_border.waiting() == ["un_a"]


def test_what_an_error_passes_through_is_undone_from_inside_out() -> None:
    deep = sub_process(
        "outer",
        chain(element("startEvent", "o_in"), user_task("c"), broken(), flows="p"),
        undone("c"),
    )
    walk = begin(chain(START, deep, END), caught("outer"), roots=ERRORS)

    do(walk, "c", "a", "b")
    assert walk.waiting() == ["un_a"]
    do(walk, "un_a")
    assert walk.waiting() == ["un_c"]
    do(walk, "un_c", "mend")
    assert walk.outcome.is_completed


def test_what_is_under_way_beside_the_error_is_given_up_and_undone() -> None:
    beside = sub_process("side", inner(user_task("x"), user_task("y"), name="q"), undone("x"))
    failing = sub_process(
        "sub",
        chain(
            element("startEvent", "s_in"),
            gateway("fork", kind="parallelGateway"),
            beside,
            flows="y",
        ),
        chain(user_task("go"), error_end("break", "bad"), flows="z"),
        flow("z9", "fork", "go"),
    )
    walk = begin(chain(START, failing, END), caught(), roots=ERRORS)

    do(walk, "x", "go")
    assert walk.waiting() == ["un_x"]
    do(walk, "un_x", "mend")
    assert walk.outcome.is_completed


@pytest.mark.parametrize("sequential", [True, False])
def test_an_error_in_one_instance_undoes_what_all_have_completed(sequential: bool) -> None:
    body = inner(user_task("a"), user_task("b"), gateway("ok", "well"), error_end("break", "bad"))
    body = body.replace(flow("s4", "ok", "break"), flow("s4", "ok", "break", "bad"))
    assert "conditionExpression" in body
    body += element("endEvent", "well_end") + flow("well", "ok", "well_end")
    marker = many(number="3", sequential=sequential)
    walk = begin(
        chain(START, sub_process("sub", marker + body, undone("a")), END), caught(), roots=ERRORS
    )

    do(walk, "a")
    do(walk, "b", bad=False)
    if not sequential:
        do(walk, "a")
    do(walk, "a")
    do(walk, "b", bad=True)
    # Turns are undone one after the other, instances beside each other.
    assert walk.waiting() == ["un_a"] * (1 if sequential else 3)
    do(walk, *["un_a"] * (2 if sequential else 3), "mend")
    assert walk.outcome.is_completed
    assert walk.outcome.state.scopes.keys() == {0}


def test_an_error_that_leaves_a_transaction_undoes_nothing() -> None:
    """BPMN 2.0.2 §10.3.5: a hazard interrupts the transaction without compensation."""
    deal = broken().replace("subProcess", "transaction")
    walk = begin(chain(START, deal, END), caught(), roots=ERRORS)
    do(walk, "a", "b")

    assert walk.waiting() == ["mend"]
    do(walk, "mend")
    assert walk.outcome.is_completed


def test_other_events_that_interrupt_undo_nothing() -> None:
    late = chain(boundary("late", "sub", message("letter")), user_task("mend"), flows="l")
    walk = begin(chain(START, broken(), END), late, roots=ERRORS + LETTER)
    do(walk, "a")
    walk.receive(walk.visit("late"))

    assert walk.waiting() == ["mend"]
    do(walk, "mend")
    assert walk.outcome.is_completed


def test_an_error_handler_that_throws_on_has_seen_to_it_itself() -> None:
    mend = sub_process(
        "own",
        chain(
            element("startEvent", "m_in", '<bpmn:errorEventDefinition errorRef="bad"/>'),
            user_task("look"),
            error_end("again", "bad"),
            flows="m",
        ),
        triggeredByEvent="true",
    )
    walk = begin(chain(START, broken(mend), END), caught(), roots=ERRORS)
    do(walk, "a", "b", "look")

    assert walk.waiting() == ["mend"]
    do(walk, "mend")
    assert walk.outcome.is_completed


def test_an_error_handler_around_finds_the_failed_sub_process_undone() -> None:
    mend = sub_process(
        "around",
        chain(
            element("startEvent", "m_in", '<bpmn:errorEventDefinition errorRef="bad"/>'),
            throw(),
            user_task("look"),
            flows="m",
        ),
        triggeredByEvent="true",
    )
    walk = begin(
        chain(START, user_task("before"), broken(), END), undone("before"), mend, roots=ERRORS
    )
    do(walk, "before", "a", "b")

    assert walk.waiting() == ["un_a"]
    do(walk, "un_a")
    assert walk.waiting() == ["un_before"]
    do(walk, "un_before", "look")
    assert walk.outcome.is_completed


def test_an_error_that_leaves_a_called_process_undoes_it_before_the_caller_hears() -> None:
    """BPMN 2.0.2 §13.5.5: a called process is undone like a sub-process."""
    side = sub_process("side", inner(user_task("x"), user_task("y"), name="q"), undone("x"))
    walk = begin(
        chain(START, gateway("fork", kind="parallelGateway"), user_task("a"), user_task("b")),
        chain(error_end("break", "bad"), flows="e"), flow("e1", "b", "break"),
        flow("s9", "fork", "side"), side, END, flow("s10", "side", "end"), undone("a"),
        roots=ERRORS, context=CALLED,
    )  # fmt: skip
    do(walk, "x", "a", "b")

    assert sorted(walk.waiting()) == ["un_a", "un_x"]
    assert not walk.all(PropagateError)
    do(walk, "un_a", "un_x")
    assert walk.the(PropagateError).code == "BAD"
    assert walk.outcome.is_completed
    assert walk.outcome.state.scopes.keys() == {0}


def test_a_called_process_that_handles_its_error_and_throws_on_undoes_nothing() -> None:
    mend = sub_process(
        "own",
        chain(
            element("startEvent", "m_in", '<bpmn:errorEventDefinition errorRef="bad"/>'),
            user_task("look"),
            error_end("again", "bad"),
            flows="m",
        ),
        triggeredByEvent="true",
    )
    parts = chain(START, user_task("a"), error_end("break", "bad"))
    walk = begin(parts, undone("a"), mend, roots=ERRORS, context=CALLED)
    do(walk, "a", "look")

    assert walk.the(PropagateError).code == "BAD"
    assert walk.outcome.is_completed


def test_a_cancelled_transaction_undoes_what_is_completed_in_what_is_under_way() -> None:
    """BPMN 2.0.2 §13.5.5: what is active is cancelled, and its completed portions are undone."""
    cancel = "<bpmn:cancelEventDefinition/>"
    beside = sub_process("side", inner(user_task("x"), user_task("y"), name="q"), undone("x"))
    deal = element(
        "transaction",
        "deal",
        chain(
            element("startEvent", "t_in"),
            gateway("fork", kind="parallelGateway"),
            beside,
            flows="t",
        )
        + chain(user_task("go"), element("endEvent", "off", cancel), flows="z")
        + flow("z9", "fork", "go"),
    )
    edge = chain(boundary("edge", "deal", cancel), user_task("tell"), flows="c")
    walk = begin(chain(START, deal, END), edge)

    do(walk, "x", "go")
    assert walk.waiting() == ["un_x"]
    do(walk, "un_x")
    assert walk.waiting() == ["tell"]
    do(walk, "tell")
    assert walk.outcome.is_completed
    assert walk.outcome.state.scopes.keys() == {0}
