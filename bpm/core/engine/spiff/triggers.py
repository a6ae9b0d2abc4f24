"""What an event that waits asks of the outside: a timer or a subscription."""

from decimal import Decimal
from typing import TYPE_CHECKING

from bpm.core.bpmn import MessageTrigger, SignalTrigger, TimerTrigger, WaitTrigger
from bpm.core.engine.contracts import Subscribe, SubscriptionKind
from bpm.core.engine.spiff.evaluation import evaluate, mismatch
from bpm.core.engine.spiff.task import Wait
from bpm.core.engine.spiff.timing import arm_next, arm_timer

if TYPE_CHECKING:
    from bpm.core.engine.spiff.task import EngineTask


def arm(task: "EngineTask", trigger: WaitTrigger) -> None:
    """Begin to wait.

    Raises:
        StepError: What the model says cannot be evaluated.
    """
    if isinstance(trigger, TimerTrigger):
        arm_timer(task, trigger)
    elif isinstance(trigger, SignalTrigger):
        _await_signal(task, trigger)
    else:
        _subscribe(task, trigger)


def rearm(task: "EngineTask", trigger: WaitTrigger) -> bool:
    """Wait again after an event that does not end what it is attached to.

    Returns:
        False where nothing more can come.

    Raises:
        StepError: The correlation key cannot be evaluated any more.
    """
    if isinstance(trigger, TimerTrigger):
        return arm_next(task)
    arm(task, trigger)
    return True


def _await_signal(task: "EngineTask", trigger: SignalTrigger) -> None:
    effect = Subscribe(
        visit=task.id,
        activity_id=task.task_spec.activity_id,
        name=trigger.name,
        kind=SubscriptionKind.SIGNAL,
    )
    task.workflow.run.effects.append(effect)
    task.wait_for(Wait.SIGNAL)


def _subscribe(task: "EngineTask", trigger: MessageTrigger) -> None:
    effect = Subscribe(
        visit=task.id,
        activity_id=task.task_spec.activity_id,
        name=trigger.name,
        correlation_key=_evaluate_key(task, trigger),
    )
    task.workflow.run.effects.append(effect)
    task.wait_for(Wait.MESSAGE)


def _evaluate_key(task: "EngineTask", trigger: MessageTrigger) -> str | None:
    if trigger.correlation_key is None:
        return None
    what = f"correlation key of {task.task_spec.activity_id!r}"
    value = evaluate(task, trigger.correlation_key, what)
    if isinstance(value, Decimal):
        return format(value.normalize(), "f")
    if isinstance(value, str) and value:
        return value
    raise mismatch(task, trigger.correlation_key, what, "text or a number")
