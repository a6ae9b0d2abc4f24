"""Events that throw in the flow, and what they share with those that throw at its end."""

from collections.abc import Sequence

from SpiffWorkflow.bpmn.specs.defaults import IntermediateThrowEvent
from SpiffWorkflow.bpmn.specs.event_definitions.simple import NoneEventDefinition
from typing_extensions import override

from bpm.core.bpmn import EscalationTrigger, LinkTrigger, SignalTrigger, ThrownMessage
from bpm.core.engine.spiff.publishing import publish
from bpm.core.engine.spiff.specs.base import EngineSpec
from bpm.core.engine.spiff.task import EngineTask
from bpm.core.engine.spiff.throwing import interrupts, throw_escalation, throw_signal

Thrown = EscalationTrigger | SignalTrigger | LinkTrigger


class Throwing(EngineSpec):
    """Throws when its visit is over, so that what is interrupted may be the thrower itself."""

    triggers: Sequence[Thrown] = ()
    messages: Sequence[ThrownMessage] = ()

    @override
    def execute(self, task: EngineTask) -> bool | None:
        """Send messages; wait until nothing else moves, where others are to hear a signal."""
        for message in self.messages:
            publish(task, message)
        if not any(isinstance(trigger, SignalTrigger) for trigger in self.triggers):
            return True
        # Whoever is on the way to wait in this very command is to hear it, too.
        task.workflow.run.queue_at_rest(task)
        return None

    @override
    def _on_complete_hook(self, my_task: EngineTask) -> None:
        for trigger in self.triggers:
            if isinstance(trigger, SignalTrigger):
                throw_signal(my_task, trigger)
        escalations = [one for one in self.triggers if isinstance(one, EscalationTrigger)]
        # What heard a signal, or interrupts, may have ended all that could catch from here.
        for trigger in sorted(escalations, key=lambda one: interrupts(my_task, one)):
            if my_task.id in my_task.workflow.tasks:
                throw_escalation(my_task, trigger)
        if my_task.id in my_task.workflow.tasks:
            super()._on_complete_hook(my_task)


class EngineThrowEvent(Throwing, IntermediateThrowEvent):
    """Throws escalations, signals or messages and goes on; a link goes on at its other end.

    Args:
        triggers: What; nothing for an event that only marks a place.
        messages: What is sent.
    """

    activity_type = "intermediate_throw_event"

    def __init__(
        self,
        wf_spec: object,
        name: str,
        *,
        triggers: Sequence[Thrown] = (),
        messages: Sequence[ThrownMessage] = (),
        **kwargs: object,
    ) -> None:
        super().__init__(wf_spec, name, event_definition=NoneEventDefinition(), **kwargs)
        self.triggers, self.messages = triggers, messages
