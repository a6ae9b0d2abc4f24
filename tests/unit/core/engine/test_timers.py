"""Timer events: in the flow and at the border, once and again and again."""

from datetime import timedelta
from decimal import Decimal

import pytest

from bpm.core.engine import inspect
from bpm.core.engine.contracts import (
    ArmTimer,
    CancelJob,
    CancelUserTask,
    RaiseIncident,
    ResolveIncident,
)
from bpm.core.engine.errors import UnknownVisitError
from tests.unit.core.bpmn.reports import allowed_errors
from tests.unit.core.engine.moments import NOW
from tests.unit.core.engine.walks import begin, ended, path
from tests.unit.core.models import (
    END,
    START,
    boundary,
    catch,
    chain,
    element,
    flow,
    io,
    many,
    script,
    setting,
    sub_process,
    timer,
    user_task,
)

HOUR = timedelta(hours=1)


def waiting(kind: str, text: str) -> str:
    return chain(START, catch("wait", timer(kind, text)), END)


def beside(
    trigger: str, host: str | None = None, cancel: str = "true", settings: str = ""
) -> tuple[str, ...]:
    """Return a user task with a timer at its border that leads to another user task."""
    event = boundary("edge", "ask", trigger, settings, cancelActivity=cancel)
    return (
        chain(START, host or user_task("ask"), END),
        chain(event, user_task("remind"), flows="e"),
    )


@pytest.mark.parametrize(
    ("kind", "text", "due_in"),
    [
        ("timeDuration", "PT1H", HOUR),
        ("timeDuration", "P1D", 24 * HOUR),
        ("timeDuration", "P2W", 14 * 24 * HOUR),
        ("timeDuration", "P1M1DT1H", (32 * 24 + 1) * HOUR),
        ("timeDuration", '=duration("PT" + string(hours) + "H")', 2 * HOUR),
        ("timeDuration", '="PT3H"', 3 * HOUR),
        ("timeDuration", "PT${hours}H", 2 * HOUR),
        ("timeDate", "2026-05-04T11:30:00Z", HOUR),
        ("timeDate", "=now() + limit", 4 * HOUR),
        ("timeDate", "2020-01-01", None),
        ("timeCycle", "R3/PT1H", HOUR),
        ("timeCycle", "R/P1W", 7 * 24 * HOUR),
        ("timeCycle", '=duration("PT1H")', HOUR),
        ("timeCycle", '="R/PT" + string(hours) + "H"', 2 * HOUR),
    ],
)
def test_a_timer_in_the_flow_waits_until_it_fires(
    kind: str, text: str, due_in: timedelta | None
) -> None:
    limit = begin(chain(START, script("s", 'duration("PT4H")', "limit"), END)).variables["limit"]
    walk = begin(waiting(kind, text), data={"hours": Decimal(2), "limit": limit})

    armed = walk.the(ArmTimer)
    assert armed.activity_id == "wait"
    if due_in is not None:
        assert armed.due_at == NOW + due_in
    assert [x.waits_for for x in inspect(walk.process, walk.outcome.state)] == ["job"]

    walk.fire(armed.visit)

    assert walk.outcome.is_completed
    assert not walk.all(ArmTimer)


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("timeDuration", "=missing"),
        ("timeDuration", "=null"),
        ("timeDuration", '="soon"'),
        ("timeDate", "=1"),
        ("timeDate", '=duration("P9000Y")'),
        ("timeCycle", '="PT1H"'),
        ("timeCycle", '="R/2020-01-01T00:00:00Z/PT1H/x"'),
        ("timeCycle", '="R/PT1H/2020-01-01T00:00:00Z"'),
        ("timeCycle", "=1"),
    ],
)
def test_a_time_that_is_none_is_an_incident(kind: str, text: str) -> None:
    incident = begin(waiting(kind, text)).the(RaiseIncident)

    assert incident.activity_id == "wait"
    assert "timer of 'wait'" in incident.message


def test_only_what_waits_for_a_timer_can_fire() -> None:
    walk = begin(chain(START, user_task("ask"), END))

    with pytest.raises(UnknownVisitError):
        walk.fire(2)


def test_an_interrupting_timer_ends_the_activity() -> None:
    walk = begin(*beside(timer("timeDuration", "PT1H")))
    armed, task = walk.the(ArmTimer).visit, walk.visit("ask")
    assert {x.visit: x.waits_for for x in walk.open()} == {task: "user_task", armed: "job"}

    walk.fire(armed)

    assert path(walk.outcome) == ["edge", "remind"]
    assert walk.the(CancelUserTask).visit == task
    assert not walk.all(CancelJob)
    assert ended(walk.outcome)[task] == "cancelled"
    assert walk.waiting() == ["remind"]


def test_a_timer_is_called_off_when_the_activity_ends() -> None:
    walk = begin(*beside(timer("timeDuration", "PT1H")))
    armed = walk.the(ArmTimer).visit

    walk.finish("ask")

    assert walk.the(CancelJob).visit == armed
    assert walk.outcome.is_completed
    with pytest.raises(UnknownVisitError):
        walk.fire(armed)


def test_a_timer_at_what_never_waits_is_not_told() -> None:
    walk = begin(*beside(timer("timeDuration", "PT1H"), element("task", "ask")))

    assert not walk.all(ArmTimer)
    assert not walk.all(CancelJob)
    assert walk.outcome.is_completed


def test_a_gentle_timer_leaves_the_activity_alone_and_fires_once() -> None:
    walk = begin(*beside(timer("timeDuration", "PT1H"), cancel="false"))

    walk.fire(walk.the(ArmTimer).visit)

    assert walk.waiting() == ["ask", "remind"]
    walk.finish("ask")
    assert not walk.all(CancelJob)
    walk.finish("remind")
    assert walk.outcome.is_completed


def test_a_gentle_cycle_is_armed_again_from_the_time_before() -> None:
    walk = begin(*beside(timer("timeCycle", "R3/PT1H"), cancel="false"))
    armed = walk.the(ArmTimer)
    due = []
    for _ in range(3):
        due.append(walk.all(ArmTimer)[0].due_at)
        assert walk.all(ArmTimer)[0].visit == armed.visit
        walk.fire(armed.visit, due[-1] + timedelta(minutes=5))

    assert due == [NOW + HOUR, NOW + 2 * HOUR, NOW + 3 * HOUR]
    assert not walk.all(ArmTimer)
    assert sorted(walk.waiting()) == ["ask", "remind", "remind", "remind"]
    with pytest.raises(UnknownVisitError):
        walk.fire(armed.visit)


def test_an_interrupting_cycle_fires_once() -> None:
    walk = begin(*beside(timer("timeCycle", "R3/PT1H")))
    walk.fire(walk.the(ArmTimer).visit)

    assert walk.waiting() == ["remind"]
    assert not walk.all(ArmTimer)


def test_a_timer_is_armed_behind_the_job_before_and_off_before_the_job_after() -> None:
    host = user_task("ask", setting("async", before="true", after="true"))
    walk = begin(*beside(timer("timeDuration", "PT1H"), host))
    assert not walk.all(ArmTimer)

    walk.continue_(walk.visit("ask"))
    assert walk.waiting() == ["ask", "edge"]
    walk.finish("ask")

    assert walk.all(CancelJob)
    assert walk.waiting() == ["ask"]


def test_a_timer_reads_the_locals_of_its_activity() -> None:
    host = user_task("ask", io('limit==duration("PT5H")'))
    walk = begin(*beside(timer("timeDuration", "=limit"), host))

    assert walk.the(ArmTimer).due_at == NOW + 5 * HOUR


def test_a_faulty_timer_at_the_border_holds_the_activity() -> None:
    walk = begin(*beside(timer("timeDuration", "=missing")))

    incident = walk.the(RaiseIncident)
    assert incident.activity_id == "ask"
    assert "timer of 'edge'" in incident.message
    assert walk.waiting() == ["ask"]

    walk.write(missing="PT1H")
    walk.retry(incident.visit)
    assert walk.waiting() == ["ask", "edge"]


def test_a_timer_ends_an_activity_that_is_held() -> None:
    host = user_task("ask", io(outputs="a==missing"))
    walk = begin(*beside(timer("timeDuration", "PT1H"), host))
    armed = walk.the(ArmTimer).visit
    walk.finish("ask")
    held = walk.the(RaiseIncident).visit

    walk.fire(armed)

    assert walk.the(ResolveIncident).visit == held
    assert not walk.all(CancelUserTask)
    assert walk.waiting() == ["remind"]


def test_a_timer_ends_a_sub_process_with_all_inside() -> None:
    wait = catch("wait", timer("timeDuration", "P1D"))
    first = element("task", "first")
    inner = sub_process(
        "ask", user_task("deep"), chain(first, wait, element("task", "t"), flows="i")
    )
    walk = begin(*beside(timer("timeDuration", "PT1H"), inner))
    edge = walk.visit("edge")

    walk.fire(edge)

    assert walk.waiting() == ["remind"]
    assert walk.all(CancelUserTask)
    assert len(walk.all(CancelJob)) == 1


def test_a_timer_belongs_to_all_instances_of_an_activity() -> None:
    host = element("userTask", "ask", many(number="3"))
    walk = begin(*beside(timer("timeDuration", "PT1H"), host))
    assert len(walk.all(ArmTimer)) == 1

    walk.fire(walk.the(ArmTimer).visit)

    assert walk.waiting() == ["remind"]
    assert len(walk.all(CancelUserTask)) == 3
    assert walk.outcome.state.scopes.keys() == {0}


def test_timers_on_parallel_sub_processes_do_not_meet() -> None:
    def branch(name: str) -> str:
        event = boundary(
            f"edge_{name}", name, timer("timeDuration", "PT1H"), cancelActivity="false"
        )
        inner = sub_process(name, user_task(f"in_{name}"))
        return inner + chain(event, user_task(f"late_{name}"), flows=f"{name}_")

    walk = begin(
        START, branch("a"), branch("b"), flow("f1", "start", "a"), flow("f2", "start", "b")
    )
    walk.fire(walk.visit("edge_a"))

    assert sorted(walk.waiting()) == ["edge_b", "in_a", "in_b", "late_a"]


@pytest.mark.parametrize(
    ("trigger", "code"),
    [
        ("<bpmn:timerEventDefinition/>", "invalid_timer"),
        (timer("timeDuration", ""), "invalid_timer"),
        (timer("timeDuration", "1 hour"), "invalid_timer"),
        (timer("timeDate", "PT1H"), "invalid_timer"),
        (timer("timeCycle", "PT1H"), "invalid_timer"),
        (timer("timeCycle", "=R/"), "invalid_expression"),
        (timer("timeCycle", "${x"), "invalid_expression"),
        ("", "missing_trigger"),
    ],
)
def test_faulty_timers_are_refused(trigger: str, code: str) -> None:
    assert ("wait", code) in allowed_errors(chain(START, catch("wait", trigger), END))


def test_an_armed_cycle_is_small_in_the_state() -> None:
    walk = begin(*beside(timer("timeCycle", "R/PT1H"), cancel="false"))

    assert len(walk.outcome.state.tokens) < 160
