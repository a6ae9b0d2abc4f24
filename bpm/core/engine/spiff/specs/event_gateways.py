"""Event-based gateways: what happens first decides how the token goes on."""

from collections.abc import Mapping

from SpiffWorkflow.bpmn.specs.defaults import EventBasedGateway
from SpiffWorkflow.bpmn.specs.event_definitions.simple import NoneEventDefinition
from SpiffWorkflow.util.task import TaskState
from typing_extensions import override

from bpm.core.bpmn import LinkTrigger
from bpm.core.engine.spiff.data import bring
from bpm.core.engine.spiff.specs.base import EngineSpec, Flow
from bpm.core.engine.spiff.specs.events import EngineCatchEvent, EngineReceiveTask
from bpm.core.engine.spiff.specs.multiple_events import EngineMultipleCatchEvent, EnginePart
from bpm.core.engine.spiff.task import EngineTask
from bpm.core.engine.spiff.triggers import arm
from bpm.core.values import Value

_BEGUN_BY = "e"


class EngineEventBasedGateway(EngineSpec, EventBasedGateway):
    """Waits for all events that follow it; the first one that happens takes the token.

    Each is waited for by an unseen task that hangs on the gateway's. Where the gateway begins
    instances, the event that did so takes the token; a parallel one gives each of the others a
    token that waits. Source: BPMN 2.0.2 §10.6.6 and §13.4.4.

    Args:
        is_parallel: Whether all events have to happen, which only one that instantiates can ask.
    """

    activity_type = "event_based_gateway"

    def __init__(
        self, wf_spec: object, name: str, *, is_parallel: bool = False, **kwargs: object
    ) -> None:
        super().__init__(wf_spec, name, event_definition=NoneEventDefinition(), **kwargs)
        self.is_parallel = is_parallel

    @override
    def be_begun(self, task: EngineTask, point: str) -> None:
        """Keep which of the events has begun the instance."""
        task.note(_BEGUN_BY, point)

    @override
    def execute(self, task: EngineTask) -> bool | None:
        """Begin to wait for each of the events; one that has begun the instance has happened."""
        begun_by = task.internal_data.get(_BEGUN_BY)
        if begun_by is not None:
            if not self.is_parallel:
                self.choose(task, [flow for flow in self.flows if flow.target.name == begun_by])
            return True
        for flow in self.flows:
            event = flow.target
            if isinstance(event, EngineMultipleCatchEvent):
                event.make_sure_it_can_be_done()
                event.wait_at(task)
            if isinstance(event, EngineCatchEvent | EngineReceiveTask) and not isinstance(
                event.trigger, LinkTrigger
            ):
                event.make_sure_it_can_be_done()
                waiting = task.add_event(event)
                waiting.move_to(TaskState.WAITING)
                arm(waiting, event.trigger)
        return None

    @override
    def decide(self, task: EngineTask, chosen: EngineTask, variables: Mapping[str, Value]) -> bool:
        """Give up the other events and let the token go to the one that has happened."""
        event = chosen.task_spec
        if isinstance(event, EnginePart):
            part, event = chosen, event.event
            if event.is_parallel and not event.take_part(task, part, variables):
                return True
            variables = {} if event.is_parallel else variables
        flow = next(flow for flow in self.flows if flow.target is event)
        chosen.stop_waiting()
        for child in task.children:
            child.cancel()
        self.choose(task, [flow])
        task.brought = variables
        task.complete()
        return True

    @override
    def _put_token(self, task: EngineTask, flow: Flow) -> None:
        token = task.add_event(flow.target)
        token.via = flow.id
        begun_by = task.internal_data.get(_BEGUN_BY)
        if begun_by in (None, flow.target.name):
            token.keep_has_happened()
        scopes = task.workflow.run.scopes
        if flow.target.io is None:
            for name, value in bring(token, flow.target.data, task.brought).items():
                scopes.write(token.scope, name, value)
            return
        scope = token.open_scope(keeps_new=True)
        for name, value in task.brought.items():
            scopes.declare(scope, name, value)
