"""Arm timers: from what the model says to the effect, and from one firing to the next."""

from datetime import datetime, tzinfo
from typing import TYPE_CHECKING

from bpm.core.bpmn import TimerKind, TimerTrigger
from bpm.core.engine.contracts import ArmTimer
from bpm.core.engine.errors import StepError
from bpm.core.engine.spiff.evaluation import (
    describe_variables,
    evaluate,
    evaluate_instant,
    mismatch,
    zone_of,
)
from bpm.core.engine.spiff.task import Wait
from bpm.core.time import (
    Cycle,
    DaysTimeDuration,
    Firing,
    InvalidCycleError,
    InvalidTemporalError,
    YearsMonthsDuration,
    first_firing,
    next_firing,
)

if TYPE_CHECKING:
    from bpm.core.engine.spiff.task import EngineTask


def arm_timer(task: "EngineTask", trigger: TimerTrigger) -> None:
    """Evaluate a timer and ask for its first firing.

    Raises:
        StepError: It says no time, or only times that are over.
    """
    what = f"timer of {task.task_spec.activity_id!r}"
    if trigger.kind is TimerKind.CYCLE:
        _arm_cycle(task, trigger, what)
        return
    due_at = evaluate_instant(task, trigger.expression, what)
    if due_at is None:
        raise mismatch(task, trigger.expression, what, "a time or a duration")
    _order(task, due_at)


def arm_next(task: "EngineTask") -> bool:
    """Ask for the firing after the one that has just happened.

    Returns:
        False where there is none.
    """
    if not task.cycle:
        return False
    text, anchor, step, due_at, left = task.cycle
    fired = Firing(
        anchor=datetime.fromisoformat(anchor),
        step=int(step),
        due_at=datetime.fromisoformat(due_at),
        left=int(left) if left else None,
    )
    now = task.workflow.run.context.now
    firing = next_firing(Cycle.parse(text), fired, now, zone_of(task))
    if firing is None:
        return False
    _order_cycle(task, text, firing)
    return True


def _arm_cycle(task: "EngineTask", trigger: TimerTrigger, what: str) -> None:
    value = evaluate(task, trigger.expression, what)
    if isinstance(value, DaysTimeDuration | YearsMonthsDuration):
        value = f"R/{value}"
    if not isinstance(value, str):
        raise mismatch(task, trigger.expression, what, "a repetition such as R/P1D")
    try:
        firing = _first(value, task.workflow.run.context.now, zone_of(task))
    except (InvalidCycleError, InvalidTemporalError) as error:
        met = describe_variables(task, [trigger.expression])
        message = f"The {what} cannot be armed: {error.detail} {met}"
        raise StepError(message.strip(), shape=f"{what} {type(error).__name__}") from error
    if firing is None:
        raise StepError(f"The {what} names only times that are over: {value[:80]!r}.", shape=what)
    _order_cycle(task, value, firing)


def _first(text: str, now: datetime, zone: tzinfo) -> Firing | None:
    return first_firing(Cycle.parse(text), now, zone)


def _order_cycle(task: "EngineTask", text: str, firing: Firing) -> None:
    left = "" if firing.left is None else str(firing.left)
    due_at = firing.due_at.isoformat()
    task.keep_cycle([text, firing.anchor.isoformat(), str(firing.step), due_at, left])
    _order(task, firing.due_at, text)


def _order(task: "EngineTask", due_at: datetime, cycle: str | None = None) -> None:
    effect = ArmTimer(
        visit=task.id, activity_id=task.task_spec.activity_id, due_at=due_at, cycle=cycle
    )
    task.workflow.run.effects.append(effect)
    task.wait_for(Wait.TIMER)
