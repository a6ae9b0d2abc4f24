"""Build specifications from a normalised model: SpiffWorkflow's parsers, our elements."""

from collections.abc import Mapping, Sequence
from functools import cached_property
from types import MappingProxyType

from lxml import etree
from SpiffWorkflow.bpmn.parser.BpmnParser import BpmnParser
from SpiffWorkflow.bpmn.parser.ProcessParser import ProcessParser
from SpiffWorkflow.bpmn.parser.util import full_tag
from typing_extensions import override

from bpm.core.bpmn import (
    CompensateTrigger,
    declared_names,
    entry_nodes,
    handlers_by_event,
    is_drawn,
    is_handler,
    link_targets,
    read_ad_hoc,
    read_condition,
    read_process_settings,
)
from bpm.core.bpmn.data import (
    NO_ITEMS,
    Items,
    read_items,
)
from bpm.core.bpmn.document import Roots
from bpm.core.bpmn.settings import NO_NAMES
from bpm.core.bpmn.xml import BPMN, children, name_of
from bpm.core.engine.spiff.node_parser import NodeParser
from bpm.core.engine.spiff.node_parsers import (
    BoundaryEventParser,
    CallActivityParser,
    CallTaskParser,
    CatchEventParser,
    ComplexGatewayParser,
    EndEventParser,
    EventGatewayParser,
    ReceiveTaskParser,
    RuleTaskParser,
    ScriptTaskParser,
    SendTaskParser,
    ThrowEventParser,
    UserTaskParser,
    read_cause,
)
from bpm.core.engine.spiff.specs.activities import (
    EngineManualTask,
    EngineNoneTask,
    EngineScriptTask,
    EngineUserTask,
)
from bpm.core.engine.spiff.specs.base import EngineSpec, Flow
from bpm.core.engine.spiff.specs.boundaries import EngineBoundaryEvent
from bpm.core.engine.spiff.specs.calls import (
    EngineCallActivity,
    EngineSendTask,
    EngineServiceTask,
)
from bpm.core.engine.spiff.specs.compensation import (
    COMPENSATOR_NAME,
    RECORD_SUFFIX,
    EngineCompensator,
    EngineRecord,
    end_handler,
)
from bpm.core.engine.spiff.specs.complex_gateways import EngineComplexGateway
from bpm.core.engine.spiff.specs.containers import (
    EngineAdHocSubProcess,
    EngineSubProcess,
    EngineTransaction,
)
from bpm.core.engine.spiff.specs.event_gateways import EngineEventBasedGateway
from bpm.core.engine.spiff.specs.events import (
    EngineCatchEvent,
    EngineEndEvent,
    EngineReceiveTask,
    EngineStartEvent,
)
from bpm.core.engine.spiff.specs.failures import FAILURE_NAME, EngineFailure
from bpm.core.engine.spiff.specs.gateways import (
    EngineExclusiveGateway,
    EngineInclusiveGateway,
    EngineParallelGateway,
)
from bpm.core.engine.spiff.specs.handlers import EngineEventSubProcess
from bpm.core.engine.spiff.specs.loops import EngineMultiInstance
from bpm.core.engine.spiff.specs.process import EngineProcessSpec
from bpm.core.engine.spiff.specs.rules import EngineRuleTask
from bpm.core.engine.spiff.specs.throws import EngineThrowEvent


class SubProcessParser(NodeParser):
    """Makes the graph inside."""

    @override
    def read_settings(self) -> dict[str, object]:
        """Return the graph of the sub-process."""
        outer = self.process_parser
        parser = EngineProcessParser(
            outer.parser, self.node, outer.nsmap, outer.data_stores, filename=outer.filename
        )
        parser.names, parser.time_zone = outer.names, outer.time_zone
        parser.roots, parser.items = outer.roots, outer.items
        inside = parser.get_spec()
        if name_of(self.node)[1] == "adHocSubProcess":
            return {"inside": inside, "settings": read_ad_hoc(self.node, outer.names)}
        if not is_handler(self.node):
            return {"inside": inside}
        self.spec_class = EngineEventSubProcess
        start = children(self.node, BPMN, "startEvent")[0]
        return {
            "inside": inside,
            "cause": read_cause(start, outer.roots, outer.names),
            "start_id": start.get("id"),
        }


class EngineProcessParser(ProcessParser):
    """Makes all flow nodes first, then the flows between them, in order of the document."""

    names: frozenset[str] = NO_NAMES
    time_zone: str | None = None
    roots: Roots = MappingProxyType({})
    items: Items = NO_ITEMS

    def create_spec(self) -> EngineProcessSpec:
        """Make the empty graph."""
        if name_of(self.node)[1] == "process":
            self.names = declared_names(self.node)
            self.items = read_items(self.node)
            self.time_zone = read_process_settings(self.node).time_zone
        return EngineProcessSpec(self.bpmn_id, self.get_name(), self.time_zone)

    def add_tasks(self) -> None:
        """Fill the graph."""
        for node in self.node:
            if node.tag in EngineParser.OVERRIDE_PARSER_CLASSES:
                self.parse_node(node)
        for flow in children(self.node, BPMN, "sequenceFlow"):
            self._connect(flow)
        for source, target in link_targets(self.node).items():
            self._link(source, target)
        for node in self.node:
            self._attach(node)
        self._add_records()
        for node in entry_nodes(self.node):
            spec = self.spec.task_specs[node.get("id")]
            self.spec.start.connect(spec)
            self.spec.start.flows.append(Flow(id="", target=spec, is_drawn=False))
        conditions = self.node.iter(full_tag("conditionalEventDefinition"))
        self.spec.has_conditions = next(conditions, None) is not None
        specs = self.spec.task_specs.values()
        for handler in [spec for spec in specs if isinstance(spec, EngineEventSubProcess)]:
            self._add_handler(handler)
        self.spec.trace_reach()

    def _connect(self, node: etree._Element) -> None:
        source = self.spec.task_specs[node.get("sourceRef")]
        target = self.spec.task_specs[node.get("targetRef")]
        source.connect(target)
        asks = not isinstance(source, EngineParallelGateway)
        flow = Flow(
            id=str(node.get("id")),
            target=target,
            condition=read_condition(node, self.names) if asks else None,
            is_drawn=is_drawn(node),
        )
        source.flows.append(flow)
        source.has_conditions |= flow.condition is not None
        target.incoming.append(flow.id)

    def _link(self, source_id: str, target_id: str) -> None:
        source, target = self.spec.task_specs[source_id], self.spec.task_specs[target_id]
        source.connect(target)
        flow = Flow(id=f"link {source_id}", target=target, is_drawn=False)
        source.flows.append(flow)
        target.incoming.append(flow.id)

    def _attach(self, node: etree._Element) -> None:
        if node.get("default") is not None:
            self._set_default(node)
        if node.get("attachedToRef") is not None:
            host = self.spec.task_specs[node.get("attachedToRef")]
            event = self.spec.task_specs[node.get("id")]
            if isinstance(event.trigger, CompensateTrigger):
                self._guard(host, event)
            else:
                host.boundaries.append(event)

    def _guard(self, host: EngineSpec, event: EngineBoundaryEvent) -> None:
        handler = self.spec.task_specs[self._undone_by[event.name][0].get("id")]
        event.flows.append(Flow(id="", target=handler, is_drawn=False))
        handler.afterwards = end_handler
        activity = host.inner if isinstance(host, EngineMultiInstance) else host
        self._add_record(activity, event)

    @cached_property
    def _undone_by(self) -> Mapping[str, Sequence[etree._Element]]:
        return handlers_by_event(self.node.getroottree().getroot())

    def _add_record(self, activity: EngineSpec, event: EngineBoundaryEvent | None = None) -> None:
        inside = None
        if isinstance(activity, EngineSubProcess):
            activity.keeps_inside, inside = event is None, activity.inside
        name = activity.activity_id + RECORD_SUFFIX
        record = EngineRecord(self.spec, name, activity=activity, event=event, inside=inside)
        activity.afterwards = record.book

    def _add_records(self) -> None:
        """Have completed sub-processes remembered in which something can be undone."""
        for spec in list(self.spec.task_specs.values()):
            if not isinstance(spec, EngineSubProcess) or isinstance(spec, EngineEventSubProcess):
                continue
            inside, body = spec.inside, spec.loop or spec
            can_undo = inside.compensator is not None or inside.undoing is not None
            if can_undo and spec.afterwards is None and body.afterwards is None:
                self._add_record(spec)
        if any(spec.is_record for spec in self.spec.task_specs.values()):
            self.spec.compensator = EngineCompensator(self.spec, COMPENSATOR_NAME)
            self.spec.failure = EngineFailure(self.spec, FAILURE_NAME)

    def _add_handler(self, handler: EngineEventSubProcess) -> None:
        if isinstance(handler.trigger, CompensateTrigger):
            self.spec.undoing = handler
        else:
            self.spec.handlers.append(handler)

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
        full_tag("endEvent"): (EndEventParser, EngineEndEvent),
        full_tag("boundaryEvent"): (BoundaryEventParser, EngineBoundaryEvent),
        full_tag("intermediateCatchEvent"): (CatchEventParser, EngineCatchEvent),
        full_tag("intermediateThrowEvent"): (ThrowEventParser, EngineThrowEvent),
        full_tag("eventBasedGateway"): (EventGatewayParser, EngineEventBasedGateway),
        full_tag("receiveTask"): (ReceiveTaskParser, EngineReceiveTask),
        full_tag("serviceTask"): (CallTaskParser, EngineServiceTask),
        full_tag("sendTask"): (SendTaskParser, EngineSendTask),
        full_tag("callActivity"): (CallActivityParser, EngineCallActivity),
        full_tag("subProcess"): (SubProcessParser, EngineSubProcess),
        full_tag("transaction"): (SubProcessParser, EngineTransaction),
        full_tag("adHocSubProcess"): (SubProcessParser, EngineAdHocSubProcess),
        full_tag("task"): (NodeParser, EngineNoneTask),
        full_tag("manualTask"): (NodeParser, EngineManualTask),
        full_tag("scriptTask"): (ScriptTaskParser, EngineScriptTask),
        full_tag("businessRuleTask"): (RuleTaskParser, EngineRuleTask),
        full_tag("userTask"): (UserTaskParser, EngineUserTask),
        full_tag("exclusiveGateway"): (NodeParser, EngineExclusiveGateway),
        full_tag("inclusiveGateway"): (NodeParser, EngineInclusiveGateway),
        full_tag("complexGateway"): (ComplexGatewayParser, EngineComplexGateway),
        full_tag("parallelGateway"): (NodeParser, EngineParallelGateway),
    }

    def parse_process(self, node: etree._Element, roots: Roots) -> EngineProcessSpec:
        """Return the graph of one process of a normalised model that passed the check."""
        self.create_parser(node)
        self.process_parsers[node.get("id")].roots = roots
        spec: EngineProcessSpec = self.get_spec(node.get("id"))
        return spec
