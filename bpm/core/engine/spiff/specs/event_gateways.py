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
from bpm.core.engine.spiff.task import EngineTask
from bpm.core.engine.spiff.triggers import arm
from bpm.core.values import Value


class EngineEventBasedGateway(EngineSpec, EventBasedGateway):
    """Waits for all events that follow it; the first one that happens takes the token.

    Each is waited for by an unseen task that hangs on the gateway's. Source: BPMN 2.0.2 §13.4.4.
    """

    activity_type = "event_based_gateway"

    def __init__(self, wf_spec: object, name: str, **kwargs: object) -> None:
        super().__init__(wf_spec, name, event_definition=NoneEventDefinition(), **kwargs)

    @override
    def execute(self, task: EngineTask) -> bool | None:
        """Begin to wait for each of the events."""
        for flow in self.flows:
            event = flow.target
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
        flow = next(flow for flow in self.flows if flow.target is chosen.task_spec)
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
        token.keep_has_happened()
        scopes = task.workflow.run.scopes
        if flow.target.io is None:
            for name, value in bring(token, flow.target.data, task.brought).items():
                scopes.write(token.scope, name, value)
            return
        scope = token.open_scope(keeps_new=True)
        for name, value in task.brought.items():
            scopes.declare(scope, name, value)
