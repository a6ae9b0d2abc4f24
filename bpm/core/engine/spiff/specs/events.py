"""None start and none end event."""

from SpiffWorkflow.bpmn.specs.defaults import EndEvent, StartEvent
from SpiffWorkflow.bpmn.specs.event_definitions.simple import NoneEventDefinition

from bpm.core.engine.spiff.specs.base import EngineSpec


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
