"""Call activities: another definition is started, ends, fails, throws, is cancelled."""

from decimal import Decimal

import pytest

from bpm.core.engine import advance, inspect, start
from bpm.core.engine.contracts import (
    Binding,
    CancelChild,
    CancelUserTask,
    CatchEscalation,
    CompleteChild,
    Context,
    FailChild,
    PropagateError,
    PropagateEscalation,
    RaiseIncident,
    StartChild,
    StartProcess,
    ThrowError,
)
from bpm.core.values import Value
from tests.unit.core.bpmn.reports import allowed_errors
from tests.unit.core.engine.moments import NOW
from tests.unit.core.engine.walks import Walk, begin, ended, path
from tests.unit.core.models import (
    END,
    START,
    boundary,
    call,
    chain,
    element,
    error_end,
    flow,
    io,
    many,
    setting,
    timer,
    user_task,
)

ONE, TWO = Decimal(1), Decimal(2)
ROOTS = '<bpmn:error id="bad" errorCode="BAD"/>'


def calling(node: str, *more: str, **variables: Value) -> Walk:
    return begin(chain(START, node, END), *more, roots=ROOTS, data=variables)


def called(**attributes: str) -> str:
    return setting("calledElement", **attributes)


def test_a_call_says_what_to_start_and_waits() -> None:
    settings = called(binding="version", version="3", businessKey="=key")
    walk = calling(call("sub", settings=settings), key="K1", x=ONE)

    assert walk.the(StartChild) == StartChild(
        visit=2,
        activity_id="sub",
        definition_key="child",
        binding=Binding.VERSION,
        version=3,
        business_key="K1",
    )
    assert [x.waits_for for x in inspect(walk.process, walk.outcome.state)] == ["child"]

    walk.send(CompleteChild(visit=2, variables={"y": ONE}))

    assert path(walk.outcome) == ["end"]
    assert walk.variables == {"key": "K1", "x": ONE}


def test_the_called_process_may_be_an_expression() -> None:
    assert calling(call("sub", "=name"), name="other").the(StartChild).definition_key == "other"
    incident = calling(call("sub", "=name"), name=None).the(RaiseIncident)
    assert "does not say what it calls" in incident.message


def test_inputs_go_there_and_outputs_come_back() -> None:
    walk = calling(call("sub", settings=io("a==x + 1; b=text", "total==result + x")), x=ONE)
    child = walk.the(StartChild)
    assert child.variables == {"a": TWO, "b": "text"}

    walk.send(CompleteChild(visit=child.visit, variables={"result": TWO, "other": ONE}))

    assert walk.variables == {"x": ONE, "total": Decimal(3)}


def test_everything_goes_there_and_comes_back_when_asked_for() -> None:
    walk = calling(call("sub", settings=called(propagateAll="true") + io("a==x + 1")), x=ONE)
    child = walk.the(StartChild)
    assert child.variables == {"x": ONE, "a": TWO}

    walk.send(CompleteChild(visit=child.visit, variables={"x": TWO, "new": ONE}))

    assert walk.variables == {"x": TWO, "new": ONE}


def test_a_failing_output_keeps_what_came_back() -> None:
    walk = calling(call("sub", settings=io(outputs="total==result + missing")))
    visit = walk.the(StartChild).visit
    walk.send(CompleteChild(visit=visit, variables={"result": TWO}))
    assert walk.the(RaiseIncident).visit == visit

    walk.write(missing=ONE)
    walk.retry(visit)

    assert walk.variables["total"] == Decimal(3)
    assert not walk.all(StartChild)


def test_a_call_that_cannot_be_started_is_an_incident_and_retried() -> None:
    walk = calling(call("sub", settings=io("a==x")), x=ONE)
    visit = walk.the(StartChild).visit
    walk.send(FailChild(visit=visit, message="There is no process 'child'."))

    assert walk.the(RaiseIncident).message == "There is no process 'child'."
    assert walk.waiting() == ["sub"]
    walk.write(x=TWO)
    walk.retry(visit)

    child = walk.the(StartChild)
    assert (child.visit, child.variables) == (visit, {"a": TWO})


def test_cancelling_goes_down() -> None:
    event = boundary("edge", "sub", timer("timeDuration", "PT1H"))
    walk = calling(call("sub"), chain(event, user_task("late"), flows="e"))
    visit = walk.the(StartChild).visit

    walk.fire(walk.visit("edge"))

    assert walk.the(CancelChild).visit == visit
    assert ended(walk.outcome)[visit] == "cancelled"
    assert walk.waiting() == ["late"]


def test_an_error_of_the_child_is_caught_at_the_call() -> None:
    event = boundary("edge", "sub", '<bpmn:errorEventDefinition errorRef="bad"/>')
    walk = calling(call("sub"), chain(event, user_task("mend"), flows="e"))
    walk.send(ThrowError(visit=walk.visit("sub"), code="BAD"))

    assert walk.waiting() == ["mend"]
    assert not walk.all(CancelChild)


def test_an_error_that_nobody_catches_is_an_incident_at_the_call() -> None:
    walk = calling(call("sub"))
    visit = walk.visit("sub")
    walk.send(ThrowError(visit=visit, code="BAD", message="why"))

    assert "The error 'BAD' of 'sub' is caught nowhere. why" in walk.the(RaiseIncident).message
    walk.retry(visit)
    assert walk.the(StartChild).visit == visit


def child_that_throws() -> Walk:
    parts = (
        START,
        user_task("ask"),
        user_task("beside"),
        error_end("throw", "bad"),
        flow("f1", "start", "ask"),
        flow("f2", "start", "beside"),
        flow("f3", "ask", "throw"),
    )
    context = Context(now=NOW, process_instance_id="child", is_called=True)
    return begin(*parts, roots=ROOTS, context=context)


def test_a_called_instance_ends_in_its_uncaught_error() -> None:
    walk = child_that_throws()
    walk.finish("ask")

    assert walk.the(PropagateError).code == "BAD"
    assert walk.all(CancelUserTask)
    assert walk.outcome.is_completed
    assert path(walk.outcome) == ["throw"]


def test_a_called_instance_hands_on_what_its_own_call_ends_in() -> None:
    walk = calling(call("sub"))
    walk.context = Context(now=NOW, process_instance_id="child", is_called=True)

    walk.send(ThrowError(visit=walk.visit("sub"), code="BAD", message="why"))

    assert walk.the(PropagateError) == PropagateError(code="BAD", message="why")
    assert walk.outcome.is_completed
    assert not walk.all(CancelChild)


def test_an_instance_that_nobody_called_keeps_it_as_an_incident() -> None:
    walk = child_that_throws()
    walk.context = Context(now=NOW, process_instance_id="child")
    walk.finish("ask")

    assert walk.the(RaiseIncident).activity_id == "throw"


def test_each_instance_of_a_call_has_a_child() -> None:
    marker = many(
        collection="=items",
        elementVariable="item",
        outputCollection="results",
        outputElement="=result",
    )
    node = call("sub", settings=io("item==item", "result==answer"), inner=marker)
    walk = calling(node, items=["a", "b"])
    children = walk.all(StartChild)
    assert [child.variables for child in children] == [{"item": "a"}, {"item": "b"}]

    for child in reversed(children):
        walk.send(CompleteChild(visit=child.visit, variables={"answer": child.variables["item"]}))

    assert walk.variables == {"items": ["a", "b"], "results": ["a", "b"]}


def test_the_child_runs_apart_in_its_own_state() -> None:
    parent = calling(call("sub", settings=io("x==1", "y==x + 1")))
    child = begin(chain(START, user_task("ask"), END)).process
    begun = parent.the(StartChild)

    outcome = start(child, StartProcess(variables=begun.variables), parent.context)
    assert outcome.state.scopes == {0: {"x": ONE}}
    assert not outcome.is_completed
    again = advance(parent.process, parent.outcome.state, CompleteChild(visit=2), parent.context)
    assert again.state.scopes[0] == {"y": TWO}


@pytest.mark.parametrize(
    ("node", "code"),
    [
        (element("callActivity", "sub"), "missing_reference"),
        (call("sub", "=x +"), "invalid_expression"),
        (call("sub", settings=called(binding="version")), "invalid_setting_value"),
        (call("sub", settings=called(binding="version", version="x")), "invalid_setting_value"),
        (call("sub", settings=called(binding="versionTag")), "invalid_setting_value"),
        (call("sub", settings=called(binding="newest")), "invalid_setting_value"),
        (call("sub", settings=called(businessKey="=1 +")), "invalid_expression"),
    ],
)
def test_faulty_calls_are_refused(node: str, code: str) -> None:
    assert ("sub", code) in allowed_errors(chain(START, node, END))


ALARM = '<bpmn:escalation id="alarm" escalationCode="ALARM"/>'
RAISED = '<bpmn:escalationEventDefinition escalationRef="alarm"/>'


def escalating(edge: str) -> Walk:
    """Begin a process whose call has an escalation event at its border."""
    return begin(
        chain(START, call("sub"), user_task("next"), END),
        chain(edge, user_task("caught"), flows="c"),
        roots=ALARM,
    )


@pytest.mark.parametrize("is_called", [True, False])
def test_an_escalation_that_nobody_catches_goes_to_the_caller(is_called: bool) -> None:
    context = Context(now=NOW, process_instance_id="child", is_called=is_called)
    throwing = element("intermediateThrowEvent", "throw", RAISED)

    walk = begin(chain(START, throwing, user_task("on"), END), roots=ALARM, context=context)

    told = [PropagateEscalation(code="ALARM")] if is_called else []
    assert walk.all(PropagateEscalation) == told
    assert walk.waiting() == ["on"]


@pytest.mark.parametrize(
    ("code", "interrupts", "waiting"),
    [
        ("ALARM", False, ["sub", "caught"]),
        ("ALARM", True, ["caught"]),
        ("OTHER", True, ["sub"]),
    ],
)
def test_a_call_catches_the_escalations_of_what_it_calls(
    code: str, interrupts: bool, waiting: list[str]
) -> None:
    walk = escalating(boundary("edge", "sub", RAISED, cancelActivity=str(interrupts).lower()))

    walk.send(CatchEscalation(visit=walk.visit("sub"), code=code))

    assert walk.waiting() == waiting
    assert len(walk.all(CancelChild)) == (waiting == ["caught"])


@pytest.mark.parametrize(
    ("interrupts", "waiting"), [(False, ["caught", "next"]), (True, ["caught"])]
)
def test_what_is_thrown_with_the_end_is_caught_before_it(
    interrupts: bool, waiting: list[str]
) -> None:
    walk = escalating(boundary("edge", "sub", RAISED, cancelActivity=str(interrupts).lower()))

    walk.send(CompleteChild(visit=walk.visit("sub"), escalations=("ALARM",)))

    assert walk.waiting() == waiting
