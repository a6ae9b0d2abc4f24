"""``bpm:async``: transaction boundaries before and after an element."""

from decimal import Decimal

import pytest

from bpm.core.engine import inspect
from bpm.core.engine.contracts import (
    ActivityEnded,
    CreateJob,
    CreateUserTask,
    JobKind,
    RaiseIncident,
)
from bpm.core.engine.errors import UnknownVisitError
from tests.unit.core.engine.walks import Walk, begin, path
from tests.unit.core.models import END, START, chain, flow, gateway, script, setting, user_task

BEFORE = setting("async", before="true")
AFTER = setting("async", after="true")
BOTH = setting("async", before="true", after="true")


def waits(walk: Walk) -> list[str]:
    return [x.waits_for for x in inspect(walk.process, walk.outcome.state)]


def test_before_waits_for_its_job_and_then_runs() -> None:
    walk = begin(chain(START, script("s", "1", "n", BEFORE), END))

    assert walk.the(CreateJob) == CreateJob(
        visit=2, activity_id="s", kind=JobKind.ASYNC_BEFORE, priority=0, exclusive=True
    )
    assert path(walk.outcome) == ["start", "s"]
    assert walk.variables == {}
    assert waits(walk) == ["job"]

    walk.continue_(2)

    assert walk.outcome.is_completed
    assert walk.variables == {"n": Decimal(1)}


def test_after_has_done_its_work_but_is_still_open() -> None:
    walk = begin(chain(START, script("s", "1", "n", AFTER), END))

    assert walk.the(CreateJob).kind is JobKind.ASYNC_AFTER
    assert walk.variables == {"n": Decimal(1)}
    assert ActivityEnded(visit=2) not in walk.outcome.effects

    walk.continue_(2)

    assert walk.outcome.effects[0] == ActivityEnded(visit=2)
    assert walk.outcome.is_completed


def test_both_around_a_user_task() -> None:
    walk = begin(chain(START, user_task("ask", BOTH), END))

    walk.continue_(2)
    assert walk.the(CreateUserTask).visit == 2
    walk.complete(2, answer="yes")
    assert walk.the(CreateJob).kind is JobKind.ASYNC_AFTER
    assert walk.variables == {"answer": "yes"}
    with pytest.raises(UnknownVisitError):
        walk.complete(2)
    walk.continue_(2)

    assert walk.outcome.is_completed


def test_a_gateway_remembers_its_choice_over_the_boundary() -> None:
    walk = begin(
        START,
        gateway("gate", "other", settings=AFTER),
        script("a", '"a"', "went"),
        script("b", '"b"', "went"),
        END,
        flow("in", "start", "gate"),
        flow("one", "gate", "a", "is_a"),
        flow("other", "gate", "b"),
        flow("f1", "a", "end"),
        flow("f2", "b", "end"),
        is_a=True,
    )
    walk.write(is_a=False)

    walk.continue_(2)

    assert walk.variables["went"] == "a"


def test_priority_exclusive_and_retries_reach_the_job() -> None:
    settings = setting("async", before="1", exclusive="false", priority="=base + 1")
    retry = setting("retry", cycle="R3/PT10M")
    walk = begin(chain(START, script("s", "1", "n", settings + retry), END), base=Decimal(6))

    job = walk.the(CreateJob)
    assert (job.priority, job.exclusive, job.retry_delays) == (7, False, (600, 600))


def test_a_failing_step_behind_a_job_is_held_with_its_work_to_do() -> None:
    walk = begin(chain(START, script("s", "late + 1", "n", BEFORE), END))

    walk.continue_(2)

    assert walk.the(RaiseIncident).visit == 2
    assert waits(walk) == ["incident"]
    with pytest.raises(UnknownVisitError):
        walk.continue_(2)

    walk.write(late=Decimal(1))
    walk.retry(2)

    assert walk.outcome.is_completed
    assert walk.variables["n"] == Decimal(2)


def test_a_job_priority_that_is_no_number_is_an_incident() -> None:
    settings = setting("async", before="true", priority='="urgent"')
    walk = begin(chain(START, script("s", "1", "n", settings), END))

    assert "priority" in walk.the(RaiseIncident).message
    assert not walk.all(CreateJob)


@pytest.mark.parametrize("visit", [1, 3])
def test_continuing_what_waits_for_no_job_is_a_conflict(visit: int) -> None:
    walk = begin(chain(START, user_task("ask", BEFORE), END))

    with pytest.raises(UnknownVisitError):
        walk.continue_(visit)


def test_start_and_end_events_may_have_boundaries() -> None:
    start = '<bpmn:startEvent id="start"><bpmn:extensionElements>'
    start += AFTER + "</bpmn:extensionElements></bpmn:startEvent>"
    walk = begin(chain(start, END))

    walk.continue_(1)

    assert path(walk.outcome) == ["end"]
    assert walk.outcome.is_completed
