"""Conditional events: they happen when their condition becomes true, and not while it stays so."""

from dataclasses import replace
from decimal import Decimal
from xml.sax.saxutils import escape

import pytest

from bpm.core.engine.contracts import (
    ArmTimer,
    CancelJob,
    CancelUserTask,
    IncidentKind,
    RaiseIncident,
    ResolveIncident,
)
from tests.unit.core.bpmn.reports import errors
from tests.unit.core.engine.walks import CONTEXT, Walk, begin, path
from tests.unit.core.models import (
    END,
    START,
    boundary,
    catch,
    chain,
    element,
    flow,
    gateway,
    many,
    message,
    script,
    sub_process,
    user_task,
)

ROOTS = '<bpmn:message id="m1" name="paid"/>'


def condition(text: str) -> str:
    inner = f"<bpmn:condition>{escape(text)}</bpmn:condition>"
    return f"<bpmn:conditionalEventDefinition>{inner}</bpmn:conditionalEventDefinition>"


HIGH = condition("sum > 100")


def waiting_for_sum() -> Walk:
    return begin(chain(START, catch("high", HIGH), user_task("work"), END))


def test_an_event_waits_until_its_condition_holds() -> None:
    walk = waiting_for_sum()
    assert not walk.outcome.is_completed
    assert walk.waiting() == []

    walk.write(sum=Decimal(100))
    assert walk.waiting() == []

    walk.write(sum=Decimal(101))
    assert walk.waiting() == ["work"]


def test_a_condition_that_holds_already_does_not_wait() -> None:
    walk = begin(chain(START, catch("high", HIGH), user_task("work"), END), sum=Decimal(200))

    assert path(walk.outcome) == ["start", "high", "work"]


def test_whatever_writes_a_variable_lets_conditions_be_looked_at() -> None:
    walk = begin(
        START,
        gateway("split", kind="parallelGateway"),
        user_task("ask"),
        script("count", "sum * 2", "sum"),
        catch("high", HIGH),
        user_task("work"),
        flow("f1", "start", "split"),
        flow("f2", "split", "ask"),
        flow("f3", "ask", "count"),
        flow("f4", "split", "high"),
        flow("f5", "high", "work"),
        sum=Decimal(10),
    )

    walk.finish("ask", sum=Decimal(60))

    assert path(walk.outcome) == ["count", "work"]


@pytest.mark.parametrize("is_interrupting", [True, False])
def test_a_boundary_event(is_interrupting: bool) -> None:
    edge = boundary("edge", "ask", HIGH, cancelActivity=str(is_interrupting).lower())
    walk = begin(chain(START, user_task("ask"), END), chain(edge, user_task("late"), flows="g"))

    walk.write(sum=Decimal(200))

    assert walk.waiting() == (["late"] if is_interrupting else ["ask", "late"])
    assert bool(walk.all(CancelUserTask)) is is_interrupting


def test_it_happens_again_only_after_it_was_false() -> None:
    edge = boundary("edge", "ask", HIGH, cancelActivity="false")
    walk = begin(chain(START, user_task("ask"), END), chain(edge, user_task("late"), flows="g"))

    counts = []
    for amount in (200, 300, 50, 60, 400):
        walk.write(sum=Decimal(amount))
        counts.append(walk.waiting().count("late"))

    assert counts == [1, 1, 1, 1, 2]
    walk.finish("ask")
    walk.write(sum=Decimal(1))
    walk.write(sum=Decimal(500))
    assert walk.waiting() == ["late", "late"]


@pytest.mark.parametrize("is_interrupting", [True, False])
def test_an_event_sub_process(is_interrupting: bool) -> None:
    begins = element("startEvent", "go", HIGH, isInterrupting=str(is_interrupting).lower())
    handler = sub_process("handler", chain(begins, user_task("late"), flows="h"))
    handler = handler.replace("<bpmn:subProcess", '<bpmn:subProcess triggeredByEvent="true"')
    walk = begin(chain(START, user_task("ask"), END), handler)

    walk.write(sum=Decimal(200))

    assert walk.waiting() == (["late"] if is_interrupting else ["ask", "late"])
    walk.write(sum=Decimal(300))
    assert walk.waiting().count("late") == 1
    for activity in walk.waiting():
        walk.finish(activity)
    assert walk.outcome.is_completed


def test_an_event_sub_process_begins_once_each_time_the_condition_becomes_true() -> None:
    begins = element("startEvent", "go", HIGH, isInterrupting="false")
    handler = sub_process("handler", chain(begins, user_task("late"), flows="h"))
    handler = handler.replace("<bpmn:subProcess", '<bpmn:subProcess triggeredByEvent="true"')
    walk = begin(chain(START, user_task("ask"), END), handler)

    counts = []
    for amount in (50, 200, 300, 50, 60, 400, 500):
        walk.write(sum=Decimal(amount))
        counts.append(walk.waiting().count("late"))

    assert counts == [0, 1, 1, 1, 1, 2, 2]
    walk.finish("ask")
    walk.write(sum=Decimal(1))
    walk.write(sum=Decimal(500))
    assert walk.waiting() == ["late", "late"]


def test_an_event_based_gateway() -> None:
    walk = begin(
        chain(START, gateway("first", kind="eventBasedGateway")),
        chain(catch("high", HIGH), user_task("work"), flows="h"),
        chain(catch("paid", message("m1")), user_task("thank"), flows="p"),
        flow("g1", "first", "high"),
        flow("g2", "first", "paid"),
        roots=ROOTS,
    )

    walk.write(sum=Decimal(200))

    assert walk.waiting() == ["work"]


@pytest.mark.parametrize("is_parallel", [True, False])
def test_one_of_several_triggers(is_parallel: bool) -> None:
    both = element(
        "intermediateCatchEvent",
        "both",
        message("m1") + HIGH,
        parallelMultiple=str(is_parallel).lower(),
    )
    walk = begin(chain(START, both, user_task("work"), END), roots=ROOTS)

    walk.write(sum=Decimal(200))
    assert walk.waiting() == (["both"] if is_parallel else ["work"])
    if is_parallel:
        walk.receive(walk.visit("both"))
        assert walk.waiting() == ["work"]


def test_each_instance_looks_at_its_own_variables() -> None:
    edge = boundary("edge", "ask", condition("item > 1"))
    inside = chain(element("startEvent", "begin"), user_task("ask"), flows="i")
    inside += chain(edge, user_task("late"), flows="g")
    marker = many(collection="=[1, 2]", elementVariable="item")
    walk = begin(chain(START, sub_process("each", marker, inside), END))

    assert sorted(walk.waiting()) == ["ask", "late"]


def test_a_condition_that_is_no_truth_value_is_an_incident_on_the_event() -> None:
    edge = boundary("edge", "ask", condition("sum + 1"))
    walk = begin(chain(START, user_task("ask"), END), chain(edge, user_task("late"), flows="g"))
    assert walk.waiting() == ["ask"]

    walk.write(sum=Decimal(1))

    incident = walk.the(RaiseIncident)
    assert (incident.activity_id, incident.kind) == ("edge", IncidentKind.STEP_FAILED)
    assert "is not true, false or null" in incident.message
    assert walk.waiting() == ["ask", "edge"]
    walk.retry(walk.visit("edge"))
    assert walk.all(RaiseIncident)
    walk.finish("ask")
    assert walk.all(ResolveIncident)
    assert walk.outcome.is_completed


def test_conditions_that_wake_each_other_stop_at_the_budget() -> None:
    odd = boundary("odd", "ask", condition("modulo(turn, 2) = 1"), cancelActivity="false")
    even = boundary("even", "ask", condition("modulo(turn, 2) = 0"), cancelActivity="false")
    walk = begin(
        chain(START, user_task("ask"), END),
        chain(odd, script("count1", "turn + 1", "turn"), flows="g"),
        chain(even, script("count2", "turn + 1", "turn"), flows="h"),
    )

    walk.write(turn=Decimal(1))

    assert walk.the(RaiseIncident).kind is IncidentKind.STEP_BUDGET_EXCEEDED


def test_a_suspended_instance_looks_by_a_job() -> None:
    walk = waiting_for_sum()
    walk.write_suspended(sum=Decimal(200))

    assert walk.the(ArmTimer).due_at == walk.context.now
    assert walk.waiting() == ["high"]
    walk.write_suspended(sum=Decimal(300))
    assert walk.all(ArmTimer) == []

    walk.fire(walk.visit("high"))
    assert walk.waiting() == ["work"]


def test_a_job_that_is_to_look_is_called_off_with_its_event() -> None:
    edge = boundary("edge", "ask", HIGH)
    walk = begin(chain(START, user_task("ask"), END), chain(edge, user_task("late"), flows="g"))
    walk.write_suspended(sum=Decimal(1))

    walk.finish("ask")

    assert walk.all(CancelJob)
    assert walk.outcome.is_completed


@pytest.mark.parametrize("text", ["", "sum >"])
def test_a_condition_that_cannot_be_read_is_refused(text: str) -> None:
    code = "invalid_expression" if text else "empty_expression"
    found = errors(chain(START, catch("high", condition(text)), END))

    assert code in {code for _, code in found}


def test_conditions_are_looked_at_though_the_command_was_stopped() -> None:
    context = replace(CONTEXT, step_budget=20)
    walk = begin(
        START,
        gateway("split", kind="parallelGateway"),
        catch("high", HIGH),
        user_task("work"),
        script("raise", "200", "sum"),
        element("task", "pause"),
        element("task", "spin"),
        flow("f1", "start", "split"),
        flow("f2", "split", "high"),
        flow("f3", "high", "work"),
        flow("f4", "split", "pause"),
        flow("f7", "pause", "raise"),
        flow("f5", "raise", "spin"),
        flow("f6", "spin", "spin"),
        context=context,
    )
    stopped = walk.the(RaiseIncident)
    assert (stopped.kind, walk.waiting()) == (IncidentKind.STEP_BUDGET_EXCEEDED, ["spin"])

    walk.retry(stopped.visit)

    assert sorted(walk.waiting()) == ["spin", "work"]


def turn(name: str, rest: int) -> str:
    """Return what adds one whenever ``n`` leaves that rest."""
    begun = element(
        "startEvent", f"{name}_on", condition(f"modulo(n, 2) = {rest}"), isInterrupting="false"
    )
    inside = chain(begun, script(f"{name}_add", "n + 1", "n"), flows=f"{name}_")
    return element("subProcess", name, inside, triggeredByEvent="true")


def test_conditions_that_make_each_other_true_end_in_an_incident() -> None:
    context = replace(CONTEXT, step_budget=200)
    walk = begin(
        chain(START, user_task("work"), END),
        turn("even", 0),
        turn("odd", 1),
        context=context,
    )

    walk.write(n=Decimal(1))

    assert walk.the(RaiseIncident).kind == IncidentKind.STEP_BUDGET_EXCEEDED
    reached = walk.variables["n"]
    assert isinstance(reached, Decimal)
    assert 10 < reached < 100


def test_conditions_that_come_to_rest_do_not() -> None:
    walk = begin(chain(START, user_task("work"), END), turn("even", 0), n=Decimal(1))

    for number in (2, 4, 5):
        walk.write(n=Decimal(number))

    assert walk.variables["n"] == Decimal(5)
    assert path(walk.outcome) == []
