"""Steps that cannot run: taken back, held, retried."""

from decimal import Decimal
from unittest import mock

import pytest

from bpm.core.engine import inspect
from bpm.core.engine.contracts import ActivityStarted, RaiseIncident
from bpm.core.engine.errors import UnknownVisitError
from bpm.core.engine.spiff.specs.activities import EngineScriptTask
from bpm.core.engine.spiff.task import EngineTask
from tests.unit.core.engine.walks import CONTEXT, begin, path
from tests.unit.core.models import END, START, chain, element, flow, gateway, script, user_task


def test_what_was_done_before_the_failing_step_stays() -> None:
    walk = begin(chain(START, user_task("ask"), script("s", "missing + 1", "n"), END))

    walk.complete(answer="yes")

    assert path(walk.outcome) == ["s"]
    assert walk.variables == {"answer": "yes"}
    assert walk.the(RaiseIncident).activity_id == "s"
    with pytest.raises(UnknownVisitError):
        walk.complete(2)


def test_an_unexpected_exception_is_an_incident_with_its_trace() -> None:
    with mock.patch.object(EngineScriptTask, "execute", side_effect=ZeroDivisionError("secret")):
        walk = begin(chain(START, script("s", "1", "n"), END))

    incident = walk.the(RaiseIncident)
    assert incident.message == "The step failed with an unexpected ZeroDivisionError."
    assert "ZeroDivisionError" in incident.detail
    assert walk.variables == {}


def test_a_step_that_wrote_before_it_failed_leaves_nothing() -> None:
    def write_and_fail(spec: EngineScriptTask, task: EngineTask) -> bool | None:
        task.workflow.run.scopes.write(task.scope, "old", Decimal(2))
        task.workflow.run.scopes.write(task.scope, "new", Decimal(3))
        raise RuntimeError

    with mock.patch.object(EngineScriptTask, "execute", write_and_fail):
        walk = begin(chain(START, script("s", "1", "n"), END), old=Decimal(1))

    assert walk.variables == {"old": Decimal(1)}
    assert [change.name for change in walk.outcome.changes] == ["old"]


def test_only_what_is_held_can_be_retried() -> None:
    walk = begin(chain(START, user_task("ask"), END))

    for visit in (1, 2, 7):
        with pytest.raises(UnknownVisitError):
            walk.retry(visit)


def test_an_endless_loop_is_stopped_and_named() -> None:
    loop = (
        START,
        gateway("turn"),
        script("count", "n + 1", "n"),
        gateway("again", "leave"),
        END,
        flow("f1", "start", "turn"),
        flow("f2", "turn", "count"),
        flow("f3", "count", "again"),
        flow("f4", "again", "turn", "true"),
        flow("leave", "again", "end"),
    )
    context = type(CONTEXT)(now=CONTEXT.now, process_instance_id="i", step_budget=50)

    walk = begin(*loop, context=context, n=Decimal(0))

    incident = walk.the(RaiseIncident)
    assert incident.kind == "step_budget_exceeded"
    assert "50 steps" in incident.message
    assert walk.variables["n"] == Decimal(16)
    assert [x.waits_for for x in inspect(walk.process, walk.outcome.state)] == ["incident"]

    walk.retry(incident.visit)

    assert walk.the(RaiseIncident).kind == "step_budget_exceeded"
    assert walk.variables["n"] == Decimal(33)


def test_a_pure_cycle_ends_in_the_budget_too() -> None:
    walk = begin(
        START,
        element("task", "a"),
        element("task", "b"),
        flow("f1", "start", "a"),
        flow("f2", "a", "b"),
        flow("f3", "b", "a"),
    )

    assert walk.the(RaiseIncident).kind == "step_budget_exceeded"
    assert len(walk.all(ActivityStarted)) == CONTEXT.step_budget + 1


def test_a_long_loop_keeps_the_tree_small() -> None:
    walk = begin(
        START,
        gateway("turn"),
        script("count", "n + 1", "n"),
        gateway("again", "leave"),
        user_task("ask"),
        END,
        flow("f1", "start", "turn"),
        flow("f2", "turn", "count"),
        flow("f3", "count", "again"),
        flow("f4", "again", "turn", "n < 3000"),
        flow("leave", "again", "ask"),
        flow("f5", "ask", "end"),
        n=Decimal(0),
    )

    assert walk.variables["n"] == Decimal(3000)
    assert len(walk.outcome.state.tokens) < 50


def test_a_process_of_two_thousand_tasks_in_a_row_runs() -> None:
    walk = begin(chain(START, *(element("task", f"t{n}") for n in range(2000)), END))

    assert walk.outcome.is_completed
    assert len(path(walk.outcome)) == 2002
