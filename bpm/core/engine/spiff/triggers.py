"""What an event that waits asks of the outside: a timer, a subscription, a look at variables."""

from typing import TYPE_CHECKING

from bpm.core.bpmn import (
    ConditionTrigger,
    MessageTrigger,
    SignalTrigger,
    TimerTrigger,
    WaitTrigger,
)
from bpm.core.engine.contracts import Subscribe, SubscriptionKind
from bpm.core.engine.spiff.evaluation import evaluate_with, mismatch
from bpm.core.engine.spiff.publishing import evaluate_key, evaluate_properties
from bpm.core.engine.spiff.task import Wait
from bpm.core.engine.spiff.timing import arm_next, arm_timer
from bpm.core.values import Value

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
    elif isinstance(trigger, ConditionTrigger):
        # It may hold already; asking that is a step of the event's own.
        task.wait_for(Wait.CONDITION)
        task.workflow.run.queue_last(task)
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
    if isinstance(trigger, ConditionTrigger):
        task.wait_for(Wait.CONDITION)
        return True
    arm(task, trigger)
    return True


def look(task: "EngineTask", trigger: ConditionTrigger) -> bool:
    """Return whether the condition that a task waits for has become true.

    A condition that is null is not true yet: what it speaks of may not be there.

    Raises:
        StepError: It gives something else than true, false or null.
    """
    expression = trigger.expression
    what = f"condition of {task.task_spec.activity_id!r}"
    value = evaluate_with(task, expression, what, lambda name: _find(task, name))
    if value is not None and not isinstance(value, bool):
        raise mismatch(task, expression, what, "true, false or null")
    has_begun = value is True and not task.was_true
    if bool(value) is not task.was_true:
        task.keep_was_true(was_true=bool(value))
    return has_begun


def _find(task: "EngineTask", name: str) -> Value:
    try:
        return task.scope.lookup(name)
    except KeyError:
        return None


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
        correlation_key=_key_of(task, trigger),
    )
    task.workflow.run.effects.append(effect)
    task.wait_for(Wait.MESSAGE)


def _key_of(task: "EngineTask", trigger: MessageTrigger) -> str | None:
    if trigger.correlation_key is not None or not trigger.properties:
        return evaluate_key(task, trigger.correlation_key)
    return evaluate_properties(task, trigger.properties, {})
