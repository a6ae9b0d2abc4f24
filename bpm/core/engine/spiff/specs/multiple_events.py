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
    """One of the things that an event waits for.

    It hangs unseen on the event's task, or on that of a gateway that waits for the event.

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
        event: "EngineMultipleCatchEvent",
        trigger: WaitTrigger,
        **kwargs: object,
    ) -> None:
        super().__init__(wf_spec, name, **kwargs)
        self.event = event
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
            EnginePart(wf_spec, f"{name}\x00{number}", event=self, trigger=trigger)
            for number, trigger in enumerate(triggers)
        ]
        for part in self.parts:
            part.activity_id = name

    @override
    def execute(self, task: EngineTask) -> bool | None:
        """Begin to wait for each of them."""
        if task.has_happened:
            return True
        self.wait_at(task)
        return None

    def wait_at(self, task: EngineTask) -> None:
        """Begin to wait for each of them by tasks that hang on this one."""
        for part in self.parts:
            waiting = task.add_event(part)
            waiting.move_to(TaskState.WAITING)
            arm(waiting, part.trigger)

    def take_part(
        self, task: EngineTask, chosen: EngineTask, variables: Mapping[str, Value]
    ) -> bool:
        """Take in that one of them has happened; return whether that is enough.

        Args:
            task: On which what waits for them hangs.
            chosen: What has waited for this one.
            variables: What came with it.
        """
        run = task.workflow.run
        for name, value in variables.items():
            run.scopes.write(task.scope, name, value)
        chosen.stop_waiting()
        chosen.cancel()
        is_missing = any(child.task_spec in self.parts for child in task.children)
        return not (self.is_parallel and is_missing)

    @override
    def decide(self, task: EngineTask, chosen: EngineTask, variables: Mapping[str, Value]) -> bool:
        """Go on, unless there is something left to wait for."""
        if self.take_part(task, chosen, variables):
            for child in task.children:
                child.cancel()
            task.workflow.run.queue_last(task)
        return True
