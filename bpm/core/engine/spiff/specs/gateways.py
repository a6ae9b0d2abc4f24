"""Gateways: exclusive, and parallel for the nets that the property tests draw."""

from SpiffWorkflow.bpmn.specs.defaults import ExclusiveGateway, ParallelGateway
from SpiffWorkflow.util.task import TaskState
from typing_extensions import override

from bpm.core.engine.errors import StepError
from bpm.core.engine.spiff.evaluation import describe_variables, evaluate_condition
from bpm.core.engine.spiff.specs.base import EngineSpec, Flow
from bpm.core.engine.spiff.task import EngineTask

MAX_SHOWN = 5
"""Conditions that a message names."""


class EngineExclusiveGateway(EngineSpec, ExclusiveGateway):
    """Takes the first flow, in order of the document, whose condition is true.

    Source: BPMN 2.0.2 §13.4.2 Exclusive Gateway.
    """

    activity_type = "exclusive_gateway"

    @override
    def execute(self, task: EngineTask) -> bool | None:
        """Choose the flow by which the token leaves."""
        if len(self.flows) > 1 or any(flow.condition for flow in self.flows):
            self.choose(task, [self._find_flow(task)])
        return True

    def _find_flow(self, task: EngineTask) -> Flow:
        for flow in self.flows:
            if flow is self.default_flow:
                continue
            if flow.condition is None or evaluate_condition(task, flow.condition, flow.id):
                return flow
        if self.default_flow is None:
            raise self._no_way_out(task)
        return self.default_flow

    def _no_way_out(self, task: EngineTask) -> StepError:
        conditions = [flow.condition for flow in self.flows if flow.condition is not None]
        shape = (
            f"No condition of the gateway {self.name!r} is true and it has no default flow: "
            + ", ".join(f"`{condition.source}`" for condition in conditions[:MAX_SHOWN])
        )
        met = describe_variables(task, conditions[:MAX_SHOWN])
        return StepError(f"{shape}. {met}".strip(), shape=shape)


class EngineParallelGateway(EngineSpec, ParallelGateway):
    """Waits for one token on each incoming flow; further ones stay for the next turn.

    Source: BPMN 2.0.2 §13.4.1 Parallel Gateway.
    """

    activity_type = "parallel_gateway"

    @override
    def _update_hook(self, my_task: EngineTask) -> bool:
        if len(self.incoming) <= 1:
            return True
        workflow = my_task.workflow
        partners = []
        for flow_id in self.incoming:
            if flow_id != my_task.via:
                partner = workflow.find_arrival(self.name, flow_id)
                if partner is None:
                    my_task.move_to(TaskState.WAITING)
                    return False
                partners.append(partner)
        # The tokens that came before melt into the one that completes the set.
        for partner in partners:
            partner.move_to(TaskState.COMPLETED)
            partner.splice_out()
        return True
