"""Timers: jobs that are due later, never early, never lost."""

from datetime import UTC, datetime, timedelta, tzinfo
from typing import Self

import pytest
from typing_extensions import override

from bpm.base import clock
from bpm.identity.contracts import Actor
from bpm.jobs import running, services as jobs
from bpm.jobs.errors import JobLostError
from bpm.runtime.commands.cancel_process_instance import cancel_process_instance
from bpm.runtime.commands.fire_timer import fire_timer
from bpm.runtime.commands.resume_process_instance import resume_process_instance
from bpm.runtime.commands.suspend_process_instance import suspend_process_instance
from bpm.runtime.job_handlers import HANDLERS
from tests import builders
from tests.builders import END, START, chain, flow, script, user_task
from tests.integration.runtime.acting import complete, open_jobs, outcomes, read, tasks

pytestmark = pytest.mark.django_db(transaction=True)

REAL_TIME = datetime
HOUR = timedelta(hours=1)
SECOND = timedelta(seconds=1)


def timer(id_: str, expression: str, kind: str = "timeDuration") -> str:
    return (
        f'<bpmn:intermediateCatchEvent id="{id_}"><bpmn:timerEventDefinition><bpmn:{kind}>'
        f"{expression}</bpmn:{kind}></bpmn:timerEventDefinition></bpmn:intermediateCatchEvent>"
    )


def boundary(expression: str, kind: str = "timeDuration", *, interrupts: bool = True) -> str:
    """Return a user task with a timer on its edge, which leads to another user task."""
    return (
        START
        + user_task("work")
        + END
        + flow("f1", "start", "work")
        + flow("f2", "work", "end")
        + '<bpmn:boundaryEvent id="late" attachedToRef="work"'
        f' cancelActivity="{str(interrupts).lower()}"><bpmn:timerEventDefinition>'
        f"<bpmn:{kind}>{expression}</bpmn:{kind}></bpmn:timerEventDefinition>"
        "</bpmn:boundaryEvent>"
        + user_task("remind")
        + '<bpmn:endEvent id="end2"/>'
        + flow("f3", "late", "remind")
        + flow("f4", "remind", "end2")
    )


def let_pass(at: object = None) -> int:
    """Poll and work as the suite does; return how many jobs were run."""
    running.poll()
    return running.run_ready_jobs()


def test_a_timer_waits_and_fires_when_it_is_due() -> None:
    instance = builders.start(builders.deploy(chain(START, timer("wait", "PT1H"), END)))
    (place,) = instance.waiting_at
    (job,) = open_jobs()
    assert (place.activity_id, place.job_id, job.kind, job.state) == (
        "wait",
        job.id,
        "timer",
        "armed",
    )
    assert job.due_at == instance.started_at + HOUR

    with clock.frozen(job.due_at - timedelta(milliseconds=1)):
        assert let_pass() == 0
    with clock.frozen(job.due_at):
        assert let_pass() == 1

    assert read(instance).state == "completed"
    assert open_jobs() == ()


def test_a_timer_that_is_ready_too_soon_is_put_back() -> None:
    instance = builders.start(builders.deploy(chain(START, timer("wait", "PT1H"), END)))
    (armed,) = open_jobs()
    jobs.promote_due(now=armed.due_at)

    running.run_ready_jobs()

    (job,) = open_jobs()
    assert (job.state, job.due_at, job.retries_left) == ("armed", armed.due_at, armed.retries_left)
    assert read(instance).state == "active"


@pytest.mark.parametrize("wrong_by", [HOUR, -HOUR])
def test_a_machine_whose_clock_is_wrong_fires_nothing_early_and_takes_no_lease_away(
    wrong_by: timedelta, monkeypatch: pytest.MonkeyPatch
) -> None:
    builders.start(builders.deploy(chain(START, timer("wait", "PT30M"), END)))
    (armed,) = open_jobs()
    done = '<bpm:async before="true"/>'
    builders.start(builders.deploy(chain(START, script("note", "1", "one", extensions=done), END)))
    taken = jobs.acquire_jobs(
        kinds=("async_before",), worker="busy", limit=1, lease=timedelta(minutes=1)
    )
    assert len(taken) == 1

    class WrongTime(datetime):
        @classmethod
        @override
        def now(cls, tz: tzinfo | None = None) -> Self:
            return cls.fromtimestamp((REAL_TIME.now(tz) + wrong_by).timestamp(), tz)

    # As in a process that has just begun, and has not asked the database yet.
    monkeypatch.setattr(clock, "_clock", type(clock._clock)())
    monkeypatch.setattr(clock, "datetime", WrongTime)
    assert abs(clock.now() - REAL_TIME.now(UTC)) > HOUR / 2

    assert running.poll() == 0
    running.run_ready_jobs()

    waiting = {job.id: (job.state, job.due_at) for job in open_jobs()}
    assert waiting[armed.id] == ("armed", armed.due_at)
    assert waiting[taken[0].id][0] == "leased"


def test_what_was_due_before_it_was_armed_fires_at_once() -> None:
    past = timer("wait", "2001-01-01T00:00:00Z", "timeDate")
    instance = builders.start(builders.deploy(chain(START, past, END)))

    assert let_pass() == 1
    assert read(instance).state == "completed"


def test_an_interrupting_timer_takes_the_task_away(alice: Actor) -> None:
    instance = builders.start(builders.deploy(boundary("PT1H")))
    (job,) = open_jobs()

    with clock.frozen(job.due_at):
        let_pass()

    assert list(tasks(instance)) == ["remind"]
    assert outcomes(instance)["work"] == "cancelled"
    complete(tasks(instance)["remind"], alice)
    assert read(instance).state == "completed"


def test_completing_the_task_disarms_its_timer(alice: Actor) -> None:
    instance = builders.start(builders.deploy(boundary("PT1H")))

    complete(tasks(instance)["work"], alice)

    assert read(instance).state == "completed"
    assert open_jobs() == ()


def test_a_repeated_reminder_leaves_the_task_and_keeps_its_beat(alice: Actor) -> None:
    instance = builders.start(builders.deploy(boundary("R3/PT1H", "timeCycle", interrupts=False)))
    armed_at = instance.started_at
    for number in range(1, 4):
        (job,) = open_jobs()
        assert job.due_at == armed_at + HOUR * number
        # Late by a while: the next one is due as if this had been punctual.
        with clock.frozen(job.due_at + 7 * SECOND):
            assert let_pass() == 1
        assert len(read(instance).waiting_at) == 1 + number + (number < 3)

    assert open_jobs() == ()
    assert "work" in tasks(instance)


def test_a_suspended_timer_fires_after_resuming(system: Actor) -> None:
    instance = builders.start(builders.deploy(chain(START, timer("wait", "PT1H"), END)))
    (job,) = open_jobs()
    suspend_process_instance(instance.id, actor=system)

    with clock.frozen(job.due_at + HOUR):
        assert let_pass() == 0
        resume_process_instance(instance.id, actor=system)
        assert let_pass() == 1

    assert read(instance).state == "completed"


def test_fire_timer_does_nothing_where_the_instance_is_gone(system: Actor) -> None:
    instance = builders.start(builders.deploy(chain(START, timer("wait", "PT1H"), END)))
    (armed,) = open_jobs()
    jobs.promote_due(now=armed.due_at)
    (job,) = jobs.acquire_jobs(kinds=tuple(HANDLERS), worker="test", limit=1, lease=HOUR)

    cancel_process_instance(instance.id, reason=None, actor=system)

    with pytest.raises(JobLostError):
        fire_timer(job)


def test_a_timer_that_cannot_be_read_is_an_incident(system: Actor) -> None:
    instance = builders.start(
        builders.deploy(chain(START, timer("wait", "=due"), END)), {"due": "soon"}
    )

    (place,) = instance.waiting_at
    assert (place.activity_id, place.job_id) == ("wait", None)
    assert place.incident_id is not None
