"""Build specifications from a normalised model: SpiffWorkflow's parsers, our elements."""

from lxml import etree
from SpiffWorkflow.bpmn.parser.BpmnParser import BpmnParser
from SpiffWorkflow.bpmn.parser.ProcessParser import ProcessParser
from SpiffWorkflow.bpmn.parser.TaskParser import TaskParser
from SpiffWorkflow.bpmn.parser.util import full_tag
from typing_extensions import override

from bpm.core.bpmn import (
    declared_names,
    entry_nodes,
    is_drawn,
    read_assignment,
    read_async,
    read_condition,
    read_process_settings,
    read_retries,
    read_script,
)
from bpm.core.bpmn.xml import BPMN, children
from bpm.core.engine.spiff.specs.activities import (
    EngineManualTask,
    EngineNoneTask,
    EngineScriptTask,
    EngineUserTask,
)
from bpm.core.engine.spiff.specs.base import EngineSpec, Flow, JobSettings
from bpm.core.engine.spiff.specs.events import EngineEndEvent, EngineStartEvent
from bpm.core.engine.spiff.specs.gateways import EngineExclusiveGateway, EngineParallelGateway
from bpm.core.engine.spiff.specs.process import EngineProcessSpec


class NodeParser(TaskParser):
    """Makes the specification of one flow node, without walking on to its neighbours.

    The base class recurses along the flows, which fails on long processes and leaves out what
    no start reaches.
    """

    def parse_node(self) -> EngineSpec:
        """Return the element's specification, not yet connected."""
        spec: EngineSpec = self.create_task()
        spec.jobs = JobSettings(
            continuation=read_async(self.node, self.process_parser.names),
            retry_delays=read_retries(self.node),
        )
        return spec

    def create_task(self) -> EngineSpec:
        """Make the specification itself."""
        spec: EngineSpec = self.spec_class(
            self.spec, self.bpmn_id, bpmn_name=self.node.get("name"), **self.read_settings()
        )
        return spec

    def read_settings(self) -> dict[str, object]:
        """Return what the specification takes beside id and name."""
        return {}


class ScriptTaskParser(NodeParser):
    """Reads the script."""

    @override
    def read_settings(self) -> dict[str, object]:
        """Return the compiled script."""
        return {"settings": read_script(self.node, self.process_parser.names)}


class UserTaskParser(NodeParser):
    """Reads the assignment."""

    @override
    def read_settings(self) -> dict[str, object]:
        """Return the compiled assignment."""
        return {"settings": read_assignment(self.node, self.process_parser.names)}


class EngineProcessParser(ProcessParser):
    """Makes all flow nodes first, then the flows between them, in order of the document."""

    def create_spec(self) -> EngineProcessSpec:
        """Make the empty graph."""
        settings = read_process_settings(self.node)
        self.names = declared_names(self.node)
        return EngineProcessSpec(self.bpmn_id, self.get_name(), settings.time_zone)

    def add_tasks(self) -> None:
        """Fill the graph."""
        for node in self.node:
            if node.tag in EngineParser.OVERRIDE_PARSER_CLASSES:
                self.parse_node(node)
        for flow in children(self.node, BPMN, "sequenceFlow"):
            self._connect(flow)
        for node in self.node:
            if node.get("default") is not None:
                self._set_default(node)
        for node in entry_nodes(self.node):
            spec = self.spec.task_specs[node.get("id")]
            self.spec.start.connect(spec)
            self.spec.start.flows.append(Flow(id="", target=spec, is_drawn=False))

    def _connect(self, node: etree._Element) -> None:
        source = self.spec.task_specs[node.get("sourceRef")]
        target = self.spec.task_specs[node.get("targetRef")]
        source.connect(target)
        flow = Flow(
            id=str(node.get("id")),
            target=target,
            condition=read_condition(node, self.names),
            is_drawn=is_drawn(node),
        )
        source.flows.append(flow)
        target.incoming.append(flow.id)

    def _set_default(self, node: etree._Element) -> None:
        spec = self.spec.task_specs[node.get("id")]
        for flow in spec.flows:
            if flow.id == node.get("default"):
                spec.default_flow = flow


class EngineParser(BpmnParser):
    """SpiffWorkflow's parser with our class for every element that can run."""

    PROCESS_PARSER_CLASS = EngineProcessParser
    OVERRIDE_PARSER_CLASSES = {
        full_tag("startEvent"): (NodeParser, EngineStartEvent),
        full_tag("endEvent"): (NodeParser, EngineEndEvent),
        full_tag("task"): (NodeParser, EngineNoneTask),
        full_tag("manualTask"): (NodeParser, EngineManualTask),
        full_tag("scriptTask"): (ScriptTaskParser, EngineScriptTask),
        full_tag("userTask"): (UserTaskParser, EngineUserTask),
        full_tag("exclusiveGateway"): (NodeParser, EngineExclusiveGateway),
        full_tag("parallelGateway"): (NodeParser, EngineParallelGateway),
    }

    def parse_process(self, node: etree._Element) -> EngineProcessSpec:
        """Return the graph of one process of a normalised model that passed the check."""
        self.create_parser(node)
        spec: EngineProcessSpec = self.get_spec(node.get("id"))
        return spec
