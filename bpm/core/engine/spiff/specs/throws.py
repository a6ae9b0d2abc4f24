"""Events that throw in the flow, and what they share with those that throw at its end."""

from SpiffWorkflow.bpmn.specs.defaults import IntermediateThrowEvent
from SpiffWorkflow.bpmn.specs.event_definitions.simple import NoneEventDefinition
from typing_extensions import override

from bpm.core.bpmn import EscalationTrigger, LinkTrigger, SignalTrigger
from bpm.core.engine.errors import StepError
from bpm.core.engine.spiff.specs.base import EngineSpec
from bpm.core.engine.spiff.task import EngineTask
from bpm.core.engine.spiff.throwing import find_catcher, throw_escalation, throw_signal


class Throwing(EngineSpec):
    """Throws when its visit is over, so that what is interrupted may be the thrower itself."""

    trigger: EscalationTrigger | SignalTrigger | LinkTrigger | None = None

    @override
    def execute(self, task: EngineTask) -> bool | None:
        """Make sure that what is thrown reaches whom the model means."""
        trigger = self.trigger
        if not isinstance(trigger, EscalationTrigger) or not task.workflow.run.context.is_called:
            return True
        if find_catcher(task, trigger) is None:
            raise StepError(
                f"The escalation {trigger.code!r} that {self.activity_id!r} throws is caught "
                "nowhere in this called process, and its caller cannot be told of it."
            )
        return True

    @override
    def _on_complete_hook(self, my_task: EngineTask) -> None:
        match self.trigger:
            case EscalationTrigger():
                throw_escalation(my_task, self.trigger)
            case SignalTrigger():
                throw_signal(my_task, self.trigger)
            case _:
                pass
        if my_task.id in my_task.workflow.tasks:
            super()._on_complete_hook(my_task)


class EngineThrowEvent(Throwing, IntermediateThrowEvent):
    """Throws an escalation or a signal and goes on; a link goes on at its other end.

    Args:
        trigger: What; None for an event that only marks a place.
    """

    activity_type = "intermediate_throw_event"

    def __init__(
        self,
        wf_spec: object,
        name: str,
        *,
        trigger: EscalationTrigger | SignalTrigger | LinkTrigger | None = None,
        **kwargs: object,
    ) -> None:
        super().__init__(wf_spec, name, event_definition=NoneEventDefinition(), **kwargs)
        self.trigger = trigger
