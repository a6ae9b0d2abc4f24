"""Links, escalations, signals, event-based gateways; each command loads what the last one saved."""

from decimal import Decimal

import pytest

from bpm.core.engine.contracts import (
    ArmTimer,
    BroadcastSignal,
    CancelJob,
    CancelUserTask,
    Subscribe,
    SubscriptionKind,
    Unsubscribe,
)
from tests.unit.core.bpmn.reports import errors
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
    io,
    message,
    sub_process,
    timer,
    user_task,
)

ROOTS = (
    '<bpmn:signal id="s1" name="alert"/><bpmn:signal id="s2" name="other"/>'
    '<bpmn:message id="m1" name="paid"/>'
    '<bpmn:escalation id="e1" escalationCode="late"/>'
    '<bpmn:escalation id="e2" escalationCode="lost"/>'
)
ALERT = '<bpmn:signalEventDefinition signalRef="s1"/>'
OTHER = '<bpmn:signalEventDefinition signalRef="s2"/>'
LATE = '<bpmn:escalationEventDefinition escalationRef="e1"/>'
LOST = '<bpmn:escalationEventDefinition escalationRef="e2"/>'
ANY_ESCALATION = "<bpmn:escalationEventDefinition/>"


def throw(id_: str, trigger: str) -> str:
    return element("intermediateThrowEvent", id_, trigger)


def link(name: str) -> str:
    return f'<bpmn:linkEventDefinition name="{name}"/>'


# --- links


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


# --- escalations


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


# --- event-based gateways


def choosing(settings: str = "") -> Walk:
    return begin(
        START,
        gateway("wait", kind="eventBasedGateway"),
        catch("paid", message("m1"), settings),
        catch("late", timer("timeDuration", "PT1H")),
        catch("alarm", ALERT),
        END,
        user_task("thank"),
        flow("f1", "start", "wait"),
        flow("f2", "wait", "paid"),
        flow("f3", "wait", "late"),
        flow("f4", "wait", "alarm"),
        flow("f5", "paid", "thank"),
        flow("f6", "late", "end"),
        flow("f7", "alarm", "end"),
        flow("f8", "thank", "end"),
        roots=ROOTS,
    )


def test_a_gateway_waits_for_all_its_events() -> None:
    walk = choosing()

    assert path(walk.outcome) == ["start", "wait"]
    assert walk.waiting() == ["paid", "late", "alarm"]
    assert walk.the(ArmTimer).activity_id == "late"
    kinds = {effect.kind for effect in walk.all(Subscribe)}
    assert kinds == {SubscriptionKind.MESSAGE, SubscriptionKind.SIGNAL}


def test_the_first_event_takes_the_token_and_the_others_are_given_up() -> None:
    walk = choosing()
    late, alarm = walk.visit("late"), walk.visit("alarm")

    walk.receive(walk.visit("paid"), sum=Decimal(5))

    assert path(walk.outcome) == ["paid", "thank"]
    assert walk.waiting() == ["thank"]
    assert walk.the(CancelJob).visit == late
    assert walk.the(Unsubscribe).visit == alarm
    assert walk.variables == {"sum": Decimal(5)}


def test_a_timer_may_be_first() -> None:
    walk = choosing()
    walk.fire(walk.visit("late"))

    assert path(walk.outcome) == ["late", "end"]
    assert walk.outcome.is_completed
    assert len(walk.all(Unsubscribe)) == 2


def test_the_chosen_event_maps_what_came_with_it() -> None:
    walk = choosing(io(outputs="total==sum + 1"))
    walk.receive(walk.visit("paid"), sum=Decimal(5))

    assert walk.variables == {"total": Decimal(6)}


# --- signals


def test_a_signal_is_heard_in_the_instance_and_told_to_others() -> None:
    walk = begin(
        START,
        gateway("split", kind="parallelGateway"),
        catch("hear", ALERT),
        catch("deaf", OTHER),
        user_task("work"),
        throw("call", ALERT),
        END,
        flow("f1", "start", "split"),
        flow("f2", "split", "hear"),
        flow("f3", "split", "work"),
        flow("f4", "split", "deaf"),
        flow("f5", "work", "call"),
        flow("f6", "call", "end"),
        flow("f7", "hear", "end"),
        flow("f8", "deaf", "end"),
        roots=ROOTS,
    )
    hearing = walk.visit("hear")

    walk.finish("work")

    assert walk.the(BroadcastSignal).name == "alert"
    assert walk.the(Unsubscribe).visit == hearing
    assert walk.waiting() == ["deaf"]


@pytest.mark.parametrize(("cancels", "left"), [("true", []), ("false", ["inner"])])
def test_a_signal_reaches_the_border_of_its_own_sub_process(cancels: str, left: list[str]) -> None:
    inside = (
        chain(element("startEvent", "in"), gateway("two", kind="parallelGateway"), flows="i")
        + throw("call", ALERT)
        + user_task("inner")
        + flow("j1", "two", "call")
        + flow("j2", "two", "inner")
        + element("endEvent", "told")
        + flow("j3", "call", "told")
    )
    walk = begin(
        chain(START, sub_process("sub", inside), END),
        boundary("edge", "sub", ALERT, cancelActivity=cancels),
        element("endEvent", "caught"),
        flow("b1", "edge", "caught"),
        roots=ROOTS,
    )

    assert "caught" in path(walk.outcome)
    assert [x for x in walk.waiting() if x != "edge"] == left
    assert walk.outcome.is_completed is (cancels == "true")


def test_a_gentle_signal_is_heard_again_and_again() -> None:
    walk = begin(
        chain(START, user_task("work"), END),
        boundary("edge", "work", ALERT, cancelActivity="false"),
        element("endEvent", "caught"),
        flow("b1", "edge", "caught"),
        roots=ROOTS,
    )
    for _ in range(3):
        walk.receive(walk.visit("edge"))
        assert path(walk.outcome) == ["edge", "caught"]
    walk.finish("work")
    assert walk.outcome.is_completed
    assert len(walk.all(Unsubscribe)) == 1


# --- event sub-processes


def handler(id_: str, trigger: str, *, interrupts: bool, body: str | None = None) -> str:
    start = element("startEvent", f"{id_}_in", trigger, isInterrupting=str(interrupts).lower())
    inside = chain(start, body or user_task(f"{id_}_task"), flows=f"{id_}_")
    return sub_process(id_, inside, triggeredByEvent="true")


def test_an_interrupting_handler_ends_all_else() -> None:
    walk = begin(
        chain(START, user_task("work"), END),
        handler("stop", message("m1"), interrupts=True),
        handler("hint", timer("timeCycle", "R/PT1H"), interrupts=False),
        roots=ROOTS,
    )
    assert sorted(walk.waiting()) == ["hint_in", "stop_in", "work"]
    timer_visit = walk.visit("hint_in")

    walk.receive(walk.visit("stop_in"), why="told")

    assert path(walk.outcome) == ["stop", "stop_in", "stop_task"]
    assert walk.waiting() == ["stop_task"]
    assert len(walk.all(CancelUserTask)) == 1
    assert walk.the(CancelJob).visit == timer_visit
    assert walk.variables == {"why": "told"}
    walk.finish("stop_task")
    assert walk.outcome.is_completed


def test_a_gentle_handler_runs_beside_and_listens_on() -> None:
    walk = begin(
        chain(START, user_task("work"), END),
        handler("hint", timer("timeCycle", "R/PT1H"), interrupts=False),
        roots=ROOTS,
    )
    walk.fire(walk.visit("hint_in"))
    walk.fire(walk.visit("hint_in"))
    assert sorted(walk.waiting()) == ["hint_in", "hint_task", "hint_task", "work"]

    walk.finish("work")
    assert not walk.outcome.is_completed
    for place in [x for x in walk.open() if x.activity_id == "hint_task"]:
        walk.complete(place.visit)
    assert walk.outcome.is_completed


def test_listening_ends_with_what_it_belongs_to() -> None:
    inside = chain(element("startEvent", "in"), user_task("inner"), flows="i")
    walk = begin(
        chain(START, sub_process("sub", inside, handler("h", ALERT, interrupts=False))),
        roots=ROOTS,
    )
    listening = walk.visit("h_in")

    walk.finish("inner")

    assert walk.outcome.is_completed
    assert walk.the(Unsubscribe).visit == listening


def test_a_timer_that_does_not_fire_keeps_no_process_open() -> None:
    walk = begin(
        chain(START, END), handler("h", timer("timeDuration", "PT1H"), interrupts=True), roots=ROOTS
    )
    assert walk.outcome.is_completed
    assert walk.all(ArmTimer) == []


ERROR_ROOTS = '<bpmn:error id="x" errorCode="broken"/><bpmn:error id="y" errorCode="else"/>'


def failing(*handlers: str) -> Walk:
    inside = chain(
        element("startEvent", "in"),
        element("endEvent", "fail", '<bpmn:errorEventDefinition errorRef="x"/>'),
        flows="i",
    )
    return begin(
        chain(START, sub_process("sub", inside, *handlers), user_task("after"), END),
        boundary("edge", "sub", '<bpmn:errorEventDefinition errorRef="x"/>'),
        element("endEvent", "caught"),
        flow("b1", "edge", "caught"),
        roots=ERROR_ROOTS,
    )


def test_an_error_handler_comes_before_the_border_and_a_named_code_before_any() -> None:
    any_error, named = "<bpmn:errorEventDefinition/>", '<bpmn:errorEventDefinition errorRef="x"/>'
    walk = failing(
        handler("any", any_error, interrupts=True), handler("this", named, interrupts=True)
    )

    assert walk.waiting() == ["this_task"]
    assert "caught" not in path(walk.outcome)
    walk.finish("this_task")
    assert walk.waiting() == ["after"]


def test_an_error_in_a_handler_goes_past_the_handlers_beside_it() -> None:
    again = element("endEvent", "again", '<bpmn:errorEventDefinition errorRef="x"/>')
    walk = failing(handler("any", "<bpmn:errorEventDefinition/>", interrupts=True, body=again))

    assert path(walk.outcome)[-2:] == ["edge", "caught"]
    assert walk.outcome.is_completed


def test_the_error_can_be_read_in_its_handler() -> None:
    body = element("userTask", "fix", settings='<bpm:assignment assignee="=error.code"/>')
    walk = failing(handler("any", "<bpmn:errorEventDefinition/>", interrupts=True, body=body))

    assert walk.waiting() == ["fix"]
    assert "error" not in walk.variables


def test_a_listener_that_cannot_be_armed_is_an_incident_of_its_own() -> None:
    walk = begin(
        chain(START, user_task("work"), END),
        handler("h", timer("timeDuration", "=missing"), interrupts=True),
    )
    assert {x.activity_id: x.waits_for for x in walk.open()} == {
        "work": "user_task",
        "h_in": "incident",
    }
    held = walk.visit("h_in")
    walk.write(missing="PT1H")
    walk.retry(held)
    assert walk.the(ArmTimer).visit == held


# --- several triggers


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
