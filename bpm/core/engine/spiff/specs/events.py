"""Start events and end events."""

from SpiffWorkflow.bpmn.specs.defaults import EndEvent, StartEvent
from SpiffWorkflow.bpmn.specs.event_definitions.simple import NoneEventDefinition
from typing_extensions import override

from bpm.core.bpmn import ErrorTrigger, TerminateTrigger
from bpm.core.engine.errors import StepError
from bpm.core.engine.spiff.specs.base import EngineSpec
from bpm.core.engine.spiff.task import EngineTask
from bpm.core.engine.spiff.throwing import find_catcher, throw_error


class EngineStartEvent(EngineSpec, StartEvent):
    """A none start event: the token passes."""

    activity_type = "start_event"

    def __init__(self, wf_spec: object, name: str, **kwargs: object) -> None:
        super().__init__(wf_spec, name, event_definition=NoneEventDefinition(), **kwargs)


class EngineEndEvent(EngineSpec, EndEvent):
    """A none end event: the token ends; it has no outgoing flows."""

    activity_type = "end_event"

    def __init__(self, wf_spec: object, name: str, **kwargs: object) -> None:
        super().__init__(wf_spec, name, event_definition=NoneEventDefinition(), **kwargs)


class EngineTerminateEndEvent(EngineEndEvent):
    """Ends all else in its process or sub-process, but nothing outside of it.

    Args:
        trigger: That it does so.
    """

    def __init__(
        self, wf_spec: object, name: str, *, trigger: TerminateTrigger, **kwargs: object
    ) -> None:
        super().__init__(wf_spec, name, **kwargs)
        self.trigger = trigger

    @override
    def _on_complete_hook(self, my_task: EngineTask) -> None:
        super()._on_complete_hook(my_task)
        for other in my_task.workflow.task_tree.children:
            if other is not my_task:
                other.cancel()


class EngineErrorEndEvent(EngineEndEvent):
    """Throws an error to the nearest activity around it that catches it.

    Args:
        trigger: Which error.
    """

    def __init__(
        self, wf_spec: object, name: str, *, trigger: ErrorTrigger, **kwargs: object
    ) -> None:
        super().__init__(wf_spec, name, **kwargs)
        self.trigger = trigger

    @property
    def code(self) -> str:
        """The error's code; empty for an error that has none."""
        return self.trigger.code or ""

    @override
    def execute(self, task: EngineTask) -> bool | None:
        """Make sure that the error is caught."""
        if find_catcher(task, self.code) is None:
            raise StepError(
                f"The error {self.code!r} that {self.activity_id!r} throws is caught nowhere."
            )
        return True

    @override
    def _on_complete_hook(self, my_task: EngineTask) -> None:
        super()._on_complete_hook(my_task)
        throw_error(my_task, self.code, self.bpmn_name or "")
