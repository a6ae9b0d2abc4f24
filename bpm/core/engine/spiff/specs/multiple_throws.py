"""Events that throw several things of which one is compensation, or ends more than their token.

All of it is thrown: messages first, then compensation, then signals and escalations; an error,
a cancel or terminate event comes last, because nothing is left to throw from behind it.
Source: BPMN 2.0.2 §10.5.3 and §10.5.4 (multiple end and throw events).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

from typing_extensions import override

from bpm.core.bpmn import (
    CancelTrigger,
    CompensateTrigger,
    ErrorTrigger,
    SignalTrigger,
    TerminateTrigger,
    Trigger,
)
from bpm.core.engine.spiff.publishing import publish
from bpm.core.engine.spiff.specs.compensation import undo_visible, wait_for
from bpm.core.engine.spiff.specs.compensation_events import leave_transaction, make_sure_of_cancel
from bpm.core.engine.spiff.specs.events import (
    EngineThrowingEndEvent,
    end_others,
    make_sure_of_catcher,
    raise_error,
)
from bpm.core.engine.spiff.specs.giving_up import undo_transaction
from bpm.core.engine.spiff.specs.throws import EngineThrowEvent, Throwing
from bpm.core.engine.spiff.task import EngineTask

Last: TypeAlias = ErrorTrigger | CancelTrigger | TerminateTrigger

_HAS_RESTED = "q"


@dataclass(frozen=True, slots=True, kw_only=True)
class Undoing:
    """What an event throws beside messages, signals and escalations.

    Args:
        compensations: What is compensated.
        last: What ends more than the token.
    """

    compensations: Sequence[CompensateTrigger] = ()
    last: Last | None = None

    @classmethod
    def of(cls, triggers: Sequence[Trigger]) -> "Undoing | None":
        """Return it, or None for an event that throws no such thing.

        Of an error and what ends the scope of the event, the error does both.
        """
        ends = [one for one in triggers if isinstance(one, Last)]
        ends.sort(key=lambda one: isinstance(one, TerminateTrigger))
        compensations = tuple(one for one in triggers if isinstance(one, CompensateTrigger))
        if not ends and not compensations:
            return None
        return cls(compensations=compensations, last=ends[0] if ends else None)


class _ThrowingAll(Throwing):
    def __init__(self, wf_spec: object, name: str, *, undoing: Undoing, **kwargs: object) -> None:
        super().__init__(wf_spec, name, **kwargs)
        self.undoing = undoing

    @override
    def execute(self, task: EngineTask) -> bool | None:
        """Send messages and begin to compensate; wait for the end of that, then for rest."""
        last = self.undoing.last
        if isinstance(last, ErrorTrigger):
            make_sure_of_catcher(task, last)
        if isinstance(last, CancelTrigger):
            make_sure_of_cancel(task)
        for message in self.messages:
            publish(task, message)
        awaited = undo_transaction(task) if isinstance(last, CancelTrigger) else []
        for thrown in self.undoing.compensations:
            begun = undo_visible(task, thrown.activity_id)
            awaited += begun if thrown.waits else []
        return None if wait_for(task, awaited) else self._rest(task)

    @override
    def proceed(self, task: EngineTask) -> bool | None:
        """Throw the rest when nothing else moves, where others are to hear a signal."""
        return self.finish(task) if self._rest(task) else None

    def _rest(self, task: EngineTask) -> bool | None:
        has_signals = any(isinstance(trigger, SignalTrigger) for trigger in self.triggers)
        if not has_signals or _HAS_RESTED in task.internal_data:
            return True
        task.note(_HAS_RESTED, value=True)
        task.workflow.run.queue_at_rest(task)
        return None

    @override
    def _on_complete_hook(self, my_task: EngineTask) -> None:
        super()._on_complete_hook(my_task)
        last = self.undoing.last
        if my_task.id not in my_task.workflow.tasks:
            return
        if isinstance(last, ErrorTrigger):
            raise_error(my_task, last)
        elif isinstance(last, CancelTrigger):
            leave_transaction(my_task)
        elif isinstance(last, TerminateTrigger):
            end_others(my_task)


class EngineMultipleEndEvent(_ThrowingAll, EngineThrowingEndEvent):
    """Throws several things; its token ends."""


class EngineMultipleThrowEvent(_ThrowingAll, EngineThrowEvent):
    """Throws several things and goes on."""
