"""Event sub-processes; each command loads what the last one saved."""

from bpm.core.engine.contracts import (
    ArmTimer,
    CancelJob,
    CancelUserTask,
    Unsubscribe,
)
from tests.unit.core.engine.triggers import ALERT, ROOTS
from tests.unit.core.engine.walks import Walk, begin, path
from tests.unit.core.models import (
    END,
    START,
    boundary,
    chain,
    element,
    flow,
    message,
    sub_process,
    timer,
    user_task,
)


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


def test_no_handler_begins_once_only_handlers_are_left() -> None:
    """BPMN 2.0.2 §13.5.4: while its parent is completing, no event sub-process can begin."""
    inside = chain(element("startEvent", "in"), user_task("inner"), flows="i")
    hears = handler("h", message("m1"), interrupts=False)
    ends = handler("stop", ALERT, interrupts=True)
    walk = begin(
        chain(START, sub_process("sub", inside, hears, ends), user_task("then"), END), roots=ROOTS
    )
    walk.receive(walk.visit("h_in"))
    assert sorted(walk.waiting()) == ["h_in", "h_task", "inner", "stop_in"]
    walk.finish("inner")

    assert len(walk.all(Unsubscribe)) == 2
    assert walk.waiting() == ["h_task"]
    walk.finish("h_task")
    assert walk.waiting() == ["then"]
    walk.finish("then")
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
