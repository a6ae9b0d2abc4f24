"""Embedded sub-processes: nested, without start, held, cancelled from within."""

from decimal import Decimal

from bpm.core.engine import inspect
from bpm.core.engine.contracts import (
    ActivityStarted,
    CancelJob,
    CancelUserTask,
    CreateUserTask,
    RaiseIncident,
    ResolveIncident,
)
from tests.unit.core.engine.walks import begin, ended, path
from tests.unit.core.models import (
    END,
    START,
    chain,
    element,
    flow,
    gateway,
    script,
    setting,
    sub_process,
    user_task,
)

TERMINATE = "<bpmn:terminateEventDefinition/>"


def inner(*nodes: str, prefix: str = "i") -> str:
    begin_, end = element("startEvent", f"{prefix}s"), element("endEvent", f"{prefix}e")
    return chain(begin_, *nodes, end, flows=f"{prefix}f")


def test_visits_are_told_from_outside_in_and_back() -> None:
    walk = begin(chain(START, sub_process("sub", inner(user_task("ask"))), END))

    assert path(walk.outcome) == ["start", "sub", "is", "ask"]
    assert walk.waiting() == ["ask"]
    assert [x.waits_for for x in inspect(walk.process, walk.outcome.state)] == [
        "nothing",
        "user_task",
    ]

    walk.complete(walk.visit("ask"))

    assert path(walk.outcome) == ["ie", "end"]
    assert walk.outcome.is_completed


def test_sub_processes_nest() -> None:
    deep = sub_process("deep", inner(user_task("ask"), prefix="d"))
    walk = begin(chain(START, sub_process("sub", inner(deep)), END))

    walk.complete(walk.visit("ask"))

    assert path(walk.outcome) == ["de", "ie", "end"]
    assert walk.outcome.is_completed


def test_an_empty_sub_process_is_passed() -> None:
    assert path(begin(chain(START, sub_process("sub"), END)).outcome) == ["start", "sub", "end"]


def test_without_a_start_event_all_that_no_flow_leads_to_begins() -> None:
    walk = begin(chain(START, sub_process("sub", user_task("a"), user_task("b")), END))

    walk.complete(walk.visit("a"))
    assert not walk.outcome.is_completed
    walk.complete(walk.visit("b"))

    assert walk.outcome.is_completed


def test_it_is_over_when_its_last_token_ends() -> None:
    walk = begin(
        chain(
            START,
            sub_process(
                "sub",
                element("startEvent", "s"),
                user_task("a"),
                user_task("b"),
                flow("x", "s", "a"),
                flow("y", "s", "b"),
            ),
            END,
        )
    )

    walk.complete(walk.visit("b"))
    assert path(walk.outcome) == []
    walk.complete(walk.visit("a"))

    assert path(walk.outcome) == ["end"]


def test_a_step_held_inside_keeps_it_open() -> None:
    walk = begin(chain(START, sub_process("sub", inner(script("s", "missing", "r"))), END))

    assert walk.the(RaiseIncident).activity_id == "s"
    walk.write(missing=Decimal(1))
    walk.retry(walk.visit("s"))

    assert walk.outcome.is_completed


def test_tokens_stuck_inside_are_reported() -> None:
    walk = begin(
        chain(
            START,
            sub_process(
                "sub",
                element("startEvent", "s"),
                gateway("join", kind="parallelGateway"),
                element("task", "never"),
                flow("x", "s", "join"),
                flow("y", "never", "join"),
                flow("z", "join", "never"),
            ),
            END,
        )
    )

    assert walk.the(RaiseIncident).kind == "stuck"


def test_a_job_after_a_sub_process_waits_behind_all_of_it() -> None:
    walk = begin(
        chain(
            START,
            sub_process("sub", inner(user_task("ask")), settings=setting("async", after="true")),
            END,
        )
    )

    walk.complete(walk.visit("ask"))
    assert walk.waiting() == ["sub"]
    walk.continue_(walk.visit("sub"))

    assert walk.outcome.is_completed


def terminating(*others: str) -> tuple[str, ...]:
    return (
        element("startEvent", "s"),
        user_task("stop"),
        element("endEvent", "halt", TERMINATE),
        *others,
        flow("x", "s", "stop"),
        flow("y", "stop", "halt"),
        *(
            flow(f"to_{n}", "s", other.split('id="')[1].split('"')[0])
            for n, other in enumerate(others)
        ),
    )


def test_terminate_ends_its_sub_process_and_nothing_outside() -> None:
    before = setting("async", before="true")
    held = script("held", "missing", "r")
    parts = terminating(user_task("other"), element("task", "job", settings=before), held)
    walk = begin(
        START,
        sub_process("sub", *parts),
        user_task("outside"),
        END,
        flow("a", "start", "sub"),
        flow("b", "start", "outside"),
        flow("c", "sub", "end"),
    )
    visits = {x.activity_id: x.visit for x in walk.all(ActivityStarted)}

    walk.finish("stop")

    assert walk.waiting() == ["outside"]
    assert path(walk.outcome) == ["halt", "end"]
    assert walk.the(CancelUserTask).visit == visits["other"]
    assert walk.the(CancelJob).visit == visits["job"]
    assert walk.the(ResolveIncident).visit == visits["held"]
    assert ended(walk.outcome)[visits["other"]] == "cancelled"
    assert ended(walk.outcome)[visits["sub"]] == "completed"


def test_terminate_at_the_top_ends_the_instance_with_all_sub_processes() -> None:
    walk = begin(*terminating(sub_process("sub", user_task("deep"))))
    visits = {x.activity_id: x.visit for x in walk.all(ActivityStarted)}

    walk.finish("stop")

    assert walk.outcome.is_completed
    assert walk.the(CancelUserTask).visit == visits["deep"]
    assert [visits["deep"], visits["sub"]] == [
        visit for visit, outcome in ended(walk.outcome).items() if outcome == "cancelled"
    ]


def test_what_the_same_command_asked_for_and_called_off_is_not_told() -> None:
    walk = begin(
        START,
        user_task("a"),
        element("endEvent", "halt", TERMINATE),
        flow("x", "start", "a"),
        flow("y", "start", "halt"),
    )

    assert walk.outcome.is_completed
    assert not walk.all(CreateUserTask)
    assert not walk.all(CancelUserTask)
    assert list(ended(walk.outcome).values()) == ["completed", "completed", "cancelled"]
