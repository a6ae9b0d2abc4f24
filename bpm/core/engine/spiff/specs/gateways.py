"""Gateways: exclusive, parallel and inclusive."""

from collections.abc import Mapping

from SpiffWorkflow.bpmn.specs.defaults import (
    ExclusiveGateway,
    InclusiveGateway,
    ParallelGateway,
)
from SpiffWorkflow.util.task import TaskState
from typing_extensions import override

from bpm.core.engine.spiff.evaluation import evaluate_condition, no_way_out, select_flows
from bpm.core.engine.spiff.joins import melt
from bpm.core.engine.spiff.specs.base import EngineSpec, Flow
from bpm.core.engine.spiff.task import EngineTask


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
            raise no_way_out(task, self.flows)
        return self.default_flow


class EngineParallelGateway(EngineSpec, ParallelGateway):
    """Waits for one token on each incoming flow; further ones stay for the next turn.

    Source: BPMN 2.0.2 §13.4.1 Parallel Gateway.
    """

    activity_type = "parallel_gateway"
    is_join = True

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
        melt(partners)
        return True


class EngineInclusiveGateway(EngineSpec, InclusiveGateway):
    """Takes every flow whose condition is true; waits for every token that can still come.

    Whether one can still come is asked when nothing else can move; see ``joins``.

    Source: BPMN 2.0.2 §13.4.3 Inclusive Gateway.
    """

    activity_type = "inclusive_gateway"
    is_join = True
    waits_by_reach = True

    def __init__(self, wf_spec: object, name: str, **kwargs: object) -> None:
        super().__init__(wf_spec, name, **kwargs)
        self.reach: Mapping[str, frozenset[str]] = {}
        """Of each element, the incoming flows to which a path leads that does not pass here."""

    @override
    def _update_hook(self, my_task: EngineTask) -> bool:
        if len(self.incoming) <= 1:
            return True
        my_task.move_to(TaskState.WAITING)
        return False

    @override
    def execute(self, task: EngineTask) -> bool | None:
        """Choose the flows by which tokens leave."""
        if len(self.flows) > 1 or any(flow.condition for flow in self.flows):
            self.choose(task, select_flows(task, self.flows, self.default_flow))
        return True
