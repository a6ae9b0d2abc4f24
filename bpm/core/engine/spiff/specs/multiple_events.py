"""Events that wait for several things: for the first of them, or for all.

Source: BPMN 2.0.2 §10.5.1 (multiple and parallel multiple events).
"""

from collections.abc import Mapping, Sequence

from SpiffWorkflow.bpmn.specs.defaults import IntermediateCatchEvent, NoneTask
from SpiffWorkflow.bpmn.specs.event_definitions.simple import NoneEventDefinition
from SpiffWorkflow.util.task import TaskState
from typing_extensions import override

from bpm.core.bpmn import WaitTrigger
from bpm.core.engine.spiff.specs.base import EngineSpec
from bpm.core.engine.spiff.task import EngineTask
from bpm.core.engine.spiff.triggers import arm
from bpm.core.values import Value


class EnginePart(EngineSpec, NoneTask):
    """One of the things that an event waits for; it hangs unseen on the event's task."""

    is_visible = False

    def __init__(
        self, wf_spec: object, name: str, *, trigger: WaitTrigger, **kwargs: object
    ) -> None:
        super().__init__(wf_spec, name, **kwargs)
        self.trigger = trigger


class EngineMultipleCatchEvent(EngineSpec, IntermediateCatchEvent):
    """Waits for the first of several things, or for all of them in any order.

    Args:
        triggers: What is waited for.
        is_parallel: Whether all of it has to happen.
    """

    activity_type = "intermediate_catch_event"

    def __init__(
        self,
        wf_spec: object,
        name: str,
        *,
        triggers: Sequence[WaitTrigger],
        is_parallel: bool,
        **kwargs: object,
    ) -> None:
        super().__init__(wf_spec, name, event_definition=NoneEventDefinition(), **kwargs)
        self.is_parallel = is_parallel
        self.parts = [
            EnginePart(wf_spec, f"{name}\x00{number}", trigger=trigger)
            for number, trigger in enumerate(triggers)
        ]
        for part in self.parts:
            part.activity_id = name

    @override
    def execute(self, task: EngineTask) -> bool | None:
        """Begin to wait for each of them."""
        for part in self.parts:
            waiting = task.add_event(part)
            waiting.move_to(TaskState.WAITING)
            arm(waiting, part.trigger)
        return None

    @override
    def decide(self, task: EngineTask, chosen: EngineTask, variables: Mapping[str, Value]) -> bool:
        """Go on, unless there is something left to wait for."""
        run = task.workflow.run
        for name, value in variables.items():
            run.scopes.write(task.scope, name, value)
        chosen.stop_waiting()
        chosen.cancel()
        if self.is_parallel and task.children:
            return True
        for child in task.children:
            child.cancel()
        run.queue_last(task)
        return True
