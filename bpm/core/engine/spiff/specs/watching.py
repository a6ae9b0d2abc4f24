"""Events beside an activity or scope: they catch what is thrown, and wait for what comes.

An event with several triggers waits for each of them by a task of its own, which hangs unseen
where the event does. Source: BPMN 2.0.2 §10.5.1 (multiple and parallel multiple events).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from SpiffWorkflow.bpmn.specs.defaults import NoneTask
from SpiffWorkflow.util.task import TaskState
from typing_extensions import override

from bpm.core.bpmn import CancelTrigger, CompensateTrigger, TimerTrigger, WaitTrigger
from bpm.core.engine.spiff.specs.base import EngineSpec
from bpm.core.engine.spiff.task import EngineTask
from bpm.core.engine.spiff.throwing import Thrown, catches, names
from bpm.core.engine.spiff.triggers import arm, rearm
from bpm.core.values import Value

Caught: TypeAlias = Thrown | CancelTrigger | CompensateTrigger | WaitTrigger


@dataclass(frozen=True, slots=True, kw_only=True)
class Cause:
    """What triggers an event beside an activity or scope.

    Args:
        triggers: What it waits for or catches.
        is_interrupting: Whether the activity or scope ends with it.
        is_parallel: Whether all of the triggers have to happen.
    """

    triggers: Sequence[Caught]
    is_interrupting: bool
    is_parallel: bool = False


class Interruption(EngineSpec):
    """An event beside an activity or scope; it has a ``cause``."""

    cause: Cause
    watchers: Sequence["EngineWatcher"] = ()
    """What waits unseen for the triggers."""

    @property
    def triggers(self) -> Sequence[Caught]:
        """What it waits for or catches."""
        return self.cause.triggers

    @property
    def is_interrupting(self) -> bool:
        """Whether the activity or scope ends with it."""
        return self.cause.is_interrupting

    @property
    def trigger(self) -> Caught | None:
        """The trigger of an event that has one; None for one that has several."""
        return self.triggers[0] if len(self.triggers) == 1 else None

    def catches(self, thrown: Thrown) -> bool:
        """Return whether an error or escalation is caught here."""
        return any(catches(trigger, thrown) for trigger in self.triggers)

    def names(self, thrown: Thrown) -> bool:
        """Return whether it is caught by its code, not because every one is."""
        return any(names(trigger, thrown) for trigger in self.triggers)

    def fire(self, place: EngineTask, variables: Mapping[str, Value], by: Caught) -> EngineTask:
        """Put a token where the event leads to, beside all else or in its stead.

        Args:
            place: The visit to the activity, or the root of the scope's tree.
            variables: What the event brings.
            by: The trigger that has happened.

        Returns:
            The visit that this begins.
        """
        raise NotImplementedError


class EngineWatcher(EngineSpec, NoneTask):
    """Waits unseen for one of the triggers of an event.

    Args:
        event: The event.
        trigger: What is waited for.
    """

    is_visible = False

    def __init__(
        self,
        wf_spec: object,
        name: str,
        *,
        event: Interruption,
        trigger: WaitTrigger,
        **kwargs: object,
    ) -> None:
        super().__init__(wf_spec, name, **kwargs)
        self.event = event
        self.trigger = trigger

    @override
    def happen(self, task: EngineTask, variables: Mapping[str, Value]) -> None:
        """Let the event happen, or wait for its other triggers."""
        happen_beside(task, self.event, self.trigger, variables)


def arm_beside(host: EngineTask, watcher: EngineSpec, trigger: WaitTrigger) -> None:
    """Begin to wait beside an activity that begins.

    Raises:
        StepError: What the model says cannot be evaluated.
    """
    armed = host.add_event(watcher)
    armed.move_to(TaskState.WAITING)
    arm(armed, trigger)


def happen_beside(
    armed: EngineTask, event: Interruption, trigger: WaitTrigger, variables: Mapping[str, Value]
) -> None:
    """Let what was waited for happen; go on waiting where nothing is interrupted.

    Args:
        armed: The task that waits.
        event: The event that it waits for.
        trigger: What has happened.
        variables: What came with it.
    """
    place = armed.parent
    if place is None:
        raise AssertionError("What waits always hangs on an activity or on a root.")
    armed.stop_waiting()
    if event.cause.is_parallel:
        _happen_together(armed, place, event, variables)
        return
    if not event.is_interrupting and not rearm(armed, trigger):
        _be_over(armed)
    event.fire(place, variables, trigger)


def _happen_together(
    armed: EngineTask, place: EngineTask, event: Interruption, variables: Mapping[str, Value]
) -> None:
    armed.keep_has_happened()
    for name, value in variables.items():
        place.workflow.run.scopes.write(place.outer_scope, name, value)
    together = [child for child in place.children if child.task_spec in event.watchers]
    if not all(child.has_happened for child in together):
        return
    # A moment comes once: with a timer, all of it does not happen again.
    comes_again = not any(isinstance(trigger, TimerTrigger) for trigger in event.triggers)
    for child, watcher in zip(together, event.watchers, strict=True):
        if not event.is_interrupting and comes_again:
            child.keep_has_not_happened()
            rearm(child, watcher.trigger)
        else:
            _be_over(child)
    event.fire(place, {}, event.triggers[0])


def _be_over(armed: EngineTask) -> None:
    armed.move_to(TaskState.COMPLETED)
    armed.splice_out()
